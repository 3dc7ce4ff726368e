"""The years, ranges of years, five-year plans and dates that a text speaks of. Pure functions.

One grammar (:func:`mentions`); the functions below it answer different questions with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.text.numerals import number

# “2022年2月21日”, “2023年10月”, “2023.10”, “12月31日”, “2025年底”, “每年3月”
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日|[上中下]旬|底|初|末)?"
    r"|(?<![\d.])(?:19|20)\d{2}[./-](?:1[0-2]|0?[1-9])(?:[./-]\d{1,2})?(?![\d.]|-\d)"
    r"|(?<!\d)\d{1,2}\s*月\s*\d{1,2}\s*日|(?<!\d)(?:1[0-2]|[1-9])\s*月(?:份|底|初|末|[上中下]旬|前)"
    r"|(?:19|20)\d{2}\s*年(?:年?(?:底|末|初|中)|[一二三四]季度|[上下]半年)"
    r"|(?<!\d)(?:19|20)\d{2}\s*年(?!度)"
)
# “2016-2020年”, “2021年至2025年”, “（2023—2025）”
_RANGE = re.compile(
    r"(?<!\d)(?P<first>(?:19|20)\d{2})\s*年?\s*(?:[-—–~～－]+|至|到)\s*(?P<last>(?:19|20)\d{2})(?!\d)"
)
# “2025年”, “2015.6”, “2030”; no “〔2022〕7号”, no “2030家”
_YEAR = re.compile(
    r"(?<![\d.〔\[])(?:19|20)\d{2}(?=\s*年|\.\d{1,2}(?!\d)|[-/]\d)"
    r"|(?<![\d.〔\[])20[0-5]\d(?![\d.%％〕\]余多]|\s*[家个项件人名亿万元吨户])"
)
# “二〇三五”, “一九九八年”, “二〇〇八年”
_HAN_YEAR = re.compile(
    r"二[〇○零0][一二三四五][〇○零一二三四五六七八九]"
    r"|(?:一九[〇○零一二三四五六七八九]|二[〇○零0][〇○零])[〇○零一二三四五六七八九](?=年)"
)
# “十四五”, 九五; the tenth and those before the eighth (“十五”计划, “一五”时期) only where the words behind say that a
# plan is meant: 十五 is fifteen. “八五”普法 and 九五折 are no plans.
FIVE_YEAR_PLAN = re.compile(
    r"[“\"‘']?\s*(?<![零〇一二两三四五六七八九十百千万\d.])"
    r"(?P<plan>十[一二三四五六七]|[八九]|(?:十|[一二三四五六七])(?=五\s*[”\"’']?(?:规划|计划|时期|期间|期末)))五"
    r"(?![千百万家个项人亿年条元折]|[”\"’']?普法)\s*[”\"’']?"
)
_TO_ITS_END = re.compile(r"(?:规划)?(?:时期|期)?末")
# “2010年不变价”, “2015年=100”, “以2015年为100”: a year by whose prices or level figures of any year are told
_PRICES = re.compile(r"年?(?:的)?(?:不变价|可比价)|年?(?:价格)?(?:=|为)(?:100|基期)")
# “比2016年”, “较2020年”: a year that something is only held against
_BASE = re.compile(r"(?:比|较|相较于|相比于|相对于|与|同)$")
# “自2017年5月27日……开展以来”: a year since which something is counted
_SINCE = re.compile(r"[年月日\d]*[^，,。；;]{0,16}以来")
_LONGEST_RANGE = 30  # years; two years further apart are two years


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name years, ``text[start:end]``: a year, a range or a five-year plan.

    ``years`` are all of them, ``written`` those that stand there as numbers: both ends of a range, none of a plan.
    """

    start: int
    end: int
    years: frozenset[int]
    written: frozenset[int]


def five_year_plan(which: int) -> range:
    """Give the years of a five-year plan: 14 -> 2021…2025."""
    first = 1951 + 5 * which if which > 2 else 1948 + 5 * which
    return range(first, first + 5)


def plan_years(match: re.Match[str]) -> range:
    """Give the years of a match of ``FIVE_YEAR_PLAN``."""
    return five_year_plan(number(match["plan"]) or 0)


def mentions(text: str) -> list[Mention]:
    """Give what a text names years by, in order."""
    found = list(_ranges(text))
    within = [(mention.start, mention.end) for mention in found]
    for pattern in (_YEAR, _HAN_YEAR):
        for match in pattern.finditer(text):
            if not any(start <= match.start() < end for start, end in within):
                year = frozenset((number(match.group()) or 0,))
                found.append(Mention(*match.span(), year, year))
    for match in FIVE_YEAR_PLAN.finditer(text):
        found.append(Mention(*match.span(), frozenset(plan_years(match)), frozenset()))
    return sorted(found, key=lambda mention: mention.start)


def _ranges(text: str) -> Iterator[Mention]:
    for match in _RANGE.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        ends = frozenset((first, last))
        all_years = frozenset(range(first, last + 1)) if 0 <= last - first <= _LONGEST_RANGE else ends
        yield Mention(*match.span(), all_years, ends)


def years(text: str) -> frozenset[int]:
    """All years a text names: single, both ends and inside of ranges, 二〇三五, “十四五” (2021–2025)."""
    return frozenset().union(*(mention.years for mention in mentions(text)))


def explicit_years(text: str) -> frozenset[int]:
    """Years written as such, ranges by their two ends only, without five-year plans."""
    return frozenset().union(*(mention.written for mention in mentions(text)))


def base_years(text: str) -> frozenset[int]:
    """Years that something is only compared with: of “比2005年下降65%以上” 2005."""
    found = mentions(text)
    bases = [
        one
        for one in found
        if _BASE.search(text[: one.start].rstrip())
        or _PRICES.match(text, one.end)
        or (text[: one.start].endswith(("自", "从")) and _SINCE.match(text, one.end))
    ]
    told = frozenset().union(*(one.years for one in found if one not in bases))
    return frozenset().union(*(one.years for one in bases)) - told


def end_years(flat: str) -> frozenset[int]:
    """The last year of each five-year plan that a text names with “期末” or “末”."""
    return frozenset(
        max(plan_years(match))
        for match in FIVE_YEAR_PLAN.finditer(flat)
        if _TO_ITS_END.match(flat, match.end())
    )


def years_said(text: str, last: bool = False) -> set[int]:
    """Every year of a text, “2016-2020年” and “十三五” year by year; with ``last`` those named last only.

    Years that something is compared with (“比2016年增长”) are left out where another one is named.
    """
    found: list[frozenset[int]] = []
    bases: list[frozenset[int]] = []
    for mention in mentions(text):
        (bases if _BASE.search(text[: mention.start]) else found).append(mention.years)
    kept = found or bases
    if last:
        return set(kept[-1]) if kept else set()
    return set().union(*found, *bases)


def dates(text: str) -> list[tuple[int, int]]:
    """Spans of dates: at least a year with “年”, a year and month, or a month and day."""
    return [match.span() for match in _DATE.finditer(text)]
