"""The difference of two figures that an answer quotes: “北交所和科创板上市，补助差多少”, “公办学位比民办多多少个”.

Both figures are words of the documents; what is added is which is greater and by how much.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chat.answers import Draft, compose
from chat.evidence import ScoredUnit
from chat.question import Asked
from index.words import bigrams
from ingest.text.figures import Figure, figures_in
from ingest.text.normalise import flat_text

# “差多少钱”, “相差几岁”, “比民办多多少个”, “高几个百分点”: asks for the difference of two figures
_HOW_FAR = re.compile(
    r"相?差(?:了|距|额|别)?(?:是|为|有)?(?:多少|几|多大|多远)|(?:多|少|高|低|大|小|长|短|贵|便宜)(?:了|出)?(?:多少|几)"
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
# “合计（个）：1023”: a cell whose unit stands in its column's header
_UNIT_OF_COLUMN = re.compile(
    r"(?P<header>[（(](?P<unit>[^（）()\d]{1,8})[)）][:：])(?P<figure>\d[\d.,]*)(?=$|[；;。])"
)
_LESS = frozenset("少低小短便宜")
LOOKED_AT = 4  # quotes of an answer that may hold the two figures
GAP = 3  # characters that a short name may leave out between two of its own
LONGEST_SHORT = 6  # characters of a name that may be short for another


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure of a quote with the words in front of it and those around the quote."""

    pick: ScoredUnit
    figure: Figure
    before: str
    of: int  # figures of the quote


def with_difference(asked: Asked, draft: Draft) -> Draft:
    """Give a draft that says first which of the two figures it quotes is greater, or by how much, where that is asked."""
    how_far, which = _HOW_FAR.search(asked.text), _WHICH.search(asked.text)
    if draft.reason or not draft.picks or not (how_far or which):
        return draft
    things = _things(asked) or _row_labels(draft)
    shown = [
        (pick, words or compose.words_of(pick, asked.question))
        for pick, words in zip(draft.picks[:LOOKED_AT], (*draft.words, *[None] * LOOKED_AT), strict=False)
    ]
    found = _of_sides(shown, asked)
    found = found or (_two_figures(things, shown, asked) if things else None)
    if found is None:
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


def _things(asked: Asked) -> tuple[str, str] | None:
    """The two things compared, each in the question's own words without those that both share."""
    match = _THAN.search(asked.text)
    if match:
        return match["first"], match["second"]
    if len(asked.sides) != 2:
        return None
    first, second = (side.text for side in asked.sides)
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    own = first[start : len(first) - end].strip("，,"), second[start : len(second) - end].strip("，,")
    return own if all(own) else None


def _row_labels(draft: Draft) -> tuple[str, str] | None:
    """What two rows of the answer's table are called."""
    rows = draft.table.rows if draft.table else ()
    return (rows[0][0].text, rows[1][0].text) if len(rows) == 2 else None


def _two_figures(
    things: tuple[str, str], shown: Sequence[tuple[ScoredUnit, str]], asked: Asked
) -> tuple[Placed, Placed] | None:
    """The figure of each thing: of one kind, of the type asked for, each nearest to the words of its thing."""
    placed = [one for pick, words in shown for one in _placed(pick, words)]
    for kind in dict.fromkeys(one.figure.kind for one in placed if one.figure.kind):
        alike = [one for one in placed if one.figure.kind == kind and _is_asked_for(one, asked)]
        first, second = _figure_of(things[0], alike), _figure_of(things[1], alike)
        if first and second and first != second:
            return first, second
    return None


def _of_sides(shown: Sequence[tuple[ScoredUnit, str]], asked: Asked) -> tuple[Placed, Placed] | None:
    """The figure of each side's documents that stands behind most words of the question; ``None`` without one of each."""
    sides = [side.doc_ids for side in asked.sides]
    if len(sides) != 2 or not all(sides) or sides[0] & sides[1]:
        return None
    pairs = set(bigrams(asked.text))
    chosen: list[Placed] = []
    for ids in sides:
        placed = [o for pick, words in shown if pick.document.doc_id in ids for o in _placed(pick, words)]
        placed = [one for one in placed if one.figure.kind and _is_asked_for(one, asked)]
        shared = {one: len(pairs & set(bigrams(one.before))) for one in placed}
        ranked = sorted(placed, key=lambda one: -shared[one])
        if len(placed) > 1 and (_IN_TURN.search(ranked[0].before) or shared[ranked[0]] == shared[ranked[1]]):
            return None  # which of the figures is meant, the order of the names says, or nothing
        chosen += ranked[:1]
    if len(chosen) < 2 or chosen[0].figure.kind != chosen[1].figure.kind:
        return None
    return chosen[0], chosen[1]


def _figure_of(thing: str, alike: Sequence[Placed]) -> Placed | None:
    """The one figure that stands nearest behind a thing's name; ``None`` where two quotes or figures are as near."""
    ranked = sorted(alike, key=lambda one: -_nearness(one, thing))
    near = [_nearness(one, thing) for one in ranked[:2]]
    if not near or near[0] <= 0 or (len(near) > 1 and near[1] == near[0]):
        return None
    return ranked[0]


def _placed(pick: ScoredUnit, words: str) -> list[Placed]:
    """The figures of a quote, each with the words between it and the figure before it."""
    flat = _UNIT_OF_COLUMN.sub(r"\g<header>\g<figure>\g<unit>", flat_text(words))
    figures = [
        f
        for f in figures_in(flat)
        if not f.article and not f.dated and not f.is_year and "第" not in flat[f.start - 1 : f.start + 1]
    ]
    found, end = [], 0
    for figure in figures:
        found.append(Placed(pick, figure, flat[end : figure.start], len(figures)))
        end = figure.end
    return found


def _is_asked_for(one: Placed, asked: Asked) -> bool:
    asks = asked.question.asks
    words = replace(one.pick.unit, text=one.figure.text, flat=one.figure.text)
    return not asks or any(words.satisfies(ask) for ask in asks) or bool(_HOW_FAR.search(asked.text))


def _nearness(one: Placed, thing: str) -> float:
    """How much of a thing's name stands between a figure and the one before it; else in what heads a lone figure."""
    flat = flat_text(thing)
    short_for = f"[\u4e00-\u9fff]{{0,{GAP}}}".join(map(re.escape, flat))
    if len(flat) <= LONGEST_SHORT and re.search(short_for, one.before):
        return 1.0  # 北交所 is short for 北京证券交易所
    pairs = set(bigrams(flat))
    held = sum(pair in one.before for pair in pairs) / max(1, len(pairs))
    if held or one.of > 1:
        return held
    return sum(pair in one.pick.unit.context for pair in pairs) / (2 * max(1, len(pairs)))


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
