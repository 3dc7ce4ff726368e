"""The shipped model and any other: one interface, unit vectors, clear refusals."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_model import build_tiny_model

from index.models.embedding import DEFAULT_MODEL, TransformerModel, load_model, unit_rows
from index.models.model_files import EMBEDDING, Located
from ingest.errors import ModelUnavailable
from ingest.text.normalise import flat_text

TEXTS = ["丰台区轨道交通产业发展规划", "軌道交通 ＣＢＴＣ\n信号", "", "？", "abc 2025年", "企业" * 3_000]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("model") / "tiny-zh")


def test_static_model_gives_the_vectors_of_sentence_transformers(tiny):
    pytest.importorskip("sentence_transformers")
    folder = DEFAULT_MODEL if DEFAULT_MODEL.is_dir() else tiny
    ours, theirs = load_model(str(folder)), TransformerModel(Located(folder.name, folder, EMBEDDING))
    folded = [flat_text(text) for text in TEXTS]
    known = [place for place, vector in enumerate(ours.encode_passages(TEXTS)) if vector.any()]
    assert known
    # torch averages half-precision rows in half precision, this project in single.
    assert np.abs(ours.encode_passages(TEXTS)[known] - theirs.encode_passages(folded)[known]).max() < 1e-3
    assert ours.dimension == theirs.dimension


def test_rows_are_of_length_one_or_zero(tiny):
    vectors = load_model(str(tiny)).encode_passages(TEXTS)
    lengths = np.linalg.norm(vectors, axis=1)
    assert vectors.dtype == np.float32 and vectors.shape == (len(TEXTS), 32)
    assert np.allclose(lengths[[0, 1, 4, 5]], 1) and np.allclose(lengths[[2, 3]], 0)
    assert unit_rows(np.zeros((0, 4))).shape == (0, 4)


def test_traditional_full_width_and_broken_text_meets_its_plain_form(tiny):
    model = load_model(str(tiny))
    assert np.allclose(*model.encode_queries(["軌道交通ＡＢＣ", "轨道 交通abc"]))
    assert np.allclose(*model.encode_queries(["轨道\ud800", "轨道"]))


def test_fingerprint_is_of_the_weights_and_not_of_the_place(tiny, tmp_path):
    same = build_tiny_model(tmp_path / "tiny-zh")
    other = build_tiny_model(tmp_path / "other", seed=8)
    prints = [load_model(str(folder)).fingerprint for folder in (tiny, same, other)]
    assert prints[0] == prints[1] != prints[2]


def test_the_setting_names_the_model(tiny, monkeypatch):
    monkeypatch.setenv("WENCE_EMBEDDING_MODEL", str(tiny))
    assert load_model().name == "tiny-zh"


@pytest.mark.parametrize("damage", ["tokenizer", "weights", "no weights", "other tensors"])
def test_a_damaged_model_is_unavailable_with_its_name(tmp_path, damage):
    folder = build_tiny_model(tmp_path / "broken-zh")
    part = folder / "0_StaticEmbedding"
    if damage == "tokenizer":
        (part / "tokenizer.json").write_text("{")
    elif damage == "weights":
        (part / "model.safetensors").write_bytes(b"\x00" * 40)
    elif damage == "no weights":
        (part / "model.safetensors").unlink()
    else:
        from safetensors.numpy import save_file

        save_file({"something": np.zeros((2, 2), np.float32)}, part / "model.safetensors")
    with pytest.raises(ModelUnavailable, match="broken-zh"):
        load_model(str(folder))


def test_static_models_need_neither_torch_nor_sentence_transformers(tiny):
    code = (
        "import sys; from index.models.embedding import load_model; load_model(sys.argv[1]).encode_queries(['问']);"
        "print([name for name in ('torch', 'sentence_transformers', 'transformers') if name in sys.modules])"
    )
    root = Path(__file__).parent.parent
    output = subprocess.run(
        [sys.executable, "-c", code, str(tiny)], cwd=root, capture_output=True, text=True, check=True
    )
    assert json.loads(output.stdout) == []
