"""The difference of two figures that an answer quotes: “北交所和科创板上市，补助差多少”, “公办学位比民办多多少个”.

Both figures are words of the documents; what is added is which is greater and by how much.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from chat.answers import Draft, compose
from chat.comparison.assignment import own_words, says
from chat.comparison.figure_pairs import Placed, before_and_after, figures_of_things, placed_figures
from chat.evidence import ScoredUnit
from chat.question import Asked
from index.words import bigrams
from ingest.text.figures import Figure
from ingest.text.years import base_years, explicit_years

# “差多少钱”, “相差几岁”, “比民办多多少个”, “高几个百分点”: asks for the difference of two figures
_HOW_FAR = re.compile(
    r"相?差(?:了|距|额|别)?(?:是|为|有)?(?:多少|几|多大|多远)|(?:多|少|高|低|大|小|长|短|贵|便宜|快|慢)(?:了|出)?(?:多少|几)"
)
# “提高了几个百分点”, “净增几户”, “前进多少位”: asks how far one figure went
_HOW_CHANGED = re.compile(
    r"(?:增加|净增|提高|提升|上升|前进|扩大|下降|减少|降低|后退|变化|变|涨|升|降|多|少|高|低)(?:了|过)?(?:多少|几)"
)
# “谁更高”, “哪个多”, “哪边奖得多”: asks which of two figures is the greater or the less
_WHICH = re.compile(
    r"(?:谁|哪(?:个|一?边|家|一?种|里|一方)?)(?:的)?[^，,。？?]{0,8}?(?:更|比较)?(?P<way>多|高|大|长|贵|少|低|小|短|便宜)(?!少|久|长时间)"
)
# “公办学位比民办多多少”: the two things, one on each side of 比
_THAN = re.compile(
    r"(?P<first>[^，,。？?]{2,24}?)比(?P<second>[^，,。？?]{2,24}?)(?:多|少|高|低|大|小|长|短|贵|便宜|差)"
)
# “柳河县” of “柳河县分别奖多少”: a thing's name ends where what is asked of it begins
_NAME = re.compile(r"(?:(?!谁|哪|分别|各|奖|给|多少|几|是|有|的|在|定|提|达|要|能)[^，,。？?]){2,12}")
# “一次性分别给予10万元、50万元”: several figures are given to several names in their order
_IN_TURN = re.compile(r"分别|依次|各自")
# “每人奖得多”, “起步价差多少”: what is held against one another is money, or a share of it
_MONEY = re.compile(r"奖|补[贴助]|罚|费|价|钱|资金|贵|便宜|工资|收入")
# “一样吗”, “相同吗”, “一不一样”: asks whether both sides say the same
_SAME = re.compile(
    r"(?:一样|相同|一致|同等)(?:的)?吗|一不一样|是否(?:一样|相同|一致)|有(?:没有)?(?:区别|差别|不同)吗"
)
# “不一样。”: an answer that begins with the verdict
_TOLD = re.compile(r"不?一样。")
_OF_TIME = frozenset(("date", "day", "month"))
_LESS = frozenset("少低小短便宜")
LONGEST_NAME = 6  # characters of a thing compared that is a mere name
FARTHEST = 1000  # how many times the one figure the other may be
LOOKED_AT = 4  # quotes of an answer that may hold the two figures


def with_difference(asked: Asked, draft: Draft) -> Draft:
    """Give a draft that says first which of the two figures it quotes is greater, or by how much, where that is asked."""
    same = _sameness(asked, draft)
    if same:
        return same
    how_far, which = _HOW_FAR.search(asked.text), _WHICH.search(asked.text)
    changed = _HOW_CHANGED.search(asked.text)
    if draft.reason or not draft.picks or not (how_far or which or changed):
        return draft
    things = _things(asked) or _row_labels(draft)
    shown = [
        (pick, words or compose.words_of(pick, asked.question))
        for pick, words in zip(draft.picks[:LOOKED_AT], (*draft.words, *[None] * LOOKED_AT), strict=False)
    ]
    found = before_and_after(placed_figures(*one) for one in shown[:1]) if changed or how_far else None
    found = found or (_of_sides(shown, asked) if how_far or which else None)
    found = found or (_two_figures(things, shown, asked) if things and (how_far or which) else None)
    if found is None or found[0].figure.kind != found[1].figure.kind or _of_two_sizes(*found):
        return draft
    first, second = found
    one, other = (first.figure.value, second.figure.value)
    amount = difference(first.figure, second.figure)
    told = f"相差{amount}（{first.figure.text}与{second.figure.text}）。" if one != other else "两者相同。"
    if which and things and one != other:
        less = which["way"] in _LESS
        name = _NAME.match(things[0] if (one < other) == less else things[1])
        told = f"{name.group()}更{which['way']}，{told}" if name else told
    return replace(draft, words=(f"{told}{shown[0][1]}", *draft.words[1:]))


def _sameness(asked: Asked, draft: Draft) -> Draft | None:
    """The draft behind “一样” or “不一样”, where the two sides' quotes state figures of one kind that settle it.

    The same figures of each kind that both state: the same; none alike: not the same; else it is left open.
    """
    if draft.reason or len(draft.picks) != 2 or len(asked.sides) != 2 or not _SAME.search(asked.text):
        return None
    words = (*draft.words, None, None)
    if words[0] and _TOLD.match(words[0]):
        return None
    shown = [words[n] or compose.words_of(pick, asked.question) for n, pick in enumerate(draft.picks)]
    stated = [{(one.figure.kind, one.figure.value) for one in placed_figures(pick, text)} for pick, text in zip(draft.picks, shown, strict=True)]  # fmt: skip
    kinds = {kind for kind, _ in stated[0]} & {kind for kind, _ in stated[1]} - {""}
    first, second = ({one for one in side if one[0] in kinds} for side in stated)
    if not first or not second:
        return None
    if first == second:
        verdict = "一样"
    elif not first & second:
        verdict = "不一样"
    else:
        return None
    return replace(draft, words=(f"{verdict}。{shown[0]}", *draft.words[1:]))


def _things(asked: Asked) -> tuple[str, str] | None:
    """The two things compared, each in the question's own words without those that both share."""
    match = _THAN.search(asked.text)
    if match:
        first = _counterpart(match["first"], match["second"])
        return (first, match["second"]) if first else None
    if len(asked.sides) != 2:
        return None
    if all(side.thing for side in asked.sides):
        return asked.sides[0].thing, asked.sides[1].thing
    first, second = (side.text for side in asked.sides)
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    own = first[start : len(first) - end].strip("，,"), second[start : len(second) - end].strip("，,")
    return own if all(own) else None


