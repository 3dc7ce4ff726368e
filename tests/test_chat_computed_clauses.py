"""Answers computed over clauses: all tasks of an office, and how many chapters, articles or measures there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chat.answer import Answer
from chat.computed.clause_duties import has_role, notes_of
from chat.computed.offices import Duty, asked_duty
from chat.engine import Engine
from index.store import open_store
from ingest import parse_text

CARGO = """江北市促进临空经济发展若干意见

江政发〔2025〕6号

一、主要任务

（一）打造货运枢纽

1.拓展货运航线。支持航空公司开通国际货运航线。（市交通运输局、市商务局负责，排在第一位的部门为牵头部门，下同）

2.便利货物通关。对进出口货物实行提前申报。（市商务局、江北海关负责）

（二）培育临空产业

3.引进龙头企业。支持龙头企业在临空区设立总部。（市商务局、市工业和信息化局等有关部门负责）

4.建设物流园区。加快建设智慧物流园区。（市交通运输局负责）
"""

PARTS = """江北市清洁空气行动方案

一、治理扬尘

施工工地全部安装喷淋设备。（牵头单位：市住房和城乡建设局；配合单位：市生态环境局、市城市管理局）

二、治理尾气

淘汰老旧柴油货车三千辆。（牵头单位：市生态环境局；配合单位：市公安局）
"""

RULES = """江北市城市停车管理办法

第一章 总则

第一条 为规范停车管理，制定本办法。

第二条 本办法适用于本市。

第二章 建设

第三条 新建住宅应当配建停车位。

第三章 附则

第四条 本办法自2025年1月1日起施行。
"""

MEASURES = """江北市支持民宿发展若干措施

一、加强资金支持

1.奖励新建民宿。每家奖励五万元。

2.贴补贷款利息。按一半贴息。

二、加强人才培养

3.开展技能培训。每年培训两次。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    store = open_store(tmp_path_factory.mktemp("clauses"), create=True)
    store.add([parse_text(CARGO, doc_id="cargo"), parse_text(PARTS, doc_id="air")])
    store.add([parse_text(RULES, doc_id="rules"), parse_text(MEASURES, doc_id="measures")])
    return Engine(store).answer


@pytest.mark.parametrize(
    ("question", "office", "role"),
    [
        ("临空经济有哪些任务由市商务局负责", "市商务局", "负责"),
        ("附件里由江北海关负责的有哪些任务", "江北海关", "负责"),
        ("市工信局牵头哪些", "市工信局", "牵头"),
        ("方案中市生态环境局配合哪些工作", "市生态环境局", "配合"),
    ],
)
def test_the_office_asked_about_is_read(question: str, office: str, role: str) -> None:
    assert asked_duty(question) == Duty(office, role)


@pytest.mark.parametrize(
    "question", ["哪些部门负责临空经济", "谁牵头这些任务", "市商务局在哪里", "负责人是谁"]
)
def test_who_is_responsible_is_another_question(question: str) -> None:
    assert asked_duty(question) is None


@pytest.mark.parametrize(
    ("note", "office", "role", "held"),
    [
        ("牵头单位:市发展改革委;配合单位:市财政局", "市发改委", "牵头", True),
        ("牵头单位:市发展改革委;配合单位:市财政局", "市财政局", "牵头", False),
        ("牵头单位:市发展改革委;配合单位:市财政局", "市财政局", "配合", True),
        ("市工业和信息化局牵头,市财政局、市商务局配合", "市工信局", "牵头", True),
        ("市财政局、市商务局等按职责分工负责", "市商务局", "负责", True),
        ("市财政局、市商务局负责", "市商务局", "牵头", False),
    ],
)
def test_a_note_gives_each_office_its_role(note: str, office: str, role: str, held: bool) -> None:
    assert has_role(note, Duty(office, role), first_leads=False) is held


def test_notes_are_named_by_their_headings() -> None:
    notes = list(notes_of(parse_text(CARGO, doc_id="cargo")))
    assert [note.name for note in notes] == [
        "1.拓展货运航线",
        "2.便利货物通关",
        "3.引进龙头企业",
        "4.建设物流园区",
    ]
    assert all(CARGO[note.task.start : note.task.end].endswith("）") for note in notes)


def test_all_tasks_of_an_office_are_given(ask: Callable[[str], Answer]) -> None:
    answer = ask("临空经济有哪些任务由市商务局负责？")
    assert answer.text.startswith("共3项：1.拓展货运航线（市交通运输局、市商务局负责")
    assert (
        "2.便利货物通关" in answer.text and "3.引进龙头企业" in answer.text and "物流园区" not in answer.text
    )
    assert len(answer.citations) == 3


def test_the_first_of_several_leads_where_the_document_says_so(ask: Callable[[str], Answer]) -> None:
    answer = ask("临空经济里市商务局牵头哪些任务")
    assert answer.text.startswith("共2项：2.便利货物通关") and "拓展货运航线" not in answer.text


def test_who_helps_is_told_from_who_leads(ask: Callable[[str], Answer]) -> None:
    answer = ask("清洁空气行动方案里市生态环境局牵头哪些工作")
    assert "治理尾气" in answer.text and "治理扬尘" not in answer.text


def test_an_office_of_no_note_is_given_no_tasks(ask: Callable[[str], Answer]) -> None:
    answer = ask("临空经济有哪些任务由市教育局负责")
    assert answer.refused or "共" not in answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("城市停车管理办法有几章几条？", "共3章：第一章总则、第二章建设、第三章附则。"),
        ("江北市城市停车管理办法一共多少条", "共4条（第一条至第四条）。"),
        ("支持民宿发展若干措施一共几条", "共3条（1至3）。"),
        ("支持民宿发展出了几项措施", "共3项：1.奖励新建民宿"),
    ],
)
def test_divisions_are_counted(ask: Callable[[str], Answer], question: str, words: str) -> None:
    answer = ask(question)
    assert answer.text.startswith(words) and answer.citations


@pytest.mark.parametrize(
    "question", ["江北市有几条地铁线路", "城市绿化管理办法一共多少条", "城市停车管理办法有几节"]
)
def test_other_counts_are_not_of_divisions(ask: Callable[[str], Answer], question: str) -> None:
    answer = ask(question)
    assert not answer.text.startswith("共")
