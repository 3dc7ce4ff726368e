"""Documents in named collections, as everybody of a library shares them and each sees of them what they may see."""

from chat.collections.collections import LONGEST_NAME, Collection, Collections
from chat.collections.kept_collections import FILE_NAME, KeptCollections

__all__ = ["FILE_NAME", "LONGEST_NAME", "Collection", "Collections", "KeptCollections"]
