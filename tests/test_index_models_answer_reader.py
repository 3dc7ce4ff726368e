"""The shipped reader: what it finds, and that no text, no thread and no broken file disturbs it."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.models.answer_reader import ABOUT, DEFAULT_READER, FILE_NAME, Read, Reader

PASSAGE = (
    "各区要摸清底数。对参展的中小企业，按照不超过实际场租费用百分之五十的标准给予补助，补助金额最高50万元。"
    "春节期间图书馆照常开放，读者可在上午九点到下午五点入馆。"
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def best_run(read: Read, text: str) -> str:
    first = int(np.argmax(read.starts))
    last = first + int(np.argmax(read.ends[first:]))
    return text[read.spans[first, 0] : read.spans[last, 1]]


@pytest.mark.parametrize(
    ("question", "held"),
    [("对参展企业的补助金额最高是多少？", "50万元"), ("图书馆什么时间开放？", "上午九点到下午五点")],
)
def test_the_words_that_answer_are_found(reader: Reader, question: str, held: str) -> None:
    read = reader.read(question, [("", PASSAGE)])[0]
    assert held in best_run(read, PASSAGE)


def test_the_same_passages_are_read_alike_each_time(reader: Reader) -> None:
    passages = [("标题", PASSAGE), ("", PASSAGE[:40])]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: reader.read("补助多少？", passages), range(8)))
    for one in found[1:]:
        for a, b in zip(found[0], one, strict=True):
            np.testing.assert_array_equal(a.starts, b.starts)
            assert a.answers == b.answers


def test_padding_changes_little(reader: Reader) -> None:
    """Not nothing: the 8-bit products are scaled by the greatest number of a batch."""
    short = PASSAGE[:48]
    alone = reader.read("补助多少？", [("", short)])[0]
    beside = reader.read("补助多少？", [("", short), ("", PASSAGE * 3)])[0]
    assert np.abs(alone.starts - beside.starts).max() < 1.0
    assert abs(alone.answers - beside.answers) < 1.0


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=300))
@example("", "", "")
@example("？", "", "\ud800\x00　")
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_read(reader: Reader, question: str, title: str, text: str) -> None:
    read = reader.read(question, [(title, text)])[0]
    assert read.spans.shape == (len(read.starts), 2)
    assert len(read.starts) == len(read.ends) == len(read.inside)
    assert np.isfinite(read.starts).all() and np.isfinite([read.answers, read.belongs]).all()
    if len(read.spans):
        assert read.spans.min() >= 0 and read.spans.max() <= len(text)


def test_nothing_to_read_gives_nothing(reader: Reader) -> None:
    assert reader.read("补助多少？", []) == []


def test_a_reader_of_another_embedding_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(DEFAULT_READER, tmp_path / "reader")
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    (folder / ABOUT).write_text(json.dumps({**about, "embedding": "0" * 64}), encoding="utf-8")
    with pytest.raises(ValueError, match="another embedding"):
        Reader(folder)


def test_broken_and_missing_files_are_errors_of_known_kinds(tmp_path: Path) -> None:
    folder = shutil.copytree(DEFAULT_READER, tmp_path / "reader")
    whole = (folder / FILE_NAME).read_bytes()
    (folder / FILE_NAME).write_bytes(whole[: len(whole) // 3])
    with pytest.raises(ValueError):
        Reader(folder)
    (folder / FILE_NAME).unlink()
    with pytest.raises(ValueError):
        Reader(folder)
    with pytest.raises(OSError):
        Reader(tmp_path / "none")


def test_all_weights_together_are_within_what_we_ship() -> None:
    models = DEFAULT_READER.parent
    assert sum(path.stat().st_size for path in models.rglob("*") if path.is_file()) <= 30 * 2**20
