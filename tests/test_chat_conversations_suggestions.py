"""Questions to ask next: from the cited clauses and rows, their neighbours, other places; only answered ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from page_stand_in import answer
from test_chat_web_views_document import PLAN, info_of

from chat.answer import Answer, Citation
from chat.conversations.examples import examples
from chat.conversations.heading_questions import heading_name, question_of, repeats
from chat.conversations.other_places import places_of_the_matter
from chat.conversations.suggestions import LONGEST, MOST, TRIED, Wish, answered, measured_in, wishes
from ingest.document import Clause, Document, Span
from ingest.parsing.parse import parse_text
from ingest.text.place_names import short_name

TASKS = """某市人才行动方案

一、强化人才支撑
由市人社局牵头，市教育局配合，2026年底前完成，安排资金三百万元。
二、完善住房保障
建设人才公寓。
三、优化落户政策
放宽落户条件。
"""


NESTED = """某市智能制造规划

第一章 发展目标
建成产业高地。
第二章 重点任务
（一）培育企业
到2027年，企业数量达到160家，从业人数达到2万人。
1.引进龙头企业
引进一批企业。
（二）提升园区服务
建设园区平台。
第三章 保障措施
加强组织领导。
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
    where = short_name(info_of(document).metadata.region or "")
    assert f"{where}强化人才支撑什么时候完成？" in found and f"{where}强化人才支撑有多少资金支持？" in found
    assert not [question for question in found if "谁" in question]
    assert f"{where}怎样完善住房保障？" in found and f"{where}怎样优化落户政策？" in found


def test_what_is_measured_is_named_whole() -> None:
    text = "到2025年，企业数量达到160家，年度收入超过30亿元，产值年均增速达到8%，从业人数突破2万人。"
    assert list(measured_in(text)) == ["企业数量", "年度收入", "产值年均增速", "从业人数"]


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


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("三、强化人才支撑", "甲市怎样强化人才支撑？"),
        ("（二）全力培育新兴产业集群，壮大发展动能", "甲市怎样培育新兴产业集群？"),
        ("4.开展联手开拓市场行动", "甲市联手开拓市场行动要做什么？"),
        ("二是产业链条日益完善，产业结构不断优化", "甲市产业链条怎么样？"),
        ("第二章 “十四五”时期发展目标", "甲市的发展目标是什么？"),
        ("甲市重点任务", "甲市重点任务有哪些？"),
        ("第十二条 积分入户指标", "甲市的积分入户指标怎么规定？"),
        ("产业发展面临多重挑战", ""),
        ("轨道交通产业收入年均增幅超10%", ""),
        ("三、文件主要内容", ""),
        ("二、把握新形势", ""),
        ("三、应对严峻挑战", ""),
        ("第一章 发展回顾与面临的形势", ""),
        ("三、把握“十四五”时期发展新形势", ""),
        ("第四章 建设和资金管理", ""),  # two nouns, nothing to do
        ("4.互斥/限制条件", ""),
        ("7.引用链接清单", ""),
        ("二、支持政策", "甲市的支持政策有哪些？"),
        ("第一章 发展成就与面临的机遇挑战", "甲市的发展成就与面临的机遇挑战有哪些？"),
    ],
)
def test_a_heading_as_a_question_that_people_ask(heading: str, question: str) -> None:
    assert question_of(heading, "甲市") == question


@pytest.mark.parametrize(
    ("quote", "met"),
    [
        ("建设人才公寓", True),
        ("完善住房保障", False),
        ("放宽落户条件", False),
    ],  # its words, its heading alone, another's
)
def test_a_question_is_answered_from_where_it_was_drawn(quote: str, met: bool) -> None:
    document = parse_text(TASKS, doc_id="tasks")
    reply = cited(document, "由市人社局牵头", "一、强化人才支撑")
    wish = next(one for one in wishes(reply, [], lambda _: document) if "住房保障" in one.words)
    assert wish.met_by(cited(document, quote, "").citations) is met


GUIDE = """某市政策一览

一、制造业
1.设备更新补贴
服务对象
制造业企业。
条件要求
投资三百万元以上。
服务内容
按投资的一成补贴。
2.技改贷款贴息
服务对象
制造业企业。
条件要求
贷款期限一年以上。
服务内容
贴息一个百分点。
"""


def test_a_field_is_asked_of_the_thing_it_stands_under() -> None:
    document = fields_as_headings()
    reply = cited(document, "按投资的一成补贴", "一、制造业 / 1.设备更新补贴 / 服务内容")
    assert words(document, reply) == ["设备更新补贴的条件要求是什么？"]  # nothing of another measure


