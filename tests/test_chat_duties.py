"""Duties as a list and as a calendar: by unit as people say it, with words at their places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import site

import app
from chat.duties import calendar_of, duties_in
from chat.duties.listing import is_unit
from index.store import Store, VisibleStore, open_store
from ingest import parse_text
from ingest.errors import UsageError

PLAN = """临川市数字经济行动方案

临政发〔2024〕8号

一、主要任务

1.建设算力中心。2025年6月底前建成三座智算中心。（市发改委牵头，市工业和信息化局、市财政局配合）

2.开放公共数据。编制开放清单。（责任单位：市大数据中心）
"""
DISTRICT = "东湖区养老服务办法\n\n第一条 每张床位补贴三千元。（区财政局、区民政局负责）\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("duties"), create=True) as opened:
        opened.add([parse_text(PLAN, doc_id="plan"), parse_text(DISTRICT, doc_id="district")])
        yield opened


def test_all_duties_are_listed_with_their_words(store: Store) -> None:
    rows = duties_in(store)
    assert [(row.doc_id, row.unit, row.role, row.deadline, row.by) for row in rows] == [
        ("plan", "市发改委", "牵头", "2025年6月底前", "2025-06-30"),
        ("plan", "市工业和信息化局", "配合", "2025年6月底前", "2025-06-30"),
        ("plan", "市财政局", "配合", "2025年6月底前", "2025-06-30"),
        ("plan", "市大数据中心", "责任", "", ""),
        ("district", "区财政局", "责任", "", ""),
        ("district", "区民政局", "责任", "", ""),
    ]
    for row in rows:
        assert store.document(row.doc_id).text[row.start : row.end] == row.quote and row.unit in row.quote
    needed = {"unit", "role", "task", "deadline", "doc_id", "clause", "quote", "start", "end"}
    assert needed <= set(rows[0].as_dict()) and rows[0].clause == "一、主要任务 / 1.建设算力中心"


def test_one_unit_or_some_documents_are_listed(store: Store) -> None:
    assert [row.unit for row in duties_in(store, "市工信局")] == ["市工业和信息化局"]
    assert [row.unit for row in duties_in(store, "市财政局")] == ["市财政局"]
    assert [row.doc_id for row in duties_in(store, doc_ids=["district"])] == ["district"] * 2
    assert duties_in(store, "市教育局") == [] and duties_in(store, doc_ids=[]) == []
    with pytest.raises(UsageError):
        duties_in(store, doc_ids=["nosuch"])
    assert {row.doc_id for row in duties_in(VisibleStore(store, {"plan"}))} == {"district"}


def test_a_dismissed_duty_is_not_listed(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(PLAN, doc_id="plan")])
        rows = duties_in(store)
        store.correct_fact("plan", rows[0].key, {"dismissed": True})
        store.correct_fact("plan", rows[3].key, {"data": {"role": "牵头"}})
        assert [(row.unit, row.role) for row in duties_in(store)][-1] == ("市大数据中心", "牵头")
        assert len(duties_in(store)) == 3


@pytest.mark.parametrize(
    ("asked", "name", "same"),
    [
        ("市工业和信息化局", "市工信局", True),
        ("市工信局", "临川市工信局", True),
        ("东江省临川市工信局", "市工信局", True),
        ("省发改委", "省发展和改革委员会", True),
        ("市场监管局", "市市场监管局", True),
        ("市财政局", "区财政局", False),
        ("市政府", "东湖区政府", False),
        ("市商务局", "市财政局", False),
    ],
)
def test_a_unit_is_known_by_its_other_names(asked: str, name: str, same: bool) -> None:
    assert is_unit(asked, name) is same


def test_deadlines_are_events_and_a_shared_task_is_one(store: Store) -> None:
    calendar = pytest.importorskip("icalendar", reason="icalendar is not installed: no calendar can be read")
    written = calendar_of(duties_in(store))
    (event,) = calendar.Calendar.from_ical(written).walk("VEVENT")
    assert str(event["summary"]) == "建设算力中心" and event["dtstart"].dt.isoformat() == "2025-06-30"
    said = str(event["description"])
    assert "牵头：市发改委" in said and "配合：市工业和信息化局、市财政局" in said and "2025年6月底前" in said
    (again,) = calendar.Calendar.from_ical(calendar_of(duties_in(store))).walk("VEVENT")
    assert again["uid"] == event["uid"]


def test_the_command_lists_and_writes_a_calendar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "方案.txt").write_text(PLAN, encoding="utf-8")

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        code = app.main(["--data", str(tmp_path / "data"), *map(str, arguments)])
        return code, capsys.readouterr().out

    assert run("ingest", tmp_path / "方案.txt")[0] == 0
    code, out = run("duties", "--json", "--unit", "市工信局", "--document", "方案")
    (row,) = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and row["unit"] == "市工业和信息化局" and row["role"] == "配合"
    assert run("duties")[1].count("\n") == 4 and run("duties", "--unit", "市教育局") == (0, "")
    assert run("duties", "--document", "nosuch")[0] == 2
    assert run("duties", "--ics", tmp_path / "nosuch" / "a.ics")[0] == 2
    pytest.importorskip("icalendar", reason="icalendar is not installed: no calendar can be written")
    assert run("duties", "--ics", tmp_path / "a.ics")[0] == 0
    assert (tmp_path / "a.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with site(tmp_path_factory.mktemp("api")) as here, here.client() as found:
        yield found


def test_the_interface_gives_the_rows_of_the_command(client: httpx.Client) -> None:
    reply = client.post("/api/documents", files={"file": ("方案.txt", PLAN.encode())})
    assert reply.status_code < 300
    doc_id = reply.json()["results"][0]["doc_id"] if "results" in reply.json() else "方案"
    rows = client.get("/api/duties", params={"unit": "市工信局"}).json()["duties"]
    assert [(row["doc_id"], row["role"]) for row in rows] == [(doc_id, "配合")]
    assert client.get("/api/duties", params={"document": "nosuch"}).status_code in (400, 404)
    assert client.get("/api/duties", params={"format": "xml"}).status_code in (400, 422)
    pytest.importorskip("icalendar", reason="icalendar is not installed: no calendar can be written")
    calendar = client.get("/api/duties", params={"format": "ics"})
    assert calendar.headers["content-type"].startswith("text/calendar") and "VEVENT" in calendar.text
