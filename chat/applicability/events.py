"""What has happened to an enterprise, held against what a condition wants to have happened, and when."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

from chat.applicability.patterns import DAY_SAID, EVENT_FILLING, WINDOW
from chat.applicability.profile import Days
from index.words import bigrams
from ingest.text.normalise import flat_text

LEAST_SHARED = 0.6  # of the wanted event's character pairs


@lru_cache(maxsize=20_000)
def speaks_of_event(said: str, wanted: str) -> bool:
    """Whether words tell of the wanted event: most character pairs of it stand in them."""
    pairs = set(bigrams(EVENT_FILLING.sub("", flat_text(wanted))))
    held = set(bigrams(EVENT_FILLING.sub("", flat_text(said))))
    return bool(pairs) and len(pairs & held) >= LEAST_SHARED * len(pairs)


def window_in(words: str) -> Days | None:
    """Give the days within which a condition wants something to have happened; ``None`` where it names none."""
    match = WINDOW.search(flat_text(words))
    if not match:
        return None
    first_year = int(match["first_year"])
    last_year = int(match["last_year"] or first_year)
    first = _day(first_year, int(match["first_month"]), int(match["first_day"] or 1))
    month = int(match["last_month"])
    last = _day(last_year, month, int(match["last_day"] or _length(last_year, month)))
    return Days(first, last) if first and last and first <= last else None


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
