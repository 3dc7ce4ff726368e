"""Models of public architectures: instructions reach them, vectors are sentence-transformers' own, fingerprints."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tiny_transformers import build_bge_zh

from index.models.embedding import TransformerModel, load_model
from index.models.instructions import Instructions, documented, instructions_for
from index.models.model_files import file_digest, fingerprint
from index.search.reranking import load_reranker

pytestmark = pytest.mark.usefixtures("unset")
TEXTS = ["培育链主企业6家", "低空经济", "", "\ud800", "到2025年，" * 100]
FOR_QUERIES = "为这个句子生成表示以用于检索相关文章："


def reference(folder: Path, texts: list[str], before: str = "") -> np.ndarray:
    """Unit vectors by sentence-transformers alone, the instruction written into the text."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": "float32"})
    return model.encode([before + text for text in texts], normalize_embeddings=True)


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("bge-m3", ""),
        ("bge-small-zh-v1.5", FOR_QUERIES),
        ("Qwen3-Embedding-0.6B", documented("Qwen/Qwen3-Embedding-0.6B").query),
    ],
)
def test_passages_go_in_bare_and_queries_with_the_instruction_of_the_model(models, name, before):
    model = load_model(str(models / name))
    asked = ["链主企业几家", "低空经济"]
    queries, passages = model.encode_queries(asked), model.encode_passages(asked)
    assert isinstance(model, TransformerModel) and model.name == name and model.dimension == 16
    assert np.abs(passages - reference(models / name, asked)).max() < 1e-5
    assert np.abs(queries - reference(models / name, asked, before)).max() < 1e-5
    assert np.allclose(queries, passages, atol=1e-5) is (before == "")


@pytest.mark.parametrize("name", ["bge-m3", "bge-small-zh-v1.5", "Qwen3-Embedding-0.6B"])
def test_any_text_gives_a_unit_row_and_long_ones_are_cut(models, name):
    model = load_model(str(models / name))
    vectors = model.encode_passages(TEXTS)
    assert vectors.dtype == np.float32 and vectors.shape == (len(TEXTS), 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    # 1,300 bytes for the decoder, which could read 4,096: the cut is ours there, the model's own elsewhere.
    longer = model.encode_passages([TEXTS[-1] + "完"])
    assert np.allclose(longer[0], vectors[-1], atol=1e-5)
    assert model.encode_queries([]).shape == (0, 16)


def test_order_and_company_do_not_change_a_vector(models):
    model = load_model(str(models / "Qwen3-Embedding-0.6B"))
    together = model.encode_passages(TEXTS)
    assert np.abs(together - np.vstack([model.encode_passages([text]) for text in TEXTS])).max() < 1e-5


def test_models_as_sentence_transformers_saves_them_now(models, tmp_path):
    """With module names, empty prompts and a kind that the originals did not have."""
    from sentence_transformers import CrossEncoder, SentenceTransformer

    SentenceTransformer(str(models / "bge-small-zh-v1.5")).save(str(tmp_path / "bge-small-zh-v1.5"))
    stored = json.loads((tmp_path / "bge-small-zh-v1.5" / "config_sentence_transformers.json").read_text())
    assert stored["prompts"] == {"query": "", "document": ""}
    new, old = (load_model(str(folder / "bge-small-zh-v1.5")) for folder in (tmp_path, models))
    assert np.allclose(new.encode_queries(["企业"]), old.encode_queries(["企业"]), atol=1e-5)
    CrossEncoder(str(models / "bge-reranker-v2-m3")).save(str(tmp_path / "reranker"))
    pair = "哪些企业", ["支持企业", "低空经济"]
    new, old = (load_reranker(str(f)) for f in (tmp_path / "reranker", models / "bge-reranker-v2-m3"))
    assert np.allclose(new.scores(*pair), old.scores(*pair), atol=1e-5)


def test_threads_share_a_model(models):
    model = load_model(str(models / "bge-m3"))
    texts = [["企业" * number] * 3 for number in range(1, 17)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(model.encode_passages, texts))
    for part, vectors in zip(texts, found, strict=True):
        assert np.allclose(model.encode_passages(part), vectors, atol=1e-5)


def test_settings_go_before_stored_prompts_and_those_before_the_table(tmp_path, monkeypatch):
    stored = {"prompts": {"query": "问：", "passage": "答：", "document": ""}}
    assert instructions_for("BAAI/bge-large-zh-v1.5", stored) == Instructions("问：", "答：")
    empty = {"prompts": {"query": "", "document": ""}}
    assert instructions_for("BAAI/bge-large-zh-v1.5", empty) == Instructions(FOR_QUERIES)
    monkeypatch.setenv("WENCE_QUERY_INSTRUCTION", "Instruct: find\\nQuery: ")
    assert instructions_for("intfloat/multilingual-e5-base", {}).query == "Instruct: find\nQuery: "
    monkeypatch.setenv("WENCE_QUERY_INSTRUCTION", "")
    assert instructions_for("intfloat/multilingual-e5-base", stored) == Instructions("", "答：")
    for broken in ({"prompts": None}, {"prompts": ["x"]}, {"prompts": {"query": 3, "document": None}}):
        assert instructions_for("x", broken) == Instructions()


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("BAAI/bge-m3", "", ""),
        ("BAAI/bge-large-zh-v1.5", FOR_QUERIES, ""),
        ("Xorbits/bge-base-zh-v1___5", FOR_QUERIES, ""),
        ("BAAI/bge-large-zh-noinstruct", "", ""),
        ("intfloat/multilingual-e5-large", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("moka-ai/m3e-base", "", ""),
        ("thenlper/gte-large-zh", "", ""),
    ],
)
def test_documented_instructions(name, query, passage):
    assert documented(name) == Instructions(query, passage)


def test_instruct_models_ask_for_the_query_alone():
    for name in ("Qwen/Qwen3-Embedding-0.6B", "intfloat/multilingual-e5-large-instruct"):
        assert documented(name).query.startswith("Instruct: ") and not documented(name).passage


def test_fingerprint_follows_the_passages_and_not_the_queries(models, tmp_path, monkeypatch):
    folder = str(models / "bge-small-zh-v1.5")
    plain = load_model(folder).fingerprint
    monkeypatch.setenv("WENCE_QUERY_INSTRUCTION", "问：")
    assert load_model(folder).fingerprint == plain
    monkeypatch.setenv("WENCE_PASSAGE_INSTRUCTION", "文：")
    with_passages = load_model(folder)
    assert with_passages.fingerprint != plain
    assert not np.allclose(with_passages.encode_passages(["企业"]), with_passages.encode_queries(["企业"]))
    copy = shutil.copytree(folder, tmp_path / "elsewhere")
    (copy / "README.md").write_text("words")
    (copy / "onnx").mkdir()
    (copy / "onnx" / "model.onnx").write_bytes(b"1")
    assert fingerprint(copy) == fingerprint(Path(folder))
    assert fingerprint(build_bge_zh(tmp_path / "other", seed=9)) != fingerprint(Path(folder))


def test_a_change_anywhere_in_large_weights_changes_their_digest(tmp_path, monkeypatch):
    monkeypatch.setattr("index.models.model_files._WHOLE_BYTES", 1_000)
    path = tmp_path / "weights"
    data = np.random.default_rng(0).bytes(20_000_000)
    path.write_bytes(data)
    before = file_digest(path)
    assert before == file_digest(path)
    path.write_bytes(np.random.default_rng(1).bytes(20_000_000))
    assert file_digest(path) != before
    path.write_bytes(data + b"\0")
    assert file_digest(path) != before
