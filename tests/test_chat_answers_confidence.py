"""The estimate that a question is answered at all: how it is reckoned, when it refuses, what an answer tells of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answers.confidence import (
    REASON,
    SURE,
    Answerability,
    ceiling,
    common_subsequence,
    longest_run,
    shipped,
)
from chat.answers.refusal import Refusal
from chat.engine import Engine
from chat.evidence.scoring import FEW
from index.store import Store, open_store
from ingest import parse_text

COUNTIES = [
    "安平",
    "宁远",
    "长乐",
    "永福",
    "清河",
    "临江",
    "东山",
    "西湖",
    "南溪",
    "北流",
    "新丰",
    "石门",
    "龙泉",
    "凤台",
    "金沙",
]
WORKS = ["供水", "供暖", "绿化", "道路", "公交"]
CERTAIN = Answerability({}, {}, {}, bias=9.0, threshold=0.5)
DOUBTFUL = Answerability({}, {}, {}, bias=-9.0, threshold=0.5)
WORDS = st.text(alphabet="轨道交通产业规划ab1", max_size=12)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """More documents than those few in which the checks alone decide."""
    with open_store(tmp_path_factory.mktemp("many"), create=True) as store:
        store.add(
            parse_text(
                f"{work}工程实施方案（{name}组）\n\n一、工作内容\n{name}组完成{work}改造{place + 3}处。",
                doc_id=f"{name}-{work}",
            )
            for place, name in enumerate(COUNTIES)
            for work in WORKS
        )
        assert len(store.documents()) > FEW
        yield store


def test_the_logistic_by_hand() -> None:
    model = Answerability({"a": 2.0}, {"a": 0.5}, {"a": 1.5}, bias=0.25, threshold=0.2)
    assert model.probability({"a": 2.5}) == pytest.approx(1 / (1 + math.exp(-1.75)))
    assert model.probability({"a": 2.0}) == model.probability({}), "what is not there counts as its mean"
    assert 0 < model.probability({"a": -1e9}) < model.probability({"a": 1e9}) < 1


def test_only_in_many_documents_does_an_estimate_decide() -> None:
    few, enough = {"searched": math.log(FEW)}, {"searched": math.log(FEW + 1)}
    wording, year = Refusal("没有写明金额", "fact"), Refusal("没有2031年的相应内容", "year")
    refusal = DOUBTFUL.refusal(None, 0.1, enough)
    assert refusal is not None and refusal.reason == REASON
    assert DOUBTFUL.refusal(None, 0.5, enough) is None
    assert DOUBTFUL.refusal(wording, SURE, enough) is None, "a check of wording is overruled where it is sure"
    assert DOUBTFUL.refusal(wording, SURE - 0.01, enough) is wording
    assert DOUBTFUL.refusal(year, 1.0, enough) is year
    assert DOUBTFUL.refusal(None, 0.1, few) is None
    assert DOUBTFUL.refusal(wording, 1.0, few) is wording


def test_the_shipped_model_is_whole() -> None:
    model = shipped()
    assert set(model.weights) == set(model.means) == set(model.scales)
    assert all(scale > 0 for scale in model.scales.values())
    assert 0 <= model.threshold <= 0.5
    assert not any("dense" in name or "cosine" in name for name in model.weights)


def test_an_estimate_refuses_and_the_answer_tells_it(many: Store) -> None:
    question = "龙泉组完成供暖改造多少处？"
    sure = Engine(many, CERTAIN, judge=lambda: None).answer(question)
    assert not sure.refused and "15处" in sure.text
    assert sure.as_dict()["confidence"] == 1.0
    doubtful = Engine(many, DOUBTFUL, judge=lambda: None).answer(question)
    assert doubtful.refused and REASON in doubtful.text
    assert doubtful.as_dict()["confidence"] == 0.0


def test_a_check_comes_first_and_needs_no_estimate(many: Store) -> None:
    answer = Engine(many, CERTAIN).answer("2031年龙泉组完成供暖改造多少处？")
    assert answer.refused and "2031年" in answer.text
    assert answer.confidence is None
    assert Engine(many, DOUBTFUL).answer("《月球开发条例》规定了什么？").confidence is None


def test_a_handful_of_documents_is_left_to_the_checks(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        store.add([parse_text("供水方案\n\n全县完成供水改造30处。", doc_id="water")])
        answer = Engine(store, DOUBTFUL, judge=lambda: None).answer("供水改造多少处？")
    assert not answer.refused and answer.confidence is not None and answer.confidence < 0.5


def test_the_ceiling_is_never_zero() -> None:
    assert ceiling([]) == ceiling([0.0]) == 1.0
    assert ceiling([2.0, 1.0]) == pytest.approx(5.7)


@given(WORDS, WORDS)
def test_runs_and_orders(question: str, text: str) -> None:
    run = longest_run(question, text)
    pieces = [question[i:j] for i in range(len(question)) for j in range(i, len(question) + 1)]
    assert run == max((len(piece) for piece in pieces if piece in text), default=0)
    assert common_subsequence(question, text) >= run
