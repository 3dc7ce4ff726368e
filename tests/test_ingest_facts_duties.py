"""Who leads, answers for and takes part in which task by when: out of rows, notes and sentences, each with its words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import parse_path, parse_text
from ingest.document import Document
from ingest.facts import DUTY, Assignment, assignment_of, facts_of
from ingest.facts.deadlines import deadline_in, last_day
from ingest.facts.duty_notes import assigned
from ingest.facts.unit_names import units_in

SHARED = Path(__file__).resolve().parents[2] / "shared"

PLAN = """临川市数字经济行动方案

临政发〔2024〕8号

一、主要任务

1.建设算力中心。2025年6月底前建成三座智算中心，总算力达到一千P。（市发改委牵头，市工信局、市财政局配合）

2.开放公共数据。编制开放清单。（责任单位：市大数据中心，各区（市）政府，以下均需各区（市）政府落实，不再列出）

3.培养数字人才。
（9月底完成，牵头考核单位：市人社局）

4.支持中小企业（小微企业、个体工商户）转型。每家补助最高20万元。〔市工业和信息化局、市财政局等部门按职责分工负责〕

5.打造示范园区。新建园区两个。
牵头单位：市商务局
配合单位：市科技局、临川高新区管委会
完成时限：2025年12月31日

二、保障措施

由市数据局牵头，会同市统计局、市网信办建立监测制度。市人力资源社会保障局应当牵头制定人才目录。本方案由市数据局负责解释。支持由企业牵头联合高校组建创新联合体。对市工信局牵头举办的各类活动给予补助。
"""

TABLE = """附件

重点任务分工表

| 序号 | 重点任务 | 工作举措 | 牵头单位 | 责任单位 | 责任人 | 完成时限 |
| --- | --- | --- | --- | --- | --- | --- |
| 1 | 建设枢纽 | 开工建设货运站 | 市交通局 | 市发改委、市财政局等 | 王一 | 2025.06 |
| 2 | 建设枢纽 | 编制枢纽规划 | 市发改委东湖区政府 | — | 李二 | 长期坚持 |
| 3 | 优化服务 | 开通企业热线 | 市政务服务办 | 各市、县（区）人民政府 | 赵三 | 2025年底 |
"""


def duties(document: Document) -> list[Assignment]:
    """Assignments of a document, after every word of them was found at its place."""
    found = [assignment_of(fact) for fact in facts_of(document) if fact.kind == DUTY]
    text = document.text
    for one in found:
        assert one.start <= one.unit_words.start <= one.unit_words.end <= one.end
        for words, span in ((one.unit, one.unit_words), (one.task, one.task_words)):
            assert "".join(words.split()) in "".join(text[span.start : span.end].split())
        if one.deadline_words:
            assert one.deadline == text[one.deadline_words.start : one.deadline_words.end].strip()
    return found


def told(found: list[Assignment]) -> list[tuple[str, str, str, str]]:
    return [(one.task, one.unit, one.role, one.deadline) for one in found]


def test_notes_of_all_kinds_and_sentences_are_read() -> None:
    found = duties(parse_text(PLAN, doc_id="plan"))
    assert told(found) == [
        ("建设算力中心", "市发改委", "牵头", "2025年6月底前"),
        ("建设算力中心", "市工信局", "配合", "2025年6月底前"),
        ("建设算力中心", "市财政局", "配合", "2025年6月底前"),
        ("开放公共数据", "市大数据中心", "责任", ""),
        ("开放公共数据", "各区（市）政府", "责任", ""),
        ("培养数字人才", "市人社局", "牵头", "9月底"),
        ("支持中小企业（小微企业、个体工商户）转型", "市工业和信息化局", "责任", ""),
        ("支持中小企业（小微企业、个体工商户）转型", "市财政局", "责任", ""),
        ("打造示范园区", "市商务局", "牵头", "2025年12月31日"),
        ("打造示范园区", "市科技局", "配合", "2025年12月31日"),
        ("打造示范园区", "临川高新区管委会", "配合", "2025年12月31日"),
        ("会同市统计局、市网信办建立监测制度", "市数据局", "牵头", ""),
        ("会同市统计局、市网信办建立监测制度", "市统计局", "配合", ""),
        ("会同市统计局、市网信办建立监测制度", "市网信办", "配合", ""),
        ("制定人才目录", "市人力资源社会保障局", "牵头", ""),
    ]
    assert {one.by for one in found if one.deadline} == {"2025-06-30", "2024-09-30", "2025-12-31"}
    facts = facts_of(parse_text(PLAN, doc_id="plan"))
    assert len({fact.key for fact in facts if fact.kind == DUTY}) == len(found)


def test_a_row_gives_a_duty_for_each_unit_and_people_are_none() -> None:
    document = parse_text(f"临川市枢纽方案\n\n一、总体要求\n\n加快建设。\n\n{TABLE}", doc_id="table")
    found = duties(document)
    assert told(found) == [
        ("开工建设货运站", "市交通局", "牵头", "2025.06"),
        ("开工建设货运站", "市发改委", "责任", "2025.06"),
        ("开工建设货运站", "市财政局", "责任", "2025.06"),
        ("编制枢纽规划", "市发改委", "牵头", "长期坚持"),
        ("编制枢纽规划", "东湖区政府", "牵头", "长期坚持"),
        ("开通企业热线", "市政务服务办", "牵头", "2025年底"),
        ("开通企业热线", "各市、县（区）人民政府", "责任", "2025年底"),
    ]
    assert [one.by for one in found] == ["2025-06-30"] * 3 + ["", ""] + ["2025-12-31"] * 2
    assert "建设枢纽" in document.text[found[0].start : found[0].end]


def test_the_field_of_a_card_is_a_duty_of_its_card() -> None:
    text = """临川市重点任务清单

