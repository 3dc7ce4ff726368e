"""The command that matches an enterprise, over a real small store: results, exit codes, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app
from index.store import open_store
from ingest import parse_text

MEASURES = """白水市促进机器人产业发展若干措施

第一条 对本市机器人企业建设标杆工厂的，给予最高300万元补助。

第二条 本办法由市工信局负责解释。
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store", create=True) as store:
        store.add([parse_text(MEASURES, doc_id="robots")])
    return tmp_path / "store"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        code = app.main([str(argument) for argument in arguments])
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_a_profile_is_matched_as_json(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps({"行业": "机器人", "地区": "白水市", "需求": "资金"}), encoding="utf-8")
    code, out, _ = run(capsys, "--data", data, "match", "--profile", path, "--as-of", "2026-01-31", "--json")
    found = json.loads(out)
    assert code == 0 and found["as_of"] == "2026-01-31"
    assert found["profile"]["industry"] == {"value": "机器人", "from": "机器人"}
    assert set(found) == {"profile", "as_of", "ask", "measures"}


def test_words_are_matched_for_a_person(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, _ = run(capsys, "--data", data, "match", "--text", "我们是白水市做机器人的企业")
    assert code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("--text", ""), ("--text", "做机器人的企业", "--as-of", "昨天"), ("--profile", "没有.json"),
        ("--text", "甲", "--profile", "乙"), ("--text", "甲", "-k", "0"),
    ],
    ids=range(6),
)  # fmt: skip
def test_wrong_usage(arguments: tuple[str, ...], data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--data", data, "match", *arguments)
    assert code == 2 and not out and err


def test_profiles_are_saved_listed_used_and_told_of_what_is_new(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "我们是白水市做机器人的企业，想要资金"
    code, _, err = run(capsys, "--data", data, "match", "--text", words, "--save", "我们")
    assert code == 0 and "我们" in err
    code, out, _ = run(capsys, "--data", data, "match", "--new", "--json")
    assert [(one["name"], one["measures"]) for one in json.loads(out)["profiles"]] == [("我们", [])]
    more = MEASURES.replace("若干措施", "奖励办法").replace("标杆工厂", "示范产线")
    with open_store(data) as store:
        store.add([parse_text(more, doc_id="more")])
    code, out, _ = run(capsys, "--data", data, "match", "--profile", "我们", "--json")
    assert code == 0 and {one["doc_id"] for one in json.loads(out)["measures"]} == {"robots", "more"}
    code, out, _ = run(capsys, "--data", data, "match", "--new")
    assert code == 0 and "我们：新增 1 项" in out and "示范产线" in out
    code, out, _ = run(capsys, "--data", data, "match", "--new", "--profile", "我们", "--json")
    assert json.loads(out)["profiles"][0]["measures"] == []  # looked at
    code, out, _ = run(capsys, "--data", data, "match", "--saved", "--json")
    assert json.loads(out)["profiles"][0]["profile"] == {"text": words}
    code, out, _ = run(capsys, "--data", data, "match", "--forget", "我们", "--json")
    assert code == 0 and json.loads(out) == {"profiles": []}
    code, _, err = run(capsys, "--data", data, "match", "--forget", "我们")
    assert code != 0 and "我们" in err


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_a_match_is_written_as_a_file(
    form: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"found.{form}"
    code, _, _ = run(capsys, "--data", data, "match", "--text", "白水市做机器人的企业", "--export", path)
    assert code == 0 and path.read_bytes().startswith(b"PK")
    assert run(capsys, "--data", data, "match", "--text", "甲", "--export", tmp_path / "a.pdf")[0] == 2
