"""Keep vectors of passages and find their nearest neighbours."""

from index.vectors.faiss_index import DenseIndex

__all__ = ["DenseIndex"]
