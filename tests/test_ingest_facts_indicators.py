"""Indicators read from documents: sentences and tables, as facts that come back as records."""

from __future__ import annotations

from ingest import parse_text
from ingest.document import Document
from ingest.facts import INDICATOR, Indicator, facts_of, indicator_of

REPORT = """2031年云南省政府工作报告

一、2030年工作回顾

全省地区生产总值增长5.2%，粮食总产达到390亿斤。城镇新增就业51万人。

二、2031年工作安排

今年经济社会发展主要预期目标是：地区生产总值增长5.5%左右，粮食产量395亿斤以上，居民收入增长与经济增长同步。
"""
TABLE = """云龙区“十五五”规划

一、发展目标

| 序号 | 指标名称 | 单位 | 2025年 | 2030年 | 属性 |
| --- | --- | --- | --- | --- | --- |
| 1 | 地区生产总值 | 亿元 | 1800 | 2600 | 预期性 |
| 2 | 森林覆盖率（%） |  | 41.5 | ≥43 | 约束性 |
"""


def indicators(name: str, text: str) -> list[Indicator]:
    return [indicator_of(fact) for fact in facts_of(document(name, text)) if fact.kind == INDICATOR]


def document(name: str, text: str) -> Document:
    media = "text/markdown" if name.endswith(".md") else "text/plain"
    return parse_text(text, doc_id=name, source=name, media_type=media)


def test_results_and_targets_of_a_report() -> None:
    rows = indicators("report.txt", REPORT)
    assert [(row.name, row.value, row.unit, row.year, row.kind) for row in rows] == [
        ("地区生产总值增速", 5.2, "%", 2030, "实绩"),
        ("粮食产量", 390, "亿斤", 2030, "实绩"),
        ("城镇新增就业", 51, "万人", 2030, "实绩"),
        ("地区生产总值增速", 5.5, "%", 2031, "目标"),
        ("粮食产量", 395, "亿斤", 2031, "目标"),
    ]
    assert {row.place for row in rows} == {"云南省"}
    assert rows[3].comparator == "左右" and rows[4].comparator == "以上"


def test_the_words_of_an_indicator_stand_in_its_document() -> None:
    parsed = document("report.txt", REPORT)
    for fact in facts_of(parsed):
        row = indicator_of(fact)
        assert parsed.text[row.figure.start : row.figure.end] in parsed.text[row.words.start : row.words.end]
        assert indicator_of(row.fact()) == row
    assert len({fact.key for fact in facts_of(parsed)}) == 5


def test_a_table_of_indicators_is_read_by_its_columns() -> None:
    rows = indicators("plan.md", TABLE)
    assert [(row.name, row.value, row.unit, row.year, row.kind, row.comparator) for row in rows] == [
        ("地区生产总值", 1800, "亿元", 2025, "实绩", ""),
        ("地区生产总值", 2600, "亿元", 2030, "目标", ""),
        ("森林覆盖率", 41.5, "%", 2025, "实绩", ""),
        ("森林覆盖率", 43, "%", 2030, "目标", "不低于"),
    ]
