"""Compare two documents of a store: clauses that speak of the same, figures that differ, what one has alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from chat.comparison.changed_words import Change, changed_figures, changes
from chat.comparison.clause_pairs import (
    ALIKE,
    ALIKE_OF_EDITIONS,
    MOST_PIECES,
    Alignment,
    ClausePiece,
    Pair,
    align,
    pieces_of,
)
from chat.comparison.indicator_pairs import FigurePair, PairedFigure, differing, stated_in
from index.hits import DocumentInfo, Filters
from index.store import DocumentSearcher
from ingest.document import Document
from ingest.errors import UsageError
from ingest.text.normalise import fold, letters

_FOUND, _GOOD = 8, 0.5  # passages looked up for a topic, and the share of the best one's score that is good
_LONGEST_TOPIC = 40  # characters of the words that name what two clauses speak of


@dataclass(frozen=True, slots=True)
class ClausePart:
    """A clause, or a paragraph of a long one, as it stands: ``quote`` is ``text[start:end]`` of its document."""

    clause: str
    quote: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Aligned:
    """Clauses of both documents that speak of the same, the figures in which they differ, and the changed words.

    ``changes`` are those of two wordings, places counted in the words of each side (:func:`joined`); none where the
    two documents are no editions of one. ``same``: nothing but white space differs.
    """

    topic: str
    a: tuple[ClausePart, ...]
    b: tuple[ClausePart, ...]
    figures: tuple[FigurePair, ...] = ()
    changes: tuple[Change, ...] = ()
    same: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents side by side. ``edition``: one is another edition of the other, or its draft."""

    a: DocumentInfo
    b: DocumentInfo
    topic: str
    edition: bool
    aligned: tuple[Aligned, ...]
    only_a: tuple[ClausePart, ...]
    only_b: tuple[ClausePart, ...]

    def as_dict(self) -> dict[str, object]:
        """Give the comparison as JSON values."""
        sides = {
            name: {"doc_id": info.doc_id, "title": info.metadata.title, "status": info.status}
            for name, info in (("a", self.a), ("b", self.b))
        }
        return {
            **sides,
            "topic": self.topic,
            "edition": self.edition,
            "aligned": [asdict(one) for one in self.aligned],
            "only_a": [asdict(part) for part in self.only_a],
            "only_b": [asdict(part) for part in self.only_b],
        }


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """A side is one document with its pieces and the figures that it states."""

    document: Document
    pieces: Sequence[ClausePiece]
    stated: Sequence[PairedFigure]

    def parts(self, numbers: Sequence[int]) -> tuple[ClausePart, ...]:
        """Give pieces of these numbers as they stand."""
        text = self.document.text
        return tuple(
            ClausePart(piece.clause, text[piece.start : piece.end], piece.start, piece.end, piece.page)
            for piece in (self.pieces[number] for number in numbers)
        )

    def stated_in(self, numbers: Sequence[int]) -> list[PairedFigure]:
        """Give the figures that stand in pieces of these numbers."""
        spans = [(self.pieces[number].start, self.pieces[number].end) for number in numbers]
        return [one for one in self.stated if any(start <= one.start < end for start, end in spans)]


def compare_documents(store: DocumentSearcher, doc_a: str, doc_b: str, topic: str = "") -> Comparison:
    """Compare two documents of a store, all of them or what they say of a topic.

    Raises ``UsageError`` for an unknown document, twice the same, and one that is too long to be compared whole.
    """
    if doc_a == doc_b:
        raise UsageError("请写两份不同的文件", "name two different documents")
    infos = store.info(doc_a), store.info(doc_b)
    sides = [side_of(store, doc_id) for doc_id in (doc_a, doc_b)]
    first, second = sides
    alignment = _alignment(first, second, topic)
    if topic.strip():
        alignment = _on_topic(alignment, *_about(store, sides, topic, alignment.edition))
    aligned = [_aligned(first, second, pair, alignment.edition, topic) for pair in alignment.pairs]
    if not topic.strip() and not alignment.edition:
        aligned += _elsewhere(first, second, aligned)
    return Comparison(
        *infos,
        topic,
        alignment.edition,
        tuple(aligned),
        first.parts(alignment.only_first),
        second.parts(alignment.only_second),
    )


