"""Read by when something is to be done: the words that say it, and the last day that they allow."""

from __future__ import annotations

import calendar
import re
from datetime import date

from ingest.document import Span
from ingest.text.numerals import number

_HALVES, _NO_MONTH = {"上": 6, "下": 12}, 12
_DAYS = {"上旬": 10, "中旬": 20}

_WHEN = r"(?:(?:20\d{2}|今|明|当)年)?(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬|[底末初份])?|第?[一二三四]季度[底末]?|[上下]半年|年?[底末]|年内)"
# “2023年12月底前”, “6月底前”, “2025年前”, “6月底完成”, “年底前”: words that set an end
_BY = re.compile(
    rf"(?:{_WHEN}|20\d{{2}}年)(?:之前|以前|前(?!三|五|十|[\d])|内(?=完成))(?![^，,。；;]{{0,10}}的)|{_WHEN}(?=(?:基本|全面|全部)?(?:完成|建成|取得|印发|出台))"
)
# “到2027年末”: an end that is an aim as well
_UNTIL = re.compile(r"到(?P<when>20\d{2}年(?:\d{1,2}月)?[底末])")
# “完成时限：2023年12月”, “时间节点：长期坚持”: a label in a note
_LABEL = re.compile(
    r"(?:完成|办结|出台|整改)?(?:时限|时间(?:节点|要求|安排)?|期限|节点|日期)[:：]\s*(?P<when>[^\n。；;，,、（）()〔〕]{2,30})"
)
# 2023.10, 2023年12月31日, 2024-06, 2025年, 2023—2025年: years with what parts them in a cell
_YEAR = re.compile(
    r"(?<!\d)(20\d{2})(?!\d)(?:\s*[年./-]\s*(\d{1,2})(?!\d)(?:\s*[月./-]\s*(\d{1,2})(?!\d))?)?"
)
# “6月30日”, “12月底”, “3月中旬”: a month without its year
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?:(\d{1,2})日|([上中下]旬))?")
# “第三季度”, “3季度”, “上半年”: a part of a year
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_HALF = re.compile(r"([上下])半年")
# “今年”, “明年”: a year told from that of the document
_NEXT_YEAR = re.compile(r"明年")
# 年底, 年内, 底前: the end of a year
_YEAR_END = re.compile(r"年?[底末]|年内|今年|当年")


def deadline_in(text: str, start: int, end: int) -> Span | None:
    """Give the words between two places of a text that say by when: a labelled one first, else the first that ends it."""
    for expression in (_LABEL, _BY, _UNTIL):
        found = expression.search(text, start, end)
        if found:
            named = "when" in expression.groupindex
            return Span(*(found.span("when") if named else found.span()))
    return None


def last_day(words: str, year: int | None) -> date | None:
    """Give the last day that words allow: “2023.10” -> 2023-10-31; ``None`` where they set none.

    ``year``: that of the document, for words without one.
    """
    years = list(_YEAR.finditer(words))
    last = years[-1] if years else None  # of “2023—2025年” the later counts
    rest = words if last is None else words[last.start() :]
    month = int(last.group(2)) if last and last.group(2) else None
    day = int(last.group(3)) if last and last.group(3) else None
    if last is not None:
        year = int(last.group(1))
    elif year is not None and _NEXT_YEAR.search(words):
        year += 1
    if month is None:
        month, day = _part_of_year(rest, whole=last is not None)
    elif day is None and (part := _MONTH.search(rest)) and part.group(3):
        day = _DAYS.get(part.group(3))
    if year is None or month is None or not 1 <= month <= 12:
        return None
    length = calendar.monthrange(year, month)[1]
    return date(year, month, min(day or length, length))


def _part_of_year(words: str, *, whole: bool) -> tuple[int | None, int | None]:
    """Month and day that words without a year's month set; ``whole``: a year is named, which has an end itself."""
    found = _MONTH.search(words)
    if found:
        day = int(found.group(2)) if found.group(2) else _DAYS.get(found.group(3) or "")
        return int(found.group(1)), day
    quarter, half = _QUARTER.search(words), _HALF.search(words)
    if quarter:
        return 3 * int(number(quarter.group(1)) or 4), None
    if half:
        return _HALVES[half.group(1)], None
    return (_NO_MONTH if whole or _YEAR_END.search(words) else None), None
