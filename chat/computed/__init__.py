"""Answers that are computed over tables, lists and clauses: a cell, a filter, a count, the greatest or least."""

from chat.computed.computed import by_computation
from chat.computed.divisions import how_many_divisions
from chat.computed.members import counted_members
from chat.computed.offices import same_office

__all__ = ["by_computation", "counted_members", "how_many_divisions", "same_office"]
