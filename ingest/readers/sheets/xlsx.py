"""Read spreadsheets (.xlsx, .xlsm): each sheet a table, cells as they are shown, what is hidden left out.

Reads the parts of the package itself: libraries give either the cells as shown or what is hidden, merged
and linked, and the fast ones neither; a workbook of a million rows must stop at the limits.
Runs in the worker (:mod:`ingest.sandbox.worker`).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.errors import NoTextFound, UnreadableFile
from ingest.extracted import Extracted, linked_file
from ingest.progress import finished
from ingest.readers.ooxml.package import Package, Relationship
from ingest.readers.ooxml.xml_tree import stream_xml
from ingest.readers.sheets.number_formats import BUILT_IN, general, shown
from ingest.readers.sheets.patterns import CELL_ADDRESS
from ingest.readers.sheets.sheet_text import Merge, Sheet, write_sheets
from ingest.tables import MOST_COLUMNS

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_SHEETS = 200
_MOST_ROWS = 20_000  # of all sheets together
_MOST_SCANNED = 200_000  # empty and hidden rows included
_MOST_CHARACTERS = 20_000_000
_MOST_STRINGS = 60_000_000  # characters
_MOST_MERGES = 100_000


def read_xlsx(data: bytes) -> Extracted:
    """Give the sheets of a workbook in order. Raises :class:`SourceError`'s children."""
    package = Package(data)
    main = package.main_part(("xl/workbook.xml",))
    root = package.tree(main)
    if root is None:
        raise UnreadableFile("文件已损坏，缺少工作簿", "the workbook is missing")
    book = _Book(package, main, root)
    try:
        sheets = list(book.sheets())
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error) as error:
        raise UnreadableFile("文件已损坏", "a part of the package is damaged") from error
    written = write_sheets(sheets)
    if not written.text().strip():
        raise NoTextFound("未提取到文字", "no text was found")
    return Extracted(
        written.text(),
        _MEDIA_TYPE,
        headings=tuple(written.headings),
        warnings=tuple(book.warnings(written.cut)),
        attachments=tuple(book.links),
    )


