"""Public models by name: the hub's cache, offline, and fetching from a stand-in for the hub."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from tiny_transformers import into_hub_cache

from index.models.embedding import load_model
from index.models.model_files import EMBEDDING
from index.models.pretrained import locate
from index.search.reranking import load_reranker
from ingest.errors import ModelUnavailable

pytestmark = pytest.mark.usefixtures("unset")
ROOT = Path(__file__).resolve().parents[1]


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
        "import sys; from index.models.embedding import load_model; print(load_model('BAAI/bge-small-zh-v1.5').name)\n"
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
        "from index.models.embedding import load_model\n"
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
