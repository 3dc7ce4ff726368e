"""Hold the figures and days of a condition against those that an enterprise says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chat.applicability.enterprise.patterns import (
    AREA,
    ASIDE,
    AT_LEAST,
    AT_MOST,
    CLAUSE,
    FIGURE_FILLING,
    GROWS,
    HEAD_OF_FIGURE,
    OF_BUSINESS,
    OF_WHOLE,
    ONLY_AREA,
    OR,
    PREMISES,
    SINCE,
    WINDOW,
)
from chat.applicability.enterprise.profile import days_in, falls_within, window_in
from chat.applicability.statements.words import content_words, folded, stands_in
from ingest.text.figures import Figure, figures_in
from ingest.text.figures import flat as spelled

LEAST_BESIDE = 0.5  # of the words that name a limit, beside a figure that is surely of it
BEFORE_FIGURE = 16  # characters before a figure that name what it counts
OWN_COUNTERS = "场户亩辆集部床艘架届套册"  # that count one kind of thing each
# “至少已有5家直营门店”: what is had stands behind its figure
HAS = re.compile(r"(?:有|设|建有|拥有|具备)$")
# Words of a condition that only says when: “项目实施时间应在……以后”.
OF_TIME = frozenset(["实施", "时间", "建设", "启动", "开始", "日期", "以后"])


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure of a condition: what it counts, from where or up to where, and the words that name it."""

    figure: Figure
    at_least: bool
    inclusive: bool
    names: tuple[str, ...]
    name: str  # the words right before it, which end in what it counts


@lru_cache(maxsize=20_000)
def figures_wanted(condition: str) -> tuple[Limit, ...]:
    """Give the figures of a condition with a limit: “营业面积5000平方米以上”, “综合节能率不小于15%”."""
    return tuple(_limits(condition))


def held_by_figures(condition: str, said: Sequence[str]) -> bool | None:
    """Whether the figures that are said keep to all limits of a condition; ``None`` where one is not spoken of.

    A figure is that of a limit where it is of the same kind and two words that name the limit stand beside it, or all.
    """
    limits = figures_wanted(condition)
    if not limits:
        return None
    states = [_kept(limit, said) for limit in limits]
    return False if False in states else (None if None in states else True)


def _limits(condition: str) -> Iterator[Limit]:
    words = spelled(condition)
    for figure in figures_in(condition):
        if (
            not figure.kind
            or figure.article
            or figure.dated
            or figure.is_year
            or figure.kind in ("第", "电话")
        ):
            continue
        before, behind = words[: figure.start], words[figure.end : figure.end + 8]
        least = AT_LEAST.search(before[-8:]) or AT_LEAST.match(behind)
        most = AT_MOST.search(before[-8:]) or AT_MOST.match(behind)
        if not (least or most):  # “不低于企业当年总收入的35%”: of what it is a share stands between
            between = OF_WHOLE.search(before)
            least = AT_LEAST.match(between.group()) if between else None
            before = before[: between.start()] if between else before
        if bool(least) == bool(most):
            continue
        part = CLAUSE.split(before[-BEFORE_FIGURE:])[-1] or before[-BEFORE_FIGURE:]
        if before.rfind("(") > before.rfind(")"):
            continue  # an aside bounds what stands before it
        part = CLAUSE.split(ASIDE.sub("", before)[-BEFORE_FIGURE:])[-1] or part
        name = FIGURE_FILLING.sub("", AT_LEAST.sub("", AT_MOST.sub("", part)))
        if not content_words(name) or HAS.search(name):  # “2年以上人才培训经验”: the name stands behind
            name = CLAUSE.split(ASIDE.sub("", words[figure.end : figure.end + 2 * BEFORE_FIGURE]))[0]
        strict = (least or most)[0] in ("超过", "大于", "低于", "小于", "少于", "高于", "多于")  # type: ignore[index]
        yield Limit(figure, bool(least), not strict, tuple(content_words(name)), name)


def _kept(limit: Limit, said: Sequence[str]) -> bool | None:
    """Whether a figure that is said keeps to a limit: one of the same kind beside the words that name the limit.

    Of several that may be meant the one decides beside which most of these words stand.
    """
    if not limit.names:
        return None
    found: list[tuple[float, bool]] = []
    head = HEAD_OF_FIGURE.sub("", OR.split(limit.name)[-1])
    counter = limit.figure.text[-1] if limit.figure.text[-1:] in OWN_COUNTERS else ""
    for statement in said:
        for clause in filter(None, CLAUSE.split(folded(statement))):
            beside = sum(stands_in(name, clause) for name in limit.names)
            shared = sum(stands_in(name, statement) for name in limit.names) + bool(
                GROWS.search(limit.name) and GROWS.search(clause)
            )
            ends = (limit.name[-2:], limit.name[-3:-1], head[-2:])
            nearest = any(end and end in clause for end in ends if len(end) == 2)
            area = bool(AREA.search(limit.name) and (PREMISES.search(clause) or _only_area(limit, clause)))
            counted = bool(shared and counter and f"{counter}" in clause)
            if not nearest and shared < 2 and not area and not counted:
                continue
            many = beside >= max(2, LEAST_BESIDE * len(limit.names))
            for figure in figures_in(clause):
                if figure.kind == limit.figure.kind and not figure.article and not figure.dated:
                    kept = _keeps(limit, figure)
                    # What fails must surely be the same thing; a counter of its own (场, 户) says what is counted.
                    if kept or area or many or (nearest and shared >= min(2, len(limit.names))):
                        found.append((beside, kept))
    return max(found, key=lambda one: one[0])[1] if found else None


def _only_area(limit: Limit, clause: str) -> bool:
    """Whether a clause states nothing but an area, of a shop or a place of business as the limit is."""
    return bool(OF_BUSINESS.search(limit.name) and ONLY_AREA.match(clause))


def _keeps(limit: Limit, figure: Figure) -> bool:
    value, bound = figure.value, limit.figure.value
    if limit.at_least:
        return value >= bound if limit.inclusive else value > bound
    return value <= bound if limit.inclusive else value < bound


# -- days ------------------------------------------------------------------------------------------


def held_by_day(condition: str, said: Sequence[str]) -> bool | None:
    """Whether what is said falls within the days that a condition names for it; ``None`` where no statement is dated."""
    window = window_in(condition)
    wanted = content_words(WINDOW.sub("", SINCE.sub("", folded(condition))))
    if window is None:
        return None
    parts = (part for one in said for part in (one, *CLAUSE.split(folded(one))) if part)
    for statement in parts:
        days = days_in(statement)
        shared = sum(word in folded(statement) for word in wanted)
        if days is not None and (
            wanted <= OF_TIME or (shared and shared >= len(content_words(statement)) / 4)
        ):
            return falls_within(days, window)
    return None
