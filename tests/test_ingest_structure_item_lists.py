"""Lists in running words: led in, each item whole, nested lists apart, nothing outside the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Span
from ingest.structure import item_lists, list_around

LAW = """第三条 下列车船免征车船税：
（一）捕捞、养殖渔船；
（二）军队专用的车船；
（三）警用车船。
第二款另有规定。
"""


def words(text: str) -> list[tuple[str | None, list[str]]]:
    return [
        (
            text[found.lead.start : found.lead.end] if found.lead else None,
            [text[item.start : item.end] for item in found.items],
        )
        for found in item_lists(text, Span(0, len(text)))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LAW, [("第三条 下列车船免征车船税：", ["（一）捕捞、养殖渔船；", "（二）军队专用的车船；", "（三）警用车船。"])]),
        # inside a line; the last item ends with its sentence
        ("应当提交以下材料：1．身份证；2．户口簿。其他事项另行通知。", [("应当提交以下材料：", ["1．身份证；", "2．户口簿。"])]),
        ("主要任务：一是加强领导；二是落实责任。完毕。", [("主要任务：", ["一是加强领导；", "二是落实责任。"])]),
        # a list inside an item belongs to the item, and is a list of its own
        (
            "包括：（一）甲：1．子；2．丑；（二）乙。",
            [("包括：", ["（一）甲：1．子；2．丑；", "（二）乙。"]), ("（一）甲：", ["1．子；", "2．丑；"])],
        ),
        ("没有列表的一句话。", []),
        ("（一）只有一项。", []),
    ],
)  # fmt: skip
def test_lists_with_their_lead_in(text: str, expected: list[tuple[str | None, list[str]]]) -> None:
    assert words(text) == expected


def test_the_list_around_a_place_is_the_one_it_leads_in_or_the_innermost() -> None:
    text = "包括：（一）甲：1．子；2．丑；（二）乙。"
    lists = item_lists(text, Span(0, len(text)))
    assert list_around(lists, 0, 3) is lists[0]
    place = text.index("丑")
    assert list_around(lists, place, place + 1) is lists[1]
    assert list_around(lists, len(text), len(text) + 1) is None


@given(st.text(alphabet="（一）二三1.2．、；。\n：下列甲乙是", max_size=120))
def test_items_lie_in_order_inside_the_text(text: str) -> None:
    for found in item_lists(text, Span(0, len(text))):
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert len(found.items) >= 1
        for before, after in zip(found.items, found.items[1:], strict=False):
            assert before.end <= after.start
