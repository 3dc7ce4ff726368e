"""Join tables that continue over the end of a page: rows put together, the repeated header dropped. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.layout.pieces import TableBlock
from ingest.text.normalise import letters, squeeze

_SAME_EDGE = 0.04  # of the table's width
_DEEPEST_HEADER = 3

Cells = tuple[tuple[str, int, int], ...]


def continued(above: TableBlock, below: TableBlock) -> TableBlock | None:
    """Give one table of both if ``below`` (the next page's first block) continues ``above`` (the last one)."""
    pair = _on_common_edges(above, below)
    if pair is None:
        return None
    above, below = pair
    repeated = _repeated(above.rows, below.rows)
    rows = below.rows[repeated:]
    whole = (*above.rows, *rows) if repeated else _seamed(above.rows, rows)
    return TableBlock(above.left, above.top, above.right, max(above.bottom, below.bottom), whole, above.edges)


def _on_common_edges(above: TableBlock, below: TableBlock) -> tuple[TableBlock, TableBlock] | None:
    """Both with the same columns, where all borders of the one are borders of the other too."""
    if len(above.edges) >= len(below.edges):
        finer = _respanned(below, above)
        return (above, finer) if finer else None
    finer = _respanned(above, below)
    return (finer, below) if finer else None


def _respanned(coarse: TableBlock, fine: TableBlock) -> TableBlock | None:
    """A table with its cells spanning the columns of a finer one; ``None`` where the borders do not meet.

    Borders are measured from the left side: pages may lie at different places.
    """
    near = _SAME_EDGE * max(1.0, fine.right - fine.left)
    places = []
    for edge in coarse.edges:
        at = edge - coarse.left
        place = min(range(len(fine.edges)), key=lambda n: abs(fine.edges[n] - fine.left - at), default=None)
        if place is None or abs(fine.edges[place] - fine.left - at) > near:
            return None
        places.append(place)
    if not places or places[0] != 0 or places[-1] != len(fine.edges) - 1 or len(set(places)) < len(places):
        return None
    rows = []
    hanging: dict[int, int] = {}  # column -> rows that a cell above still covers it
    for row in coarse.rows:
        column, cells = 0, []
        below = {c: n - 1 for c, n in hanging.items() if n > 1}
        for words, columns, depth in row:
            while column in hanging:
                column += 1
            end = min(column + columns, len(places) - 1)
            cells.append((words, max(1, places[end] - places[column]) if column < len(places) else 1, depth))
            if depth > 1:
                below.update(dict.fromkeys(range(column, end), depth - 1))
            column = end
        hanging = below
        rows.append(tuple(cells))
    return TableBlock(coarse.left, coarse.top, coarse.right, coarse.bottom, tuple(rows), fine.edges)


def _repeated(above: Sequence[Cells], below: Sequence[Cells]) -> int:
    """How many rows at the top of ``below`` are the header of ``above`` again."""
    count = 0
    for first, again in zip(above[:_DEEPEST_HEADER], below[:_DEEPEST_HEADER], strict=False):
        if [letters(words) for words, *_ in first] != [letters(words) for words, *_ in again]:
            break
        count += 1
    return count


def _seamed(above: Sequence[Cells], below: Sequence[Cells]) -> tuple[Cells, ...]:
    """Rows of both. A row cut in two by the end of the page is known by the empty first cell of its second half.

    Where first cells hang over several rows, the empty one goes on from them instead.
    """
    if not above or not below or not below[0] or below[0][0][0] or not any(w for w, *_ in below[0]):
        return (*above, *below)
    last, first = above[-1], below[0]
    hangs = any(row and row[0][2] > 1 for row in above[1:]) or first[0][2] > 1
    if not hangs and [c for _, c, _ in last] == [c for _, c, _ in first]:
        halves = zip(last, first, strict=True)
        joined = tuple((_put_together(a, b), columns, rows) for (a, columns, rows), (b, *_) in halves)
        return (*above[:-1], joined, *below[1:])
    full = next((row[0][0] for row in reversed(above) if row and row[0][0]), "")
    return (*above, ((full, *first[0][1:]), *first[1:]), *below[1:])


def _put_together(before: str, after: str) -> str:
    return squeeze(f"{before} {after}")
