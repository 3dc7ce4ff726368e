"""The greatest or least of things of one kind whose figures a text gives in turn: “三次产业中增速最快的是哪一个”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chat.answers import Draft
from chat.computed.patterns import EXCLUDED, RATE, SHARE_OF_WHOLE, SHARE_WORDS
from chat.computed.rankings import Ranking
from chat.computed.tables import RowTable, labels_of
from chat.counting import ParallelFigure, distributed_figures, members_of, parallel_figures, speaks_of
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.question import Asked, Word
from ingest.document import Document, Span
from ingest.text.normalise import flat_text, squeeze

READ_UNITS = 8  # best units whose paragraphs are read
FEWEST = 3  # things of one kind that are held against one another
LONGEST_PARAGRAPH = 1_500  # characters
MOST_BESIDE = 12  # further paragraphs of the section whose figures of the same kind count too


Valued = tuple[ParallelFigure, Decimal]  # a figure with what is compared of it


@dataclass(frozen=True, slots=True)
class RankedInTurn:
    """An answer over figures in turn, and the question's words that each of the things ranked is called by."""

    draft: Draft
    kind: tuple[str, ...]

    def is_of_other_things(self, table: RowTable) -> bool:
        """Whether a table is of other things than those asked about: neither its name nor a row or column is called so."""
        caption = table.rows[0].path[-1:] if table.rows else ()
        labels = labels_of(table.rows, [table.label_header()])
        title, own = (
            flat_text(table.info.metadata.title),
            flat_text(" ".join((*caption, *table.headers, *labels))),
        )
        kind = [word for word in self.kind if word not in title]
        return bool(kind) and not any(word in own for word in kind)


def ranked_in_turn(
    asked: Asked, rankings: Sequence[Ranking], ranked: Sequence[ScoredUnit], passages: Passages
) -> RankedInTurn | None:
    """Give the thing that is first by each ranking among those that one paragraph gives figures of, all called as asked."""
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    kind: tuple[str, ...] = ()
    for ranking in rankings:
        found = next(_ranked(asked, ranking, ranked, passages), None)
        if found is None:
            return None
        pick, told, kind = found
        picks.append(pick)
        words.append(told)
    return RankedInTurn(Draft("list", picks, tuple(words)), kind) if picks else None


def _ranked(
    asked: Asked, ranking: Ranking, ranked: Sequence[ScoredUnit], passages: Passages
) -> Iterator[tuple[ScoredUnit, str, tuple[str, ...]]]:
    said = [words for words in (ranking.noun, *SHARE_WORDS.findall(asked.text), *asked.scope.words) if words]
    for pick in ranked[:READ_UNITS]:
        held = asked.scope.admits(pick.document.doc_id) and not pick.year_conflict
        if not held or pick.unit.heading or pick.unit.chunk.kind != "text":
            continue
        document = passages.document(pick.document)
        span = _paragraph(pick.unit.start, document)
        text = document.text[span.start : span.end]
        years = " ".join(f"{year}年" for year in sorted(pick.unit.years))
        whole = flat_text(f"{pick.document.metadata.region} {pick.unit.context} {text} {years}")
        if len(text) > LONGEST_PARAGRAPH or not speaks_of(asked, pick.document, whole, said):
            continue
        groups = [*distributed_figures(text), parallel_figures(text)]
        for figures in groups:
            rows, kind = _of_one_kind(figures, asked, ranking)
            rows += _beside(pick, span, rows, kind, asked, ranking, passages) if rows else []
            if len(rows) >= FEWEST:
                yield (*_told(rows, ranking, span, pick, document), kind)


def _paragraph(place: int, document: Document) -> Span:
    start = document.text.rfind("\n", 0, place) + 1
    end = document.text.find("\n", place)
    return Span(start, len(document.text) if end < 0 else end)


