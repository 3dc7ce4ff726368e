"""A question to weighted search terms."""

from __future__ import annotations

from index import tokens
from index.lexical import LexicalIndex

MOST_TERMS = 200  # of a long question only the rarest terms are looked up


def weigh(query: str, lexical: LexicalIndex) -> dict[str, float]:
    """Term -> weight for BM25. A term counts once however often it is repeated."""
    weights = dict.fromkeys(tokens.terms(query), 1.0)
    if len(weights) > MOST_TERMS:
        rarest = sorted(weights, key=lambda term: (-lexical.idf(term), term))[:MOST_TERMS]
        weights = {term: weights[term] for term in rarest}
    return weights
