"""Answers computed over tables: a cell with its unit, all rows of an office, how many, the greatest and the first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chat.answer import Answer
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

PROJECTS = """江北市2026年重点工程清单

| 序号 | 工程名称 | 总投资(亿元) | 开工日期 | 完成比例 | 牵头单位 | 配合单位 |
|---|---|---|---|---|---|---|
| 1 | 东湖隧道 | 18.6 | 2025年3月15日 | 35% | 市交通运输局 | 市财政局 |
| 2 | 北站综合枢纽 | 52 | 2024年11月1日 | 80% | 市发展和改革委员会 | 市交通运输局 |
| 3 | 智能装备产业园 | 7.25 | 2026年6月20日 | 10% | 市工业和信息化局 | 市财政局、市科技局 |
| 4 | 河口湿地修复 | 3.4 | 2025年9月1日 | 5% | 市水务局 | 市工业和信息化局 |
| 5 | 元器件中试线 | 9.8 | 2026年1月8日 | 0% | 市工业和信息化局 | 市科技局 |
| 合计 |  | 91.05 |  |  |  |  |
"""

TRAVEL = """江北市市直机关差旅费标准表

单位：元/人·天

| 地区 | 城市 | 住宿费标准厅级（单间） | 住宿费标准其他人员（标准间） | 市内交通费 |
|---|---|---|---|---|
| 云南 | 昆明市、大理州 | 480 | 380 | 80 |
| 云南 | 其他地区 | 450 | 330 | 80 |
| 海南 | 海口市 | 500 | 350 | 80 |
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("tables"), create=True)
    store.add([parse_text(PROJECTS, doc_id="projects"), parse_text(TRAVEL, doc_id="travel")])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("北站综合枢纽总投资多少亿元？", "北站综合枢纽：总投资：52亿元。"),
        ("东湖隧道什么时候开工", "东湖隧道：开工日期：2025年3月15日。"),
        ("昆明厅级住宿费标准是多少", "昆明市：住宿费标准厅级（单间）：480元/人·天。"),
        ("东湖隧道由谁牵头，配合单位是谁", "东湖隧道：牵头单位：市交通运输局；配合单位：市财政局。"),
        ("海口的市内交通费是多少", "海口市：市内交通费：80元/人·天。"),
    ],
)
def test_a_cell_is_given_with_its_unit(ask: Callable[[str], Answer], question: str, words: str) -> None:
    answer = ask(question)
    assert not answer.refused and answer.text.startswith(words)


def test_columns_below_one_header_are_given_together(ask: Callable[[str], Answer]) -> None:
    answer = ask("海口住宿费标准是多少")
    assert "厅级（单间）：500元/人·天" in answer.text and "其他人员（标准间）：350元/人·天" in answer.text


def test_rows_named_alike_are_told_apart(ask: Callable[[str], Answer]) -> None:
    answer = ask("云南其他人员的住宿费标准是多少")
    assert "昆明市、大理州：住宿费标准其他人员（标准间）：380元/人·天" in answer.text
    assert "其他地区：住宿费标准其他人员（标准间）：330元/人·天" in answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("哪个工程总投资最大", "北站综合枢纽：总投资：52亿元（5项中最大）。"),
        ("投资最少的是哪个工程？", "河口湿地修复：总投资：3.4亿元（5项中最少）。"),
        ("最早开工的是哪个工程", "北站综合枢纽：开工日期：2024年11月1日（5项中最早）。"),
        ("市工信局牵头的工程里哪个投资最大", "元器件中试线：总投资：9.8亿元（2项中最大）。"),
        ("哪里的厅级住宿费标准最高", "海南海口市：住宿费标准厅级（单间）：500元/人·天（3项中最高）。"),
    ],
)
def test_the_greatest_is_computed(ask: Callable[[str], Answer], question: str, words: str) -> None:
    answer = ask(question)
    assert answer.text.startswith(words)
    assert (
        "52" in answer.citations[0].quote
        or "海口" in answer.citations[0].quote
        or "中试线" in answer.citations[0].quote
    )


def test_the_rows_of_an_office_are_given_completely(ask: Callable[[str], Answer]) -> None:
    answer = ask("市工信局牵头哪些工程？")
    assert answer.text.startswith("共2项：智能装备产业园")
    assert "元器件中试线" in answer.text and "河口湿地" not in answer.text
    assert len(answer.citations) == 2
    helping = ask("市交通运输局配合哪些工程")
    assert helping.text.startswith("北站综合枢纽（配合单位：市交通运输局）。")


def test_rows_are_counted(ask: Callable[[str], Answer]) -> None:
    answer = ask("一共有几个重点工程")
    assert answer.text.startswith("共5个：东湖隧道、北站综合枢纽")
    assert "中试线" in answer.citations[0].quote
    assert ask("市水务局牵头的工程有几个").text.startswith("共1项：河口湿地修复")


