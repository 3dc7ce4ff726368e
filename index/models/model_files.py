"""Read what the files of a pre-trained model say: its kind, whether it is whole, its fingerprint.

Reads the small files and the heads of the large ones, in milliseconds, so that a wrong setting is told
at once and before torch is imported. Knows nothing of the libraries that run models, nor of the network.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import ModelUnavailable

LEFT_OUT = ("onnx/", "openvino/", ".")  # of a repository: other formats of the same weights
# What a plain transformer may be trained for that is neither of our kinds.
_OTHER_TASKS = ("ForCausalLM", "ForConditionalGeneration", "ForTokenClassification", "ForQuestionAnswering")
_WHOLE_BYTES = 64 * 2**20  # files up to here are hashed whole, larger ones in samples
_SAMPLES = 256
_SAMPLE_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of model has a name for people, the hub's owner of short names, and a class in sentence-transformers."""

    chinese: str
    english: str
    owner: str
    saved_as: str


EMBEDDING = Kind("嵌入模型", "embedding model", "sentence-transformers", "SentenceTransformer")
RERANKER = Kind("重排模型", "reranker", "cross-encoder", "CrossEncoder")


@dataclass(frozen=True, slots=True)
class Located:
    """A located model is on this machine: its name for people and the folder of its files."""

    name: str
    folder: Path
    kind: Kind

    def read(self, file: str) -> Any:
        """Read a JSON file of the folder, ``None`` where there is none. Raises ``ModelUnavailable``."""
        try:
            return json.loads((self.folder / file).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise damaged(self) from error

    def settings(self, file: str) -> dict[str, Any]:
        """Read a JSON file that holds an object as :meth:`read` does; empty where there is none."""
        value = self.read(file)
        if not isinstance(value, dict | None):
            raise damaged(self)
        return value or {}


def check(model: Located) -> None:
    """Check by its small files that this is a whole model of its kind. Raises ``ModelUnavailable``."""
    modules = model.read("modules.json")
    config = model.settings("config.json")
    architecture = str((config.get("architectures") or [""])[0])
    classifier = architecture.endswith("ForSequenceClassification")
    if modules is not None:
        _check_modules(model, modules)
    elif not config:
        raise damaged(model)
    elif classifier is (model.kind is EMBEDDING) or architecture.endswith(_OTHER_TASKS):
        raise _wrong_kind(model, architecture or "—")
    if classifier:
        # transformers takes two labels where a configuration names none.
        labels = len(config["id2label"]) if config.get("id2label") else config.get("num_labels", 2)
        if labels != 1:
            raise several_labels(model, labels)
    _check_weights(model)


def _check_modules(model: Located, modules: Any) -> None:
    """Look at a model that sentence-transformers saved."""
    saved_as = model.settings("config_sentence_transformers.json").get("model_type", EMBEDDING.saved_as)
    if saved_as != model.kind.saved_as:
        raise _wrong_kind(model, str(saved_as))
    try:
        types = [str(module["type"]) for module in modules]
    except (TypeError, KeyError) as error:
        raise damaged(model) from error
    # sentence-transformers 6 refuses these as well, but only after seconds of imports.
    if not all(kind.startswith("sentence_transformers.") for kind in types):
        raise needs_code(model)


def _check_weights(model: Located) -> None:
    from safetensors import SafetensorError, safe_open

    if not is_whole(model.folder):
        raise damaged(model)
    for path in weights_of(model.folder):
        if path.suffix == ".safetensors":
            try:
                with safe_open(path, "numpy"):  # reads the head and compares the size with it
                    pass
            except (SafetensorError, OSError) as error:
                raise damaged(model) from error


def fingerprint(folder: Path) -> str:
    """Give the SHA-256 of what the vectors depend on: configurations, vocabulary, weights; not the folder's name.

    Of a file above 64 MB its size and 256 samples of 64 KB count: training moves all weights.
    """
    files = [path for path in _within(folder) if path.suffix in (".json", ".txt", ".model")]
    digest = hashlib.sha256()
    for path in sorted({*files, *weights_of(folder)}):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(file_digest(path))
    return digest.hexdigest()


def file_digest(path: Path) -> bytes:
    """Give the SHA-256 of a file, of a very large one in samples."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _WHOLE_BYTES:
            return hashlib.file_digest(file, "sha256").digest()
        digest = hashlib.sha256(str(size).encode())
        for sample in range(_SAMPLES):
            file.seek((size - _SAMPLE_BYTES) * sample // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE_BYTES))
        return digest.digest()


def _within(folder: Path) -> list[Path]:
    """The files of a model, without those of other formats and hidden ones."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(LEFT_OUT)
    ]


def weights_of(folder: Path) -> list[Path]:
    """Give the files with the weights; those of PyTorch's format only where there are no others."""
    files = _within(folder)
    return [path for path in files if path.suffix == ".safetensors"] or [
        path for path in files if path.name.startswith("pytorch_model") and path.suffix == ".bin"
    ]


def is_whole(folder: Path) -> bool:
    """Whether there are weights, and all parts of them where they are in parts."""
    files = weights_of(folder)
    parts: set[str] = set()
    for index in folder.glob(f"*{files[0].suffix}.index.json") if files else ():
        try:
            parts.update(json.loads(index.read_bytes())["weight_map"].values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False
    return bool(files) and all((folder / part).is_file() for part in parts)


def damaged(model: Located) -> ModelUnavailable:
    """Give the error for a model whose files are damaged or incomplete."""
    return ModelUnavailable(
        f"{model.kind.chinese}“{model.name}”的文件不全或已损坏",
        f"the files of {model.kind.english} '{model.name}' are damaged or not all there",
    )


def _wrong_kind(model: Located, found: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"“{model.name}”（{found}）不是{model.kind.chinese}：嵌入模型用 WENCE_EMBEDDING_MODEL，重排模型用 WENCE_RERANKER",
        f"'{model.name}' ({found}) is no {model.kind.english}: WENCE_EMBEDDING_MODEL takes an embedding model, "
        "WENCE_RERANKER a cross-encoder",
    )


def several_labels(model: Located, labels: int) -> ModelUnavailable:
    """Give the error for a model with several outputs, which cannot rerank."""
    return ModelUnavailable(
        f"“{model.name}”有 {labels} 个输出，不能用来重排：重排模型只有一个",
        f"'{model.name}' has {labels} outputs and cannot rerank: a reranker has one",
    )


def needs_code(model: Located) -> ModelUnavailable:
    """Give the error for a model that needs code of its own, which is never run."""
    return ModelUnavailable(
        f"{model.kind.chinese}“{model.name}”要运行它自带的代码，本程序不运行模型自带的代码",
        f"{model.kind.english} '{model.name}' needs code of its own, and code that comes with a model is never run",
    )
