"""Answers read off the structure of a document: its facts, a clause by its address, a list."""

from chat.structure import addresses, answers, neighbours
from chat.structure.addresses import AddressStep, address_of, matches
from chat.structure.library import about_library
from chat.structure.outline import outlined
from chat.structure.read_off import answered_elsewhere, read_off

__all__ = [
    "AddressStep",
    "about_library",
    "address_of",
    "addresses",
    "answered_elsewhere",
    "answers",
    "matches",
    "neighbours",
    "outlined",
    "read_off",
]
