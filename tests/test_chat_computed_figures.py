"""The greatest and least of figures in running words, and what a question wants ranked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chat.answer import Answer
from chat.computed.rankings import rankings_of
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

BUDGET = """江北市2026年城建计划

一、资金安排

安排财政资金46亿元用于城建项目，其中，道路桥梁建设12亿元，河道整治5亿元，学校医院建设9亿元，老旧小区改造16亿元，绿化养护4亿元。

二、分区情况

2025年，东城、西城和南湖三个区分别实现工业增加值310.5亿元、128.2亿元和96.4亿元，分别增长4.1%、8.8%和6.3%。
"""

LEAVES = """江北市职工假期规定

一、婚假

婚假共13天。

二、探亲假

探亲假共20天，往返路程另计。

三、护理假

护理假共15天。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("figures"), create=True)
    store.add([parse_text(BUDGET, doc_id="budget"), parse_text(LEAVES, doc_id="leaves")])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "how", "noun"),
    [
        ("哪个项目投资最大", "大", "项目"),
        ("最早开工的是哪个工程", "早", "工程"),
        ("城建资金里哪一块最少", "少", ""),
        ("谁的增速最快", "快", ""),
    ],
)
def test_a_ranking_is_read(question: str, how: str, noun: str) -> None:
    (ranking,) = rankings_of(question)
    assert (ranking.how, ranking.noun) == (how, noun)


@pytest.mark.parametrize(
    "question", ["一年最多能领多少", "最晚哪天交材料", "最高补多少万元", "哪些企业最高奖励50万元"]
)
def test_a_cap_is_no_ranking(question: str) -> None:
    assert rankings_of(question) == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("城建财政资金里哪一块最大", "老旧小区改造16亿元（5项中最大）。"),
        ("城建财政资金里哪一块最少", "绿化养护4亿元（5项中最少）。"),
        ("2025年哪个区的工业增加值最高", "东城实现工业增加值310.5亿元（3项中最高）。"),
        ("2025年三个区里谁的工业增加值增速最快", "西城增长8.8%（3项中最快）。"),
    ],
)
def test_parts_of_a_sentence_are_compared(ask: Callable[[str], Answer], question: str, words: str) -> None:
    answer = ask(question)
    assert answer.text.startswith(words)
    assert "分别" in answer.citations[0].quote or "其中" in answer.citations[0].quote


def test_sibling_clauses_are_compared(ask: Callable[[str], Answer]) -> None:
    answer = ask("职工假期规定里哪种假期最长")
    assert answer.text.startswith("探亲假共20天") and "婚假" not in answer.text


def test_what_the_sentence_is_not_about_is_not_ranked(ask: Callable[[str], Answer]) -> None:
    answer = ask("哪个水库的库容最大")
    assert "项中最" not in answer.text
