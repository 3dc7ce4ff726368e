"""The shipped reader: what it finds, and that no text, no thread and no broken file disturbs it."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.models import pretrained_reader
from index.models.pretrained_reader import DEFAULT_FOLDER, MODEL_FILE, PretrainedReader, shipped_reader

PASSAGE = (
    "各区要摸清底数。对参展的中小企业，按照不超过实际场租费用百分之五十的标准给予补助，补助金额最高50万元。"
    "春节期间图书馆照常开放，读者可在上午九点到下午五点入馆。"
)


@pytest.fixture(scope="module")
def reader() -> PretrainedReader:
    return PretrainedReader()


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("对参展企业的补助金额最高是多少？", "50万元"),
        ("读者几点到几点可以入馆？", "上午九点到下午五点"),
        ("讀者幾點到幾點可以入館？", "上午九点到下午五点"),
    ],
)
def test_the_words_that_answer_are_found(reader: PretrainedReader, question: str, held: str) -> None:
    read = reader.read(question, [("", PASSAGE)])[0]
    assert held in PASSAGE[read.start : read.end]


def test_a_passage_that_answers_is_told_from_one_on_something_else(reader: PretrainedReader) -> None:
    other = "本办法所称电梯，包括载人电梯、载货电梯和自动扶梯。电梯使用单位应当每年检验一次。"
    right, wrong = reader.read("对参展企业的补助金额最高是多少？", [("", PASSAGE), ("", other)])
    assert right.answers > wrong.answers + 2 and right.belongs > wrong.belongs + 2
    assert right.likelihood > wrong.likelihood


def test_an_answer_far_down_a_long_passage_is_found(reader: PretrainedReader) -> None:
    text = "会议听取了各部门的工作汇报，研究了下一步的安排。" * 40 + PASSAGE
    read = reader.read("对参展企业的补助金额最高是多少？", [("", text)])[0]
    assert "50万元" in text[read.start : read.end]


def test_the_same_passages_are_read_alike_each_time(reader: PretrainedReader) -> None:
    passages = [("标题", PASSAGE), ("", PASSAGE[:40])]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: reader.read("补助多少？", passages), range(8)))
    for one in found[1:]:
        for a, b in zip(found[0], one, strict=True):
            np.testing.assert_array_equal(a.starts, b.starts)
            assert a.answers == b.answers


def test_a_passage_is_read_alike_whatever_else_is_read(reader: PretrainedReader) -> None:
    short = PASSAGE[:48]
    alone = reader.read("补助多少？", [("", short)])[0]
    beside = reader.read("补助多少？", [("", PASSAGE * 2), ("", short)])[1]
    np.testing.assert_array_equal(alone.starts, beside.starts)
    assert alone.answers == beside.answers


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=300))
@example("", "", "")
@example("？", "", "\ud800\x00　")
@settings(max_examples=40, deadline=None)
def test_any_text_can_be_read(reader: PretrainedReader, question: str, title: str, text: str) -> None:
    read = reader.read(question, [(title, text)])[0]
    assert read.spans.shape == (len(read.starts), 2)
    assert len(read.starts) == len(read.ends) == len(read.inside) == len(read.evidence)
    assert np.isfinite(read.inside).all() and np.isfinite([read.answers, read.belongs]).all()
    assert 0 <= read.start <= read.end <= len(text)
    if len(read.spans):
        assert read.spans.min() >= 0 and read.spans.max() <= len(text)


def test_nothing_to_read_gives_nothing(reader: PretrainedReader) -> None:
    assert reader.read("补助多少？", []) == []


def test_the_setting_leaves_the_reader_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENCE_READER", "0")
    assert shipped_reader.__wrapped__() is None


def test_a_broken_file_leaves_the_reader_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = shutil.copytree(DEFAULT_FOLDER, tmp_path / "reader")
    whole = (folder / MODEL_FILE).read_bytes()
    (folder / MODEL_FILE).write_bytes(whole[: len(whole) // 3])
    monkeypatch.setattr(pretrained_reader.PretrainedReader.__init__, "__defaults__", (folder,))
    assert shipped_reader.__wrapped__() is None
    assert "left out" in caplog.text


def test_all_weights_together_are_within_what_we_ship() -> None:
    models = DEFAULT_FOLDER.parent
    assert sum(path.stat().st_size for path in DEFAULT_FOLDER.iterdir()) <= 30 * 10**6
    assert sum(path.stat().st_size for path in models.rglob("*") if path.is_file()) <= 80 * 10**6
