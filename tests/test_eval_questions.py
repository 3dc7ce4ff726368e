"""The shipped questions hold against the texts they are about: no gold that no text supports."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus import brief_paths
from eval.gold import Question, load_questions, question_file
from eval.matching import holds, holds_passage
from eval.report import TYPES

PLANS = Path(__file__).resolve().parents[2] / "shared" / "plans"
SETS = {name: load_questions(question_file(name)) for name in ("briefs", "originals")}
LONGEST_EVIDENCE = 35  # characters; evidence points at a place, it does not copy it


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, str]]:
    originals = {path.stem: path.read_text(encoding="utf-8") for path in PLANS.glob("*.txt")}
    return {
        "briefs": {path.stem: path.read_text(encoding="utf-8") for path in brief_paths()},
        "originals": originals,
    }


def test_there_are_enough_of_every_kind() -> None:
    assert sum(map(len, SETS.values())) >= 170
    for name, questions in SETS.items():
        kinds = Counter(question.type for question in questions)
        assert set(kinds) == set(TYPES), name
        assert kinds["negative"] * 6 >= len(questions), name
        documents = Counter(doc_id for question in questions for doc_id in question.docs)
        assert len(documents) == 5 and min(documents.values()) >= 6, name


def test_ids_and_wordings_are_unique() -> None:
    everything = [question for questions in SETS.values() for question in questions]
    assert len({question.id for question in everything}) == len(everything)
    conversations = Counter((question.history, question.question) for question in everything)
    assert [words for words, count in conversations.items() if count > 1] == []


@pytest.mark.parametrize("name", SETS)
def test_gold_is_complete(name: str) -> None:
    for question in SETS[name]:
        if question.unanswerable:
            assert not question.must and not question.docs and not question.evidence, question.id
        else:
            assert question.must and question.docs and question.evidence, question.id
            for forms in question.must:
                assert any(holds(question.answer, form) for form in forms), (question.id, forms)
        assert question.answer, question.id
        assert all(len(words) <= LONGEST_EVIDENCE for words in question.evidence), question.id
        assert not any(holds(question.answer, form) for form in question.must_not if question.must), (
            question.id
        )
        assert bool(question.history) >= (question.type == "followup"), question.id


@pytest.mark.parametrize("name", SETS)
def test_gold_stands_in_the_texts(name: str, texts: dict[str, dict[str, str]]) -> None:
    if not texts[name]:
        pytest.skip("../shared is not here: the gold of originals.jsonl cannot be held against the plans")
    for question in SETS[name]:
        check(question, [texts[name][doc_id] for doc_id in question.docs])


def check(question: Question, sources: list[str]) -> None:
    for forms in question.must:
        assert any(holds(text, form) for form in forms for text in sources), (question.id, forms)
    for words in question.evidence:
        assert any(holds_passage(text, words) for text in sources), (question.id, words)
