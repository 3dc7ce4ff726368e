"""Scores of parsed documents: worked examples, bounds, and the gold's own form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.parsing import (
    FIELDS,
    cell_found,
    character_accuracy,
    digest,
    found_paths,
    letters,
    line_distance,
    match_outlines,
    metadata_score,
    outline_score,
    table_score,
)
from ingest.document import Cell, Clause, Metadata, Row, Span

GOLD = Path(__file__).resolve().parents[1] / "eval/documents"
PATHS = st.lists(
    st.lists(st.sampled_from(["一、总则", "（一）目标", "第一条", "附件1 清单"]), min_size=1, max_size=3)
)


def clause(*path: str, kind: str = "text", headed: bool = True) -> Clause:
    return Clause(path, len(path), (Span(0, 1),), Span(0, 1) if headed else None, kind=kind)


@pytest.mark.parametrize(
    ("heading", "kept"),
    [
        ("第一章 总则", True),
        ("第三条", True),
        ("第十二条之一", True),
        ("第四条 【适用范围】", True),
        ("（一）基本原则", True),
        ("附件1 任务清单", True),
        ("二〇三五远景目标", True),
        ("前言", True),
        ("13.EFlops", True),
        ("第一章", False),
        ("（三）", False),
        ("十二、", False),
        ("1.2.3", False),
        ("⑤", False),
        ("附件2", False),
        ("专栏1", False),
        ("——", False),
    ],
)
def test_a_bare_label_is_no_heading_but_an_article_is(heading: str, kept: bool) -> None:
    assert found_paths([clause("上", heading)]) == ([("上", heading)] if kept else [])


def test_only_clauses_of_the_kind_are_found() -> None:
    clauses = [
        clause("前言"),
        clause("三、目标", kind="contents", headed=False),
        clause(),
        clause(headed=False),
    ]
    assert found_paths(clauses) == [("前言",)]
    assert found_paths(clauses, "contents") == [("三、目标",)]


def test_text_under_a_lost_heading_stands_for_its_section_once() -> None:
    pieces = [clause("一、目标"), clause("一、目标", headed=False), clause("附件", headed=False)]
    pieces += [clause("二、任务", headed=False)] * 2
    assert found_paths(pieces) == [("一、目标",), ("二、任务",)]


def test_paths_agree_by_their_letters_alone() -> None:
    gold = [["第一章 总则", "(一)“两区”建设"], ["附件1 清单"]]
    found = [("第一章总则", "（一）“两区 ”建设"), ("附件1：清单",)]
    assert outline_score(gold, found) == (1.0, 1.0, 1.0)


def test_a_path_counts_as_often_as_it_stands() -> None:
    matched = match_outlines([["前言"], ["前言"], ["一、目标"]], [["前言"], ["二、任务"]])
    assert (matched.right, matched.missed, matched.added) == (1, (("前言",), ("一、目标",)), (("二、任务",),))
    assert (matched.precision, matched.recall, matched.f1) == (1 / 2, 1 / 3, 2 / 5)


def test_a_wrong_parent_is_a_wrong_path() -> None:
    assert outline_score([["一、目标", "（一）总量"]], [["二、任务", "（一）总量"]]) == (0.0, 0.0, 0.0)


def test_nothing_wanted_and_nothing_found_is_right() -> None:
    assert outline_score([], []) == (1.0, 1.0, 1.0)
    assert outline_score([], [["前言"]]) == (0.0, 1.0, 0.0)


@given(PATHS, PATHS)
def test_outlines_are_scored_the_same_both_ways(one: list[list[str]], other: list[list[str]]) -> None:
    precision, recall, f1 = outline_score(one, other)
    assert (recall, precision, f1) == outline_score(other, one)
    assert 0 <= f1 <= 1 and min(precision, recall) <= f1 <= max(precision, recall)
    assert outline_score(one, list(reversed(one))) == (1.0, 1.0, 1.0)


LONG = "对列入清单的企业给予不超过五十万元的一次性奖励。"
ROWS = [
    Row(
        ("附件",),
        (Cell("序号", "1", 0, 1), Cell("任务", "建平台", 1, 4), Cell("时限", "2024.12", 4, 11)),
        0,
        11,
    ),
    Row(("附件",), (Cell("序号", "2", 0, 1), Cell("任务", LONG, 1, 4), Cell("", "说明", 4, 6)), 0, 6),
]


@pytest.mark.parametrize(
    ("gold", "right"),
    [
        ({"row": "1", "header": "任务", "value": "建平台"}, True),
        ({"row": "建 平 台", "header": "时 限", "value": "2024．12"}, True),
        ({"row": "1", "header": "时限", "value": "建平台"}, False),
        ({"row": "2", "header": "任务", "value": "建平台"}, False),
        ({"row": "2", "header": "任务", "sha": digest(LONG), "starts": LONG[:6]}, True),
        ({"row": "1", "header": "任务", "sha": digest(LONG), "starts": LONG[:6]}, False),
        ({"row_sha": digest(LONG), "header": "序号", "value": "2"}, True),
        ({"row": "2", "header_sha": digest("任务"), "sha": digest(LONG)}, True),
        ({"row": "2", "value": "说明"}, True),
        ({"row": "2", "header": "任务", "value": "说明"}, False),
    ],
)
def test_a_cell_is_found_in_its_row_under_its_header(gold: dict[str, str], right: bool) -> None:
    assert cell_found(gold, ROWS) is right


def test_table_score_is_the_share_of_cells_found() -> None:
    right = {"row": "1", "header": "任务", "value": "建平台"}
    wrong = {"row": "1", "header": "任务", "value": "修路"}
    assert table_score([right, wrong, right, right], ROWS) == 3 / 4
    assert table_score([right], []) == 0.0
    assert table_score([], ROWS) == 1.0


def test_metadata_is_scored_for_the_fields_that_the_gold_names() -> None:
    gold = {
        "file": "a.txt",
        "title": "“十四五”规划",
        "issuers": ["市财政局", "市发展改革委"],
        "number": "市政发〔2022〕7号",
        "issued": "2022-02-21",
        "effective": None,
        "period": [2021, 2025],
        "draft": False,
        "supersedes": None,
    }
    found = Metadata(
        "“十四五” 规划",
        issuers=("市发展改革委", "市财政局"),
        number="市政发[2022]7号",
        issued="2022-02-22",
        period=(2021, 2025),
        supersedes=("旧办法",),
        region="北京市",
    )
    assert metadata_score(gold, found) == {
        "title": True,
        "issuers": True,
        "number": True,
        "issued": False,
        "effective": True,
        "period": True,
        "draft": True,
        "supersedes": False,
    }


def test_another_title_that_the_document_bears_is_right() -> None:
    gold = {"title": "数据办法", "also": ["关于印发《数据办法》的通知"]}
    assert metadata_score(gold, Metadata("关于印发数据办法的通知")) == {"title": True}
    assert metadata_score(gold, Metadata("通知")) == {"title": False}


@pytest.mark.parametrize(
    ("line", "text", "distance"),
    [
        ("轨道交通", "发展轨道交通产业", 0),
        ("轨道 交通", "发展轨 道\n交通产业", 0),
        ("轨道交通，", "发展轨道交通,产业", 1),
        ("轨道交通", "发展轨交通产业", 1),
        ("轨道交通", "发展轨道大交通产业", 1),
        ("轨道交通", "", 4),
        ("", "轨道", 0),
    ],
)
def test_a_line_is_measured_against_its_best_stretch(line: str, text: str, distance: int) -> None:
    assert line_distance(line, text) == distance


def plain_distance(line: str, text: str) -> int:
    """Sellers' recurrence, cell by cell."""
    row = [0] * (len(text) + 1)
    for number, character in enumerate(line, 1):
        new = [number]
        for place, other in enumerate(text, 1):
            new.append(min(row[place] + 1, new[-1] + 1, row[place - 1] + (character != other)))
        row = new
    return min(row)


