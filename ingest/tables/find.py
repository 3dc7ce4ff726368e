"""Find tables as rows with headers: Markdown pipes, tabs, tables flattened into lines. Pure functions of text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.document import Cell, Row, Span
from ingest.tables.flattened import flattened_table
from ingest.tables.model import LONGEST_HEADER, Line, Table, caption_above, table_lines
from ingest.tables.patterns import ENDS_UNIT, PIPE_CELL, PIPE_ROW, PIPE_RULE, UNIT_TAIL
from ingest.text.normalise import CELL_BREAK, items_on_one_line, squeeze

MOST_ROWS = 100_000  # of all tables of a text; what follows stays running text


def find_tables(text: str, start: int = 0) -> list[Table]:
    """Find all tables of a text, in order, up to ``MOST_ROWS`` rows."""
    pipes = "|" in text
    if not pipes and "\t" not in text and "序" not in text:
        return []
    lines = table_lines(text, start)
    tables: list[Table] = []
    position = rows = 0
    while position < len(lines) and rows < MOST_ROWS:
        found = _pipe_table(text, lines, position) if pipes else None
        found = found or _tabbed_table(text, lines, position) or flattened_table(text, lines, position)
        if found is None:
            position += 1
            continue
        table, position = found
        tables.append(table)
        rows += len(table.rows)
    return tables


def table_rows(text: str, table: Table, path: tuple[str, ...]) -> list[Row]:
    """Give a table's rows as :class:`Row`, empty cells left out; ``path`` is that of the headings above."""
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
    """Join the lines of a cell to its words; names of units listed below each other are separated by 、."""
    if len(lines) == 1 and len(lines[0].split()) == 1:
        return lines[0].strip()
    if len(lines) == 1 and CELL_BREAK in lines[0]:
        return items_on_one_line([join_lines([line]) for line in lines[0].split(CELL_BREAK)])
    words = ""
    for line in " ".join(lines).split():
        if words and ENDS_UNIT.search(words) and not UNIT_TAIL.fullmatch(line) and words[-1] not in "、，":
            words += "、" if ENDS_UNIT.search(line) and len(line) >= 3 else ""
        elif words and words[-1].isascii() and line[:1].isascii():
            words += " "
        words += line
    return squeeze(words)


# --- Markdown --------------------------------------------------------------------------------


def _pipe_table(text: str, lines: list[Line], position: int) -> tuple[Table, int] | None:
    end = position
    last = min(len(lines), position + MOST_ROWS)
    while end < last and PIPE_ROW.match(lines[end].words) and (end == position or lines[end].gap == 0):
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
    span, caption = Span(block[0].start, block[-1].end), caption_above(lines, position)
    return Table(span, header, rows, caption, tuple(_pipe_cells(text, block[0]))), end


def _pipe_cells(text: str, line: Line) -> list[tuple[Span, ...]]:
    bars = [match.start() for match in PIPE_CELL.finditer(text, line.start, line.end)]
    cells: list[tuple[Span, ...]] = []
    for left, right in pairwise(bars):
        raw = text[left + 1 : right]
        words = raw.strip()
        at = left + 1 + len(raw) - len(raw.lstrip())
        cells.append((Span(at, at + len(words)),) if words else ())
    return cells


# --- tabs between the cells of a line --------------------------------------------------------


def _tabbed_table(text: str, lines: list[Line], position: int) -> tuple[Table, int] | None:
    """Two lines or more with the same number of cells, parted by tabs."""
    columns = lines[position].words.count("\t") + 1
    if columns < 2:
        return None
    end = position
    while (
        end < min(len(lines), position + MOST_ROWS)
        and lines[end].words.count("\t") + 1 == columns
        and (end == position or lines[end].gap <= 1)
    ):
        end += 1
    if end - position < 3 and not (end - position == 2 and columns >= 3):
        return None
    cells = [_tab_cells(text, line) for line in lines[position:end]]
    header = tuple(squeeze(text[c[0].start : c[0].end]) if c else "" for c in cells[0])
    if any(len(name) > 2 * LONGEST_HEADER for name in header):
        return None
    span = Span(lines[position].start, lines[end - 1].end)
    body = tuple(tuple(row) for row in cells[1:])
    return Table(span, header, body, caption_above(lines, position), tuple(cells[0])), end


def _tab_cells(text: str, line: Line) -> list[tuple[Span, ...]]:
    cells: list[tuple[Span, ...]] = []
    start = line.start
    for piece in text[line.start : line.end].split("\t"):
        words = piece.strip()
        left = start + len(piece) - len(piece.lstrip())
        cells.append((Span(left, left + len(words)),) if words else ())
        start += len(piece) + 1
    return cells
