"""Questions of two sides, each answered from its own documents."""

from chat.comparison.editions import compared_editions
from chat.comparison.two_sides import compared

__all__ = ["compared", "compared_editions"]
