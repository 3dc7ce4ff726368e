"""Find, fetch and load pre-trained models, by folder or by public name.

sentence_transformers and transformers are imported here only, and only to load a model whose files
were looked at before (``model_files.check``). Code that comes with a model is never run.

Setting: ``WENCE_ALLOW_DOWNLOAD=1`` lets a public model be fetched from the hub (or the mirror that
``HF_ENDPOINT`` names). Otherwise nothing is ever asked of the network.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.models.model_files import LEFT_OUT, Kind, Located, damaged, is_whole, needs_code, several_labels
from ingest.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

BATCH = 16  # texts at a time, for the memory of a desktop: all of 1,024 tokens in the widest layer of
# bge-m3 (4,096 numbers a token) make 0.27 GB
MAX_TOKENS = 1024  # a passage of ours has some 320 characters; a model that could read 32,768 need not
_WANTED = (".json", ".txt", ".model", ".safetensors", ".bin")
_ANSWER_SECONDS = 5.0  # for the hub's first answer


def locate(wanted: str, kind: Kind) -> Located:
    """Locate a model by folder, or by public name in the hub's cache; fetch it where that is allowed.

    Raises ``ModelUnavailable`` where it is not to be had.
    """
    allowed = os.environ.get("WENCE_ALLOW_DOWNLOAD") == "1"
    if not allowed:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read once, when huggingface_hub is imported
    folder = Path(wanted).expanduser()
    if folder.is_dir():
        return Located(_name_of(folder), folder, kind)
    if folder.is_absolute() or wanted.startswith((".", "~")):
        raise missing(folder.name, kind)
    cached = _cached(wanted, kind)
    if cached is not None and (is_whole(cached) or not allowed):  # a download may have been cut off
        return Located(wanted, cached, kind)
    if not allowed:
        raise missing(wanted, kind)
    return Located(wanted, _fetched(wanted, kind), kind)


def load_sentence_transformer(model: Located) -> SentenceTransformer:
    """Load a sentence-transformers model. Raises ``ModelUnavailable`` for a folder that holds no working model."""
    from sentence_transformers import SentenceTransformer

    return _loaded(SentenceTransformer, model)


def load_cross_encoder(model: Located) -> CrossEncoder:
    """Load a cross-encoder whose ``predict`` gives the raw output, before any activation function.

    Which one a model was saved with differs (sigmoid for bge-reranker, none for the MS MARCO ones).
    Raises as :func:`load_sentence_transformer`, and for a model with several outputs.
    """
    from sentence_transformers import CrossEncoder

    loaded = _loaded(CrossEncoder, model, activation_fn=lambda outputs: outputs)
    if loaded.num_labels != 1:
        raise several_labels(model, loaded.num_labels)
    return loaded


def _loaded(kind: type, model: Located, **options: Any) -> Any:
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        loaded = kind(
            str(model.folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            # transformers 5 keeps the type of the file; half precision is several times slower on a CPU.
            model_kwargs={"dtype": "float32"},
            **options,
        )
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged file makes the libraries raise
        raise (needs_code(model) if "trust_remote_code" in str(error) else damaged(model)) from error
    limit = loaded.max_seq_length
    if limit is not None and MAX_TOKENS < limit < math.inf:  # a StaticEmbedding has no limit to set
        loaded.max_seq_length = MAX_TOKENS
    return loaded


def _name_of(folder: Path) -> str:
    """“BAAI/bge-m3” for a folder within the hub's cache, else the folder's own name."""
    for part in reversed(folder.parts):
        if part.startswith("models--"):
            return part.removeprefix("models--").replace("--", "/")
    return folder.absolute().name


def _full_names(name: str, kind: Kind) -> tuple[str, ...]:
    """sentence-transformers lets its own models go without their owner."""
    return (name,) if "/" in name else (f"{kind.owner}/{name}", name)


def _cached(name: str, kind: Kind) -> Path | None:
    """The model's folder in the hub's cache on this machine. Asks nothing of the network."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    caches = [os.environ.get("SENTENCE_TRANSFORMERS_HOME"), None]
    for candidate in _full_names(name, kind):
        for cache in caches:
            for file in ("config.json", "modules.json"):
                try:
                    found = try_to_load_from_cache(candidate, file, cache_dir=cache)
                except HFValidationError:
                    return None
                if isinstance(found, str):
                    return Path(found).parent
    return None


def _fetched(name: str, kind: Kind) -> Path:
    """Fetch a public model into the hub's cache: one format of its weights, nothing else of size."""
    from httpx import HTTPError
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HFValidationError

    full = _full_names(name, kind)[0]
    try:
        info = HfApi().model_info(full, timeout=_ANSWER_SECONDS)
        files = [file.rfilename for file in info.siblings or []]
        files = [file for file in files if file.endswith(_WANTED) and not file.startswith(LEFT_OUT)]
        if any(file.endswith(".safetensors") for file in files):
            files = [file for file in files if not file.endswith(".bin")]
        # By its branch and not by info.sha: only then is the cache told what the name stands for.
        return Path(snapshot_download(full, allow_patterns=files))  # nosec B615
    except (HTTPError, HFValidationError, OSError, ValueError) as error:
        raise _unfetched(name, kind) from error


def missing(name: str, kind: Kind) -> ModelUnavailable:
    """Give the error for a model that is not on this machine and may not be downloaded."""
    return ModelUnavailable(
        f"{kind.chinese}“{name}”不可用：本机没有它，且未允许下载（WENCE_ALLOW_DOWNLOAD=1）",
        f"{kind.english} '{name}' is not on this machine and downloads are not allowed (WENCE_ALLOW_DOWNLOAD=1)",
    )


def _unfetched(name: str, kind: Kind) -> ModelUnavailable:
    return ModelUnavailable(
        f"{kind.chinese}“{name}”下载失败：连不上模型站，或没有这个公开模型（镜像站可用 HF_ENDPOINT 指定）",
        f"{kind.english} '{name}' could not be fetched: no network, or no such public model (HF_ENDPOINT names a mirror)",
    )
