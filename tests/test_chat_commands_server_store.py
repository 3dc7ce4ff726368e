"""The command line over a store in a database server: the same commands, moved there and back with `migrate`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from store_engines import SeekdbEngine
from test_chat_commands import folder, model, wence  # noqa: F401 - fixtures

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def address(tmp_path: Path, seekdb: SeekdbEngine) -> str:
    server = seekdb.address_of(tmp_path)
    return f"seekdb:{server.folder}?database={server.database}"


def test_every_command_works_on_a_server_as_on_a_folder(
    wence: Run,  # noqa: F811
    folder: Path,  # noqa: F811
    tmp_path: Path,
    address: str,
    seekdb: SeekdbEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beside, question = tmp_path / "beside", "临川市智能制造企业到2027年要达到多少家"
    wence("--data", tmp_path / "embedded", "ingest", folder)
    expected = json.loads(wence("--data", tmp_path / "embedded", "ask", "--json", question)[1])
    monkeypatch.setenv("WENCE_STORE", address)
    assert wence("--data", beside, "status")[0] == 1  # there is none yet
    code, out, _ = wence("--data", beside, "ingest", "--json", folder)
    assert code == 1 and [json.loads(line)["state"] for line in out.splitlines()].count("added") == 2
    assert json.loads(wence("--data", beside, "status", "--json")[1])["documents"] == 2
    found = json.loads(wence("--data", beside, "ask", "--json", question)[1])
    assert {**found, "elapsed_ms": 0} == {**expected, "elapsed_ms": 0} and "160" in found["answer"]
    hits = json.loads(wence("--data", beside, "search", "--json", "人才公寓租金")[1])["hits"]
    assert hits[0]["doc_id"] == "notice"
    assert wence("--data", beside, "verify")[0] == 0
    assert wence("--data", beside, "documents", "edit", "notice", "--set", "region=西海省")[0] == 0
    assert "西海省" in wence("--data", beside, "documents", "show", "notice")[1]
    assert "文件库：2 份文件" in wence("--data", beside, "doctor")[1]
    assert wence("--data", beside, "remove", "notice")[0] == 0
    for command in ("backup", "restore"):
        code, _, err = wence("--data", beside, command, tmp_path / "copy")
        assert code == 2 and "migrate" in err
    assert not (beside / "wence.sqlite3").exists()
    seekdb.forget()


def test_a_store_moves_by_command(
    wence: Run,  # noqa: F811
    folder: Path,  # noqa: F811
    tmp_path: Path,
    address: str,
    seekdb: SeekdbEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wence("--data", tmp_path / "embedded", "ingest", folder)
    code, out, _ = wence("migrate", "--json", tmp_path / "embedded", address)
    report = json.loads(out)
    assert code == 0 and report["documents"] == 2 and report["tables"]["documents"][0] == 2
    code, out, err = wence("migrate", address, tmp_path / "back")
    assert code == 0 and "逐表核对一致" in out and "WENCE_DATA" in err
    assert json.loads(wence("--data", tmp_path / "back", "status", "--json")[1])["documents"] == 2
    assert wence("migrate", tmp_path / "embedded", tmp_path / "back")[0] == 2  # a store is there
    assert wence("migrate", "oceanbase://nobody", tmp_path / "x")[0] == 2
    monkeypatch.setenv("WENCE_STORE", "folder")
    assert wence("status")[0] == 2
    seekdb.forget()
