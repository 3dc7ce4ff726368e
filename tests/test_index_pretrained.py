"""Models of public architectures, by folder and by name: instructions, the hub's cache, clear refusals."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from tiny_model import build_tiny_model
from tiny_transformers import (
    build_bge_m3,
    build_bge_reranker,
    build_bge_zh,
    build_qwen3_embedding,
    into_hub_cache,
)

from index.embedding import TransformerModel, load_model
from index.instructions import Instructions, documented, instructions_for
from index.model_files import EMBEDDING, file_digest, fingerprint
from index.pretrained import locate
from index.reranking import load_reranker
from ingest.errors import ModelUnavailable

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ["培育链主企业6家", "低空经济", "", "\ud800", "到2025年，" * 100]
FOR_QUERIES = "为这个句子生成表示以用于检索相关文章："


@pytest.fixture(autouse=True)
def no_settings_and_no_network(monkeypatch):
    def connect(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", connect)
    for name in ("ALLOW_DOWNLOAD", "QUERY_INSTRUCTION", "PASSAGE_INSTRUCTION", "RERANKER", "EMBEDDING_MODEL"):
        monkeypatch.delenv(f"WENCE_{name}", raising=False)


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    """One folder with a model of each architecture."""
    folder = tmp_path_factory.mktemp("models")
    build_bge_m3(folder / "bge-m3")
    build_bge_zh(folder / "bge-small-zh-v1.5")
    build_qwen3_embedding(folder / "Qwen3-Embedding-0.6B")
    build_bge_reranker(folder / "bge-reranker-v2-m3")
    return folder


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
    assert "不是嵌入模型" in refusal(load_model, tmp_path / "reranker")


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
    monkeypatch.setattr("index.model_files._WHOLE_BYTES", 1_000)
    path = tmp_path / "weights"
    data = np.random.default_rng(0).bytes(20_000_000)
    path.write_bytes(data)
    before = file_digest(path)
    assert before == file_digest(path)
    path.write_bytes(np.random.default_rng(1).bytes(20_000_000))
    assert file_digest(path) != before
    path.write_bytes(data + b"\0")
    assert file_digest(path) != before


# -- by name from the hub's cache --------------------------------------------------------------------


def in_a_process(code: str, **settings: str) -> list[str]:
    """The lines some code prints in a process with these settings and no others of ours or the hub's."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "WENCE_"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment | settings | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return done.stdout.splitlines()


@pytest.fixture
def hub(tmp_path, monkeypatch, models) -> Path:
    """A cache of the hub with two models, as a download would have left them."""
    home = tmp_path / "hf"
    into_hub_cache(home, "BAAI/bge-small-zh-v1.5", models / "bge-small-zh-v1.5")
    into_hub_cache(home, "BAAI/bge-reranker-v2-m3", models / "bge-reranker-v2-m3")
    # Read once at import; the next test but one looks at the variable itself.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(home / "hub"))
    monkeypatch.delenv("SENTENCE_TRANSFORMERS_HOME", raising=False)
    return home


def test_a_cached_model_is_loaded_by_its_name(hub, models):
    model = load_model("BAAI/bge-small-zh-v1.5")
    folder = load_model(str(models / "bge-small-zh-v1.5"))
    assert model.name == "BAAI/bge-small-zh-v1.5" and model.fingerprint == folder.fingerprint
    assert np.allclose(model.encode_queries(["企业"]), folder.encode_queries(["企业"]))
    snapshot = next((hub / "hub").glob("*bge-small*/snapshots/*"))
    assert load_model(str(snapshot)).name == "BAAI/bge-small-zh-v1.5"
    assert load_reranker("BAAI/bge-reranker-v2-m3").name == "BAAI/bge-reranker-v2-m3"


def test_an_owner_may_be_left_out_where_sentence_transformers_allows_it(hub, models, tmp_path):
    into_hub_cache(hub, "sentence-transformers/tiny-mini", models / "bge-m3")
    assert locate("tiny-mini", EMBEDDING).name == "tiny-mini"


