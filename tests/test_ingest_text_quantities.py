"""Figures, dates and years in official text."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.quantities import contacts, quantities
from ingest.text.years import dates, end_years, explicit_years, five_year_plan, mentions, years, years_said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总收入突破3500亿元", [("3500亿元", "money")]),
        ("形成3-5家跨国公司", [("3-5家", "count")]),
        ("拥有企业180余家", [("180余家", "count")]),
        ("专利申请总数达到 26842 个", [("26842 个", "count")]),
        ("占全区34.4%", [("34.4%", "percent")]),
        ("提升 5.6个百分点", [("5.6个百分点", "percent")]),
        ("力争年均增长百分之十五", [("百分之十五", "percent")]),
        ("两个500亿以上的赛道", [("两个", "count"), ("500亿", "money")]),
        ("研发人才达到15000人", [("15000人", "people")]),
        ("面积156.52万平方米", [("156.52万平方米", "area")]),
        ("到2025年", []),
        ("2021-2025年", []),
        ("1,200家企业", [("1,200家", "count")]),
    ],
)
def test_quantities(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(q.text, q.kind) for q in quantities(text)] == expected


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
    for quantity in quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
    for start, end in dates(text):
        assert 0 <= start < end <= len(text)
    years(text)
