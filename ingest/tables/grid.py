"""Lay cells with spans into a grid, and write a grid as the pipe rows in which extracted text holds its tables."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.text.normalise import CELL_BREAK

MOST_COLUMNS = 64
MOST_ROWS = 20_000
_DEEPEST_HEADER = 4
_LONGEST_HEADER = 40  # characters of a column's name
_MOST_REPEATED = 2_000_000  # characters that merged cells may add to a table

# A cell: its words, how many columns and how many rows it spans.
SpanningCell = tuple[str, int, int]


def table_lines(rows: Sequence[Sequence[SpanningCell]], header_rows: int = 0) -> list[str]:
    """Write a table as lines: titles that span it above, its pipe rows, notes that span it below.

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


def titles_over(rows: Sequence[Sequence[SpanningCell]]) -> list[str]:
    """Give the words of the rows at the top of a table that are one cell over its whole width: titles, no header."""
    width = max((sum(columns for _, columns, _ in row) for row in rows), default=0)
    count = 0
    while count < len(rows) - 2 and _spans_all(rows[count], width):
        count += 1
    return [row[0][0] for row in rows[:count]]


def _spans_all(row: Sequence[SpanningCell], width: int) -> bool:
    return width > 1 and len(row) == 1 and row[0][1] >= width and row[0][2] == 1


def grid(rows: Sequence[Sequence[SpanningCell]], header_rows: int = 0) -> list[list[str]]:
    """Give rows of words; a cell over several rows stands in each of them.

    A value over several columns stands in each of them too, unless it opens its row, a label (合计), or is all that
    the row holds beside its label (服务内容 | …): then it stands once. Columns of one name that never differ become one. A header of several rows becomes one: “门诊特定病种” over “分类” is 门诊特定病种分类.
    """
    depth = min(header_rows, _DEEPEST_HEADER, len(rows) - 1) if header_rows else 0
    depth = max(depth, _header_depth(rows))
    whole, sheet = _alone(rows), is_sheet(rows)
    laid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column -> (rows it still hangs into, words)
    left = _MOST_REPEATED
    for number, cells in enumerate(rows[:MOST_ROWS]):
        row: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for words, columns, rows_down in cells:
            _take_hanging(row, hanging, below)
            repeated = number < depth or (bool(row) and left > 0)
            repeated = repeated and not (whole[number] and (sheet or number >= depth))
            for offset in range(min(columns, MOST_COLUMNS - len(row))):
                written = words if offset == 0 or repeated else ""
                left -= len(written) if offset else 0
                if rows_down > 1:
                    below[len(row)] = (rows_down - 1, written)
                row.append(written)
        _take_hanging(row, hanging, below)
        left -= sum(len(words) for _, words in below.values())
        hanging = below if left > 0 else {column: (rest, "") for column, (rest, _) in below.items()}
        laid.append(row)
    laid = [_joined(laid[:depth]), *laid[depth:]] if depth > 1 else laid
    return _without_doubles([row for row in laid if any(cell.strip() for cell in row)])


def _alone(rows: Sequence[Sequence[SpanningCell]]) -> list[bool]:
    """Which rows hold a label and one value over all other columns: those of a key–value table."""
    width = max((sum(columns for _, columns, _ in cells) for cells in rows[:MOST_ROWS]), default=0)
    return [
        len(cells) == 2 and cells[1][1] > 1 and cells[0][1] + cells[1][1] >= width
        for cells in rows[:MOST_ROWS]
    ]


def is_sheet(rows: Sequence[Sequence[SpanningCell]]) -> bool:
    """Whether most rows hold a label and one value over all other columns."""
    return 2 * sum(_alone(rows)) >= len(rows) > 0


def _without_doubles(rows: list[list[str]]) -> list[list[str]]:
    """Without columns that hold nothing under no name, or nothing else than the column of that name before them."""
    if len(rows) < 2:
        return rows
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    kept: list[int] = []
    for column in range(width):
        name = full[0][column].strip()
        values = [row[column].strip() for row in full[1:]]
        before = kept[-1] if kept else None
        twin = before is not None and name and full[0][before].strip() == name
        if not name and not any(values):
            continue
        if twin and before is not None and _agree([row[before].strip() for row in full[1:]], values):
            for row in full[1:]:
                row[before] = row[before] if row[before].strip() else row[column]
            continue
        kept.append(column)
    return [[row[column] for column in kept] for row in full]


def _agree(values: Sequence[str], others: Sequence[str]) -> bool:
    return all(not one or not other or one == other for one, other in zip(values, others, strict=True))


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


def _on_one_line(cell: str, header: bool) -> str:
    """The words of a cell for its row's line; those of a header run on, those of a value keep their line breaks."""
    lines = [" ".join(line.split()) for line in cell.replace("|", "｜").split("\n")]
    return (" " if header else CELL_BREAK).join(filter(None, lines))


def pipe_table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows as Markdown: “| 序号 | 事项 |”, a rule below the first; a single column as its words, a line each."""
    width = max((len(row) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return "\n".join(cell for row in rows for cell in row if cell.strip())
    lines: list[str] = []
    for row in rows:
        cells = [_on_one_line(cell, not lines) for cell in [*row, *[""] * (width - len(row))]]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join((lines[0], "|" + " --- |" * width, *lines[1:]))
