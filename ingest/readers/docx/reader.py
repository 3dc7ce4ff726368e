"""Read Word documents (.docx, .docm, .dotx): paragraphs with their automatic numbers, tables in place.

Runs in the worker (:mod:`ingest.sandbox.worker`). Archives that unpack to absurd sizes
are refused before they are opened; XML entities are never resolved; what goes on
beyond the limits is left out and reported.
"""

from __future__ import annotations

from ingest.errors import LimitExceeded, NoTextFound, UnreadableFile
from ingest.extracted import Extracted, marked_headings
from ingest.readers.docx.blocks import Blocks
from ingest.readers.docx.margins import margins
from ingest.readers.ooxml.package import Package, attachments
from ingest.readers.ooxml.word_names import W

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_docx(data: bytes) -> Extracted:
    """Give the text of a document, its tables as pipe rows. Raises :class:`SourceError`'s children."""
    package = Package(data)
    main = package.main_part(("word/document.xml", "word/document2.xml", "document.xml"))
    root = package.tree(main)
    bodies = list(root.iter(f"{W}body")) if root is not None else []
    if package.oversized:
        raise LimitExceeded("文件过大，内容超过上限", "the document is larger than the limits allow")
    if not bodies:
        raise UnreadableFile("文件已损坏，缺少正文", "the document lacks its body")
    blocks = Blocks(package, main)
    for body in bodies:
        blocks.read(body)
    text = "\n".join(line.words for line in blocks.lines)
    running = margins(package, main, blocks)
    if not text.strip():
        raise NoTextFound("未提取到文字", "no text was found")
    return Extracted(
        text,
        _MEDIA_TYPE,
        page_title=blocks.title or None,
        headings=marked_headings(blocks.lines),
        warnings=tuple(_warnings(package, blocks, root)),
        margins=running,
        attachments=attachments(package, main, root),
    )


def _warnings(package: Package, blocks: Blocks, root) -> list[str]:
    found: list[str] = []
    if blocks.words.hidden:
        found.append(f"略去隐藏文字 {blocks.words.hidden} 字（hidden text was left out）")
    if blocks.words.invisible:
        found.append(f"略去不可见字符 {blocks.words.invisible} 个（invisible characters were left out）")
    if blocks.cut or package.damaged:
        found.append("文件过大或部分损坏，只读入一部分（too long or damaged: read in part）")
    if next(root.iter(f"{W}altChunk"), None) is not None:
        found.append("嵌入的其他格式片段未读入（embedded pieces of other formats were not read）")
    return found
