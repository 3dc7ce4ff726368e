"""Figures and years in one spelling, and what a sentence says them of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.claims.statements import items_of, statements_of, zone
from ingest.text.figures import figures_of, flat
from ingest.text.years import years_said


def read(text: str) -> list[tuple[str, str]]:
    return [(f"{figure.value.normalize():f}", figure.kind) for figure in figures_of(flat(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("百分之十五", [("15", "%")]),
        ("增长两成", [("20", "%")]),
        ("让利1.5成", [("15", "%")]),
        ("万分之五", [("0.05", "%")]),
        ("306平方千米", [("306", "平方公里")]),
        ("（0571）87051234", [("57187051234", "电话")]),
        ("0555-12345", [("55512345", "电话")]),
        ("3亿美元", [("300000000", "美元")]),
        ("3,500亿元", [("350000000000", "元")]),
        ("三千五百亿元", [("350000000000", "元")]),
        ("0.35万亿元", [("350000000000", "元")]),
        ("四十万亿元", [("40000000000000", "元")]),
        ("一百六十一点九亿元", [("16190000000", "元")]),
        ("四万五千一百人", [("45100", "人")]),
        ("20余万名", [("200000", "人")]),
        ("10—15家", [("10", "个"), ("15", "个")]),
        ("2016-2020年", [("2016", ""), ("2020", "年")]),
        ("2023.12", [("2023", "年"), ("12", "月")]),
        ("二〇二三年十二月", [("2023", "年"), ("12", "月")]),
        ("满半年", [("6", "月")]),
        ("第四位，第4", [("4", "第"), ("4", "第")]),
        ("居全国首位", [("1", "第")]),
        ("实现翻番", [("100", "%")]),
        ("45周岁", [("45", "岁")]),
        ("十二海里", [("12", "海里")]),
        ("8462亿千瓦时，5千瓦", [("846200000000", "千瓦时"), ("5", "千瓦")]),
        ("提高0.7个百分点", [("0.7", "点")]),
        ("十四五期间的第三方评估、第二产业", []),
        ("“三支一扶”人员", []),
        ("一个平台、一批企业", []),
    ],
)
def test_figures_are_read_in_any_spelling(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("65名", "65人", True),
        ("6648.7亿", "6648.7亿元", True),
        ("1.5万人", "15000人", True),
        ("二十二项", "22个", True),
        ("880亿斤", "880亿吨", False),
        ("15%", "15个百分点", False),
        ("3500亿元", "3500万元", False),
        ("40家", "40%", False),
        ("306平方千米", "306平方公里", True),
        ("3亿美元", "3亿元", False),
        ("电话87051234", "（0571）87051234", True),
        ("（0571）87051235", "（0571）87051234", False),
    ],
)
def test_figures_are_the_same_whatever_their_spelling(one: str, other: str, same: bool) -> None:
    first, second = figures_of(flat(one))[0], figures_of(flat(other))[0]
    assert first.same(second) is same


@given(
    st.text(
        st.one_of(
            st.sampled_from("第十百千万亿点一二三四五零年月日元家%.,-—至成翻番“”0123456789"), st.characters()
        ),
        max_size=60,
    )
)
def test_any_text_is_read_and_offsets_hold(text: str) -> None:
    words = flat(text)
    for figure in figures_of(words):
        assert words[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2016-2018年", {2016, 2017, 2018}),
        ("“十四五”期末", {2021, 2022, 2023, 2024, 2025}),
        ("2020年比2016年增长", {2020, 2016}),
        ("收入2020亿元", set()),
    ],
)
def test_years_of_a_text(text: str, years: set[int]) -> None:
    assert years_said(flat(text)) == years


def test_a_year_of_comparison_is_not_the_year_of_a_figure() -> None:
    assert years_said("2020年利润较2016年增加", last=True) == {2020}
    assert years_said("比2016年增加", last=True) == {2016}


def test_items_end_at_marks_and_behind_figures() -> None:
    items = items_of("单项冠军企业6家和领航企业1家，数据和算法（含模型、语料）达到国际水平")
    assert [item.text for item in items] == [
        "单项冠军企业6家",
        "领航企业1家",
        "数据和算法（含模型、语料）达到国际水平",
    ]
    for item in items:
        for figure in item.figures:
            assert item.text[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(
    "text",
    ["东区、西区年均分别增长8%、12%", "对东区、西区，年均分别给予8%、12%", "东区和西区的增速分别为8%和12%"],
)
def test_respectively_is_taken_apart(text: str) -> None:
    items = [item for item in statements_of(flat(text))[0].items if item.counts()]
    assert ["东区" in items[0].text, "西区" in items[0].text] == [True, False]
    assert ["东区" in items[1].text, "西区" in items[1].text] == [False, True]
    assert [item.figures[-1].text for item in items] == ["8%", "12%"]


def test_what_each_has_is_said_of_each() -> None:
    items = statements_of("民意调查和外部评估各占一成")[0].items
    assert [item.text for item in items] == ["民意调查占一成", "外部评估占一成"]


def test_a_figure_goes_with_its_own_item_and_with_what_it_continues() -> None:
    (statement,) = statements_of("到2025年建成研究中心3个、技术中心6个，企业增加60家，总数超过240家")
    by_figure = {item.figures[-1].text: place for place, item in enumerate(statement.items)}
    assert "研究中心" not in zone(statement, by_figure["6个"], "个")
    assert "建成" in zone(statement, by_figure["6个"], "个")
    assert "企业" in zone(statement, by_figure["240家"], "个")