@given(st.text("甲乙丙", max_size=8), st.text("甲乙丙", max_size=20))
def test_the_distance_agrees_with_the_plain_recurrence(line: str, text: str) -> None:
    assert line_distance(line, text) == plain_distance(line, text)


def test_character_accuracy_weighs_lines_by_their_length() -> None:
    assert character_accuracy(["甲乙丙丁", "戊己庚辛壬癸"], "甲乙丙丁戊己庚辛壬葵") == pytest.approx(0.9)
    assert character_accuracy([], "甲") == 1.0


def test_letters_and_digest_leave_out_all_else() -> None:
    assert letters("（一）≥192 Ah，“25℃”") == "一192Ah25"
    assert digest("甲、乙") == digest("甲 乙。") != digest("甲乙丙")
    assert len(digest("甲")) == 16


def gold_lines(pattern: str) -> list[tuple[str, dict[str, object]]]:
    return [
        (f"{path.name}:{number}", json.loads(line))
        for path in sorted(GOLD.glob(pattern))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


def test_the_gold_outlines_are_paths_of_short_headings() -> None:
    for place, line in gold_lines("outlines-*.jsonl"):
        paths = [*line["paths"], *line.get("contents_only", [])]
        assert paths and all(path and all(map(letters, path)) for path in paths), place
        assert all(len(heading) <= 100 for path in paths for heading in path), place
        kept = found_paths([clause(*path) for path in paths])
        assert len(kept) == len(paths), (place, "a bare label is no heading")


def test_the_gold_cells_hold_no_long_words() -> None:
    for place, line in gold_lines("tables-*.jsonl"):
        assert {"file", "table"} <= line.keys() and ("row" in line or "row_sha" in line), place
        assert ("value" in line) != ("sha" in line), place
        assert len(line.get("value", "")) <= 20 and len(line.get("starts", "")) <= 6, place


def test_the_gold_metadata_names_known_fields() -> None:
    for place, line in gold_lines("metadata.jsonl"):
        assert line.keys() <= {"file", "also", "why", *FIELDS}, place


def test_the_typed_lines_are_single_lines() -> None:
    for place, line in gold_lines("lines-*.jsonl"):
        assert line["line"].strip() and "\n" not in line["line"] and line["page"] >= 1, place
