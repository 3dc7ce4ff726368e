"""Key–value tables: fields of a card as clauses, merged cells once, the lines of a cell kept apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import chunk_document, parse_text
from ingest.tables import find_tables, table_lines
from ingest.tables.field_sheets import fields_of
from ingest.text.normalise import CELL_BREAK, items_on_one_line

GUIDE = """高新企业培育办事指南
一、研发补助
| 政策依据 | 《临川市创新办法》 |
| --- | --- |
| 条件要求 | 1．在本市注册；2．研发费用占营业收入5%以上。 |
| 咨询电话 | 0555-1234567 |
二、目标
| 年份 | 产值 |
| --- | --- |
| 2025年 | 820亿元 |
| 2030年 | 1500亿元 |
"""


def test_a_field_is_a_clause_headed_by_its_label() -> None:
    document = parse_text(GUIDE, doc_id="guide")
    fields = {clause.path[-1]: clause for clause in document.clauses if len(clause.path) == 2}
    assert list(fields) == ["政策依据", "条件要求", "咨询电话"]
    for label, clause in fields.items():
        assert document.text[clause.heading.start : clause.heading.end] == label
    assert [row.cells[0].text for row in document.rows] == ["2025年", "2030年"]  # records stay rows
    chunk = next(chunk for chunk in chunk_document(document) if chunk.path[-1:] == ("咨询电话",))
    assert chunk.text == "0555-1234567" and chunk.path[0] == "一、研发补助"


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        # a title over the card, a value merged over all columns, two fields in one row
        ("| 甲卡 | 甲卡 | 甲卡 | 甲卡 |\n| --- | --- | --- | --- |\n| 依据文件 | 《办法》 | | |\n| 工具分类 | 资金 | 服务对象 | 企业 |",
         ["依据文件", "工具分类", "服务对象"]),
        ("| 项目 | 内容 |\n| --- | --- |\n| 申请条件 | 在本市就业 |\n| 办理地点 | 一楼3号窗口 |", ["申请条件", "办理地点"]),
        # a value over two rows goes on under its label
        ("| 申请条件 | 甲 |\n| --- | --- |\n| 办理流程 | 先报后批 |\n| | 三日内答复 |", ["申请条件", "办理流程", None]),
        # records under the names of columns, and places with figures, are no fields
        ("| 城市 | 标准 |\n| --- | --- |\n| 太原 | 480 |\n| 大同 | 350 |", []),
        ("| 序号 | 任务 | 牵头单位 |\n| --- | --- | --- |\n| 1 | 建平台 | 科技局 |", []),
        ("| 1. | 条件甲。 |\n| --- | --- |\n| 2. | 条件乙。 |", []),
    ],
)  # fmt: skip
def test_which_tables_are_sheets_of_fields(rows: str, labels: list[str | None]) -> None:
    text = f"指南\n{rows}\n"
    (table,) = find_tables(text)
    found = fields_of(text, table)
    assert [text[f.label.start : f.label.end] if f.label else None for f in found] == labels


def test_a_merged_value_is_written_once_and_a_title_over_all_stands_above() -> None:
    lines = table_lines(
        [[("甲卡", 4, 1)], [("服务内容", 1, 1), ("给予补助", 3, 1)], [("工具", 1, 1), ("资金", 1, 1), ("对象", 1, 1), ("企业", 1, 1)]]
    )  # fmt: skip
    assert lines[0] == "甲卡" and "".join(lines).count("给予补助") == 1


def test_the_lines_of_a_cell_are_items_of_an_answer() -> None:
    assert items_on_one_line(["是否办理动火证", "灭火器是否有效"]) == "是否办理动火证；灭火器是否有效"
    assert items_on_one_line(["一是建平台；", "二是办展会。"]) == "一是建平台；二是办展会。"
    assert items_on_one_line(["责任", "单位"]) == "责任单位"


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "申请条件", "办理地点", "甲；乙", "2025年", "a|b", "x\ny"]), max_size=5
        ),
        max_size=6,
    )
)
def test_any_table_gives_fields_whose_words_stand_in_the_text(rows: list[list[str]]) -> None:
    text = "指南标题\n" + "\n".join(table_lines([[(cell, 1, 1) for cell in row] for row in rows])) + "\n"
    document = parse_text(text, doc_id="d")
    for chunk in chunk_document(document):
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert CELL_BREAK not in chunk.clause
