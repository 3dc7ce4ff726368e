"""The quality table: how a row's values become figures, and that a part left out is really there to leave out."""

from __future__ import annotations

import numpy as np
import pytest

from bench.asked import Asked
from bench.quality import HEAD, _line
from bench.rows import ROWS, Measured, _note, _put

ASKED = [
    Asked("ncp", "补助多少？", "a", "补助50万元", True, True),
    Asked("ncp", "何时开始？", "b", "3月1日", True, False),
]
ROW = {
    "ranks": [1, 0],
    "quotes": ["补助50万元", ""],
    "documents": ["a", ""],
    "refused": [False, True],
    "homeless": [True, True, False, True],
    "milliseconds": [10.0, 30.0],
    "peak": 321,
}


def test_a_row_in_figures() -> None:
    both, first = np.array([True, True]), np.array([True, False])
    assert _line("x", ROW, ASKED, both) == (
        "| x | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 0.750 | 20.0 / 29.0 | 321 |"
    )
    assert _line("x", ROW, ASKED, first).startswith(
        "| x | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 0.000"
    )
    peer = {**ROW, "refused": [], "homeless": []}
    assert "| – | – |" in _line("x", peer, ASKED, both)
    assert _line("x", ROW, ASKED, both).count("|") == HEAD.splitlines()[0].count("|")


def test_a_document_ranks_by_its_first_passage() -> None:
    measured = Measured()
    _note(measured, "b", ["a", "a", "b", "c"])
    _note(measured, "z", ["a", "b"])
    _note(measured, "a", [])
    assert measured.ranks == [2, 0, 0]


def test_what_is_gone_cannot_be_left_out() -> None:
    with pytest.raises(AttributeError):
        _put("index.search.query:no_such_part", None)()
    with pytest.raises(ModuleNotFoundError):
        _put("index.no_such_module:part", None)()


def test_rows_have_labels_of_their_own() -> None:
    labels = [row.label for row in ROWS.values()]
    assert len(set(labels)) == len(labels) and all(labels)
    assert ROWS["ours"].prepare is not None and ROWS["bm25s-jieba"].prepare is None
