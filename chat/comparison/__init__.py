"""Questions of two sides, each answered from its own documents."""

from chat.comparison.differences import with_difference
from chat.comparison.two_sides import compared

__all__ = ["compared", "with_difference"]
