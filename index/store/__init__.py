"""The door of the index: documents in, hits out, one revision seen at a time."""

from index.store.doors import AddReport, DocumentSearcher, DocumentWriter
from index.store.revisions import Pace
from index.store.server_store import open_chosen_store
from index.store.store import Store, open_store
from index.store.visible import VisibleStore

__all__ = [
    "AddReport",
    "DocumentSearcher",
    "DocumentWriter",
    "Pace",
    "Store",
    "VisibleStore",
    "open_chosen_store",
    "open_store",
]
