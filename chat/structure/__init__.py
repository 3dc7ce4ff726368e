"""Answers read off the structure of a document: its facts, a clause by its address, a list."""

from chat.structure import addresses, answers, neighbours
from chat.structure.addresses import AddressStep, address_of, matches

__all__ = ["AddressStep", "address_of", "addresses", "answers", "matches", "neighbours"]
