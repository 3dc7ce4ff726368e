"""Answers read off the structure of a document: its facts, a clause by its address, a list."""

from chat.structure import addresses, answers, neighbours
from chat.structure.addresses import AddressStep, address_of, matches
from chat.structure.card_fields import fields_of_card
from chat.structure.labelled_fields import fields_of_document
from chat.structure.library import about_library
from chat.structure.outline import outlined

__all__ = [
    "AddressStep",
    "about_library",
    "address_of",
    "addresses",
    "answers",
    "fields_of_card",
    "fields_of_document",
    "matches",
    "neighbours",
    "outlined",
]
