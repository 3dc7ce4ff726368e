"""The split of the statutes' questions and the fit of the ranker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.features import NAMES
from index.search.ranker import Ranker
from index.training import corpora
from index.training.ranker import Judged, _softmax, fit
from index.training.split import article_groups

SHARED = Path(__file__).resolve().parents[2] / "shared"


@given(st.lists(st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=3), max_size=12))
def test_questions_that_share_an_article_are_of_one_group(wordings):
    group_of = article_groups(wordings)
    assert group_of.keys() == {wording for group in wordings for wording in group}
    for group in wordings:
        assert len({group_of[wording] for wording in group}) == 1
    for wording, least in group_of.items():
        assert least <= wording and group_of[least] == least


def test_articles_joined_by_a_third_question_are_of_one_group_and_others_are_not():
    group_of = article_groups([["b", "c"], ["d", "e"], ["c", "a"], ["f"]])
    assert {group_of[name] for name in "abc"} == {"a"}
    assert {group_of[name] for name in "de"} == {"d"}
    assert group_of["f"] == "f"


def test_no_article_of_the_measured_half_answers_a_question_trained_on():
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: no data to check the split on")
    texts = corpora.statute_texts(SHARED)
    asked = corpora.statute_questions(SHARED, texts)
    wordings: dict[bool, set[str]] = {True: set(), False: set()}
    for one in asked:
        wordings[one.training].update(texts[number][1] for number in one.articles)
    assert not wordings[True] & wordings[False]
    assert 0.35 < np.mean([one.training for one in asked]) < 0.65


def _judged(rng: np.random.Generator, truth: np.ndarray) -> Judged:
    rows = rng.normal(size=(60, len(NAMES))).astype(np.float32)
    grades = np.zeros(60, np.int8)
    best = np.argsort(-(rows @ truth))[:4]
    grades[best], grades[best[2:]] = 2, 1
    return Judged(rows, grades)


def test_a_fit_puts_right_passages_first():
    rng = np.random.default_rng(3)
    truth = np.zeros(len(NAMES))
    truth[:3] = 2.0, -1.0, 1.0
    judged = [_judged(rng, truth) for _ in range(600)]
    weights = fit(judged, np.ones(600))
    assert weights.dtype == np.float32 and weights.shape == (len(NAMES),)
    first, second, third = weights[:3]
    assert first > third > 0 > second
    unseen = [_judged(rng, truth) for _ in range(50)]
    assert np.mean([one.grades[Ranker(weights, "").judge(one.rows).argmax()] > 0 for one in unseen]) > 0.8


def test_softmax_is_that_of_scipy_over_the_chosen():
    from scipy.special import logsumexp, softmax

    rng = np.random.default_rng(5)
    scores, sizes, among = (
        rng.normal(size=9) * 30,
        np.array([4, 5]),
        np.array([1, 0, 1, 1, 0, 0, 1, 1, 0], bool),
    )
    total, shares = _softmax(scores, sizes, among)
    for number, part in enumerate((slice(0, 4), slice(4, 9))):
        chosen = scores[part][among[part]]
        assert total[number] == pytest.approx(logsumexp(chosen))
        assert np.allclose(shares[part][among[part]], softmax(chosen))
    assert not shares[~among].any()


def test_a_question_without_a_right_candidate_teaches_nothing():
    rng = np.random.default_rng(4)
    judged = [_judged(rng, np.ones(len(NAMES))) for _ in range(30)]
    lost = Judged(judged[0].rows, np.zeros(60, np.int8))
    assert (fit([lost, *judged], np.r_[5.0, np.ones(30)]) == fit(judged, np.ones(30))).all()
