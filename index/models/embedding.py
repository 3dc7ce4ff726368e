"""Turn text into unit vectors, by the shipped static model or any model by name.

The shipped model is a sentence-transformers ``StaticEmbedding`` (one row a
token, averaged). It is read here with numpy and tokenizers alone: the same
vectors to 3e-7, a start of 0.1 s and no torch. Any other model goes through
``pretrained``, with the instructions it wants before queries and passages.

Setting: ``WENCE_EMBEDDING_MODEL`` names a local folder or a public model; see
also ``pretrained`` and ``instructions``.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.models import model_files, pretrained
from index.models.instructions import instructions_for
from index.models.model_files import EMBEDDING, Located
from index.models.pair_tokens import PairTokens, cuts_pairs
from ingest.errors import ModelUnavailable
from ingest.text.normalise import flat_text

DEFAULT_MODEL = Path(__file__).parent / "wence-static-zh"
_WEIGHTS = ("embedding.weight", "embeddings")  # names of the matrix in sentence-transformers and model2vec
_BATCH = 256


class EmbeddingModel(Protocol):
    """An embedding model has a ``name`` for people and a ``fingerprint`` of all that the vectors of passages depend on."""

    @property
    def name(self) -> str:
        """Give the name for people."""
        ...

    @property
    def fingerprint(self) -> str:
        """Give the hexadecimal digest that changes with all that the vectors of passages depend on."""
        ...

    @property
    def at_once(self) -> int:
        """Give how many texts are worth encoding in one call: more of them gain nothing."""
        ...

    @property
    def dimension(self) -> int:
        """Give the dimension of the vectors.

        Raises ``ModelUnavailable``, as do the two below, for a model that will not load.
        """
        ...

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Embed questions: float32, shape (texts, dimension), rows of length 1 (0 for a text without a token of the model)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Embed passages, to be searched in, as :meth:`encode_queries` does questions."""
        ...


def load_model(name: str | None = None) -> EmbeddingModel:
    """Load the named model, else that of ``WENCE_EMBEDDING_MODEL``, else the shipped one.

    Raises ``ModelUnavailable`` at once where it is not on this machine and downloads
    are not allowed, is damaged or no embedding model. A transformer's weights are
    read when the first text is encoded.
    """
    wanted = name or os.environ.get("WENCE_EMBEDDING_MODEL") or str(DEFAULT_MODEL)
    model = pretrained.locate(wanted, EMBEDDING)
    static = _static_part(model)
    if static is not None:
        return StaticModel(model, static)
    model_files.check(model)
    return TransformerModel(model)


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Scale rows to length 1 as float32; rows of zeros stay zeros."""
    vectors = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


class StaticModel:
    """A static model is a ``StaticEmbedding`` folder: ``tokenizer.json`` and ``model.safetensors``, no instructions."""

    at_once = 32  # some milliseconds

    def __init__(self, model: Located, folder: Path) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        tokenizer, weights = folder / "tokenizer.json", folder / "model.safetensors"
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
            tensors = load_file(weights)
            # Turned into float32 once: each look-up would take longer to do it than to add the rows.
            self._matrix = next(tensors[key] for key in _WEIGHTS if key in tensors).astype(np.float32)
        # tokenizers raises a bare Exception for a damaged file
        except Exception as error:
            if (
                not isinstance(error, SafetensorError | OSError | StopIteration)
                and type(error) is not Exception
            ):
                raise
            raise model_files.damaged(model) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._pairs = PairTokens(self._tokenizer) if cuts_pairs(self._tokenizer) else None
        self.name = model.name
        self.dimension = int(self._matrix.shape[1])
        self.fingerprint = _digest(model_files.file_digest(path) for path in (tokenizer, weights))

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Embed questions; see :meth:`EmbeddingModel.encode_queries`."""
        return self.encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Embed passages; see :meth:`EmbeddingModel.encode_passages`."""
        return self.encode(texts)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Embed texts of either side, as the model makes no difference between them."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        # The shipped model was trained on text in this form.
        texts = [storable(flat_text(text)) for text in texts]
        for first in range(0, len(texts), _BATCH):
            for place, ids in enumerate(self._ids(texts[first : first + _BATCH]), first):
                if len(ids):
                    vectors[place] = np.add.reduce(self._matrix.take(ids, axis=0), axis=0) / np.float32(
                        len(ids)
                    )
        return unit_rows(vectors)

    def _ids(self, texts: list[str]) -> list[np.ndarray]:
        """The ids of the tokens of each text."""
        found = self._pairs.ids(texts) if self._pairs else [None] * len(texts)
        rest = [text for text, ids in zip(texts, found, strict=True) if ids is None]
        cut = iter(self._tokenizer.encode_batch_fast(rest, add_special_tokens=False) if rest else ())
        return [np.array(next(cut).ids, np.int32) if ids is None else ids for ids in found]


class TransformerModel:
    """A transformer model is any other model of sentence-transformers; it cuts texts that are too long at the end.

    The fingerprint holds the instruction of passages but not that of queries, on which no stored
    vector depends.
    """

    at_once = 512  # texts of like length go through together, so that little is padding

    def __init__(self, model: Located) -> None:
        stored = model.settings("config_sentence_transformers.json")
        self.name = model.name
        self.instructions = instructions_for(model.name, stored)
        of_passages = self.instructions.passage.encode()
        self.fingerprint = _digest((model_files.fingerprint(model.folder).encode(), of_passages))
        self._located = model
        self._model: Any = None  # a SentenceTransformer, once it is needed
        # Fast tokenizers set padding on themselves: two threads at once give “Already borrowed”.
        self._lock = threading.Lock()
        self._dimension = 0

    @property
    def dimension(self) -> int:
        """Give the dimension of the vectors; see :meth:`EmbeddingModel.dimension`."""
        return self._dimension or self.encode_passages(["问"]).shape[1]

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Embed questions with the model's instruction; see :meth:`EmbeddingModel.encode_queries`."""
        return self._encode(texts, self.instructions.query, "query")

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Embed passages with the model's instruction; see :meth:`EmbeddingModel.encode_passages`."""
        return self._encode(texts, self.instructions.passage, "document")

    def _encode(self, texts: Sequence[str], instruction: str, task: str) -> np.ndarray:
        with self._lock:
            if self._model is None:
                self._model = pretrained.load_sentence_transformer(self._located)
            # What encode_query and encode_document do (6.2), with the instruction chosen here. An empty
            # one also keeps a model's default prompt away, which is meant for neither side.
            vectors = self._model.encode(
                # A decoder whose tokenizer adds no token of its own breaks on a text without any.
                [storable(text) or " " for text in texts] or [" "],
                prompt=instruction,
                task=task,
                batch_size=pretrained.BATCH,
                show_progress_bar=False,
            )
        self._dimension = vectors.shape[1]
        return unit_rows(np.nan_to_num(vectors[: len(texts)]))


def storable(text: str) -> str:
    """Replace lone surrogates (half a character, from a broken form), which are no text to the tokenizer."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _static_part(model: Located) -> Path | None:
    """The folder of the only module if that is a StaticEmbedding (a Normalize may follow), else ``None``.

    One with prompts goes the way of all others, which heeds them.
    """
    try:
        modules = model.read("modules.json") or []
        kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
        prompts = model.settings("config_sentence_transformers.json").get("prompts") or {}
    except (ModelUnavailable, KeyError, TypeError, AttributeError):
        return None
    if kinds[:1] != ["StaticEmbedding"] or not set(kinds[1:]) <= {"Normalize"} or any(prompts.values()):
        return None
    return model.folder / modules[0].get("path", "")


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
