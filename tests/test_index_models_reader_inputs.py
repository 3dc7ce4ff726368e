"""Text to the reader's arrays: nothing lost, nothing out of bounds, on any text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.models.embedding import load_model
from index.models.reader_inputs import (
    FEATURES,
    FUNCTION,
    MOST_QUESTION,
    MOST_TITLE,
    MOST_TOKENS,
    PASSAGE,
    QUESTION,
    SHAPES,
    WordTable,
    features_of,
    reading_of,
    shape_of,
    words_of,
)

CHINESE = st.text(
    st.one_of(st.sampled_from("轨道交通企业补助50万元，。；：\n “”（）2025年%ABC\u3000\x00"), st.characters())
)


@pytest.fixture(scope="module")
def table() -> WordTable:
    model = load_model()
    return WordTable(model.encode_passages, model.dimension)


@given(CHINESE)
@settings(max_examples=300, deadline=None)
def test_words_cover_all_but_white_space_in_order(text: str) -> None:
    words = words_of(text)
    covered = np.zeros(len(text), bool)
    last = 0
    for start, end in words.spans:
        assert last <= start < end <= len(text)
        covered[start:end] = True
        last = end
    assert all(covered[at] or text[at].isspace() for at in range(len(text)))


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("上线 可自动", 1),
        ("上线\n\n可自动", 1),
        ("达到 26842 个", 0),
        ("Traffic Control", 0),
        ("上线\u3000\u3000可", 1),
    ],
)
def test_white_space_that_parts_lines_is_one_mark(text: str, marks: int) -> None:
    assert words_of(text).texts.count("\n") == marks


@given(CHINESE)
@settings(max_examples=200, deadline=None)
def test_every_word_has_a_shape(text: str) -> None:
    assert all(0 < shape_of(word) < SHAPES for word in words_of(text).texts)


def test_shapes_tell_apart_what_looks_different() -> None:
    words = [
        "，",
        "。",
        "的",
        "50%",
        "2025",
        "3.5",
        "18",
        "120",
        "3000",
        "abc",
        "企业",
        "轨道交通",
        "三十",
        "\n",
    ]
    assert len({shape_of(word) for word in words}) == len(words)
    assert shape_of("的") == FUNCTION


@given(CHINESE, CHINESE, CHINESE)
@settings(max_examples=100, deadline=None)
def test_an_input_holds_all_three_within_bounds(
    table: WordTable, question: str, title: str, passage: str
) -> None:
    rows = table.ids(*(words_of(text).texts for text in (question, title, passage * 40)))
    reading = reading_of(table, *rows)
    length = len(reading.shapes)
    assert length <= MOST_TOKENS
    assert reading.vectors.shape == (length, table.vectors.shape[1])
    assert reading.features.shape == (length, FEATURES)
    assert np.isfinite(reading.vectors).all() and np.isfinite(reading.features).all()
    assert (np.diff(reading.segments) >= 0).all()
    assert (reading.segments == QUESTION).sum() <= MOST_QUESTION + 2
    assert reading.first <= MOST_QUESTION + MOST_TITLE + 3
    assert (reading.segments[reading.first :] == PASSAGE).all()


def test_features_tell_what_both_sides_hold(table: WordTable) -> None:
    question, passage = table.ids(("企业", "补贴", "的"), ("企业", "补助", "的", "苹果", "，"))
    shared, synonym, function, other, mark = features_of(table, passage, question)
    assert shared[0] == 1 and shared[2] > 0.99
    assert synonym[0] == 0 and synonym[1] == 0.5 and synonym[2] > other[2]
    assert not function.any() and not mark.any()
    assert other[3] == 1 and other[1] == 0


def test_a_full_table_starts_anew() -> None:
    asked: list[Sequence[str]] = []

    def encode(words: Sequence[str]) -> np.ndarray:
        asked.append(words)
        return np.ones((len(words), 3), np.float32)

    table = WordTable(encode, 3, most=4)
    assert [rows.tolist() for rows in table.ids(["一", "二"], ["二", "三"])] == [[0, 1], [1, 2]]
    assert [rows.tolist() for rows in table.ids(["三", "四", "五"])] == [[0, 1, 2]]
    assert len(table.rows) == 3
    assert len(asked) == 2
