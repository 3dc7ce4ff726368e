"""Units of evidence: sentences, rows and headings, and what they say to a question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.engine import Engine
from chat.evidence.scoring import ScoredUnit, rank_evidence, says_what, span_unit, spells_out, whole_unit
from chat.evidence.units import Unit, heading_unit, last_years, units_of
from chat.question.scope import Scope
from chat.question.understand import Ask, understand
from chat.question.wording import Setting, Vocabulary, wording_of
from index.hits import DocumentInfo, Hit
from ingest import chunk_document, parse_text
from ingest.document import Chunk, Document, Metadata, Span
from ingest.text.normalise import flat_text

PLAN = Metadata("幸福县轨道交通规划", issued="2021-05-01", period=(2021, 2025), region="幸福县", kind="规划")


def chunk_of(text: str, path: tuple[str, ...] = (), **more) -> Chunk:
    return Chunk("d#0", "d", 100, 100 + len(text), text, path, **more)


def info(metadata: Metadata = PLAN) -> DocumentInfo:
    return DocumentInfo("d", metadata, "现行", "d.txt", "text/plain", 1, 1, "0")


def unit(text: str, **more) -> Unit:
    return units_of(chunk_of(text, **more), PLAN.title)[0]


def ranked(question: str, *texts: str, metadata: Metadata = PLAN) -> list[ScoredUnit]:
    """The units of some passages of one document, best first for a question."""
    hits, units = [], {}
    for place, text in enumerate(texts):
        chunk = Chunk(f"d#{place}", "d", place * 1000, place * 1000 + len(text), text)
        hits.append(Hit(chunk, info(metadata), 1.0, 1.0, 0.5))
        units[chunk.chunk_id] = units_of(chunk, metadata.title)
    asked = understand(question)
    wording = wording_of(
        asked.text, Vocabulary(lambda word: 3.0, lambda word: 1), Setting(quoted=asked.quoted)
    )
    return rank_evidence(hits, units, asked, wording, Scope({}))


def test_sentences_keep_their_offsets_and_neighbours() -> None:
    chunk = chunk_of(
        "到2025年收入达到300亿元。企业达到50家。专利 增长20%。", ("第一章 目标",), lead="主要包括："
    )
    units = units_of(chunk, PLAN.title)
    assert [one.text.strip() for one in units] == [
        "到2025年收入达到300亿元。",
        "企业达到50家。",
        "专利 增长20%。",
    ]
    for one in units:
        assert chunk.text[one.start - chunk.start : one.end - chunk.start] == one.text
        assert one.flat == flat_text(one.text)
        assert "第一章目标" in one.context and "主要包括" in one.context and "轨道交通规划" in one.context
    assert "300亿元" in units[1].around and "20%" in units[1].around


def test_a_year_holds_until_the_next_one_is_named() -> None:
    units = units_of(chunk_of("2020年收入200亿元。企业40家。到2025年收入300亿元。企业50家。"), "规划")
    assert [set(one.years) for one in units] == [{2020}, {2020}, {2025}, {2025}]
    assert [set(one.own_years) for one in units] == [{2020}, set(), {2025}, set()]
    first = units_of(chunk_of("企业40家。"), "规划", earlier=frozenset({2019}))[0]
    assert first.years == {2019} and not first.own_years
    headed = units_of(chunk_of("企业40家。", ("三、2035年远景目标",)), "规划")[0]
    assert headed.years == {2035}


def test_a_run_in_heading_goes_with_the_sentences_after_it() -> None:
    units = units_of(
        chunk_of(
            "智慧安防。瞄准安检需求，研发新设备。在交通枢纽率先使用，逐步推广。应急救援。研发救援装备，建设演练基地。"
        ),
        "规划",
    )
    assert [("智慧安防" in one.context, "应急救援" in one.context) for one in units] == [
        (False, False),
        (True, False),
        (True, False),
        (True, False),
        (False, True),
    ]


def test_a_row_is_one_unit_with_its_column_headers() -> None:
    cells = (("重点事项", "成立基金"), ("牵头单位", "市金融办"), ("完成时限", "2023.12"))
    row = units_of(chunk_of("| 成立基金 | 市金融办 | 2023.12 |", kind="row", cells=cells), "方案")
    assert len(row) == 1
    assert "牵头单位" in row[0].context
    assert row[0].satisfies(Ask("leader", "谁牵头"))
    assert row[0].satisfies(Ask("date", "何时"))
    assert not row[0].satisfies(Ask("money", "多少钱"))


def test_who_leads_stands_behind_the_clause_it_is_about() -> None:
    clause = "开展人才行动，引进专家。（牵头单位：市委人才办）"
    note = units_of(chunk_of(clause), "方案", clause=clause)[-1]
    assert "牵头单位" in note.flat and "引进专家" in note.around


def test_a_heading_is_a_unit_whose_passage_runs_on_to_the_words_below() -> None:
    text = "第二章 目标\n到2025年达到50家。"
    below = Chunk("d#1", "d", 7, len(text), text[7:], ("第二章 目标",))
    head = heading_unit(below, Span(0, 6), text, ("第二章 目标",), "规划")
    assert head.heading and head.text == "第二章 目标"
    assert (head.chunk.start, head.chunk.end) == (0, len(text))
    assert head.chunk.text == text
    far = heading_unit(Chunk("d#1", "d", 60, 70, "x"), Span(0, 6), text + " " * 60, ("第二章 目标",), "规划")
    assert far.chunk.text == "第二章 目标"


def test_last_years_of_a_text() -> None:
    assert last_years("2016年收入100亿元。2020年收入200亿元。企业很多。") == {2020}
    assert last_years("没有年份。") == frozenset()
    assert last_years("") == frozenset()


@pytest.mark.parametrize(
    ("text", "kind", "units", "holds"),
    [
        ("收入达到300亿元。", "money", (), True),
        ("收入大幅增长。", "money", (), False),
        ("企业达到50家。", "quantity", ("家", "户"), True),
        ("企业达到50家。", "quantity", ("支",), False),
        ("培育一批企业，推动一个转变。", "quantity", (), False),
        ("成立基金一支。", "quantity", ("支",), True),
        ("年均增长7.4%。", "percent", (), True),
        ("较2016年提高5.6个百分点。", "percent", (), True),
        ("增长到2.5倍。", "percent", (), True),
        ("2023年10月前完成。", "date", (), True),
        ("常态化举办。", "date", (), True),
        ("该校创办于1724。", "date", (), True),
        ("盛于12世纪。", "date", (), True),
        ("30日晚开始宵禁。", "date", (), True),
        ("新建1200家门店，日常开放。", "date", (), False),
        ("约占五分之一。", "percent", (), True),
        ("2022年2月21日印发。", "day", (), True),
        ("2022年2月印发。", "day", (), False),
        ("试点为期2年。", "duration", (), True),
        ("由市发改委牵头。", "leader", (), True),
        ("由市发改委发布。", "leader", (), False),
        ("总经理 张威介绍。", "person", (), True),
        ("来信请寄 rail@example.gov.cn。", "email", (), True),
        ("电话：010-12345678。", "phone", (), True),
        ("拨打卫生热线12320。", "phone", (), True),
        ("2364.9亿元。", "phone", (), False),
        ("见 https://example.gov.cn/a。", "url", (), True),
    ],
)
def test_whether_a_sentence_holds_a_fact_of_the_type_asked_for(
    text: str, kind: str, units: tuple[str, ...], holds: bool
) -> None:
    assert unit(text).satisfies(Ask(kind, "", units)) is holds


@pytest.mark.parametrize(
    ("text", "name", "holds"),
    [
        ("产业链、供应链、创新链、人才链、政策链协同", "五链", True),
        ("产业链、供应链、创新链协同", "五链", False),
        ("产业链、产业链、产业链、产业链、产业链", "五链", False),
        ("质量变革、效率变革、动力变革", "三个变革", True),
        ("企业伙伴发展圈和产业创新生态圈", "两圈", True),
        ("企业伙伴发展圈", "两圈", False),
        ("一个集群", "一集群", False),
        ("产业链", "产业链", False),
    ],
)
def test_a_numbered_abbreviation_is_spelled_out(text: str, name: str, holds: bool) -> None:
    assert spells_out(text, name) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("“两产融合”即推动两种产业融合", True),
        ("“两产融合”,是指推动", False),
        ("两产融合:推动两种产业", True),
        ("两产融合(新兴与传统)", True),
        ("推动“两产融合”发展", False),
        ("", False),
    ],
)
def test_a_name_with_its_meaning_behind_it(text: str, holds: bool) -> None:
    assert says_what(text, "两产融合") is holds
    assert not says_what("a.b即c", "a*b")  # a name is no pattern


@pytest.mark.parametrize(
    ("question", "text", "conflict"),
    [
        ("到2030年收入目标是多少？", "到2025年收入达到300亿元。", True),
        ("到2025年收入目标是多少？", "到2025年收入达到300亿元。", False),
        ("2025年收入是多少？", "收入达到300亿元。", False),  # the plan's last year
        ("2030年收入是多少？", "收入达到300亿元。", True),
        ("2023年收入是多少？", "收入达到300亿元。", True),  # a plan's goal is of its last year only
        ("2025年收入是多少？", "“十四五”期末收入达到300亿元。", False),
        ("2023年收入是多少？", "“十四五”期末收入达到300亿元。", True),
        ("2020年收入是多少？", "收入从2016年的100亿元增加到2020年的200亿元。", False),
        ("2019年收入是多少？", "收入从2016年的100亿元增加到2020年的200亿元。", True),
        ("2023年由谁牵头？", "由市发改委牵头。", False),  # not a figure: any year of the plan
        ("2030年由谁牵头？", "由市发改委牵头。", True),
        ("收入目标是多少？", "到2025年收入达到300亿元。", False),
    ],
)
def test_years_must_agree(question: str, text: str, conflict: bool) -> None:
    assert ranked(question, text)[0].year_conflict is conflict


def test_a_figure_that_nothing_ties_to_a_year_is_not_of_the_year_asked_about() -> None:
    undated = Metadata("县产业新闻")
    assert ranked("到2030年企业要达到多少家？", "已有企业150余家。", metadata=undated)[0].year_conflict
    assert not ranked("企业有多少家？", "已有企业150余家。", metadata=undated)[0].year_conflict


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("到2025年收入目标是多少？", "到2025年收入达到300亿元。", "到2020年收入达到200亿元。"),
        ("人才行动由谁牵头？", "人才行动由市委人才办牵头。", "人才行动引进一批专家。"),
        ("“两产融合”是什么？", "“两产融合”即新兴产业与轨道交通产业融合。", "大力推动“两产融合”。"),
        ("企业有多少家？", "全县现有企业180家。", "企业快速增长，企业蓬勃发展。"),
        ("2020年的收入是多少？", "2020年的收入为200亿元。", "力争2020年的收入突破400亿元。"),
    ],
)
def test_the_better_evidence_comes_first(question: str, better: str, worse: str) -> None:
    for texts in ((better, worse), (worse, better)):
        assert ranked(question, *texts)[0].unit.text == better


def test_places_that_are_not_asked_about_are_left_out() -> None:
    chunk = chunk_of("收入300亿元。")
    asked = understand("收入是多少？")
    wording = wording_of(asked.text, Vocabulary(lambda word: 1.0, lambda word: 1))
    units = {chunk.chunk_id: units_of(chunk, "规划")}
    hits = [Hit(chunk, info(), 1.0)]
    assert rank_evidence(hits, units, asked, wording, Scope({}))
    assert not rank_evidence(hits, units, asked, wording, Scope({}, outside=frozenset({"d"})))


TEXT = "幸福县办法\n\n第一条 为促进发展，制定本办法。\n\n第二条 本办法自2023年1月1日起施行。\n"


@pytest.fixture(scope="module")
def document() -> Document:
    return parse_text(TEXT, doc_id="d")


def test_a_span_becomes_evidence_with_the_line_around_it(document: Document) -> None:
    start = TEXT.index("2023年1月1日")
    found = span_unit(document, Span(start, start + 9), info())
    assert found.unit.text == "2023年1月1日"
    chunk = found.unit.chunk
    assert chunk.text == TEXT[chunk.start : chunk.end] and "\n" not in chunk.text
    assert chunk.start <= start and start + 9 <= chunk.end


def test_a_passage_whole(document: Document) -> None:
    for chunk in chunk_document(document):
        found = whole_unit(chunk, info())
        assert TEXT[found.unit.start : found.unit.end] == found.unit.text


@pytest.mark.parametrize("doc_id", ["fengtai-rail-plan", "zhuzhou-supply-chain-draft"])
def test_units_of_the_briefs_are_verbatim(briefs: Engine, doc_id: str) -> None:
    text = briefs.store.document(doc_id).text
    for chunk in briefs.store.chunks(doc_id):
        for one in units_of(chunk, "题"):
            assert text[one.start : one.end] == one.text
            assert chunk.start <= one.start < one.end <= chunk.end


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="一二三五链圈。；，：“”（）2025年万元家%\n |牵头x", max_size=60), st.text(max_size=8))
def test_units_of_any_text(text: str, name: str) -> None:
    chunk = chunk_of(text)
    for one in units_of(chunk, "题", clause=text):
        assert text[one.start - 100 : one.end - 100] == one.text
        for kind in ("quantity", "money", "percent", "date", "duration", "leader", "person", "phone"):
            one.satisfies(Ask(kind, ""))
        spells_out(one.flat, name)
        says_what(one.flat, name)