def fields_as_headings() -> Document:
    """The guide as a layout reader gives it, which knows a heading by its letters."""
    fields = ("服务对象", "条件要求", "服务内容")
    things: list[str] = []
    clauses, at = [], 0
    for line in GUIDE.splitlines(keepends=True):
        start, at, name = at, at + len(line), line.strip()
        span = Span(start, start + len(name))
        if name in fields or name[:2] in ("一、", "1.", "2."):
            depth = 3 if name in fields else 1 if name.startswith("一") else 2
            things = [*things[: depth - 1], name]
            clauses.append(Clause(tuple(things), depth, (), span))
        elif things and name:
            clauses[-1] = replace(clauses[-1], spans=(span,))
    plain = parse_text(GUIDE, doc_id="guide")
    return replace(plain, clauses=tuple(clauses))


LAW = """某市款项支付条例

第一章 总则
第一条 为了及时支付，制定本条例。
第二章 款项支付规定
第二条 应当在三十日内支付。
第三章 监督管理
第三条 市工信局负责监督。
"""


def test_a_law_is_asked_by_its_chapters() -> None:
    document = parse_text(LAW, doc_id="law")
    reply = cited(document, "应当在三十日内支付", "第二章 款项支付规定 / 第二条")
    assert words(document, reply) == ["《某市款项支付条例》对监督管理有什么规定？"]


@pytest.mark.parametrize(
    ("cited_title", "kind", "other", "question", "offered"),
    [
        ("甲市知识产权资助办法", "办法", "乙市知识产权奖励办法", "甲市专利补多少？", ("乙市",)),
        ("甲市知识产权资助办法", "办法", "乙市人才引进办法", "甲市专利补多少？", ()),
        ("甲市轨道交通和养老服务规划", "规划", "乙市轨道交通规划", "甲市养老服务床位多少？", ()),
        ("甲市知识产权资助办法", "办法", "乙市知识产权奖励办法", "我们是甲市的厂，专利补多少？", ()),
        ("甲市举行轨道交通发布会", "新闻", "乙市轨道交通规划", "甲市哪家签了约？", ()),
        ("甲市关于印发若干政策措施的通知", "通知", "乙市关于印发若干政策措施的通知", "甲市补多少？", ()),
    ],
)
def test_another_place_has_a_document_of_the_matter(
    cited_title: str, kind: str, other: str, question: str, offered: tuple[str, ...]
) -> None:
    plain = cited(parse_text(TASKS, doc_id="tasks"), "建设人才公寓", "二、完善住房保障", question)
    mine, theirs = (
        replace(
            plain.citations[0].document,
            doc_id=place,
            metadata=replace(plain.citations[0].document.metadata, title=title, kind=sort, region=place),
        )
        for place, title, sort in (("甲市", cited_title, kind), ("乙市", other, "办法"))
    )
    reply = replace(plain, resolved=question, citations=(replace(plain.citations[0], document=mine),))
    assert tuple(f"{place}" for place in places_of_the_matter(reply, [mine, theirs])) == tuple(
        short_name(place) for place in offered
    )


def test_what_was_asked_for_is_not_offered_again() -> None:
    assert repeats("发展目标", "丰台的总体目标是什么") and repeats("开展金融赋能行动", "金融赋能行动由谁牵头")
    assert not repeats("重点任务", "丰台的总体目标是什么")


def test_clauses_below_and_around_and_figures_are_asked_about() -> None:
    document = parse_text(NESTED, doc_id="nested")
    passage = document.text[document.text.index("到2027年，企业") : document.text.index("（二）")]
    reply = cited(document, "企业数量达到160家", "第二章 重点任务 / （一）培育企业", "企业数量多少？")
    found = words(document, replace(reply, citations=(replace(reply.citations[0], text=passage),)))
    ends = ("从业人数是多少？", "怎样引进龙头企业？", "怎样提升园区服务？", "保障措施有哪些？")
    assert [end for end in ends if any(question.endswith(end) for question in found)] == list(ends)
    assert not [question for question in found if "企业数量" in question or len(question) > LONGEST]


def test_only_what_is_answered_is_offered_and_three_at_most() -> None:
    asked: list[str] = []
    cited_words = cited(parse_text(TASKS, doc_id="tasks"), "建设人才公寓", "二、完善住房保障").citations

    def cited_for(wish: Wish) -> tuple[Citation, ...]:
        asked.append(wish.words)
        return () if wish.words == "乙" else cited_words

    found = [Wish(name, name) for name in "甲乙丙丁戊"]
    assert answered(found, cited_for) == ("甲", "丙", "丁")
    assert asked == list("甲乙丙丁") and MOST <= TRIED


def test_real_suggestions_are_answered(originals) -> None:
    reply = originals.answer("株洲“联手开拓市场行动”由哪些单位牵头？")
    store = originals.store
    offered = answered(
        wishes(reply, store.documents(), store.document), lambda wish: originals.would_cite(wish.whole)
    )
    assert offered
    assert not any(originals.answer(question).refused for question in offered)


def test_a_first_question_is_of_no_field_that_stands_under_many_things() -> None:
    document = fields_as_headings()
    info = info_of(document)
    held = replace(info, metadata=replace(info.metadata, region="甲市"))
    offered = [wish.words for wish in examples([held], lambda _: document)]
    assert not [question for question in offered if "条件要求" in question or "服务内容" in question]
