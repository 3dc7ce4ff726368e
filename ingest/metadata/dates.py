"""Find when a document was written and published, and the years that a plan covers. Pure functions of text."""

from __future__ import annotations

import re

from ingest.document import Span
from ingest.metadata.patterns import (
    ADOPTED,
    AMENDED,
    ARTICLE_LINE,
    DELIVERED,
    FIVE_YEARS,
    ISSUE_LINE,
    ISSUED,
    PERIOD,
    PLAN_PERIOD,
    PUBLISHED,
)
from ingest.metadata.signature import Signature, signatures
from ingest.text.dates import iso_date
from ingest.text.years import plan_years

Dated = tuple[str, Span]
_SIGNED_WITHIN = 20_000  # characters from the head in which a notice is signed, annexes follow
_TAIL = 3000


def find_signature(text: str, start: int, title: Span | None) -> Signature | None:
    """Find the first signature with a name, in the notice before its annexes, else at the end of the text."""
    opening = title.end if title else start
    head_end = min(len(text), start + _SIGNED_WITHIN)
    for first, last in ((opening, head_end), (max(head_end, len(text) - _TAIL), len(text))):
        for signed in signatures(text, first, last):
            if signed.names:
                return signed
    return None


def find_published(text: str, start: int, head_end: int) -> Dated | None:
    """Find the day of publication (发布日期) that a page states beside the text."""
    return stated(PUBLISHED, text, start, head_end)


def find_issued(text: str, start: int, head_end: int, signed: Signature | None) -> Dated | None:
    """Find the day of writing (成文日期).

    The sources, in this order: the page's field, the act's adoption, a line of the head, the signature, a speech's day, a date alone
    on a line.
    """
    near = min(head_end, start + 400)
    found = stated(ISSUED, text, start, head_end) or _amended(text, start, head_end)
    found = found or stated(ADOPTED, text, start, near) or stated(ISSUE_LINE, text, start, near)
    if found is None and signed:
        found = _dated(text, signed.date)
    return found or stated(DELIVERED, text, start, near) or _bare_date(text, start, head_end)


def _amended(text: str, start: int, head_end: int) -> Dated | None:
    """The day of the last 修正 or 修订 that the head of a law lists, above its contents and first article."""
    first = ARTICLE_LINE.search(text, start, head_end)
    dated = [
        (day, Span(match.start("date"), match.end("date")))
        for match in AMENDED.finditer(text, start, first.start() if first else head_end)
        if (day := iso_date(match["date"]))
    ]
    return max(dated, default=None, key=lambda found: found[0])


def _bare_date(text: str, start: int, head_end: int) -> Dated | None:
    tail = max(head_end, len(text) - _TAIL)
    for first, last in ((start, head_end), (tail, len(text))):
        for signed in signatures(text, first, last):
            found = _dated(text, signed.date)
            if found:
                return found
    return None


def _dated(text: str, span: Span) -> Dated | None:
    day = iso_date(text[span.start : span.end])
    return (day, span) if day else None


def stated(pattern: re.Pattern[str], text: str, start: int, end: int) -> Dated | None:
    """Find the first real day that a pattern's group “date” matches."""
    for match in pattern.finditer(text, start, end):
        day = iso_date(match["date"])
        if day:
            return day, Span(match.start("date"), match.start("date") + len(match["date"].rstrip()))
    return None


def plan_period(
    title: str, text: str, start: int, head_end: int
) -> tuple[tuple[int, int], str | Span] | None:
    """Give first and last year of a plan, and the words of its title (or where in the head) that say so."""
    match = PERIOD.search(title)
    if match:
        years = _years(match)
        return (years, match.group()) if years else None
    match = PLAN_PERIOD.search(text, start, head_end)
    if match:
        years = _years(match)
        return (years, Span(*match.span())) if years else None
    plan = FIVE_YEARS.search(title)
    if plan:
        covered = plan_years(plan)
        return (covered[0], covered[-1]), plan.group()
    return None


def _years(match: re.Match[str]) -> tuple[int, int] | None:
    first, last = int(match["first"]), int(match["last"])
    return (first, last) if first <= last else None
