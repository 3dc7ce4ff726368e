"""The form of an answer: how certain it is and why, and its table beside the words of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Answer, AnswerTable, Citation, Sentence
from chat.answers import Answerability, Draft
from chat.engine import Engine
from chat.form import aligned, certainty_of, table_of, text_around
from chat.form.english import in_english, tabled
from chat.form.lengths import LONGEST, LONGEST_TABLE, shortened
from chat.question import is_english
from index.hits import DocumentInfo
from index.store import open_store
from ingest import parse_text
from ingest.document import Metadata

ESTIMATE = Answerability({}, {}, {}, bias=0.0, threshold=0.17)
PLAN = """海州市数字经济发展规划（2026—2030年）

一、发展目标

到2030年，软件业务收入突破800亿元。

表1 数字经济发展主要指标

| 序号 | 指标名称 | 单位 | 2025年 | 2030年 | 属性 |
|---|---|---|---|---|---|
| 1 | 数字经济核心产业增加值占比 | % | 9.8 | 15 | 预期性 |
| 2 | 软件和信息服务业收入 | 亿元 | 520 | 800 | 预期性 |
| 3 | 政务服务“一网通办”率 | % | 92 | 100 | 约束性 |

二、重点项目

| 项目名称 | 建设性质 | 总投资（亿元） | 责任单位 |
|---|---|---|---|
| 云谷数据中心 | 新建 | 12.5 | 市大数据局 |
| 智算平台一期 | 续建 | 8 | 市大数据局、高新区管委会 |
| 工业互联网园 | 新建 | 6.3 | 市工信局 |
| 数字港口改造 | 续建 | 4.1 | 市港口局 |
"""
GOALS = """云州市先进制造业行动方案

一、总体要求

以企业为主体，分步实施。

二、主要目标

到2027年，规模以上工业企业达到1200家，制造业增加值占地区生产总值比重稳定在32%左右，新增国家级专精特新“小巨人”企业25家，工业投资年均增长8%。

三、保障措施

加强组织领导。
"""
TWO = """{city}市企业培育办法

第一条　为培育企业，制定本办法。

