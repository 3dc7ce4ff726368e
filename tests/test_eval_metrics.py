"""Formulas against worked examples, bounds and slow but plain references."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Citation
from eval.metrics import (
    RefusalFigures,
    broken_quotes,
    citation_figures,
    common_subsequence,
    hit_at,
    key_points,
    loose_marks,
    mean,
    ndcg_at,
    recall_at,
    reciprocal_rank,
    refusal_figures,
    rouge_l,
)
from index.hits import DocumentInfo
from ingest.document import Metadata

RANKINGS = st.lists(st.sampled_from("abcdefgh"), max_size=12)
RELEVANT = st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=5)
DEPTHS = st.integers(1, 10)


@pytest.mark.parametrize(
    ("ranking", "relevant", "k", "recall", "hit", "reciprocal"),
    [
        ("abc", "a", 1, 1.0, 1.0, 1.0),
        ("abc", "c", 2, 0.0, 0.0, 0.0),
        ("abc", "c", 3, 1.0, 1.0, 1 / 3),
        ("abcd", "bd", 3, 0.5, 1.0, 0.5),
        ("aaab", "b", 2, 1.0, 1.0, 0.5),  # chunks of one document count once
        ("", "a", 5, 0.0, 0.0, 0.0),
        ("abc", "", 5, None, None, None),
    ],
)
def test_rankings(ranking, relevant, k, recall, hit, reciprocal) -> None:
    assert recall_at(ranking, relevant, k) == recall
    assert hit_at(ranking, relevant, k) == hit
    assert reciprocal_rank(ranking, relevant, k) == reciprocal


def test_ndcg_of_worked_examples() -> None:
    assert ndcg_at("ab", {"a": 1}, 10) == 1
    assert ndcg_at("ba", {"a": 1}, 10) == pytest.approx(0.6309, abs=1e-4)  # 1 / log2(3)
    # gains 3, 2, 3, 0, 1, 2 of the textbook example: DCG 6.861, ideal 3, 3, 2, 2, 1, 0: 7.141
    gains = dict(zip("abcdef", (3, 2, 3, 0, 1, 2), strict=True))
    assert ndcg_at("abcdef", gains, 6) == pytest.approx(0.961, abs=1e-3)
    assert ndcg_at("abc", {}, 10) is None
    assert ndcg_at("abc", {"a": 0, "b": -1}, 10) is None


@given(RANKINGS, RELEVANT, DEPTHS)
def test_ranking_figures_stay_in_bounds_and_grow_with_depth(ranking, relevant, k) -> None:
    for figure in (recall_at, hit_at, reciprocal_rank):
        assert 0 <= figure(ranking, relevant, k) <= figure(ranking, relevant, k + 1) <= 1
    assert recall_at(ranking, relevant, k) <= hit_at(ranking, relevant, k)
    assert reciprocal_rank(ranking, relevant, k) <= hit_at(ranking, relevant, k)


@given(RANKINGS, st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 3), min_size=1), DEPTHS)
def test_ndcg_is_highest_for_the_ideal_order(ranking, gains, k) -> None:
    ideal = sorted(gains, key=gains.get, reverse=True)
    assert 0 <= ndcg_at(ranking, gains, k) <= ndcg_at(ideal, gains, k) + 1e-9 == pytest.approx(1)


def test_key_points() -> None:
    points = key_points("总数超过240家[1]。", [["240家"], ["300家", "三百家"]], ["3500亿"])
    assert points.missing == (("300家", "三百家"),)
    assert points.recall == 0.5
    assert not points.right
    assert key_points("2025年240家", [["240家"]]).right
    assert not key_points("240家，突破3500亿元", [["240家"]], ["3500亿"]).right
    assert key_points("", []).right


def test_citations_by_passage_and_by_document() -> None:
    figures = citation_figures(
        passages=["轨道交通企业数量增加60家，总数超过240家", "别的话"],
        documents=["plan", "other"],
        evidence=["总数超过240家", "企业数量提高到300家"],
        gold_documents=["plan", "draft"],
    )
    assert (figures.hit_evidence, figures.hit_document) == (True, True)
    assert (figures.precision_evidence, figures.precision_document) == (0.5, 0.5)
    assert (figures.recall_evidence, figures.recall_document) == (0.5, 0.5)


def test_citations_where_there_are_none() -> None:
    uncited = citation_figures([], [], ["字"], ["plan"])
    assert (uncited.hit_evidence, uncited.hit_document) == (False, False)
    assert (uncited.precision_evidence, uncited.precision_document) == (None, None)
    assert (uncited.recall_evidence, uncited.recall_document) == (0, 0)
    ungraded = citation_figures(["字"], ["plan"], [], [])
    assert ungraded.hit_evidence is None and ungraded.hit_document is None
    assert ungraded.precision_evidence is None and ungraded.recall_evidence is None


TEXT = "第一条　企业数量提高到300家。\n第二条　收入达到3000亿元。"
INFO = DocumentInfo("plan", Metadata("规划"), "现行", "plan.txt", "text/plain", len(TEXT), 1, "")


def cite(n: int, quote: str, *, start: int | None = None, text: str | None = None) -> Citation:
    found = TEXT.find(quote) if start is None else start
    return Citation(
        n=n,
        doc_id="plan",
        title="规划",
        clause="",
        page=None,
        text=TEXT if text is None else text,
        quote=quote,
        start=found,
        end=found + len(quote),
        passage_start=0,
        status="现行",
        document=INFO,
    )


def test_quotes_must_be_verbatim() -> None:
    citations = [
        cite(1, "企业数量提高到300家"),
        cite(2, "企业数量提高到 300 家", start=4),  # spaces slipped in
        cite(3, "收入达到3000亿元", start=5),  # offsets of other words
        cite(4, "", start=0),
        cite(5, "收入达到3000亿元", text="第一条　企业数量提高到300家。"),  # quote not in its passage
        cite(6, "收入达到3000亿元", text=TEXT.replace("\n", " ")),  # passage tidied up
    ]
    assert broken_quotes(citations, {"plan": TEXT}.__getitem__) == (2, 3, 4, 5, 6)


def test_marks_need_a_citation() -> None:
    assert loose_marks("一[1]，二[2][3]，三[2]。", {1, 3}) == (2,)
    assert loose_marks("没有标记", {1}) == ()


def test_refusals() -> None:
    decisions = [(True, True), (True, False), (False, True), (False, False), (False, False)]
    assert refusal_figures(decisions) == RefusalFigures(precision=0.5, recall=0.5, false_refusals=1 / 3)
    assert refusal_figures([(False, False)]) == RefusalFigures(None, None, 0.0)
    assert refusal_figures([]) == RefusalFigures(None, None, None)


def test_mean_leaves_out_what_has_no_meaning() -> None:
    assert mean([1, None, 0]) == 0.5
    assert mean([None]) is None


@pytest.mark.parametrize(
    ("answer", "gold", "expected"),
    [
        ("总数超过240家[1]。", "总数超过 240 家", 1.0),
        ("", "总数", 0.0),
        ("株洲", "丰台", 0.0),
        ("abcd", "bd", 2 * 2 / 6),
    ],
)
def test_rouge_l(answer: str, gold: str, expected: float) -> None:
    assert rouge_l(answer, gold) == pytest.approx(expected)


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_common_subsequence_agrees_with_the_table(first: str, second: str) -> None:
    @cache
    def table(i: int, j: int) -> int:
        if i == len(first) or j == len(second):
            return 0
        if first[i] == second[j]:
            return 1 + table(i + 1, j + 1)
        return max(table(i + 1, j), table(i, j + 1))

    assert common_subsequence(first, second) == table(0, 0)


@given(st.lists(st.text(max_size=20), min_size=2, max_size=3))
def test_rouge_l_is_symmetric_and_bounded(texts: list[str]) -> None:
    for first, second in pairwise(texts):
        assert 0 <= rouge_l(first, second) <= 1
        assert rouge_l(first, second) == rouge_l(second, first)
