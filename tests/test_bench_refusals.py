"""How refusals are counted and the estimate is fitted: on decisions made up by hand, no store asked."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

import pytest

from bench.asked import Asked, answered_elsewhere, fold_of
from bench.fit_confidence import MOST_WRONG, fitted, threshold_of, weights_of, write
from bench.unanswerable import ANSWERABLE, UNASKED, WITHOUT, Decision, table, trade_off
from chat.answers.confidence import SURE, Answerability

MANY = math.log(1000)
ANSWER = "按实际缴纳场租费用的一半给予补助"
ASKED = Asked("ncp", "展会如何补助？", "a", ANSWER, True, True)


def decision(coverage: float, case: str = ANSWERABLE, **more) -> Decision:
    signals = {"coverage": coverage, "searched": MANY}
    fields = {"group": "ncp", "held_out": False, "refused": False, "check": "", "signals": signals, **more}
    return Decision(case=case, question="问", doc_id="a", right_document=True, confidence=0.5, **fields)


def test_an_answer_that_stands_in_a_copy_is_found_there() -> None:
    copy = f"通知如下：\n{ANSWER[:8]}\n{ANSWER[8:]}，望周知。"
    assert answered_elsewhere([ASKED], [("a", copy)]) == set(), "its own document is no copy"
    assert answered_elsewhere([ASKED], [("a", copy), ("b", copy)]) == {ASKED}
    assert answered_elsewhere([ASKED], [("b", "按实际缴纳的税费一半给予退还")]) == set()
    short = replace(ASKED, answer="50万元")
    assert answered_elsewhere([short], [("b", "补助50万元。")]) == set(), "a figure alone says nothing"


def test_folds_are_fixed_and_all_used() -> None:
    folds = [fold_of(f"doc-{number}", 4) for number in range(200)]
    assert set(folds) == {0, 1, 2, 3}
    assert folds == [fold_of(f"doc-{number}", 4) for number in range(200)]


def test_another_threshold_moves_the_estimate_and_leaves_sure_checks() -> None:
    model = Answerability({"coverage": 0.5}, {"coverage": 0.1}, {"coverage": 1.0}, 0.0, 0.2)
    likely, unlikely = decision(0.8), decision(0.2)
    assert [likely.at(model, t) for t in (0.0, 0.5, 0.99)] == [False, False, True]
    assert [unlikely.at(model), unlikely.at(model, 0.0)] == [True, False]
    assert decision(0.8, check="fact").at(model, 0.0) is False, "sure enough to overrule wording"
    assert decision(0.4, check="fact").at(model, 0.0) is True
    assert decision(0.9, refused=True, signals={}).at(model, 0.0) is True
    assert SURE == 0.5


def test_tables_show_each_half_and_case() -> None:
    model = Answerability({}, {}, {}, 9.0, 0.1)
    some = [
        decision(0.9),
        decision(0.1, refused=True),
        decision(0.1, WITHOUT, refused=True, held_out=True),
        decision(0.1, UNASKED, group="squad", held_out=True),
    ]
    lines = table(some).splitlines()[2:]
    assert lines[0] == "| ncp | fitted | 2 | 0.500 | 0.500 | 0 | – | 0 | – |"
    assert lines[1] == "| ncp | held out | 0 | – | – | 0 | – | 1 | 1.000 |"
    assert lines[2] == "| squad | held out | 0 | – | – | 1 | 0.000 | 0 | – |"
    assert len({line.count("|") for line in trade_off(some, model).splitlines()}) == 1


def test_what_is_fitted_tells_the_two_apart_and_keeps_wrong_refusals_down() -> None:
    pytest.importorskip("sklearn")
    there = [decision(0.55 + number / 100) for number in range(40)]
    gone = [decision(0.1 + number / 100, WITHOUT) for number in range(55)]
    assert weights_of(there + gone)[:40].sum() == pytest.approx(weights_of(there + gone)[40:].sum())
    model = fitted(there + gone)
    assert model.probability({"coverage": 0.9}) > 0.8 > 0.2 > model.probability({"coverage": 0.1})
    assert "searched" not in model.weights, "what never varies says nothing"
    model = replace(model, threshold=threshold_of(model, there + gone))
    assert model.threshold > 0
    assert sum(one.at(model) for one in there) <= MOST_WRONG * len(there)
    assert sum(one.at(model) for one in gone) > 0.5 * len(gone)


def test_the_same_questions_in_any_order_give_the_same_file_byte_for_byte(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    numbers = random.Random(3)
    some = [
        decision(
            numbers.random(),
            numbers.choice((ANSWERABLE, WITHOUT)),
            group=numbers.choice(("ncp", "small")),
            signals={"coverage": numbers.random(), "run": numbers.random() / 3, "searched": MANY},
        )
        for _ in range(300)
    ]
    # A signal that some questions lack, as those of the reader where it reads nothing.
    some += [decision(number / 7, signals={"run": number / 3, "searched": MANY}) for number in range(9)]
    files = []
    for turn in range(3):
        numbers.shuffle(some)
        model = fitted(some)
        write(tmp_path / f"{turn}.json", replace(model, threshold=threshold_of(model, some)))
        files.append((tmp_path / f"{turn}.json").read_bytes())
    assert files[0] == files[1] == files[2]
