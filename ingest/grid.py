"""Cells with spans to a grid, and a grid to the pipe rows in which extracted text holds its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_MOST_COLUMNS = 64
_MOST_ROWS = 20_000

# A cell: its words, how many columns and how many rows it spans.
SpanningCell = tuple[str, int, int]


def grid(rows: Iterable[Iterable[SpanningCell]]) -> list[list[str]]:
    """Rows of words. A cell over several rows stands in each of them, one over several columns once.

    A header of several rows becomes one: “门诊特定病种” over “分类” is 门诊特定病种分类.
    """
    laid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column -> (rows it still hangs into, words)
    depth = 1
    for number, cells in enumerate(rows):
        if number >= _MOST_ROWS:
            break
        given = list(cells)
        if number == 0:
            depth = _header_depth(given)
        row: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for words, columns, rows_down in given:
            _take_hanging(row, hanging, below)
            for offset in range(min(columns, _MOST_COLUMNS - len(row))):
                written = words if offset == 0 or number < depth - 1 else ""
                if rows_down > 1:
                    below[len(row)] = (rows_down - 1, written)
                row.append(written)
        _take_hanging(row, hanging, below)
        hanging = below
        laid.append(row)
    laid = [_joined(laid[:depth]), *laid[depth:]] if depth > 1 else laid
    return [row for row in laid if any(cell.strip() for cell in row)]


def _header_depth(first: Sequence[SpanningCell]) -> int:
    """How many rows the header has: as many as its deepest cell, where others are cut in two below."""
    spans = any(columns > 1 for _, columns, _ in first)
    deepest = max((rows for _, _, rows in first), default=1)
    return deepest if spans and 1 < deepest <= 3 and len(first) > 1 else 1


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
