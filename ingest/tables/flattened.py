"""Read tables that have lost their grid: every cell on a line of its own, a cell with several lines on several.

What is left to go by: a header block that opens with 序号, records that open with
the running number, the column of deadlines, and how lines are set (tabs, blank lines).
"""

from __future__ import annotations

from itertools import pairwise

from ingest.document import Span
from ingest.tables.model import LONGEST_HEADER, Line, Table, caption_above
from ingest.tables.patterns import DEADLINE, FIRST_COLUMN, HEADER_WORD, RUNNING_NUMBER
from ingest.text.patterns import LABEL

_MOST_COLUMNS = 16
_LONGEST_RECORD = 60  # lines of one record


def flattened_table(text: str, lines: list[Line], position: int) -> tuple[Table, int] | None:
    """Read the flattened table that begins at a line; gives it and the line behind it, ``None`` where none begins."""
    if not FIRST_COLUMN.match(lines[position].words):
        return None
    first = _first_record(lines, position)
    if first is None:
        return None
    if lines[position].tabbed and lines[first].tabbed:
        header_cells = _cells_by_tab(lines[position:first])
        if len(header_cells) < 2:
            return None
        end = _end_of_tabbed(lines, first)
        records = _records(_cells_by_tab(lines[first:end]), len(header_cells))
    else:
        end, records, header_cells = _by_running_number(lines, position, first)
    if len(header_cells) < 2 or not records:
        return None
    header = tuple("".join(line.words for line in cell).replace(" ", "") for cell in header_cells)
    placed = [_place(header, record) for record in records]
    rows = tuple(tuple(tuple(Span(line.start, line.end) for line in cell) for cell in row) for row in placed)
    return Table(
        Span(lines[position].start, lines[end - 1].end), header, rows, caption_above(lines, position)
    ), end


def _first_record(lines: list[Line], position: int) -> int | None:
    """The line “1” below a header block of short lines."""
    for index in range(position + 1, min(len(lines), position + 2 * _MOST_COLUMNS)):
        match = RUNNING_NUMBER.match(lines[index].words)
        if match:
            return index if match[1] == "1" and index - position >= 2 else None
        if len(lines[index].words) > LONGEST_HEADER:
            return None
    return None


def _end_of_tabbed(lines: list[Line], first: int) -> int:
    """Where a table whose cells open with a tab ends: a line without one that no cell goes on in."""
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if not line.tabbed and (line.gap >= 2 or (LABEL.match(line.words) and line.gap >= 1)):
            return index
    return len(lines)


def _cells_by_tab(lines: list[Line]) -> list[list[Line]]:
    cells: list[list[Line]] = []
    for line in lines:
        if line.tabbed or not cells:
            cells.append([line])
        else:
            cells[-1].append(line)
    return cells


def _records(cells: list[list[Line]], columns: int) -> list[list[list[Line]]]:
    """Cells parted at the running numbers, which must count on."""
    records: list[list[list[Line]]] = []
    for cell in cells:
        match = RUNNING_NUMBER.match(cell[0].words) if len(cell) == 1 else None
        counts_on = bool(match and int(match[1]) == len(records) + 1)
        room = bool(records) and len(records[-1]) < columns - 2
        if counts_on and not (room and records):
            records.append([cell])
        elif records:
            records[-1].append(cell)
    return records


def _by_running_number(lines: list[Line], position: int, first: int):
    """Without tabs: records run from number to number; most of them have one line a cell."""
    starts = [first]
    for index in range(first + 1, len(lines)):
        if index - starts[-1] > _LONGEST_RECORD:
            break
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


def _column_count(header: list[Line], records: list[list[Line]]) -> int:
    """How many cells the shortest record has; a line below a blank one goes on in its cell.

    Where blank lines part all cells they say nothing, and every line counts.
    """
    spread = sum(1 for line in header[1:] if line.gap) > len(header) // 2
    sizes = [1 + sum(1 for line in record[1:] if spread or not line.gap) for record in records]
    columns = min(sizes) if sizes else sum(1 for line in header if spread or not line.gap)
    return min(max(columns, 2), len(header))


def _end_of_lines(lines: list[Line], start: int, columns: int) -> int:
    """The last record ends with its deadline, or when it has as many lines as columns."""
    for index in range(start + 1, min(len(lines), start + 3 * columns)):
        if index - start >= columns - 1 and DEADLINE.match(lines[index].words):
            return index + 1
        if LABEL.match(lines[index].words) and lines[index].gap >= 1:
            return index
    return min(len(lines), start + columns)


def _is_deadline(header: str) -> bool:
    return header.endswith(("时限", "时间", "期限", "年限"))


def _join_header(lines: list[Line], columns: int) -> list[list[Line]]:
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


def _share_out(lines: list[Line], columns: int, date_column: int | None) -> list[list[Line]]:
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


def _joint(before: Line, after: Line, position: int) -> tuple[bool, int, int]:
    """How willingly two lines go into one cell: over a blank line, short ones, later columns first."""
    return after.gap == 0, len(before.words) + len(after.words), -position


def _place(header: tuple[str, ...], record: list[list[Line]]) -> list[list[Line]]:
    """Cells to columns; where some are missing, a deadline goes to the column of deadlines."""
    if len(record) > len(header):
        kept = [line for cell in record[len(header) - 1 :] for line in cell]
        return [*record[: len(header) - 1], kept]
    placed: list[list[Line]] = [[] for _ in header]
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
