"""Differences between two figures that an answer quotes, of two things, two rows, two editions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chat.answer import Answer
from chat.comparison.differences import difference
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text
from ingest.text.figures import figures_in

LISTING = """青山市支持企业上市办法

第一条 对在北京证券交易所首发上市的企业给予800万元补助。

第二条 对在科创板首发上市的企业给予总额不超过1500万元补助，对在主板首发上市的企业给予1000万元补助。

第三条 博士入户，年龄需在50周岁以下。

第四条 本科入户，年龄需在40周岁以下。
"""
PLACES = """青山市2026年学位计划

| 年级 | 公办学位（个） | 民办学位（个） |
|---|---|---|
| 小学一年级 | 315 | 248 |
| 初中一年级 | 300 | 160 |
"""
OLD = """青山市裁决条例（2017年修正）
2017年9月1日青山市人民代表大会常务委员会修正

第一条 当事人申请撤销裁决的期限为六个月，自收到裁决书之日起计算。

第二条 裁决书由裁决员签名。
"""
NEW = """青山市裁决条例（2025年修订）
2025年9月12日青山市人民代表大会常务委员会修订

第一条 当事人申请撤销裁决的期限为三个月，自收到裁决书之日起计算。

第二条 裁决书由裁决员签名。

第三条 裁决可以在网上进行。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("differences"), create=True)
    texts = {"listing": LISTING, "places": PLACES, "old": OLD, "new": NEW}
    store.add([parse_text(text, doc_id=name) for name, text in texts.items()])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("北交所和科创板上市，青山补助差多少钱？", "相差700万元（800万元与1500万元）。"),
        ("青山博士和本科入户，年龄上限差几岁？", "相差10周岁（50周岁与40周岁）。"),
        ("青山市小学一年级的公办学位比民办多多少个？", "相差67个（315个与248个）。"),
        ("新旧青山市裁决条例，申请撤销裁决的期限差多少？", "相差3个月（三个月与六个月）。"),
        ("青山市裁决条例修订前后一共多了多少条？", "相差1条（3条与2条）。"),
    ],
)
def test_the_difference_stands_first_and_both_figures_are_cited(
    ask: Callable[[str], Answer], question: str, told: str
) -> None:
    answer = ask(question)
    assert not answer.refused and answer.text.startswith(told), answer.text
    assert answer.citations


def test_no_difference_is_told_where_a_thing_has_no_figure(ask: Callable[[str], Answer]) -> None:
    assert "相差" not in ask("创业板和新三板上市，青山补助差多少钱？").text


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("1500万元，800万元", "700万元"),
        ("20%，18.5%", "1.5个百分点"),
        ("3.2亿元，5000万元", "2.7亿元"),
        ("六个月，三个月", "3个月"),
    ],
)
def test_a_difference_is_told_in_the_unit_of_the_greater(words: str, apart: str) -> None:
    assert difference(*figures_in(words)) == apart


MONTHS = [
    f"""青山市热线{year}年{month}月份举报情况

{year}年{month}月份,市热线共受理各类举报线索{found}个(电话举报{called}个)。

自2017年5月27日有奖举报开展以来,共发放奖金{paid}元。
"""
    for year, month, found, called, paid in ((2019, 11, 5775, 4863, 712160), (2020, 10, 5322, 4528, 836840))
]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("青山市热线2019年11月和2020年10月，哪个月受理的举报线索多，多多少？", "相差453个"),
        ("从2019年11月底到2020年10月底，青山市有奖举报发放的奖金增加了多少？", "836840元"),
    ],
)
def test_two_periods_are_two_sides(tmp_path: Path, question: str, told: str) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(text, doc_id=f"month{n}") for n, text in enumerate(MONTHS)])
        answer = Engine(store).answer(question)
    assert not answer.refused and told in answer.text, answer.text
