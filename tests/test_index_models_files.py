"""What is no usable model is refused in words, before anything is loaded: missing, damaged, of the wrong kind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tiny_model import build_tiny_model
from tiny_transformers import build_bge_reranker

from index.models.embedding import load_model
from index.search.reranking import load_reranker
from ingest.errors import ModelUnavailable

pytestmark = pytest.mark.usefixtures("unset")


def refusal(load, name) -> str:
    """The words of the refusal, which never hold a path."""
    with pytest.raises(ModelUnavailable) as caught:
        load(str(name))
    assert str(name) not in str(caught.value) or not Path(name).is_absolute()
    return str(caught.value)


@pytest.mark.parametrize("load", [load_model, load_reranker])
@pytest.mark.parametrize(
    "name", ["nobody/no-such-model", "no-such-model", "no such/模型", "./nowhere", "~/nowhere", "/nowhere"]
)
def test_what_is_not_here_is_refused_by_name(load, name):
    assert "允许下载" in refusal(load, name) and Path(name).name in refusal(load, name)


def test_each_kind_is_refused_in_the_place_of_the_other(models, tmp_path):
    assert "不是嵌入模型" in refusal(load_model, models / "bge-reranker-v2-m3")
    for name in ("bge-m3", "Qwen3-Embedding-0.6B"):
        assert "不是重排模型" in refusal(load_reranker, models / name)
    assert "不是重排模型" in refusal(load_reranker, build_tiny_model(tmp_path / "static"))
    bare = shutil.copytree(models / "bge-m3", tmp_path / "bare")
    (bare / "modules.json").unlink()
    assert "不是重排模型" in refusal(load_reranker, bare)
    assert load_model(str(bare)).dimension == 16  # a plain encoder is averaged over its tokens
    decoder = shutil.copytree(models / "Qwen3-Embedding-0.6B", tmp_path / "decoder")
    (decoder / "modules.json").unlink()
    assert "不是嵌入模型" in refusal(load_model, decoder) and "不是重排模型" in refusal(
        load_reranker, decoder
    )


def test_a_saved_cross_encoder_is_no_embedding_model(models, tmp_path):
    from sentence_transformers import CrossEncoder

    CrossEncoder(str(models / "bge-reranker-v2-m3")).save(str(tmp_path / "reranker"))
    assert "不是嵌入模型" in refusal(load_model, tmp_path / "reranker")


def test_a_classifier_with_several_labels_is_no_reranker(tmp_path):
    folder = build_bge_reranker(tmp_path / "nli", labels=3)
    assert "3 个输出" in refusal(load_reranker, folder)
    config = json.loads((folder / "config.json").read_text())
    del config["id2label"], config["label2id"]
    (folder / "config.json").write_text(json.dumps(config))
    assert "2 个输出" in refusal(load_reranker, folder)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", None),
        ("model.safetensors", b"\x00" * 40),
        ("model.safetensors", 5_000),  # cut off there
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("modules.json", b"3"),
        ("modules.json", b'[{"idx": 0}]'),
        ("modules.json", b"\xff"),
        ("config_sentence_transformers.json", b"[1]"),
        ("model.safetensors.index.json", b'{"weight_map": {"a": "model-00002-of-00002.safetensors"}}'),
        ("model.safetensors.index.json", b"["),
    ],
)
def test_a_damaged_folder_is_refused_at_once(models, tmp_path, file, content):
    folder = shutil.copytree(models / "bge-m3", tmp_path / "broken-m3")
    path = folder / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:content] if isinstance(content, int) else content)
        assert path.stat().st_size == (content if isinstance(content, int) else len(content))
    words = refusal(load_model, folder)
    assert "broken-m3" in words and "损坏" in words


@pytest.mark.parametrize(
    ("file", "content"),
    [("tokenizer.json", b"{"), ("config.json", b'{"model_type": "bert"}'), ("1_Pooling/config.json", b"{")],
)
def test_damage_that_only_loading_shows_is_told_then(models, tmp_path, file, content):
    folder = shutil.copytree(models / "bge-m3", tmp_path / "broken-m3")
    (folder / file).write_bytes(content)
    model = load_model(str(folder))
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match=r"broken-m3.*损坏"):
            model.encode_queries(["企业"])


def test_code_that_comes_with_a_model_is_never_run(models, tmp_path):
    folder = shutil.copytree(models / "bge-m3", tmp_path / "own-code")
    trace = tmp_path / "ran"
    code = f"from pathlib import Path\nPath({str(trace)!r}).touch()\nclass Mine: ...\n"
    (folder / "modeling_mine.py").write_text(code)
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "modeling_mine.Mine"
    (folder / "modules.json").write_text(json.dumps(modules))
    assert "自带的代码" in refusal(load_model, folder)
    shutil.copy(models / "bge-m3" / "modules.json", folder)
    config = json.loads((folder / "config.json").read_text()) | {
        "model_type": "new",
        "auto_map": {"AutoConfig": "modeling_mine.Mine", "AutoModel": "modeling_mine.Mine"},
    }
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelUnavailable, match="自带的代码"):
        load_model(str(folder)).encode_queries(["企业"])
    assert not trace.exists()
