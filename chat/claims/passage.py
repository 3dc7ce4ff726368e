"""Make a cited passage ready for checks, and measure how well a text holds a word. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from chat.claims.function_words import is_bare_quantity
from chat.claims.statements import Statement, StatementItem, content_words, letter_pairs, statements_of
from index.words import wordings
from ingest.text.figures import flat
from ingest.text.normalise import letters

LEAST_NEAR = 0.5  # credit from which a word counts as said in a zone
MOST_LOST = 0.35  # credit by which a part of the passage may hold a word less than all of it
# “产值5.2%，税收”: figures and marks part the letters, so that no pair reaches over them
_BETWEEN_WORDS = re.compile(r"[\d.,%]+|[^\w]+")


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered passage that a sentence may cite.

    ``text`` is verbatim but for what is covered (:mod:`chat.writing.prompt_injection`); ``context`` is what is known beside it
    (title, headings, issuer, 文号), which may carry a name or a year but no figure of its own; ``section`` are the
    headings alone. ``cells`` are the (header, value) pairs of a table row.
    """

    n: int
    text: str
    context: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    section: str = ""

    @property
    def lines(self) -> str:
        """Give the passage as it is compared, line by line: flat, a row with its headers before its values."""
        if self.cells:
            return "\n".join(flat(f"{header}：{value}") for header, value in self.cells)
        return "\n".join(filter(None, map(flat, self.text.split("\n"))))


@dataclass(frozen=True, slots=True)
class Passage:
    """A source made ready: ``words`` its flat lines, ``known`` these and the context, ``plain`` the letters of that."""

    source: Source
    words: str
    context: str
    known: str
    plain: str
    statements: tuple[Statement, ...]

    def places(self) -> Iterator[tuple[int, int, StatementItem]]:
        """Give each item as (number of its statement, number within that, item), in order."""
        for at, statement in enumerate(self.statements):
            for place, item in enumerate(statement.items):
                yield at, place, item


@lru_cache(maxsize=64)
def passage_of(source: Source) -> Passage:
    """Make a source ready for checks."""
    words, context = source.lines, flat(source.context)
    known = f"{context}\n{words}"
    return Passage(source, words, context, known, letters(known), statements_of(words))


def credit(word: str, known: str) -> float:
    """Give 1 where a text holds a word, less for another wording, else the share of its character pairs, in [0, 1]."""
    if word in known:
        return 1.0
    other = max((credit for wording, credit in wordings(word).items() if wording in known), default=0.0)
    pairs = letter_pairs(word)
    return max(other, 0.8 * sum(pair in known for pair in pairs) / len(pairs))


def is_foreign(words: str, allowed: str, held: str, passage: Passage, sentence: str = "") -> bool:
    """Whether words stand in the passage but not in the part of it that is allowed.

    Verbs count only where ``held``, the part that would bear them, names something that they are not said of.
    """
    foreign = [
        noun
        for word, noun in content_words(words)
        if not is_bare_quantity(word) and credit(word, passage.words) - credit(word, allowed) > MOST_LOST
    ]
    foreign += [True for pair in _torn_pairs(words, passage.words) if pair not in allowed]
    return any(foreign) or bool(foreign and names_another(held, sentence or words, passage.context))


def _torn_pairs(words: str, known: str) -> list[str]:
    """Pairs of letters of the passage on the edges of words that it does not have: the cutting tore a name in two."""
    pairs: list[str] = []
    for word, _ in content_words(words):
        at = words.find(word)
        if credit(word, known) < LEAST_NEAR and at > 0:
            pairs += [
                pair
                for pair in (words[at - 1 : at + 1], words[at + len(word) - 1 : at + len(word) + 1])
                if pair in known
            ]
    return [pair for pair in pairs if len(pair) == 2 and pair.isalpha()]


def names_another(held: str, words: str, context: str) -> bool:
    """Whether an item of the passage has a noun that the sentence does not say."""
    return any(
        noun and credit(word, f"{words}\n{context}") < LEAST_NEAR for word, noun in content_words(held)
    )


def pairs_in(words: str, held: str) -> float:
    """Give the share of the letter pairs around a sentence's figures that a text holds, in [0, 1]."""
    bare = "".join(part for part in _BETWEEN_WORDS.split(words) if part)
    pairs = letter_pairs(bare)
    return sum(pair in held for pair in pairs) / len(pairs) if pairs else 0.0
