"""Figures, dates and years in official text."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.evidence.units import Unit
from chat.question.understand import understand
from ingest.document import Chunk
from ingest.text.figures import contacts, figures_in, flat, unit_kind, units_of, units_of_kind
from ingest.text.normalise import flat_text
from ingest.text.years import dates, end_years, explicit_years, five_year_plan, mentions, years, years_said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总收入突破3500亿元", [("3500亿元", "元", "money")]),
        ("形成3-5家跨国公司", [("3", "家", "count"), ("5家", "家", "count")]),
        ("形成3—5家跨国公司", [("3", "家", "count"), ("5家", "家", "count")]),
        ("拥有企业180余家", [("180余家", "家", "count")]),
        ("专利申请总数达到 26842 个", [("26842个", "个", "count")]),
        ("占全区34.4%", [("34.4%", "%", "percent")]),
        ("增长4.5%左右", [("4.5%", "%", "percent")]),
        ("提升 5.6个百分点", [("5.6个百分点", "百分点", "percent")]),
        ("力争年均增长百分之十五", [("百分之十五", "%", "percent")]),
        ("百分之五十、万分之五", [("百分之五十", "%", "percent"), ("万分之五", "%", "percent")]),
        ("让利1.5成", [("1.5成", "%", "percent")]),
        ("两个500亿以上的赛道", [("两个", "个", "count"), ("500亿", "", "money")]),
        ("研发人才达到15000人", [("15000人", "人", "people")]),
        ("面积156.52万平方米", [("156.52万平方米", "平方米", "area")]),
        ("总面积306平方千米", [("306平方千米", "平方千米", "area")]),
        ("租期最长三年", [("三年", "年", "duration")]),
        (
            "五年内、7日内、三十日",
            [("五年", "年", "duration"), ("7日", "日", "duration"), ("三十日", "日", "duration")],
        ),
        ("不低于3亿美元", [("3亿美元", "美元", "money")]),
        ("最高30万元", [("30万元", "元", "money")]),
        ("到2025年", []),
        ("2021-2025年", []),
        ("2022年2月21日", []),
        ("1,200家企业", [("1200家", "家", "count")]),
        ("（0571）87051234", [("（0571）87051234", "", "phone")]),
        ("0555-12345", [("0555-12345", "", "phone")]),
        ("咨询电话010-12345678", [("010-12345678", "", "phone")]),
        ("电话咨询量达到12345件", [("12345件", "件", "count")]),
        ("产值15000000000元", [("15000000000元", "元", "money")]),
    ],
)
def test_a_figure_has_its_unit_as_written_and_what_it_measures(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    measured = [figure for figure in figures_in(text) if figure.measure]
    assert [(figure.text, figure.unit, figure.measure) for figure in measured] == expected


def test_units_stand_in_one_table() -> None:
    assert {"平方公里", "平方千米", "亩", "公顷"} <= units_of("area")
    assert units_of_kind("公里") == {"公里", "千米", "km"}
    assert (unit_kind("户"), unit_kind("名"), unit_kind("百分点"), unit_kind("杯")) == (
        "个",
        "人",
        "点",
        None,
    )


def unit(text: str) -> Unit:
    chunk = Chunk("one#0", "one", 0, len(text), text)
    return Unit(chunk, 0, len(text), text, flat_text(text), "", "", frozenset(), frozenset())


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("总面积有多大？", "园区总面积306平方千米。", True),
        ("总面积有多大？", "园区总面积306平方公里。", True),
        ("总面积有多大？", "线路长306千米。", False),
        ("线路多长？", "线路长306千米。", True),
        ("租期最长几年？", "租期最长不超过三年。", True),
        ("公示期多长？", "公示三十日内提出。", True),
        ("公示期多长？", "公示不少于7日。", True),
        ("公示期多长？", "公示后生效。", False),
        ("有多少名专家？", "聘请专家1.5万人。", True),
        ("联系电话是多少？", "咨询请拨（0571）87051234。", True),
        ("联系电话是多少？", "拨0555-12345。", True),
        ("补贴多少元？", "补贴百分之五十。", False),
        ("稳增长政策有多少条？", "落实“稳增长20条”。", True),
    ],
)
def test_a_sentence_meets_what_a_question_asks_for(question: str, text: str, met: bool) -> None:
    asks = understand(question).asks
    assert asks and all(unit(text).satisfies(ask) for ask in asks) is met


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“一五”时期", range(1953, 1958)),
        ("“六五”计划", range(1981, 1986)),
        ("“八五”计划", range(1991, 1996)),
        ("九五期间", range(1996, 2001)),
        ("“十五”计划", range(2001, 2006)),
        ("“十一五”", range(2006, 2011)),
        ("十五五规划", range(2026, 2031)),
        ("展望“十六五”", range(2031, 2036)),
        ("“八五”普法规划", ()),
        ("二十五规模以上", ()),
        ("十五名代表", ()),
        ("十五五家", ()),
        ("九五折", ()),
        ("一九九八年", (1998,)),
        ("二〇〇八年", (2008,)),
        ("2021年—2023年", range(2021, 2024)),
        ("1950-2020年", (1950, 2020)),
        ("丰政发〔2022〕7号", ()),
        ("2030家", ()),
    ],
)
def test_one_grammar_reads_years_for_scoring_and_for_checking(text: str, expected: Iterable[int]) -> None:
    assert years(text) == years_said(text) == set(expected)


@given(st.text(alphabet="0123456789年月十五一二九〇八〔〕“”规划期末至—-比与普法家", max_size=40))
def test_mentions_of_years_lie_in_the_text_in_order(text: str) -> None:
    found = mentions(text)
    assert [mention.start for mention in found] == sorted(mention.start for mention in found)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.years >= mention.written
    assert explicit_years(text) | end_years(text) | years_said(text) <= years(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("完成时限：2023.10", ["2023.10"]),
        ("2022年2月21日", ["2022年2月21日"]),
        ("12月31日前申报", ["12月31日"]),
        ("增加26.6亿元", []),
        ("版本2023.15", []),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in dates(text)] == expected


def test_years_read_ranges_five_year_plans_and_chinese_numerals() -> None:
    assert years("2016-2020年") == {2016, 2017, 2018, 2019, 2020}
    assert years("“十四五”时期") == set(five_year_plan(14)) == set(range(2021, 2026))
    assert years("展望二〇三五年") == {2035}
    assert explicit_years("“十四五”期末，到2025年") == {2025}
    assert years("丰政发〔2022〕7号") == frozenset()
    assert years("总量2030家") == frozenset()


def test_contacts() -> None:
    assert contacts("请发至policy@example.gov.cn", "email")
    assert contacts("电话：010-12345678", "phone")
    assert not contacts("2022-02-21", "phone")


@given(st.text(alphabet="0123456789年月日亿万元家个%.-—至到 百分之一二三十余〇”“", max_size=40))
def test_spans_lie_in_the_text(text: str) -> None:
    for figure in figures_in(text):
        assert flat(text)[figure.start : figure.end] == figure.text
    for start, end in dates(text):
        assert 0 <= start < end <= len(text)
    years(text)