一、建设智能工厂

（一）工作内容
支持企业改造生产线，建成十座智能工厂。

（二）责任单位
市工信局、各区（市）政府

（三）完成时限
2025年9月底

二、开展人才培训

（一）工作内容
培训技术人员两千名。

（二）牵头部门
市人社局
"""
    assert told(duties(parse_text(text, doc_id="cards"))) == [
        ("建设智能工厂", "市工信局", "责任", "2025年9月底"),
        ("建设智能工厂", "各区（市）政府", "责任", "2025年9月底"),
        ("开展人才培训", "市人社局", "牵头", ""),
    ]


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("市发改委、市财政局等部门", ["市发改委", "市财政局"]),
        ("市工业和信息化局和市住房和城乡建设局", ["市工业和信息化局", "市住房和城乡建设局"]),
        ("商务部、农业农村部等和各有关省级人民政府", ["商务部", "农业农村部", "各有关省级人民政府"]),
        ("市直相关部门及各地按职责分工负责", ["市直相关部门", "各地"]),
        ("市、县营商办", ["市、县营商办"]),
        ("国家税务总局东江省税务局", ["国家税务总局东江省税务局"]),
        ("市场监管厅登记注册局、信息中心，各市、县〔区〕市场监管局", ["市场监管厅登记注册局", "信息中心", "各市、县〔区〕市场监管局"]),
        ("市发改委市财政局", ["市发改委", "市财政局"]),
        ("省委、省政府", ["省委", "省政府"]),
        ("省发展改革委（能源局）、省科技厅", ["省发展改革委（能源局）", "省科技厅"]),
        ("各部门按职能分工负责", ["各部门"]),
        ("有关部门", []),
        ("—", []),
    ],
)  # fmt: skip
def test_units_are_named_as_they_are_written(words: str, units: list[str]) -> None:
    assert units_in(words) == units


@given(
    st.lists(
        st.sampled_from(
            ["市工信局", "省财政厅", "各区（市）政府", "住房和城乡建设部", "中车株机", "临川海关"]
        ),
        min_size=1,
        max_size=6,
        unique=True,
    ),
    st.sampled_from("、，；"),
    st.sampled_from(["", "等", "等部门", "等有关单位", "等按职责分工负责", "，下同"]),
)
def test_every_unit_of_a_list_comes_back(units: list[str], mark: str, behind: str) -> None:
    assert units_in(mark.join(units) + behind) == units


@pytest.mark.parametrize(
    ("note", "roles"),
    [
        ("市发改委牵头，市财政局、市工信局按职责分工负责", ["牵头", "责任", "责任"]),
        ("责任单位：市发改委牵头，市财政局配合", ["牵头", "配合"]),
        ("牵头部门：市商务局；配合部门：市文旅局；适用范围：全市", ["牵头", "配合"]),
        ("市发改委牵头，会同市财政局", ["牵头", "配合"]),
        ("企业参与", []),
        ("含项目负责人", []),
        ("以下简称牵头单位", []),
        ("有限责任公司", []),
        ("责任人：王一", []),
    ],
)
def test_roles_are_those_of_the_words(note: str, roles: list[str]) -> None:
    assert [role for _, role in assigned(note)] == roles


def test_the_first_unit_leads_where_the_document_says_so() -> None:
    text = "临川市意见\n\n一、任务\n\n1.修路。（市交通局、市财政局负责，排在第一位的部门为牵头部门，下同）\n\n2.架桥。（市水利局、市财政局负责）\n"
    assert [(one.unit, one.role) for one in duties(parse_text(text, doc_id="first"))] == [
        ("市交通局", "牵头"),
        ("市财政局", "责任"),
        ("市水利局", "牵头"),
        ("市财政局", "责任"),
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2023.10", date(2023, 10, 31)),
        ("2024年2月", date(2024, 2, 29)),
        ("2023年12月31日前", date(2023, 12, 31)),
        ("2023—2025年", date(2025, 12, 31)),
        ("6月底前", date(2022, 6, 30)),
        ("明年3月中旬", date(2023, 3, 20)),
        ("第三季度", date(2022, 9, 30)),
        ("2024年上半年", date(2024, 6, 30)),
        ("年底前", date(2022, 12, 31)),
        ("长期坚持", None),
        ("2023年13月", None),
    ],
)
def test_a_deadline_ends_on_its_last_day(words: str, day: date | None) -> None:
    assert last_day(words, 2022) == day


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("完成时限：2023年12月，由市发改委牵头", "2023年12月"),
        ("在2023年6月底前，初步实现共享", "2023年6月底前"),
        ("到2027年末，新增500户", "2027年末"),
        ("对2022年底前到期的贷款给予贴息", None),
        ("2025年前三季度增长5%", None),
    ],
)
def test_only_words_that_set_an_end_are_deadlines(words: str, found: str | None) -> None:
    span = deadline_in(words, 0, len(words))
    assert (words[span.start : span.end] if span else None) == found


@given(st.text(alphabet="市局委、，。；（）()〔〕牵头责任负责单位：配合由会同\n2025年6月底前", max_size=60))
def test_any_text_is_read_without_error(text: str) -> None:
    duties(parse_text(f"题目\n\n一、任务\n\n{text}\n", doc_id="any"))


def test_the_annexes_of_a_real_plan_are_read_whole() -> None:
    """Nineteen rows; judged by hand: every unit of every cell, one role by its column, no deadline missing."""
    path = SHARED / "plans" / "zhuzhou-supply-chain-draft.txt"
    if not path.is_file():
        pytest.skip("../shared is not here: the annexes of the plan cannot be read")
    (document,) = [parsed.document for parsed in parse_path(path) if parsed.document]
    found = [one for one in duties(document) if "附件" in one.clause]
    assert len({(one.start, one.task) for one in found}) == 19 and len(found) == 41
    assert sum(one.role == "牵头" for one in found) == 20 and all(one.by for one in found)
