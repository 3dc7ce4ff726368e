"""Find where quoted words stand on a page, as rectangles around them, line by line. Pure functions of pieces.

The words come from the running text, in which lines are joined, and headers and white space taken out; so
letters and digits alone are compared, in the order in which the file writes them and, where that is another
one than the reader's, row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.layout.lines import rows_of
from ingest.layout.pieces import Piece
from ingest.text.normalise import letters

MOST_WORDS = 4_000  # characters of a quote that are looked for
MOST_BOXES = 80
_LEAST_RUN = 4  # letters in a row that are no chance
_LEAST_SHARE = 0.6  # of the quote's letters that must be found
_NEAR = 1.6  # em between two letters of one rectangle: a punctuation mark may stand there

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class QuotePlaces:
    """This is the size of a page as drawn (any unit), with rectangles on it as shares (0 to 1) of that size."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()


def boxes_of(pieces: Sequence[Piece], words: str, before: str = "") -> list[Box]:
    """Give rectangles around words in the units of the pieces; none where the words do not stand there.

    ``before`` are the words of the page above the quote: they tell which of several places with the same
    words is meant.
    """
    wanted = letters(words[:MOST_WORDS])
    if not wanted:
        return []
    for order in (pieces, [piece for row in rows_of(pieces) for piece in row]):
        found = _found(order, wanted, letters(before).count(wanted))
        if found:
            return _merged(found)[:MOST_BOXES]
    return []


def boxes_among(
    lines: Iterable[tuple[str, float, float, float, float]], words: str, before: str, shape: float
) -> list[Box]:
    """Give the same among lines that OCR read, as shares of the page; ``shape`` is its width by its height."""
    pieces = [
        letter
        for text, left, top, right, bottom in lines
        for letter in _letters_of(text, shape * left, top, shape * right, bottom)
    ]
    return shares(boxes_of(pieces, words, before), shape, 1.0)


def shares(boxes: Iterable[Box], width: float, height: float) -> list[Box]:
    """Give rectangles as shares (0 to 1) of a page's size."""

    def share(side: float, whole: float) -> float:
        return round(min(1.0, max(0.0, side / whole)), 5)

    return [
        (share(left, width), share(top, height), share(right, width), share(bottom, height))
        for left, top, right, bottom in boxes
    ]


def _letters_of(text: str, left: float, top: float, right: float, bottom: float) -> Iterable[Piece]:
    """A line's characters, as wide as they usually are beside each other: along its longer side."""
    widths = [0.5 if character.isascii() else 1.0 for character in text]
    level = right - left >= bottom - top
    start, step = (left, right - left) if level else (top, bottom - top)
    step /= max(0.5, sum(widths))
    for character, width in zip(text, widths, strict=True):
        end = start + width * step
        sides = (start, top, end, bottom) if level else (left, start, right, end)
        yield Piece(character, *sides, min(right - left, bottom - top))
        start = end


def _found(pieces: Sequence[Piece], wanted: str, passed: int) -> list[Piece]:
    """The pieces that say what is wanted: in one place, else in several runs."""
    written = [(letter, piece) for piece in pieces for letter in letters(piece.text)]
    stream = "".join(letter for letter, _ in written)
    starts = _starts(stream, wanted, passed + 1)
    if starts:
        start = starts[min(passed, len(starts) - 1)]
        spans = [(start, start + len(wanted))]
    else:
        spans = _runs(stream, wanted)
    return [piece for start, end in spans for _, piece in written[start:end]]


def _starts(stream: str, wanted: str, most: int) -> list[int]:
    found: list[int] = []
    at = stream.find(wanted)
    while at >= 0 and len(found) < most:
        found.append(at)
        at = stream.find(wanted, at + 1)
    return found


def _runs(stream: str, wanted: str) -> list[tuple[int, int]]:
    """Spans of the stream that say parts of what is wanted, the longest each; none where too little is said."""
    spans: list[tuple[int, int]] = []
    at = here = said = 0
    while at < len(wanted):
        length = _longest(stream, wanted, at)
        if length < _LEAST_RUN:
            at += 1
            continue
        part = wanted[at : at + length]
        start = stream.find(part, here)
        start = start if start >= 0 else stream.find(part)
        spans.append((start, start + length))
        here = start + length
        said += length
        at += length
    return spans if said >= _LEAST_SHARE * len(wanted) else []


def _longest(stream: str, wanted: str, at: int) -> int:
    """Letters of ``wanted`` from ``at`` that stand together in the stream, by halving: what holds more holds less."""
    least, most = 0, len(wanted) - at
    while least < most:
        middle = (least + most + 1) // 2
        if wanted[at : at + middle] in stream:
            least = middle
        else:
            most = middle - 1
    return least


def _merged(pieces: Iterable[Piece]) -> list[Box]:
    """Neighbours on one line as one rectangle."""
    boxes: list[Box] = []
    for piece in pieces:
        box = piece.left, piece.top, piece.right, piece.bottom
        if boxes and _joins(boxes[-1], piece):
            last = boxes.pop()
            box = (
                min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]),
            )  # fmt: skip
        boxes.append(box)
    return boxes


def _joins(box: Box, piece: Piece) -> bool:
    """Whether a piece goes on where a rectangle ends: along x or, where the text lies on its side, along y."""
    gap = _NEAR * piece.size
    if _overlap(box[1], box[3], piece.top, piece.bottom):
        return piece.left - box[2] <= gap and box[0] - piece.right <= gap
    narrow = box[2] - box[0] <= _NEAR * piece.size  # a line of upright text is not
    if narrow and _overlap(box[0], box[2], piece.left, piece.right):
        return piece.top - box[3] <= gap and box[1] - piece.bottom <= gap
    return False


def _overlap(start: float, end: float, other_start: float, other_end: float) -> bool:
    """Whether two ranges share more than half of the smaller one."""
    shared = min(end, other_end) - max(start, other_start)
    return shared > 0.5 * min(end - start, other_end - other_start)
