"""Whether two pieces of evidence say the same, as two copies do, or a plan and the news that quotes it.

Pure functions. Where they differ in a figure, a negation or a name they conflict or complete each other,
and both belong in an answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from chat.evidence import ScoredUnit
from ingest.text.likeness import pairs_of
from ingest.text.normalise import letters

ALIKE = 0.9  # of the shorter one's pairs of letters stand in the longer one
_SHORTEST = 8  # letters; fewer say little by themselves
# What makes two sentences differ in what they say, however alike they are.
_POINTS = re.compile(r"\d+(?:\.\d+)?|[〇零一二三四五六七八九十百千万亿]{2,}|[不未非无]")


def says_the_same(first: ScoredUnit, second: ScoredUnit) -> bool:
    """Whether one of two units of different documents says what the other does."""
    if first.document.doc_id == second.document.doc_id:
        return False
    short, long = sorted((letters(first.unit.flat), letters(second.unit.flat)), key=len)
    if len(short) < _SHORTEST:
        return short == long
    if Counter(_POINTS.findall(short)) - Counter(_POINTS.findall(long)):
        return False
    if short in long:
        return True
    missing = _pairs(short) - _pairs(long)
    if missing.total() > (1 - ALIKE) * (len(short) - 1):
        return False
    return len(short) < ALIKE * len(long) or not Counter(_POINTS.findall(long)) - Counter(
        _POINTS.findall(short)
    )


def distinct(ranked: Iterable[ScoredUnit]) -> Iterator[ScoredUnit]:
    """Give evidence in its order, without what says the same as a piece before it."""
    kept: list[ScoredUnit] = []
    for evidence in ranked:
        if not any(says_the_same(evidence, other) for other in kept):
            kept.append(evidence)
            yield evidence


@lru_cache(maxsize=4_096)
def _pairs(text: str) -> Counter[str]:
    return Counter(pairs_of(text))
