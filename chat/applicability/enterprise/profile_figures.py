"""Read figures in an enterprise's words about itself: people, revenue, research, and when it was founded.

Pure functions of folded text (``flat_text``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date

from chat.applicability.enterprise.figure_patterns import BARE_AMOUNT, OF_THE_FIRM
from chat.applicability.enterprise.patterns import (
    ABOVE,
    AGE,
    BEHIND_ABOVE,
    BEHIND_BELOW,
    BELOW,
    CLAUSE,
    DENIAL,
    FOUNDED,
    JUST_FOUNDED,
    NO_REVENUE,
    OTHER_MONEY,
    OTHER_SHARE,
    PART_OF_REVENUE,
    PEOPLE,
    RD,
    REVENUE,
    SOME_PEOPLE,
)
from chat.applicability.enterprise.profile import Days, Extent, Stated, days_in
from ingest.text.figures import Figure, figures_in
from ingest.text.figures import flat as spelled
from ingest.text.numerals import number


def clauses(text: str) -> list[str]:
    """Cut a text at its commas and stops."""
    return [clause.strip() for clause in CLAUSE.split(text) if clause and clause.strip()]


def employees_said(text: str) -> Stated[Extent] | None:
    """Give how many people the first figure of a text says to work there."""
    for clause in clauses(text):
        match = PEOPLE.search(clause)
        if match and not SOME_PEOPLE.search(clause, 0, match.start() + 2):
            group = next(name for name in ("labelled", "counted", "bare") if match[name])
            value = _whole(match[group])
            if value is not None:
                start, end = match.span(group)
                return Stated(_bounded(value, clause[:start], clause[end:]), clause)
    return None


def revenue_said(text: str) -> Stated[Extent] | None:
    """Give the revenue that a text says, that of the latest year where it names several."""
    none = next((clause for clause in clauses(text) if NO_REVENUE.search(clause)), None)
    if none is not None:
        return Stated(Extent.exactly(0), none)
    found: list[tuple[int, int, Stated[Extent]]] = []
    speaks = False
    for place, clause in enumerate(clauses(text)):
        own = bool(REVENUE.search(clause))
        other = OTHER_MONEY.search(clause) and not own
        speaks = own or (speaks and not other)
        if not own and not BARE_AMOUNT.match(spelled(clause)):
            continue  # “流片花了1200万元”: money of something else, behind a clause about revenue
        if not speaks or PART_OF_REVENUE.search(clause) or (RD.search(clause) and not own):
            continue
        dated = days_in(clause)
        for extent in _money(clause):
            found.append((dated.last.year if dated else 0, -place, Stated(extent, clause)))
            break
    return max(found, key=lambda one: one[:2])[2] if found else None


def rd_share_said(text: str) -> Stated[Extent] | None:
    """Give the share of revenue that a text says to go into research, 0 to 1."""
    for clause in _about_research(text):
        words = spelled(clause)
        for figure in figures_in(clause):
            if figure.kind == "%" and not OTHER_SHARE.search(words[: figure.start]):
                share = float(figure.value) / 100
                if 0 <= share <= 1:
                    return Stated(_bounded(share, words[: figure.start], words[figure.end :]), clause)
    return None


def rd_spending_said(text: str) -> Stated[Extent] | None:
    """Give the yuan a year that a text says to go into research."""
    for clause in _about_research(text):
        behind = clause[next(match.end() for match in RD.finditer(clause)) :]
        for extent in _money(behind):
            return Stated(extent, clause)
    return None


def money_said(text: str) -> Extent | None:
    """Give the first amount of money of a text, in yuan."""
    return next(_money(text), None)


def share_said(text: str) -> Extent | None:
    """Give the first percentage of a text as a share."""
    words = spelled(text)
    return next(
        (
            _bounded(float(figure.value) / 100, words[: figure.start], words[figure.end :])
            for figure in figures_in(text)
            if figure.kind == "%" and 0 <= figure.value <= 100
        ),
        None,
    )


def _about_research(text: str) -> Iterator[str]:
    for clause in clauses(text):
        if RD.search(clause) and not DENIAL.search(clause):
            yield clause


def _money(clause: str) -> Iterator[Extent]:
    words = spelled(clause)
    for figure in figures_in(clause):
        if _is_money(figure):
            yield _bounded(float(figure.value), words[: figure.start], words[figure.end :])


def _is_money(figure: Figure) -> bool:
    """“8000万元”, “1.1亿”, “8200万”: money, or a great number without a unit."""
    return figure.kind == "元" or (not figure.kind and figure.text.endswith(("万", "亿")))


def _bounded(value: float, before: str, behind: str) -> Extent:
    """A number with what stands around it: “不到2000万”, “300人以上”."""
    if BELOW.search(before) or BEHIND_BELOW.search(behind):
        return Extent(0, value if "不超过" in before[-4:] or "以" in behind[:3] else math.nextafter(value, 0))
    if ABOVE.search(before) or BEHIND_ABOVE.search(behind):
        return Extent(value, math.inf)
    return Extent.exactly(value)


def _whole(numeral: str) -> float | None:
    """“1,200”, “三百”, “2万”."""
    plain = numeral.replace(",", "").replace(" ", "")
    scale = {"万": 10_000, "千": 1_000}.get(plain[-1:], 1) if plain[:1].isdecimal() else 1
    plain = plain[:-1] if scale > 1 else plain
    if plain.replace(".", "", 1).isdecimal():
        return float(plain) * scale
    value = number(plain)
    return None if value is None else float(value)


# -- founding --------------------------------------------------------------------------------------


def founded_said(text: str, today: date) -> Stated[Days] | None:
    """Give when a text says the enterprise was founded, also by its age as of a day.

    Where several things were set up, what the enterprise itself is called, or its registration, goes first.
    """
    for clause in sorted(clauses(text), key=lambda one: not OF_THE_FIRM.search(one)):
        match = FOUNDED.search(clause)
        days = days_in(match["behind"] or match["before"] or "") if match else None
        if days:
            return Stated(days, clause)
    for clause in clauses(text):
        match = AGE.search(clause)
        if match and (days := _founded_ago(match, today)):
            return Stated(days, clause)
        if JUST_FOUNDED.search(clause):
            return Stated(Days(_years_before(today, 1), today), clause)
    return None


def _founded_ago(match: re.Match[str], today: date) -> Days | None:
    value = 0.5 if match["number"] == "半" else number(match["number"])
    if value is None:
        return None
    years = (value + (0.5 if match["half"] else 0)) / (12 if match["unit"] == "月" else 1)
    if match["limit"] in ("不满", "不到", "未满", "不足"):
        return Days(_years_before(today, years), today)
    if match["limit"] == "近":
        return Days(_years_before(today, years), _years_before(today, years - 1))
    more = 1.0 if match["unit"] == "年" else 1 / 12
    last = _years_before(today, years)
    return Days(_years_before(today, 100 if match["limit"] == "超过" else years + more - 1 / 365), last)


def _years_before(day: date, years: float) -> date:
    return date.fromordinal(max(1, day.toordinal() - round(years * 365.2425)))
