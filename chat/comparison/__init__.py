"""Comparison: a question of two sides, each answered from its own documents, and two documents side by side."""

from chat.comparison.differences import with_difference
from chat.comparison.documents import Aligned, ClausePart, Comparison, compare_documents, marked, side_names
from chat.comparison.editions import compared_editions
from chat.comparison.two_sides import compared

__all__ = [
    "Aligned",
    "ClausePart",
    "Comparison",
    "compare_documents",
    "compared",
    "compared_editions",
    "marked",
    "side_names",
    "with_difference",
]
