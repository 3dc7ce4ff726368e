"""Rows of a table by group, by a shared cell, by the sign of a figure; figures whose unit is a cell of their row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_sources

FILES = {
    "新乡市非遗名录.csv": "序号,类别,项目名称,申报县\n1,民间文学,古冢传说,获嘉县\n2,传统医药,膏药疗法,封丘县\n3,传统医药,接骨疗法,获嘉县\n"
    "4,传统美术,木雕,封丘县\n5,传统医药,推拿,新乡县\n",
    "潘集区2022年公报.md": "# 潘集区2022年统计公报\n\n潘集区2022年生产总值及增长速度\n\n| 指标 | 绝对数（亿元） | 比上年增长% |\n| --- | --- | --- |\n"
    "| 农业增加值 | 24.4 | 3.3 |\n| 批发和零售业增加值 | 13.4 | -5.2 |\n| 房地产业增加值 | 4.5 | -0.2 |\n| 金融业增加值 | 8.8 | 4.8 |\n",
    "营口市水费标准.md": "# 营口市水费标准\n\n| 用户类别 | 单位 | 基本水价 | 总价 |\n| --- | --- | --- | --- |\n"
    "| 普通居民 | 元/立方米 | 2.15 | 3.10 |\n| 特种行业 | 元/立方米 | 12.45 | 13.85 |\n",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("tables")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with open_store(tmp_path_factory.mktemp("store"), create=True) as store:
        store.add([parsed.document for parsed in parse_sources([folder]) if parsed.document])
        yield Engine(store)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("新乡市非遗名录里，哪一类项目最多，有几项？", "传统医药最多，有3项（共5项，3类）。[1]"),
        ("新乡市非遗名录里，来自封丘县的有几项？", "共2项：膏药疗法；木雕。[1]"),
        (
            "潘集区2022年哪些行业的增加值是负增长的？",
            "共2项，比上年增长%为负：批发和零售业增加值（-5.2）、房地产业增加值（-0.2）。[1]",
        ),
    ],
)
def test_rows_are_counted_by_what_they_share(engine: Engine, question: str, told: str) -> None:
    answer = engine.answer(question)
    assert answer.text == told
    for citation in answer.citations:
        text = engine.store.document(citation.doc_id).text
        assert text[citation.start : citation.end] == citation.quote


def test_a_bare_figure_has_the_unit_that_a_cell_of_its_row_states(engine: Engine) -> None:
    answer = engine.answer("营口市特种行业水费总价每立方米多少钱？")
    assert not answer.refused
    assert "13.85" in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "滨河县2031年食品下列出的细项里价格下跌的有几种？",
            "共2种，升降为负：鲜果（-3.5）、蛋类（-0.8）。[1]",
        ),
        (
            "滨河县2031年消费价格四大类里上涨的有几类？",
            "共2类，升降为正：一、食品（1.1）、三、交通通信（0.9）。[1]",
        ),
    ],
)
def test_rows_are_counted_by_sign_below_the_head_that_is_named(
    tmp_path: Path, question: str, told: str
) -> None:
    (tmp_path / "滨河县2031年公报.md").write_text(
        "# 滨河县2031年统计公报\n\n2031年消费价格比上年涨跌幅度（%）\n\n| 指标 | 升降 |\n| --- | --- |\n| 一、食品 | 1.1 |\n| 粮食 | 2.4 |\n"
        "| 鲜果 | -3.5 |\n| 蛋类 | -0.8 |\n| 二、衣着 | -0.2 |\n| 三、交通通信 | 0.9 |\n| 四、居住 | 0.0 |\n",
        encoding="utf-8",
    )
    with open_store(tmp_path / "store", create=True) as store:
        store.add([parsed.document for parsed in parse_sources([tmp_path]) if parsed.document])
        assert Engine(store).answer(question).text == told
