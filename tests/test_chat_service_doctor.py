"""What the doctor finds: each part by its real state, a language model by talking to one."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_server import model_server

from chat.service import doctor
from chat.service.doctor import ABSENT, BAD, GOOD, Check, examine
from chat.writing import language_model
from index.store import open_store
from ingest import parse_text

KEY = "sk-a-secret-key"


def checks(folder: Path, environment: dict[str, str] | None = None) -> dict[str, Check]:
    return {check.name: check for check in examine(folder, environment or {})}


def test_a_store_that_is_missing_whole_or_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    assert checks(folder)["文件库"].state == ABSENT
    with open_store(folder, create=True) as store:
        store.add([parse_text("临川办法\n\n第一条 奖励30万元。\n", doc_id="a")])
    found = checks(folder)["文件库"]
    assert found.state == GOOD and "1 份文件" in found.words
    database = folder / "wence.sqlite3"
    database.write_bytes(database.read_bytes()[:3000])
    found = checks(folder)["文件库"]
    assert found.state == BAD and str(tmp_path) not in found.words


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks(tmp_path)["磁盘"].state == GOOD
    monkeypatch.setattr(doctor, "LEAST_SPACE", 2**62)
    assert checks(tmp_path)["磁盘"].state == BAD


def test_the_language_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_model, "FIRST_SECONDS", 1.0)
    assert checks(tmp_path)["语言模型"].state == ABSENT
    assert checks(tmp_path, {"WENCE_LLM_MODEL": "qwen3"})["语言模型"].state == BAD
    with model_server(lambda messages: "好") as server:
        settings = {"WENCE_LLM_MODEL": "qwen3", "WENCE_LLM_URL": server.url, "WENCE_LLM_KEY": KEY}
        assert checks(tmp_path, settings)["语言模型"] == Check("语言模型", GOOD, "qwen3 可用，回应“好”")
        for fault, words in (
            ("401", "WENCE_LLM_KEY"),
            ("404", "WENCE_LLM_URL"),
            ("429", "额度"),
            ("hang", "太慢"),
        ):
            server.fault = fault
            found = checks(tmp_path, settings)["语言模型"]
            assert found.state == BAD and words in found.words and KEY not in found.words
    nowhere = {**settings, "WENCE_LLM_URL": "http://127.0.0.1:9/v1"}
    assert "连不上" in checks(tmp_path, nowhere)["语言模型"].words
