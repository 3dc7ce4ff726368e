"""Cells with spans to a grid, and a grid to the pipe rows in which extracted text holds its tables."""

from __future__ import annotations

from collections.abc import Sequence

MOST_COLUMNS = 64
MOST_ROWS = 20_000
_DEEPEST_HEADER = 4
_LONGEST_HEADER = 40  # characters of a column's name
_MOST_REPEATED = 2_000_000  # characters that merged cells may add to a table

# A cell: its words, how many columns and how many rows it spans.
SpanningCell = tuple[str, int, int]


def table_lines(rows: Sequence[Sequence[SpanningCell]], header_rows: int = 0) -> list[str]:
    """A table as lines: titles that span it whole above, its pipe rows, notes that span it whole below.

    ``header_rows`` is how many rows the file marks as the header, 0 where it marks none.
    """
    kept = [list(row) for row in rows[:MOST_ROWS]]
    width = max((sum(columns for _, columns, _ in row) for row in kept), default=0)
    above, below = [], []
    while len(kept) > 2 and _spans_all(kept[0], width):
        above.append(kept.pop(0)[0][0])
        header_rows = max(0, header_rows - 1)
    while len(kept) > 2 and _spans_all(kept[-1], width):
        below.append(kept.pop()[0][0])
    lines = [*above, pipe_table(grid(kept, header_rows)), *reversed(below)]
    return [line for words in lines for line in words.split("\n") if line.strip()]


def _spans_all(row: Sequence[SpanningCell], width: int) -> bool:
    return width > 1 and len(row) == 1 and row[0][1] >= width and row[0][2] == 1


def grid(rows: Sequence[Sequence[SpanningCell]], header_rows: int = 0) -> list[list[str]]:
    """Rows of words. A cell over several rows stands in each of them, one over several columns once.

    A header of several rows becomes one: “门诊特定病种” over “分类” is 门诊特定病种分类.
    """
    depth = min(header_rows, _DEEPEST_HEADER, len(rows) - 1) if header_rows else 0
    depth = max(depth, _header_depth(rows))
    laid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column -> (rows it still hangs into, words)
    left = _MOST_REPEATED
    for number, cells in enumerate(rows[:MOST_ROWS]):
        row: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for words, columns, rows_down in cells:
            _take_hanging(row, hanging, below)
            for offset in range(min(columns, MOST_COLUMNS - len(row))):
                written = words if offset == 0 or number < depth else ""
                if rows_down > 1:
                    below[len(row)] = (rows_down - 1, written)
                row.append(written)
        _take_hanging(row, hanging, below)
        left -= sum(len(words) for _, words in below.values())
        hanging = below if left > 0 else {column: (rest, "") for column, (rest, _) in below.items()}
        laid.append(row)
    laid = [_joined(laid[:depth]), *laid[depth:]] if depth > 1 else laid
    return _without_doubles([row for row in laid if any(cell.strip() for cell in row)])


def _without_doubles(rows: list[list[str]]) -> list[list[str]]:
    """Without columns that hold nothing and have no name but that of the column before them."""
    if len(rows) < 2:
        return rows
    filled = {column for row in rows[1:] for column, words in enumerate(row) if words.strip()}
    names = rows[0]
    empty = {
        column
        for column in range(max(map(len, rows)))
        if column not in filled
        and (
            column >= len(names)
            or not names[column].strip()
            or (column and names[column] == names[column - 1])
        )
    }
    return (
        [[words for column, words in enumerate(row) if column not in empty] for row in rows]
        if empty
        else rows
    )


def _header_depth(rows: Sequence[Sequence[SpanningCell]]) -> int:
    """How many rows the header has.

    As many as the deepest cell of the first row, where others are cut in two below; two, where cells
    of the first row span columns and the second row names just those columns.
    """
    first = rows[0] if rows else ()
    if not any(columns > 1 for _, columns, _ in first) or len(first) < 2:
        return 1
    deepest = max(down for _, _, down in first)
    if 1 < deepest <= _DEEPEST_HEADER and deepest < len(rows):
        return deepest
    return 2 if deepest == 1 and len(rows) > 2 and _names_columns(first, rows[1]) else 1


def _names_columns(first: Sequence[SpanningCell], second: Sequence[SpanningCell]) -> bool:
    """Whether a second row has short names without figures below the spanning cells, nothing below the others."""
    if any(columns > 1 or down > 1 for _, columns, down in second):
        return False
    below, column = [words.strip() for words, _, _ in second], 0
    for _, columns, _ in first:
        part = below[column : column + columns]
        if len(part) < columns or (columns == 1) == bool(part[0]):
            return False
        named = all(words and len(words) <= _LONGEST_HEADER and not _is_figure(words) for words in part)
        if columns > 1 and not named:
            return False
        column += columns
    return True


def _is_figure(words: str) -> bool:
    return any(character.isdigit() for character in words) and not any(
        "\u4e00" <= character <= "\u9fff" for character in words
    )


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(row) for row in rows)
    columns = [[row[column] for row in rows if column < len(row)] for column in range(width)]
    return ["".join(dict.fromkeys(words.strip() for words in column if words.strip())) for column in columns]


def _take_hanging(
    row: list[str], hanging: dict[int, tuple[int, str]], below: dict[int, tuple[int, str]]
) -> None:
    while len(row) in hanging:
        depth, words = hanging.pop(len(row))
        if depth > 1:
            below[len(row)] = (depth - 1, words)
        row.append(words)


def pipe_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as Markdown: “| 序号 | 事项 |”, a rule below the first. One column is no table: its words, a line each."""
    width = max((len(row) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return "\n".join(cell for row in rows for cell in row if cell.strip())
    lines = []
    for row in rows:
        cells = [" ".join(cell.split()).replace("|", "｜") for cell in [*row, *[""] * (width - len(row))]]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join((lines[0], "|" + " --- |" * width, *lines[1:]))
