"""Questions of two sides, each answered from its own documents."""

from chat.comparison.parts import joined, parts_of
from chat.comparison.two_sides import compared

__all__ = ["compared", "joined", "parts_of"]
