"""Open Office Open XML packages (.docx, .xlsx): parts, and the relationships between them.

Lenient where Word is: what a part is follows from how it is related, not from the list of content
types, so documents with macros, templates and packages with odd lists open all the same. Archives
that unpack to absurd sizes are refused before anything is unpacked.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import unquote

from ingest.errors import EncryptedFile, UnreadableFile
from ingest.extracted import linked_file
from ingest.readers.ooxml.word_names import R, W
from ingest.readers.ooxml.xml_tree import parse_xml

_MOST_BYTES = 300 * 1024 * 1024  # unpacked
_MOST_RATIO = 200  # unpacked to packed, for members over a megabyte
_MOST_MEMBERS = 5_000


def check_archive(data: bytes) -> None:
    """Refuse archives that are damaged, encrypted or unpack to absurd sizes."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile("文件已损坏", "the archive is damaged") from error
    if any(member.flag_bits & 1 for member in members):
        raise EncryptedFile("文件已加密，需要密码", "the file is encrypted and needs a password")
    absurd = any(m.file_size > 2**20 and m.file_size > _MOST_RATIO * max(1, m.compress_size) for m in members)
    if absurd or len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_BYTES:
        raise UnreadableFile("压缩内容异常，拒绝打开", "the archive unpacks to an absurd size")


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship's ``kind`` is the last word of its type (“header”); ``target`` names a part, or an address ``outside``."""

    kind: str
    target: str
    outside: bool


class Package:
    """This is a package in memory; part names are as in the archive, compared without case and leading slash."""

    def __init__(self, data: bytes) -> None:
        check_archive(data)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {_plain(name): name for name in self._archive.namelist()}
        self.damaged = False  # whether a part was read only in part
        self.oversized = False  # whether that was for its size

    def main_part(self, fallbacks: tuple[str, ...]) -> str:
        """Give the part that the package is about. Raises :class:`UnreadableFile` where there is none."""
        stated = [r.target for r in self.relationships("").values() if r.kind == "officeDocument"]
        for name in (*stated, *fallbacks):
            if _plain(name) in self._names:
                return name
        raise UnreadableFile("文件已损坏，缺少正文部分", "the package lacks its main part")

    def open(self, part: str) -> IO[bytes] | None:
        """Give the bytes of a part, or ``None`` where the package lacks it."""
        name = self._names.get(_plain(part))
        if name is None:
            return None
        try:
            return self._archive.open(name)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            self.damaged = True
            return None

    def tree(self, part: str) -> Any:
        """Give the root element of a part, or ``None``; damage is noted, not raised."""
        stream = self.open(part)
        if stream is None:
            return None
        try:
            root, whole, large = parse_xml(stream)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error) as error:
            raise UnreadableFile("文件已损坏", "a part of the package is damaged") from error
        self.damaged |= not whole
        self.oversized |= large
        return root

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Give id -> relationship of a part; “” for those of the package itself."""
        folder, name = posixpath.split(_plain(part))
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relationship] = {}
        for node in root if root is not None else ():
            kind = (node.get("Type") or "").rpartition("/")[2]
            target, outside = node.get("Target") or "", node.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[node.get("Id") or ""] = Relationship(kind, target, outside)
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """Give the parts that a part is related to in one way, in order of their ids."""
        return [r.target for r in self.relationships(part).values() if r.kind == kind and not r.outside]


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


MOST_MARGINS = 200


def attachments(package: Package, main: str, root) -> tuple[str, ...]:
    """Name the files embedded in a document, and the files that its links lead to, with the links' words."""
    links = {node.get(f"{R}id"): node for node in root.iter(f"{W}hyperlink")}
    found: dict[str, None] = {}
    for relationship_id, related in package.relationships(main).items():
        if related.kind in ("package", "oleObject") and not related.outside:
            found.setdefault(posixpath.basename(related.target))
        elif related.kind == "hyperlink" and related.outside:
            node = links.get(relationship_id)
            words = "".join(t.text or "" for t in node.iter(f"{W}t")) if node is not None else ""
            if name := linked_file(related.target, words):
                found.setdefault(name)
    return tuple(found)[:MOST_MARGINS]
