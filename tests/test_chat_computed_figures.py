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


INDUSTRIES = """临川县2031年国民经济和社会发展统计公报

按常住人口计算，人均地区生产总值38206元。九龙街道常住人口17.3万人，全县常住人口74.2万人。各行业增加值如下。

| 指标 | 总量（万元） | 比上年增长（%） | 构成（%） |
|---|---|---|---|
| 农业 | 159948 | 7.4 | 23.3 |
| 工业 | 152865 | -45.1 | 22.3 |
| 建筑业 | 96177 | 11.6 | 14.0 |
| 房地产业 | 27707 | 24.3 | 4.0 |
"""


@pytest.fixture(scope="module")
def ask_bulletin(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("bulletin"), create=True)
    store.add([parse_text(INDUSTRIES, doc_id="bulletin")])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("临川县2031年各行业增速最快的是哪一个？", "房地产业：比上年增长：24.3%（4项中最快）。"),
        ("临川县各行业增加值里占比最低的是哪个？", "房地产业：构成：4.0%（4项中最低）。"),
        ("临川县2031年各行业中哪个降幅最大？", "工业：比上年增长：-45.1%（4项中最大）。"),
    ],
)
def test_changes_and_shares_are_ranked_by_their_columns(
    ask_bulletin: Callable[[str], Answer], question: str, words: str
) -> None:
    assert words in ask_bulletin(question).text


def test_the_figure_of_a_whole_county_answers_for_no_part_of_it(
    ask_bulletin: Callable[[str], Answer],
) -> None:
    answer = ask_bulletin("临川县九龙街道有多少常住人口？")
    assert answer.refused or "17.3万人" in answer.text


def test_the_greatest_and_the_least_may_be_asked_for_at_once() -> None:
    assert [one.how for one in rankings_of("四项收入中占比最大的和最小的是什么")] == ["大", "小"]