def test_a_name_is_found_offline_under_hf_home_and_an_unknown_one_refused_at_once(hub):
    """In a process of its own, with no other setting: before torch is imported, so within a second."""
    code = (
        "import sys; from index.embedding import load_model; print(load_model('BAAI/bge-small-zh-v1.5').name)\n"
        "try: load_model('BAAI/bge-m3')\n"
        "except Exception as error: print(type(error).__name__, error)\n"
        "print('torch' in sys.modules)"
    )
    found, refused, torch = in_a_process(code, HF_HOME=str(hub))
    assert found == "BAAI/bge-small-zh-v1.5" and torch == "False"
    assert refused.startswith("ModelUnavailable") and "BAAI/bge-m3" in refused


def test_a_download_that_was_cut_off_is_no_model(hub):
    snapshot = next((hub / "hub").glob("*bge-small*/snapshots/*"))
    (snapshot / "model.safetensors").unlink()
    with pytest.raises(ModelUnavailable, match="不全或已损坏"):
        load_model("BAAI/bge-small-zh-v1.5")


class Hub(BaseHTTPRequestHandler):
    """The hub's answers for one public model, which lies in ``folder``."""

    folder: Path
    asked: list[str]

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.asked.append(path)
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        names = {file.relative_to(self.folder).as_posix(): file.stat().st_size for file in files}
        if path.startswith("/api/models/BAAI/bge-m3/tree/"):
            parts = [{"type": "file", "path": name, "size": size, "oid": "0"} for name, size in names.items()]
            self.reply(json.dumps(parts).encode())
        elif path.startswith("/api/models/BAAI/bge-m3"):
            siblings = [{"rfilename": name} for name in names]
            self.reply(json.dumps({"id": "BAAI/bge-m3", "sha": "a" * 40, "siblings": siblings}).encode())
        elif path.startswith("/BAAI/bge-m3/resolve/"):
            self.reply((self.folder / path.split("/", 5)[5]).read_bytes())
        else:
            self.reply(b"", 404)

    def reply(self, data: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Repo-Commit", "a" * 40)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


def test_a_download_takes_one_format_of_the_weights_and_fails_in_words(models, tmp_path):
    served = shutil.copytree(models / "bge-m3", tmp_path / "served")
    (served / "onnx").mkdir()
    for unwanted in ("README.md", "pytorch_model.bin", "onnx/model.onnx", "onnx/config.json", "run.py"):
        (served / unwanted).write_bytes(b"unwanted")
    Hub.folder, Hub.asked = served, []
    code = (
        "from index.embedding import load_model\n"
        "for name in ('BAAI/bge-m3', 'nobody/no-such-model'):\n"
        "    try: print(load_model(name).fingerprint)\n"
        "    except Exception as error: print(type(error).__name__, error)\n"
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        Thread(target=server.serve_forever).start()
        try:
            settings = {"HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}", "WENCE_ALLOW_DOWNLOAD": "1"}
            first, second = in_a_process(code, HF_HOME=str(tmp_path / "hf"), **settings)
            assert first == load_model(str(models / "bge-m3")).fingerprint
            assert second.startswith("ModelUnavailable") and "下载失败" in second
            assert {path.split("/", 5)[5] for path in Hub.asked if "/resolve/" in path} == {
                file.relative_to(models / "bge-m3").as_posix()
                for file in (models / "bge-m3").rglob("*")
                if file.is_file()
            }
        finally:
            server.shutdown()
    # Fetched once, it is there without a network; no network is told as such.
    closed = {"HF_ENDPOINT": "http://127.0.0.1:9", "WENCE_ALLOW_DOWNLOAD": "1"}
    assert in_a_process(code, HF_HOME=str(tmp_path / "hf"), **closed) == [first, second]


# -- what is refused ---------------------------------------------------------------------------------


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
