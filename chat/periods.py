"""The years that a text speaks of. Pure functions of flat text."""

from __future__ import annotations

import re

_YEAR = re.compile(
    r"(?<![\d.])(?P<first>(?:19|20)\d{2})(?:(?:年)?[-—–~～至到](?P<last>(?:19|20)\d{2}))?(?![\d.%万亿元个家])"
)
_PLAN = re.compile(r"十(?P<plan>[一二三四五])五")
_BASE = re.compile(r"(?:比|较|相较于|相比于|相对于|与|同)$")
_FIRST_PLAN = 2006  # “十一五”


def years_said(text: str, last: bool = False) -> set[int]:
    """Every year of a text, “2016-2020年” and “十三五” year by year; with ``last`` those named last only.

    Years that something is compared with (“比2016年增长”) are left out where another one is named.
    """
    found: list[set[int]] = []
    bases: list[set[int]] = []
    spans = [(match.start(), _years(match)) for match in _YEAR.finditer(text)]
    spans += [(match.start(), _plan(match)) for match in _PLAN.finditer(text)]
    for start, years in sorted(spans, key=lambda span: span[0]):
        (bases if _BASE.search(text[:start]) else found).append(years)
    kept = found or bases
    if last:
        return kept[-1] if kept else set()
    return set().union(*found, *bases)


def _years(match: re.Match[str]) -> set[int]:
    first, last = int(match["first"]), int(match["last"] or match["first"])
    return set(range(first, last + 1)) if first <= last <= first + 30 else {first}


def _plan(match: re.Match[str]) -> set[int]:
    first = _FIRST_PLAN + 5 * ("一二三四五".index(match["plan"]))
    return set(range(first, first + 5))