第二条　对新认定的高新技术企业，给予一次性奖励{amount}万元。
"""
CELLS = st.text(alphabet="亿元a 15%项目收入|\n", min_size=1, max_size=40)


def asker(tmp_path_factory: pytest.TempPathFactory, **texts: str) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("form"), create=True)
    store.add([parse_text(text, doc_id=name) for name, text in texts.items()])
    return Engine(store).answer


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    return asker(tmp_path_factory, plan=PLAN)


@pytest.mark.parametrize(
    ("draft", "level"),
    [
        (Draft("figure", (), confidence=0.9), "高"),
        (Draft("figure", (), confidence=0.3), "中"),
        (Draft("figure", (), confidence=0.1), "低"),
        (Draft("lookup", ()), "高"),
        (Draft("comparison", ()), "中"),
        (Draft("lookup", (), reason="没有第九条"), "高"),
        (Draft("figure", (), reason="没有写明金额", confidence=0.2), "中"),
        (Draft("figure", (), reason="没有写明金额", confidence=0.8), "低"),
    ],
)
def test_certainty_is_a_word_with_a_reason(draft: Draft, level: str) -> None:
    certainty = certainty_of(draft, ESTIMATE)
    assert certainty.level == level and certainty.reason


def test_an_answer_tells_its_certainty_and_has_no_table_where_it_is_none(
    ask: Callable[[str], Answer],
) -> None:
    given = ask("软件业务收入到2030年要突破多少？").as_dict()
    assert given["certainty"] in ("高", "中", "低") and given["certainty_reason"]
    assert "table" not in given


def test_the_indicators_of_a_document_are_a_table(ask: Callable[[str], Answer]) -> None:
    answer = ask("主要指标有哪些？")
    assert answer.table is not None
    assert answer.table.header == ("指标名称", "单位", "2025年", "2030年", "属性")
    assert [row[0].text for row in answer.table.rows] == [
        "数字经济核心产业增加值占比",
        "软件和信息服务业收入",
        "政务服务“一网通办”率",
    ]
    assert answer.text.startswith("共3项指标：数字经济核心产业增加值占比：2025年：9.8%；2030年：15%；")
    for row in answer.table.rows:
        for cell in row:
            assert cell.n is not None and cell.text in answer.citations[cell.n - 1].quote


def test_indicators_are_picked_by_another_column(ask: Callable[[str], Answer]) -> None:
    answer = ask("预期性指标有哪些？")
    assert answer.table is not None and len(answer.table.rows) == 2
    assert all(row[-1].text == "预期性" for row in answer.table.rows)


def test_goals_in_running_words_are_a_table_of_names_and_figures(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    answer = asker(tmp_path_factory, goals=GOALS)("这个方案的主要指标有哪些？")
    assert answer.table is not None
    rows = [(name.text, value.text) for name, value in answer.table.rows]
    assert rows == [
        ("规模以上工业企业", "达到1200家"),
        ("制造业增加值占地区生产总值比重", "稳定在32%左右"),
        ("新增国家级专精特新“小巨人”企业", "25家"),
        ("工业投资", "年均增长8%"),
    ]
    for citation, (name, value) in zip(answer.citations, rows, strict=True):
        assert citation.quote == f"{name}{value}"


def test_rows_are_picked_by_a_column_and_come_as_a_table(ask: Callable[[str], Answer]) -> None:
    answer = ask("续建的项目有哪些？")
    assert answer.table is not None
    assert [[cell.text for cell in row] for row in answer.table.rows] == [
        ["智算平台一期", "续建", "8亿元", "市大数据局、高新区管委会"],
        ["数字港口改造", "续建", "4.1亿元", "市港口局"],
    ]


@pytest.mark.parametrize(
    ("question", "header"),
    [
        ("市大数据局负责哪些项目？", ("项目名称", "责任单位")),
        ("新建项目总投资是多少？", ("项目名称", "总投资")),
    ],
)
def test_rows_of_an_office_and_cells_of_several_rows_are_tables(
    ask: Callable[[str], Answer], question: str, header: tuple[str, ...]
) -> None:
    answer = ask(question)
    assert answer.table is not None and answer.table.header == header and len(answer.table.rows) == 2
    assert answer.as_dict()["table"] == answer.table.as_dict()
    assert {cell.n for row in answer.table.rows for cell in row} == {1, 2}


def test_two_sides_are_a_table(tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = {city: TWO.format(city=city, amount=amount) for city, amount in (("青山", 20), ("白水", 30))}
    answer = asker(tmp_path_factory, **texts)("青山市和白水市对高新技术企业的奖励各是多少？")
    assert answer.table is not None and answer.table.header == ("文件", "原文")
    assert ["20万元" in answer.table.rows[0][1].text, "30万元" in answer.table.rows[1][1].text] == [
        True,
        True,
    ]
    assert answer.certainty == "中"


def test_the_text_around_a_table_is_what_is_not_in_it() -> None:
    table = replace(table_of(["项目"], [["甲"], ["乙"]], "共2项："), line=1)  # type: ignore[type-var]
    text = "According to the plan:\n共2项：甲。[1]\n乙。[2]\n（注：期限至2025年，已届满。）"
    answer = Answer("", "", "list", text, (), (), False, 0.0, table=table)
    assert text_around(answer) == ("According to the plan:\n共2项：", "（注：期限至2025年，已届满。）")
    assert text_around(replace(answer, table=None)) == (text, "")


def test_a_column_that_says_nothing_new_is_left_out() -> None:
    table = table_of(["名称", "简称", "备注"], [["甲", "甲", ""], ["乙", "乙", ""]])
    assert table is not None and table.header == ("名称",)
    assert table_of(["名称"], [["甲"]]) is None


@given(st.lists(st.tuples(CELLS, CELLS), min_size=2, max_size=5))
def test_a_table_in_a_terminal_loses_no_word(rows: list[tuple[str, str]]) -> None:
    table = table_of(["名称", "数值"], rows)
    if not isinstance(table, AnswerTable):
        return
    shown = aligned(table)
    for place, row in enumerate(table.rows, 1):
        assert f"[{place}]" in shown
        for cell in row:
            assert set(cell.text) - {" "} <= set(shown)


# --- in English -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("How much is the reward?", True),
        ("Who leads 数智赋能 in Haizhou?", True),
        ("software revenue target", True),
        ("GDP多少", False),
        ("TISC是什么机构的简称", False),
        ("海州市有哪些指标？", False),
        ("5G", False),
    ],
)
def test_a_question_is_english_by_its_words(question: str, english: bool) -> None:
    assert is_english(question) == english


def test_an_english_question_gets_an_english_frame_around_the_quotes(ask: Callable[[str], Answer]) -> None:
    answer = ask("What should software revenue reach in Haizhou by 2030?")
    assert answer.text.startswith("According to 《海州市数字经济发展规划（2026—2030年）》 (in force): “")
    first = answer.text.splitlines()[0]
    assert ("突破800亿元" in first or "2030年：800" in first) and answer.text.rstrip().endswith("]")
    assert "把握" not in answer.text and answer.certainty in ("高", "中", "低")
    assert answer.certainty_reason.isascii()
    for citation in answer.citations:
        assert citation.quote in PLAN


def test_an_english_question_is_refused_in_english(ask: Callable[[str], Answer]) -> None:
    answer = ask("How many airports are there in Shenzhen?")
    assert answer.refused and answer.text.startswith("Not found in the documents: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("现有文件没有关于深圳的内容", "nothing about 深圳"),
        ("文件提到了相关内容，但没有写明金额", "they speak of it without giving an amount"),
        (
            "丰台的文件中没有“丰泽计划”，它见于《甲规划》",
            "“丰泽计划” is not there; it stands in 《甲规划》",
        ),
        ("《甲办法》没有第九条", "《甲办法》 has no 第九条"),
        ("现有文件没有回答这个问题的内容", "no passage answers the question"),
        (
            "（共12项，以上为前5项，其余见《甲办法》第三条。）",
            "(The first 5 of 12; the rest: 《甲办法》第三条.)",
        ),
        (
            "另一方未找到依据：现有文件没有2031年的相应内容。",
            "Nothing for the other side: nothing of the kind for 2031.",
        ),
        ("别的话", "“别的话”"),
    ],
)
def test_reasons_and_notes_are_said_in_english_by_their_forms(words: str, said: str) -> None:
    assert in_english(words) == said


def test_a_table_in_an_english_frame_says_whose_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = {city: TWO.format(city=city, amount=amount) for city, amount in (("青山", 20), ("白水", 30))}
    answer = asker(tmp_path_factory, **texts)("青山市和白水市对高新技术企业的奖励各是多少？")
    draft = Draft("comparison", [], table=answer.table)
    shown = tabled(draft)
    assert shown is not None and shown.header == ("Document", "Original words") and shown.lead == ""


# --- lengths --------------------------------------------------------------------------------------


def test_a_long_answer_is_cut_and_says_how_much_more_there_is(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = "\n".join(
        f"| 建成第{n}处农村供水加压泵站并接入县城管网统一调度 | 县水务局、县发展和改革局、第{n}乡人民政府 |"
        for n in range(1, 41)
    )
    text = f"青山县2026年重点任务分工表\n\n| 任务 | 责任单位 |\n|---|---|\n{rows}\n"
    answer = asker(tmp_path_factory, duties=text)("县水务局负责哪些任务？")
    assert answer.table is not None and len(answer.table.rows) == 40
    assert len(answer.text) <= LONGEST_TABLE
    more = 40 - answer.table.lines
    assert f"（另有{more}项，见表格。）" in answer.text
    assert text_around(answer)[0] == "共40项：" and "另有" in text_around(answer)[1]
    assert len(answer.citations) == 40 and len(answer.sentences) == answer.table.lines


LINES = st.lists(st.text(alphabet="甲乙。；", min_size=1, max_size=400), min_size=1, max_size=12)


@given(LINES, st.booleans())
def test_no_answer_is_longer_than_can_be_read(said: list[str], noted: bool) -> None:
    sentences = tuple(Sentence(words, (n,)) for n, words in enumerate(said, 1))
    info = DocumentInfo("d", Metadata("办法"), "现行", "d.txt", "text/plain", 1, 1, "0")
    citations = tuple(
        Citation(n, "d", "办法", "第一条", None, words, words, 0, len(words), 0, "现行", info)
        for n, words in enumerate(said, 1)
    )
    lines = [f"{words}[{n}]" for n, words in enumerate(said, 1)]
    text = "\n".join([*lines, *(["（注：期限至2025年，已届满。）"] if noted else [])])
    shown, kept, cited, _ = shortened(text, sentences, citations, None)
    assert len(shown) <= LONGEST
    if len(text) <= LONGEST:
        assert shown == text
    else:
        assert ("另有" in shown or "从略" in shown) and len(kept) == len(cited)
        assert ("已届满" in shown) == noted
