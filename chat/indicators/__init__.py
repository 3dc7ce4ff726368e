"""Figures over documents: listed, ranked, counted and compared from the facts of a store."""

from chat.indicators.answers import by_indicators

__all__ = ["by_indicators"]
