"""Answers that are computed over tables, lists and clauses: a cell, a filter, a count, the greatest or least."""

from chat.computed.computed import by_computation
from chat.computed.members import counted_members

__all__ = ["by_computation", "counted_members"]
