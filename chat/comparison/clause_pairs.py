"""Lay the clauses of two documents side by side: which speak of the same, and which stand in one alone. Pure functions."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.document import Clause, Document, Span
from ingest.text.likeness import pairs_of
from ingest.text.normalise import fold, letters

MOST_PIECES = 1_000  # of a document that is compared whole
LONGEST_PIECE = 450  # characters of a clause that is compared as one; a longer one goes by its paragraphs
_SHORTEST_PIECE = 30  # characters of a paragraph that stands alone
_HEADING_WEIGHT, _ORDER_WEIGHT = 0.2, 0.05  # of headings, and of standing at the same place
ALIKE = 0.2  # likeness, with heading and place, from which two clauses speak of the same
ALIKE_OF_EDITIONS = 0.3  # and from which one is the other's wording in an edition
_HELD = 0.5  # share of a clause's words that another holds which says it among others
_SAME_WORDS = 0.55  # likeness of clauses of which one is the other's earlier wording
_EDITION = 0.4  # share of the shorter document's words that are such clauses, in editions of one document

# 第十二条: an article, which is compared whole however long it is
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]+条")
# “第三条”, “（一）”, “3.”: a heading that is nothing but its number
_LABEL = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零〇\d]+[编章节条]|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+[、.．]|\d+[.．、])\s*"
)


@dataclass(frozen=True, slots=True)
class ClausePiece:
    """A piece is a clause or a paragraph of a long one: ``text[start:end]`` of its document."""

    path: tuple[str, ...]
    start: int
    end: int
    words: str  # letters alone, folded: what pieces are compared by
    page: int | None = None
    alone: bool = True  # it is all that the clause says

    @property
    def clause(self) -> str:
        """Give the address as people see it."""
        return " / ".join(self.path)

    @property
    def named(self) -> str:
        """Give the words of its own heading without the number, “” where it is nothing but a number."""
        return _LABEL.sub("", self.path[-1]).strip() if self.path else ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair holds the numbers of pieces on both sides that speak of the same, and how alike they are, 0 to 1."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    alike: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """An alignment holds the pairs in the order of the first document, and what each document has alone."""

    pairs: tuple[Pair, ...]
    only_first: tuple[int, ...]
    only_second: tuple[int, ...]
    edition: (
        bool  # the two are editions of one document: most of the shorter is in the other in nearly its words
    )


def pieces_of(document: Document) -> list[ClausePiece]:
    """Give the pieces of a document in order: articles and short clauses whole, long ones by paragraphs, rows."""
    rows = sorted((row.start, row.end) for row in document.rows)
    found = [
        piece
        for clause in document.clauses
        if clause.kind == "text" and (clause.path or len(document.clauses) == 1)
        for span in clause.spans
        for piece in _of_span(document, clause, span)
        if not _overlaps(piece, rows)
    ]
    found += [_piece(document, row.path, row.start, row.end, row.page) for row in document.rows]
    return sorted((piece for piece in found if piece.words), key=lambda piece: piece.start)


def _of_span(document: Document, clause: Clause, span: Span) -> list[ClausePiece]:
    text, heading = document.text, clause.path[-1] if clause.path else ""
    bounds = [(span.start, span.end)]
    if span.end - span.start > LONGEST_PIECE and not _ARTICLE.match(heading):
        bounds = _paragraphs(text, span)
    alone = len(bounds) == 1 and len(clause.spans) == 1
    return [_piece(document, clause.path, start, end, clause.page, alone) for start, end in bounds]


def _paragraphs(text: str, span: Span) -> list[tuple[int, int]]:
    """Lines of a span, a short one together with the next."""
    bounds: list[tuple[int, int]] = []
    start = place = span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        place += len(line)
        if len(text[start:place].strip()) >= _SHORTEST_PIECE:
            bounds.append((start, place))
            start = place
    if start < span.end and text[start : span.end].strip():
        bounds.append((start, span.end))
    return bounds


def _piece(
    document: Document, path: tuple[str, ...], start: int, end: int, page: int | None, alone: bool = False
) -> ClausePiece:
    words = document.text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    return ClausePiece(path, start, end, letters(fold(words)), document.page_at(start) or page, alone)


def _overlaps(piece: ClausePiece, rows: Sequence[tuple[int, int]]) -> bool:
    place = bisect_right(rows, (piece.end, 0)) - 1
    return place >= 0 and rows[place][1] > piece.start and rows[place][0] < piece.end


def align(first: Sequence[ClausePiece], second: Sequence[ClausePiece], *, least: float = ALIKE) -> Alignment:
    """Pair pieces by their words, their headings and their place, the surest first, each once.

    A piece left over that another says among other things joins the pair of that one. ``least``: likeness from
    which two pieces are paired.
    """
    if not first or not second:
        return Alignment((), tuple(range(len(first))), tuple(range(len(second))), False)
    likeness = _likeness([piece.words for piece in first], [piece.words for piece in second])
    scores = likeness + _headings(first, second) + _places(len(first), len(second))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for flat in np.argsort(-scores, axis=None, kind="stable"):
        one, other = divmod(int(flat), len(second))
        if scores[one, other] < least:
            break
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    groups = {one: ([one], [other]) for one, other in pairs.items()}
    _join_rest(first, second, groups, pairs)
    found = tuple(
        Pair(tuple(sorted(ones)), tuple(sorted(others)), round(float(likeness[one, pairs[one]]), 3))
        for one, (ones, others) in sorted(groups.items())
    )
    used = ({one for pair in found for one in pair.first}, {other for pair in found for other in pair.second})
    left = tuple(n for n in range(len(first)) if n not in used[0])
    right = tuple(n for n in range(len(second)) if n not in used[1])
    return Alignment(found, left, right, _is_edition(first, second, found))


def _likeness(first: Sequence[str], second: Sequence[str]) -> np.ndarray:
    """Cosines of the weighted pairs of letters, shape (first, second); pairs that few pieces hold weigh more."""
    counts = [Counter(pairs_of(words)) for words in (*first, *second)]
    frequency = Counter(pair for count in counts for pair in count)
    sides = counts[: len(first)], counts[len(first) :]
    held = [set().union(*side) for side in sides]
    numbers = {pair: number for number, pair in enumerate(held[0] & held[1])}
    weights = {pair: math.log((len(counts) + 1) / times) + 0.1 for pair, times in frequency.items()}
    ones, others = (_vectors(side, numbers, weights) for side in sides)
    return ones @ others.T


def _vectors(
    counts: Sequence[Counter[str]], numbers: Mapping[str, int], weights: Mapping[str, float]
) -> np.ndarray:
    """Vectors of length 1 over all pairs, of which the columns that both sides have are kept."""
    vectors = np.zeros((len(counts), len(numbers)), np.float32)
    for row, count in enumerate(counts):
        values = {pair: (1 + math.log(times)) * weights[pair] for pair, times in count.items()}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        for pair, value in values.items():
            if pair in numbers:
                vectors[row, numbers[pair]] = value / length
    return vectors


def _headings(first: Sequence[ClausePiece], second: Sequence[ClausePiece]) -> np.ndarray:
    """What likeness of headings adds, shape (first, second); a heading that only numbers adds nothing."""
    names = [[_heading(piece) for piece in side] for side in (first, second)]
    likeness = _likeness(*names)
    named = np.outer([bool(name) for name in names[0]], [bool(name) for name in names[1]])
    return _HEADING_WEIGHT * likeness * named


def _heading(piece: ClausePiece) -> str:
    names = [letters(fold(_LABEL.sub("", heading))) for heading in piece.path]
    return next((name for name in reversed(names) if name), "")


def _places(first: int, second: int) -> np.ndarray:
    """What standing at the same place of both documents adds, shape (first, second)."""
    ones, others = np.arange(first) / first, np.arange(second) / second
    return _ORDER_WEIGHT * (1 - np.abs(ones[:, None] - others[None, :]))


def _join_rest(
    first: Sequence[ClausePiece],
    second: Sequence[ClausePiece],
    groups: dict[int, tuple[list[int], list[int]]],
    pairs: dict[int, int],
) -> None:
    """Let pieces left over join the pair whose other side holds their words."""
    by_other = {other: one for one, other in pairs.items()}
    held = [(one, [_runs(second[n].words) for n in others]) for one, (_, others) in groups.items()]
    for place, piece in enumerate(first):
        if place not in pairs and (best := _holder(_runs(piece.words), held)) is not None:
            groups[best][0].append(place)
    held = [(one, [_runs(first[n].words) for n in ones if n in pairs]) for one, (ones, _) in groups.items()]
    for place, piece in enumerate(second):
        if place not in by_other and (best := _holder(_runs(piece.words), held)) is not None:
            groups[best][1].append(place)


def _runs(words: str) -> frozenset[str]:
    return frozenset(words[place : place + 4] for place in range(len(words) - 3))


def _holder(runs: frozenset[str], held: Sequence[tuple[int, Sequence[frozenset[str]]]]) -> int | None:
    """The group whose words hold most of a piece's, where that is enough."""
    if not runs:
        return None
    shares = [(len(runs & theirs) / len(runs), -one) for one, some in held for theirs in some]
    share, one = max(shares, default=(0.0, 0))
    return -one if share >= _HELD else None


def _is_edition(first: Sequence[ClausePiece], second: Sequence[ClausePiece], pairs: Sequence[Pair]) -> bool:
    near = [pair for pair in pairs if pair.alike >= _SAME_WORDS]
    shares = [
        sum(len(side[n].words) for pair in near for n in numbers(pair))
        / (sum(len(p.words) for p in side) or 1)
        for side, numbers in ((first, lambda pair: pair.first), (second, lambda pair: pair.second))
    ]
    return max(shares) >= _EDITION
