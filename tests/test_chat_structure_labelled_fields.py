"""Fields of a document that is one card: numbered headings, lines with a label, rows of two cells, 【headings】."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

NUMBERED = """社会保障卡制作发放（云溪县办事标准）
一、实施机关
云溪县人力资源和社会保障局。
二、申请资料
(1)居民身份证；
(2)申领登记表。
三、法定期限
无。
四、承诺期限
10个工作日内发放到位（补卡5个工作日内）。
五、收费标准
不收费。
"""
LINES = """关于征集2026年度青岚市立法建议项目的公告
为做好立法工作，现将有关事项公告如下:
一、征集对象:本市各机关、团体和公民均可以提出。
二、征集时间: 2025年11月5日至2025年11月25日。
通讯地址:青岚市长宁路8号青岚市司法局(403室)
电子邮箱:lifa@qinglan.example
电话:0371-67185990
"""
TABLE = """道路货运许可办事指南

| 事项 | 道路货运许可首次申请 |
| --- | --- |
| 受理窗口 | 望江县昌平路153号政务中心1楼综合窗口 |
| 受理窗口工作时间 | 周一至周五9:00-17:00 |
| 承诺期限 | 3个工作日 |
| 受理窗口电话 | 0635-8903506 |
| 监督电话 | 0635-12345 |
"""
BRACKETED = """逾期未落户人员登记落户（临泽县）
【办理流程】
本人提交书面申请、居民身份证，向派出所申报，经分局审核后办理。
【办公时间】
1.窗口周一至周六上午9:00-12:00;
2.派出所每日9:00-17:00。
【办理地点】
拟迁入地派出所
【收费标准】
不收费
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("fields"), create=True) as store:
        texts = {"numbered": NUMBERED, "lines": LINES, "table": TABLE, "bracketed": BRACKETED}
        store.add([parse_text(text, doc_id=name) for name, text in texts.items()])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        (
            "云溪县补一张社保卡要多久？收不收钱？",
            ["承诺期限：10个工作日内发放到位（补卡5个工作日内）。[1]", "收费标准：不收费。[2]"],
        ),
        ("在云溪县办社会保障卡要交哪些材料？", ["申请资料：居民身份证；申领登记表。[1]"]),
        (
            "想给青岚市提立法建议，最晚什么时候交、寄到哪里？",
            [
                "征集时间：2025年11月5日至2025年11月25日。[1]",
                "通讯地址：青岚市长宁路8号青岚市司法局(403室)。[2]",
            ],
        ),
        (
            "望江县办道路货运许可去哪个窗口？窗口电话多少？",
            [
                "受理窗口：望江县昌平路153号政务中心1楼综合窗口。[1]",
                "受理窗口电话：0635-8903506。[2]",
            ],
        ),
        (
            "临泽县逾期未落户怎么办理？去哪里？",
            [
                "办理流程：本人提交书面申请、居民身份证，向派出所申报，经分局审核后办理。[1]",
                "办理地点：拟迁入地派出所。[2]",
            ],
        ),
        (
            "临泽县逾期未落户登记，派出所几点上班？",
            ["办公时间：窗口周一至周六上午9:00-12:00;派出所每日9:00-17:00。[1]"],
        ),
    ],
)
def test_each_part_is_answered_by_its_field(engine: Engine, question: str, lines: list[str]) -> None:
    answer = engine.answer(question)
    assert answer.text.splitlines() == lines
    for citation in answer.citations:
        text = engine.store.document(citation.doc_id).text
        assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question", ["望江县道路货运许可证的有效期是多久？", "青岚市立法建议项目限定在哪几个方面？"]
)
def test_another_field_is_no_answer(engine: Engine, question: str) -> None:
    text = engine.answer(question).text
    assert "承诺期限" not in text and "通讯地址" not in text


def test_a_field_that_is_missing_is_refused(engine: Engine) -> None:
    assert engine.answer("云溪县社会保障卡的咨询电话是多少？").refused
