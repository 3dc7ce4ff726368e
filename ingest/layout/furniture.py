"""Recognise running headers, footers and page numbers by their place and their recurrence. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout.lines import line_text
from ingest.layout.patterns import PAGE_NUMBER
from ingest.layout.pieces import Piece, PieceLine, Ruling

_EDGE = 0.14  # of the page's height
_RULED_EDGE = 0.12
_WIDE_RULE = 0.7  # of the page's width
_MOST_ROWS = 3  # at each edge
_MOST_CHARACTERS = 80
_SAME_HEIGHT = 0.012  # of the page's height
_FEWEST_PAGES = 2
_LONGEST_HEADER = 30  # characters of a header with a page number beside it
_APART = 2.2  # em from header to text


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """An edge row is a row of cells near the top or bottom of a page; ``depth`` counts rows from the edge, from 0."""

    pieces: tuple[Piece, ...]
    words: str
    top: bool
    depth: int
    place: float  # its middle as a share of the page's height

    @property
    def shape(self) -> str:
        """Give the words without page numbers and spaces, digits made alike: “第3页” and “第12页” have one shape."""
        words = [cell.text for cell in self.pieces if not PAGE_NUMBER.match(cell.text)] or [self.words]
        # “第3页” -> “第#页”, “Ⅻ” -> “#”, “第iv页” -> “第#页”; Latin letters elsewhere are words.
        return re.sub(r"[\dⅠ-Ⅻ]+|(?<=第)[ivxIVX]+(?=页)", "#", "".join("".join(words).split()))


def edge_rows(rows: Sequence[Sequence[Piece]], height: float) -> list[EdgeRow]:
    """Give the rows (from the top) that stand where furniture stands; an empty one is a table and ends them."""
    found: list[EdgeRow] = []
    for top, ordered in ((True, rows), (False, list(reversed(rows)))):
        for depth, row in enumerate(ordered[: min(_MOST_ROWS, len(rows) - 1)]):
            if not row:
                break
            place = row[0].middle / height
            if place > _EDGE if top else place < 1 - _EDGE:
                break
            words = line_text(PieceLine(tuple(row)))
            if len(words) > _MOST_CHARACTERS:
                break
            found.append(EdgeRow(tuple(row), words, top, depth, place))
    return found


def furniture(
    pages: Sequence[Sequence[EdgeRow]],
    rulings: Sequence[Sequence[Ruling]],
    sheets: Sequence[tuple[float, float]],
    em: float,
) -> list[list[EdgeRow]]:
    """Find the rows of each page that are furniture.

    ``sheets`` are widths and heights of the pages, ``em`` is the size of the body's type.
    """
    counts: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        counts.update({(row.top, row.shape) for row in page})
    often = {key for key, count in counts.items() if count >= max(_FEWEST_PAGES, 0.3 * len(pages))}
    places = [row.place for page in pages for row in page if (row.top, row.shape) in often and row.depth == 0]
    chosen: list[list[EdgeRow]] = []
    for page, lines, sheet in zip(pages, rulings, sheets, strict=True):
        kept = []
        for row in page:
            comes_back = (row.top, row.shape) in often
            twice = counts[row.top, row.shape] >= 2 and _stands_at(row, places, len(pages))
            numbered = row.depth == 0 and bool(PAGE_NUMBER.match(row.words))
            numbered = numbered or _has_page_number(row, page, em)
            if comes_back or twice or numbered or _ruled_off(row, lines, sheet, em):
                kept.append(row)
        chosen.append(_outermost(kept, page))
    return chosen


def _stands_at(row: EdgeRow, places: Sequence[float], pages: int) -> bool:
    """Whether furniture stands at this height on a good many pages (headers that name the chapter)."""
    return sum(1 for place in places if abs(place - row.place) <= _SAME_HEIGHT) >= max(3, 0.3 * pages)


def _ruled_off(row: EdgeRow, rulings: Sequence[Ruling], sheet: tuple[float, float], em: float) -> bool:
    """Whether the first (or last) line across the page parts the row from the text, close to the edge."""
    width, height = sheet
    wide = [ruling.position / height for ruling in rulings if _is_wide(ruling, width)]
    if not wide or max(piece.size for piece in row.pieces) > 1.3 * em:
        return False
    if row.top:
        return row.place < min(wide) <= _RULED_EDGE
    return row.place > max(wide) >= 1 - _RULED_EDGE


def _has_page_number(row: EdgeRow, page: Sequence[EdgeRow], em: float) -> bool:
    """Whether the outermost row holds words and, apart from them at one end, a number; the text keeps its distance."""
    if row.depth or len(row.pieces) < 2 or len(row.words) > _LONGEST_HEADER:
        return False
    numbers = [piece.text.strip().isdigit() and len(piece.text.strip()) <= 3 for piece in row.pieces]
    if sum(numbers) != 1 or not (numbers[0] or numbers[-1]):
        return False
    inner = next((other for other in page if other.top == row.top and other.depth == 1), None)
    return inner is None or abs(inner.pieces[0].middle - row.pieces[0].middle) > _APART * em


def _is_wide(ruling: Ruling, width: float) -> bool:
    return ruling.level and ruling.end - ruling.start >= _WIDE_RULE * width


def _outermost(chosen: Sequence[EdgeRow], page: Sequence[EdgeRow]) -> list[EdgeRow]:
    """Furniture has no words of the text between itself and the edge."""
    depths = {(row.top, row.depth) for row in chosen}
    return [
        row
        for row in chosen
        if all(
            (row.top, above.depth) in depths
            for above in page
            if above.top == row.top and above.depth < row.depth
        )
    ]
