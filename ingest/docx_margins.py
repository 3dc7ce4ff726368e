"""What a Word document holds beside its text: running headers and footers, files it carries or links."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

from ingest.docx_blocks import Blocks
from ingest.office_package import Package
from ingest.patterns import FILE_NAME, PAGE_NUMBER_LINE
from ingest.word_names import R, W

_MOST = 200


def margins(package: Package, main: str, blocks: Blocks) -> tuple[str, ...]:
    """The lines of the headers and footers that sections refer to, each once, page numbers left out."""
    found: dict[str, None] = {}
    for kind in ("header", "footer"):
        for part in package.related(main, kind)[:_MOST]:
            root = package.tree(part)
            for line in blocks.margin(root) if root is not None else ():
                if not PAGE_NUMBER_LINE.match(line):
                    found.setdefault(line)
    return tuple(found)[:_MOST]


def attachments(package: Package, main: str, root) -> tuple[str, ...]:
    """Names of files embedded in a document, and of files that its links lead to, with the links' words."""
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
    return tuple(found)[:_MOST]


def linked_file(address: str, words: str) -> str:
    """“申请表（apply.docx）” for a link to a file, empty for a link to a page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    name = posixpath.basename(unquote(parts.path))
    if not FILE_NAME.search(name):
        match = FILE_NAME.search(unquote(parts.query))
        name = unquote(parts.query)[: match.end()].rpartition("=")[2] if match else ""
    name, words = name.strip(), " ".join(words.split())[:200]
    if not name:
        return ""
    return words if FILE_NAME.search(words) else f"{words}（{name}）" if words else name
