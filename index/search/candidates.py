"""Gather the passages that a search ranks: the best by BM25 and the nearest by cosine.

Pure functions over a ``View``; knows nothing of the database and of the order that comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.search import regions
from index.search.generation import View
from ingest.text.normalise import flat_text

LEXICAL_CANDIDATES = 300  # best by BM25
DENSE_CANDIDATES = 300  # nearest by cosine, joined to them


@dataclass(frozen=True, slots=True)
class Candidates:
    """These are the passages of one search at ``places`` (int64, ascending): BM25, cosine and factor of each.

    ``scores`` (float32) is BM25 times factor of all passages of the view, 0 where filters leave one out;
    ``named`` tells that the query names a place.
    """

    places: np.ndarray
    lexical: np.ndarray
    cosine: np.ndarray
    factors: np.ndarray
    scores: np.ndarray
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
    lexical = view.lexical.scores(weights)
    if allowed is not None:
        masked = np.zeros_like(lexical)
        masked[allowed] = lexical[allowed]
        lexical = masked
    regional = _regional(view, query)
    factors = view.factors if regional is None else view.factors * regional
    scores = lexical * factors
    places = best(scores, max(LEXICAL_CANDIDATES, least))
    if vector.any():
        places = np.union1d(places, view.dense.search(vector, max(DENSE_CANDIDATES, least), allowed))
    places = places.astype(np.int64)
    cosine = view.dense.cosines(vector, places)
    return Candidates(places, lexical[places], cosine, factors[places], scores, regional is not None)


def best(scores: np.ndarray, k: int) -> np.ndarray:
    """Give the positions of the k highest scores above 0, ascending; among equal ones the first."""
    places = np.flatnonzero(scores > 0)
    if len(places) > k:
        # Rounded down ties at the edge fall to the earlier chunk: a stable order by score.
        edge = np.partition(scores[places], len(places) - k)[len(places) - k]
        above = places[scores[places] > edge]
        level = places[scores[places] == edge]
        places = np.sort(np.concatenate((above, level[: k - len(above)])))
    return places


def _regional(view: View, query: str) -> np.ndarray | None:
    """Factor of each chunk, float32, by the place the query names; ``None`` where it names none."""
    factor_of = regions.factors(flat_text(query), view.regions)
    if not factor_of:
        return None
    factors = np.array([factor_of.get(region, 1.0) for region in view.regions], np.float32)
    return factors[view.chunk_regions]
