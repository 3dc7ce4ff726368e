"""Find the passages of a large store that BM25 puts first without adding up the terms that most passages hold.

What can no longer come among the best is not looked at (H. Turtle and J. Flood, Query evaluation: strategies and
optimizations, 1995): terms are added from the rarest on, and once those that are left could not lift a passage over the
k-th best, they are added for the few others alone. The passages are those that adding up everything gives.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.search.lexical import LexicalIndex

LEAST_PASSAGES = 50_000  # in fewer all terms of all passages are added up as quickly
_BLOCK = 128  # passages of which the best one is looked at first
_COMMON = 50  # a term that one passage in so many holds is worth asking whether it is needed
_LOOKED_UP = 16  # postings gone through in the time in which one passage is looked up among them
_ROUNDING = np.float32(1e-4)  # relative: sums of another order differ by less


def best(scores: np.ndarray, k: int) -> np.ndarray:
    """Give the positions of the k highest scores above 0, ascending; among equal ones the first."""
    floor = _kth_at_least(scores, k)
    places = np.flatnonzero(scores >= floor if floor > 0 else scores > 0)
    if len(places) > k:
        # Rounded down ties at the edge fall to the earlier chunk: a stable order by score.
        edge = np.partition(scores[places], len(places) - k)[len(places) - k]
        above = places[scores[places] > edge]
        level = places[scores[places] == edge]
        places = np.sort(np.concatenate((above, level[: k - len(above)])))
    return places


def best_passages(
    lexical: LexicalIndex, weights: Mapping[str, float], factors: np.ndarray, k: int
) -> np.ndarray:
    """Give what :func:`best` gives of ``lexical.scores(weights) * factors``.

    ``factors``: float32, shape (passages,), above 0.
    """
    terms = sorted(
        (term for term in weights if lexical.document_frequency(term)), key=lexical.document_frequency
    )
    scales = [lexical.scale(term, weights[term]) for term in terms]
    rest = np.cumsum([0.0, *scales[::-1]])[
        ::-1
    ]  # at most so much do a term and all after it add to a passage
    total, highest = np.zeros(len(lexical), np.float32), float(factors.max(initial=0.0))
    places: np.ndarray | None = None  # that may be among the best, where they are known
    for number, (term, scale) in enumerate(zip(terms, scales, strict=True)):
        frequency = lexical.document_frequency(term)
        if frequency * _COMMON > len(lexical) and number:
            found = _contenders(total, factors, highest, k, float(rest[number]))
            places = places if found is None else found
        if places is None or len(places) * _LOOKED_UP > frequency:
            lexical.add_to(total, term, scale)
        else:
            hit, spots = lexical.find(term, places)
            counts = lexical.counts[spots]
            total[places[hit]] += scale * counts / (counts + lexical.norms[places[hit]])
    places = _contenders(total, factors, highest, k, 0.0)
    if places is None:
        places = np.flatnonzero(total > 0)
    return places[best(lexical.scores_at(weights, places) * factors[places], k)]


def _contenders(
    total: np.ndarray, factors: np.ndarray, highest: float, k: int, more: float
) -> np.ndarray | None:
    """Positions of the passages that may be among the k best where each may still get ``more``; ``None``: any may.

    ``highest``: the highest of the factors.
    """
    scores = total * factors
    floor = _kth_at_least(scores, k)
    if floor <= more * highest:
        return None
    # What ``more`` may bring is at most ``more * highest``: some that cannot come so far are looked at as well.
    return np.flatnonzero(scores >= floor * (1 - _ROUNDING) - np.float32(more * highest))


def _kth_at_least(scores: np.ndarray, k: int) -> np.float32:
    """A score that at least k reach, about the k-th best; 0 where that is not known."""
    blocks = len(scores) // _BLOCK
    if blocks <= k:
        return np.float32(0)
    # A block is every so manieth passage: the best of all blocks are found by comparing whole rows.
    highest = scores[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0)
    return np.partition(highest, blocks - k)[blocks - k]
