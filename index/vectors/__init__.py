"""Vectors of passages and their nearest neighbours."""

from index.vectors.faiss_index import DenseIndex

__all__ = ["DenseIndex"]
