"""The shipped questions hold against the texts they are about: no gold that no text supports."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest

from corpus import brief_paths
from eval.gold import Question, load_questions, question_file
from eval.matching import holds, holds_passage
from eval.report import TYPES

SHARED = Path(__file__).resolve().parents[2] / "shared"
OWN = ("briefs", "originals")  # of every kind
BLIND = ("originals-blind", "other-documents", "many-cities")  # written without a look at the answering code
SETS = {name: load_questions(question_file(name)) for name in OWN + BLIND}
LONGEST_EVIDENCE = 35  # characters; evidence points at a place, it does not copy it


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, str]]:
    originals = plain_texts(SHARED / "plans")
    return {
        "briefs": {path.stem: path.read_text(encoding="utf-8") for path in brief_paths()},
        "originals": originals,
        "originals-blind": originals,
        "other-documents": plain_texts(SHARED / "parsing"),
        "many-cities": benchmark_texts(SHARED / "bench" / "ncp" / "documents.jsonl"),
    }


def plain_texts(folder: Path) -> dict[str, str]:
    """Document names to texts, read without the product's readers: gold must not lean on them."""
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in (".txt", ".html", ".docx"))
    return {path.stem: plain_text(path) for path in paths}


def benchmark_texts(path: Path) -> dict[str, str]:
    """The benchmark's document ids to their texts; none where the file is not here."""
    if not path.is_file():
        return {}
    documents = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {document["docid"]: document["text"] for document in documents}


def plain_text(path: Path) -> str:
    if path.suffix == ".docx":
        with ZipFile(path) as archive:
            marked = archive.read("word/document.xml").decode("utf-8").replace("</w:p>", "\n")
    else:
        marked = path.read_text(encoding="utf-8")
    if path.suffix == ".txt":
        return marked
    return html.unescape(re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>", "", marked))


def test_there_are_enough_of_every_kind() -> None:
    assert sum(map(len, SETS.values())) >= 170
    for name in OWN:
        questions = SETS[name]
        kinds = Counter(question.type for question in questions)
        assert set(kinds) == set(TYPES), name
        assert kinds["negative"] * 6 >= len(questions), name
        documents = Counter(doc_id for question in questions for doc_id in question.docs)
        assert len(documents) == 5 and min(documents.values()) >= 6, name


def test_the_blind_sets_are_of_the_acceptance_kinds() -> None:
    for name, size in zip(BLIND, (100, 60, 90), strict=True):
        questions = SETS[name]
        kinds = Counter(question.type for question in questions)
        assert len(questions) == size and min(kinds.values()) >= 5, name
        assert kinds["negative"] * 9 >= size and set(kinds) < set(TYPES), name
    for name, fewest in (("originals-blind", 32), ("many-cities", 30)):
        hard = [question for question in SETS[name] if question.note.startswith("[hard]")]
        assert len(hard) >= fewest, name


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
        pytest.skip("../shared is not here: the gold cannot be held against its documents")
    for question in SETS[name]:
        check(question, [texts[name][doc_id] for doc_id in question.docs])


def check(question: Question, sources: list[str]) -> None:
    for forms in question.must:
        assert any(holds(text, form) for form in forms for text in sources), (question.id, forms)
    for words in question.evidence:
        assert any(holds_passage(text, words) for text in sources), (question.id, words)
