"""Define what is known of an enterprise: each value with the words it was read from, and the days that words name."""

from __future__ import annotations

import math
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from chat.applicability.enterprise.patterns import DAY_SAID, SINCE, WINDOW
from ingest.text.normalise import flat_text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """Something said of an enterprise: its value, and the words that say it."""

    value: T
    words: str


@dataclass(frozen=True, slots=True)
class Extent:
    """A number as far as it is known: from ``low`` to ``high``, both within; “不到2000万” has no low end but 0."""

    low: float
    high: float

    @classmethod
    def exactly(cls, number: float) -> Extent:
        """Give the extent of a number that is known."""
        return cls(number, number)

    def holds(self, operator: str, number: float) -> bool | None:
        """Whether ``>=``, ``<=``, ``>`` or ``<`` holds against a number; ``None`` where the extent leaves it open."""
        if operator == ">=":
            return True if self.low >= number else (False if self.high < number else None)
        if operator == ">":
            return True if self.low > number else (False if self.high <= number else None)
        if operator == "<=":
            return True if self.high <= number else (False if self.low > number else None)
        if operator == "<":
            return True if self.high < number else (False if self.low >= number else None)
        return None

    @property
    def number(self) -> float:
        """Give the number to show: the end that is known."""
        return self.low if self.high == math.inf else self.high


@dataclass(frozen=True, slots=True)
class Days:
    """A day as far as it is known: the first and the last that it may be; “2017年” is any day of that year."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one enterprise. ``None`` and empty tuples: nothing is.

    ``region`` is a place's full name (“北京市丰台区”) with the words that name it, which may name a zone as well.
    Money is in yuan a year, ``rd_share`` in 0 to 1. ``denied`` holds what the words deny (“没有高新技术企业资质”):
    it is known, and not met. ``notes`` are words that no other field takes.
    """

    name: Stated[str] | None = None
    region: Stated[str] | None = None
    industry: Stated[str] | None = None
    founded: Stated[Days] | None = None
    employees: Stated[Extent] | None = None
    revenue: Stated[Extent] | None = None
    rd_share: Stated[Extent] | None = None
    rd_spending: Stated[Extent] | None = None
    size: Stated[tuple[str, ...]] | None = None
    legal_form: Stated[str] | None = None
    stage: Stated[str] | None = None
    qualifications: tuple[Stated[str], ...] = ()
    events: tuple[Stated[str], ...] = ()
    needs: tuple[Stated[str], ...] = ()
    denied: tuple[Stated[str], ...] = ()
    notes: tuple[Stated[str], ...] = ()

    def age(self, day: date) -> Extent | None:
        """Give the years since founding as of a day, as far as they are known; 0 before it was founded."""
        if self.founded is None:
            return None
        days = self.founded.value
        return Extent(years_between(days.last, day), years_between(days.first, day))

    def describes(self) -> bool:
        """Whether anything is known that tells this enterprise from others."""
        known = (self.industry, self.founded, self.employees, self.revenue, self.size, self.stage)
        return bool(self.qualifications or self.events or any(known))


def years_between(first: date, last: date) -> float:
    """Give the years from one day to another, with parts of a year; 0 where the first is the later one."""
    if last <= first:
        return 0.0
    whole = last.year - first.year
    birthday = _same_day(first, last.year)
    if birthday > last:
        whole -= 1
        birthday = _same_day(first, last.year - 1)
    following = _same_day(first, birthday.year + 1)
    return whole + (last - birthday).days / (following - birthday).days


def _same_day(day: date, year: int) -> date:
    """The same day of another year; the 29th of February is the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


@lru_cache(maxsize=20_000)
def window_in(words: str) -> Days | None:
    """Give the days within which a condition wants something to have happened; ``None`` where it names none."""
    flat = flat_text(words)
    match = WINDOW.search(flat)
    if not match:
        since = SINCE.search(flat)
        first = days_in(since.group()) if since else None
        return Days(first.first, date.max) if first else None
    first_year = int(match["first_year"])
    last_year = int(match["last_year"] or first_year)
    begin = _day(first_year, int(match["first_month"]), int(match["first_day"] or 1))
    month = int(match["last_month"])
    end = _day(last_year, month, int(match["last_day"] or _length(last_year, month)))
    return Days(begin, end) if begin and end and begin <= end else None


@lru_cache(maxsize=20_000)
def days_in(words: str) -> Days | None:
    """Give the days that words date something to: “2022年11月” is any day of that month; ``None`` without a year."""
    match = DAY_SAID.search(flat_text(words))
    if not match:
        return None
    year = int(match["year"])
    first_month, last_month = (int(match["month"]),) * 2 if match["month"] else (1, 12)
    first = _day(year, first_month, int(match["day"] or 1))
    last = _day(year, last_month, int(match["day"] or _length(year, last_month)))
    return Days(first, last) if first and last else None


def falls_within(said: Days, window: Days) -> bool | None:
    """Whether something lies within a window; ``None`` where it may or may not."""
    if said.last < window.first or said.first > window.last:
        return False
    return True if window.first <= said.first and said.last <= window.last else None


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1] if 1 <= month <= 12 else 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
