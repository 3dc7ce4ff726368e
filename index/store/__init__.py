"""The door of the index: documents in, hits out, one revision seen at a time."""

from index.store.store import AddReport, Store, open_store
from index.store.visible import VisibleStore

__all__ = ["AddReport", "Store", "VisibleStore", "open_store"]