@pytest.mark.parametrize(
    "question",
    ["东湖隧道占地多少亩", "西山水库总投资多少亿元", "长沙厅级住宿费标准是多少"],
)
def test_what_no_row_or_column_says_is_not_computed(ask: Callable[[str], Answer], question: str) -> None:
    answer = ask(question)
    assert answer.refused or not any(
        figure in answer.text for figure in ("18.6", "52亿", "480元", "共2项", "共1项")
    )


def test_a_table_that_is_called_what_is_asked_for_is_listed_whole(tmp_path) -> None:
    text = """江北市质量提升行动方案

一、工作要求
各单位分工负责，按时完成。

附件 质量提升五大行动清单

| 序号 | 行动名称 | 具体内容 | 牵头单位 |
|---|---|---|---|
| 1 | 标准引领行动 | 制定一批地方标准 | 市市场监管局 |
| 2 | 品牌培育行动 | 培育一批区域品牌 | 市工信局 |
| 3 | 计量保障行动 | 建设计量测试中心 | 市市场监管局 |
| 4 | 服务提质行动 | 开展服务质量监测 | 市商务局 |
| 5 | 质量共治行动 | 开放质量开放日 | 市质量协会 |
"""
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(text, doc_id="plan")])
        answer = Engine(store).answer("五大行动是哪些")
        assert not answer.refused and answer.text.startswith("共5项：标准引领行动")
        assert all(name in answer.text for name in ("品牌培育", "计量保障", "服务提质", "质量共治"))
        assert len(answer.citations) == 5
        assert "共5项" not in Engine(store).answer("六大行动是哪些").text


def test_rows_of_a_class_are_picked_whole_though_the_question_names_the_table_a_list(tmp_path: Path) -> None:
    rows = "".join(f"| {n} | {kind} | {name} | {place} |\n" for n, kind, name, place in [
        (1, "传统医药", "李氏正骨", "红旗区"), (2, "传统美术", "布贴画", "牧野区"), (3, "传统医药", "韩氏膏药", "辉县市"),
    ])  # fmt: skip
    text = f"# 新河市非物质文化遗产项目\n\n| 序号 | 类别 | 项目名称 | 申报单位 |\n| --- | --- | --- | --- |\n{rows}"
    with open_store(tmp_path / "store", create=True) as store:
        store.add([parse_text(text, doc_id="xinhe")])
        answer = Engine(store).answer("新河市名录里传统医药类有哪些项目？")
        assert "李氏正骨" in answer.text and "韩氏膏药" in answer.text and "布贴画" not in answer.text


PRICES = """2013年12月居民消费价格主要数据

| 指标 | 12月环比涨跌幅 | 12月同比涨跌幅 | 2013年涨跌幅 |
|---|---|---|---|
| 指标 | 上月=100 | 上年同月=100 | 上年=100 |
| 居民消费价格 | 0.3 | 2.5 | 2.6 |
| 一、食品 | 0.6 | 4.1 | 4.7 |
| 牛肉 | 0.9 | 20.4 | 25.4 |
| 鲜菜 | -1.5 | 4.5 | 8.1 |
| 鲜果 | 5.3 | 15.6 | 7.1 |
| 二、衣着 | 0.1 | 2.0 | 2.3 |
| 羽绒服 | 0.2 | 30.0 | 26.0 |
"""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2013年12月居民消费价格表里，同比涨得最多的细项是哪个？", "羽绒服：12月同比涨跌幅：30.0"),
        ("2013年12月哪样食品环比跌得最凶？", "鲜菜：12月环比涨跌幅：-1.5"),
        ("2013年全年，食品类里价格涨幅最高的是什么？", "牛肉：2013年涨跌幅：25.4"),
        ("2013年12月居民消费价格同比涨幅最高的前三个是哪几个？", "羽绒服30.0；牛肉20.4；鲜果15.6"),
        ("2013年12月居民消费价格同比涨幅排第二的是哪个？", "牛肉：12月同比涨跌幅：20.4"),
    ],
)
def test_rows_are_ranked_by_the_column_meant(tmp_path: Path, question: str, words: str) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(PRICES, doc_id="prices")])
        answer = Engine(store).answer(question)
    assert words in answer.text, answer.text


def test_a_table_of_other_things_than_those_named_is_not_ranked(tmp_path: Path) -> None:
    text = PRICES + "\n\n超市、便利店、百货店零售额比上年分别增长6.0%、16.9%和11.7%。\n"
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text(text, doc_id="prices")])
        answer = Engine(store).answer("2013年超市、便利店、百货店里，哪种业态零售额增长最快？")
    assert "便利店" in answer.text and "16.9%" in answer.text
    assert "羽绒服" not in answer.text
