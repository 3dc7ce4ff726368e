"""Dates and terms that a document states: issued, published, in force from and until, the years of a plan."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from ingest.document import Metadata
from ingest.numerals import number
from ingest.patterns import (
    ADOPTED,
    DATE_LINE,
    DELIVERED,
    EFFECTIVE,
    EFFECTIVE_AT_ISSUE,
    EFFECTIVE_FIELD,
    EXPIRES_FIELD,
    FIVE_YEARS,
    ISSUED,
    PERIOD,
    PLAN_PERIOD,
    PUBLISHED,
    SIGNED,
    VALID_UNTIL,
    VALID_YEARS,
)

_HEAD = 2000  # characters at either end in which a document is dated
_FIVE_YEAR_PLANS = {"十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026, "十六": 2031}


def with_dates(metadata: Metadata, text: str, start: int, head: str) -> Metadata:
    tail = text[max(start, len(text) - _HEAD) :]
    published = _first_date(PUBLISHED, head)
    issued = _first_date(ISSUED, head) or _first_date(SIGNED, head) or _line_date(head)
    issued = (
        issued or _first_date(ADOPTED, head[:400]) or _first_date(DELIVERED, head[:400]) or _line_date(tail)
    )
    effective = expires = None
    match = EFFECTIVE.search(text, start)
    if match:
        effective = iso_date(match["date"])
    elif EFFECTIVE_AT_ISSUE.search(text, start):
        effective = issued or published
    effective = _first_date(EFFECTIVE_FIELD, head) or effective
    until, years = VALID_UNTIL.search(text, start), VALID_YEARS.search(text, start)
    if until:
        expires = iso_date(until["date"])
    elif years and (effective or issued):
        expires = _years_later(effective or issued or "", number(years["years"]) or 0)
    expires = _first_date(EXPIRES_FIELD, head) or expires
    return replace(metadata, published=published, issued=issued, effective=effective, expires=expires)


def _first_date(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return iso_date(match["date"]) if match else None


def _line_date(text: str) -> str | None:
    for line in text.splitlines():
        if DATE_LINE.match(line):
            return iso_date(line)
    return None


def iso_date(written: str) -> str | None:
    """“2022年2月21日”, “2022-02-21”, “二〇二二年二月二十一日” -> “2022-02-21”; ``None`` for no real day."""
    parts = (
        written.strip()
        .replace("年", "-")
        .replace("月", "-")
        .replace("日", "")
        .replace("/", "-")
        .replace(".", "-")
    )
    numbers = [number(part.strip().replace("○", "〇").replace("０", "〇")) for part in parts.split("-")]
    if len(numbers) != 3 or None in numbers:
        return None
    try:
        return date(*(value or 0 for value in numbers)).isoformat()
    except ValueError:
        return None


def _years_later(start: str, years: int) -> str:
    """The last day of a term of whole years."""
    first = date.fromisoformat(start)
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    return (first.replace(year=first.year + years, day=day) - timedelta(days=1)).isoformat()


def plan_period(title: str, head: str) -> tuple[int, int] | None:
    match = PERIOD.search(title) or PLAN_PERIOD.search(head)
    if match:
        first, last = int(match["first"]), int(match["last"])
        return (first, last) if first <= last else None
    plan = FIVE_YEARS.search(title)
    if plan and plan["which"] in _FIVE_YEAR_PLANS:
        first = _FIVE_YEAR_PLANS[plan["which"]]
        return first, first + 4
    return None
