"""Our policy word list: words the stock dictionary splits, that hide no other word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.words import tokens
from ingest.text.normalise import fold

LISTED = Path(tokens.__file__).parent.joinpath("lexicon/words.txt").read_text(encoding="utf-8").split()

STOCK = """
import sys, rjieba
for word in sys.stdin.read().split():
    inner = [word[i : i + n] for n in range(4, len(word)) for i in range(len(word) - n + 1)]
    print(len(rjieba.cut(word)), int(any(map(rjieba.has_word, inner))), word)
"""


def test_every_listed_word_is_split_by_the_stock_dictionary():
    # In a fresh process: added words stay in rjieba's dictionary.
    output = subprocess.run(
        [sys.executable, "-c", STOCK], input="\n".join(LISTED), capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in output.splitlines()]
    assert len(rows) == len(set(LISTED)) == len(LISTED) >= 600
    assert not [word for pieces, _, word in rows if pieces == "1"]
    # Search mode gives parts of two and three characters: a longer one inside would be lost.
    assert [word for _, hidden, word in rows if hidden == "1"] == ["征求意见稿"]


def test_no_listed_word_hides_a_longer_part_that_is_listed():
    known = set(LISTED)
    assert not [
        (word, word[i : i + n])
        for word in LISTED
        for n in range(4, len(word))
        for i in range(len(word) - n + 1)
        if word[i : i + n] in known
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省级专精特新企业", "专精特新"),
        ("揭榜挂帅项目", "揭榜挂帅"),
        ("由牵头单位负责", "牵头单位"),
        ("发放首台套奖励", "首台套"),
        ("发展新质生产力", "新质生产力"),
        ("法规上的要求", "法规"),
        ("金融办法", "金融"),
        ("服务包括咨询", "包括"),
    ],
)
def test_words_are_found_in_running_text(text, expected):
    assert expected in tokens.words(text)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("軌道交通產業", "轨道交通产业"),
        ("ＣＢＴＣ信号", "cbtc信号"),
        ("达到 26842\n个", "达到26842个"),
        ("３５００亿元", "3500亿元"),
    ],
)
def test_forms_of_one_text_have_the_same_terms(left, right):
    assert tokens.terms(left) == tokens.terms(right)


def test_folding_keeps_offsets():
    text = "㈠軌道ﬁ½①Ⅷ𠀀İ㍿é"
    assert len(fold(text)) == len(text)
