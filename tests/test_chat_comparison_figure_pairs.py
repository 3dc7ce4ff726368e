"""Which two figures of a text a question sets side by side, and which it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.comparison.figure_pairs import before_and_after, figures_of_things, placed_figures
from chat.evidence import whole_unit
from index.hits import DocumentInfo
from ingest.document import Chunk, Metadata

ONE = whole_unit(
    Chunk("d#0", "d", 0, 4, "一段原文", (), "text"),
    DocumentInfo("d", Metadata(title="青山市办法"), "现行", "d.txt", "text/plain", 1, 1, "0"),
)


def told(things: tuple[str, str], text: str, asked: str) -> tuple[str, str] | None:
    pair = figures_of_things(things, placed_figures(ONE, text), asked)
    return (pair[0].figure.text, pair[1].figure.text) if pair else None


@pytest.mark.parametrize(
    ("things", "text", "asked", "expected"),
    [
        (
            ("城镇居民", "农村居民"),
            "全体居民收入14063元，增长8.7%。城镇居民收入19770元，增长7.9%；农村居民收入7142元，增长8.8%。",
            "城镇居民收入比农村居民高多少元",
            ("19770元", "7142元"),
        ),
        (
            ("四星", "三星"),
            "新评为四星、三星的饭店，分别给予3万元、1万元奖励。",
            "四星和三星差多少",
            ("3万元", "1万元"),
        ),
        (
            ("三星", "四星"),
            "新评为四星、三星的饭店，分别给予3万元、1万元奖励。",
            "三星和四星差多少",
            ("1万元", "3万元"),
        ),
        (("公办", "私立"), "公办学位315个，民办学位248个。", "公办比私立多多少个", None),
    ],
)
def test_each_thing_has_the_figure_that_its_own_words_stand_before(
    things: tuple[str, str], text: str, asked: str, expected: tuple[str, str] | None
) -> None:
    assert told(things, text, asked) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("企业从1832户增加到3382户。", ("1832户", "3382户")),
        ("税目比例由21%提升至74%。", ("21%", "74%")),
        ("排名由369位上升到235位，收入增长5%。", ("369位", "235位")),
        ("增长5%，达到120亿元。", None),
        ("分别增加3万元、5万元。", None),
    ],
)
def test_what_was_and_what_is_are_read_where_the_text_says_so(
    text: str, expected: tuple[str, str] | None
) -> None:
    pair = before_and_after([placed_figures(ONE, text)])
    assert (pair and (pair[0].figure.text, pair[1].figure.text)) == expected


@given(st.text(alphabet="甲乙的由从增加到至、，。（）()0123456789%万元户分别 ", max_size=60))
def test_any_words_give_figures_of_the_quote_or_none(text: str) -> None:
    placed = placed_figures(ONE, text)
    assert all(one.quote[one.figure.start : one.figure.end] == one.figure.text for one in placed)
    for pair in (before_and_after([placed]), figures_of_things(("甲", "乙"), placed, text)):
        assert pair is None or (pair[0] != pair[1] and pair[0].figure.kind == pair[1].figure.kind)
