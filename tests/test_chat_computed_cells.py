"""Cells of tables by row and column: the unit of a caption, every attribute asked, the part of a whole that is asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chat.answer import Answer
from chat.engine import Engine
from chat.question.understand import understand
from index.store import open_store
from ingest import parse_text

PRICES = """洛宁县2031年统计公报

一、综合

全年居民消费价格比上年上涨0.6%。年末全县常住人口52.3万人，比上年末减少0.2万人。

图1：2031年消费价格比上年涨跌幅度（%）

| 指标 | 升降 |
|---|---|
| 一、食品 | 1.1 |
| 粮食 | 2.4 |
| 鲜果 | -3.5 |
| 蛋 | -0.8 |
| 二、衣着 | -0.2 |
| 三、交通通信 | 0.9 |

表1 2031年年末常住人口

| 指标 | 年末数（万人） | 占常住人口比重（%） |
|---|---|---|
| 常住人口 | 52.3 | 100.0 |
| 城镇 | 30.1 | 57.6 |
| 乡村 | 22.2 | 42.4 |
"""

HEAT = """各地低温津贴标准

低温津贴按月发或者按天发。

| 地区 | 发放月份 | 津贴标准 |
|---|---|---|
| 辽东 | 11-2月 | 220-260元/月；9-11元/天 |
| 河套 | 12-2月 | 低温露天作业13元/天；其他低温作业7元/天 |
| 岭北 | 10-3月 | 低温露天作业13元/天；其他低温作业7元/天 |
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("cells"), create=True)
    store.add([parse_text(PRICES, doc_id="prices"), parse_text(HEAT, doc_id="heat")])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("洛宁县2031年粮食价格比上年涨了多少？", "粮食：升降：2.4%。[1]"),
        ("洛宁县2031年鲜果价格比上年跌了多少？", "鲜果：升降：-3.5%。[1]"),
        ("洛宁县2031年蛋价格涨跌幅度是多少？", "蛋：升降：-0.8%。[1]"),
        (
            "辽东哪几个月发低温津贴，按月多少？",
            "辽东：发放月份：11-2月；津贴标准：220-260元/月；9-11元/天。[1]",
        ),
        ("2031年末洛宁县乡村常住人口有多少万？", "乡村：年末数：22.2万人。[1]"),
        ("2031年末洛宁县乡村常住人口占比是多少？", "乡村：占常住人口比重：42.4%。[1]"),
    ],
)
def test_the_cells_asked_for_are_given(ask: Callable[[str], Answer], question: str, words: str) -> None:
    assert ask(question).text == words


def test_a_part_that_the_document_does_not_know_is_not_answered_by_the_whole(
    ask: Callable[[str], Answer],
) -> None:
    whole = "年末全县常住人口52.3万人（2031年实绩）"
    assert whole in ask("洛宁县2031年末常住人口是多少万人？").text
    assert whole not in ask("洛宁县2031年末女性常住人口是多少万人？").text


def test_a_clause_of_its_own_asks_for_a_further_figure() -> None:
    kinds = [ask.kind for ask in understand("辽东哪几个月发津贴，按月多少").asks]
    assert kinds == ["duration", "quantity"]
    assert [ask.kind for ask in understand("总投资多少亿元，其中财政多少").asks] == ["money"]
