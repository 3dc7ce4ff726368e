"""A real but tiny StaticEmbedding folder for tests: one random vector a character."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Split

_TYPE = "sentence_transformers.sentence_transformer.modules.StaticEmbedding"


def build_tiny_model(folder: Path, dimension: int = 32, seed: int = 7) -> Path:
    """Write the folder as sentence-transformers lays it out; gives its path."""
    characters = [chr(code) for code in range(0x4E00, 0x9FA6)] + list("0123456789abcdefghijklmnopqrstuvwxyz")
    tokenizer = Tokenizer(
        WordLevel({"[UNK]": 0} | {c: i for i, c in enumerate(characters, 1)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    part = folder / "0_StaticEmbedding"
    part.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(part / "tokenizer.json"))
    matrix = np.random.default_rng(seed).normal(size=(len(characters) + 1, dimension)).astype(np.float16)
    matrix[0] = 0
    save_file({"embedding.weight": matrix}, part / "model.safetensors")
    module = {"idx": 0, "name": "0", "path": part.name, "type": _TYPE}
    (folder / "modules.json").write_text(json.dumps([module]), encoding="utf-8")
    return folder
