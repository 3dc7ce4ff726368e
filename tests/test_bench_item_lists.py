"""How whole and how pure lists are, as they are counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.item_lists import list_score, main

QUESTION = {
    "id": "a",
    "question": "哪些政策减免房租？",
    "kind": "measures",
    "items": [
        {"doc": "baishui", "any": ["减免房租", "免除租金"]},
        {"doc": "qingshan", "any": ["房租减免"]},
        {"doc": "", "any": ["物业费"]},
        {"doc": "heishui", "any": []},
    ],
    "also": [{"doc": "baishui", "any": ["房租补贴"]}],
}


def _cited(doc_id: str, quote: str, clause: str = "") -> dict[str, str]:
    return {"doc_id": doc_id, "quote": quote, "clause": clause, "title": doc_id}


def test_an_item_is_named_by_words_of_its_document_and_wrong_citations_are_of_none() -> None:
    answer = {
        "answer": "免除租金。[1]\n给予房租补贴。[2]\n免收水费。[3]",
        "citations": [
            _cited("baishui", "免除租金三个月", "一、减免房租"),
            _cited("baishui", "给予房租补贴"),
            _cited("heishui", "免收水费"),
            _cited("qingshan", "缓缴水费"),
        ],
    }
    score = list_score(QUESTION, answer)
    assert score.missing == ("qingshan｜房租减免", "物业费")  # a document's own item is named by citing it
    assert score.wrong == ("qingshan｜缓缴水费",) and score.citations == 4


def test_a_refusal_names_and_cites_nothing() -> None:
    score = list_score(QUESTION, {"answer": "未找到依据：免除租金", "refused": True, "citations": [_cited("baishui", "x")]})  # fmt: skip
    assert len(score.missing) == score.items == 4 and score.citations == 0 and score.refused


def test_the_figures_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(json.dumps(QUESTION, ensure_ascii=False) + "\n", encoding="utf-8")
    told = {"id": "a", "answer": "免除租金。[1]", "citations": [_cited("baishui", "免除租金")]}
    answers.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assert main([str(questions), str(answers), "--show"]) == 0
    shown = capsys.readouterr().out
    assert "缺 qingshan｜房租减免" in shown
    assert (
        "measures items 1/4 = 0.250, whole lists 0/1, citations of an item 1/1 = 1.000, pure lists 1/1"
        in shown
    )
