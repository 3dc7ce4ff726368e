"""Tables as rows with their headers: Markdown pipes, tabs, and tables flattened into lines.

A flattened table has lost its grid: every cell stands on a line of its own, a
cell with several lines on several. What is left to go by: a header block that
opens with 序号, records that open with the running number, and the column of
deadlines. Pure functions of text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Cell, Row, Span
from ingest.patterns import (
    CAPTION,
    DEADLINE,
    ENDS_UNIT,
    FIRST_COLUMN,
    HEADER_WORD,
    LABEL,
    PIPE_CELL,
    PIPE_ROW,
    PIPE_RULE,
    RUNNING_NUMBER,
    UNIT_TAIL,
)
from ingest.spacing import squeeze

_LONGEST_HEADER = 12  # characters of a column's name in a flattened table
_MOST_COLUMNS = 16


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the text. ``rows`` hold one list of lines per cell, in header order."""

    span: Span
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with words: its span without white space, whether a tab opens it, blank lines above it."""

    start: int
    end: int
    words: str
    tabbed: bool
    gap: int


def find_tables(text: str, start: int = 0) -> list[Table]:
    """All tables of a text, in order."""
    pipes = "|" in text
    if not pipes and "\t" not in text and "序" not in text:
        return []
    lines = _lines(text, start)
    tables: list[Table] = []
    position = 0
    while position < len(lines):
        found = _pipe_table(text, lines, position) if pipes else None
        found = found or _tabbed_table(text, lines, position) or _flattened_table(text, lines, position)
        if found is None:
            position += 1
            continue
        table, position = found
        tables.append(table)
    return tables


def table_rows(text: str, table: Table, path: tuple[str, ...]) -> list[Row]:
    """A table's rows as :class:`Row`, empty cells left out; ``path`` is that of the headings above."""
    rows: list[Row] = []
    path = (*path, table.caption) if table.caption and table.caption not in path else path
    for cells in table.rows:
        kept = [
            Cell(header, join_lines([text[s.start : s.end] for s in spans]), spans[0].start, spans[-1].end)
            for header, spans in zip(table.header, cells, strict=False)
            if spans
        ]
        if kept:
            start, end = min(cell.start for cell in kept), max(cell.end for cell in kept)
            rows.append(Row(path, tuple(kept), start, end))
    return rows


def join_lines(lines: Sequence[str]) -> str:
    """The words of a cell of several lines; names of units listed below each other are parted by 、."""
    words = ""
    for line in " ".join(lines).split():
        if words and ENDS_UNIT.search(words) and not UNIT_TAIL.fullmatch(line) and words[-1] not in "、，":
            words += "、" if ENDS_UNIT.search(line) and len(line) >= 3 else ""
        elif words and words[-1].isascii() and line[:1].isascii():
            words += " "
        words += line
    return squeeze(words)


def _lines(text: str, start: int) -> list[_Line]:
    found: list[_Line] = []
    gap = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        raw = text[start:end]
        words = raw.strip()
        if words:
            left = start + len(raw) - len(raw.lstrip())
            found.append(_Line(left, left + len(words), words, raw.lstrip(" \u3000")[:1] == "\t", gap))
            gap = 0
        else:
            gap += 1
        start = end + 1
    return found


def _caption(lines: list[_Line], position: int) -> str:
    """“表1 ……” on the line above."""
    return (
        " ".join(lines[position - 1].words.split())
        if position and CAPTION.match(lines[position - 1].words)
        else ""
    )


# --- Markdown --------------------------------------------------------------------------------


def _pipe_table(text: str, lines: list[_Line], position: int) -> tuple[Table, int] | None:
    end = position
    while end < len(lines) and PIPE_ROW.match(lines[end].words) and (end == position or lines[end].gap == 0):
        end += 1
    block = lines[position:end]
    if len(block) < 2:
        return None
    ruled = len(block) > 1 and bool(PIPE_RULE.match(block[1].words))
    header = tuple(
        join_lines([text[s.start : s.end] for s in spans]) for spans in _pipe_cells(text, block[0])
    )
    body = [line for line in block[2 if ruled else 1 :] if not PIPE_RULE.match(line.words)]
    rows = tuple(tuple(_pipe_cells(text, line)) for line in body)
    return Table(Span(block[0].start, block[-1].end), header, rows, _caption(lines, position)), end


