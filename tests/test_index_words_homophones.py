"""Words that sound alike, and names in Latin letters."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words.homophones import MOST_ALIKE, NEAR_CREDIT, SAME_CREDIT, Homophones, LaterHomophones

PLACES = "株洲 丰台 吕梁 长沙 重庆 陕西 山西 西安 新余 缙云 广州 厦门 青岛 南京 蓝天 呼和浩特 绿色 成都 宁波 常州 沧州"
MATTERS = (
    "融资 容资 补贴 孵化 税收 奖励 江丽 人才 认证 人证 产业 残业 研发 就业 救业 银行 引航 政策 正策 三 5g gdp"
)
SOUNDS = Homophones((word, 100 - place) for place, word in enumerate(f"{PLACES} {MATTERS}".split()))


@pytest.mark.parametrize(
    ("asked", "meant", "credit"),
    [
        ("株州", "株洲", SAME_CREDIT),
        ("诸州", "株洲", SAME_CREDIT),
        ("峰台", "丰台", SAME_CREDIT),
        ("风抬", "丰台", SAME_CREDIT),
        ("绿粮", "吕梁", SAME_CREDIT),
        ("常沙", "长沙", SAME_CREDIT),
        ("虫庆", "重庆", SAME_CREDIT),
        ("山西", "陕西", SAME_CREDIT),
        ("青导", "青岛", SAME_CREDIT),
        ("荣资", "融资", SAME_CREDIT),
        ("补帖", "补贴", SAME_CREDIT),
        ("浮化", "孵化", SAME_CREDIT),
        ("睡收", "税收", SAME_CREDIT),
        ("认正", "认证", SAME_CREDIT),
        ("行音", "银行", 0.0),
        ("苏州", "株洲", 0.0),
        ("租州", "株洲", NEAR_CREDIT),
        ("兰京", "南京", NEAR_CREDIT),
        ("男天", "蓝天", NEAR_CREDIT),
        ("西昂", "西安", NEAR_CREDIT),
        ("仓州", "常州", NEAR_CREDIT),
        ("林波", "宁波", NEAR_CREDIT),
        ("人材", "人才", SAME_CREDIT),
        ("株洲", "株洲", 0.0),
        ("株洲市", "株洲", 0.0),
        ("洲", "株洲", 0.0),
        ("zhuzhou", "株洲", 0.0),
        ("", "株洲", 0.0),
    ],
)
def test_words_of_the_same_sound(asked, meant, credit):
    assert SOUNDS.alike(asked).get(meant, 0.0) == credit


@pytest.mark.parametrize(
    ("latin", "expected"),
    [
        ("Zhuzhou", ("株洲",)),
        ("fengtai", ("丰台",)),
        ("FENGTAI", ("丰台",)),
        ("Zhū zhōu", ("株洲",)),
        ("Lüliang", ("吕梁",)),
        ("Lǚliáng", ("吕梁",)),
        ("Lyuliang", ("吕梁",)),
        ("Luliang", ("吕梁",)),
        ("Xinyu", ("新余",)),
        ("Jinyun", ("缙云",)),
        ("Xi'an", ("西安",)),
        ("xian", ("西安",)),
        ("Shaanxi", ("陕西",)),
        ("Shanxi", ("陕西", "山西")),
        ("Hohhot", ("呼和浩特",)),
        ("Harbin", ()),
        ("Chongqing", ("重庆",)),
        ("chang-sha", ("长沙",)),
        ("Xiamen", ("厦门",)),
        ("Guangzhou", ("广州",)),
        ("Canton", ("广州",)),
        ("rail", ()),
        ("san", ()),
        ("", ()),
    ],
)
def test_names_in_latin_letters(latin, expected):
    assert SOUNDS.spelled(latin) == expected


def test_the_frequent_word_comes_first_and_few_are_given():
    shi = "是式市事实时十使世识试视"
    crowd = Homophones((a + b, place) for place, (a, b) in enumerate((a, b) for a in shi for b in shi))
    alike = crowd.alike("石石")
    assert next(iter(alike)) == "视视"
    assert len(alike) == MOST_ALIKE


def test_nothing_of_an_empty_vocabulary():
    empty = Homophones(())
    assert empty.alike("株州") == {}
    assert empty.spelled("Shaanxi") == ()


def test_pypinyin_is_imported_only_when_asked():
    code = "import sys, index.words.homophones as p; p.Homophones([('株洲', 1)]); print('pypinyin' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@given(st.text())
def test_any_text_is_looked_up(text):
    alike = SOUNDS.alike(text)
    assert text not in alike
    assert all(len(other) == len(text) for other in alike)
    assert isinstance(SOUNDS.spelled(text), tuple)


@given(
    st.lists(st.tuples(st.text(), st.integers(0, 1000))), st.text(alphabet="株洲主轴绿吕行长𠀀a", max_size=6)
)
def test_any_vocabulary_is_taken(vocabulary, word):
    sounds = Homophones(vocabulary)
    assert set(sounds.alike(word)) <= {other for other, _ in vocabulary}


WORDS = st.sampled_from(
    [
        "株洲",
        "诸州",
        "丰台",
        "风抬",
        "吕梁",
        "绿粮",
        "长沙",
        "常沙",
        "陕西",
        "山西",
        "西安",
        "补贴",
        "补帖",
        "融资",
        "容资",
        "人才",
        "人材",
    ]
)


@given(st.lists(st.dictionaries(WORDS, st.integers(1, 9)), min_size=2, max_size=5), WORDS)
def test_what_is_continued_finds_what_would_be_read_anew(states, asked):
    """Words come and go from state to state; sounds of the first alone were read of all."""
    sounds = Homophones(states[0].items())
    for before, now in itertools.pairwise(states):
        sounds = LaterHomophones(
            sounds,
            sorted(now.keys() - before.keys()),
            lambda words, now=now: {w: now.get(w, 0) for w in words},
        )
        anew = Homophones(now.items())
        assert list(sounds.alike(asked).items()) == list(anew.alike(asked).items())
        for latin in ("zhuzhou", "lyuliang", "Shaanxi", "xi'an", "peking"):
            assert sounds.spelled(latin) == anew.spelled(latin)
