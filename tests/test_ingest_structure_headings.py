"""What is a heading, where it stands, what closes a text, which articles are missing: made-up texts of every shape."""

from __future__ import annotations

import pytest

from ingest import chunk_document, parse_text
from ingest.document import Clause, Document, Span
from ingest.extracted import Extracted, MarkedLine
from ingest.parsing.parse import parse
from ingest.structure.article_gaps import article_gaps
from ingest.structure.headings import label_value
from ingest.structure.provisions import provision
from ingest.text.numerals import number

BODY = "推进重点项目建设，完成全年各项目标任务，" * 3 + "形成新的发展格局。"


def paths(text: str, marks: tuple[tuple[str, int], ...] = ()) -> list[str]:
    lines = tuple(
        MarkedLine(text.index(words), text.index(words) + len(words), level) for words, level in marks
    )
    clauses = parse(Extracted(text, "text/plain", headings=lines), doc_id="d").document.clauses
    return [" / ".join(clause.path) for clause in clauses if clause.path and clause.kind == "text"]


@pytest.mark.parametrize(
    ("label", "value"),
    [("第五条之一", 5), ("第１２条", 12), ("1.2.3", 3), ("⑵", 2), ("Ⅳ.", 4), ("b)", 2), ("C.", 3), ("附件", 0), ("Chapter 3", 3),
     ("第二部分", 2), ("（廿）", 0)],
)  # fmt: skip
def test_numbers_of_labels(label: str, value: int) -> None:
    assert label_value(label) == value


@pytest.mark.parametrize("numeral", ["十二", "12", "１２", "壹拾贰", "⑿", "⒓", "⑫", "Ⅻ", "XII"])
def test_one_number_in_every_script(numeral: str) -> None:
    assert number(numeral) == 12


def test_statements_among_statements_have_no_titles() -> None:
    text = f"某类事项管理办法\n一、方式\n（一）考评以调研、评估等方式进行，{BODY}\n（二）实行百分制。{BODY}\n（三）以各单位报送分值为准，{BODY}\n"
    assert paths(text) == ["一、方式", "一、方式 / （一）", "一、方式 / （二）", "一、方式 / （三）"]


def test_words_before_a_colon_are_titles_where_all_siblings_have_them() -> None:
    text = f"某省二〇二五年工作报告\n名词解释\n1.两业融合：{BODY}\n2.“一单制”：{BODY}\n3.小店经济：{BODY}\n"
    assert paths(text)[1:] == ["名词解释 / 1.两业融合", "名词解释 / 2.“一单制”", "名词解释 / 3.小店经济"]


def test_a_colon_that_introduces_is_no_title() -> None:
    text = f"关于某事项的通知\n一、申请人应当按以下规定办理，并提交材料：\n{BODY}\n二、起付标准\n{BODY}\n"
    assert paths(text) == ["一、", "二、起付标准"]


def test_the_paragraph_behind_items_is_the_articles() -> None:
    text = "某类主体登记条例\n第一条 有下列情形的，不予登记：\n（一）材料不齐；\n（二）法律规定的其他情形。\n登记机关应当说明理由。\n第二条 略。\n"
    document = parse_text(text, doc_id="d")
    (first,) = [clause for clause in document.clauses if clause.path == ("第一条",)]
    assert text[first.spans[0].start : first.spans[-1].end].endswith("登记机关应当说明理由。")


def test_a_box_stands_beside_the_numbers_that_it_interrupts() -> None:
    text = f"某市三年行动计划\n（一）行动\n1.甲行动。{BODY}\n专栏1 重点工程\n1.示范工程。{BODY}\n2.融合工程。{BODY}\n2.乙行动。{BODY}\n"
    assert paths(text)[1:4] == [
        "（一）行动 / 1.甲行动",
        "（一）行动 / 专栏1 重点工程",
        "（一）行动 / 专栏1 重点工程 / 1.示范工程",
    ]


def test_numbers_above_brackets_where_they_go_on() -> None:
    text = f"某项工作编制说明\n1.任务\n（一）增收\n{BODY}\n（二）节支\n{BODY}\n2.保障\n{BODY}\n"
    assert paths(text) == ["1.任务", "1.任务 / （一）增收", "1.任务 / （二）节支", "2.保障"]


def test_decimals_below_their_numbers_and_cells_that_are_none() -> None:
    text = f"某类产品技术标准\n1 范围\n{BODY}\n2 术语\n2.1 定义\n{BODY}\n2.1.1 充电\n2.0 V\n{BODY}\n3 要求\n{BODY}\n3.1 外观\n{BODY}\n1.4 电压\n"
    assert paths(text) == ["1 范围", "2 术语", "2 术语 / 2.1 定义", "2 术语 / 2.1 定义 / 2.1.1 充电", "3 要求", "3 要求 / 3.1 外观"]  # fmt: skip


