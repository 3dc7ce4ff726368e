"""The judge of evidence: which objections it overrules, and that it says the same of the same evidence."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from chat.answers import AnswerJudge, Refusal, answer_judge, objections, shipped_judge
from chat.answers.answer_judge import OBJECTIONS, judge_signals
from chat.answers.confidence import Answerability, signals_of
from chat.engine import Engine
from chat.training.judge import Judged, fit, refused
from index.store import Store, open_store
from ingest import parse_text

RULES = """云岭县停车收费规定

第一条 车辆停放不满三十分钟的，不收费。

第二条 对在新三板挂牌的企业，一次性奖励50万元。

第三条 单位逾期不改的，由交通运输主管部门处五千元以下罚款。
"""


LACKING = {"coverage": 0.4, "asks_unmet": 0.0}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with open_store(tmp_path, create=True) as opened:
        opened.add([parse_text(RULES, doc_id="rules")])
        yield opened


def _sure(probability: float) -> AnswerJudge:
    class Fixed(Answerability):
        def probability(self, signals: object) -> float:
            return probability

    return AnswerJudge(Fixed({}, {}, {}, 0.0, 0.15))


@pytest.mark.parametrize(
    ("code", "probability", "stands"),
    [
        ("fact", 0.39, True),
        ("fact", 0.41, False),
        ("thing", 0.39, True),
        ("thing", 0.41, False),
        ("year", 0.99, True),
    ],
)
def test_an_objection_stands_until_the_judge_is_sure(code: str, probability: float, stands: bool) -> None:
    refusal = _sure(0).refusal([Refusal("没有写明", code)], probability, LACKING)
    assert (refusal is not None) == stands


def test_beside_a_side_that_is_answered_the_other_one_is_doubted_less() -> None:
    judge, objection = _sure(0), Refusal("没有写明", "fact")
    assert judge.refusal([objection], 0.15, LACKING, likely=0.85) is None
    assert judge.refusal([objection], 0.05, LACKING, likely=0.85) == objection
    assert judge.refusal([], 0.4, LACKING, likely=0.15).code == "judged"


def test_of_two_objections_the_harder_one_decides() -> None:
    both = [Refusal("没有写明数量", "fact"), Refusal("没有写到博士后", "thing")]
    assert _sure(0).refusal(both, 0.3, LACKING) == both[0]
    assert _sure(0).refusal(both, 0.5, LACKING) is None
    assert _sure(0).refusal([*both, Refusal("没有2020年的内容", "year")], 0.99, LACKING) == both[0]


def test_without_an_objection_only_doubt_refuses() -> None:
    judge = _sure(0)
    assert judge.refusal([], 0.16, LACKING) is None
    assert judge.refusal([], 0.14, LACKING).code == "judged"
    assert judge.refusal([], 0.14, {"coverage": 0.85, "asks_unmet": 0.0}) is None
    assert judge.refusal([], 0.14, {"coverage": 0.85, "asks_unmet": 1.0}).code == "judged"


def test_a_sure_judge_answers_what_a_check_would_refuse(store: Store) -> None:
    asked = "停车头多长时间不要钱？"
    answer = Engine(store, judge=lambda: _sure(0.9)).answer(asked)
    assert not answer.refused and "三十分钟" in answer.text


@pytest.mark.parametrize("asked", ["昆明市对新三板挂牌企业奖励多少？", "“丰收计划”是什么？"])
def test_no_judge_outweighs_a_place_or_a_name_that_is_nowhere(store: Store, asked: str) -> None:
    assert Engine(store, judge=lambda: _sure(1.0)).answer(asked).refused


def test_a_damaged_file_leaves_the_checks_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    for content in ("", "{}", '{"means": 1}', "[1]"):
        (tmp_path / "judge.json").write_text(content)
        monkeypatch.setattr(answer_judge, "MODEL", tmp_path / "judge.json")
        assert shipped_judge.__wrapped__() is None
    answer = Engine(store, judge=lambda: None).answer("新三板挂牌的企业奖励多少？")
    assert not answer.refused and "50万元" in answer.text


def test_the_shipped_weights_know_every_signal_and_no_other(store: Store) -> None:
    engine = Engine(store)
    found = engine.evidence("新三板挂牌的企业奖励多少？")
    asked = found.asked
    against = objections(found.ranked, asked.question, asked.wording, asked.scope)
    signals = judge_signals(signals_of(found, store.idf), found, against)
    assert set(shipped_judge()._fitted.weights) <= set(signals)
    assert judge_signals(signals_of(found, store.idf), found, against) == signals
    assert {f"objection {code}" for code in OBJECTIONS} <= set(signals)


@pytest.mark.parametrize(("documents", "judges"), [(3, True), (1_900, True), (2_100, False)])
def test_it_judges_among_as_many_documents_as_it_was_fitted_on(documents: int, judges: bool) -> None:
    assert _sure(0).judges({"searched": math.log(documents)}) == judges


def test_fitting_tells_answerable_questions_from_others_and_gives_one_result() -> None:
    judged = [
        Judged(
            f"{answers} {step}",
            {"coverage": 0.5 + 0.4 * answers - 0.01 * step, "asks_unmet": 1.0, "same": 1.0},
            (),
            bool(answers),
        )
        for answers in (0, 1)
        for step in range(10)
    ]
    fitted = fit(judged)
    assert set(fitted.weights) == {"coverage"} and fitted == fit(judged)
    wrongly, _ = refused(fitted, judged)
    assert wrongly == 0
    assert fitted.probability({"coverage": 0.9}) > 0.5 > fitted.probability({"coverage": 0.4})


@pytest.mark.parametrize("asked", ["新三板挂牌的企业县里奖励多少万元？", "停车每分钟收多少钱？"])
def test_who_gives_and_by_what_it_is_counted_are_no_things(store: Store, asked: str) -> None:
    found = Engine(store).evidence(asked)
    told = objections(found.ranked, found.asked.question, found.asked.wording, found.asked.scope)
    assert not [one for one in told if one.code == "thing" and ("县里" in one.reason or "每" in one.reason)]
