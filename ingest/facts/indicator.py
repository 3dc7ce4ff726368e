"""Define an indicator: a figure that a document states, with what it is of, when, where, aimed at or reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.document import Span
from ingest.facts.fact import INDICATOR, Fact


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator is one figure of a document as a record; ``words`` are those that state it, with its subject.

    ``value`` is in ``unit`` as written (“1.35” of “万亿元”), ``high`` the upper end of a range; ``kind`` is 目标 or
    实绩, ``base_year`` the year that it is held against, ``place`` a full name (“湖南省株洲市”), empty where the
    document is of none; ``figure`` is where the number itself stands.
    """

    key: str
    name: str
    value: float
    unit: str
    kind: str
    words: Span
    figure: Span
    comparator: str = ""
    high: float | None = None
    year: int | None = None
    base_year: int | None = None
    place: str = ""
    clause: str = ""
    page: int | None = None
    confidence: float = 1.0

    def fact(self) -> Fact:
        """Give the indicator as a fact to be stored."""
        data = {name: getattr(self, name) for name in _FIELDS}
        data["figure"] = [self.figure.start, self.figure.end]
        start, end = self.words.start, self.words.end
        return Fact(INDICATOR, self.key, start, end, self.clause, self.page, self.confidence, data)


_FIELDS = ("name", "value", "unit", "kind", "comparator", "high", "year", "base_year", "place")


def indicator_of(fact: Fact) -> Indicator:
    """Give the indicator that a fact holds. Raises ``KeyError`` or ``TypeError`` where it holds none."""
    data: Mapping[str, Any] = fact.data
    return Indicator(
        fact.key,
        words=Span(fact.start, fact.end),
        figure=Span(*data["figure"]),
        clause=fact.clause,
        page=fact.page,
        confidence=fact.confidence,
        **{name: data[name] for name in _FIELDS},
    )
