"""The words quoted first: never outside their sentences, never against the checks, and none without the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.answers import span_selector
from chat.engine import Engine
from chat.evidence.answer_spans import runs_of
from chat.training.selector import Rows, chosen_rouge, joined, rouge_of_runs
from index.store import open_store
from ingest import parse_text

NOTICE = """关于支持企业复工复产的若干措施

一、减免房租。对承租国有资产类经营用房的中小企业，1个月房租免收、2个月房租减半。

二、给予补助。对参加境外展会的企业，按照不超过实际场租费用50%的标准给予补助，补助金额最高30万元；对首次参展的企业，另补5万元。

三、咨询方式。企业可拨打服务热线12345咨询，工作时间为每日8时至20时。
"""
QUESTIONS = [
    ("参加境外展会的企业按什么标准给予补助？", "按照不超过实际场租费用50%的标准给予补助"),
    ("中小企业的房租怎么减免？", "1个月房租免收、2个月房租减半"),
    ("参加境外展会的补助金额最高多少万元？", "30万元"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("notice") / "store", create=True) as store:
        store.add([parse_text(NOTICE, doc_id="notice")])
        yield Engine(store)


@pytest.mark.parametrize(("question", "held"), QUESTIONS)
def test_the_quote_holds_the_answer_and_stands_in_its_passage(
    engine: Engine, question: str, held: str
) -> None:
    answer = engine.answer(question)
    citation = answer.citations[0]
    text = engine.store.document("notice").text
    assert held in citation.quote
    assert text[citation.start : citation.end] == citation.quote
    offset = citation.start - citation.passage_start
    assert citation.text[offset : offset + len(citation.quote)] == citation.quote
    assert held in answer.text


def test_a_quote_may_be_shorter_than_the_sentence_shown(engine: Engine) -> None:
    found = [engine.answer(question) for question, _ in QUESTIONS]
    assert any(len(answer.citations[0].quote) < len(answer.sentences[0].text) - 4 for answer in found)


def test_without_the_reader_the_sentence_is_quoted_whole(engine: Engine) -> None:
    for plain in (Engine(engine.store, selector=lambda: None), Engine(engine.store, reader=lambda: None)):
        for question, held in QUESTIONS:
            quote = plain.answer(question).citations[0].quote
            assert held in quote
            assert quote.endswith(("。", "；"))


@pytest.mark.parametrize("damage", ["missing", "text"])
def test_a_broken_file_leaves_the_choice_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    path = tmp_path / "selector.npz"
    if damage == "text":
        path.write_text("不是模型", encoding="utf-8")
    monkeypatch.setattr(span_selector, "MODEL", path)
    assert span_selector.shipped_selector.__wrapped__() is None
    assert "left out" in caplog.text


def common(one: str, other: str) -> int:
    """Length of the longest common subsequence, by the textbook."""
    rows = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for place, b in enumerate(other, 1):
            before, rows[place] = rows[place], before + 1 if a == b else max(rows[place], rows[place - 1])
    return rows[-1]


@given(st.text("补助企业，。50万元（一）", max_size=40), st.text("补助企业50万元的", min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_rouge_of_runs_is_that_of_each_run_alone(text: str, answer: str) -> None:
    runs = runs_of(text)
    for found, start, end in zip(rouge_of_runs(text, runs, answer), runs.starts, runs.ends, strict=True):
        run = text[start:end]
        assert found == pytest.approx(2 * common(run, answer) / (len(run) + len(answer)))


def test_the_best_run_of_each_question_counts() -> None:
    one = Rows(("a",), np.zeros((3, 1), np.float32), np.array([0.2, 0.9, 0.4]), np.array([0, 0, 1]))
    both = joined([one, one])
    assert both.question.tolist() == [0, 0, 1, 2, 2, 3]
    assert chosen_rouge(both, np.array([1.0, 2.0, 0.0, 5.0, 1.0, 0.0])) == pytest.approx(
        (0.9 + 0.4 + 0.2 + 0.4) / 4
    )
