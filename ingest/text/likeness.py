"""Measure how alike two texts are, by their pairs of characters. Pure functions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence


def pairs_of(text: str) -> list[str]:
    """Give the overlapping pairs of characters, in order, with repeats."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


def pair_weights(texts: Sequence[str]) -> dict[str, float]:
    """Give pair -> log((N + 1) / number of texts holding it): rare pairs weigh more (inverse document frequency)."""
    frequency = Counter(pair for text in texts for pair in set(pairs_of(text)))
    return {pair: math.log((len(texts) + 1) / count) for pair, count in frequency.items()}


def cosines(texts: Sequence[str], weights: Mapping[str, float]) -> Callable[[int | None, int | None], float]:
    """Give a function of two numbers of ``texts``: the cosine of their weighted pairs, 0 where one is ``None``."""
    vectors = [Counter(pairs_of(text)) for text in texts]
    norms = [math.sqrt(sum((weights[p] * n) ** 2 for p, n in vector.items())) or 1.0 for vector in vectors]

    def cosine(first: int | None, second: int | None) -> float:
        if first is None or second is None:
            return 0.0
        shared = vectors[first].keys() & vectors[second].keys()
        dot = sum(weights[p] ** 2 * vectors[first][p] * vectors[second][p] for p in shared)
        return dot / (norms[first] * norms[second])

    return cosine


def heading_share(heading: str, words: str, weights: Mapping[str, float]) -> float:
    """Measure how much of a heading's pairs ``words`` hold, 0 to 2; rare pairs and repeated ones weigh more."""
    pairs = set(pairs_of(heading))
    total = sum(weights.get(pair, 1.0) for pair in pairs) or 1.0
    held = sum(weights.get(pair, 1.0) * min(2.0, math.log1p(words.count(pair))) for pair in pairs)
    return held / total