def _of_one_kind(
    figures: Sequence[ParallelFigure], asked: Asked, ranking: Ranking
) -> tuple[list[Valued], tuple[str, ...]]:
    """The figures, with what is compared of them, whose names all hold most of the question, and those words.

    A whole that they are of is left out.
    """
    rows, members = _valued(figures, asked, ranking), members_of(asked.text)
    if members:  # “三次产业”: 房地产业 is none of them
        rows = [row for row in rows if any(member in row[0].label for member in members)]
    best: tuple[float, list[Valued], tuple[str, ...]] = (0.0, [], ())
    for words in dict.fromkeys(tuple(_held(one, asked)) for one, _ in rows):
        alike = [row for row in rows if all(word.text in row[0].label for word in words)]
        if len(alike) > FEWEST and alike[0][0].of_which:
            alike = alike[1:]
        weight = sum(word.weight for word in words)
        apart = len({one.label for one, _ in alike}) == len(alike)
        same = len({one.measure for one, _ in alike}) == 1
        if len(alike) >= FEWEST and apart and same and weight > best[0]:
            best = weight, alike, tuple(word.text for word in words)
    return best[1:]


def _valued(figures: Sequence[ParallelFigure], asked: Asked, ranking: Ranking) -> list[Valued]:
    """The figures that have what a ranking compares, without those of things that the question says are not meant."""
    excluded = [match["what"] for match in EXCLUDED.finditer(asked.text)]
    return [
        (one, value)
        for one in figures
        if (value := _value(one, asked, ranking)) is not None
        and not any(word in one.label.replace(f"非{word}", "") for word in excluded)
    ]


def _held(one: ParallelFigure, asked: Asked) -> list[Word]:
    places = asked.scope.words
    return [
        word
        for word in asked.wording.words
        if not word.asking and word.text not in places and len(word.text) > 1 and word.text in one.label
    ]


def _value(one: ParallelFigure, asked: Asked, ranking: Ranking) -> Decimal | None:
    """What a ranking compares: the share of a whole, a rate, the change, or the figure itself."""
    words = ranking.words if ranking.of_shares or SHARE_WORDS.search(ranking.words) else asked.text
    if SHARE_OF_WHOLE.search(words):
        own = one.value if one.measure == "percent" and SHARE_OF_WHOLE.search(one.label) else None
        return one.share if one.share is not None else own
    if rate := RATE.search(words):
        return one.value if one.measure == "percent" and rate.group() in one.label else None
    if ranking.of_shares or SHARE_WORDS.search(words):
        return one.change
    return one.value if one.measure != "percent" else None


def _beside(
    pick: ScoredUnit, span: Span, rows: Sequence[Valued], kind: Sequence[str],
    asked: Asked, ranking: Ranking, passages: Passages,
) -> list[Valued]:  # fmt: skip
    """Figures of the same kind, of things of other names, in the other paragraphs under the same heading."""
    document, path = passages.document(pick.document), pick.unit.chunk.path
    known = {one.label for one, _ in rows}
    found: list[Valued] = []
    starts = {
        _paragraph(c.start, document).start for c in passages.chunks(pick.document) if c.path == path
    } - {span.start}
    for start in sorted(starts)[:MOST_BESIDE]:
        own = _paragraph(start, document)
        for one, value in _valued(parallel_figures(document.text[own.start : own.end]), asked, ranking):
            same = one.measure == rows[0][0].measure and all(word in one.label for word in kind)
            if same and one.label not in known:
                known.add(one.label)
                by = own.start - span.start
                found.append((replace(one, start=one.start + by, end=one.end + by), value))
    return found


def _told(
    rows: Sequence[Valued], ranking: Ranking, span: Span, pick: ScoredUnit, document: Document
) -> tuple[ScoredUnit, str]:  # fmt: skip
    changes = ranking.of_shares or bool(SHARE_WORDS.search(ranking.words))
    least = ranking.least_in("增长") if changes else ranking.least
    best = ranking.placed([value for _, value in rows], least=least)
    first = [one for wanted in best for one, value in rows if value == wanted]
    quote = Span(span.start + first[0].start, span.start + first[0].end)
    shown = [
        one.told or squeeze(document.text[span.start + one.start : span.start + one.end]).removeprefix("其中")
        for one in first
    ]
    return span_unit(document, quote, pick.document), f"{'；'.join(shown)}（{len(rows)}项中{ranking.told}）。"
