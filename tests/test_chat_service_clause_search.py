"""Clause look-up: numbers in any script, brackets of any kind, phrases, addresses; offsets that hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_chat_web_views_document import PLAN, info_of

from chat.service.clause_index import Shelf
from chat.service.clause_search import (
    AROUND,
    LONGEST_WORD,
    MOST_CLAUSES,
    find,
    number_key,
    shelved,
    wanted_of,
)
from chat.structure.addresses import AddressStep
from chat.web.views.found import found_html
from index.hits import DocumentInfo
from index.words import tokens
from ingest.document import Document
from ingest.errors import UsageError
from ingest.parsing.parse import parse_text

RULES = """某市积分入户管理规定

某府办〔2023〕12号

第十一条 申请人应当提交材料。
第十二条 积分入户指标由市发展改革部门拟定。
第十三条 本规定自2023年6月1日起施行。
"""
DOCUMENTS = (parse_text(PLAN, doc_id="plan"), parse_text(RULES, doc_id="rules"))
SHELF = [shelved(document, info_of(document)) for document in DOCUMENTS]


def looked_up(text: str) -> list[tuple[str, list[str]]]:
    return [
        (group.info.doc_id, [clause.path[-1] if clause.path else "" for clause in group.clauses])
        for group in find(wanted_of(text), SHELF)
    ]


@pytest.mark.parametrize(
    "query", ["第十二条", "第12条", "第１２条", "12条", "十二条", "第12条 积分入户", "积分入户 第十二条"]
)
def test_an_article_is_found_however_its_number_is_written(query: str) -> None:
    (found,) = looked_up(query)
    assert found[0] == "rules" and found[1][0].startswith("第十二条")


@pytest.mark.parametrize(
    "query",
    [
        "某政发〔2024〕5号",
        "某政发[2024]5号",
        "某政发（2024）5号",
        "某政发(2024) 5 号",
        "某政发【2024】第5号",
        "某政发［２０２４］５号",
        "某政发〔2024〕",
    ],
)
def test_a_document_is_found_by_its_number_in_any_brackets(query: str) -> None:
    assert [doc_id for doc_id, _ in looked_up(query)] == ["plan"]


def test_another_number_is_not_found() -> None:
    assert looked_up("某政发〔2024〕6号") == []
    assert looked_up("某政发〔2025〕5号") == []


@pytest.mark.parametrize("query", ["“每平方米20元”", '"每平方米20元"', "「每平方米２０元」", "“每平方米20元"])
def test_an_exact_phrase(query: str) -> None:
    (group,) = find(wanted_of(query), SHELF)
    (clause,) = group.clauses
    assert DOCUMENTS[0].text[clause.start : clause.end] == clause.hit == "每平方米20元"


TRADITIONAL = parse_text(
    "某市用地規劃\n第一條 每㎡補貼二十元。\n第二條 規劃期爲五年。\n", doc_id="traditional"
)


@pytest.mark.parametrize(
    ("query", "hit"),
    [("规划期", "規劃期"), ("規劃期", "規劃期"), ("每m2补贴", "每㎡補貼"), ("“每㎡補貼”", "每㎡補貼")],
)
def test_traditional_and_simplified_characters_find_each_other(query: str, hit: str) -> None:
    (group,) = find(wanted_of(query), [shelved(TRADITIONAL, info_of(TRADITIONAL))])
    (clause,) = group.clauses
    assert TRADITIONAL.text[clause.start : clause.end] == clause.hit == hit


def test_a_phrase_is_taken_word_for_word() -> None:
    assert looked_up("“绿色的建材”") == []
    assert looked_up("“推广绿色建材”")


def test_a_phrase_across_a_line_break_is_found_at_its_offsets() -> None:
    document = parse_text("某规划\n\n一、总则\n推进产业集\n群发展。\n", doc_id="broken")
    (group,) = find(wanted_of("“产业集群发展”"), [shelved(document, info_of(document))])
    assert (
        group.clauses[0].hit
        == document.text[group.clauses[0].start : group.clauses[0].end]
        == "产业集\n群发展"
    )


def test_words_of_the_title_and_of_a_clause_meet() -> None:
    assert looked_up("绿色建材 补助")[0][0] == "plan"
    assert looked_up("积分入户 补助") == []


def test_rows_of_tables_are_found() -> None:
    assert looked_up("开展认证 市场监管局")[0][0] == "plan"


def test_an_address_gives_the_highest_clause() -> None:
    assert looked_up("第二章") == [("plan", ["第二章 支持措施"])]
    assert wanted_of("第二章第一节").steps == (AddressStep("章", 2), AddressStep("节", 1))


def test_many_hits_are_counted_and_cut() -> None:
    text = "某办法\n\n" + "".join(f"第{n}条 应当备案。\n" for n in range(1, 40))
    document = parse_text(text, doc_id="many")
    (group,) = find(wanted_of("备案"), [shelved(document, info_of(document))])
    assert len(group.clauses) == MOST_CLAUSES and group.total > 30
    assert f"另有 {group.total - MOST_CLAUSES} 处" in found_html([group], "备案")


@pytest.mark.adverse(32)
def test_results_are_escaped() -> None:
    html = found_html(find(wanted_of("绿色建材"), SHELF), "<b>")
    assert "<mark>绿色建材</mark>" in html
    assert "&lt;b&gt;" in found_html([], "<b>")


@given(st.text(max_size=80))
def test_no_query_breaks_it_and_every_hit_stands_at_its_offsets(query: str) -> None:
    for group in find(wanted_of(query), SHELF):
        document = next(document for document in DOCUMENTS if document.doc_id == group.info.doc_id)
        for clause in group.clauses:
            assert document.text[clause.start : clause.end] == clause.hit


LONG = "轨道交通装备产业链供应链生态体系建设试点实施方案要求各区各部门统筹推进基础设施" * 3
MIDDLE = parse_text(f"某市方案\n\n一、总体要求\n{LONG}联手开拓市场{LONG}。\n", doc_id="long")


def test_a_snippet_begins_and_ends_with_whole_words() -> None:
    ((clause,),) = [
        group.clauses for group in find(wanted_of("联手开拓市场"), [shelved(MIDDLE, info_of(MIDDLE))])
    ]
    assert clause.before.startswith("…") and clause.after.endswith("…")
    before, after = clause.before.strip("…"), clause.after.strip("…")
    text = MIDDLE.text
    assert text[clause.start - len(before) : clause.start] == before
    assert text[clause.end : clause.end + len(after)] == after
    # What was cut off and what is left join at the end of a word.
    whole = tokens.cut(LONG)
    assert before == "".join(whole[-len(tokens.cut(before)) :])
    assert after == "".join(whole[: len(tokens.cut(after))])
    assert AROUND - LONGEST_WORD <= len(before) <= AROUND and AROUND - LONGEST_WORD <= len(after) <= AROUND
    (short,) = [group.clauses[0] for group in find(wanted_of("积分入户指标"), SHELF)]
    assert "…" not in short.before + short.after


def test_a_number_gives_its_document_and_traditional_words_meet_simplified_ones() -> None:
    assert [doc_id for doc_id, _ in looked_up("某府办[2023]12號")] == ["rules"]
    assert [doc_id for doc_id, _ in looked_up("某府办〔2023〕12号")] == ["rules"]
    assert looked_up("積分入戶指標") == looked_up("积分入户指标") != []


@given(st.integers(1900, 2099), st.integers(1, 99999))
def test_number_keys_do_not_depend_on_brackets(year: int, number: int) -> None:
    assert number_key(f"甲政发〔{year}〕{number}号") == number_key(f"甲政发[{year}] 第 {number} 号")


class Books:
    """A store of two documents that counts how often one is read."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.held = list(DOCUMENTS)

    def documents(self) -> Sequence[DocumentInfo]:
        return [info_of(document) for document in self.held]

    def document(self, doc_id: str) -> Document:
        self.read.append(doc_id)
        for document in self.held:
            if document.doc_id == doc_id:
                return document
        raise UsageError("没有", "none")

    def search(self, query: str, k: int) -> Sequence[Any]:
        return []


def test_a_document_is_read_once_and_a_removed_one_is_not_found() -> None:
    shelf, books = Shelf(), Books()
    assert len(shelf.find(books, "第十二条")) == 1
    shelf.find(books, "第三条")
    assert sorted(books.read) == ["plan", "rules"]
    books.held.pop()
    assert shelf.find(books, "第十二条") == []