def _alignment(first: ComparedSide, second: ComparedSide, topic: str) -> Alignment:
    if max(len(first.pieces), len(second.pieces)) > MOST_PIECES:
        if topic.strip():
            return Alignment((), (), (), False)
        raise UsageError(
            "文件太长，请写明只比较哪一题目（--topic）", "too long to compare whole: name a topic"
        )
    found = align(first.pieces, second.pieces, least=ALIKE_OF_EDITIONS)
    return found if found.edition else align(first.pieces, second.pieces, least=ALIKE)


def side_of(store: DocumentSearcher, doc_id: str) -> ComparedSide:
    """Give a document of a store with its pieces and figures. Raises ``UsageError`` for an unknown one."""
    document = store.document(doc_id)
    return ComparedSide(document, pieces_of(document), stated_in(store, document))


# --- a topic --------------------------------------------------------------------------------------


def _about(
    store: DocumentSearcher, sides: Sequence[ComparedSide], topic: str, edition: bool
) -> tuple[list[int], list[int]]:
    """Pieces of both documents that speak of a topic: those that say its words or state its figures, else those found.

    Editions call a thing by one name: where one of them says it, nothing is looked for in the other.
    """
    said = [saying(side, topic) for side in sides]
    if edition and any(said):
        return said[0], said[1]
    first, second = (own or looked_up(store, side, topic) for own, side in zip(said, sides, strict=True))
    return first, second


def saying(side: ComparedSide, topic: str) -> list[int]:
    """Give the numbers of pieces that say the words of a topic or state its figures."""
    words = letters(fold(topic))
    figures = [one.start for one in side.stated if one.is_asked(topic)]
    return [
        number
        for number, piece in enumerate(side.pieces)
        if (words and (words in piece.words or words in letters(fold(piece.path[-1] if piece.path else ""))))
        or any(piece.start <= place < piece.end for place in figures)
    ]


def looked_up(store: DocumentSearcher, side: ComparedSide, topic: str) -> list[int]:
    """Give the numbers of pieces that a search for a topic brings."""
    hits = store.search(topic, _FOUND, Filters(doc_ids=(side.document.doc_id,)))
    spans = [
        (hit.chunk.start, hit.chunk.end)
        for hit in hits
        if hit.chunk.kind != "title" and hit.score >= _GOOD * hits[0].score
    ]
    return [
        number
        for number, piece in enumerate(side.pieces)
        if any(piece.start < end and start < piece.end for start, end in spans)
    ]


def _on_topic(alignment: Alignment, first: Sequence[int], second: Sequence[int]) -> Alignment:
    """Keep what speaks of a topic: in editions the pairs that do, else all of it as one pair."""
    if alignment.edition:
        pairs = tuple(
            pair
            for pair in alignment.pairs
            if not (set(first).isdisjoint(pair.first) and set(second).isdisjoint(pair.second))
        )
        only_first = tuple(number for number in alignment.only_first if number in first)
        only_second = tuple(number for number in alignment.only_second if number in second)
        return Alignment(pairs, only_first, only_second, True)
    if not first or not second:
        return Alignment((), tuple(first), tuple(second), False)
    return Alignment((Pair(tuple(first), tuple(second), 0.0),), (), (), False)


# --- one pair -------------------------------------------------------------------------------------