def _pipe_cells(text: str, line: _Line) -> list[tuple[Span, ...]]:
    bars = [match.start() for match in PIPE_CELL.finditer(text, line.start, line.end)]
    cells: list[tuple[Span, ...]] = []
    for left, right in pairwise(bars):
        raw = text[left + 1 : right]
        words = raw.strip()
        at = left + 1 + len(raw) - len(raw.lstrip())
        cells.append((Span(at, at + len(words)),) if words else ())
    return cells


# --- tabs between the cells of a line --------------------------------------------------------


def _tabbed_table(text: str, lines: list[_Line], position: int) -> tuple[Table, int] | None:
    """Two lines or more with the same number of cells, parted by tabs."""
    columns = lines[position].words.count("\t") + 1
    if columns < 2:
        return None
    end = position
    while (
        end < len(lines)
        and lines[end].words.count("\t") + 1 == columns
        and (end == position or lines[end].gap <= 1)
    ):
        end += 1
    if end - position < 3 and not (end - position == 2 and columns >= 3):
        return None
    cells = [_tab_cells(text, line) for line in lines[position:end]]
    header = tuple(squeeze(text[c[0].start : c[0].end]) if c else "" for c in cells[0])
    if any(len(name) > 2 * _LONGEST_HEADER for name in header):
        return None
    span = Span(lines[position].start, lines[end - 1].end)
    return Table(span, header, tuple(tuple(row) for row in cells[1:]), _caption(lines, position)), end


def _tab_cells(text: str, line: _Line) -> list[tuple[Span, ...]]:
    cells: list[tuple[Span, ...]] = []
    start = line.start
    for piece in text[line.start : line.end].split("\t"):
        words = piece.strip()
        left = start + len(piece) - len(piece.lstrip())
        cells.append((Span(left, left + len(words)),) if words else ())
        start += len(piece) + 1
    return cells


# --- one cell a line -------------------------------------------------------------------------


def _flattened_table(text: str, lines: list[_Line], position: int) -> tuple[Table, int] | None:
    if not FIRST_COLUMN.match(lines[position].words):
        return None
    first = _first_record(lines, position)
    if first is None:
        return None
    if lines[position].tabbed and lines[first].tabbed:
        end = _end_of_tabbed(lines, first)
        header_cells = _cells_by_tab(lines[position:first])
        records = _records(_cells_by_tab(lines[first:end]), len(header_cells))
    else:
        end, records, header_cells = _by_running_number(lines, position, first)
    if len(header_cells) < 2 or not records:
        return None
    header = tuple("".join(line.words for line in cell).replace(" ", "") for cell in header_cells)
    placed = [_place(header, record) for record in records]
    rows = tuple(tuple(tuple(Span(line.start, line.end) for line in cell) for cell in row) for row in placed)
    return Table(
        Span(lines[position].start, lines[end - 1].end), header, rows, _caption(lines, position)
    ), end


def _first_record(lines: list[_Line], position: int) -> int | None:
    """The line “1” below a header block of short lines."""
    for index in range(position + 1, min(len(lines), position + 2 * _MOST_COLUMNS)):
        match = RUNNING_NUMBER.match(lines[index].words)
        if match:
            return index if match[1] == "1" and index - position >= 2 else None
        if len(lines[index].words) > _LONGEST_HEADER:
            return None
    return None


def _end_of_tabbed(lines: list[_Line], first: int) -> int:
    """Where a table whose cells open with a tab ends: a line without one that no cell goes on in."""
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if not line.tabbed and (line.gap >= 2 or (LABEL.match(line.words) and line.gap >= 1)):
            return index
    return len(lines)


def _cells_by_tab(lines: list[_Line]) -> list[list[_Line]]:
    cells: list[list[_Line]] = []
    for line in lines:
        if line.tabbed or not cells:
            cells.append([line])
        else:
            cells[-1].append(line)
    return cells


def _records(cells: list[list[_Line]], columns: int) -> list[list[list[_Line]]]:
    """Cells parted at the running numbers, which must count on."""
    records: list[list[list[_Line]]] = []
    for cell in cells:
        match = RUNNING_NUMBER.match(cell[0].words) if len(cell) == 1 else None
        counts_on = bool(match and int(match[1]) == len(records) + 1)
        room = bool(records) and len(records[-1]) < columns - 2
        if counts_on and not (room and records):
            records.append([cell])
        elif records:
            records[-1].append(cell)
    return records


