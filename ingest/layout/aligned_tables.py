"""Recognise tables without vertical lines by cells that stand below each other. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.layout.lines import line_text
from ingest.layout.patterns import BULLET, CONTENTS_LINE, FIGURE_CELL
from ingest.layout.pieces import Piece, PieceLine, Ruling, TableBlock
from ingest.text.patterns import LABEL

_FEWEST_ROWS = 3
_LONGEST_CELL = 60  # characters

Cells = list[list[Piece]]  # of a row, by column


def aligned_table(
    rows: Sequence[Sequence[Piece]], gaps: Sequence[tuple[float, float]], rulings: Sequence[Ruling], em: float
) -> tuple[int, int, TableBlock] | None:
    """Find the table among rows that vertical white strips divide into columns.

    Gives its first row, the row behind its last, and the table.
    """
    middles = [(left + right) / 2 for left, right in sorted(gaps)]
    laid = [_by_column(row, middles) for row in rows]
    filled = [sum(1 for cell in cells if cell) for cells in laid]
    first = next((n for n, count in enumerate(filled) if count >= 2), len(rows))
    last = len(rows)
    while last > first and filled[last - 1] < 2 and not _continues(laid[last - 1]):
        last -= 1
    laid, filled = laid[first:last], filled[first:last]
    if sum(1 for count in filled if count >= 2) < _FEWEST_ROWS or not _are_cells(laid, filled):
        return None
    block = [piece for cells in laid for cell in cells for piece in cell]
    left, right = min(p.left for p in block), max(p.right for p in block)
    top, bottom = min(p.top for p in block), max(p.bottom for p in block)
    ruled = sum(
        1
        for r in rulings
        if r.level
        and top - 2 * em < r.position < bottom + 2 * em
        and r.start < left + 2 * em
        and r.end > right - 2 * em
    )
    if not _is_table(laid, ruled):
        return None
    whole = _whole_rows(laid, em)
    words = tuple(tuple((_words(cell), 1, 1) for cell in cells) for cells in whole)
    return first, last, TableBlock(left, top, right, bottom, words, (left, *middles, right))


def _by_column(row: Sequence[Piece], middles: Sequence[float]) -> Cells:
    cells: Cells = [[] for _ in range(len(middles) + 1)]
    for piece in row:
        centre = (piece.left + piece.right) / 2
        cells[sum(1 for middle in middles if middle < centre)].append(piece)
    return cells


def _words(cell: Sequence[Piece]) -> str:
    return line_text(PieceLine(tuple(cell))) if cell else ""


def _continues(cells: Cells) -> bool:
    """A lone cell that is not in the first column goes on from the row above."""
    return not cells[0]


def _are_cells(laid: Sequence[Cells], filled: Sequence[int]) -> bool:
    words = [_words(cell) for cells in laid for cell in cells if cell]
    if any(len(word) > _LONGEST_CELL or CONTENTS_LINE.search(word) for word in words):
        return False
    if sum(word[-1] in "。；，、" for word in words) > 0.1 * len(words):
        return False
    first = [_words(cells[0]) for cells in laid if cells[0]]
    lists = sum(
        1 for word in first if ((m := LABEL.match(word)) and m.end() == len(word)) or BULLET.match(word)
    )
    return lists <= 0.3 * len(first) and sum(filled) >= 0.6 * len(laid) * min(3, max(filled))


def _is_table(laid: Sequence[Cells], ruled: int) -> bool:
    """Three columns make a table; two only with lines drawn round them or figures in the second."""
    columns = sum(1 for column in zip(*laid, strict=True) if any(column))
    seconds = [word for cells in laid for cell in cells[1:] if (word := _words(cell))]
    figures = sum(1 for word in seconds if FIGURE_CELL.match(word)) / max(1, len(seconds))
    if columns >= 3:
        return ruled >= 1 or figures >= 0.5 or len(laid) >= 4
    return ruled >= 2 or (figures >= 0.7 and len(laid) >= 4)


def _whole_rows(laid: Sequence[Cells], em: float) -> list[Cells]:
    """Rows with what goes on below put to the row that it belongs to."""
    whole: list[Cells] = []
    for cells in laid:
        if whole and not cells[0] and sum(1 for cell in cells if cell) == 1:
            below = max(p.bottom for cell in whole[-1] for p in cell)
            if min(p.top for cell in cells for p in cell) - below < 0.8 * em:
                whole[-1] = [above + cell for above, cell in zip(whole[-1], cells, strict=True)]
                continue
        whole.append(cells)
    return whole
