"""Gather the passages that a search ranks: the best by BM25 and the nearest by cosine.

Pure functions over a ``View``; knows nothing of the database and of the order that comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.search import regions
from index.search.best_passages import LEAST_PASSAGES, best, best_passages
from index.search.generation import View
from ingest.text.normalise import flat_text

LEXICAL_CANDIDATES = 300  # best by BM25
DENSE_CANDIDATES = 300  # nearest by cosine, joined to them


@dataclass(frozen=True, slots=True)
class Candidates:
    """These are the passages of one search at ``places`` (int64, ascending): BM25, cosine and factor of each.

    ``named`` tells that the query names a place.
    """

    places: np.ndarray
    lexical: np.ndarray
    cosine: np.ndarray
    factors: np.ndarray
    named: bool


def gather(
    view: View,
    query: str,
    weights: Mapping[str, float],
    vector: np.ndarray,
    allowed: np.ndarray | None = None,
    least: int = 0,
) -> Candidates:
    """Gather the candidates of a query, ``least`` of each kind at the least.

    ``weights``: see ``query.weigh``; ``vector``: the query's unit vector or zeros;
    ``allowed``: positions to look among, ``None`` for all.
    """
    regional = _regional(view, query)
    factors = view.factors if regional is None else view.factors * regional
    places = _best_by_terms(view, weights, factors, max(LEXICAL_CANDIDATES, least), allowed)
    if vector.any():
        places = np.union1d(places, view.dense.search(vector, max(DENSE_CANDIDATES, least), allowed))
    places = places.astype(np.int64)
    cosine = view.dense.cosines(vector, places)
    lexical = view.lexical.scores_at(weights, places)
    return Candidates(places, lexical, cosine, factors[places], regional is not None)


def _best_by_terms(
    view: View, weights: Mapping[str, float], factors: np.ndarray, k: int, allowed: np.ndarray | None
) -> np.ndarray:
    """Positions of the k best by BM25 times factor among some (``None``: all), ascending."""
    if allowed is None and len(view) >= LEAST_PASSAGES:
        return best_passages(view.lexical, weights, factors, k)
    scores = view.lexical.scores(weights) * factors
    if allowed is not None:
        masked = np.zeros_like(scores)
        masked[allowed] = scores[allowed]
        scores = masked
    return best(scores, k)


def _regional(view: View, query: str) -> np.ndarray | None:
    """Factor of each chunk, float32, by the place the query names; ``None`` where it names none."""
    factor_of = regions.factors(flat_text(query), view.regions)
    if not factor_of:
        return None
    factors = np.array([factor_of.get(region, 1.0) for region in view.regions], np.float32)
    return factors[view.chunk_regions]
