"""Read every fact that a document states, of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.document import Document
from ingest.facts.duties import duties_of
from ingest.facts.fact import Fact, with_unnumbered
from ingest.facts.indicators import indicators_of
from ingest.facts.measures import measure_facts

# What reads the facts of one kind from a document.
_READERS: tuple[Callable[[Document], Iterable[Fact]], ...] = (measure_facts, indicators_of, duties_of)


def facts_of(document: Document) -> tuple[Fact, ...]:
    """Give the facts of a document in the order of their words; a brief of ours states none of its own."""
    if document.metadata.brief:
        return ()
    found = [fact for read in _READERS for fact in read(document)]
    return tuple(with_unnumbered(document.text, sorted(found, key=lambda fact: (fact.start, fact.end))))
