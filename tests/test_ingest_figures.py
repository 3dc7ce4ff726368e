"""The figures of sentences and table rows: of what, how much, when, aimed at or reached."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import parse_text
from ingest.facts import INDICATOR, facts_of, indicator_of
from ingest.figures import (
    RESULT,
    TARGET,
    MappedText,
    PeriodReader,
    StatedFigure,
    amounts_in,
    known_names,
    name_of,
    statements_of,
    unified,
)

REPORT = ("2031年云山省政府工作报告", "2031-01-12", None)


def read(
    text: str, *, title: tuple = REPORT, path: tuple[str, ...] = (), before: str = ""
) -> list[StatedFigure]:
    reader = PeriodReader(*title)
    reader.enter(path)
    return statements_of(MappedText.of(text, 0, len(text)), reader, before)


def told(text: str, **kept: object) -> list[tuple[str, str]]:
    """Name and figure of each statement of a sentence."""
    return [
        (
            one.name,
            f"{one.amount.value}{'-' + str(one.amount.high) if one.amount.high else ''}{one.amount.unit}",
        )
        for one in read(text, **kept)  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产值达到1.35万亿元。", [("1.35", "万亿元", "")]),
        ("整治小巷2100多条，绿道超过500公里。", [("2100", "条", "多"), ("500", "公里", "超过")]),
        ("单价 30.5 微克/立方米", [("30.5", "微克/立方米", "")]),
        ("旅游收入突破万亿元", [("1", "万亿元", "突破")]),
        ("增长5%左右", [("5", "%", "左右")]),
        ("总用地1,200亩", [("1200", "亩", "")]),
        ("提高百分之六", [("6", "%", "")]),
        ("差距缩小到2.31:1", [("2.31", "：1", "")]),
        ("高于全省2.2和3.7个百分点", [("2.2", "个百分点", ""), ("3.7", "个百分点", "")]),
    ],
)
def test_amounts_are_read_as_written(text: str, expected: list[tuple[str, str, str]]) -> None:
    flat = MappedText.of(text, 0, len(text)).flat
    assert [(str(one.value), one.unit, one.comparator) for one in amounts_in(flat)] == expected


@pytest.mark.parametrize(
    "text",
    ["5G网络和G331公路", "第3位", "2030年4月", "《高地方案（2028-2030年）》", "世界500强", "“新政20条”"],
)
def test_numbers_of_names_and_dates_are_no_amounts(text: str) -> None:
    assert amounts_in(MappedText.of(text, 0, len(text)).flat) == []


def test_a_range_is_one_amount() -> None:
    (amount,) = amounts_in("增长5.0%—5.5%")
    assert (amount.value, amount.high, amount.unit) == (Decimal("5.0"), Decimal("5.5"), "%")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("GDP", "地区生产总值"),
        ("全省经济总量", "地区生产总值"),
        ("规模工业增加值", "规模以上工业增加值"),
        ("粮食总产", "粮食产量"),
        ("云杉苗木产量", "云杉苗木产量"),
    ],
)
def test_one_indicator_has_one_name(words: str, name: str) -> None:
    assert unified(words) == name


def test_growth_is_another_indicator_of_the_same_family() -> None:
    assert unified("地区生产总值", "增速") == unified("经济", "增速") == "地区生产总值增速"
    found = name_of("地区生产总值增速")
    assert found is not None and found.family == "地区生产总值"
    assert all(one.reason for one in known_names())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "地区生产总值57761亿元、增长5.5%，高于全国0.5个百分点。",
            [
                ("地区生产总值", "57761亿元"),
                ("地区生产总值增速", "5.5%"),
                ("地区生产总值高于全国", "0.5个百分点"),
            ],
        ),
        (
            "城镇居民、农村居民人均可支配收入分别增长4.6%、6.7%。",
            [("城镇居民人均可支配收入增速", "4.6%"), ("农村居民人均可支配收入增速", "6.7%")],
        ),
        (
            "城乡居民人均可支配收入分别增长8%和10%。",
            [("城镇居民人均可支配收入增速", "8%"), ("农村居民人均可支配收入增速", "10%")],
        ),
        (
            "城镇调查失业率、居民消费价格涨幅分别控制在5%和3%以内。",
            [("城镇调查失业率", "5%"), ("居民消费价格涨幅", "3%")],
        ),
        ("食品、药品抽检合格率均超99%。", [("食品抽检合格率", "99%"), ("药品抽检合格率", "99%")]),
        ("新增20家村史馆和9家书屋。", [("新增村史馆", "20家"), ("书屋", "9家")]),
        (
            "绿色电力产量增长8%、占全国1/4。",
            [("绿色电力产量增速", "8%"), ("绿色电力产量占全国比重", "25.00%")],
        ),
        ("粮食总产量再上新台阶，突破1600亿斤大关。", [("粮食产量", "1600亿斤")]),
        (
            "研发人员由2026年的7904人上升到2030年的11301人。",
            [("研发人员", "7904人"), ("研发人员", "11301人")],
        ),
        ("培育营收过500亿元企业1家。", [("营收过500亿元企业", "1家")]),
    ],
)
def test_each_figure_is_given_what_it_is_of(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


def test_a_side_is_of_what_the_sentence_before_is_about() -> None:
    assert told("总产量达到853亿斤。", before="粮食生产再创新高。") == [("粮食产量", "853亿斤")]


def test_what_is_striven_for_is_marked() -> None:
    first, second = read("地区生产总值增长7%以上、力争达到8%。")
    assert (first.amount.comparator, second.amount.comparator) == ("以上", "力争")
    assert first.name == second.name == "地区生产总值增速"


@pytest.mark.parametrize(
    ("path", "text", "year", "kind"),
    [
        (("一、2030年工作回顾",), "固定资产投资增长6%。", 2030, RESULT),
        (("二、2031年工作安排",), "固定资产投资增长6%。", 2031, TARGET),
        (("二、2031年工作安排", "（一）扩大内需，以来成效"), "固定资产投资增长6%。", 2031, TARGET),
        (("二、2031年工作安排",), "去年固定资产投资增长6%。", 2030, RESULT),
        ((), "今年发展主要预期目标是：固定资产投资增长6%。", 2031, TARGET),
    ],
)
def test_a_reports_chapter_tells_the_year_and_the_aim(
    path: tuple[str, ...], text: str, year: int, kind: str
) -> None:
    (statement,) = read(text, path=path)
    assert (statement.period.year, statement.period.kind) == (year, kind)


def test_a_plan_aims_at_its_last_year_and_looks_back_before_its_first() -> None:
    plan = ("云山区“十五五”苗木规划", "2026-03-01", (2026, 2030))
    (aimed,) = read("总收入达到900亿元。", title=plan, path=("第二章 发展目标",))
    (reached,) = read("总收入达到500亿元，", title=plan, path=("第一章 发展成就",))
    (against,) = read("总收入较2025年增长40%。", title=plan, path=("第二章 发展目标",))
    assert (aimed.period.year, aimed.period.kind) == (2030, TARGET)
    assert (reached.period.year, reached.period.kind) == (2025, RESULT)
    assert (against.name, against.base_year, against.period.kind) == ("总收入增速", 2025, TARGET)


@given(
    st.text(
        alphabet="增长达到约近超、，。；分别和的省市5%12.亿元万人年2031《》“”（）占全国比重 \n", max_size=60
    )
)
def test_any_sentence_is_read_and_quoted_in_place(text: str) -> None:
    for one in read(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.start <= one.number[0] < one.number[1] <= one.end


BULLETIN = "临川县2031年国民经济和社会发展统计公报\n临川县统计局 2032年4月20日\n一、综合\n初步核算，全年地区生产总值185.2亿元，比上年增长6.1%。三次产业结构由2030年的20:40:40调整为19:40:41。\n年末常住人口31.5万人。\n| 指标 | 2031年 |\n| --- | --- |\n| 粮食产量（万吨） | 22.4 |\n"
DONE = "财政总收入15.7亿元，增长11.5%。"
COUNTS = "云山市2031年8月社会消费品零售总额\n2031-09-19 来源：市统计局\n社会消费品零售总额141.4亿元，同比增长2.5%。\n"


@pytest.mark.parametrize("text", [BULLETIN, COUNTS])
def test_what_records_figures_states_results_of_the_year_it_is_of(text: str) -> None:
    document = parse_text(text, doc_id="record")
    rows = [indicator_of(fact) for fact in facts_of(document) if fact.kind == INDICATOR]
    assert len(rows) >= 2
    assert {(row.kind, row.year) for row in rows} == {(RESULT, 2031)}


@pytest.mark.parametrize("title", ["临川县政府工作报告（2032年1月）", "临川县政府工作报告（2031年工作回顾）"])
def test_a_report_looks_back_on_the_year_before_it_or_the_one_it_names(title: str) -> None:
    reader = PeriodReader(title, None, None)
    stated = statements_of(MappedText.of(DONE, 0, len(DONE)), reader)
    assert {(one.period.year, one.period.kind) for one in stated} == {(2031, RESULT)}
