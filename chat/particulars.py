"""The checkable particulars of a sentence: figures, names, numbers of documents. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from chat.figures import figures_of, flat
from chat.names import proper_names, titles_and_quotes
from ingest.text.normalise import letters
from ingest.text.patterns import DOCUMENT_NUMBER


@dataclass(frozen=True, slots=True)
class Particulars:
    """``figures``: (value, kind) of each; ``names``: words that name one thing; ``numbers``: 文号."""

    figures: frozenset[tuple[str, str]]
    names: frozenset[str]
    numbers: frozenset[str]


def particulars(text: str) -> Particulars:
    """What a sentence states that can be looked up, of a text in its own words."""
    words = flat(text)
    numbers = frozenset(letters(match.group()) for match in DOCUMENT_NUMBER.finditer(words))
    bare = DOCUMENT_NUMBER.sub("", words)
    names = frozenset(letters(name) for name in (*titles_and_quotes(bare), *proper_names(bare)))
    figures = frozenset((str(figure.value.normalize()), figure.kind) for figure in figures_of(bare))
    return Particulars(figures, names - {""}, numbers)
