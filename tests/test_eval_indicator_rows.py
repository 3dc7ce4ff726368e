"""How rows of indicators are compared with rows judged by hand."""

from __future__ import annotations

from eval.indicator_rows import compare, report
from ingest import parse_text

TEXT = """2031年云南省政府工作报告

二、2031年工作安排

今年预期目标是：地区生产总值增长5%左右，粮食产量395亿斤以上。新建村史馆12家。
"""
GOLD = {
    "indicator": "地区生产总值增长",
    "unified": "地区生产总值增速",
    "value": 5,
    "unit": "%",
    "kind": "目标",
    "year": "2031",
    "comparator": "左右",
    "place": "云南省",
    "quote": "地区生产总值增长5%左右",
}
SCOPE = {"from": "今年预期目标是", "to": "村史馆12家。"}


def test_found_missed_and_wrong_rows_are_counted() -> None:
    document = parse_text(TEXT, doc_id="report")
    grain = {
        **GOLD,
        "indicator": "粮食产量",
        "unified": "",
        "value": 395,
        "unit": "亿斤",
        "quote": "粮食产量395亿斤以上",
    }
    absent = {**GOLD, "indicator": "出口", "value": 3, "quote": "粮食产量395亿斤以上"}
    tally = compare(document, [GOLD, {**grain, "kind": "实绩"}, absent], [SCOPE])
    assert (tally.gold, tally.found, tally.read, tally.right) == (3, 2, 3, 2)
    assert tally.fields["name"] == 2 and tally.fields["kind"] == 1 and tally.whole == 1
    assert "村史馆" in tally.wrong[0] and "出口" in tally.missed[0]
    assert report([("report", tally)], details=False).endswith(
        "| all | 3 | 0.667 | 0.667 | 0.500 | 1.000 | 0.500 | 1.000 | 1.000 | 0.500 | 1.000 |"
    )


def test_what_may_or_may_not_be_a_row_counts_neither_way() -> None:
    document = parse_text(TEXT, doc_id="report")
    edge = {
        **GOLD,
        "indicator": "村史馆",
        "unified": "",
        "value": 12,
        "unit": "家",
        "quote": "新建村史馆12家",
        "edge": True,
    }
    grain = {
        **GOLD,
        "indicator": "粮食产量",
        "unified": "",
        "value": 395,
        "unit": "亿斤",
        "quote": "粮食产量395亿斤以上",
    }
    tally = compare(document, [GOLD, grain, edge], [SCOPE])
    assert (tally.gold, tally.found, tally.precision, tally.recall) == (2, 2, 1.0, 1.0)
