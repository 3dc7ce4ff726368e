"""Compute how much a figure grew from one year to the next, from the amounts that an enterprise gives for its years.

“2023年研发费用610万元，2022年420万元” holds against “研发费用的同比增量100万元以上”, and three years of revenue against
“近3年复合增长率不低于10%”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from chat.applicability.enterprise.patterns import AT_LEAST, CLAUSE
from chat.applicability.statements.words import folded
from ingest.text.figures import figures_in

# “研发费用的同比增量100万元以上”, “收入平均增长率不低于20%”: what grew, by an amount or by a share
GROWTH = re.compile(
    r"(?P<what>研发|营业收入|收入|产值)[^，。；,]{0,10}?(?P<how>同比增量|净?增量|复合增长率|平均增长率|增长率|增速|增幅)[^，。；,]{0,24}"
)
# “2023年”, “2023年度”: the year of an amount
YEAR = re.compile(r"(?P<year>20\d\d)年?度?")
_SAME = {"研发": ("研发",), "产值": ("产值",)}
_REVENUE = ("收入", "营收", "销售额", "营业额")
LEAST_YEARS = {"复合增长率": 3, "平均增长率": 2}


def held_growth(condition: str, said: Sequence[str]) -> tuple[bool, str] | None:
    """Tell whether what is said of several years keeps to a growth that a condition wants, and the words.

    ``None`` where the condition wants none, or the years are not told. Every growth that is named must be kept to.
    """
    flat = folded(condition)
    found: list[tuple[bool, str]] = []
    for match in GROWTH.finditer(flat):
        limit = next((one for one in figures_in(match.group()) if one.kind in ("元", "%")), None)
        if limit is None or not AT_LEAST.search(match.group()):
            continue
        told = _years_of(_SAME.get(match["what"], _REVENUE), said)
        if told is None or len(told[0]) < LEAST_YEARS.get(match["how"], 2):
            return None
        found.append((_grew(told[0], limit.kind) >= float(limit.value), told[1]))
    if not found:
        return None
    return next((one for one in found if not one[0]), found[0])


def _years_of(names: Sequence[str], said: Sequence[str]) -> tuple[dict[int, float], str] | None:
    """The amounts of a thing by their years, at least two that follow one another, with the words."""
    amounts: dict[int, float] = {}
    words: list[str] = []
    for statement in said:
        flat = folded(statement)
        speaks = False
        for clause in filter(None, CLAUSE.split(flat)):
            named = any(name in clause for name in names)
            speaks = named or (speaks and bool(YEAR.match(clause)))
            year = YEAR.search(clause)
            money = next((one for one in figures_in(clause) if _is_money(one.kind, one.text)), None)
            if (
                speaks
                and year
                and money
                and (named or len(clause) <= len(year.group()) + len(money.text) + 4)
            ):
                amounts.setdefault(int(year["year"]), float(money.value))
                words.append(statement)
    years = sorted(amounts)
    following = all(later - earlier == 1 for earlier, later in pairwise(years))
    if len(years) < 2 or not following:
        return None
    return amounts, "；".join(dict.fromkeys(words))


def _is_money(kind: str, text: str) -> bool:
    return kind == "元" or (not kind and text.endswith(("万", "亿")))


def _grew(amounts: dict[int, float], kind: str) -> float:
    """By how much the last year's amount passes the one before, or by what share a year the first grew to the last."""
    years = sorted(amounts)
    first, before, last = amounts[years[0]], amounts[years[-2]], amounts[years[-1]]
    if kind == "元":
        return last - before
    return 100 * ((last / first) ** (1 / (len(years) - 1)) - 1) if first > 0 else 0.0