def _aligned(first: ComparedSide, second: ComparedSide, pair: Pair, edition: bool, topic: str) -> Aligned:
    a, b = first.parts(pair.first), second.parts(pair.second)
    stated = first.stated_in(pair.first), second.stated_in(pair.second)
    if topic.strip():
        asked = [[one for one in side if one.is_asked(topic)] for side in stated]
        stated = (asked[0], asked[1]) if all(asked) else stated
    figures = differing(*stated, near=True)
    changed: list[Change] = []
    if edition:
        changed = changes(joined(a), joined(b))
        told = [(figure.a_start, figure.a_end) for figure in figures]
        figures += [
            one
            for one in _changed(a, b, changed)
            if not any(start < one.a_end and one.a_start < end for start, end in told)
        ]
    same = edition and not changed
    words = (
        topic.strip()
        or named(first.pieces[pair.first[0]], a[0])
        or named(second.pieces[pair.second[0]], b[0])
    )
    return Aligned(words, a, b, tuple(figures), tuple(changed), same)


def joined(parts: Sequence[ClausePart]) -> str:
    """Give the words of clauses of one side as changes count them: one after the other, parted by a line break."""
    return "\n".join(part.quote for part in parts)


def _changed(
    a: Sequence[ClausePart], b: Sequence[ClausePart], found: Sequence[Change]
) -> Iterator[FigurePair]:
    first, second = joined(a), joined(b)
    for one in changed_figures(first, second, found):
        words = first[slice(*one.first)], second[slice(*one.second)]
        yield FigurePair(one.name, *words, *_placed(a, one.first), *_placed(b, one.second))


def _placed(parts: Sequence[ClausePart], span: tuple[int, int]) -> tuple[int, int]:
    """Places in the document's text of places in the joined words; no figure runs from one clause into the next."""
    start = 0
    for part in parts:
        if span[0] <= start + len(part.quote):
            return part.start + span[0] - start, part.start + span[1] - start
        start += len(part.quote) + 1
    raise ValueError(f"{span} lies outside the clauses")


def named(piece: ClausePiece, part: ClausePart) -> str:
    """Give what a piece is called by: its heading where that says more than a number, and its first words."""
    heading = piece.named
    lead = "".join(part.quote.split()).lstrip("—").split("。")[0].split("，")[0].split("：")[0]
    return heading if heading and piece.alone else lead[:_LONGEST_TOPIC]


def _elsewhere(first: ComparedSide, second: ComparedSide, aligned: Sequence[Aligned]) -> list[Aligned]:
    """Figures of one name that differ although they stand in clauses that were not paired, one entry for each name."""
    told = {(figure.a_start, figure.b_start) for one in aligned for figure in one.figures}
    found: dict[str, list[FigurePair]] = {}
    for figure in differing(first.stated, second.stated):
        if (figure.a_start, figure.b_start) not in told:
            found.setdefault(figure.indicator, []).append(figure)
    return [
        Aligned(
            name,
            first.parts(holding(first, [figure.a_start for figure in figures])),
            second.parts(holding(second, [figure.b_start for figure in figures])),
            tuple(figures),
        )
        for name, figures in found.items()
    ]


def holding(side: ComparedSide, places: Sequence[int]) -> list[int]:
    """Give the numbers of pieces in which these places stand."""
    return [
        number
        for number, piece in enumerate(side.pieces)
        if any(piece.start <= place < piece.end for place in places)
    ]


def side_names(comparison: Comparison) -> tuple[str, str]:
    """Give the titles of both documents as they are told apart: with the ids where the titles are the same."""
    a, b = comparison.a, comparison.b
    if a.metadata.title != b.metadata.title:
        return a.metadata.title, b.metadata.title
    return f"{a.metadata.title}（{a.doc_id}）", f"{b.metadata.title}（{b.doc_id}）"


def marked(one: Aligned) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Give the words of both sides as (words, whether they are changed), in order."""
    return (
        _runs(joined(one.a), [change.first for change in one.changes]),
        _runs(joined(one.b), [change.second for change in one.changes]),
    )


def _runs(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    runs, place = [], 0
    for start, end in spans:
        runs += [(text[place:start], False), (text[start:end], True)]
        place = end
    return [(words, changed) for words, changed in [*runs, (text[place:], False)] if words]
