"""Other wordings of a question's words, and the list they come from."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import synonyms
from index.words.synonyms import LAY_CREDIT, OFFICIAL_CREDIT, SAME_CREDIT, parse_groups, phrases, wordings
from ingest.errors import UnreadableFile
from ingest.text.normalise import fold

LEXICON = resources.files("index.words").joinpath("lexicon/synonyms.txt").read_text(encoding="utf-8")
GROUPS = parse_groups(LEXICON)
LINES = [line for line in LEXICON.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize(
    ("asked", "official", "credit"),
    [
        ("挑头", "牵头", LAY_CREDIT),
        ("领头", "牵头", LAY_CREDIT),
        ("借钱", "融资", LAY_CREDIT),
        ("手头紧", "信贷", LAY_CREDIT),
        ("放贷", "贷款", LAY_CREDIT),
        ("给钱", "补贴", LAY_CREDIT),
        ("厂子", "企业", LAY_CREDIT),
        ("挖来", "引进", LAY_CREDIT),
        ("逛展", "展览", LAY_CREDIT),
        ("搬上云", "工业互联网", LAY_CREDIT),
        ("捣鼓", "研发", LAY_CREDIT),
        ("头一台", "首台", LAY_CREDIT),
        ("抱团", "联合体", LAY_CREDIT),
        ("搭桥", "对接", LAY_CREDIT),
        ("规矩", "制度", LAY_CREDIT),
        ("税", "留区税收", LAY_CREDIT),
        ("交税", "纳税", LAY_CREDIT),
        ("退休金", "养老金", LAY_CREDIT),
        ("打工的", "农民工", LAY_CREDIT),
        ("堵车", "交通拥堵", LAY_CREDIT),
        ("看病", "医疗服务", LAY_CREDIT),
        ("电瓶车", "电动自行车", LAY_CREDIT),
        ("廉租房", "公租房", LAY_CREDIT),
        ("市发改委", "市发展和改革委员会", SAME_CREDIT),
        ("市发展改革委", "市发改委", SAME_CREDIT),
        ("市工信局", "市工业和信息化局", SAME_CREDIT),
        ("轨交", "轨道交通", SAME_CREDIT),
        ("轨道交通", "轨交", SAME_CREDIT),
        ("十四五", "第十四个五年规划", SAME_CREDIT),
        ("GDP", "地区生产总值", SAME_CREDIT),
        ("ＡＩ", "人工智能", SAME_CREDIT),
        ("藉錢", None, 0.0),
        ("軌交", "轨道交通", SAME_CREDIT),
        ("补贴", "补助", OFFICIAL_CREDIT),
        ("研制", "研发", OFFICIAL_CREDIT),
        ("企业", "政府", 0.0),
        ("国企", "民企", 0.0),
        ("出口", "进口", 0.0),
        ("央企", "国有企业", 0.0),
        ("危险废物", "固体废物", 0.0),
        ("亿元", "万元", 0.0),
        ("融资", "借钱", 0.0),
        ("", None, 0.0),
    ],
)
def test_credit_of_an_official_wording(asked, official, credit):
    found = wordings(asked)
    assert found.get(official, 0.0) == credit if official else found == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("哪家挑头做出头一台列车", ("挑头", "做出", "头一台", "列车")),
        ("市发展和改革委员会", ("市发展和改革委员会",)),
        ("轨交", ("轨交",)),
        ("rail gdp", ("gdp",)),
        ("air", ()),
        ("5g基站在哪", ("5g基站",)),
        ("", ()),
    ],
)
def test_phrases_are_found_longest_first(text, expected):
    assert phrases(text) == expected


def test_the_list_is_long_and_each_group_once():
    assert len(GROUPS) >= 600
    assert len({line.partition("\t")[0] for line in LINES}) == len(LINES)


def test_no_group_is_broad_and_no_word_twice_in_one():
    for group in GROUPS:
        words = group.words
        assert 2 <= len(words) <= 16, words
        assert len(set(words)) == len(words), words
        assert len(group.official) <= 6, words


def test_words_are_written_as_they_are_looked_up():
    for line in LINES:
        assert re.fullmatch(r"[^\s=]+(?:[ =][^\s=]+)*(?:\t[^\s=]+(?: [^\s=]+)*)?", line), line
    for group in GROUPS:
        assert all(word == fold(word) for word in group.words)
        # An official wording of one character would be met in every text.
        assert all(len(word) >= 2 for names in group.official for word in names)


def test_no_word_has_too_many_other_wordings():
    assert max(len(wordings(word)) for group in GROUPS for word in group.words) <= 12


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("牵头\t挑头\n企业\n", 2),
        ("牵头\t挑头 挑头\n", 1),
        ("# 注\n\n牵头 主导\t主导\n", 3),
        ("\t挑头 领头\n", 1),
        ("轨道交通=\t地铁\n", 1),
        ("ＧＤＰ gdp\n", 1),
    ],
)
def test_a_bad_line_is_named(text, number):
    with pytest.raises(UnreadableFile, match=rf"第{number}行.*line {number}:"):
        parse_groups(text)


def test_a_missing_list_is_told_without_a_path(monkeypatch):
    monkeypatch.setattr(synonyms, "_FILE", "lexicon/none.txt")
    with pytest.raises(UnreadableFile, match="同义词表缺失") as raised:
        synonyms._lexicon()
    assert "/" not in str(raised.value)


@given(st.text())
def test_any_text_is_looked_up(text):
    found = wordings(text)
    assert all(0 < credit <= 1 for credit in found.values())
    assert fold(text) not in found
    assert all(phrase in fold(text) and wordings(phrase) for phrase in phrases(text))


@given(st.text(alphabet="牵头挑 =\t\n#A"))
def test_any_list_is_read_or_refused(text):
    try:
        groups = parse_groups(text)
    except UnreadableFile:
        return
    assert all(len(group.words) >= 2 for group in groups)
