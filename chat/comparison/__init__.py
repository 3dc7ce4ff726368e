"""Comparison: a question of two sides, each answered from its own documents, and two documents side by side."""

from chat.comparison.differences import with_difference
from chat.comparison.documents import Aligned, ClausePart, Comparison, compare_documents, marked, side_names
from chat.comparison.several import (
    MOST_DOCUMENTS,
    FigureCell,
    FigureRow,
    SeveralCompared,
    TopicRow,
    compare_several,
    figure_name,
)
from chat.comparison.two_sides import side_by_side, speaks_of_each

__all__ = [
    "MOST_DOCUMENTS",
    "Aligned",
    "ClausePart",
    "Comparison",
    "FigureCell",
    "FigureRow",
    "SeveralCompared",
    "TopicRow",
    "compare_documents",
    "compare_several",
    "figure_name",
    "marked",
    "side_by_side",
    "side_names",
    "speaks_of_each",
    "with_difference",
]
