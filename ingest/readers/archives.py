"""Read ZIP and TAR archives, member by member, in a worker of its own; nothing is written to disk.

A member's name serves for showing only, so a hostile one harms nobody: it is cleaned and said.
Links and devices are not followed. What archives hold inside archives, and how much of it in
all, is for :mod:`ingest.sources.pipeline` to bound.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO

from ingest.errors import EncryptedFile, LimitExceeded, SourceError, UnreadableFile, UnsupportedFormat
from ingest.limits import LARGEST_FILE
from ingest.task import Member
from ingest.text.patterns import UNFIT_FOR_NAME

MOST_MEMBERS = 10_000
MOST_BYTES = 1024**3  # unpacked, of one archive with all inside it
_MOST_RATIO = 200  # unpacked to packed, for members over a megabyte
_LONGEST_NAME = 300  # characters shown
_LOCAL_HEADER = 30  # bytes before a member's name in a ZIP file
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
# .DS_Store, ~$报告.docx, __MACOSX/…, __pycache__/…, Thumbs.db: what systems leave beside people’s files; “..” is no such.
_SKIPPED = re.compile(
    r"(?:^|/)(?:\.(?!\.?(?:/|$))|~\$|__MACOSX(?:/|$)|__pycache__(?:/|$)|(?i:Thumbs\.db$|desktop\.ini$))"
)
_PIECE = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


def zip_members(data: bytes) -> Iterator[Member]:
    """Give the files of a ZIP archive in their order. Raises :class:`SourceError` where it has no directory to read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise UnreadableFile("压缩包已损坏", "the archive is damaged") from error
    entries = archive.infolist()
    _check_count(len(entries))
    overlapping = _overlapping(entries)
    for number, entry in enumerate(entries):
        raw = _zip_name(entry)
        if entry.is_dir() or is_hidden(raw):
            continue
        name, warnings = shown_name(raw)
        try:
            if number in overlapping:
                raise UnreadableFile("压缩包成员互相重叠，拒绝打开", "members of the archive overlap")
            yield Member(name, _zip_data(archive, entry), warnings=warnings)
        except SourceError as error:
            yield Member(name, error=error, warnings=warnings)


def tar_members(data: bytes) -> Iterator[Member]:
    """Give the files of a TAR archive, plain or compressed, in order. Raises :class:`SourceError` where it breaks off."""
    count = 0
    try:
        with tarfile.open(fileobj=_Bounded(_decompressed(data)), mode="r|") as archive:
            for entry in archive:
                count += 1
                _check_count(count)
                raw = legacy_name(entry.name.encode("utf-8", "surrogateescape"))
                if not entry.isdir() and not is_hidden(raw):
                    name, warnings = shown_name(raw)
                    yield _tar_member(archive, entry, name, warnings)
    except _BROKEN as error:
        raise UnreadableFile("压缩包已损坏", "the archive is damaged") from error
    if not count:
        raise UnreadableFile("压缩包为空", "the archive is empty")


def is_hidden(name: str) -> bool:
    """Whether a member is what systems and editors leave beside people's files."""
    return bool(_SKIPPED.search(name.replace("\\", "/")))


def shown_name(raw: str) -> tuple[str, tuple[str, ...]]:
    """Give a member's path without unseen characters and ways out of the archive, and what was odd about it."""
    # “a/b”, “a\b”: archives made on Windows part folders by backslashes.
    parts = re.split(r"[/\\]", raw.partition("\0")[0])
    # “C:”: a drive at the head of a path would lead out of the archive.
    odd = ".." in parts or parts[0] == "" or bool(re.match(r"[A-Za-z]:$", parts[0]))
    kept = [UNFIT_FOR_NAME.sub("", part).strip() for part in parts if part not in ("", ".", "..")]
    name = "/".join(part for part in kept if part) or "document"
    if len(name) > _LONGEST_NAME:
        name = "…" + name[-_LONGEST_NAME:]
    return name, ("包内的文件名指向包外，只作显示",) if odd else ()


