"""How a scripted model's sentences are told, asked over loopback and counted: on the shipped briefs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.lying_model import (
    ANSWERS,
    Measured,
    Script,
    Written,
    as_json,
    failures,
    fates,
    measure,
    scripts,
    table,
    told,
)
from chat.answer import Answer, Sentence
from chat.engine import Engine

QUESTION = "2020年丰台轨道交通产业总收入是多少？"
WHERE = "[[2020年，丰台轨道交通产业总收入为2364.9亿元]]"
TRUE = Written(f"2020年，丰台轨道交通产业总收入为2364.9亿元。{WHERE}", "true", "paraphrase")
LIE = Written(f"2020年，丰台轨道交通产业总收入为9364.9亿元。{WHERE}", "false", "figure", lie="9364.9亿元")
UNMARKED = Written(
    "五年累计收入为9837.9亿元。", "false", "missing-citation", right="五年累计收入为9837.9亿元"
)
PROMPT = (
    '<条文 编号="1" 出处="甲">\n总收入 2364.9\n亿元。\n</条文>\n<条文 编号="2" 出处="乙">\n三千家。\n</条文>'
)


def script(*sentences: Written, material: str = "briefs", question: str = QUESTION) -> Script:
    return Script("one", material, question, sentences)


def test_marks_become_the_numbers_of_the_prompt() -> None:
    messages = [{"role": "user", "content": PROMPT}]
    asked = script(Written("甲[[2364.9亿元]]乙[[三千家]]丙[27]", "true", "x"))
    assert told(asked, messages) == ["甲[1]乙[2]丙[27]"]
    assert told(script(Written("甲[[四千家]]", "true", "x")), messages) is None
    assert told(script(Written("甲", "false", "x", right="四千家")), messages) is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("2020年丰台轨道交通产业总收入为9364.9亿元", ("dropped", "kept")),
        ("据规划，丰台轨道交通产业总收入达9364.9亿元（2020年）", ("dropped", "altered")),
        ("深圳的住宅成交额是9364.9亿元", ("dropped", "dropped")),  # the figure of another matter
        ("2020年，丰台轨道交通产业总收入为 2364.9 亿元", ("kept", "dropped")),
    ],
)
def test_a_lie_is_found_also_where_it_was_altered(
    briefs: Engine, answer: str, expected: tuple[str, str]
) -> None:
    citation = briefs.answer(QUESTION).citations[0]
    whole = Answer(QUESTION, QUESTION, "figure", answer, (Sentence(answer, (1,)),), (citation,), False, 0.0)
    sentences = [one.text.replace(WHERE, "[1]") for one in (TRUE, LIE)]
    by_model = Answer(**{**{name: getattr(whole, name) for name in whole.__slots__}, "model": "scripted"})
    assert tuple(one.fate for one in fates(script(TRUE, LIE), sentences, by_model)) == expected
    assert {one.fate for one in fates(script(TRUE, LIE), sentences, whole)} == {"replaced"}


def test_lines_are_asked_over_loopback_and_counted(tmp_path: Path) -> None:
    found = measure(
        [
            script(LIE, UNMARKED),
            script(Written("甲。[[没有这样的话]]", "true", "x")),
            script(TRUE, material="plans"),
        ],
        tmp_path / "nowhere",
        tmp_path,
    )
    assert (found.answers, len(found.unusable), len(found.skipped), found.unsound) == (1, 1, 1, 0)
    assert found.citations > 0 and len(found.fates) == 2
    assert found.fates[0].fate != "kept" and found.fates[0].told.endswith("亿元。[1]")
    printed = table(found)
    assert "| false | figure | 0 | 1 |" in printed and "1 answers unusable: one" in printed
    assert "1 answers skipped, material not here: one" in printed
    assert json.loads(as_json(found))["sentences"][0]["lie"] == LIE.lie
    assert failures(Measured([], [], [])) == ""


def test_the_scripted_answers_are_whole() -> None:
    own = scripts(ANSWERS)
    sentences = [sentence for one in own for sentence in one.sentences]
    assert len({one.id for one in own}) == len(own) >= 110
    assert len({(one.material, one.question) for one in own}) >= 60 and len(sentences) >= 250
    assert {one.material for one in own} == {"briefs", "plans", "parsing"}
    assert {one.label for one in sentences} == {"true", "false"}
    for one in sentences:
        assert one.label == "true" or one.right or one.lie in one.text
        assert one.label == "false" or "[[" in one.text
    assert Counter(one.label for one in sentences)["true"] >= len(sentences) / 3


# Words of the passage put together otherwise: the checks meet most of these, not all.
PUT_TOGETHER = {"subject", "roles", "organisation", "place", "negation"}


def test_on_the_briefs_nothing_invented_reaches_the_reader_and_truths_stay(tmp_path: Path) -> None:
    wanted = [one for one in scripts(ANSWERS) if one.material == "briefs"]
    found = measure(wanted, tmp_path / "nowhere", tmp_path)
    assert not found.unusable and found.unsound == 0
    through = [one for one in found.fates if one.sentence.label == "false" and one.wrong]
    assert [one.told for one in through if one.sentence.kind not in PUT_TOGETHER] == []
    assert len(through) <= 8
    kept, true = found.share("true")
    assert kept / true >= 0.9
