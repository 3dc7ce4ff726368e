"""Indicators listed: by the command, over REST, as data of a chart and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import site
from tiny_model import build_tiny_model

import app
from chat.indicators import WantedIndicators, chart_of, csv_of, listed, rows_json
from index.store import Store, open_store
from ingest import parse_text

REPORT = """2031年{place}政府工作报告

一、2030年工作回顾

过去一年，地区生产总值增长{done}%，粮食总产达到{grain}。

二、2031年工作安排

今年预期目标是：GDP增长{aim}%左右，{also}。
"""
PLACES = {
    "云南省": {"done": 3.3, "grain": "390亿斤", "aim": 5, "also": "城镇新增就业50万人"},
    "贵州省": {"done": 5.3, "grain": "112万吨", "aim": "5.5", "also": "=SUM型企业新增3家"},
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(tmp_path_factory.mktemp("listing"), create=True)
    store.add(
        [parse_text(REPORT.format(place=place, **told), doc_id=place) for place, told in PLACES.items()]
    )
    return store


def names_of(store: Store, **wanted: object) -> list[tuple[str, str, float]]:
    rows = listed(store, WantedIndicators(**wanted))  # type: ignore[arg-type]
    return [(row.place, row.indicator.name, row.indicator.value) for row in rows]


def test_any_word_for_an_indicator_means_its_family(store: Store) -> None:
    growth = [("云南", "地区生产总值增速", 5.0), ("贵州", "地区生产总值增速", 5.5)]
    assert names_of(store, indicator="GDP", kind="目标") == growth
    assert names_of(store, indicator="经济增长", kind="目标") == growth
    assert names_of(store, indicator="粮食总产", place="云南") == [("云南", "粮食产量", 390.0)]
    assert names_of(store, indicator="企业")[0][1].endswith("企业新增")
    assert names_of(store, year=2030, place="贵州", indicator="GDP") == [("贵州", "地区生产总值增速", 5.3)]
    assert names_of(store, doc_ids=("没有",)) == []


def test_rows_quote_their_document(store: Store) -> None:
    for row in rows_json(listed(store, WantedIndicators()), lambda doc_id: store.document(doc_id).text):
        text = store.document(str(row["doc_id"])).text
        assert text[row["start"] : row["end"]] == row["quote"]  # type: ignore[misc]
        assert str(row["value"]) in str(row["quote"])


def test_a_chart_is_of_one_indicator_in_one_unit(store: Store) -> None:
    chart = chart_of(listed(store, WantedIndicators(indicator="粮食产量")))
    assert (chart["kind"], chart["indicator"], chart["unit"]) == ("bars", "粮食产量", "亿斤")
    assert [(point["place"], point["value"]) for point in chart["points"]] == [  # type: ignore[attr-defined]
        ("云南", 390.0),
        ("贵州", 22.4),
    ]
    assert chart_of([])["points"] == []


def test_csv_holds_no_formula(store: Store) -> None:
    rows = rows_json(listed(store, WantedIndicators()), lambda doc_id: store.document(doc_id).text)
    lines = list(csv.reader(io.StringIO(csv_of(rows).removeprefix("\ufeff"))))
    assert lines[0][:3] == ["指标", "数值", "单位"] and len(lines) == len(rows) + 1
    assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line)


@pytest.fixture
def wence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> Callable[..., tuple[int, str]]:
    """Run a command over a store of one report: (exit code, stdout)."""
    monkeypatch.setenv("WENCE_EMBEDDING_MODEL", str(build_tiny_model(tmp_path / "tiny")))
    (tmp_path / "报告.txt").write_text(REPORT.format(place="云南省", **PLACES["云南省"]), encoding="utf-8")

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        try:
            code = app.main(["--data", str(tmp_path / "data"), *map(str, arguments)])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        return code, capsys.readouterr().out

    assert run("ingest", tmp_path / "报告.txt")[0] == 0
    return run


def test_the_command_prints_a_line_for_each_figure(wence, tmp_path: Path) -> None:
    code, out = wence("indicators", "--indicator", "GDP", "--kind", "目标", "--json")
    (row,) = map(json.loads, out.splitlines())
    assert code == 0 and (row["indicator"], row["value"], row["unit"]) == ("地区生产总值增速", 5, "%")
    assert (row["comparator"], row["kind"], row["year"]) == ("左右", "目标", 2031)
    assert set(row) >= {"base_year", "place", "doc_id", "clause", "quote", "start", "end"}
    code, out = wence("indicators", "--place", "云南", "--year", 2030)
    assert code == 0 and "粮食产量\t390亿斤\t2030实绩" in out
    assert wence("indicators", "--csv", tmp_path / "表.csv")[0] == 0
    assert (tmp_path / "表.csv").read_text(encoding="utf-8").startswith("\ufeff指标")
    assert wence("indicators", "--document", "没有")[0] == 2
    assert wence("indicators", "--indicator", "没有的东西") == (0, "")


def test_rest_gives_rows_chart_and_csv(tmp_path: Path) -> None:
    with site(tmp_path) as found, found.client() as client:
        answer = client.get("/api/indicators", params={"indicator": "床位"})
        assert answer.status_code == 200 and set(answer.json()) >= {"indicators", "chart"}
        table = client.get("/api/indicators", params={"format": "csv"})
        assert table.headers["content-type"].startswith("text/csv") and "指标" in table.text
        assert client.get("/api/indicators", params={"kind": "别的"}).status_code in (400, 422)
