"""Exact nearest neighbours of unit vectors. The one module that knows FAISS."""

from __future__ import annotations

import os
from collections.abc import Iterable

import numpy as np

from ingest.errors import StoreDamaged


def _faiss():
    import faiss

    # One query at a time: more threads only spin (1.3 ms against 2.0 ms with two, 35,000 × 256).
    faiss.omp_set_num_threads(int(os.environ.get("WENCE_THREADS", "1")))
    return faiss


class DenseIndex:
    """Inner products with unit vectors kept as float16; ids are positions 0 … n-1."""

    def __init__(self, index) -> None:
        self._index = index

    @classmethod
    def build(cls, batches: Iterable[np.ndarray], dimension: int) -> DenseIndex:
        """From float32 rows, shape (n, dimension) a batch, that came from float16: kept so, nothing is lost.

        Half the memory of IndexFlatIP and as exact (0.8 ms against 1.3 ms a query, 35,000 × 256).
        """
        faiss = _faiss()
        half = faiss.ScalarQuantizer.QT_fp16
        index = faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)
        for vectors in batches:
            index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def from_bytes(cls, data: np.ndarray) -> DenseIndex:
        """From what :meth:`to_bytes` gave, uint8 shape (bytes,). The caller has checked its sum."""
        try:
            return cls(_faiss().deserialize_index(data))
        except RuntimeError as error:
            raise StoreDamaged("向量索引已损坏", "the vector index is damaged") from error

    def to_bytes(self) -> np.ndarray:
        return _faiss().serialize_index(self._index)

    def __len__(self) -> int:
        return self._index.ntotal

    @property
    def dimension(self) -> int:
        return self._index.d

    def search(self, query: np.ndarray, k: int, allowed: np.ndarray | None = None) -> np.ndarray:
        """Positions of the k nearest to a unit vector, nearest first; fewer where fewer are allowed.

        ``allowed``: positions (int64) to look among, ``None`` for all.
        """
        faiss = _faiss()
        parameters = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, np.int64))
            parameters = faiss.SearchParameters(sel=selector)
        k = min(k, len(self))
        if k <= 0:
            return np.empty(0, np.int64)
        _, found = self._index.search(query.reshape(1, -1).astype(np.float32), k, params=parameters)
        return found[0][found[0] >= 0]

    def cosines(self, query: np.ndarray, positions: np.ndarray) -> np.ndarray:
        """Inner products of a unit vector with the vectors at some positions, shape (n,)."""
        if not len(positions):
            return np.empty(0, np.float32)
        return self._index.reconstruct_batch(np.ascontiguousarray(positions, np.int64)) @ query.astype(
            np.float32
        )
