"""Stores and models that many tests read and none writes: the shipped briefs, the originals where they are at hand."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from store_engines import EmbeddedEngine, SeekdbEngine
from store_engines import seekdb as running_seekdb

import corpus
from chat.engine import Engine
from index.store import Store, open_store
from ingest import parse_path

TODAY = date(2026, 11, 20)
ORIGINALS = Path(__file__).resolve().parents[2] / "shared" / "plans"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tests of many minutes are run where they are asked for."""
    parser.addoption("--slow", action="store_true", help="run the tests that take many minutes as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="takes many minutes: run with --slow (make slow)"))


@pytest.fixture(scope="session")
def briefs_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The five briefs of ``corpus/`` as they stand on ``TODAY``."""
    with open_store(tmp_path_factory.mktemp("briefs"), create=True, today=TODAY) as store:
        store.add(_documents(corpus.brief_paths()))
        yield store


@pytest.fixture(scope="session")
def briefs(briefs_store: Store) -> Engine:
    return Engine(briefs_store)


@pytest.fixture(scope="session")
def originals_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The official texts that the briefs are of; skips where they are not beside the repository."""
    if not ORIGINALS.is_dir():
        pytest.skip("../shared is not here: the official texts of the five documents cannot be read")
    with open_store(tmp_path_factory.mktemp("originals"), create=True, today=TODAY) as store:
        store.add(_documents([ORIGINALS]))
        yield store


@pytest.fixture(scope="session")
def originals(originals_store: Store) -> Engine:
    return Engine(originals_store)


def _documents(paths: list[Path]):
    return [parsed.document for path in paths for parsed in parse_path(path) if parsed.document]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny model of each public architecture, by its public name."""
    import tiny_transformers as tiny  # takes seconds to import what it needs

    folder = tmp_path_factory.mktemp("models")
    tiny.build_bge_m3(folder / "bge-m3")
    tiny.build_bge_zh(folder / "bge-small-zh-v1.5")
    tiny.build_qwen3_embedding(folder / "Qwen3-Embedding-0.6B")
    tiny.build_bge_reranker(folder / "bge-reranker-v2-m3")
    return folder


@pytest.fixture(scope="session")
def seekdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeekdbEngine]:
    """OceanBase's engine, which each test has databases of its own in."""
    with running_seekdb(tmp_path_factory.mktemp("seekdb")) as engine:
        yield engine


@pytest.fixture(params=["embedded", "seekdb"])
def engine(request: pytest.FixtureRequest) -> Iterator[EmbeddedEngine | SeekdbEngine]:
    """What keeps a store: the same tests run on both."""
    if request.param == "embedded":
        yield EmbeddedEngine()
    else:
        server: SeekdbEngine = request.getfixturevalue("seekdb")
        yield server
        server.forget()


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of ours, and a network that must not be asked."""

    def connect(*_: object) -> None:
        raise AssertionError("the network was asked")

    for name in [name for name in os.environ if name.startswith("WENCE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(socket.socket, "connect", connect)
