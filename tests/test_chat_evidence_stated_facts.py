"""Facts that a label gives to a bare figure: a header's unit, a caption, a field called 电话."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.engine import Engine
from chat.evidence.stated_facts import calls, figures_by_label, unit_caption
from index.store import open_store
from ingest import parse_text

RATES = """云岭市差旅住宿费标准表
单位：元/人·天
| 序号 | 城市 | 部级 | 司局级 |
| --- | --- | --- | --- |
| 1 | 云岭 | 800 | 480 |
| 2 | 青山 | 700 | 390 |
"""
GUIDE = """人才公寓申请指南
一、租金标准
租金按照市场价的百分之五十收取。
二、咨询电话
63389
三、办理时限
收到申请后10个工作日内办结。
四、生效
本指南自公布之日起施行。
"""


@pytest.mark.parametrize(
    ("text", "labels", "holds"),
    [
        ("63389", ("二、咨询电话",), True),
        ("北京市商务局消费促进处：55579645", ("联络方式",), True),
        ("窗口电话：63389", (), True),
        ("63389", ("投资额",), False),
        ("2025年共63389户", ("咨询电话",), False),
        ("文号〔2025〕17号", ("联系电话",), False),
    ],
)
def test_numbers_to_call(text: str, labels: tuple[str, ...], holds: bool) -> None:
    assert calls(text, labels) is holds


@pytest.mark.parametrize(
    ("cells", "labels", "measures"),
    [
        ((("总投资（亿元）", "40"),), (), ["money"]),
        ((("司局级", "480"),), ("单位：元/人·天",), ["money"]),
        ((("完成比例", "35%"),), ("单位：万元",), []),
        ((("序号", "4"),), (), []),
    ],
)
def test_the_unit_of_a_bare_cell(
    cells: tuple[tuple[str, str], ...], labels: tuple[str, ...], measures: list[str]
) -> None:
    assert [figure.measure for figure in figures_by_label(cells, labels)] == measures


def test_the_caption_of_a_table() -> None:
    assert unit_caption("住宿费标准明细表\n单位：元/人·天") == "单位：元/人·天"
    assert unit_caption("责任单位：市发改委。本表自2025年起执行。") == ""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("facts"), create=True) as store:
        store.add([parse_text(RATES, doc_id="rates"), parse_text(GUIDE, doc_id="guide")])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("云岭司局级住宿费标准是多少钱？", "480"),
        ("人才公寓租金怎么收？", "百分之五十"),
        ("人才公寓的咨询电话是多少？", "63389"),
        ("人才公寓申请的办理时限是多久？", "10个工作日"),
        ("人才公寓申请指南的办理期限是什么时候？", "10个工作日"),
    ],
)
def test_a_fact_beside_its_label_is_no_refusal(engine: Engine, question: str, held: str) -> None:
    answer = engine.answer(question)
    assert not answer.refused, answer.text
    assert held in answer.text
