"""The command ``facts``: listed with their words, dismissed, corrected and restored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_model import build_tiny_model
from toy_facts import sums_of

import app
from chat.commands.facts import KIND_NAMES
from ingest.facts import FACT_KINDS


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture
def wence(tmp_path, monkeypatch, capsys, model):
    """Run a command over a store of one document: (exit code, stdout)."""
    monkeypatch.setenv("WENCE_EMBEDDING_MODEL", str(model))
    monkeypatch.setattr("ingest.facts.extract._READERS", (sums_of,))
    (tmp_path / "办法.txt").write_text(
        "临川市补贴办法\n\n第一条 租金补贴20万元。研发补贴300万元。\n", encoding="utf-8"
    )

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        try:
            code = app.main(["--data", str(tmp_path / "data"), *map(str, arguments)])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        return code, capsys.readouterr().out

    assert run("ingest", tmp_path / "办法.txt")[0] == 0
    return run


def listed(wence, *arguments: str) -> list[dict]:
    code, out = wence("facts", *arguments, "--json")
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_facts_are_listed_and_set_right(wence) -> None:
    assert tuple(KIND_NAMES) == FACT_KINDS
    first, second = listed(wence)
    assert first["quote"].endswith("租金补贴20万元") and second["data"]["value"] == 300
    assert listed(wence, "--kind", "duty") == [] and listed(wence, "--document", "办法") == [first, second]
    code, out = wence("facts", "--kind", "indicator")
    assert code == 0 and "指标" in out and first["key"] in out and out.count("\n") == 2
    assert wence("facts", "dismiss", "办法", first["key"])[0] == 0
    assert listed(wence) == [second]
    (changed,) = listed(wence, "correct", "办法", second["key"], "--set", "value=30")
    assert changed["data"]["value"] == 30 and listed(wence) == [changed]
    assert {one["key"] for one in listed(wence, "--corrected")} == {first["key"], second["key"]}
    assert "更正" not in wence("facts", "--corrected")[1] and wence("facts", "--corrected")[0] == 0
    assert listed(wence, "restore", "办法", first["key"]) == [first]
    assert wence("facts", "restore", "办法", second["key"])[0] == 0
    assert listed(wence) == [first, second]


@pytest.mark.parametrize(
    "arguments",
    [
        ("dismiss", "办法", "0" * 16),
        ("restore", "办法", "0" * 16),
        ("correct", "nosuch", "0" * 16, "--set", "value=1"),
        ("correct", "办法", "0" * 16, "--set", "value"),
        ("correct", "办法", "0" * 16, "--set", "value=一"),
        ("--document", "nosuch"),
        ("--kind", "nosuch"),
    ],
)
def test_wrong_usage_is_said(wence, arguments) -> None:
    assert wence("facts", *arguments)[0] == 2
