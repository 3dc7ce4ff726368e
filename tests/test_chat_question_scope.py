"""Which documents a question is about: places, names of documents, sides of a comparison."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.engine import Engine
from chat.question.catalogue import Catalogue, document_names, place_names
from chat.question.places_asked import foreign_places, holding_regions
from chat.question.scope import scope_of
from chat.question.sides import asks_each, conjuncts_of, sides_of
from index.hits import DocumentInfo
from index.store import Store
from ingest.document import Metadata
from ingest.text.normalise import flat_text

RAIL, PARK, DRAFT, NEWS = (
    "fengtai-rail-plan",
    "fengtai-park-plan",
    "fengtai-rail-action-draft",
    "fengtai-news",
)
ZHUZHOU = "zhuzhou-supply-chain-draft"
FENGTAI = {RAIL, PARK, DRAFT, NEWS}


@pytest.fixture(scope="module")
def catalogue(briefs_store: Store) -> Catalogue:
    return Catalogue(briefs_store.documents())


def info(doc_id: str, title: str, region: str | None = None, kind: str | None = None) -> DocumentInfo:
    metadata = Metadata(title, region=region, kind=kind)
    return DocumentInfo(doc_id, metadata, "现行", "a.txt", "text/plain", 10, 1, "0")


def flat(text: str) -> str:
    return flat_text(text)


@pytest.mark.parametrize(
    ("region", "names"),
    [
        ("北京市丰台区", {"北京市", "北京", "丰台区", "丰台"}),
        ("湖南省株洲市", {"湖南省", "湖南", "株洲市", "株洲"}),
        ("广西壮族自治区", {"广西壮族自治区", "广西"}),
        (None, set()),
    ],
)
def test_names_of_a_place(region: str | None, names: set[str]) -> None:
    assert names <= place_names(region)
    assert all(len(name) >= 2 for name in place_names(region))


@pytest.mark.parametrize(
    ("question", "places", "inside"),
    [
        ("丰台有多少家企业？", {"丰台"}, FENGTAI),
        ("丰台区有多少家企业？", {"丰台"}, FENGTAI),
        ("北京市丰台区有多少家企业？", {"丰台"}, FENGTAI),
        ("北京有多少家企业？", {"北京"}, FENGTAI),
        ("株洲有多少家企业？", {"株洲"}, {ZHUZHOU}),
        ("湖南有多少家企业？", {"湖南"}, {ZHUZHOU}),
        ("丰台和株洲各有多少家企业？", {"丰台", "株洲"}, FENGTAI | {ZHUZHOU}),
        ("有多少家企业？", set(), set()),
        ("豐臺有多少家企業？", {"丰台"}, FENGTAI),
    ],
)
def test_places_of_the_store(catalogue: Catalogue, question: str, places: set[str], inside: set[str]) -> None:
    scope = scope_of(flat(question), catalogue)
    assert set(scope.places) == places
    assert scope.inside == inside
    assert scope.outside == (set(catalogue.by_id) - inside if places else set())
    assert all(scope.admits(doc_id) == (doc_id not in scope.outside) for doc_id in catalogue.by_id)


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("深圳有多少家轨道交通企业？", ("深圳",)),
        ("山东省青岛市的规划期是什么？", ("青岛",)),
        ("海淀区有哪些政策？", ("海淀区",)),
        ("丰台和上海各有多少家企业？", ("上海",)),
        ("丰台有多少家企业？", ()),
        ("市里和区里分别出台了什么？", ()),
        ("园给区里的税收有多少？", ()),
    ],
)
def test_places_that_no_document_is_about(
    catalogue: Catalogue, question: str, foreign: tuple[str, ...]
) -> None:
    found = scope_of(flat(question), catalogue).foreign
    assert len(found) == len(foreign)
    assert all(one.startswith(name[:2]) for one, name in zip(found, foreign, strict=True))


def test_a_province_holds_in_its_city_but_not_in_another_province() -> None:
    catalogue = Catalogue(
        [
            info("hunan", "湖南省先进制造业条例", "湖南省"),
            info("zhuzhou", "株洲市实施方案", "湖南省株洲市"),
            info("shandong", "山东省制造业条例", "山东省"),
            info("nowhere", "制造业白皮书"),
        ]
    )
    scope = scope_of("株洲有哪些制造业政策", catalogue)
    assert scope.inside == {"zhuzhou"}
    assert scope.outside == {"shandong"}
    assert scope.admits("hunan") and scope.admits("nowhere")
    scope = scope_of("湖南有哪些制造业政策", catalogue)
    assert scope.inside == {"hunan", "zhuzhou"}
    assert scope.outside == {"shandong"}


@pytest.mark.parametrize(
    ("question", "foreign", "holding"),
    [
        ("合肥能享受补贴吗", (), ("安徽省",)),
        ("丰台的企业怎么申请", (), ("北京市",)),
        ("嵊州对企业奖多少", ("嵊州",), ()),
        ("浦东新区怎么补贴", ("浦东新区",), ()),
        ("株洲的补贴", ("株洲",), ()),
        ("平安保险怎么买", (), ()),
        ("园给区里的税收", (), ()),
    ],
)
def test_a_place_within_one_that_documents_are_of_is_theirs(
    question: str, foreign: tuple[str, ...], holding: tuple[str, ...]
) -> None:
    regions = ("安徽省", "北京市", "广东省广州市天河区")
    assert foreign_places(flat(question), regions) == foreign
    assert holding_regions(flat(question), regions) == holding


def test_a_province_beside_a_city_is_kept() -> None:
    catalogue = Catalogue(
        [info("hunan", "湖南省条例", "湖南省"), info("zhuzhou", "株洲市实施方案", "湖南省株洲市")]
    )
    assert set(scope_of("湖南和株洲的奖励有什么不同", catalogue).places) == {"湖南", "株洲"}
    assert scope_of("湖南省株洲市的奖励", catalogue).places == ("株洲",)


@pytest.mark.parametrize(
    ("question", "doc_id"),
    [
        ("丰台轨道交通规划的目标是什么？", RAIL),
        ("丰台园规划第三章讲什么？", PARK),
        ("丰台行动计划征求意见稿有哪五大行动？", DRAFT),
        ("株洲方案要求什么？", ZHUZHOU),
        ("丰台2月10日的新闻说了什么？", NEWS),
        ("《“十四五”时期丰台区轨道交通产业发展规划》说了什么？", RAIL),
    ],
)
def test_the_document_named_has_the_greatest_affinity(
    catalogue: Catalogue, question: str, doc_id: str
) -> None:
    affinity = scope_of(flat(question), catalogue).affinity
    assert max(affinity, key=lambda one: affinity[one]) == doc_id
    assert affinity[doc_id] == 1.0
    assert all(0 < value <= 1 for value in affinity.values())


def test_no_affinity_without_a_shared_word(catalogue: Catalogue) -> None:
    assert not scope_of("abc", catalogue).affinity
    assert not scope_of("", Catalogue([])).affinity


def test_a_place_name_is_words_and_no_pattern() -> None:
    catalogue = Catalogue([info("a", "甲", "湖南省"), info("b", "乙", "湖南省[株洲(市")])
    scope_of(
        "湖南的[株洲(和湖南省[株洲(市的奖励", catalogue
    )  # raised, as the name stood in a regular expression


def test_names_of_a_document_are_folded_and_hold_its_period(catalogue: Catalogue) -> None:
    names = document_names(catalogue.by_id[RAIL])
    assert "丰台轨交规划" in names
    assert "2021-2025" in names
    assert all(name == flat(name) for name in names)


def sides(question: str, catalogue: Catalogue) -> list[tuple[set[str], str]]:
    text = flat(question)
    return [(set(side.doc_ids), side.text) for side in sides_of(text, catalogue, scope_of(text, catalogue))]


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("丰台和株洲分别要培育多少家专精特新企业？", [FENGTAI, {ZHUZHOU}]),
        ("株洲、丰台的研发投入强度目标各是多少？", [{ZHUZHOU}, FENGTAI]),
        ("丰台轨道交通收入连续破千亿的年数，规划和新闻里说法一样吗？", [{RAIL}, {NEWS}]),
        ("规划和新闻里丰台的轨道交通企业数量有什么不同？", [{RAIL}, {NEWS}]),
        ("丰台有哪些政策和措施？", []),
        ("丰台东区和西区分别要建成什么？", []),
        ("丰台有多少家企业？", []),
    ],
)
def test_sides_of_a_comparison(catalogue: Catalogue, question: str, documents: list[set[str]]) -> None:
    found = sides(question, catalogue)
    assert [own for own, _ in found] == documents


def test_each_side_is_asked_the_question_without_the_other_side(catalogue: Catalogue) -> None:
    (_, fengtai), (_, zhuzhou) = sides("丰台和株洲分别要培育多少家专精特新企业？", catalogue)
    assert "专精特新企业" in fengtai and "株洲" not in fengtai
    assert "专精特新企业" in zhuzhou and "丰台" not in zhuzhou
    (_, plan), (_, news) = sides("规划和新闻里丰台的轨道交通企业数量有什么不同？", catalogue)
    assert "轨道交通企业数量" in plan and "新闻" not in plan
    assert "轨道交通企业数量" in news and "规划" not in news
    assert "不同" not in plan + news  # asked of both together


def test_a_side_with_a_question_of_its_own_is_not_asked_the_other_one(catalogue: Catalogue) -> None:
    (_, fengtai), (_, zhuzhou) = sides(
        "丰台到2025年的收入目标与株洲到2024年的规模目标分别是多少？", catalogue
    )
    assert "2024" not in fengtai and "规模" not in fengtai
    assert "2025" not in zhuzhou and "收入" not in zhuzhou


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("丰台园东区和西区分别要建成什么?", ["东区", "西区"]),
        ("株洲方案正文和附件1里,小巨人企业的家数各是多少?", ["正文", "附件1"]),
        ("中车株机和中车株所的目标分别是多少?", ["株机", "株所"]),
        ("治疗期间的工资和治疗的医药费,各由谁出?", ["治疗期间的工资", "治疗的医药费"]),
        ("家庭农场的基础险和专属险每亩保费各多少?", ["农场的基础险每亩", "农场的专属险每亩"]),
        ("河道沿岸禁养、限养各是多少米?", ["沿岸禁养是", "沿岸限养是"]),
        ("报告里物价涨幅目标2024和2025年各是多少?", ["涨幅目标2024年是", "涨幅目标2025年是"]),
        ("续建和计划开工项目各几个?", ["续建项目几个", "计划开工项目几个"]),
        ("政府投资、核准类、备案类三种项目的用时分别是多少?", []),
        ("丰台有什么政策?", []),
        ("规划和方案是什么?", []),
    ],
)
def test_conjuncts_of_one_document(question: str, texts: list[str]) -> None:
    found = conjuncts_of(question)
    assert len(found) == len(texts)
    for side, own in zip(found, texts, strict=True):
        assert own in side.text
        assert not any(other in side.text for other in texts if other != own)
        assert not side.doc_ids


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("一级和四级工伤的津贴各是多少", True),
        ("东区和西区分别建成什么", True),
        ("市、县各部门怎么配合", False),
        ("各类补贴的金额是多少", False),
    ],
)
def test_each_is_told_from_every(question: str, each: bool) -> None:
    assert asks_each(question) is each


@pytest.mark.parametrize(
    ("question", "cited", "held"),
    [
        ("丰台和株洲分别要培育多少家专精特新企业？", {DRAFT, ZHUZHOU}, ["35家", "40家"]),
        ("丰台和株洲的研发投入强度目标各是多少？", {PARK, ZHUZHOU}, ["3-4%", "8%"]),
        ("规划和新闻里丰台的轨道交通企业数量有什么不同？", {RAIL, NEWS}, ["180余家", "150余家"]),
    ],
)
def test_both_sides_are_answered(briefs: Engine, question: str, cited: set[str], held: list[str]) -> None:
    answer = briefs.answer(question)
    assert not answer.refused
    assert answer.kind == "comparison"
    assert {citation.doc_id for citation in answer.citations} == cited
    assert all(figure in answer.text for figure in held)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=40)
    | st.lists(
        st.sampled_from(["丰台", "株洲", "和", "规划", "新闻", "各", "省", "区", "、", "深圳市"]), max_size=10
    ).map("".join)
)
def test_any_text_has_a_scope(catalogue: Catalogue, text: str) -> None:
    text = flat(text)
    scope = scope_of(text, catalogue)
    assert not scope.inside & scope.outside
    found = sides_of(text, catalogue, scope)
    assert len(found) != 1
    assert all(side.doc_ids <= set(catalogue.by_id) for side in found)
    conjuncts_of(text)
