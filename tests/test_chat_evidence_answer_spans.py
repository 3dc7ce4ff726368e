"""Runs of clauses that may answer: where they begin and end, and what is said for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.evidence.answer_spans import (
    LONGEST,
    READ_FEATURES,
    coverage,
    features_of,
    question_features,
    read_features,
    runs_of,
)
from chat.question.understand import understand
from chat.question.wording import Vocabulary, wording_of
from index.models.pretrained_reader import PassageRead

TEXT = "二、支持企业。（一）对参展企业，按照场租费用50%的标准给予支持，最高50万元；（二）减免房租：1个月免收、2个月减半。"


def texts_of(text: str) -> set[str]:
    runs = runs_of(text)
    return {text[start:end] for start, end in zip(runs.starts, runs.ends, strict=True)}


def wording(question: str):
    return wording_of(question, Vocabulary(lambda term: 3.0, lambda term: 1))


@pytest.mark.parametrize(
    "run",
    [
        "支持企业。",  # without its number
        "二、支持企业。",
        "对参展企业，按照场租费用50%的标准给予支持，最高50万元",
        "按照场租费用50%的标准给予支持",
        "最高50万元",
        "1个月免收、2个月减半。",
        "减免房租：1个月免收、2个月减半。",
    ],
)
def test_runs_begin_behind_marks_and_numbers_and_end_at_marks(run: str) -> None:
    assert run in texts_of(TEXT)


def test_runs_do_not_cut_words() -> None:
    assert "场租费用50" not in texts_of(TEXT)
    assert not any(run.startswith(("，", "；", "。", " ")) for run in texts_of(TEXT))


def test_a_name_in_two_parts_is_not_cut_at_its_dash() -> None:
    name = "支持自然科学基金 —轨道交通联合基金扩大规模，提升能力"
    assert name in texts_of(name)
    assert not any(run.startswith("—") for run in texts_of(name))
    assert "发展目标" in texts_of("总体要求 ——某县经验 发展目标")  # other blanks part as before


@given(
    st.text(st.one_of(st.sampled_from("企业补助，。；：（一）1.、\n 50%”"), st.characters()), max_size=200)
)
@settings(max_examples=200, deadline=None)
def test_runs_stay_inside_any_text(text: str) -> None:
    runs = runs_of(text)
    assert (runs.starts >= 0).all() and (runs.ends <= len(text)).all()
    assert ((runs.ends - runs.starts) >= 2).all() and ((runs.ends - runs.starts) <= LONGEST).all()
    question = understand("企业补助多少？", frozenset())
    found = features_of(text, runs, (), 0, question, wording("企业补助多少"), 1.0)
    for name, value in found.items():
        assert np.isfinite(value).all(), name
        assert np.ndim(value) == 0 or len(np.ravel(value)) == len(runs), name


def test_coverage_counts_a_word_only_where_it_stands_whole() -> None:
    text = "企业补助五十万元"
    half = coverage(text, wording("企业补助"), np.array([0, 0, 1, 4]), np.array([8, 2, 8, 8]))
    assert half[0] == pytest.approx(1.0)
    assert half[1] > 0 and half[2] > 0
    assert half[1] + half[2] == pytest.approx(1.0)
    assert half[3] == 0


def test_facts_asked_for_are_seen_in_the_run_that_holds_them() -> None:
    runs = runs_of(TEXT)
    question = understand("对参展企业最高支持多少万元？", frozenset())
    found = features_of(TEXT, runs, (), 0, question, wording("对参展企业最高支持"), 1.0)
    met = {
        TEXT[start:end]
        for start, end, fact in zip(runs.starts, runs.ends, found["fact met"], strict=True)
        if fact
    }
    assert "最高50万元" in met
    assert "支持企业。" not in met


def test_each_of_several_facts_asked_for_is_counted() -> None:
    text = "材料寄到某路3号，邮箱abc@example.com，5月6日前寄出。"
    runs = runs_of(text)
    question = understand("材料发到哪个邮箱，几月几日截止？", frozenset())
    held = features_of(text, runs, (), 0, question, wording("材料发到邮箱，截止"), 1.0)["facts held"]
    counts = {
        text[a:b]: int(n)
        for a, b, n in zip(runs.starts, runs.ends, np.broadcast_to(held, len(runs)), strict=True)
    }
    assert len(question.asks) == 2
    assert counts["邮箱abc@example.com"] == 1 and counts["邮箱abc@example.com，5月6日前寄出。"] == 2


def test_what_the_question_wants_is_told() -> None:
    wants = question_features(understand("哪些企业可以减免房租？", frozenset()), wording("企业减免房租"))
    assert wants["wants list"] == 1 and wants["wants why"] == 0


def read_of(
    text: str, inside: list[float], belongs: float = 2.0, start: int = 0, end: int = 0
) -> PassageRead:
    spans = np.array([(at, at + 1) for at in range(len(text))], np.int64).reshape(-1, 2)
    flat = np.full(len(text), -2.0, np.float32)
    logits = np.array(inside, np.float32)
    return PassageRead(spans, flat, flat, logits, logits, 1.0, belongs, start, end, -1.0, 0.7)


def test_the_readers_words_favour_the_run_they_fill() -> None:
    text = "甲乙，丙丁。戊己"
    runs = runs_of(text)
    read = read_of(text, [-9, -9, -9, 9, 9, -9, -9, -9], start=3, end=5)
    found = read_features(runs, read, [read, read_of(text, [0] * 8, belongs=3.0)])
    best = int(np.argmax(found["read share"]))
    assert text[runs.starts[best] : runs.ends[best]] in ("丙丁", "丙丁。")
    assert found["read belongs, to best"] == -1.0
    held = {
        text[a:b] for a, b, holds in zip(runs.starts, runs.ends, found["read holds"], strict=True) if holds
    }
    assert "丙丁。" in held and "甲乙，" not in held


def test_words_that_were_not_read_do_no_harm() -> None:
    text = "甲乙，丙丁。戊己"
    part = read_of(text[:2], [1, 1])
    found = read_features(runs_of(text), part, [part])
    assert all(np.isfinite(found[name]).all() for name in READ_FEATURES)
    for none in (None, read_of("", [])):
        assert set(read_features(runs_of(text), none, [part])) == set(READ_FEATURES)
