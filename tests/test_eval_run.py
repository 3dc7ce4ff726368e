"""An evaluation from question file to report, over a small engine that really answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chat.answer import Answer, Citation, Sentence
from eval.figures import NAMES, OVERALL, as_json, by_type, changes, figures
from eval.gold import Question, load_questions
from eval.page import page
from eval.report import LABELS, difference, table, width
from eval.run import ask, evaluate
from index.hits import DocumentInfo, Hit
from ingest.document import Chunk, Document, Metadata
from ingest.errors import UnreadableFile, UsageError

SENTENCES = (
    "丰台轨道交通企业总数超过240家。",
    "株洲力争新引进配套企业50家。",
    "<script>alert(1)</script>不是规划的内容。",
)
TEXT = "".join(SENTENCES)
PLAN = Document("plan", TEXT, Metadata(title="《规划》<b>"))
INFO = DocumentInfo("plan", PLAN.metadata, "现行", "plan.txt", "text/plain", len(TEXT), 3, "")
CHUNKS = tuple(
    Chunk(f"plan#{i}", "plan", TEXT.find(words), TEXT.find(words) + len(words), words, (f"第{i}条",))
    for i, words in enumerate(SENTENCES)
)


class OneSentence:
    """Store and engine in one: answers with the sentence that shares most characters, or refuses."""

    def document(self, doc_id: str) -> Document:
        return {"plan": PLAN}[doc_id]

    def chunks(self, doc_id: str) -> tuple[Chunk, ...]:
        return CHUNKS if doc_id == "plan" else ()

    def search(self, query: str, k: int = 10) -> list[Hit]:
        shared = {chunk: len(set(query) & set(chunk.text)) for chunk in CHUNKS}
        best = sorted(CHUNKS, key=shared.__getitem__, reverse=True)[:k]
        return [Hit(chunk, INFO, float(shared[chunk])) for chunk in best]

    def answer(self, question: str, history=()) -> Answer:
        resolved = question.replace("那", history[-1].resolved[:-3]) if history else question
        hit = self.search(resolved)[0]
        refused = hit.score < 6
        text = "未找到依据。" if refused else f"{hit.chunk.text}[1]"
        chunk = hit.chunk
        citation = Citation(
            n=1,
            doc_id="plan",
            title=PLAN.metadata.title,
            clause=chunk.clause,
            page=None,
            text=chunk.text,
            quote=chunk.text,
            start=chunk.start,
            end=chunk.end,
            passage_start=chunk.start,
            status="现行",
            document=INFO,
        )
        sentences = () if refused else (Sentence(chunk.text, (1,)),)
        return Answer(question, resolved, "figure", text, sentences, (citation,), refused, 2.0, 0.9)


QUESTIONS = (
    Question(
        "q1",
        "numeric",
        "丰台轨道交通企业总数多少？",
        (("240家",),),
        (),
        ("plan",),
        ("超过240家",),
        "超过240家",
    ),
    Question("q2", "numeric", "株洲力争引进配套企业多少？", (("60家",),), (), ("plan",), ("50家",), "50家"),
    Question("q3", "negative", "今天天气？"),
    Question("q4", "negative", "株洲力争引进多少配套企业？", (), ("50家",)),
    Question("q5", "script", "规划的内容是<script>吗", (("不是",),), (), ("plan",), ("不是规划的内容",)),
)


@pytest.fixture(scope="module")
def run() -> dict:
    engine = OneSentence()
    seen = []
    verdicts = evaluate(engine, engine, QUESTIONS, lambda done, total: seen.append((done, total)))
    assert seen == [(n, len(QUESTIONS)) for n in range(1, len(QUESTIONS) + 1)]
    about = {
        "questions": "sample",
        "when": "2026-11-20",
        "store": {"documents": 1, "chunks": 3, "model": "m"},
    }
    return json.loads(json.dumps(as_json(verdicts, about), ensure_ascii=False))


def test_verdicts(run: dict) -> None:
    assert [question["good"] for question in run["questions"]] == [True, False, True, False, True]
    wrong = run["questions"][1]
    assert wrong["missing"] == [["60家"]]
    assert wrong["citation_hit"] is True
    assert wrong["retrieval"]["recall"] == 1
    assert run["questions"][3]["must_not_found"] == ["50家"]


def test_figures(run: dict) -> None:
    overall = run["figures"][OVERALL]
    assert list(run["figures"]) == ["numeric", "negative", "script", OVERALL]
    assert list(overall) == list(NAMES) == list(LABELS)
    assert (overall["n"], overall["good"]) == (5, 0.6)
    assert overall["key_point_accuracy"] == pytest.approx(2 / 3)
    assert (overall["false_refusals"], overall["refusal_recall"], overall["refusal_precision"]) == (0, 0.5, 1)
    assert (overall["citation_hit"], overall["document_hit"], overall["verbatim"]) == (1, 1, 1)
    assert overall["mrr_at_10"] == 1
    assert (overall["median_ms"], overall["p95_ms"]) == (2, 2)
    assert run["figures"]["negative"]["key_point_accuracy"] is None


def test_figures_of_nothing() -> None:
    assert figures([]).good is None
    assert by_type([])[OVERALL].n == 0


def test_a_follow_up_is_asked_after_its_history() -> None:
    follow_up = Question("f", "followup", "那株洲呢", history=("力争引进配套企业多少？",))
    answer = ask(OneSentence(), follow_up)
    assert answer.resolved == "力争引进配套企业株洲呢"
    assert "50家" in answer.text


def test_the_table_lines_up_and_names_every_figure(run: dict) -> None:
    lines = table(run).splitlines()
    head = lines.index("")
    assert len({width(line) for line in lines[:head]}) == 1
    names = [line.split()[0] for line in lines[head + 1 :] if line]
    assert names[: len(NAMES)] == list(NAMES)


def test_the_estimates_are_held_against_what_the_documents_answer(run: dict) -> None:
    curve = run["calibration"]
    assert (curve["n"], curve["bins"][0]["observed"]) == (5, 0.6)
    assert curve["error"] == pytest.approx(0.3)
    assert "calibration error 0.300" in table(run)
    assert '<svg class="curve"' in page(run) and "把握是否可信" in page(run)
    unknown = {name: value for name, value in run.items() if name != "calibration"}
    assert "把握是否可信" not in page(unknown)  # a run saved before there were estimates


def test_comparison_with_an_earlier_run(run: dict) -> None:
    earlier = json.loads(json.dumps(run))
    earlier["questions"][0]["good"] = False
    earlier["questions"][1]["good"] = True
    earlier["questions"][2]["id"] = "dropped"
    earlier["figures"][OVERALL]["good"] = 0.4
    change = changes(earlier, run)
    assert (change.turned_right, change.turned_wrong) == (("q1",), ("q2",))
    assert (change.new, change.gone) == (("q3",), ("dropped",))
    text = difference(change)
    assert "由错变对：1 题 q1" in text
    assert "总正确率（good）：0.400 → 0.600" in text
    assert "q2" in page(run, change)


def test_the_page_escapes_and_loads_nothing(run: dict) -> None:
    html = page(run)
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html
    assert "<b>&gt;" not in html and "《规划》&lt;b&gt;" in html
    assert not re.search(r"(?:src|href|url)\s*[=(]", html)
    assert "http:" not in html and "https:" not in html
    assert html.count('<details class="question') == len(QUESTIONS)


def test_files_that_hold_no_questions(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    for text, words in (
        ("", "没有问题"),
        ('{"id": 1', "第1行"),
        ('{"id": "a", "type": "t", "question": "问", "must": ["平"]}', "第1行"),
        ('{"id": "a", "type": "t", "question": "问", "docs": "plan"}', "第1行"),
        ("[]", "第1行"),
        ('\n{"id": "a", "type": "t"}', "第2行"),
        ('{"id": "a", "type": "t", "question": "问"}\n' * 2, "重复"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=words):
            load_questions(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile):
        load_questions(path)
    with pytest.raises(UnreadableFile):
        load_questions(tmp_path / "missing.jsonl")
