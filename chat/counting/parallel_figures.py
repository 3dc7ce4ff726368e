"""Read the figures that a paragraph gives to things one behind the other: “第一产业增加值45亿元，增长1.8%；第二产业……”.

Pure functions of a paragraph. A part without a name of its own (“增长1.8%”, “占GDP的比重为9%”) belongs to the figure before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chat.counting.patterns import AND_MARK, DISTRIBUTED, SUM_OF_NAMES
from ingest.text.figures import Figure, figures_in
from ingest.text.list_numbers import chinese
from ingest.text.normalise import flat_text
from ingest.text.numerals import number

BEHIND = 4  # characters that may stand behind the figure of a part: “支持”, “左右”, “/m3”
SHORTEST_LABEL = 2
FEWEST_NAMES = 2  # of figures given to names in their order
# “，”, “；”: between parts that each state a figure; brackets with a figure inside hold such parts too
_PART = re.compile(r"[^，,、；;：:。（）()\n]+")
# “（含消防）”: brackets without a figure belong to the name that they stand in
_WORDS_IN_BRACKETS = re.compile(r"[（(][^（）()\d]*[)）]")
# “比上年增长”, “同比下降”, “按可比价格计算增长”: a part that says how the figure before it has changed
_CHANGE = re.compile(
    r"^(?:比上年[末同期]*|比去年|较上年[末同期]*|同比|环比|年均|名义|实际|按[^，]{2,8}计算)*(?:增长|上涨|提高|上升|增加|下降|下跌|降低|减少|回落)了?$"
)
# “占地区生产总值的比重为”: a part that says which share of the whole the figure before it is
_SHARE = re.compile(r"^占[\u4e00-\u9fffa-z]{0,12}?(?:的?(?:比重|比例))?[为达]?$")
# “衣着类下降”: the verb that the name of a figure ends with, where the figure itself is a change
_VERB = re.compile(r"(?:同比|比上年)?(?:增长|上涨|上升|提高|下降|下跌|降低|减少|回落)了?$")
# “下降1.2%”: the change is below zero
_FALLS = re.compile(r"下降|下跌|降低|减少|回落")
# “金奖、银奖的分别奖励3万元、1万元”: the first of several figures, not that of the name in front of it
_EACH = re.compile(r"分[别別]|依次")
# “其中”, “其中农业产值”: what follows are parts of the figure before it
_OF_WHICH = re.compile(r"^其中")
# “三次产业”, “两大产业”: a name for so many things, the first of which is 第一产业
_COLLECTIVE = re.compile(r"(?P<count>[二两三四五六七八九十])次(?P<thing>[\u4e00-\u9fff]{2})")


@dataclass(frozen=True, slots=True)
class ParallelFigure:
    """A figure with the folded words it is of, and how it changed or which share it is; ``start``/``end`` in the paragraph."""

    label: str
    value: Decimal
    measure: str
    start: int
    end: int
    change: Decimal | None = None
    share: Decimal | None = None
    of_which: bool = False  # “其中” stands right behind it
    told: str = ""  # in words of its own, where those of the paragraph do not stand together


def parallel_figures(text: str) -> list[ParallelFigure]:
    """Give the figures of a paragraph that have a name, in order."""
    found: list[ParallelFigure] = []
    masked = _WORDS_IN_BRACKETS.sub(lambda match: "〔" + match.group()[1:-1] + "〕", text)
    for part in _PART.finditer(masked):
        flat = flat_text(text[part.start() : part.end()])
        if _OF_WHICH.match(flat) and found:
            found[-1] = replace(found[-1], of_which=True)
        flat = _OF_WHICH.sub("", flat)
        figure = _figure_at_end(flat)
        if figure is None:
            continue
        words = flat[: figure.start]
        value = -figure.value if _FALLS.search(words) else figure.value
        if found and _CHANGE.match(words):
            if found[-1].change is None and found[-1].measure != "percent":
                found[-1] = replace(found[-1], change=value, end=part.end())
        elif found and _SHARE.match(words):
            found[-1] = replace(found[-1], share=figure.value, end=part.end())
        elif len(words) >= SHORTEST_LABEL and not _CHANGE.match(words) and not _EACH.search(words):
            changed = figure.measure == "percent" and _VERB.search(words)
            label = _VERB.sub("", words) if changed else words
            change = value if changed else None
            found.append(ParallelFigure(label, value, figure.measure, part.start(), part.end(), change))
    return found


def distributed_figures(text: str) -> Iterator[list[ParallelFigure]]:
    """Give the figures that a paragraph gives to names in their order: “甲、乙分别为3亿元和5亿元”, “三次产业……分别为”."""
    for match in DISTRIBUTED.finditer(text):
        figures = [figure for words in AND_MARK.split(match["figures"]) if (figure := _figure_at_end(words))]
        names, tail = _names(match["names"], len(figures))
        if len(names) != len(figures) or len(AND_MARK.split(match["figures"])) != len(figures):
            continue
        yield [
            ParallelFigure(
                flat_text(f"{name}{tail}"), figure.value, figure.measure, match.start(), match.end(),
                _signed(figure.value, match["verb"]), told=f"{name}{tail}{match['verb']}{figure.text}",
            )
            for name, figure in zip(names, figures, strict=True)
        ]  # fmt: skip


def members_of(words: str) -> tuple[str, ...]:
    """Give the names of things that words sum up by their number: “三次产业” -> 第一产业, 第二产业, 第三产业."""
    match = _COLLECTIVE.search(words)
    many = int(number(match["count"]) or 0) if match else 0
    return tuple(f"第{chinese(place)}{match['thing']}" for place in range(1, many + 1)) if match else ()


def _signed(value: Decimal, verb: str) -> Decimal | None:
    """A change by the verb in front of it; ``None`` where none tells one."""
    return (-value if _FALLS.search(verb) else value) if _VERB.search(flat_text(verb)) else None


def _names(words: str, many: int) -> tuple[Sequence[str], str]:
    """The names in front of 分别, each of the things that a number sums up (三次产业), and the words behind the name."""
    members = members_of(words)
    if members and len(members) == many:
        return members, _COLLECTIVE.split(words)[-1]
    names = [name.strip() for name in AND_MARK.split(SUM_OF_NAMES.sub("", words))]
    if len(names) < FEWEST_NAMES or not all(names):
        return (), ""
    # “第一产业、第二产业、第三产业增加值占比”: behind what the names end with, words that are of each of them
    ending = _common_ending(names[:-1])
    cut = names[-1].find(ending) + len(ending) if len(names) > FEWEST_NAMES and len(ending) > 1 else 0
    return ([*names[:-1], names[-1][:cut]], names[-1][cut:]) if cut > len(ending) else (names, "")


def _common_ending(names: Sequence[str]) -> str:
    """The characters that all names end with: there is one at least."""
    shortest = min(names, key=len)
    starts = range(len(shortest) + 1)
    return next(shortest[at:] for at in starts if all(name.endswith(shortest[at:]) for name in names))


def _figure_at_end(words: str) -> Figure | None:
    """The figure that a part ends with, where it states no other."""
    flat = flat_text(words)
    found = [figure for figure in figures_in(flat) if figure.measure and not figure.article]
    return found[0] if len(found) == 1 and len(flat) - found[0].end <= BEHIND else None
