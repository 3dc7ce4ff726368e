"""Numbers of things that no figure tells: chapters and articles by their headings, items, names in a sentence."""

from chat.counting.about import short_place, speaks_of
from chat.counting.divisions import how_many_divisions
from chat.counting.members import counted_members
from chat.counting.patterns import DIVISIONS, HOW_MANY_OF, SUPERLATIVE

__all__ = [
    "DIVISIONS",
    "HOW_MANY_OF",
    "SUPERLATIVE",
    "counted_members",
    "how_many_divisions",
    "short_place",
    "speaks_of",
]
