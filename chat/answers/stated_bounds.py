"""Bounds that a rule sets to a figure, and whether a figure that an asker states keeps or breaks them. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from chat.answers import verdict_patterns as p
from index.words import tagged
from ingest.text.figures import Figure, figures_in
from ingest.text.figures import flat as flat_figures

BEFORE = 10  # characters before a figure in which its thing is named
TIME = "日"
DAYS = {TIME: 1, "周": 7, "月": 30, "年": 360}  # twelve months are a year
SELF_TELLING = ("岁",)  # kinds of figure that need no thing beside them: years of age


@dataclass(frozen=True, slots=True)
class RuleBound:
    """The least or most that a rule allows. ``things``: the nouns before the figure."""

    kind: str
    value: Decimal
    upper: bool
    things: frozenset[str]


def breaks(said: str, rule: str) -> bool:
    """Whether a figure that is said lies beyond all bounds of the rule on one side; at a bound it does not.

    “女性45周岁以下、男性50周岁以下” has two upper bounds: what breaks both is beyond, whoever asks.
    """
    pairs = list(_compared(said, rule))
    sides = {(figure, bound.kind, bound.upper) for figure, bound in pairs}
    return any(
        all(not _within(figure, bound) for other, bound in pairs if (other, bound.upper) == (figure, upper))
        for figure, _, upper in sides
    )


def keeps(said: str, rule: str, *, named: bool = False) -> bool:
    """Whether a figure that is said lies within every bound that the rule sets to it, and there is one.

    ``named``: only bounds on a thing that both name.
    """
    pairs = list(_compared(said, rule, named=named))
    return bool(pairs) and all(_within(figure, bound) for figure, bound in pairs)


def _within(figure: Figure, bound: RuleBound) -> bool:
    return figure.value <= bound.value if bound.upper else figure.value >= bound.value


def _compared(said: str, rule: str, *, named: bool = False) -> Iterator[tuple[Figure, RuleBound]]:
    """Each figure of what is said with each bound of the rule on the same thing.

    The only length of time that is said is of what the rule's bounds of time are of where those all ask for the same
    and one of both names nothing: “开了八个月” and “正常运营1年以上，缴纳社保1年以上”. Numbers of people or sums may be
    of a group of their own.
    """
    text = flat_figures(said)
    bounds = list(_bounds(rule))
    said_figures = [one for one in figures_in(said) if one.kind and not one.is_year] if bounds else []
    stated = [_in_one_unit(one) for one in said_figures]
    for figure in stated:
        things = _things(text, figure)
        of_kind = [bound for bound in bounds if bound.kind == figure.kind]
        alone = sum(one.kind == figure.kind for one in stated) == 1
        of_one = len({(bound.value, bound.upper) for bound in of_kind}) == 1
        for bound in of_kind:
            of_time = not named and figure.kind == TIME and alone and of_one
            unsaid = of_time and not (things and bound.things)
            if figure.kind in SELF_TELLING or things & bound.things or unsaid:
                yield figure, bound


def _in_one_unit(figure: Figure) -> Figure:
    """A length of time in days, so that eight months are held against a year; any other figure as it is."""
    days = DAYS.get(figure.kind)
    return replace(figure, kind=TIME, value=figure.value * days) if days else figure


def _bounds(rule: str) -> Iterator[RuleBound]:
    text = flat_figures(rule)
    figures = [
        _in_one_unit(figure)
        for figure in figures_in(rule)
        if figure.kind and not figure.article and not figure.dated and not figure.is_year
    ]
    for place, figure in enumerate(figures):
        before, behind = text[max(0, figure.start - 6) : figure.start], text[figure.end : figure.end + 8]
        following = figures[place + 1] if place + 1 < len(figures) else None
        previous = figures[place - 1] if place else None
        things = _things(text, figure)
        if (
            following
            and following.kind == figure.kind
            and p.RANGE_MARK.match(text[figure.end : following.start])
        ):
            yield RuleBound(figure.kind, figure.value, False, things)
        elif (
            previous
            and previous.kind == figure.kind
            and p.RANGE_MARK.match(text[previous.end : figure.start])
        ):
            yield RuleBound(figure.kind, figure.value, True, _things(text, previous))
        elif p.UPPER_BEHIND.search(behind) or p.UPPER_BEFORE.search(before):
            yield RuleBound(figure.kind, figure.value, True, things)
        elif p.LOWER_BEHIND.search(behind) or p.LOWER_BEFORE.search(before):
            yield RuleBound(figure.kind, figure.value, False, things)


def _things(text: str, figure: Figure) -> frozenset[str]:
    """The nouns that stand before a figure in its clause."""
    before = p.SAID_END.split(text[max(0, figure.start - BEFORE) : figure.start])[-1]
    return frozenset(word for word, tag in tagged(before) if tag[0] in "nj" and len(word) > 1)
