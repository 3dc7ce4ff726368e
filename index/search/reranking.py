"""Reorder the best passages of a search by a model that reads query and passage together.

Settings: ``WENCE_RERANKER`` names a cross-encoder with one output, by local folder or public name
(``BAAI/bge-reranker-v2-m3``); none is used by default. ``WENCE_RERANK_PASSAGES`` says how many of
the best passages it reads, 10 by default: a model of BERT's size takes half a second of processor time
for each, one of bge-reranker-v2-m3's two seconds (docs/models.md).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from index.hits import Hit
from index.models import model_files, pretrained
from index.models.embedding import storable
from index.models.model_files import RERANKER, Located
from index.search.fields import embedding_text
from ingest.errors import UsageError

PASSAGES = 10
_MOST_PASSAGES = 1_000


class Reranker(Protocol):
    """A reranker rates passages for a query; ``name`` is its name for people."""

    @property
    def name(self) -> str:
        """Give the name for people."""
        ...

    def scores(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """Rate how well each text answers the query: float32, shape (texts,), each in [0, 1].

        Raises ``ModelUnavailable`` for a model that will not load.
        """
        ...


def load_reranker(name: str | None = None) -> Reranker | None:
    """Load the named cross-encoder, else that of ``WENCE_RERANKER``, else ``None``.

    Raises ``ModelUnavailable`` at once where it is not on this machine and downloads are not
    allowed, is damaged or no reranker. Its weights are read when the first texts are scored.
    """
    wanted = name or os.environ.get("WENCE_RERANKER")
    if not wanted:
        return None
    model = pretrained.locate(wanted, RERANKER)
    model_files.check(model)
    return CrossEncoderReranker(model)


def passages_to_rerank() -> int:
    """Give ``WENCE_RERANK_PASSAGES``, else 10. Raises ``UsageError`` where it is no number in 1..1000."""
    value = os.environ.get("WENCE_RERANK_PASSAGES") or str(PASSAGES)
    if not (value.isdecimal() and 1 <= int(value) <= _MOST_PASSAGES):
        raise UsageError(
            f"WENCE_RERANK_PASSAGES 应为 1 到 {_MOST_PASSAGES} 的整数",
            f"WENCE_RERANK_PASSAGES must be a whole number from 1 to {_MOST_PASSAGES}",
        )
    return int(value)


class CrossEncoderReranker:
    """A sequence classifier with one output serves as reranker; it cuts long passages at the end."""

    def __init__(self, model: Located) -> None:
        self.name = model.name
        self._located = model
        self._model: Any = None  # a CrossEncoder, once it is needed
        self._lock = threading.Lock()  # as for TransformerModel

    def scores(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """Rate texts by the probability that the model gives; see :meth:`Reranker.scores`."""
        pairs = [(storable(query), storable(text)) for text in texts]
        if not pairs:
            return np.zeros(0, np.float32)
        with self._lock:
            if self._model is None:
                self._model = pretrained.load_cross_encoder(self._located)
            outputs = self._model.predict(pairs, batch_size=pretrained.BATCH, show_progress_bar=False)
        return probabilities(np.asarray(outputs))


def probabilities(outputs: np.ndarray) -> np.ndarray:
    """Apply the logistic function, float32; 0 for what is no number."""
    # Beyond ±80 nothing changes in single precision, and exp would overflow.
    bounded = np.clip(np.nan_to_num(np.asarray(outputs, np.float64), nan=-80.0), -80.0, 80.0)
    return (1 / (1 + np.exp(-bounded))).astype(np.float32)


def rerank(reranker: Reranker, query: str, hits: Sequence[Hit], passages: int) -> list[Hit]:
    """Order the first ``passages`` hits by the reranker's score, the rest behind them in their order.

    The new scores are relative: 1 for the best, above 0.5 in proportion to the reranker's score for
    those it read, at most 0.5 in proportion to the old score for the rest. So they are spread as those
    of the search itself are, which the answers weigh them by. Old scores are above 0, best first.
    """
    read, rest = hits[:passages], hits[passages:]
    if not read:
        return []
    scores = reranker.scores(query, [embedding_text(hit.chunk, hit.document.metadata) for hit in read])
    best = float(scores.max()) or 1.0
    order = np.argsort(-scores, kind="stable").tolist()
    front = [replace(read[place], score=0.5 + 0.5 * float(scores[place]) / best) for place in order]
    return front + [replace(hit, score=0.5 * hit.score / read[-1].score) for hit in rest]
