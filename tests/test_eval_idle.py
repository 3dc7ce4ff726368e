"""Sentences of right answers that hold no key point, as they are counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.idle import idle, main, right

TEXT = "奖励20万元。申请时应当提交材料。[1]\n由县工信局受理。[2]\n（注：期限至2025年，已届满。）"


def test_statements_and_sentences_without_a_key_point_are_told() -> None:
    found = idle(TEXT, [["20万元"]])
    assert found.statements == ("由县工信局受理。",)
    assert found.sentences == ("申请时应当提交材料。", "由县工信局受理。")
    assert idle(TEXT, [["20万元"], ["工信局", "工业和信息化局"]]).statements == ()


def test_only_answers_with_every_key_point_are_right() -> None:
    answer = {"answer": TEXT, "refused": False}
    assert right(answer, [["20万元"]]) and not right(answer, [["20万元"], ["30天"]])
    assert not right({**answer, "refused": True}, [["20万元"]])


def test_the_figures_of_a_set_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(
        json.dumps({"id": "a", "question": "奖多少？", "must": [["20万元"]]}, ensure_ascii=False)
        + "\n"
        + json.dumps({"id": "b", "question": "有吗？", "must": []}, ensure_ascii=False),
        encoding="utf-8",
    )
    answers.write_text(
        json.dumps({"id": "a", "answer": TEXT, "refused": False}, ensure_ascii=False), encoding="utf-8"
    )
    assert main([str(questions), str(answers), "--show"]) == 0
    out = capsys.readouterr().out
    assert "由县工信局受理。" in out
    assert f"right 1, with an idle statement 1, with an idle sentence 1, median length {len(TEXT)}" in out
