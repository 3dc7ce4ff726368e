"""Why an answer is refused, and evidence put into words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chat.answer import Sentence
from chat.answers.compose import (
    compose,
    short_title,
    squeeze_display,
    standing_note,
    without_marks,
    words_of,
)
from chat.answers.refusal import Refusal, judge, named
from chat.answers.select import LENGTH_BUDGET, fit, narrow, select
from chat.evidence.scoring import ScoredUnit, rank_evidence
from chat.evidence.units import units_of
from chat.question.scope import Scope
from chat.question.understand import Question, understand
from chat.question.wording import Setting, Vocabulary, Wording, wording_of
from index.hits import DocumentInfo, Hit
from ingest.document import Chunk, Metadata

PLAN = Metadata("《幸福县轨道交通规划》", period=(2021, 2025), region="幸福县", kind="规划")


def info(status: str = "现行", metadata: Metadata = PLAN, doc_id: str = "d") -> DocumentInfo:
    return DocumentInfo(doc_id, metadata, status, "d.txt", "text/plain", 1, 1, "0")


def rank(question: str, *texts: str, cells=(), path=()) -> tuple[list[ScoredUnit], Question, Wording]:
    """The units of passages of one plan, best first, and the question they are ranked for."""
    held = "".join(texts)
    asked = understand(question)

    def frequency(word: str) -> int:
        return held.count(word)

    vocabulary = Vocabulary(lambda word: 2.0 if word in held else 4.0, frequency)
    wording = wording_of(asked.text, vocabulary, Setting(quoted=asked.quoted))
    hits, units = [], {}
    for place, text in enumerate(texts):
        kind = "row" if cells else "text"
        start = place * 1000
        chunk = Chunk(f"d#{place}", "d", start, start + len(text), text, path, kind, cells=cells)
        hits.append(Hit(chunk, info(), 1.0))
        units[chunk.chunk_id] = units_of(chunk, PLAN.title)
    return rank_evidence(hits, units, asked, wording, Scope({})), asked, wording


def refusal(question: str, *texts: str, scope: Scope | None = None) -> Refusal | None:
    ranked, asked, wording = rank(question, *texts)
    return judge(ranked, asked, wording, scope or Scope({}))


INCOME = "到2025年，轨道交通产业收入达到300亿元。"
FUND = "发挥先锋基金作用，支持轨道交通企业发展。"


@pytest.mark.parametrize(
    ("question", "texts", "code", "said"),
    [
        ("到2030年轨道交通产业收入是多少？", [INCOME], "year", "2030年"),
        ("“飞跃计划”是什么？", [INCOME], "name", "飞跃计划"),
        ("《幸福县营商条例》规定了什么？", [INCOME], "name", "幸福县营商条例"),
        ("先锋基金的规模是多少？", [FUND], "fact", "金额"),
        ("先锋基金什么时候成立？", [FUND], "fact", "时间"),
        ("先锋基金由谁牵头？", [FUND], "fact", "牵头"),
        ("先锋基金的联系电话是多少？", [FUND], "contact", "联系电话"),
        ("先锋基金有多少家企业？", [FUND], "fact", "数量"),
        ("先锋基金的注册地是哪里？", [FUND], "attribute", "注册地"),
    ],
)
def test_each_reason_to_refuse(question: str, texts: list[str], code: str, said: str) -> None:
    found = refusal(question, *texts)
    assert found is not None
    assert found.code == code
    assert said in found.reason
    assert not found.reason.endswith("。")
    assert "300" not in found.reason  # never a figure of what does not answer


def test_refused_for_a_place_or_for_nothing_at_all() -> None:
    found = refusal("深圳轨道交通产业收入是多少？", INCOME, scope=Scope({}, foreign=("深圳",)))
    assert found is not None and found.code == "place" and "深圳" in found.reason
    named_there = "与深圳等地错位发展，轨道交通产业收入达到300亿元。"
    scope = Scope({}, foreign=("深圳",))
    assert refusal("深圳轨道交通产业收入是多少？", named_there, scope=scope) is None
    nothing = judge([], understand("收入是多少？"), Wording((), ()), Scope({}))
    assert nothing is not None and nothing.code == "nothing"


def test_refused_where_no_word_is_shared() -> None:
    found = refusal("红烧肉怎么做？", INCOME)
    assert found is not None and found.code in ("coverage", "unknown")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("到2025年轨道交通产业收入是多少？", INCOME),
        ("先锋基金支持什么？", FUND),
        ("“先锋基金”是什么？", FUND),
        ("轨道交通产业收入的目标是多少亿元？", INCOME),
    ],
)
def test_what_the_evidence_answers_is_not_refused(question: str, text: str) -> None:
    assert refusal(question, text) is None


def test_names_and_mere_scare_quotes() -> None:
    assert named(understand("“丰泽计划”是什么？")) == ("丰泽计划",)
    assert named(understand("“1233”思路是什么？")) == ("1233",)
    assert named(understand("“先锋”基金是什么？")) == ("先锋",)
    assert named(understand("怎么帮助“卡脖子”企业？")) == ()
    assert named(understand("《倍增计划》是什么？")) == ("倍增计划",)


LONG = (
    "全面贯彻新发展理念，坚持创新驱动，统筹发展和安全，推动产业链上下游协同，提升园区品质，优化营商环境，"
    "加强人才引进，完善公共服务体系，促进产城融合发展，建立健全工作机制，深化对外开放合作，"
    "到2025年，轨道交通产业总收入达到3500亿元，轨道交通企业总数超过240家，"
    "强化组织保障，落实各项任务，加强宣传引导，营造良好氛围，形成全社会共同推进的工作格局。"
)


def test_a_long_sentence_is_cut_to_what_is_asked() -> None:
    ranked, asked, wording = rank("到2025年轨道交通产业总收入是多少？", LONG)
    cut = narrow(ranked[0], asked, wording)
    assert len(cut.unit.text) < len(LONG) / 2
    assert "3500亿元" in cut.unit.text and "总收入" in cut.unit.text
    assert cut.unit.text == LONG[cut.unit.start : cut.unit.end]  # offsets follow the cut
    assert cut.unit.chunk == ranked[0].unit.chunk
    assert cut.unit.text[-1] not in "，；"


def test_every_fact_asked_for_stays_in_the_cut() -> None:
    ranked, asked, wording = rank("到2025年轨道交通产业总收入是多少亿元，企业有多少家？", LONG)
    cut = narrow(ranked[0], asked, wording)
    assert "3500亿元" in cut.unit.text and "240家" in cut.unit.text


def test_a_short_sentence_and_a_row_stay_whole() -> None:
    ranked, asked, wording = rank("收入是多少？", INCOME)
    assert narrow(ranked[0], asked, wording) is ranked[0]
    ranked, asked, wording = rank("收入是多少？", "|" + LONG, cells=(("内容", LONG),))
    assert narrow(ranked[0], asked, wording) is ranked[0]


def test_picks_are_few_distinct_and_within_budget() -> None:
    texts = [f"第{n}项任务是支持轨道交通企业发展{'，完善服务' * 8}。" for n in range(20)]
    ranked, asked, wording = rank("怎么支持轨道交通企业发展？", *texts, texts[0])
    picks = select(ranked, asked, wording)
    assert 1 <= len(picks) <= 5
    assert len({pick.unit.flat for pick in picks}) == len(picks)
    assert sum(len(pick.unit.flat) for pick in picks) <= LENGTH_BUDGET + 80
    assert len(select(ranked, asked, wording, most=1)) == 1


def test_nothing_is_added_for_being_as_good_as_a_sentence_that_does_not_answer() -> None:
    ranked, asked, wording = rank(
        "对轨道交通企业限定在哪几个方面？", "一、对象：轨道交通企业。", "通讯地址：长宁路轨道交通企业之家。"
    )
    ranked = [replace(one, score=place) for place, one in zip((1.0, 0.9), ranked, strict=True)]

    def picked(*supports: float | None) -> int:
        read = [replace(one, support=support) for one, support in zip(ranked, supports, strict=True)]
        return len(select(read, asked, wording))

    assert picked(None, None) == picked(0.01, 0.4) == 2
    assert picked(0.01, 0.01) == 1


def test_units_of_another_year_are_not_picked_beside_the_right_one() -> None:
    question = "2025年轨道交通产业收入是多少？"
    ranked, asked, wording = rank(question, INCOME, "到2020年，轨道交通产业收入达到100亿元。")
    assert [pick.unit.text for pick in select(ranked, asked, wording)] == [INCOME]


def test_an_answer_to_how_many_leads_with_a_number() -> None:
    ranked, asked, wording = rank(
        "要设立几支产业基金？",
        "设立海外产业基地，设立产业联络点。",
        "设立产业研究院，设立产业服务站。",
        "成立产投基金一支，由市金融办牵头。",
    )
    assert not ranked[0].asks_met
    picks = select(ranked, asked, wording)
    assert "一支" in picks[0].unit.text
    assert len(picks) <= 2


def test_fit_keeps_order_and_takes_at_least_one() -> None:
    ranked, _, _ = rank("支持企业", *[LONG[:140] + "。" for _ in range(4)])
    ordered = sorted(ranked, key=lambda evidence: evidence.unit.start)
    kept = fit(ordered)
    assert kept == ordered[: len(kept)]
    assert 1 <= len(kept) < 4
    assert fit([]) == []


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("达到 26842\n个。", "达到26842个。"),
        ("（一）加强 领导。", "加强领导。"),
        ("——智慧安防。", "智慧安防。"),
        ("1.开展行动", "开展行动"),
        ("1.5亿元", "1.5亿元"),
        ("**重点**任务", "重点任务"),
        ("Traffic Control 公司", "Traffic Control公司"),
    ],
)
def test_source_words_for_display(source: str, shown: str) -> None:
    assert squeeze_display(source) == shown


def test_a_row_is_shown_with_its_headers() -> None:
    cells = (
        ("序号", "4"),
        ("重点事项", "成立一支产投基金"),
        ("牵头单位", "市金融办"),
        ("完成时限", "2023.12"),
    )
    ranked, asked, _ = rank(
        "产投基金由谁牵头？", "| 4 | 成立一支产投基金 | 市金融办 | 2023.12 |", cells=cells
    )
    assert words_of(ranked[0], asked) == "成立一支产投基金：牵头单位：市金融办；完成时限：2023.12。"


def test_who_is_responsible_is_shown_with_the_clause() -> None:
    note = "（牵头单位：市委人才办，责任单位：市人社局）"
    ranked, asked, _ = rank("人才行动由谁牵头？", note, path=("7.开展人才行动",))
    assert words_of(ranked[0], asked) == "开展人才行动：牵头单位：市委人才办，责任单位：市人社局。"


def test_an_answer_has_one_mark_a_sentence_and_a_citation_for_each() -> None:
    ranked, asked, _ = rank("收入和基金各是多少？", INCOME, FUND)
    text, sentences, citations = compose(ranked, asked, (), "结语[9]。")
    lines = text.split("\n")
    assert [sentence.citations for sentence in sentences] == [(1,), (2,)]
    assert lines[:2] == [f"{sentence.text}[{n}]" for n, sentence in enumerate(sentences, 1)]
    assert [citation.n for citation in citations] == [1, 2]
    assert {citation.quote for citation in citations} == {INCOME, FUND}
    assert "结语［9］。" in lines
    assert sentences[0] == Sentence(sentences[0].text, (1,))


def test_marks_of_a_source_are_no_marks_of_the_answer() -> None:
    assert without_marks("租金35元。[1]见[12]和[a]") == "租金35元。［1］见［12］和[a]"
    ranked, asked, _ = rank("租金是多少元？", "租金标准为每月35元[7]。")
    text, _, _ = compose(ranked, asked)
    assert "[7]" not in text and text.split("\n")[0].endswith("[1]")


def test_several_documents_are_named() -> None:
    ranked, asked, _ = rank("收入是多少？", INCOME, FUND)
    other = info(metadata=Metadata("关于印发《第二份文件》的通知"), doc_id="e")
    text, _, _ = compose([ranked[0], replace(ranked[1], document=other)], asked)
    assert "《幸福县轨道交通规划》：" in text
    assert "《关于印发〈第二份文件〉的通知》：" in text


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("《幸福县规划》", "幸福县规划"),
        ("幸福县规划", "幸福县规划"),
        ("《幸福县规划》起草说明", "〈幸福县规划〉起草说明"),
        ("幸福县 轨道\n规划", "幸福县轨道规划"),
    ],
)
def test_short_title(title: str, short: str) -> None:
    assert short_title(info(metadata=Metadata(title))) == short


@pytest.mark.parametrize(
    ("documents", "note"),
    [
        ([info()], ""),
        ([], ""),
        ([info("征求意见稿")], "（注：征求意见稿，尚未生效。）"),
        ([info("已届满")], "（注：期限至2025年，已届满。）"),
        ([info("已废止")], "（注：已废止。）"),
        ([info(metadata=replace(PLAN, brief=True))], "（注：引文为要点，非官方原文。）"),
        (
            [info("征求意见稿", replace(PLAN, brief=True))],
            "（注：征求意见稿，尚未生效；引文为要点，非官方原文。）",
        ),
        ([info(), info("征求意见稿", doc_id="e")], "（注：所引文件有的为征求意见稿，尚未生效。）"),
        ([info(), info("已届满", doc_id="e")], "（注：所引文件有的期限至2025年，已届满。）"),
    ],
)
def test_the_note_on_standing(documents: list[DocumentInfo], note: str) -> None:
    assert standing_note(documents) == note