def _counterpart(text: str, thing: str) -> str:
    """The run of a text that is most alike another thing: of “城镇居民的收入” beside “农村居民” “城镇居民”.

    The whole of a short text that shares nothing with it; empty for a long one.
    """
    runs = [
        text[start : start + size]
        for size in range(max(2, len(thing) - 1), len(thing) + 2)
        for start in range(len(text) - size + 1)
    ]
    best = max(
        runs, key=lambda run: (len(set(run) & set(thing)) / (len(run) + len(thing)), len(run)), default=text
    )
    if set(best) & set(thing):
        return best
    return text if len(text) <= LONGEST_NAME else ""


def _row_labels(draft: Draft) -> tuple[str, str] | None:
    """What two rows of the answer's table are called."""
    rows = draft.table.rows if draft.table else ()
    return (rows[0][0].text, rows[1][0].text) if len(rows) == 2 else None


def _two_figures(
    things: tuple[str, str], shown: Sequence[tuple[ScoredUnit, str]], asked: Asked
) -> tuple[Placed, Placed] | None:
    """The figure of each thing, of the type asked for where two are."""
    placed = [one for pick, words in shown for one in placed_figures(pick, words) if _is_of_year(one, asked)]
    if _MONEY.search(asked.text) and not any(ask.units for ask in asked.question.asks):
        placed = [one for one in placed if one.figure.kind in ("元", "%")]
    fitting = [one for one in placed if _is_asked_for(one, asked)]
    return figures_of_things(things, fitting if len(fitting) > 1 else placed, asked.text)


