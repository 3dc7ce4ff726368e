"""Read every fact that a document states, of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.document import Document
from ingest.facts.duties import duties_of
from ingest.facts.fact import Fact
from ingest.facts.indicators import indicators_of

# What reads the facts of one kind from a document.
_READERS: tuple[Callable[[Document], Iterable[Fact]], ...] = (duties_of, indicators_of)


def facts_of(document: Document) -> tuple[Fact, ...]:
    """Give the facts of a document in the order of their words; a brief of ours states none of its own."""
    if document.metadata.brief:
        return ()
    found = [fact for read in _READERS for fact in read(document)]
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))
