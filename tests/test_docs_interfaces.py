"""The examples of docs/interfaces.md, run against the server that they are about."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pdf_pages
import pytest
from browser import free_port

import corpus
from chat.engine import Engine
from chat.gateway.http_errors import status_of
from chat.server import open_page
from index.store import open_store
from ingest.document import Document
from ingest.errors import TooMany
from ingest.sources.pipeline import parse_path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "interfaces.md").read_text(encoding="utf-8")
CURL = "curl() { command curl -S --fail-with-body --noproxy '*' \"$@\"; }\n"
ADDRESS = "http://127.0.0.1:7860"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.S)


def shipped_briefs() -> list[Document]:
    return [p.document for path in corpus.brief_paths() for p in parse_path(path) if p.document]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_store(tmp_path_factory.mktemp("docs"), create=True) as store:
        store.add(shipped_briefs())
        port = free_port()
        serving = open_page(Engine(store), port=port)
        yield f"http://127.0.0.1:{port}"
        serving.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_the_curl_examples_succeed(address: str, tmp_path: Path) -> None:
    page = pdf_pages.pdf(lambda canvas: pdf_pages.lines(canvas, 120, "第一条 到2030年建成三座桥。"))
    (tmp_path / "plan.pdf").write_bytes(page)
    commands = [block for block in blocks("sh") if "curl" in block]
    assert len(commands) == 6
    for block in commands:
        script = CURL + block.replace(ADDRESS, address)
        done = subprocess.run(
            ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, (script, done.stdout[-500:], done.stderr)
        assert done.stdout.strip()


def test_the_openai_example_runs(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = [block for block in blocks("python") if "openai" in block]
    exec(compile(example.replace(ADDRESS, address), "docs/interfaces.md", "exec"), {})
    assert "出处：" in capsys.readouterr().out


def test_the_langchain_example_runs(briefs: Engine) -> None:
    from langchain_core.language_models import FakeListChatModel

    (example,) = [block for block in blocks("python") if "langchain_core" in block]
    names = {"store": briefs.store, "model": FakeListChatModel(responses=["好"])}
    exec(compile(example, "docs/interfaces.md", "exec"), names)
    assert names["chain"].invoke("1233战略是什么意思") == "好"  # type: ignore[attr-defined]


def test_the_example_of_the_whole_answer_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = [block for block in blocks("python") if "as_runnable" in block]
    with open_store(tmp_path, create=True) as store:
        store.add(shipped_briefs())
    exec(compile(example.replace("我的库", str(tmp_path)), "docs/interfaces.md", "exec"), {})
    assert "做优做强做大轨道交通产业集群" in capsys.readouterr().out


def test_what_is_said_of_limits_holds() -> None:
    from chat.accounts.audit import KEPT, LARGEST
    from chat.accounts.passwords import N, P, R
    from chat.accounts.sessions import IDLE, LONGEST
    from chat.gateway.limits import LIMITS
    from index.storage import originals

    assert (LIMITS.body, LIMITS.upload, LIMITS.headers) == (2**20, 64 * 2**20, 100)
    assert (LIMITS.rate, LIMITS.answers, LIMITS.waiting) == (1200, 4, 200)
    assert (originals.LARGEST, originals.DEFAULT_GIGABYTES) == (100 * 2**20, 10)
    assert (N, R, P) == (2**15, 8, 3) and (LARGEST, KEPT) == (10 * 2**20, 5)
    assert (IDLE, LONGEST) == (8 * 3600, 3 * 24 * 3600)
    assert status_of(TooMany("", "")) == 429