def _check_count(count: int) -> None:
    if count > MOST_MEMBERS:
        raise LimitExceeded("压缩包内文件过多", f"the archive holds more than {MOST_MEMBERS} files")


def _check_size(size: int, packed: int | None = None) -> None:
    absurd = packed is not None and size > _PIECE and size > _MOST_RATIO * max(1, packed)
    if absurd or size > LARGEST_FILE:
        raise LimitExceeded("压缩内容异常，拒绝打开", "the archive unpacks to an absurd size")


# --- ZIP -----------------------------------------------------------------------------------------


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: without the UTF-8 flag it is in the code page of their system."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.orig_filename
    return legacy_name(entry.orig_filename.encode("cp437", "replace"))


def legacy_name(raw: bytes) -> str:
    """Decode a name as UTF-8 or, as Chinese systems write it, as GB18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _overlapping(entries: Sequence[zipfile.ZipInfo]) -> set[int]:
    """Numbers of the members whose bytes another member claims too, as in bombs that use them many times."""
    spans = sorted(
        (entry.header_offset, entry.header_offset + _LOCAL_HEADER + entry.compress_size, number)
        for number, entry in enumerate(entries)
    )
    found: set[int] = set()
    furthest, owner = -1, -1
    for start, end, number in spans:
        if start < furthest:
            found.update((owner, number))
        if end > furthest:
            furthest, owner = end, number
    return found


def _zip_data(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise UnsupportedFormat("不是普通文件（链接或设备），已跳过", "a link or device is not followed")
    if entry.flag_bits & _ENCRYPTED:
        raise EncryptedFile("文件已加密，需要密码", "the file is encrypted and needs a password")
    _check_size(entry.file_size, entry.compress_size)
    try:
        with archive.open(entry) as stream:
            return _all_of(stream)
    except NotImplementedError as error:
        raise UnsupportedFormat("不支持这种压缩方法", "the compression method is not supported") from error
    except _BROKEN as error:
        raise UnreadableFile("文件已损坏", "the file is damaged") from error
    except MemoryError as error:
        raise LimitExceeded("解压所需内存过多", "unpacking took too much memory") from error


def _all_of(stream: IO[bytes]) -> bytes:
    """The rest of a stream, counted while it comes: what an archive says of sizes may be a lie."""
    parts: list[bytes] = []
    size = 0
    while part := stream.read(_PIECE):
        size += len(part)
        _check_size(size)
        parts.append(part)
    return b"".join(parts)


# --- TAR -----------------------------------------------------------------------------------------


class _Bounded(io.RawIOBase):
    """A stream that refuses to give more bytes than an archive may unpack to."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream, self._left = stream, MOST_BYTES

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._stream.read(_PIECE if size < 0 else size)
        self._left -= len(part)
        if self._left < 0:
            raise LimitExceeded("压缩内容异常，拒绝打开", "the archive unpacks to an absurd size")
        return part


def _decompressed(data: bytes) -> io.BufferedIOBase:
    packed = io.BytesIO(data)
    if data.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=packed)
    if data.startswith(b"BZh"):
        return bz2.BZ2File(packed)
    if data.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMAFile(packed)
    return packed


def _tar_member(
    archive: tarfile.TarFile, entry: tarfile.TarInfo, name: str, warnings: tuple[str, ...]
) -> Member:
    try:
        stream = archive.extractfile(entry) if entry.isreg() else None
        if stream is None:
            raise UnsupportedFormat("不是普通文件（链接或设备），已跳过", "a link or device is not followed")
        _check_size(entry.size)
        return Member(name, _all_of(stream), warnings=warnings)
    except SourceError as error:
        return Member(name, error=error, warnings=warnings)


def is_tar(data: bytes) -> bool:
    """Whether bytes begin, once decompressed, with a header whose checksum is right."""
    try:
        block = _decompressed(data).read(tarfile.BLOCKSIZE)
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (*_BROKEN, MemoryError):
        return False
    return True
