"""What a document's structure answers: clauses by address, lists by headings, facts about the document."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.engine import Engine
from chat.question.catalogue import Catalogue
from chat.question.scope import scope_of
from chat.structure.addresses import (
    AddressStep,
    address_of,
    children_of,
    find_path,
    find_row,
    has_rungs,
    heading_chunk,
)
from chat.structure.document_facts import asked_facts, facts
from chat.structure.lists import bare, find_listing, wanted
from index.store import open_store
from ingest import chunk_document, parse_text
from ingest.document import Document
from ingest.text.normalise import flat_text

RAIL, PARK, DRAFT, NEWS = (
    "fengtai-rail-plan",
    "fengtai-park-plan",
    "fengtai-rail-action-draft",
    "fengtai-news",
)
ZHUZHOU = "zhuzhou-supply-chain-draft"

RULES = """幸福县产业园管理办法

第一章 总则

第一条 为规范产业园管理，制定本办法。

第二条 本办法适用于幸福县产业园。

第二章 支持措施

第一节 租金

第三条 租金标准为每平方米每月35元。

第二节 人才

第四条 人才补贴分为三类。一是安家补贴，每人10万元。二是租房补贴，每月2000元。三是子女入学服务。

第三章 附则

第五条 本办法自2023年1月1日起施行。
"""


@pytest.fixture(scope="module")
def rules() -> Document:
    return parse_text(RULES, doc_id="rules")


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("第三章第二节讲什么", [("章", 3), ("节", 2)]),
        ("附件1第6项是什么", [("附件", 1), ("项", 6)]),
        ("附件二里有什么", [("附件", 2)]),
        ("第一百二十三条", [("条", 123)]),
        ("第三章（二）说了什么", [("章", 3), ("", 2)]),
        ("第三章二、讲什么", [("章", 3), ("", 2)]),
        ("专栏3", [("专栏", 3)]),
        ("有多少家企业", []),
        ("", []),
    ],
)
def test_an_address_is_read(text: str, steps: list[tuple[str, int]]) -> None:
    assert address_of(text) == tuple(AddressStep(*step) for step in steps)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("第二章讲什么", "第二章"),
        ("第二章第二节讲什么", "第二节"),
        ("第四条规定了什么", "第四条"),
        ("第二章第三条", "第三条"),
    ],
)
def test_a_clause_is_found_by_its_address(rules: Document, text: str, last: str) -> None:
    path = find_path(rules, address_of(text), text)
    assert path is not None and path[-1].startswith(last)


@pytest.mark.parametrize("text", ["第六章讲什么", "第一章第四条", "第三章第一节", "附件1"])
def test_there_is_no_such_clause(rules: Document, text: str) -> None:
    assert find_path(rules, address_of(text), text) is None


def test_kinds_of_rungs(rules: Document) -> None:
    assert has_rungs(rules, "章") and has_rungs(rules, "条")
    assert not has_rungs(rules, "附件") and not has_rungs(rules, "编")


def test_headings_below_a_path(rules: Document) -> None:
    chunks = chunk_document(rules)
    path = find_path(rules, address_of("第二章"), "第二章")
    assert path is not None
    assert [child.split()[0] for child in children_of(chunks, path)] == ["第一节", "第二节"]
    heading = heading_chunk(rules, chunks, path)
    assert heading is not None
    assert heading.text == RULES[heading.start : heading.end]
    assert heading.text.startswith("第二章")
    assert heading_chunk(rules, chunks, ("第九章",)) is None


def test_a_row_is_found_by_its_running_number(briefs: Engine) -> None:
    document = briefs.store.document(ZHUZHOU)
    row = find_row(document, address_of("附件1第6项"))
    assert row is not None and row.cells[1].text == "推进一批重大项目"
    row = find_row(document, address_of("附件2第9项"))
    assert row is not None and "工匠" in row.cells[1].text
    assert find_row(document, address_of("附件1第11项")) is None
    assert find_row(document, address_of("附件3第1项")) is None
    assert find_row(document, address_of("第6项")) is None


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("五大行动是哪些", (5, "行动")),
        ("四项保障措施是什么", (4, "保障")),
        ("十大事项分别是什么", (10, "事项")),
        ("有哪些重点任务", (None, "重点任务")),
        ("由谁牵头", None),
        ("2025年要达到多少家", None),
    ],
)
def test_what_list_is_wanted(question: str, want: tuple[int | None, str] | None) -> None:
    assert wanted(question) == want


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("（一）加强领导", "加强领导"),
        ("第二章 发展目标", "发展目标"),
        ("三、总体目标", "总体目标"),
        ("1.政策支持", "政策支持"),
        ("加强领导", "加强领导"),
    ],
)
def test_a_heading_without_its_number(heading: str, words: str) -> None:
    assert bare(heading) == words


def test_a_list_that_sentences_count(rules: Document) -> None:
    chunks = chunk_document(rules)
    paths = [chunk.path for chunk in chunks]
    listing = find_listing("人才补贴的三类补贴分别是什么", chunks, paths)
    assert listing is not None
    assert [word[:2] for word in listing.words] == ["一是", "二是", "三是"]
    for word, span in zip(listing.words, listing.spans, strict=True):
        assert span is not None
        assert flat_text(RULES[span[0] : span[1]]) == word
    assert find_listing("人才补贴的七类补贴分别是什么", chunks, paths) is None
    assert find_listing("租金是多少", chunks, paths) is None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("丰台轨道交通规划的文号是什么？", ("number",)),
        ("发文字号是多少", ("number",)),
        ("成文日期是哪天？", ("issued",)),
        ("什么时候印发的？", ("issued",)),
        ("发布日期是哪天？", ("published",)),
        ("成文日期和发布日期各是哪天？", ("issued", "published")),
        ("由哪个单位制定？", ("issuers",)),
        ("是谁印发的？", ("issuers",)),
        ("发文机关是哪个？", ("issuers",)),
        ("规划期是哪几年？", ("period",)),
        ("现在还有效吗？", ("status",)),
        ("是正式文件吗？", ("status",)),
        ("有多少家企业？", ()),
    ],
)
def test_facts_about_a_document_that_a_question_names(question: str, names: tuple[str, ...]) -> None:
    assert asked_facts(flat_text(question)) == names


@pytest.mark.parametrize(
    ("question", "said", "quoted"),
    [
        ("丰台轨道交通规划的文号是什么？", "丰政发〔2022〕7号", "丰政发〔2022〕7号"),
        ("丰台轨道交通规划的成文日期是哪天？", "2022年2月21日", "2022年2月21日"),
        ("丰台轨道交通规划的发布日期是哪天？", "2022年2月22日", "2022年2月22日"),
        ("丰台园规划的发文机关是哪个？", "北京市丰台区人民政府", "北京市丰台区人民政府"),
        ("丰台园规划的规划期是哪几年？", "2021-2025", "2021-2025"),
        ("丰台轨道交通规划现在还有效吗？", "已届满（期限2021—2025年）", None),
        ("株洲方案是正式文件吗？", "征求意见稿，尚未生效", "征求意见稿"),
    ],
)
def test_facts_are_cited_where_they_stand(
    briefs: Engine, question: str, said: str, quoted: str | None
) -> None:
    answer = briefs.answer(question)
    assert answer.kind == "document" and not answer.refused
    assert said in answer.text
    if quoted:
        assert quoted in answer.citations[0].quote


def test_a_fact_that_the_text_does_not_show_is_not_made_up(briefs: Engine) -> None:
    catalogue = Catalogue(briefs.store.documents())
    for question in (
        "丰台园规划的文号是什么?",
        "丰台园规划的有哪些目标?",
        "丰台园规划的文号对应的企业租金补贴目标清单是什么?",
    ):
        scope = scope_of(question, catalogue)
        assert not facts(question, catalogue.by_id[PARK], briefs.store.document(PARK), scope)
    answer = briefs.answer("丰台园规划的文号是什么？")
    assert "〔" not in answer.text


def test_a_document_in_force_and_one_that_ended(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True, today=date(2022, 6, 1)) as store:
        text = "幸福县产业发展规划（2021-2025年）\n\n第一条 到2025年收入达到300亿元。\n"
        store.add([parse_text(text, doc_id="plan")])
        answer = Engine(store).answer("幸福县产业发展规划现在还有效吗？")
        assert "现行" in answer.text and "已届满" not in answer.text
    with open_store(tmp_path, today=date(2026, 6, 1)) as store:
        answer = Engine(store).answer("幸福县产业发展规划现在还有效吗？")
        assert "已届满" in answer.text


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("丰台轨道交通规划第三章讲什么？", ["打造产业聚集发展高地", "提升国际影响力"]),
        ("丰台轨道交通规划第三章第二节讲什么？", ["加强基础技术研究", "完善技术标准体系"]),
        ("丰台园规划第二章讲什么？", ["基本原则"]),
        ("株洲方案附件1第6项是什么？", ["推进一批重大项目", "2024.12"]),
        ("株洲方案附件2第1项是什么？", ["智赋千企", "数字赋能"]),
    ],
)
def test_a_clause_answers_with_what_stands_below_it(briefs: Engine, question: str, held: list[str]) -> None:
    answer = briefs.answer(question)
    assert answer.kind == "lookup" and not answer.refused
    assert all(words in answer.text for words in held)


def test_a_clause_that_is_not_there_names_document_and_address(briefs: Engine) -> None:
    answer = briefs.answer("丰台轨道交通规划第六章讲什么？")
    assert answer.refused and not answer.citations
    assert "丰台区轨道交通产业发展规划" in answer.text and "没有第六章" in answer.text


@pytest.mark.parametrize(
    ("question", "members"),
    [
        (
            "丰台行动计划的五大行动是哪些？",
            [
                "关键技术攻关行动",
                "产业矩阵再造行动",
                "产业空间优化行动",
                "外向合作提速行动",
                "专业服务提升行动",
            ],
        ),
        ("株洲方案的五条基本原则分别是什么？", ["高端引领", "安全稳定", "融通融合", "智能转型", "开放合作"]),
        ("株洲方案的四项保障措施是什么？", ["加强组织领导", "做优园区平台", "优化营商环境", "强化宣传推介"]),
    ],
)
def test_lists_are_given_whole(briefs: Engine, question: str, members: list[str]) -> None:
    answer = briefs.answer(question)
    assert not answer.refused
    assert all(member in answer.text for member in members)


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=30)
    | st.text(alphabet="第一三章节条项附件专栏（）、。12九十百零哪些五大是什么", max_size=20)
)
def test_any_text_may_be_an_address_or_ask_for_a_list(rules: Document, text: str) -> None:
    flat = flat_text(text)
    steps = address_of(flat)
    assert all(step.number >= 0 for step in steps)
    if steps:
        find_path(rules, steps, flat)
        find_row(rules, steps)
    chunks = chunk_document(rules)
    find_listing(flat, chunks, [chunk.path for chunk in chunks])
    asked_facts(flat)
