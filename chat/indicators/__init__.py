"""Figures over documents: listed, ranked, counted and compared from the facts of a store."""
