"""Turn sheets of cells into text: titles above, a table with its header, notes below; long records as passages.

Knows nothing of files: CSV and spreadsheets hand in rows of cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.extracted import MarkedLine
from ingest.readers.sheets.patterns import RECORD_NAME, UNNAMED_SHEET
from ingest.tables import MOST_COLUMNS, MOST_ROWS, SpanningCell, pipe_table
from ingest.tables.grid import grid
from ingest.text.patterns import TABLE_NOTE

_LONG_CELL = 400  # characters: a passage, no entry of a table
_LONG_SHARE = 0.2  # share of the rows with a passage that makes a sheet a collection of records
_LONGEST_NAME = 200
_MOST_TITLES = 6

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet holds rows of words as shown, merged areas, and its name (“” where it has none)."""

    name: str
    rows: Sequence[Sequence[str]]
    merges: Sequence[Merge] = ()


@dataclass(slots=True)
class SheetText:
    """The text of sheets collects lines and the headings among them."""

    lines: list[str] = field(default_factory=list)
    headings: list[MarkedLine] = field(default_factory=list)
    cut: bool = False
    _position: int = 0

    def add(self, words: str, level: int | None = None) -> None:
        """Add a line or several; with a level from 1 on, add a heading."""
        if level is not None:
            self.headings.append(MarkedLine(self._position, self._position + len(words), level))
        self.lines.append(words)
        self._position += len(words) + 1

    def text(self) -> str:
        """Give all lines as one text."""
        return "\n".join(self.lines)


def write_sheets(sheets: Sequence[Sheet]) -> SheetText:
    """Write the text of some sheets; a sheet's name is a heading unless it says nothing."""
    written = SheetText()
    for sheet in sheets:
        filled = any(words.strip() for row in sheet.rows for words in row)
        named = filled and bool(sheet.name) and not UNNAMED_SHEET.match(sheet.name.strip())
        if named:
            written.add(" ".join(sheet.name.split()), 1)
        for block in _blocks(sheet):
            _write(block, written, 2 if named else 1)
    return written


@dataclass(slots=True)
class _Block:
    """A table on a sheet: its rows with the spans of their cells."""

    titles: list[str]
    rows: list[list[SpanningCell]]
    notes: list[str]


def _blocks(sheet: Sheet) -> list[_Block]:
    """The tables of a sheet: blank rows part them where the next one has a title or a header of its own."""
    groups: list[list[int]] = [[]]
    for number, row in enumerate(sheet.rows):
        if any(words.strip() for words in row):
            groups[-1].append(number)
        elif groups[-1]:
            groups.append([])
    blocks: list[list[int]] = []
    for group in filter(None, groups):
        opens = _filled(sheet.rows[group[0]]) == 1 or _is_header(sheet.rows[group[0]])
        if blocks and not (opens and len(group) > 1):
            blocks[-1].extend(group)
        else:
            blocks.append(group)
    return [_block(sheet, numbers) for numbers in blocks]


def _filled(row: Sequence[str]) -> int:
    return sum(1 for words in row if words.strip())


def _is_header(row: Sequence[str]) -> bool:
    """Whether all cells are names: no figures, none long, none twice."""
    names = [words.strip() for words in row if words.strip()]
    plain = all(len(name) <= 30 and not any(c.isdigit() for c in name) for name in names)
    return len(names) > 1 and plain and len(set(names)) == len(names)


def _block(sheet: Sheet, numbers: list[int]) -> _Block:
    width = max((_filled(sheet.rows[number]) for number in numbers), default=0)
    titles: list[str] = []
    most = max(_MOST_TITLES, _lines_above_header(sheet, numbers))
    while width > 1 and len(numbers) > 1 and len(titles) < most and _filled(sheet.rows[numbers[0]]) == 1:
        titles.extend(" ".join(words.split()) for words in sheet.rows[numbers.pop(0)] if words.strip())
    notes: list[str] = []
    while width > 1 and len(numbers) > 2 and _is_note(sheet.rows[numbers[-1]]):
        notes.extend(words.strip() for words in sheet.rows[numbers.pop()] if words.strip())
    return _Block(titles, _with_spans(sheet, numbers), notes[::-1])


def _lines_above_header(sheet: Sheet, numbers: Sequence[int]) -> int:
    """How many rows of one cell stand above a row of names: a text above its table; 0 where none follows."""
    first = next((place for place, n in enumerate(numbers) if _filled(sheet.rows[n]) > 1), 0)
    return first if _is_header(sheet.rows[numbers[first]]) else 0


def _is_note(row: Sequence[str]) -> bool:
    filled = [words for words in row if words.strip()]
    return len(filled) == 1 and bool(TABLE_NOTE.match(filled[0]))


def _with_spans(sheet: Sheet, numbers: list[int]) -> list[list[SpanningCell]]:
    """Rows of cells, those under a merged area left out, columns without words too."""
    place = {number: index for index, number in enumerate(numbers)}
    columns = sorted(
        {column for number in numbers for column, words in enumerate(sheet.rows[number]) if words.strip()}
    )[:MOST_COLUMNS]
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        down = [number for number in range(top, min(bottom, top + MOST_ROWS) + 1) if number in place]
        across = [column for column in columns if left <= column <= right]
        if top not in place or not across or len(down) * len(across) < 2:
            continue
        area = [(number, column) for number in down for column in across]
        if any(cell in covered or cell in spans for cell in area):
            continue
        spans[(top, across[0])] = (len(across), len(down))
        covered.update(area[1:])
    rows = []
    for number in numbers:
        row = sheet.rows[number]
        cells = [
            (row[column].strip() if column < len(row) else "", *spans.get((number, column), (1, 1)))
            for column in columns
            if (number, column) not in covered
        ]
        rows.append(cells)
    return rows


def _write(block: _Block, written: SheetText, level: int) -> None:
    for title in block.titles:
        written.add(title)
    written.cut |= len(block.rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in block.rows)
    rows = grid(block.rows)
    long = sum(any(len(words) > _LONG_CELL for words in row) for row in rows[1:])
    if len(rows) > 1 and long > _LONG_SHARE * (len(rows) - 1):
        for row in rows[1:]:
            _record(rows[0], row, written, level)
    elif rows:
        if written.lines and written.lines[-1].endswith("|"):
            written.add("")
        written.add(pipe_table(rows))
    for note in block.notes:
        written.add(note)


def _record(header: Sequence[str], row: Sequence[str], written: SheetText, level: int) -> None:
    """A row that holds passages: its name as a heading, its short cells on a line, each passage on lines of its own."""
    cells = [(name.strip(), words.strip()) for name, words in zip(header, row, strict=False) if words.strip()]
    short = [(name, " ".join(words.split())) for name, words in cells if len(words) <= _LONG_CELL]
    named = next((words for name, words in short if RECORD_NAME.search(name)), None)
    named = named or next((words for _, words in short if _is_name(words)), None)
    if named:
        written.add(named[:_LONGEST_NAME], level)
    facts = [f"{name}：{words}" if name else words for name, words in short if words != named]
    if facts:
        written.add("；".join(facts))
    for _, words in cells:
        if len(words) > _LONG_CELL:
            for line in words.split("\n"):
                if line.strip():
                    written.add(line.strip())


def _is_name(words: str) -> bool:
    return (
        6 <= len(words) <= _LONGEST_NAME and not words.startswith("http") and any(c.isalpha() for c in words)
    )
