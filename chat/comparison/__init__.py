"""Questions of two sides, each answered from its own documents."""

from chat.comparison.two_sides import compared

__all__ = ["compared"]
