"""Keep chunks in a durable store and find them again by words and by vectors.

Public names: :func:`open_store`, :func:`open_chosen_store`, :class:`Store`, :class:`AddReport`, and the data of
``index.hits``. Knows nothing of questions, answers or file formats.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from index.hits import DocumentInfo, Filters, Hit

if TYPE_CHECKING:
    from index.store import AddReport, Store, open_chosen_store, open_store

__all__ = ["AddReport", "DocumentInfo", "Filters", "Hit", "Store", "open_chosen_store", "open_store"]


def __getattr__(name: str):
    """numpy and the rest load with the first use of the store, so that ``--help`` answers at once."""
    if name in ("AddReport", "Store", "open_chosen_store", "open_store"):
        return getattr(import_module("index.store"), name)
    raise AttributeError(f"module 'index' has no attribute {name!r}")
