"""The made-up questions: wording that asks for itself, in law, reports and policies, and twins without an answer.

A definition, a list, a heading with its body, a figure, a penalty, a responsible office: each pattern knows the
words that ask and the words that answer. A twin asks the same of another year, place or thing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.training import corpora
from index.training.cleaning import passages, sentences
from index.training.teacher.examples import Examples, Group, with_neighbours
from index.training.teacher.ranking import held_out_wordings, learnable_policies

MADE_UP, TWIN = "made_up", "made_up_twin"
_PASSAGE = 320
_EACH = 2_500  # questions of each source at most
_ARTICLES = 3  # every third article is looked at
_TWINNED = 0.8  # of the questions
_SEEN = 300  # things among which the one most like another is sought
_STRANGE = 2  # characters of a twin's thing that its passage lacks
_THING = r"[^，。；：、,;:()（）“”《》\s]"
_YEAR = re.compile(r"(?:19|20)\d{2}年")
_PLACES = [
    "北京",
    "上海",
    "天津",
    "重庆",
    "广东",
    "江苏",
    "浙江",
    "山东",
    "四川",
    "湖北",
    "湖南",
    "河南",
    "河北",
    "福建",
    "安徽",
    "陕西",
    "辽宁",
    "江西",
    "云南",
    "贵州",
    "山西",
    "广西",
    "海南",
    "甘肃",
]


@dataclass(frozen=True)
class Pattern:
    """``form`` names the parts ``thing`` and ``answer``; ``asking``: questions with a gap for the thing."""

    form: re.Pattern[str]
    asking: tuple[str, ...]


@dataclass(frozen=True)
class MadeUp:
    """A question made of a passage and where in it the answer stands."""

    question: str
    thing: str
    start: int
    end: int


_PATTERNS = (
    Pattern(
        re.compile(rf"(?:本\w{{1,3}}所称(?:的)?|所谓)(?P<thing>{_THING}{{2,16}}?)[，,]?(?:是|系)?指(?P<answer>[^。；]{{8,160}})[。；]"),
        ("什么是{}？", "{}是什么意思？", "{}指的是什么？", "哪些情况算{}？"),
    ),
    Pattern(
        re.compile(rf"(?P<thing>{_THING}{{3,20}})(?:主要)?包括[：:]?(?P<answer>[^。；]{{8,140}})[。；]"),
        ("{}包括哪些？", "{}有哪些内容？", "{}都有什么？"),
    ),
    Pattern(
        re.compile(
            rf"(?:[，。；:：]|\A)(?P<thing>{_THING}{{4,18}}?)(?:预计|将|约|已)?(?:达到|达|增长|增加|下降|降低|减少|提高到|超过|为)了?"
            rf"(?P<answer>\d[\d.,]*(?:%|个百分点|[万亿千百]*(?:元|人|户|家|个|吨|公里|平方米|亩|件|项|辆|美元|斤|岁|天|日|年)))"
        ),
        ("{}是多少？", "{}有多少？", "{}达到多少？"),
    ),
    Pattern(
        re.compile(rf"(?:[，。；]|\A)(?P<thing>{_THING}{{4,26}}?)的[，,](?P<answer>[^。；]{{0,20}}(?:处|罚|责令|吊销|没收)[^。；]{{6,120}})[。；]"),
        ("{}怎么处罚？", "{}会受到什么处罚？", "{}要承担什么责任？"),
    ),
    Pattern(
        re.compile(rf"(?:[，。；]|\A)由?(?P<answer>{_THING}{{4,18}}?(?:部门|机关|委员会|政府|局|厅|部|办公室|法院))负责(?P<thing>{_THING}{{4,24}})"),
        ("谁负责{}？", "{}由哪个部门负责？", "哪个单位负责{}？"),
    ),
    Pattern(
        re.compile(rf"(?:[。；]|\A)(?:[（(]?[一二三四五六七八九十\d]{{1,3}}[)）、.])(?P<thing>{_THING}{{5,22}})。(?P<answer>[^。]{{15,150}}(?:。[^。]{{10,80}})?)。"),
        ("怎么{}？", "{}有哪些措施？", "{}要做什么？", "如何{}？"),
    ),
    Pattern(
        re.compile(rf"(?:[，。；]|\A)(?P<thing>{_THING}{{2,18}})应当(?:在|自|于)(?P<answer>[^，。；]{{2,30}}?[日月年](?:内|前|以内|之内|起))"),
        ("{}应当在什么时候完成？", "{}有多长时间限制？", "{}的期限是多久？"),
    ),
    Pattern(
        re.compile(rf"(?:[。；]|\A)(?:有下列情形之一的[，,]|具备下列条件的[，,])?(?P<thing>{_THING}{{2,14}})应当(?:具备|符合|提交|提供)(?:下列|以下)[^：:。]{{2,8}}[：:](?P<answer>[^。]{{15,200}})。"),
        ("{}需要什么条件？", "{}要准备哪些材料？", "{}应当符合什么要求？"),
    ),
)  # fmt: skip


def made_of(passage: str, numbers: random.Random) -> MadeUp | None:
    """One question of a passage, ``None`` where no pattern fits."""
    found = [(pattern, match) for pattern in _PATTERNS for match in islice(pattern.form.finditer(passage), 2)]
    if not found:
        return None
    pattern, match = numbers.choice(found)
    thing = match["thing"].lstrip("的和与及对在将")
    if len(thing) < 2:
        return None
    return MadeUp(numbers.choice(pattern.asking).format(thing), thing, *match.span("answer"))


def twin_of(question: str, thing: str, passage: str, things: list[str], numbers: random.Random) -> str | None:
    """The same question of another year, place or thing that the passage does not hold."""
    year = _YEAR.search(question)
    if year:
        other = f"{int(year[0][:4]) + numbers.choice((-3, -2, -1, 1, 2, 3))}年"
        return question.replace(year[0], other) if other not in passage else None
    place = next((place for place in _PLACES if place in question), None)
    if place:
        other = numbers.choice(_PLACES)
        return question.replace(place, other) if other not in passage else None
    near = nearest_thing(thing, passage, things, numbers)
    return question.replace(thing, near) if near else None


def nearest_thing(thing: str, passage: str, things: list[str], numbers: random.Random) -> str | None:
    """The thing most like another that the passage does not speak of, ``None`` where none is near.

    It shares most characters (“城镇居民收入” for “农村居民收入”), so words alone do not tell that the passage is silent.
    """
    drawn = numbers.sample(things, min(len(things), _SEEN))
    strange = [one for one in drawn if sum(letter not in passage for letter in one) >= _STRANGE]
    known = set(thing)
    return max(strange, key=lambda one: (len(known & set(one)) / len(one), one), default=None)


def _texts(shared: Path) -> Iterator[tuple[str, str, str]]:
    """(source, title, passage), pieces of a text one after the other."""
    held = held_out_wordings(shared, corpora.statute_texts(shared))
    for article in islice(corpora.articles(shared), 0, None, _ARTICLES):
        if article.text not in held:
            yield "articles", article.law, article.text[:_PASSAGE]
    policies = learnable_policies(shared)
    whole = [("reports", one.title, one.text) for one in corpora.reports(shared)]
    whole += [("policies", policies[doc_id][:40], policies[doc_id]) for doc_id in sorted(policies)]
    for source, title, text in whole:
        for group in passages(sentences(text), _PASSAGE):
            yield source, title, "".join(group)


def add_made_up(examples: Examples, shared: Path, numbers: random.Random) -> None:
    """Add made-up questions of each source, their neighbours, and for most a twin that the passage does not answer."""
    things: list[str] = []
    made: dict[str, int] = {}
    pool: list[int] = []
    groups: list[Group] = []
    for source, title, passage in _texts(shared):
        if len(passage) < 40:
            continue
        pool.append(examples.passage(title, passage))
        found = made_of(passage, numbers) if made.get(source, 0) < _EACH else None
        if found is None:
            continue
        made[source] = made.get(source, 0) + 1
        question = found.question
        year = _YEAR.match(title)
        if year and not _YEAR.search(question) and numbers.random() < 0.6:
            question = f"{year[0]}{question}"
        own = pool[-1]
        groups.append(Group(MADE_UP, question, own, found.start, found.end, 1, 1))
        twin = (
            twin_of(question, found.thing, passage, things, numbers) if numbers.random() < _TWINNED else None
        )
        if twin is not None:
            groups.append(Group(TWIN, twin, own, answers=0))
        things.append(found.thing)
    asked = [one for one in groups if one.source == MADE_UP]
    examples.groups += with_neighbours(examples, asked, list(dict.fromkeys(pool)))
    examples.groups += [one for one in groups if one.source == TWIN]