def _of_sides(shown: Sequence[tuple[ScoredUnit, str]], asked: Asked) -> tuple[Placed, Placed] | None:
    """The figure of each side that stands behind most words of the question; ``None`` without one of each.

    A side's quotes are those of its documents, else the first or the second of two quotes that speak of it.
    """
    sides = [side.doc_ids for side in asked.sides]
    if len(sides) != 2:
        return None
    if all(sides) and not sides[0] & sides[1]:
        groups = [[one for one in shown if one[0].document.doc_id in ids] for ids in sides]
    elif len(shown) == 2 and all(
        says(pick, own) for (pick, _), own in zip(shown, own_words(asked.sides), strict=True)
    ):
        groups = [[one] for one in shown]
    else:
        return None
    pairs = set(bigrams(asked.text))
    stated = [[one for pick, words in quotes for one in placed_figures(pick, words)] for quotes in groups]
    kinds = set.intersection(*({one.figure.kind for one in placed} for placed in stated)) - {""}
    chosen: list[Placed] = []
    for placed in stated:
        placed = [
            one
            for one in placed
            if one.figure.kind in kinds and _is_of_year(one, asked) and _is_asked_for(one, asked)
        ]
        shared = {one: len(pairs & set(bigrams(one.before))) for one in placed}
        ranked = sorted(placed, key=lambda one: -shared[one])
        if len(placed) > 1 and (_IN_TURN.search(ranked[0].before) or shared[ranked[0]] == shared[ranked[1]]):
            return None  # which of the figures is meant, the order of the names says, or nothing
        chosen += ranked[:1]
    if len(chosen) < 2 or chosen[0].figure.kind != chosen[1].figure.kind:
        return None
    return chosen[0], chosen[1]


def _of_two_sizes(one: Placed, other: Placed) -> bool:
    """Whether two figures are too far apart to be of one thing: the product of a country, and a head of it."""
    less, more = sorted(abs(each.figure.value) for each in (one, other))
    return less * FARTHEST < more


def _is_of_year(one: Placed, asked: Asked) -> bool:
    """Whether no other year than one asked about stands in front of a figure."""
    said = explicit_years(one.before) - base_years(one.before)
    return not asked.question.years or not said or bool(said & asked.question.years)


def _is_asked_for(one: Placed, asked: Asked) -> bool:
    asks = [
        ask for ask in asked.question.asks if ask.kind not in _OF_TIME
    ]  # “哪个月多” wants no month compared
    words = replace(one.pick.unit, text=one.figure.text, flat=one.figure.text)
    return not asks or any(words.satisfies(ask) for ask in asks)


def difference(first: Figure, second: Figure) -> str:
    """Say how far two figures of one kind are apart, in the unit and magnitude of the greater.

    >>> difference(*figures_in("1500万元，800万元"))
    '700万元'
    """
    greater = first if first.value >= second.value else second
    apart = abs(first.value - second.value)
    scale = next((size for mark, size in _SCALES if f"{mark}{greater.unit}" in greater.text), Decimal(1))
    number = f"{(apart / scale).normalize():f}"
    mark = next((mark for mark, size in _SCALES if size == scale), "")
    unit = "个百分点" if greater.unit in ("%", "％") else greater.unit
    unit = f"个{unit}" if f"个{unit}" in greater.text else unit  # 三个月 are 月 as a unit
    return f"{number}{mark}{unit}"


_SCALES = (("万亿", Decimal(10) ** 12), ("亿", Decimal(10) ** 8), ("万", Decimal(10) ** 4))
