"""Twins of people's questions that their text does not answer: another year, number or the opposite is asked for.

The reading sets hold few questions without an answer, and those of the one that has most were written in English.
A twin shares all words but one with a question that the passage does answer, so that the reader learns to weigh that one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from index.training.teacher.examples import Examples, Group

TWIN = "asked_twin"
_TWINNED = ("cmrc2018_dev", "DRCD_dev", "DRCD_test", "dureader_robust_dev", "ncp")
# A year: “2012年”
_YEAR = re.compile(r"(?P<number>(?:1[5-9]|20)\d{2})(?=年)")
# Another number with what it counts: “12个”, “第3届”
_NUMBER = re.compile(r"(?<![\d.])(?P<number>[1-9]\d{0,2})(?=[届次期个条章号岁级])")
# What stands in marks: “《红楼梦》”, “「甲板」”.
_MARKED = re.compile(r"[《「“](?P<name>[^》」”]{2,20})[》」”]")
# Words that ask for the other end of the same thing.
_OPPOSITES = (
    ("最大", "最小"), ("最高", "最低"), ("最多", "最少"), ("最早", "最晚"), ("最长", "最短"), ("第一", "第四"),
    ("增加", "减少"), ("增长", "下降"), ("上升", "下降"), ("提高", "降低"), ("开始", "结束"), ("成立", "撤销"),
    ("以前", "以后"), ("之前", "之后"), ("东部", "西部"), ("南部", "北部"), ("进口", "出口"),
    ("优点", "缺点"), ("父亲", "母亲"), ("儿子", "女儿"), ("建立", "解散"), ("城镇", "农村"),
)  # fmt: skip


def opposed(question: str, passage: str, numbers: random.Random) -> str | None:
    """The question with one year, number or word changed to one that the passage lacks; ``None`` without any."""
    changes = [
        (match["number"], str(int(match["number"]) + numbers.choice((-3, -2, -1, 1, 2, 3, 10))))
        for form in (_YEAR, _NUMBER)
        for match in form.finditer(question)
    ]
    for pair in _OPPOSITES:
        changes += [(one, other) for one, other in (pair, pair[::-1]) if one in question]
    numbers.shuffle(changes)
    for one, other in changes:
        if other not in passage and other not in question and other != "0":
            return question.replace(one, other, 1)
    return None


def with_other_name(question: str, passage: str, rivals: Sequence[str], numbers: random.Random) -> str | None:
    """The question with a name in it changed to one of other questions; ``None`` where it holds no name.

    A name is what stands in marks, “《红楼梦》”, and all that both questions say alike stays.
    """
    held = _named(question)
    if not held:
        return None
    names = [name for rival in rivals for name in _named(rival) if name not in passage and name != held[0]]
    return question.replace(held[0], numbers.choice(names)) if names else None


def _named(question: str) -> list[str]:
    return [match["name"] for match in _MARKED.finditer(question)]


def add_twins(examples: Examples, numbers: random.Random) -> None:
    """Add for every question that can be turned a twin that its own passage does not answer."""
    asked = [group for group in examples.groups if group.source in _TWINNED and group.answers == 1]
    marked = [group.question for group in asked if _named(group.question)]
    for group in asked:
        passage = examples.passages[group.own].text
        rivals = numbers.sample(marked, min(len(marked), 20))
        turned = opposed(group.question, passage, numbers) or with_other_name(
            group.question, passage, rivals, numbers
        )
        if turned is not None:
            examples.groups.append(Group(TWIN, turned, group.own, answers=0))
