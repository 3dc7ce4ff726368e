"""Answers that are computed over tables, lists and clauses: a cell, a filter, a count, the greatest or least."""

from chat.computed.cells import compared_cells
from chat.computed.computed import by_computation
from chat.computed.offices import same_office

__all__ = ["by_computation", "compared_cells", "same_office"]
