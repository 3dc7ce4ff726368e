"""The greatest or least of the figures in running words: parts of one sentence, or one sentence of each sibling clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chat.answers import Draft
from chat.computed.patterns import PART_MARK, SHARE_WORDS
from chat.computed.rankings import Ranking
from chat.counting import AND_MARK, DISTRIBUTED, SUM_OF_NAMES, speaks_of
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.question import Asked
from ingest.document import Span
from ingest.text.figures import Figure, figures_in
from ingest.text.normalise import flat_text, squeeze
from ingest.text.sentences import split_sentences

READ_UNITS = 8  # best units whose parts are compared
FEWEST_PARTS = 3  # fewer figures in a sentence are seldom of one kind of thing
FEWEST_NAMES = 2  # of figures given to names in their order
BEHIND = 4  # characters that may stand behind the figure of a part: “支持”, “左右”
SHORTEST_LABEL = 2
_DAYS = {"日": 1, "周": 7, "月": 30, "年": 365}


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A part of a sentence that states one figure, in the sentence's own words."""

    words: str
    value: Decimal
    measure: str


def greatest_figure(
    asked: Asked, rankings: Sequence[Ranking], ranked: Sequence[ScoredUnit], passages: Passages
) -> Draft | None:
    """Give the part or the clause that is first by each ranking; ``None`` where figures of one kind are not compared."""
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    for ranking in rankings:
        found = _in_sentence(asked, ranking, ranked) or _among_siblings(asked, ranking, ranked, passages)
        if not found:
            return None
        for pick, told in found:
            picks.append(pick)
            words.append(told)
    return Draft("list", picks, tuple(words)) if picks else None


def _in_sentence(
    asked: Asked, ranking: Ranking, ranked: Sequence[ScoredUnit]
) -> list[tuple[ScoredUnit, str]]:
    said = [words for words in (ranking.noun, *SHARE_WORDS.findall(asked.text)) if words]
    for pick in ranked[:READ_UNITS]:
        unit, metadata = pick.unit, pick.document.metadata
        of_years = " ".join(f"{year}年" for year in sorted(unit.years))
        head = flat_text(f"{metadata.title} {metadata.region}")
        text = f"{head} {unit.context} {unit.flat} {of_years}"
        if unit.heading or not speaks_of(asked, pick.document, text, said):
            continue
        for words in _sentences(unit.text, asked):
            for parts in _groups(words, ranking):
                best = ranking.placed([part.value for part in parts], least=ranking.least)
                first = "、".join(
                    dict.fromkeys(part.words for value in best for part in parts if part.value == value)
                )
                if first:
                    return [(pick, f"{first}（{len(parts)}项中{ranking.told}）。")]
    return []


def _sentences(text: str, asked: Asked) -> list[str]:
    """The sentences of a unit, those first that hold most of the question: a row may be long."""
    found = [squeeze(text[start:end]) for start, end in split_sentences(text)]
    return sorted(found, key=lambda words: -_held(flat_text(words), asked))


def _held(flat: str, asked: Asked) -> float:
    return sum(word.weight * word.credit(flat) for word in asked.wording.words if not word.asking)


def _groups(words: str, ranking: Ranking) -> Iterator[list[FigurePart]]:
    """The figures of a sentence that may be compared: those given to names, then those of its parts."""
    share = ranking.of_shares or bool(SHARE_WORDS.search(ranking.words))
    names: list[str] = []
    for match in DISTRIBUTED.finditer(words):
        names = _names(match["names"]) or names
        figures = AND_MARK.split(match["figures"])
        if len(names) != len(figures) or len(names) < FEWEST_NAMES:
            continue
        parts = [
            FigurePart(f"{name}{match['verb']}{figure}", found.value, found.measure)
            for name, figure in zip(names, figures, strict=True)
            if (found := _only_figure(figure))
        ]
        if len(parts) == len(names) and all((part.measure == "percent") == share for part in parts):
            yield parts
    by_measure: dict[str, list[FigurePart]] = {}
    for piece in PART_MARK.split(words):
        figure = _only_figure(piece)
        if figure and _label(piece, figure) and (figure.measure == "percent") == share:
            by_measure.setdefault(figure.measure, []).append(FigurePart(piece, figure.value, figure.measure))
    yield from (parts for parts in by_measure.values() if len(parts) >= FEWEST_PARTS)


def _names(words: str) -> list[str]:
    names = [name.strip() for name in AND_MARK.split(SUM_OF_NAMES.sub("", words))]
    return names if len(names) >= FEWEST_NAMES and all(names) else []


def _only_figure(words: str) -> Figure | None:
    """The figure of words that hold one that measures something, and no second one."""
    found = [figure for figure in figures_in(words) if figure.measure and not figure.article]
    return found[0] if len(found) == 1 else None


def _label(piece: str, figure: Figure) -> bool:
    """Whether a part names what its figure, at its end, is of."""
    flat = flat_text(piece)
    return figure.start >= SHORTEST_LABEL and len(flat) - figure.end <= BEHIND


def _among_siblings(
    asked: Asked, ranking: Ranking, ranked: Sequence[ScoredUnit], passages: Passages
) -> list[tuple[ScoredUnit, str]]:
    """The first of the clauses beside the best one, each stating a length of time or what else 最长, 最贵 measure."""
    best_below = next((pick for pick in ranked[:READ_UNITS] if pick.unit.chunk.path), None)
    if best_below is None or best_below.document.doc_id != ranked[0].document.doc_id:
        return []
    info, parent = best_below.document, best_below.unit.chunk.path[:-1]
    document = passages.document(info)
    told: list[tuple[Decimal, tuple[str, ...], Span]] = []
    for chunk in passages.chunks(info):
        if chunk.kind != "text" or chunk.path[:-1] != parent or not chunk.path:
            continue
        for start, end in split_sentences(chunk.text):
            value = _measured(chunk.text[start:end], ranking)
            if value is not None and all(path != chunk.path for _, path, _ in told):
                told.append((value, chunk.path, Span(chunk.start + start, chunk.start + end)))
    text = flat_text(" ".join((info.metadata.title, *(document.text[s.start : s.end] for _, _, s in told))))
    if len(told) < FEWEST_PARTS or not speaks_of(asked, info, text, [ranking.noun] if ranking.noun else []):
        return []
    best = ranking.placed([value for value, _, _ in told], least=ranking.least)
    first = [(path, span) for wanted in best for value, path, span in told if value == wanted]
    return [
        (
            span_unit(document, span, info),
            f"{squeeze(document.text[span.start : span.end]).rstrip('。；;')}。",
        )
        for _, span in first
    ]


def _measured(words: str, ranking: Ranking) -> Decimal | None:
    """The figure of what the superlative measures in a sentence, lengths of time in days; none of a date."""
    for figure in figures_in(words):
        if figure.article or figure.dated or not ranking.measures(figure.text):
            continue
        if figure.measure == "duration":
            if figure.text.endswith("日") and not figure.text.endswith("工作日"):
                continue
            return figure.value * _DAYS.get(figure.kind, 0) if figure.kind in _DAYS else None
        return figure.value
    return None
