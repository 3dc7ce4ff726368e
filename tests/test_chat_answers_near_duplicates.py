"""Copies and quotations do not crowd an answer; what differs is shown from both sides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

PLAN = """临川市智能制造产业规划
（2023年5月6日临川市人民政府印发）
一、发展目标
到2027年，全市智能制造产业总收入达到820亿元，培育示范工厂35家。
二、人才支持
对引进的领军人才给予安家补贴60万元，分三年发放。
三、保障措施
由市工业和信息化局牵头推进，市财政局保障资金。
"""


def engine_with(folder: Path, *texts: tuple[str, str]) -> Engine:
    store = open_store(folder, create=True)
    store.add(parse_text(text, doc_id=doc_id) for doc_id, text in texts)
    return Engine(store)


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    yield tmp_path / "store"


def cited(answer) -> list[str]:
    return [citation.doc_id for citation in answer.citations]


QUESTIONS = (
    "对引进的领军人才给予多少安家补贴？",
    "临川市智能制造产业规划对人才有什么支持？",
    "领军人才安家补贴怎么发放？",
    "临川市智能制造产业规划由谁牵头推进？",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_copy_is_not_cited_beside_the_document(folder, question):
    copy = PLAN.replace("，全市", "，全 市").replace("给予安家", "给与安家").replace("保障资金", "保障资 金")
    answer = engine_with(folder, ("a", PLAN), ("b", copy)).answer(question)
    assert not answer.refused
    quotes = [citation.quote[:8] for citation in answer.citations]
    assert len(quotes) == len(set(quotes)) and len({*cited(answer)}) == 1


def test_news_that_quotes_the_plan_is_not_cited_as_more(folder):
    news = (
        "临川加快智能制造步伐\n本报讯（记者 王某）日前，临川市智能制造产业规划印发。"
        "根据规划，对引进的领军人才给予安家补贴60万元，分三年发放。市民表示欢迎。\n"
    )
    answer = engine_with(folder, ("plan", PLAN), ("news", news)).answer(QUESTIONS[0])
    assert len(answer.citations) == 1 and "60万元" in answer.text


def test_documents_that_differ_in_a_figure_are_both_shown(folder):
    other = PLAN.replace("60万元", "80万元").replace("2023年5月6日", "2024年5月6日")
    answer = engine_with(folder, ("old", PLAN), ("new", other)).answer(QUESTIONS[0])
    assert {"60万元", "80万元"} <= {figure for figure in ("60万元", "80万元") if figure in answer.text}
    assert set(cited(answer)) == {"old", "new"}


def test_both_sides_of_a_comparison_are_cited_though_they_say_the_same(folder):
    draft = PLAN.replace("产业规划\n", "产业规划（征求意见稿）\n", 1)
    engine = engine_with(folder, ("plan", PLAN), ("draft", draft))
    answer = engine.answer("规划和征求意见稿里领军人才的安家补贴各是多少？")
    assert set(cited(answer)) == {"plan", "draft"}


def test_search_keeps_every_copy(folder):
    engine = engine_with(folder, ("a", PLAN), ("b", PLAN))
    assert {hit.document.doc_id for hit in engine.store.search("安家补贴", 4)} == {"a", "b"}


def test_a_refusal_shows_two_clauses_not_one_twice(folder):
    answer = engine_with(folder, ("a", PLAN), ("b", PLAN)).answer("领军人才的子女入学补贴给多少元？")
    quotes = [citation.quote for citation in answer.citations]
    assert len(quotes) == len(set(quotes))
