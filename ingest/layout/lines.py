"""Join pieces that stand side by side: characters to words, words to lines. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.layout.patterns import DECIMAL_LABEL, SPACED_LABEL
from ingest.layout.pieces import Piece, PieceLine
from ingest.text.normalise import squeeze

_WORD_GAP = 0.18  # em between two words; inside Chinese it means nothing
_WIDE_GAP = 0.9  # em: what stands apart like this may be another cell or column
_SAME_ROW = 0.5  # of the smaller of two heights must overlap
_MOST_RAISED = 8  # characters of a row that may be raised ones of the next
_SMALL = 0.75  # a note's number is at most this big beside its line


def rows_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Group pieces whose middles lie level into rows, from the top, each from left to right."""
    rows: list[list[Piece]] = []
    middles: list[float] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if rows and piece.middle - middles[-1] <= _SAME_ROW * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
            middles[-1] += (piece.middle - middles[-1]) / len(rows[-1])
        else:
            rows.append([piece])
            middles.append(piece.middle)
    rows = _with_raised(rows)
    return [sorted(row, key=lambda piece: piece.left + piece.right) for row in rows]


def _with_raised(rows: list[list[Piece]]) -> list[list[Piece]]:
    """Rows of raised or lowered small characters given to the row that they overlap."""
    kept: list[list[Piece]] = []
    waiting: list[Piece] = []
    for row in rows:
        big = max(piece.size for piece in row)
        if waiting:
            left = [piece for piece in waiting if not _beside(piece, row, big)]
            row = [*row, *(piece for piece in waiting if piece not in left)]
            if left:
                kept.append(left)
            waiting = []
        if kept and kept[-1] and big <= _SMALL * max(piece.size for piece in kept[-1]):
            above = kept[-1]
            lowered = [p for p in row if _beside(p, above, max(piece.size for piece in above))]
            above.extend(lowered)
            row = [piece for piece in row if piece not in lowered]
            if not row:
                continue
        if len(row) <= _MOST_RAISED:
            waiting = row
        else:
            kept.append(row)
    if waiting:
        kept.append(waiting)
    return kept


def _beside(piece: Piece, row: Sequence[Piece], big: float) -> bool:
    """Whether a small piece belongs to a row of larger ones: it overlaps them in height and touches one."""
    if piece.size > _SMALL * big:
        return False
    height = piece.bottom - piece.top
    for other in row:
        overlap = min(piece.bottom, other.bottom) - max(piece.top, other.top)
        gap = max(other.left - piece.right, piece.left - other.right)
        if overlap >= 0.4 * height and gap <= 0.6 * other.size and other.size > piece.size:
            return True
    return False


def cells_of(row: Sequence[Piece]) -> list[Piece]:
    """Join a row's pieces (left to right) into cells where no wide gap lies between them."""
    cells: list[list[Piece]] = []
    for piece in row:
        if cells and piece.left - cells[-1][-1].right <= _WIDE_GAP * max(piece.size, cells[-1][-1].size):
            cells[-1].append(piece)
        else:
            cells.append([piece])
    return [_joined(cell) for cell in cells]


def _joined(pieces: Sequence[Piece]) -> Piece:
    words = [pieces[0].text]
    for before, piece in pairwise(pieces):
        if piece.spaced or piece.left - before.right > _WORD_GAP * min(before.size, piece.size):
            words.append(" ")
        words.append(piece.text)
    letters = max(pieces, key=lambda piece: piece.size * len(piece.text))
    return Piece(
        "".join(words),
        pieces[0].left,
        min(piece.top for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.bottom for piece in pieces),
        _common_size(pieces) or letters.size,
        sum(piece.bold for piece in pieces) > 0.6 * len(pieces),
    )


def _common_size(pieces: Sequence[Piece]) -> float:
    counts: dict[float, int] = {}
    for piece in pieces:
        size = round(piece.size, 1)
        counts[size] = counts.get(size, 0) + len(piece.text)
    return max(counts, key=lambda size: counts[size])


def line_text(line: PieceLine) -> str:
    """Give the words of a line; a gap between a number and its heading stays a space."""
    words = _squeezed(line.cells[0].text)
    spread = len(line.cells) > 2 and all(len(cell.text.strip()) <= 1 for cell in line.cells)
    for cell in line.cells[1:]:
        words += ("" if spread else " ") + squeeze(cell.text)
    return words


def _squeezed(words: str) -> str:
    """Without layout spaces, but for the one behind a label: “1.4.2 功能”, “第一章 总则”, “表1 清单”."""
    label = DECIMAL_LABEL.match(words) or SPACED_LABEL.match(words)
    return f"{squeeze(label[1])} {squeeze(words[label.end() :])}" if label else squeeze(words)


def block_text(pieces: Iterable[Piece]) -> str:
    """Give the words of a table's cell: its lines one after the other, no space inside Chinese."""
    return squeeze(" ".join(" ".join(cell.text for cell in cells_of(row)) for row in rows_of(pieces)))