@dataclass(slots=True)
class _Book:
    """A workbook that is being read; counts what it leaves out."""

    package: Package
    main: str
    root: Any
    links: dict[str, None] = field(default_factory=dict)
    hidden_sheets: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    cut: bool = False
    _rows: int = 0
    _characters: int = 0
    _strings: list[str] = field(default_factory=list)
    _formats: list[str] = field(default_factory=list)
    _from_1904: bool = False

    def sheets(self) -> Iterator[Sheet]:
        related = self.package.relationships(self.main)
        self._from_1904 = any(
            node.get("date1904") in ("1", "true") for node in self.root.iter(f"{_S}workbookPr")
        )
        self._strings = self._shared_strings()
        self._formats = self._number_formats()
        for number, node in enumerate(self.root.iter(f"{_S}sheet")):
            if number == _MOST_SHEETS:
                self.cut = True
                return
            if node.get("state") in ("hidden", "veryHidden"):
                self.hidden_sheets += 1
                continue
            target = related.get(node.get(f"{_R}id") or "")
            if target and target.kind == "worksheet" and not target.outside:
                yield self._sheet(node.get("name") or "", target.target)

    def warnings(self, cut: bool) -> Iterator[str]:
        for count, chinese, english in (
            (self.hidden_sheets, "隐藏的工作表", "hidden sheets"),
            (self.hidden_rows, "隐藏的行", "hidden rows"),
            (self.hidden_columns, "隐藏的列", "hidden columns"),
        ):
            if count:
                yield f"略去{chinese} {count} 个（{english} were left out）"
        if self.cut or cut or self.package.damaged:
            yield "表格过大或部分损坏，只读入一部分（too large or damaged: read in part）"

    # --- parts of the workbook -----------------------------------------------------------------

    def _part(self, kind: str) -> str:
        return next(iter(self.package.related(self.main, kind)), "")

    def _shared_strings(self) -> list[str]:
        stream = self.package.open(self._part("sharedStrings"))
        found: list[str] = []
        length = 0
        for node in stream_xml(stream, (f"{_S}si",)) if stream else ():
            found.append(_rich(node))
            length += len(found[-1])
            if length > _MOST_STRINGS:
                self.cut = True
                break
        return found

    def _number_formats(self) -> list[str]:
        """The format code of each style of a cell."""
        root = self.package.tree(self._part("styles"))
        if root is None:
            return []
        codes = dict(BUILT_IN)
        for node in root.iter(f"{_S}numFmt"):
            codes[_whole(node.get("numFmtId"), -1)] = node.get("formatCode") or ""
        styles = root.find(f"{_S}cellXfs")
        return [codes.get(_whole(s.get("numFmtId"), 0), "") for s in styles if styles is not None]

    # --- a sheet -------------------------------------------------------------------------------

    def _sheet(self, name: str, part: str) -> Sheet:
        stream = self.package.open(part)
        related = self.package.relationships(part)
        rows: list[list[str]] = []
        places: dict[int, int] = {}  # row of the sheet -> row kept
        merges: list[Merge] = []
        hidden: set[int] = set()
        passed_over: set[int] = set()  # hidden columns that hold words
        tags = tuple(_S + tag for tag in ("cols", "row", "mergeCell", "hyperlink"))
        scanned = 0
        for node in stream_xml(stream, tags) if stream else ():
            if node.tag == f"{_S}row":
                scanned += 1
                finished()
                if scanned > _MOST_SCANNED or self._rows >= _MOST_ROWS or self._characters > _MOST_CHARACTERS:
                    self.cut = True
                    break
                self._row(node, (hidden, passed_over), rows, places)
            elif node.tag == f"{_S}cols":
                hidden = self._hidden(node)
            elif node.tag == f"{_S}mergeCell" and len(merges) < _MOST_MERGES:
                merges.extend(_merge(node.get("ref") or "", places))
            elif node.tag == f"{_S}hyperlink":
                self._link(node, related)
        self.hidden_columns += len(passed_over)
        return Sheet(name, rows, merges)

    def _hidden(self, node: Any) -> set[int]:
        found: set[int] = set()
        for part in node:
            if part.get("hidden") in ("1", "true"):
                first, last = _whole(part.get("min"), 1), _whole(part.get("max"), 0)
                found.update(range(first - 1, min(last, 16_384)))
        return found

    def _row(
        self,
        node: Any,
        columns: tuple[set[int], set[int]],
        rows: list[list[str]],
        places: dict[int, int],
    ) -> None:
        hidden, passed_over = columns
        number = _whole(node.get("r"), len(places) + 1) - 1
        cells: dict[int, str] = {}
        column = -1
        for cell in node:
            match = CELL_ADDRESS.match(cell.get("r") or "")
            column = _column(match[1]) if match else column + 1
            words = self._value(cell)
            if words and column in hidden:
                passed_over.add(column)
            elif words:
                cells[column] = words
        if node.get("hidden") in ("1", "true"):
            self.hidden_rows += bool(cells)
            return
        kept = sorted(cells)
        self.cut |= len(kept) > MOST_COLUMNS
        width = kept[:MOST_COLUMNS][-1] + 1 if kept else 0
        places[number] = len(rows)
        rows.append([cells.get(column, "") for column in range(min(width, 4 * MOST_COLUMNS))])
        self._rows += bool(cells)
        self._characters += sum(map(len, cells.values()))

    def _value(self, cell: Any) -> str:
        """The words of a cell as shown; a formula's last result."""
        kind = cell.get("t")
        if kind == "inlineStr":
            inline = cell.find(f"{_S}is")
            return _rich(inline) if inline is not None else ""
        node = cell.find(f"{_S}v")
        value = (node.text or "").strip("\r\n") if node is not None else ""
        if kind == "s":
            place = _whole(value, -1)
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "b":
            return "是" if value == "1" else "否"
        if kind in ("str", "d"):
            return value
        if kind == "e" or not value:
            return ""
        style = _whole(cell.get("s"), 0)
        code = self._formats[style] if 0 <= style < len(self._formats) else ""
        return shown(value, code, self._from_1904) if code and code != "General" else general(value)

    def _link(self, node: Any, related: dict[str, Relationship]) -> None:
        target = related.get(node.get(f"{_R}id") or "")
        if target and target.outside:
            name = linked_file(target.target, node.get("display") or "")
            if name and len(self.links) < 200:
                self.links.setdefault(name)


def _rich(node: Any) -> str:
    """The words of a string with formats inside, readings above the characters left out."""
    parts = [part for part in node if part.tag != f"{_S}rPh"]
    texts = [text for part in parts for text in part.iter(f"{_S}t")]
    return (
        "".join(text.text or "" for text in texts)
        .replace("_x000D_", "")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )


def _merge(reference: str, places: dict[int, int]) -> Iterator[Merge]:
    """A merged area in rows that were kept; its first row must be."""
    corners = CELL_ADDRESS.findall(reference)
    if len(corners) != 2:
        return
    (left, top), (right, bottom) = corners
    first = places.get(int(top) - 1)
    if first is None:
        return
    below = [
        row
        for number in range(int(top) - 1, min(int(bottom), int(top) + len(places)))
        if (row := places.get(number)) is not None
    ]
    yield first, _column(left), max(below), _column(right)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 9 else default
