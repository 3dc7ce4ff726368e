"""Questions of two sides, each answered from its own documents."""

from chat.comparison.sides import Side, conjuncts_of, sides_of

__all__ = ["Side", "conjuncts_of", "sides_of"]