def test_parts_and_english_labels() -> None:
    text = f"某类产品技术标准\n第一部分：慢性病\n一、高血压\n{BODY}\n第二部分：特殊病\n二、血友病\n{BODY}\n"
    assert paths(text) == [
        "第一部分 慢性病",
        "第一部分 慢性病 / 一、高血压",
        "第二部分 特殊病",
        "第二部分 特殊病 / 二、血友病",
    ]
    text = f"Some Rules\nChapter 1 General Provisions\nArticle 1 Scope\n{BODY}\nChapter 2 Duties\nArticle 2 Reports\n{BODY}\n"
    assert paths(text)[::2] == ["Chapter 1 General Provisions", "Chapter 2 Duties"]


def test_a_chapter_that_is_spoken_of_is_no_heading() -> None:
    text = (
        f"某类事项管理办法\n第一条 违反\n第三章规定的，责令改正。\n第二条 依照\n第十二条第一款办理。{BODY}\n"
    )
    assert paths(text) == ["第一条", "第二条"]


def test_first_lines_over_a_report_without_chapters() -> None:
    text = f"某省工作报告\n各位代表：\n{BODY}\n去年工作回顾\n{BODY}\n{BODY}\n今年工作安排\n{BODY}\n（一）扩内需。{BODY}\n（二）抓改革。{BODY}\n"
    assert paths(text) == [
        "去年工作回顾",
        "今年工作安排",
        "今年工作安排 / （一）扩内需",
        "今年工作安排 / （二）抓改革",
    ]


def test_levels_of_the_file_decide() -> None:
    text = f"某市产业发展规划\n发展基础\n{BODY}\n产业现状\n{BODY}\n1.规模\n{BODY}\n2.结构\n{BODY}\n发展目标\n{BODY}\n"
    marks = (("发展基础", 1), ("产业现状", 2), ("发展目标", 1))
    assert paths(text, marks) == ["发展基础", "发展基础 / 产业现状", "发展基础 / 产业现状 / 1.规模", "发展基础 / 产业现状 / 2.结构", "发展目标"]  # fmt: skip


def test_one_level_for_all_leaves_the_ladder_to_the_numbers() -> None:
    text = f"某市产业发展规划\n一、基础\n（一）规模\n{BODY}\n（二）结构\n{BODY}\n二、目标\n{BODY}\n"
    marks = (("一、基础", 1), ("（一）规模", 1), ("（二）结构", 1), ("二、目标", 1))
    assert paths(text, marks) == ["一、基础", "一、基础 / （一）规模", "一、基础 / （二）结构", "二、目标"]


def test_a_line_marked_without_a_level_takes_its_place_from_the_numbers() -> None:
    text = f"某市产业发展规划\n一、任务\n主要方向\n{BODY}\n1.甲\n{BODY}\n2.乙\n{BODY}\n二、保障\n{BODY}\n"
    assert paths(text, (("主要方向", 0),)) == ["一、任务", "一、任务 / 主要方向", "一、任务 / 主要方向 / 1.甲", "一、任务 / 主要方向 / 2.乙", "二、保障"]  # fmt: skip


def test_an_annex_title_that_the_file_marks_too_stands_once() -> None:
    text = f"某市关于印发某办法的通知\n各单位：\n{BODY}\n附件1\n补贴标准明细表\n一、标准\n{BODY}\n"
    assert paths(text, (("补贴标准明细表", 0),)) == [
        "附件1 补贴标准明细表",
        "附件1 补贴标准明细表 / 一、标准",
    ]


def test_articles_without_marks_under_markdown_chapters() -> None:
    text = (
        f"# 某条例\n\n## 第一章 总则\n\n第一条 {BODY}\n\n第二条 {BODY}\n\n## 第二章 附则\n\n第三条 {BODY}\n"
    )
    assert paths(text) == [
        "第一章 总则",
        "第一章 总则 / 第一条",
        "第一章 总则 / 第二条",
        "第二章 附则",
        "第二章 附则 / 第三条",
    ]


