"""Which years a sentence is tied to, and what follows for a question that names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_path, parse_text
from ingest.text.years import base_years


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("单位国内生产总值二氧化碳排放比2005年下降65%以上", {2005}),
        ("到2030年，单位能耗较2020年下降", {2020}),
        ("2020年比2019年增长，2019年为5%", set()),
        ("与2023年相比", {2023}),
        ("2023年与企业签约", set()),
        ("自2017年5月27日有奖举报开展以来，累计1735件", {2017}),
        ("以2015年为100，2019年4月是多少", {2015}),
        ("定基：2015年=100", {2015}),
        ("", set()),
    ],
)
def test_a_year_that_something_is_compared_with_is_told_apart(text: str, bases: set[int]) -> None:
    assert base_years(text) == bases


GOALS = """关于做好碳达峰工作的意见

一、主要目标

到2025年，森林蓄积量达到180亿立方米。

到2030年，经济社会发展全面绿色转型取得显著成效。单位国内生产总值二氧化碳排放比2005年下降65%以上；森林蓄积量达到190亿立方米。
"""


def test_the_year_of_a_comparison_does_not_become_that_of_the_sentences_behind(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(GOALS, doc_id="goals")])
        found = Engine(store).evidence("到2030年森林蓄积量要达到多少？")
    conflicts = {evidence.unit.flat[:9]: evidence.year_conflict for evidence in found.ranked}
    assert "190亿立方米" in found.ranked[0].unit.flat and not found.ranked[0].year_conflict
    assert conflicts["到2025年,森林"]


RULES = """旅行社招徕客源奖励办法

第一条 对接待入境游客排名第一的旅行社奖励10万元。

第二条 对上年度接待国内游客排名前十的旅行社，每社奖励2万元。
"""


@pytest.mark.parametrize(
    "asked", ["2010年接待入境游客第一的旅行社奖励多少？", "2010年接待国内游客前十的旅行社每社奖励多少？"]
)
def test_the_year_in_a_files_name_is_that_of_the_document(tmp_path: Path, asked: str) -> None:
    (tmp_path / "奖励办法2010.txt").write_text(RULES, encoding="utf-8")
    with open_store(tmp_path / "store", create=True) as store:
        store.add(parsed.document for parsed in parse_path(tmp_path / "奖励办法2010.txt") if parsed.document)
        assert not Engine(store).answer(asked).refused
        other = Engine(store).answer(asked.replace("2010", "2016"))
        assert other.refused and "2016年" in other.text


PRICES = """2019年4月部分城市新建住宅价格指数

| 城市 | 环比 | 同比 |
|---|---|---|
| 杭州 | 101.0 | 107.7 |
| 厦门 | 100.6 | 101.1 |
"""
OTHER = """2017年7月部分城市新建住宅价格指数

| 城市 | 环比 | 同比 |
|---|---|---|
| 杭州 | 100.0 | 111.9 |
"""
PLAN = """福建省住宅发展规划（2017年）

第一条 福建省各市应当稳定住宅价格。
"""


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("2019年4月杭州新建住宅的环比指数是多少？", "101.0"),  # a place that no document is of, in a row
        ("2019年4月厦门新建住宅的同比指数是多少？", "101.1"),  # one that lies in a place with documents
    ],
)
def test_a_row_without_a_year_is_of_the_year_and_place_of_its_table(
    tmp_path: Path, question: str, held: str
) -> None:
    with open_store(tmp_path, create=True) as store:
        texts = {"prices": PRICES, "other": OTHER, "plan": PLAN}
        store.add([parse_text(text, doc_id=name) for name, text in texts.items()])
        answer = Engine(store).answer(question)
    assert not answer.refused and held in answer.text, answer.text
