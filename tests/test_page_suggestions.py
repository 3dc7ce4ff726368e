"""Questions to ask next: from the cited clauses and rows, their neighbours, other places; only answered ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from page_stand_in import answer
from test_page_reader import PLAN, info_of

from chat.answer import Answer, Citation
from chat.suggestions import MOST, TRIED, Wish, answered, heading_name, wishes
from ingest.document import Document
from ingest.parse import parse_text

TASKS = """某市人才行动方案

一、强化人才支撑
由市人社局牵头，市教育局配合，2026年底前完成，安排资金300万元。
二、完善住房保障
建设人才公寓。
三、优化落户政策
放宽落户条件。
"""


def cited(document: Document, quote: str, clause: str, question: str = "问") -> Answer:
    start = document.text.index(quote)
    info = info_of(document)
    citation = Citation(
        1, document.doc_id, info.metadata.title, clause, None, document.text, quote, start, start + len(quote), 0, "现行", info
    )  # fmt: skip
    return answer(question, f"{quote}[1]", citation)


def words(document: Document, reply: Answer) -> list[str]:
    return [wish.words for wish in wishes(reply, [info_of(document)], lambda doc_id: document)]


def test_other_columns_of_a_cited_row() -> None:
    document = parse_text(PLAN, doc_id="plan")
    row = next(row for row in document.rows if "开展认证" in row.cells[1].text)
    reply = cited(document, "开展认证", " / ".join(row.path))
    assert "“开展认证”的牵头单位是什么？" in words(document, reply)
    assert "“开展认证”的牵头单位是什么？" not in words(document, replace(reply, resolved="牵头单位是谁"))


def test_what_the_clause_holds_beside_what_was_asked() -> None:
    document = parse_text(TASKS, doc_id="tasks")
    passage = document.text[document.text.index("由市人社局") : document.text.index("二、")]
    reply = cited(document, "市人社局牵头", "一、强化人才支撑", "强化人才支撑由谁牵头？")
    reply = replace(reply, citations=(replace(reply.citations[0], text=passage),))
    found = words(document, reply)
    assert "“强化人才支撑”要在什么时候完成？" in found and "“强化人才支撑”的金额是多少？" in found
    assert not [question for question in found if "哪些单位" in question]
    assert "“完善住房保障”包括哪些内容？" in found


def test_no_suggestion_after_a_refusal_or_without_the_document() -> None:
    document = parse_text(TASKS, doc_id="tasks")
    reply = cited(document, "放宽落户条件", "三、优化落户政策")
    assert words(document, replace(reply, refused=True)) == []
    assert wishes(reply, [], lambda doc_id: None) == []


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("三、强化人才支撑", "强化人才支撑"),
        ("第十二条 积分入户指标", "积分入户指标"),
        ("（一）总则", ""),  # too short to name a subject
        ("1.为了推进工作。各部门要落实", ""),
        ("附件1 任务分工表", "任务分工表"),
    ],
)
def test_a_heading_as_a_name(heading: str, name: str) -> None:
    assert heading_name(heading) == name


def test_only_what_is_answered_is_offered_and_three_at_most() -> None:
    asked: list[str] = []

    def would_answer(wish: Wish) -> bool:
        asked.append(wish.words)
        return wish.words != "乙"

    found = [Wish(name, name) for name in "甲乙丙丁戊"]
    assert answered(found, would_answer) == ("甲", "丙", "丁")
    assert asked == list("甲乙丙丁") and MOST <= TRIED


def test_real_suggestions_are_answered(originals) -> None:
    reply = originals.answer("株洲“联手开拓市场行动”由哪些单位牵头？")
    store = originals.store
    offered = answered(
        wishes(reply, store.documents(), store.document), lambda wish: originals.would_answer(wish.whole)
    )
    assert offered
    assert not any(originals.answer(question).refused for question in offered)
