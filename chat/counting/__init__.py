"""Numbers of things that no figure tells: chapters and articles, items, names in a sentence; figures given to names in turn."""

from chat.counting.about import short_place, speaks_of
from chat.counting.article_items import with_items_counted
from chat.counting.divisions import how_many_divisions
from chat.counting.members import counted_members, counted_names
from chat.counting.ordinals import place_in_order
from chat.counting.parallel_figures import (
    ParallelFigure,
    distributed_figures,
    members_of,
    parallel_figures,
)
from chat.counting.patterns import AND_MARK, DISTRIBUTED, DIVISIONS, HOW_MANY_OF, SUM_OF_NAMES, SUPERLATIVE

__all__ = [
    "AND_MARK",
    "DISTRIBUTED",
    "DIVISIONS",
    "HOW_MANY_OF",
    "SUM_OF_NAMES",
    "SUPERLATIVE",
    "ParallelFigure",
    "counted_members",
    "counted_names",
    "distributed_figures",
    "how_many_divisions",
    "members_of",
    "parallel_figures",
    "place_in_order",
    "short_place",
    "speaks_of",
    "with_items_counted",
]
