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

# “100余家”, “三十多个”: more than the number, said within the figure
_ODD_OVER = re.compile(r"[余多]")
# “不超过5人，且不低于招标估算价的｜1%”: what was said before another figure is said of that one
_SINCE_FIGURE = re.compile(r"\d")


def bound(text: str, figure: Figure) -> frozenset[str]:
    """Give the bound that a text says of a figure: “upper” (“最高30万元”), “lower” (“40家以上”) or none."""
    clause = CLAUSE.split(text[: figure.start])[-1]
    before, further = clause[-8:], _SINCE_FIGURE.split(clause)[-1]
    behind = text[figure.end : figure.end + 6]
    upper = NOT_OVER.search(further) or UPPER_BEHIND.search(behind)
    lower = NOT_UNDER.search(further) or LOWER_BEHIND.search(behind) or _ODD_OVER.search(figure.text)
    plain = BOUND_NEGATION.sub("", before)
    upper = upper or UPPER.search(plain)
    lower = lower or LOWER.search(plain)
    return frozenset([*(["upper"] if upper else []), *(["lower"] if lower else [])])


def bound_changed(said: frozenset[str], held: frozenset[str]) -> bool:
    """Whether a sentence gives a figure a bound that it does not have in the passage."""
    return bool(said - held)
