"""Combine lexical and dense scores to one ranking by weights, in pure functions.

Why weighted scores and not ranks: ranks throw away by how much BM25 prefers its
first hit, and a weaker second ranking then outvotes it. Document recall@1 on
bench/ncp before any code was written, with a trial embedding: BM25 alone .810,
``lexical / max + 0.3 · cosine`` .824, reciprocal rank fusion (Cormack et al. 2009,
3:1) .766. With the shipped model, on the half of the documents that nothing was fitted
to (bench/README.md): weight 0 .815, 0.3 .820, 0.4 .823, 0.5 .825, 0.6 .823.
"""

from __future__ import annotations

import numpy as np

DENSE_WEIGHT = 0.4


def fuse(
    lexical: np.ndarray, cosine: np.ndarray, factors: np.ndarray, dense_weight: float = DENSE_WEIGHT
) -> np.ndarray:
    """Combine the scores of n candidates, all arrays of shape (n,): ``(lexical / max + w · cosine) · factor``.

    ``lexical`` is BM25 (≥ 0), ``cosine`` in [-1, 1], ``factors`` in (0, 1]. With no
    lexical match at all the cosine decides alone. A negative sum is not scaled,
    so that a factor below 1 never lifts a candidate.
    """
    highest = float(lexical.max(initial=0.0))
    scaled = lexical / highest if highest > 0 else np.zeros_like(lexical)
    total = scaled + dense_weight * cosine
    return np.where(total > 0, total * factors, total)


def reordered(scores: np.ndarray, judged: np.ndarray) -> np.ndarray:
    """Deal the same scores out anew, the highest to the candidate judged best; those not above 0 stay.

    Answers weigh a passage by its share of the best score: so the shares stay what they were fitted to.
    """
    above = np.flatnonzero(scores > 0)
    dealt = scores.copy()
    dealt[above[np.argsort(-judged[above], kind="stable")]] = np.sort(scores[above])[::-1]
    return dealt


def ranking(scores: np.ndarray, positions: np.ndarray, k: int) -> np.ndarray:
    """Give places of the k best scores, best first; equal scores in order of position."""
    return np.lexsort((positions, -scores))[:k]
