"""Text to unit vectors: the shipped static model, or any model by name.

The shipped model is a sentence-transformers ``StaticEmbedding`` (one row a
token, averaged). It is read here with numpy and tokenizers alone: the same
vectors to 3e-7, a start of 0.1 s and no torch. Any other model goes through
sentence_transformers, which only this module imports, and only then.

Settings: ``WENCE_EMBEDDING_MODEL`` names a local folder or a public model;
``WENCE_ALLOW_DOWNLOAD=1`` lets a public model be fetched. Otherwise nothing is
ever asked of the network.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from index.tokens import fold, squeeze
from ingest.errors import ModelUnavailable

DEFAULT_MODEL = Path(__file__).parent / "models" / "wence-static-zh"
_WEIGHTS = ("embedding.weight", "embeddings")  # names of the matrix in sentence-transformers and model2vec
_BATCH = 256


class EmbeddingModel(Protocol):
    """``name`` as people know it, ``fingerprint`` of its weights, ``dimension`` of its vectors."""

    name: str
    fingerprint: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32, shape (texts, dimension), rows of length 1 (0 for a text without a known token)."""
        ...


def load_model(name: str | None = None) -> EmbeddingModel:
    """The named model, else that of ``WENCE_EMBEDDING_MODEL``, else the shipped one.

    Raises ``ModelUnavailable`` at once where it is not on this machine and
    downloads are not allowed.
    """
    wanted = name or os.environ.get("WENCE_EMBEDDING_MODEL") or str(DEFAULT_MODEL)
    folder = Path(wanted)
    if folder.is_dir():
        static = _static_part(folder)
        return StaticModel(folder.name, static) if static else TransformerModel(wanted, folder.name)
    if wanted == str(DEFAULT_MODEL) or folder.is_absolute() or wanted.startswith((".", "~")):
        raise _unavailable(folder.name)
    if os.environ.get("WENCE_ALLOW_DOWNLOAD") != "1" and not _is_cached(wanted):
        raise _unavailable(wanted)
    return TransformerModel(wanted, wanted)


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1 as float32; rows of zeros stay zeros."""
    vectors = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


class StaticModel:
    """A ``StaticEmbedding`` folder: ``tokenizer.json`` and ``model.safetensors``."""

    def __init__(self, name: str, folder: Path) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        tokenizer, weights = folder / "tokenizer.json", folder / "model.safetensors"
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
            tensors = load_file(weights)
            self._matrix = next(tensors[key] for key in _WEIGHTS if key in tensors)
        # tokenizers raises a bare Exception for a damaged file
        except Exception as error:
            if (
                not isinstance(error, SafetensorError | OSError | StopIteration)
                and type(error) is not Exception
            ):
                raise
            raise _unavailable(name) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.name = name
        self.dimension = int(self._matrix.shape[1])
        self.fingerprint = _fingerprint([tokenizer, weights])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        # The shipped model was trained on text in this form.
        texts = [_storable(squeeze(fold(text))) for text in texts]
        for first in range(0, len(texts), _BATCH):
            batch = self._tokenizer.encode_batch_fast(texts[first : first + _BATCH], add_special_tokens=False)
            for place, encoding in enumerate(batch, first):
                if encoding.ids:
                    vectors[place] = self._matrix[encoding.ids].mean(axis=0, dtype=np.float32)
        return unit_rows(vectors)


class TransformerModel:
    """Any other sentence-transformers model, from a folder or the hub's cache."""

    def __init__(self, path: str, name: str) -> None:
        local_only = os.environ.get("WENCE_ALLOW_DOWNLOAD") != "1"
        if local_only:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(path, device="cpu", local_files_only=local_only)
        except (OSError, ValueError, KeyError) as error:
            raise _unavailable(name) from error
        self.name = name
        self.dimension = int(self._model.encode(["问"]).shape[1])
        folder = Path(path)
        self.fingerprint = (
            _fingerprint(sorted(folder.rglob("*.*"))) if folder.is_dir() else _cached_commit(name)
        )

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = self._model.encode(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return unit_rows(np.asarray(vectors).reshape(len(texts), self.dimension))


def _storable(text: str) -> str:
    """A lone surrogate (half a character, from a broken form) is no text to the tokenizer."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _static_part(folder: Path) -> Path | None:
    """The folder of the only module if that is a StaticEmbedding (a Normalize may follow), else ``None``."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if kinds[:1] == ["StaticEmbedding"] and set(kinds[1:]) <= {"Normalize"}:
        return folder / modules[0].get("path", "")
    return None


def _is_cached(name: str) -> bool:
    """True where the hub's cache on this machine holds the model. Asks nothing of the network."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for candidate in (name, f"sentence-transformers/{name}"):
        try:
            if isinstance(try_to_load_from_cache(candidate, "config.json"), str):
                return True
            if isinstance(try_to_load_from_cache(candidate, "modules.json"), str):
                return True
        except HFValidationError:
            return False
    return False


def _cached_commit(name: str) -> str:
    """The commit of a cached public model: it names its weights."""
    from huggingface_hub import try_to_load_from_cache

    for candidate in (name, f"sentence-transformers/{name}"):
        for file in ("config.json", "modules.json"):
            path = try_to_load_from_cache(candidate, file)
            if isinstance(path, str):
                return Path(path).parent.name
    return name


def _fingerprint(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _unavailable(name: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"嵌入模型“{name}”不可用：本机没有它，且未允许下载（WENCE_ALLOW_DOWNLOAD=1）",
        f"embedding model '{name}' is not on this machine and downloads are not allowed (WENCE_ALLOW_DOWNLOAD=1)",
    )
