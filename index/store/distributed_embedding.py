"""Make the vectors of passages on the nodes of a cluster, some at a time, by the same model as here."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import lru_cache
from typing import Protocol

import numpy as np

from index.models.embedding import EmbeddingModel, load_model
from ingest.errors import ModelMismatch

_TEXTS = 128  # of a task


class Cluster(Protocol):
    """A cluster runs functions of our modules elsewhere."""

    @property
    def size(self) -> int:
        """Give how many tasks it runs at once."""
        ...

    def submit(self, function: Callable[..., bytes], *arguments: object) -> Future[bytes]:
        """Run a function elsewhere, again where its process dies."""
        ...


class DistributedModel:
    """The embedding model of a store whose passages are embedded on a cluster, and its queries here.

    ``name`` names it for ``load_model`` on the nodes, ``None`` for the setting or the shipped one.
    """

    def __init__(self, model: EmbeddingModel, cluster: Cluster, name: str | None = None) -> None:
        self._model, self._cluster, self._asked = model, cluster, name or ""
        self.name, self.fingerprint = model.name, model.fingerprint
        self.at_once = max(model.at_once, _TEXTS * 2 * cluster.size)

    @property
    def dimension(self) -> int:
        """Give the dimension of the vectors."""
        return self._model.dimension

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Embed questions here."""
        return self._model.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Embed passages on the nodes, in order. Raises ``ModelMismatch`` where a node has another model."""
        if len(texts) < _TEXTS:
            return self._model.encode_passages(texts)
        parts = [texts[start : start + _TEXTS] for start in range(0, len(texts), _TEXTS)]
        replies = [
            self._cluster.submit(
                embed_on_node, self._asked, self.fingerprint, json.dumps(part, ensure_ascii=True)
            )
            for part in parts
        ]
        rows = [
            np.frombuffer(reply.result(), np.float32).reshape(len(part), -1)
            for reply, part in zip(replies, parts, strict=True)
        ]
        return np.concatenate(rows)


@lru_cache(maxsize=1)
def _model_named(name: str) -> EmbeddingModel:
    return load_model(name or None)


def embed_on_node(name: str, fingerprint: str, texts: str) -> bytes:
    """Embed texts (a JSON list) with this node's model; gives float32 rows, one after the other."""
    model = _model_named(name)
    if model.fingerprint != fingerprint:
        raise ModelMismatch(
            "集群节点上的嵌入模型与本机不同",
            "a node of the cluster has another embedding model than this machine",
        )
    return np.ascontiguousarray(model.encode_passages(json.loads(texts)), np.float32).tobytes()
