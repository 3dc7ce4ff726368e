"""What the reader learns from, and that a small one can be trained, written and read."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from index.models.answer_reader import FILE_NAME, INPUTS
from index.models.embedding import load_model
from index.models.reader_inputs import WordTable, words_of
from index.training import reading_examples as examples
from index.training.reader import save, train
from index.training.reader_data import Data, Drawer, Passages, Settings, collate
from index.training.reader_model import Reader, Shape, losses
from index.training.reading_examples import UNKNOWN, Asked, QuestionMaker, example_of, window_of, word_range

TEXTS = [
    "对参展的中小企业,按照不超过实际场租费用的标准给予补助,补助金额最高50万元。各区要按月报送进展,市商务局负责汇总。",
    "延长申报纳税期限,纳税申报困难的企业可以延期缴纳税款,最长不超过3个月。税务部门应当在10日内答复申请人。",
    "推进轨道交通产业发展,到2025年产业收入达到3500亿元,培育专精特新企业40家。支持企业建设研发中心,给予用地保障。",
]
SMALL = Shape(width=32, heads=2, layers=1, inner=48)


@pytest.fixture(scope="module")
def data() -> Data:
    model = load_model()
    table = WordTable(model.encode_passages, model.dimension, most=100_000)
    rows = [table.ids(words_of(text).texts)[0].astype(np.int32) for text in TEXTS]
    table.ids([word for words in (*examples._ASKING, *examples._HOW_MANY) for word in words])
    bounds = np.r_[0, np.cumsum([len(row) for row in rows])]
    passages = Passages(np.concatenate(rows), bounds, [row[:3] for row in rows], np.arange(3))
    asked = [
        Asked(
            "补助金额最高多少?",
            TEXTS[0][:8],
            TEXTS[0],
            TEXTS[0].index("50万元"),
            TEXTS[0].index("50万元") + 4,
        )
    ]
    return Data(table, {"policies": passages, "news": passages}, asked, asked, [("谁负责汇总?", "市商务局")],
                [[TEXTS[1]]], [[TEXTS[1]], [TEXTS[2]]])  # fmt: skip


def words(data: Data, rows: np.ndarray) -> str:
    names = {row: word for word, row in data.table.rows.items()}
    return "".join(names[int(row)] for row in rows)


def test_made_up_questions_ask_for_a_run_of_their_sentence(data: Data) -> None:
    maker = QuestionMaker(data.table, seed=3)
    for place in range(60):
        passage = data.passages["news"][place % 3]
        made = maker.make(passage)
        assert made is not None
        question, first, last = made
        assert 0 <= first <= last < len(passage)
        assert len(question) >= 2
        assert words(data, passage[first : last + 1])


@given(st.integers(0, 600), st.integers(1, 200), st.integers(0, 10_000))
@settings(max_examples=200, deadline=None)
def test_a_window_holds_its_answer(start: int, length: int, seed: int) -> None:
    text = "".join(chr(0x4E00 + place) + ("。" if place % 17 == 0 else "") for place in range(800))
    asked = Asked("问", "", text, start, start + length)
    passage, begin, end, _ = window_of(asked, random.Random(seed))
    assert passage in text
    assert passage[begin:end] == text[start : start + length]


def test_a_window_without_an_answer_says_so() -> None:
    passage, begin, end, _ = window_of(Asked("问", "", "字" * 900, -1, -1), random.Random(0))
    assert passage and (begin, end) == (-1, -1)


def test_words_of_an_answer() -> None:
    spans = [(0, 2), (2, 3), (4, 6)]
    assert word_range(spans, 1, 3) == (0, 1)
    assert word_range(spans, 3, 4) == (UNKNOWN, UNKNOWN)


def test_labels_stand_where_the_answer_stands(data: Data) -> None:
    example = example_of(data.table, data.reading[0], random.Random(0))
    assert words(data, example.passage[example.start : example.end + 1]) == "50万元"
    batch = collate([example], data.table, Settings(), np.random.default_rng(0), hide=True)
    assert batch.passage[0, batch.start[0]] == 1 and batch.passage[0, batch.end[0]] == 1
    assert len(batch.hidden_rows) == 0  # nothing is hidden where people ask


def test_every_kind_of_example_can_be_drawn(data: Data) -> None:
    for kind in ("news", "reading", "reading, other passage", "policy questions", "policy answers",
                 "policy questions, other passage"):  # fmt: skip
        drawer = Drawer(data, Settings(mix={kind: (1, 1)}))
        found = drawer.draw(0.5)
        assert len(found.question) and len(found.passage) >= 4


def test_the_same_seed_draws_the_same(data: Data) -> None:
    first, second = (Drawer(data, Settings(mix={"news": (1, 1)})) for _ in range(2))
    for _ in range(10):
        np.testing.assert_array_equal(first.draw(0.1).question, second.draw(0.1).question)


def test_padding_says_nothing_to_the_words(data: Data) -> None:
    torch.manual_seed(0)
    model = Reader(SMALL).eval()
    drawer = Drawer(data, Settings(mix={"news": (1, 1)}))
    drawn = sorted((drawer.draw(0.1) for _ in range(6)), key=lambda example: len(example.passage))
    numbers = np.random.default_rng(0)
    with torch.no_grad():
        alone, both = (
            model(*(getattr(batch, name) for name in INPUTS))
            for batch in (
                collate(drawn[:1], data.table, Settings(), numbers, hide=False),
                collate([drawn[0], drawn[-1]], data.table, Settings(), numbers, hide=False),
            )
        )
    length = alone[0].shape[1]
    torch.testing.assert_close(alone[0][0], both[0][0, :length], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(alone[3][0], both[3][0], atol=1e-5, rtol=1e-4)


def test_a_small_reader_learns_and_is_written(data: Data, tmp_path: Path) -> None:
    options = Settings(
        shape=SMALL, steps=12, batch_words=1500, threads=1, sample=50, mix={"news": (1, 1), "reading": (1, 1)}
    )
    model, steps = train(data, options)
    assert steps == 12
    drawer = Drawer(data, replace(options, seed=9))
    batch = collate(
        [drawer.draw(1.0) for _ in range(30)], data.table, options, np.random.default_rng(0), hide=False
    )
    vectors, sample = torch.from_numpy(data.table.vectors), torch.zeros(5, dtype=torch.long)
    before = losses(Reader(SMALL).eval(), batch, vectors, sample)
    after = losses(model, batch, vectors, sample)
    assert after["inside"] < before["inside"]
    save(model, tmp_path / "small", options, {"steps": steps})
    assert (tmp_path / "small" / FILE_NAME).stat().st_size > 10_000
