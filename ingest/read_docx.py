"""Word documents (.docx): paragraphs with their automatic numbers, tables in place.

Runs in the worker (:mod:`ingest.worker`). Archives that unpack to absurd sizes
are refused before they are opened; XML entities are never resolved.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from ingest.errors import EncryptedFile, NoTextFound, UnreadableFile
from ingest.extracted import Extracted, MarkedLine
from ingest.grid import grid, pipe_table
from ingest.numbering import Numbering, read_numbering
from ingest.patterns import LABEL

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MOST_BYTES = 300 * 1024 * 1024  # unpacked
_MOST_RATIO = 200  # unpacked to packed, for members over a megabyte
_MOST_MEMBERS = 5_000
_DEEPEST_TABLE = 8
# Deleted words, field instructions, the doubled fallback of drawings, notes of reviewers.
_SKIPPED = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_MC}Fallback", f"{_W}rPr", f"{_W}pPr", f"{_W}delText")
)


def read_docx(data: bytes) -> Extracted:
    """The text of a document, its tables as pipe rows. Raises :class:`SourceError`'s children."""
    check_archive(data)
    import docx

    opened = docx.Document(io.BytesIO(data))
    part = _related(opened.part, "/numbering")
    reader = _Reader(_styles(opened), read_numbering(part))
    for block in _blocks(opened.element.body):
        reader.add(block)
    text, headings = reader.text()
    if not text.strip():
        raise NoTextFound("未提取到文字", "no text was found")
    title = reader.title or None
    return Extracted(text, "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                     page_title=title, headings=headings)  # fmt: skip


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


def _related(part, ending: str):
    """The root element of a related part by the end of its relationship type, or ``None``."""
    for relationship in part.rels.values():
        if relationship.reltype.endswith(ending) and not relationship.is_external:
            return getattr(relationship.target_part, "element", None)
    return None


def _styles(opened) -> dict[str, tuple[str, str | None, int | None, str]]:
    """Style id -> (name, number id, level, base): where numbers and headings come from by style."""
    found: dict[str, tuple[str, str | None, int | None, str]] = {}
    root = _related(opened.part, "/styles")
    for style in root.findall(f"{_W}style") if root is not None else ():
        name, base = style.find(f"{_W}name"), style.find(f"{_W}basedOn")
        number_id, level = _number_of(style.find(f"{_W}pPr"))
        found[style.get(f"{_W}styleId") or ""] = (
            (name.get(f"{_W}val") or "").lower() if name is not None else "",
            number_id,
            level,
            base.get(f"{_W}val") or "" if base is not None else "",
        )
    return found


def _number_of(properties) -> tuple[str | None, int | None]:
    numbers = properties.find(f"{_W}numPr") if properties is not None else None
    if numbers is None:
        return None, None
    number_id, level = numbers.find(f"{_W}numId"), numbers.find(f"{_W}ilvl")
    depth = level.get(f"{_W}val") if level is not None else None
    return (
        number_id.get(f"{_W}val") if number_id is not None else None,
        int(depth) if depth is not None and depth.isdigit() else None,
    )


def _blocks(root) -> Iterator:
    """Paragraphs and tables in order, those inside content controls and insertions too."""
    waiting = list(reversed(root))
    while waiting:
        node = waiting.pop()
        if node.tag in (f"{_W}p", f"{_W}tbl"):
            yield node
        elif node.tag not in _SKIPPED:
            waiting.extend(reversed(node))


class _Reader:
    """Collects lines; numbers must be counted in the order of the document."""

    def __init__(self, styles: dict, numbering: Numbering) -> None:
        self.styles, self.numbering = styles, numbering
        self.lines: list[tuple[str, bool]] = []
        self.title = ""

    def add(self, block) -> None:
        if block.tag == f"{_W}tbl":
            self.lines.extend((line, False) for line in self._table(block, 0).split("\n"))
            return
        words, name = self._paragraph(block)
        if name == "title" and not self.title:
            self.title = words
        styled = name.startswith(("heading", "标题")) and 2 <= len(words) <= 60 and not LABEL.match(words)
        self.lines.append((words, styled))

    def text(self) -> tuple[str, tuple[MarkedLine, ...]]:
        """All lines, and the spans of those that a heading style marks."""
        parts: list[str] = []
        headings: list[MarkedLine] = []
        position = 0
        for words, styled in self.lines:
            if styled:
                headings.append(MarkedLine(position, position + len(words)))
            parts.append(words)
            position += len(words) + 1
        return "\n".join(parts), tuple(headings)

    def _paragraph(self, node) -> tuple[str, str]:
        properties = node.find(f"{_W}pPr")
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        style_id = style.get(f"{_W}val") or "" if style is not None else ""
        number_id, level = _number_of(properties)
        name = self.styles.get(style_id, ("", None, None, ""))[0]
        for _ in range(10):  # a style can stand on another; cycles end here
            if number_id is not None or style_id not in self.styles:
                break
            _, number_id, styled_level, style_id = self.styles[style_id]
            level = level if level is not None else styled_level
        words = "\n".join(line.strip(" \t") for line in _words(node).split("\n")).strip("\n")
        if number_id not in (None, "0") and words.strip():
            label = self.numbering.label(number_id or "", level or 0)
            gap = " " if label and label[-1].isascii() and label[-1].isalnum() else ""
            words = label + gap + words
        return words, name

    def _table(self, table, depth: int) -> str:
        if depth > _DEEPEST_TABLE:
            return ""
        rows = [[self._cell(cell, depth) for cell in _cells(row)] for row in table.findall(f"{_W}tr")]
        return pipe_table(grid(_with_depths(rows)))

    def _cell(self, cell, depth: int) -> tuple[str, int, str]:
        """Words, columns spanned, and its part in a vertical merge: "" none, "restart", "continue"."""
        words = []
        for block in _blocks(cell):
            words.append(
                self._table(block, depth + 1) if block.tag == f"{_W}tbl" else self._paragraph(block)[0]
            )
        properties = cell.find(f"{_W}tcPr")
        columns, merge = 1, ""
        if properties is not None:
            spanned, merged = properties.find(f"{_W}gridSpan"), properties.find(f"{_W}vMerge")
            value = spanned.get(f"{_W}val") if spanned is not None else None
            columns = min(int(value), 64) if value and value.isdigit() and len(value) < 4 else 1
            merge = (merged.get(f"{_W}val") or "continue") if merged is not None else ""
        return "\n".join(word for word in words if word.strip()), columns, merge


def _cells(row) -> Iterator:
    for node in row:
        if node.tag == f"{_W}tc":
            yield node
        elif node.tag == f"{_W}sdt":
            yield from node.iter(f"{_W}tc")


def _with_depths(rows: list[list[tuple[str, int, str]]]) -> list[list[tuple[str, int, int]]]:
    """Vertical merges as the number of rows that the first cell spans; the cells below it left out."""
    starts: list[dict[int, tuple[str, int, str]]] = []
    for row in rows:
        column, by_column = 0, {}
        for cell in row:
            by_column[column] = cell
            column += cell[1]
        starts.append(by_column)
    laid: list[list[tuple[str, int, int]]] = []
    for number, by_column in enumerate(starts):
        line: list[tuple[str, int, int]] = []
        for column, (words, columns, merge) in by_column.items():
            above = number > 0 and column in starts[number - 1] and starts[number - 1][column][2]
            if merge == "continue" and above:
                continue
            depth = 1
            while (
                merge
                and number + depth < len(starts)
                and starts[number + depth].get(column, ("", 1, ""))[2] == "continue"
            ):
                depth += 1
            line.append((words, columns, depth))
        laid.append(line)
    return laid


def _words(paragraph) -> str:
    """The visible words of a paragraph: inserted ones too, deleted ones not."""
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        if node.tag in _SKIPPED or not isinstance(node.tag, str):
            continue
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}tab":
            parts.append(" ")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif node.tag == f"{_W}p":
            parts.append("\n")
            waiting.extend(reversed(node))
        else:
            waiting.extend(reversed(node))
    return "".join(parts)
