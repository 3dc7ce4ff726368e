"""Read every measure of a document: policy cards, rows of tables of measures, articles and items, notices of application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.document import Document
from ingest.facts.fact import MEASURE, Fact, fact_key
from ingest.facts.measure import Measure
from ingest.facts.measures.application_notices import notice_measures
from ingest.facts.measures.measure_clauses import clause_measures
from ingest.facts.measures.policy_cards import card_measures

# Share of a document that its cards may leave over before its articles are read too.
_MOST_ELSEWHERE = 0.5


def measures_of(document: Document) -> tuple[Measure, ...]:
    """Give the measures of a document in the order of their words, each with its key."""
    cards = list(card_measures(document))
    found = cards or list(notice_measures(document))
    if sum(one.end - one.start for one in found) < _MOST_ELSEWHERE * len(document.text):
        found += [one for one in clause_measures(document) if not _overlaps(one, found)]
    return tuple(_keyed(document, sorted(found, key=lambda measure: (measure.start, measure.end))))


def _overlaps(measure: Measure, others: Iterable[Measure]) -> bool:
    return any(one.start < measure.end and measure.start < one.end for one in others)


def measure_facts(document: Document) -> tuple[Fact, ...]:
    """Give the measures of a document as facts to be stored."""
    return tuple(measure.fact() for measure in measures_of(document))


def _keyed(document: Document, measures: Iterable[Measure]) -> Iterator[Measure]:
    seen: Counter[str] = Counter()
    for measure in measures:
        words = document.text[measure.start : measure.end]
        yield replace(measure, key=fact_key(MEASURE, words, seen[words]))
        seen[words] += 1
