"""The years that a text speaks of. Pure functions of flat text."""

from __future__ import annotations

import re

_SAID_YEAR = re.compile(
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
    spans = [(match.start(), _years(match)) for match in _SAID_YEAR.finditer(text)]
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


# “2022年2月21日”, “2023年10月”, “2023.10”, “12月31日”, “2025年底”, “每年3月”
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日|[上中下]旬|底|初|末)?"
    r"|(?<![\d.])(?:19|20)\d{2}[./-](?:1[0-2]|0?[1-9])(?:[./-]\d{1,2})?(?![\d.]|-\d)"
    r"|(?<!\d)\d{1,2}\s*月\s*\d{1,2}\s*日|(?<!\d)(?:1[0-2]|[1-9])\s*月(?:份|底|初|末|[上中下]旬|前)"
    r"|(?:19|20)\d{2}\s*年(?:年?(?:底|末|初|中)|[一二三四]季度|[上下]半年)"
    r"|(?<!\d)(?:19|20)\d{2}\s*年(?!度)"
)

# “2016-2020年”, “2021年至2025年”, “（2023—2025）”, “2025年”, “2015”
_YEAR_RANGE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:[-—–~～－]+|至|到)\s*((?:19|20)\d{2})(?!\d)")

_YEAR = re.compile(
    r"(?<![\d.〔\[])((?:19|20)\d{2})(?=\s*年|\.\d{1,2}(?!\d)|[-/]\d)|(?<![\d.〔\[])(20[0-5]\d)(?![\d.%％〕\]余多]|\s*[家个项件人名亿万元吨户])"
)

_HAN_YEAR = re.compile(r"二[〇○零0][一二三四五][〇○零一二三四五六七八九]")

_HAN_DIGIT = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0", "0": "0"}

# “十四五” is 2021–2025: the nth five-year plan starts in 1953 + 5(n - 1) + a shift of three years after the 2nd.
_FIVE_YEAR = re.compile(r"[“\"‘]?\s*(十[一二三四五六]|[九八])五\s*[”\"’]?(?!千|百|万|家|个|项|人|亿|年)")

_PLAN_NUMBER = {"八": 8, "九": 9, "十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15, "十六": 16}


def dates(text: str) -> list[tuple[int, int]]:
    """Spans of dates: at least a year with “年”, a year and month, or a month and day."""
    return [match.span() for match in _DATE.finditer(text)]


def years(text: str) -> frozenset[int]:
    """All years a text names: single, both ends and inside of ranges, 二〇三五, “十四五” (2021–2025)."""
    found: set[int] = set()
    for match in _YEAR_RANGE.finditer(text):
        first, last = int(match[1]), int(match[2])
        found.update(range(first, last + 1) if 0 <= last - first <= 30 else (first, last))
    found.update(int(match[1] or match[2]) for match in _YEAR.finditer(text))
    for match in _HAN_YEAR.finditer(text):
        found.add(int("".join(_HAN_DIGIT[c] for c in match.group())))
    for match in _FIVE_YEAR.finditer(text):
        found.update(five_year_plan(_PLAN_NUMBER[match[1]]))
    return frozenset(found)


def explicit_years(text: str) -> frozenset[int]:
    """Years written as such, ranges by their two ends only, without five-year plans."""
    found = {int(year) for match in _YEAR_RANGE.finditer(text) for year in match.groups()}
    found.update(int(match[1] or match[2]) for match in _YEAR.finditer(text))
    for match in _HAN_YEAR.finditer(text):
        found.add(int("".join(_HAN_DIGIT[c] for c in match.group())))
    return frozenset(found)


def end_years(flat: str) -> frozenset[int]:
    """The last year of each five-year plan that a text names with “期末” or “末”."""
    return frozenset(
        max(years(match.group()))
        for match in re.finditer(r"十[一二三四五六]五[”\"]?(?:规划)?(?:时期|期)?末", flat)
    )


def five_year_plan(number: int) -> range:
    """The years of a five-year plan: 14 -> 2021…2025."""
    first = 1951 + 5 * number
    return range(first, first + 5)
