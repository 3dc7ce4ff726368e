"""Bounds that a rule sets to a figure, and whether a figure that an asker states keeps or breaks them. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from chat.answers import verdict_patterns as p
from index.words import tagged
from ingest.text.figures import Figure, figures_in
from ingest.text.figures import flat as flat_figures

BEFORE = 10  # characters before a figure in which its thing is named
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


def keeps(said: str, rule: str) -> bool:
    """Whether a figure that is said lies within every bound that the rule sets to it, and there is one."""
    pairs = list(_compared(said, rule))
    return bool(pairs) and all(_within(figure, bound) for figure, bound in pairs)


def _within(figure: Figure, bound: RuleBound) -> bool:
    return figure.value <= bound.value if bound.upper else figure.value >= bound.value


def _compared(said: str, rule: str) -> Iterator[tuple[Figure, RuleBound]]:
    """Each figure of what is said with each bound of the rule on the same thing."""
    text = flat_figures(said)
    bounds = list(_bounds(rule))
    for figure in figures_in(said) if bounds else ():
        things = _things(text, figure)
        for bound in bounds:
            same_thing = figure.kind in SELF_TELLING or bool(things & bound.things)
            if figure.kind == bound.kind and same_thing and not figure.is_year:
                yield figure, bound


def _bounds(rule: str) -> Iterator[RuleBound]:
    text = flat_figures(rule)
    figures = [
        figure for figure in figures_in(rule) if figure.kind and not figure.article and not figure.dated
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
