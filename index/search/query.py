"""Turn a question into weighted search terms: its words, other wordings, and what a slip was meant as."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.search.lexical import LexicalIndex
from index.words import SAME_CREDIT, Homophones, phrases, tokens, wordings

MOST_TERMS = 200  # of a long question only the rarest terms are looked up
SYNONYM_WEIGHT = 0.5  # of the terms of another wording, times the wording's credit
SLIP_WEIGHT = 1.0  # of a word of the store that sounds like one nobody knows
DOUBTFUL_WEIGHT = 0.5  # the same where the dictionary knows the word, and only the store does not
MOST_SLIPS = 2  # words taken for one such
# “规划”: two characters at least, as a single one sounds like too many others to be a slip.
_CHINESE_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
# “fengtai”: four letters at least, as shorter ones (“ai”, “app”) are words of their own rather than pinyin.
_LATIN_WORD = re.compile(r"[a-z]{4,}")


def weigh(
    query: str, lexical: LexicalIndex, sounds: Callable[[], Homophones] | None = None
) -> dict[str, float]:
    """Give term -> weight for BM25; a term counts once however often it is repeated.

    A question's own terms weigh 1. Those of other wordings (lexicon/synonyms.txt) weigh at
    most ``SYNONYM_WEIGHT``, shared among the terms of a wording. ``sounds`` gives the
    store's words by their sound; it is asked only for words that the store does not hold
    (“株州”, “fengtai”).
    """
    weights = dict.fromkeys(tokens.terms(query), 1.0)
    if len(weights) > MOST_TERMS:
        rarest = sorted(weights, key=lambda term: (-lexical.idf(term), term))[:MOST_TERMS]
        weights = {term: weights[term] for term in rarest}
    for word in dict.fromkeys((*tokens.words(query)[:MOST_TERMS], *phrases(query)[:MOST_TERMS])):
        for wording, credit in wordings(word).items():
            _add(weights, wording, SYNONYM_WEIGHT * credit, lexical)
    if sounds is not None:
        for word, weight in _meant(query, lexical, sounds):
            _add(weights, word, weight, lexical)
    return weights


def _add(weights: dict[str, float], wording: str, weight: float, lexical: LexicalIndex) -> None:
    """Share a weight among the terms of a wording; none gets less than it had."""
    parts = set(tokens.terms(wording))
    for term in sorted(parts):
        if lexical.document_frequency(term):
            weights[term] = max(weights.get(term, 0.0), weight / len(parts))


def _meant(
    query: str, lexical: LexicalIndex, sounds: Callable[[], Homophones]
) -> Iterator[tuple[str, float]]:
    """(word of the store, weight) that words of a question which the store does not hold may stand for."""
    for word in dict.fromkeys(tokens.words(query)[:MOST_TERMS]):
        if lexical.document_frequency(word):
            continue
        if _LATIN_WORD.fullmatch(word):
            meant, weight = sounds().spelled(word), SLIP_WEIGHT
        elif _CHINESE_WORD.fullmatch(word):
            alike = sounds().alike(word).items()
            # A slip of the input method rarely takes every character of a word.
            meant = tuple(
                other for other, credit in alike if credit >= SAME_CREDIT and set(other) & set(word)
            )
            weight = DOUBTFUL_WEIGHT if tokens.is_word(word) else SLIP_WEIGHT
        else:
            continue
        yield from ((other, weight) for other in meant[:MOST_SLIPS])
