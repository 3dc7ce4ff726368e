"""Pair the figures that two documents state of the same indicator and that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.store import DocumentSearcher
from ingest.document import Document
from ingest.facts import INDICATOR
from ingest.text.years import explicit_years


@dataclass(frozen=True, slots=True)
class PairedFigure:
    """A figure as a document states it: of which indicator, its words and their place in the document's text."""

    name: str
    kind: str  # 目标 or 实绩
    unit: str
    year: int | None
    value: float
    comparator: str
    words: str
    start: int
    end: int

    def is_asked(self, topic: str) -> bool:
        """Whether a topic names the indicator, and neither another year nor the other kind of figure."""
        years = explicit_years(topic)
        kinds = [kind for kind in ("目标", "实绩") if kind in topic]
        bare = topic
        for words in (*map(str, years), "年", *kinds):
            bare = bare.replace(words, "")
        return (
            len(bare) >= 2
            and (self.name in topic or bare in self.name)
            and (not years or self.year in years)
            and (not kinds or self.kind in kinds)
        )


@dataclass(frozen=True, slots=True)
class FigurePair:
    """An indicator whose figures differ: the words of both, and where they stand in the two texts."""

    indicator: str
    a: str
    b: str
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def stated_in(store: DocumentSearcher, document: Document) -> list[PairedFigure]:
    """Give the indicators of a document in order of their words."""
    found = []
    for _, fact in store.facts(INDICATOR, (document.doc_id,)):
        data: Mapping[str, Any] = fact.data
        start, end = data["figure"]
        start, end = _with_unit(document.text, start, end, data["unit"], data["comparator"])
        found.append(
            PairedFigure(
                data["name"],
                data["kind"],
                data["unit"],
                data["year"],
                data["value"],
                data["comparator"],
                document.text[start:end],
                start,
                end,
            )
        )
    return sorted(found, key=lambda one: one.start)


def _with_unit(text: str, start: int, end: int, unit: str, comparator: str) -> tuple[int, int]:
    """Widen the place of a number by its unit and by what is said of it: “5.5” to “5.5%左右”."""
    for words in (unit, comparator):
        if words and text.startswith(words, end):
            end += len(words)
    if comparator and text.endswith(comparator, 0, start):
        start -= len(comparator)
    return start, end


def differing(
    first: Sequence[PairedFigure], second: Sequence[PairedFigure], *, near: bool = False
) -> list[FigurePair]:
    """Give the pairs of figures of one indicator, kind, unit and year that differ, in order of the first.

    An indicator of which one side states several figures is left out: nobody knows which answers which. Figures
    without a year answer those of any. ``near``: the figures stand in clauses that speak of the same, so that one
    name may be the end of the other (“丰台轨道交通产业总体收入”, “收入”).
    """
    counts = [Counter(_key(one) for one in side) for side in (first, second)]
    found = []
    for one in first:
        others = [other for other in second if other.name == one.name and _answers(one, other)]
        if near and not others:
            others = [other for other in second if _ends_alike(one.name, other.name) and _answers(one, other)]
            claims = [claim for claim in first if others and _ends_alike(claim.name, others[0].name)]
            others = others if len([claim for claim in claims if _answers(claim, others[0])]) == 1 else []
        if len(others) != 1 or (counts[0][_key(one)] > 1 and one.year is None):
            continue
        other = others[0]
        if (one.value, one.comparator) != (other.value, other.comparator):
            name = min(one.name, other.name, key=len)
            found.append(FigurePair(name, one.words, other.words, one.start, one.end, other.start, other.end))
    return found


def rows_of(sides: Sequence[Sequence[PairedFigure]]) -> list[tuple[PairedFigure | None, ...]]:
    """Give the indicators of which two of several documents at least state a figure, and not all the same.

    Each has its figure of every document, ``None`` where that states none or several; the figures stand in clauses
    that speak of the same, see :func:`differing`. A figure in another unit stands where none is in the same.
    """
    rows: list[tuple[PairedFigure | None, ...]] = []
    taken: set[int] = set()
    for number, side in enumerate(sides):
        for one in side:
            if id(one) in taken or (sum(_key(other) == _key(one) for other in side) > 1 and one.year is None):
                continue
            row: list[PairedFigure | None] = [*[None] * number, one]
            row += [_answer(one, [f for f in later if id(f) not in taken]) for later in sides[number + 1 :]]
            stated = [other for other in row if other]
            if len({(other.value, other.unit, other.comparator) for other in stated}) > 1:
                rows.append(tuple(row))
                taken.update(map(id, stated))
    return rows


def _answer(one: PairedFigure, others: Sequence[PairedFigure]) -> PairedFigure | None:
    """The only figure of a document that answers one of another: of its name and unit, of an end of its name, of its
    name in another unit."""
    answering = [other for other in others if _answers(one, other)]
    of_year = [other for other in others if other.kind == one.kind and _same_year(one, other)]
    for found in (
        [other for other in answering if other.name == one.name],
        [other for other in answering if _ends_alike(one.name, other.name)],
        [other for other in of_year if other.name == one.name],
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _answers(one: PairedFigure, other: PairedFigure) -> bool:
    return (one.kind, one.unit) == (other.kind, other.unit) and _same_year(one, other)


def _same_year(one: PairedFigure, other: PairedFigure) -> bool:
    return not (one.year and other.year) or one.year == other.year


def _ends_alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= 2 and (one.endswith(other) or other.endswith(one))


def _key(one: PairedFigure) -> tuple[str, str, str]:
    return one.name, one.kind, one.unit