def _by_running_number(lines: list[_Line], position: int, first: int):
    """Without tabs: records run from number to number; most of them have one line a cell."""
    starts = [first]
    for index in range(first + 1, len(lines)):
        match = RUNNING_NUMBER.match(lines[index].words)
        if match and int(match[1]) == len(starts) + 1 and index - starts[-1] >= 2:
            starts.append(index)
    header_lines = lines[position:first]
    columns = _column_count(header_lines, [lines[a:b] for a, b in pairwise(starts)])
    end = _end_of_lines(lines, starts[-1], columns)
    bounds = [*starts, end]
    groups = [lines[a:b] for a, b in pairwise(bounds)]
    header = _join_header(header_lines, columns)
    date_column = next(
        (i for i, cell in enumerate(header) if _is_deadline("".join(li.words for li in cell))), None
    )
    return end, [_share_out(group, columns, date_column) for group in groups], header


def _column_count(header: list[_Line], records: list[list[_Line]]) -> int:
    """How many cells the shortest record has; a line below a blank one goes on in its cell.

    Where blank lines part all cells they say nothing, and every line counts.
    """
    spread = sum(1 for line in header[1:] if line.gap) > len(header) // 2
    sizes = [1 + sum(1 for line in record[1:] if spread or not line.gap) for record in records]
    columns = min(sizes) if sizes else sum(1 for line in header if spread or not line.gap)
    return min(max(columns, 2), len(header))


def _end_of_lines(lines: list[_Line], start: int, columns: int) -> int:
    """The last record ends with its deadline, or when it has as many lines as columns."""
    for index in range(start + 1, min(len(lines), start + 3 * columns)):
        if index - start >= columns - 1 and DEADLINE.match(lines[index].words):
            return index + 1
        if LABEL.match(lines[index].words) and lines[index].gap >= 1:
            return index
    return min(len(lines), start + columns)


def _is_deadline(header: str) -> bool:
    return header.endswith(("时限", "时间", "期限", "年限"))


def _join_header(lines: list[_Line], columns: int) -> list[list[_Line]]:
    """Header lines put together to so many columns: “牵头”, “单位” -> 牵头单位. 0: as words suggest."""
    cells = [[line] for line in lines]
    while len(cells) > max(columns, 2):
        pairs = [
            index
            for index in range(1, len(cells) - 1)
            if all(len("".join(line.words for line in cell)) <= 2 for cell in cells[index : index + 2])
            and HEADER_WORD.match(cells[index][0].words + cells[index + 1][0].words)
        ]
        if not pairs:
            break
        best = min(pairs, key=lambda index: (cells[index + 1][0].gap == 0, index))
        cells[best : best + 2] = [cells[best] + cells[best + 1]]
    return cells


def _share_out(lines: list[_Line], columns: int, date_column: int | None) -> list[list[_Line]]:
    """A record's lines to its columns: too many lines go on in the cell before, units last."""
    cells = [[line] for line in lines]
    while len(cells) > columns:
        last = len(cells) - 1
        fixed = date_column is not None and DEADLINE.match(cells[last][0].words)
        pairs = range(1, last - (1 if fixed else 0))
        joints = {i: _joint(cells[i][-1], cells[i + 1][0], i) for i in pairs}
        best = min(joints, key=joints.__getitem__, default=None)
        if best is None:
            break
        cells[best : best + 2] = [cells[best] + cells[best + 1]]
    return cells


def _joint(before: _Line, after: _Line, position: int) -> tuple[bool, int, int]:
    """How willingly two lines go into one cell: over a blank line, short ones, later columns first."""
    return after.gap == 0, len(before.words) + len(after.words), -position


def _place(header: tuple[str, ...], record: list[list[_Line]]) -> list[list[_Line]]:
    """Cells to columns; where some are missing, a deadline goes to the column of deadlines."""
    if len(record) > len(header):
        kept = [line for cell in record[len(header) - 1 :] for line in cell]
        return [*record[: len(header) - 1], kept]
    placed: list[list[_Line]] = [[] for _ in header]
    missing = len(header) - len(record)
    column = 0
    for cell in record:
        if missing and DEADLINE.match(cell[0].words):
            due = next((i for i in range(column, len(header)) if _is_deadline(header[i])), column)
            missing -= due - column
            column = due
        if column < len(header):
            placed[column] = cell
        column += 1
    return placed
