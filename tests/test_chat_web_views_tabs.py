"""The HTML of the tabs: verdicts and states in words, the words of documents as text, charts in proportion."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import HOSTILE_QUOTE, HOSTILE_TITLE, document_info
from test_chat_web_views import Outline

from chat.comparison import Aligned, ClausePart, Comparison
from chat.comparison.changed_words import changes
from chat.comparison.indicator_pairs import FigurePair
from chat.duties import DutyRow, SharedTask, counted_units, shared_tasks
from chat.web.tabs import COMPARISON, DUTIES, INDICATORS, MEASURES
from chat.web.views.charts import chart_html
from chat.web.views.comparison import compared_html, options_html
from chat.web.views.duties import tasks_html, units_html
from chat.web.views.indicators import figure_words, figures_html
from chat.web.views.measures import matched_html, measure_html, self_test_html
from chat.web.views.profile_form import FORM_FIELDS, box_of, label_of, offers_html, profile_of_form

TODAY = date(2026, 11, 30)


def condition(state: str, quote: str = "专精特新中小企业", field: str = "revenue") -> dict[str, Any]:
    return {
        "condition": quote,
        "state": state,
        "field": field,
        "reason": "理由",
        "quote": quote,
        "start": 3,
        "end": 9,
    }


def measure(verdict: str = "待确认", **changed: Any) -> dict[str, Any]:
    gift = {"kind": "资金", "amount": "最高300万元", "quote": "给予最高300万元奖励", "start": 1, "end": 12}
    made = {
        "measure": "rules#1", "title": "研发奖励", "doc_id": "rules", "document": "若干措施", "clause": "第二章 / 第三条", "page": 4,
        "start": 0, "end": 4, "status": "现行", "verdict": verdict, "gives": [gift], "conditions": [condition("unknown")],
        "for_whom": "中小企业", "handled_by": "区科信局", "contact": "8888", "deadline": "12月底前",
    }  # fmt: skip
    return {**made, **changed}


def found(*measures: dict[str, Any], ask: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    profile = {
        "region": {"value": "北京市丰台区", "from": "丰台"},
        "employees": {"value": 60, "from": "60人"},
    }
    return {"profile": profile, "as_of": "2026-11-30", "ask": ask or [], "measures": list(measures)}


# --- 适用政策 ----------------------------------------------------------------------------------------


def test_measures_stand_under_their_verdicts_in_words() -> None:
    html = matched_html(
        found(measure("符合", conditions=[]), measure(), measure("不符合", conditions=[condition("unmet")]))
    )
    assert re.findall(r"<h3>(.*?)</h3>", html) == ["符合 1 项", "待确认 1 项", "不符合 1 项"]
    words = Outline(html).words
    assert "符合 1 项，待确认 1 项" in words and "北京市丰台区" in words and "60人" in words
    assert "文中没有写明条件" in words and "区科信局" in words and "12月底前" in words
    assert "<strong>最高300万元</strong>" in html


def test_what_cannot_be_applied_for_stands_apart() -> None:
    html = matched_html(found(measure("符合", status="已废止")))
    assert "没有找到适用的措施" in html and "不在执行中 1 项" in html and "<h3>符合" not in html
    assert "无关" in matched_html(found())


def test_what_decides_comes_first_and_the_rest_is_folded() -> None:
    held = [condition("met", f"条件{number}") for number in range(6)] + [
        condition("unmet", "年营收不超过一亿元")
    ]
    html = measure_html(measure("不符合", conditions=held))
    assert html.index("年营收不超过一亿元") < html.index("条件0") and "另有 2 条" in html
    assert Outline(html).words.count("不满足") == 1


def test_the_gift_that_is_needed_comes_first() -> None:
    place = {"kind": "场地", "amount": "", "quote": "免收租金", "start": 5, "end": 9}
    html = measure_html(measure(gives=[*measure()["gives"], place]), "场地")
    assert html.index("免收租金") < html.index("最高300万元")


def test_fields_that_decide_lead_to_their_boxes() -> None:
    asked = [{"field": "qualification", "measures": ["a", "b"]}, {"field": "other", "measures": ["c"]}, {"field": "employees", "measures": ["d"]}]  # fmt: skip
    html = matched_html(found(measure(), ask=asked))
    assert re.findall(r'data-fill="(\w+)"', html) == ["qualifications", "size"]
    assert box_of("other") == "" and label_of("age") == "成立"
    names = {field.name for field in FORM_FIELDS}
    fields = ("region", "industry", "size", "founded", "employees", "revenue", "rd_share", "rd_spending", "qualification", "stage", "event")  # fmt: skip
    assert {box_of(field) for field in fields} <= names


@pytest.mark.parametrize(
    ("verdict", "words"), [("符合", "可以准备申报"), ("待确认", "还不能断定"), ("不符合", "现在申报不了")]
)
def test_a_test_says_how_it_stands_and_asks_for_what_is_open(verdict: str, words: str) -> None:
    html = self_test_html(measure(verdict))
    assert words in html and "满足 0 条，不满足 0 条，待确认 1 条" in html and 'name="revenue"' in html
    assert "再测一次" not in self_test_html(
        measure(verdict, conditions=[condition("unknown", field="other")])
    )


def test_a_form_becomes_a_profile() -> None:
    assert profile_of_form({"size": "小型，约86人", "needs": " 场地 ", "name": "", "x": "y"}) == {
        "needs": "场地",
        "employees": "约86人",
        "size": "小型",
    }
    assert profile_of_form(None) == {} and profile_of_form({"text": "字" * 9999})["text"] == "字" * 2000


# --- 任务 -------------------------------------------------------------------------------------------


def duty(unit: str = "市财政局", role: str = "配合", **changed: Any) -> DutyRow:
    row = DutyRow(
        unit, role, "建设算力中心", "2030年6月底前", "2030-06-30", "plan", "行动方案", "现行", "一 / 1.", 2, "引文", 3, 9, "k"
    )  # fmt: skip
    return replace(row, **changed)


def test_a_task_shows_all_its_units_by_role_and_whether_its_day_is_past() -> None:
    rows = [
        duty(),
        duty("市发改委", "牵头"),
        duty("市工信局", task="老任务", deadline="2020年底", by="2020-12-31"),
    ]
    tasks = shared_tasks(rows)
    assert [len(task.rows) for task in tasks] == [2, 1] and tasks[0].units == {
        "牵头": ("市发改委",),
        "配合": ("市财政局",),
    }
    html = tasks_html(tasks, "", TODAY)
    assert html.index("建设算力中心") < html.index("老任务") and html.count("已过") == 1
    assert shared_tasks(rows, rows[2:]) == tasks[1:]
    assert counted_units([*rows, duty("市财政局", task="另一项")])[0] == ("市财政局", 2)
    assert "选一个单位" in tasks_html([], "", TODAY) and "换个叫法" in tasks_html([], "某局", TODAY)
    assert "下载日历" not in tasks_html(shared_tasks([duty(deadline="", by="")]), "市财政局", TODAY)


# --- 指标 -------------------------------------------------------------------------------------------


def figure(
    value: float = 5.5, comparator: str = "左右", quote: str = "地区生产总值增长5.5%左右", **changed: Any
) -> dict[str, Any]:
    row = {
        "indicator": "地区生产总值增速", "value": value, "unit": "%", "comparator": comparator, "kind": "目标", "year": 2025,
        "base_year": None, "place": "湖南省", "doc_id": "rail", "clause": "二", "quote": quote, "start": 1, "end": 9, "page": None,
    }  # fmt: skip
    return {**row, **changed}


def test_a_figure_is_written_as_the_document_limits_it() -> None:
    assert figure_words(figure()) == "5.5%左右"
    assert figure_words(figure(300, "不超过", "不超过300万元", unit="万元")) == "不超过300万元"
    assert figure_words(figure(5, "", "增长5%—6%", high=6.0)) == "5—6%"


def test_figures_stand_by_place_and_year_with_their_words() -> None:
    rows = [
        figure(),
        figure(4.8, "", "增长4.8%", year=2024, kind="实绩"),
        figure(1, "", "1", year=None, place=""),
    ]
    rows += [figure(number, "", str(number), year=2000 + number) for number in range(1, 10)]
    html = figures_html(
        rows, {"kind": "bars", "indicator": "", "unit": "", "points": []}, [document_info("rail")]
    )
    assert "12 个数，出自 1 份文件" in html and "其他" in html and html.count('scope="row"') == 2
    assert "已届满" in html and "<svg" not in html and "地区生产总值增长5.5%左右" in html
    assert "没有找到" in figures_html([], {}, [])


def point(place: str, value: float, year: int | None = 2025, aim: str = "目标") -> dict[str, Any]:
    return {"place": place, "year": year, "value": value, "high": None, "aim": aim, "doc_id": "d"}


def chart(kind: str, *points: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "indicator": "粮食产量", "unit": "万吨", "points": list(points)}


def test_bars_are_in_proportion_and_in_order() -> None:
    html = chart_html(
        chart("bars", point("甲", 50), point("乙", 100), point("甲", 7, 2024), point("丙", -25))
    )
    assert re.findall(r'width="([\d.]+)%" height="10"', html) == ["100.00", "50.00", "25.00"]
    assert (
        re.findall(r'wc-chart-name" x="0" y="\d+">(.)', html) == ["乙", "甲", "丙"] and "wc-bar-below" in html
    )
    assert "2025年目标" in html and "乙100万吨" in html
    assert chart_html(chart("bars", point("甲", 50))) == "" and chart_html(chart("bars")) == ""


def test_lines_run_over_the_years_and_tell_targets_apart() -> None:
    html = chart_html(
        chart(
            "lines",
            point("甲", 1, 2023, "实绩"),
            point("甲", 2, 2024, "实绩"),
            point("甲", 3, 2026),
            point("甲", 9, 2024),
        )
    )
    assert html.count("<line ") == 2 and html.count("<circle") == 3 and html.count("wc-hollow") == 1
    assert [float(x) for x in re.findall(r'cx="([\d.]+)%"', html)] == pytest.approx([6, 33.33, 88], abs=0.01)
    assert "2023—2026年" in html and ">9<" not in html
    assert "wc-bars" in chart_html(chart("lines", point("甲", 1), point("乙", 2)))


@given(
    st.lists(st.tuples(st.floats(-1e12, 1e12), st.none() | st.integers(1990, 2050)), max_size=12),
    st.booleans(),
)
def test_charts_take_any_figures(values: list[tuple[float, int | None]], lines: bool) -> None:
    points = [point(f"地{number % 3}", value, year) for number, (value, year) in enumerate(values)]
    html = chart_html(chart("lines" if lines else "bars", *points))
    assert "nan" not in html and "inf" not in html
    Outline(html)


# --- 比对 -------------------------------------------------------------------------------------------


def compared(a: str, b: str, edition: bool = True, **changed: Any) -> Comparison:
    sides = (
        (ClausePart("第一章 / 第一条", a, 10, 10 + len(a), 1),),
        (ClausePart("第一条", b, 20, 20 + len(b)),),
    )
    pair = Aligned(
        "总则",
        *sides,
        (FigurePair("人数", "十人", "百人", 11, 13, 21, 23),),
        tuple(changes(a, b)),
        same=a == b,
    )
    made = Comparison(document_info("rail"), document_info("draft"), "", edition, (pair,), (), sides[1])
    return replace(made, **changed)


def test_changed_words_are_marked_on_both_sides() -> None:
    html = compared_html(compared("企业有十人", "企业有百人"))
    assert (
        "<del>十</del>" in html
        and "<ins>百</ins>" in html
        and "仅见于" in html
        and "改动 1 处，未改 0 处" in html
    )
    assert "征求意见稿" in html and 'data-start="11"' in html
    same = compared_html(compared("企业", "企业"))
    assert "未改 1 处" in same and "<del>企业" not in same
    assert "没有找到可以对照" in compared_html(compared("甲", "乙", aligned=(), only_b=()))


def test_documents_of_one_name_are_told_apart() -> None:
    info = document_info("rail")
    html = options_html([info, replace(info, doc_id="other"), document_info("draft")])
    assert "（rail）" in html and "（other）" in html and "（draft）" not in html


# --- all of them ---------------------------------------------------------------------------------------


def test_what_documents_say_stays_text() -> None:
    hostile = f"{HOSTILE_TITLE}\" onclick='x'{HOSTILE_QUOTE}"
    info = document_info("hostile")
    one = measure(
        title=hostile, document=hostile, clause=hostile, measure=hostile, for_whom=hostile, handled_by=hostile, contact=hostile,
        conditions=[condition("unknown", hostile, "other")], gives=[{"kind": hostile, "amount": hostile, "quote": hostile, "start": 1, "end": 2}],
    )  # fmt: skip
    rows = [duty(hostile, task=hostile, title=hostile, clause=hostile, deadline=hostile)]
    part = ClausePart(hostile, hostile, 1, 2)
    pages = [
        matched_html({**found(one), "profile": {"name": {"value": hostile, "from": hostile}}}),
        self_test_html(one),
        tasks_html([SharedTask(tuple(rows))], hostile, TODAY),
        units_html([(hostile, 1)], hostile),
        figures_html([figure(quote=hostile, indicator=hostile, place=hostile, unit=hostile, comparator=hostile, kind=hostile)], chart("bars", point(hostile, 1), point("乙", 2)), [info]),
        chart_html(chart("lines", point(hostile, 1, 2020), point(hostile, 2, 2021))),
        compared_html(Comparison(info, info, "", False, (Aligned(hostile, (part,), (part,)),), (part,), ())),
        options_html([info, info]),
        offers_html({hostile: [hostile]}),
    ]  # fmt: skip
    for html in pages:
        outline = Outline(html)
        assert {"script", "img", "b", "iframe", "i", "u"}.isdisjoint(outline.tags)
        assert not any(name.startswith("on") for name, _ in outline.attributes)
        assert "window.hacked" in html


def test_every_box_of_the_tabs_has_a_label() -> None:
    for html in (MEASURES, DUTIES, INDICATORS, COMPARISON):
        labels = set(re.findall(r'<label for="([^"]+)"', html))
        boxes = re.findall(r"<(?:input|select|textarea) [^>]*", html)
        assert labels and all(re.search(r'id="([^"]+)"', box)[1] in labels for box in boxes)  # type: ignore[index]
