"""Whether a figure is an upper or a lower bound, and whether a sentence turned one into the other."""

from __future__ import annotations

import re

from chat.claims.patterns import (
    BOUND_NEGATION,
    CLAUSE,
    LOWER,
    LOWER_BEHIND,
    NOT_OVER,
    NOT_UNDER,
    UPPER,
    UPPER_BEHIND,
)
from ingest.text.figures import Figure


def bound(text: str, figure: Figure) -> frozenset[str]:
    """“upper”, “lower” or none: what a text says of a figure in it (“最高30万元”, “40家以上”)."""
    before = CLAUSE.split(text[: figure.start])[-1][-8:]
    behind = text[figure.end : figure.end + 6]
    upper = NOT_OVER.search(before) or UPPER_BEHIND.search(behind)
    lower = NOT_UNDER.search(before) or LOWER_BEHIND.search(behind) or re.search(r"[余多]", figure.text)
    plain = BOUND_NEGATION.sub("", before)
    upper = upper or UPPER.search(plain)
    lower = lower or LOWER.search(plain)
    return frozenset([*(["upper"] if upper else []), *(["lower"] if lower else [])])


def bound_changed(said: frozenset[str], held: frozenset[str]) -> bool:
    """Whether a bound is told that the figure does not have in the passage."""
    return bool(said - held)