def test_what_closes_a_text_is_set_apart_and_not_quoted() -> None:
    text = (
        f"关于某事项的通知\n一、要求\n{BODY}\n某市人民政府办公室\n2023年5月1日\n（此件公开发布）\n抄送：市委办公室，\n市人大常委会办公室。\n"
        "某市人民政府办公室　　2023年5月2日印发\n"
    )
    document = parse_text(text, doc_id="d")
    (closing,) = [clause for clause in document.clauses if clause.kind == "signature"]
    assert text[closing.spans[0].start : closing.spans[0].end].startswith(
        "某市人民政府办公室\n2023年5月1日\n（此件"
    )
    assert [chunk.kind for chunk in chunk_document(document)][-1] == "signature"
    assert not any("抄送" in chunk.text for chunk in chunk_document(document) if chunk.kind == "text")


def clauses(*labels: str, above: tuple[str, ...] = ()) -> list[Clause]:
    return [Clause((*above, label), len(above) + 1, (), Span(n, n + 1)) for n, label in enumerate(labels)]


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (("第一条", "第二条", "第三条"), ()),
        (("第一条", "第三条"), ("第一条之后缺第二条",)),
        (("第1条", "第６条"), ("第一条之后缺第二条至第五条",)),
        (("第五条", "第五条之一", "第六条"), ()),
        (("第五条", "第五条之三"), ("第五条之后缺第五条之一、第五条之二",)),
        (("第三条", "第三条"), ("第三条重复",)),
        (("第四条", "第三条"), ("第四条之后是第三条",)),
        (("第一条", "第二条", "第一条", "第二条"), ()),
    ],
)
def test_gaps_between_articles(labels: tuple[str, ...], told: tuple[str, ...]) -> None:
    assert article_gaps(clauses(*labels)) == told


def test_annexes_count_their_own_articles() -> None:
    both = [*clauses("第一条", "第二条"), *clauses("第五条", "第六条", above=("附件1 细则",))]
    assert article_gaps(both) == ()


ARTICLE = (
    "有下列情形的，不予办理：\n（一）未登记的；\n（二）有失信行为的：\n1.拖欠工资的；\n2.欠缴税款的。\n"
    "应当按月报送数据。数据应当真实。\n违反前款规定的：（1）通报批评；（2）限期清退。"
)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ((2, None, None), "应当按月报送数据。数据应当真实。"),
        ((1, 1, None), "（一）未登记的；"),
        ((None, 2, 1), "1.拖欠工资的；"),
        ((1, 2, 2), "2.欠缴税款的。"),
        ((3, 2, None), "（2）限期清退。"),
        ((4, None, None), None),
        ((2, 1, None), None),
    ],
)
def test_paragraphs_and_items_of_an_article(address: tuple[int | None, ...], words: str | None) -> None:
    found = provision(ARTICLE, Span(0, len(ARTICLE)), *address)
    assert (ARTICLE[found.start : found.end] if found else None) == words


def test_a_row_of_absurd_length_is_cut_between_its_cells() -> None:
    text = "某公告\n| 名称 | 说明 |\n|---|---|\n| 甲 | " + "内容，" * 3000 + " |\n| 乙 | 短 |\n"
    document: Document = parse_text(text, doc_id="d")
    rows = [chunk for chunk in chunk_document(document) if chunk.kind == "row"]
    assert max(len(chunk.text) for chunk in rows) <= 4_000
    assert rows[-1].cells == (("名称", "乙"), ("说明", "短"))
    assert all(document.text[chunk.start : chunk.end] == chunk.text for chunk in rows)


def test_contents_whose_pages_stand_behind_tabs_are_no_table() -> None:
    entries = "".join(f"第{n}章\t事项{n}\t{page}\n" for page, n in enumerate("一二三四", 1))
    body = "".join(f"第{n}章\t事项{n}\n{BODY}\n" for n in "一二三四")
    document = parse_text(f"某市产业发展规划\n目录\n{entries}{body}", doc_id="d")
    assert document.rows == ()
    assert [clause.path for clause in document.clauses if clause.path] == [
        (f"第{n}章 事项{n}",) for n in "一二三四"
    ]


@pytest.mark.parametrize(
    "text",
    ["第一章甲\t3\t乙\n1.甲\t3\t乙 第一章总体要求\n", "第一章甲\n## 要求\n# 要求 第一章总则\n", "第一章甲\n第二章乙\n# \n",
     "第一章甲乙丙丁\n目录按照第三条、第五条办理。\n第一章甲乙丙丁\n第一章甲乙丙丁\n第一章2.0 V\n第一章推进建设，完成任务。  1.2.3   推进建设，完成任务。\n"],
)  # fmt: skip
def test_a_title_is_no_row_and_holds_no_heading(text: str) -> None:
    taken = [0] * len(text)
    for chunk in chunk_document(parse_text(text, doc_id="d")):
        for position in range(chunk.start, chunk.end):
            taken[position] += 1
    assert max(taken) == 1
