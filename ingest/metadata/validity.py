"""Find how a document stands: draft or in force, from when, until when, and what it repeals. Pure functions of text."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import islice

from ingest.document import Span
from ingest.metadata.dates import Dated, stated
from ingest.metadata.patterns import (
    ASKS_PUBLIC,
    BETWEEN_NAMES,
    BOOK_TITLE,
    CITES,
    DRAFT_MARK,
    EFFECTIVE,
    EFFECTIVE_AT_ISSUE,
    EFFECTIVE_FIELD,
    EFFECTIVE_LINE,
    EXPIRES_FIELD,
    ITSELF,
    MADE_PUBLIC,
    OTHER_TERM,
    REPEAL_LIST,
    REPEAL_TITLE,
    REPEALED_BEFORE,
    REPEALED_BEHIND,
    SEEKS_OPINIONS,
    VALID_UNTIL,
    VALID_YEARS,
    VALIDITY_FIELD,
    VOID,
    VOID_MARK,
)
from ingest.text.dates import iso_date
from ingest.text.normalise import letters
from ingest.text.numerals import number

_STOPS = "。；\n"
_LONGEST_SENTENCE = 400
_MOST_TERMS = 200  # places that may state a term; more of them state none of the document
_LONGEST_LIST = 4000  # characters of a list of repealed documents


def find_effective(text: str, start: int, head_end: int, issued: str | None) -> Dated | None:
    """Find the day of effect (施行日期): the page's field, a line of its head, “本办法自……起施行”, or so many days after the issue."""
    field = stated(EFFECTIVE_FIELD, text, start, head_end) or stated(EFFECTIVE_LINE, text, start, head_end)
    if field:
        return field
    found: Dated | None = None
    for match in islice(EFFECTIVE.finditer(text, start), _MOST_TERMS):
        group = "date" if match["date"] else "on"
        day = iso_date(match[group])
        if day and not _of_another(text, match.start(), match.end()):
            if _opens_sentence(text, match.start()):
                found = found or (day, Span(*match.span()))
            if _names_itself(text, match.start(), match.end()):
                return day, Span(*match.span())
    if found:
        return found
    for match in islice(EFFECTIVE_AT_ISSUE.finditer(text, start), _MOST_TERMS):
        if issued and not _of_another(text, match.start(), match.end()):
            later = _later(issued, match["number"], match["unit"])
            return (later, Span(*match.span())) if later else None
    return None


def find_expires(text: str, start: int, head_end: int, since: str | None) -> Dated | None:
    """Find the last day of validity (inclusive): a stated day, or a term of years or months from ``since``."""
    field = stated(EXPIRES_FIELD, text, start, head_end)
    if field:
        return field
    for match in islice(VALID_UNTIL.finditer(text, start), _MOST_TERMS):
        day = iso_date(match["date"])
        if day and _is_own_term(text, match.start(), match.end()):
            return day, Span(*match.span())
    for match in islice(VALID_YEARS.finditer(text, start), _MOST_TERMS):
        if since and _is_own_term(text, match.start(), match.end()):
            last = _term_end(since, number(match["number"]) or 0, match["unit"])
            return (last, Span(*match.span())) if last else None
    return None


def _sentence(text: str, start: int, end: int) -> Span:
    low = max(0, start - _LONGEST_SENTENCE)
    first = max((text.rfind(stop, low, start) for stop in _STOPS), default=-1) + 1
    ends = [position for stop in _STOPS if (position := text.find(stop, end, end + _LONGEST_SENTENCE)) >= 0]
    return Span(max(first, low), min(ends, default=min(len(text), end + _LONGEST_SENTENCE)))


def _names_itself(text: str, start: int, end: int) -> bool:
    sentence = _sentence(text, start, end)
    own = ITSELF.search(text, sentence.start, sentence.end)
    return bool(own or MADE_PUBLIC.search(text, sentence.start, sentence.end))


def _opens_sentence(text: str, position: int) -> bool:
    """“七、自2020年1月1日起施行。” speaks of the document without naming it."""
    return position - _sentence(text, position, position).start <= 8


def _of_another(text: str, start: int, end: int) -> bool:
    """“《甲条例》自2013年1月1日起施行” tells of another document, unless the sentence names this one."""
    sentence = _sentence(text, start, end)
    before = text[sentence.start : start]
    return "《" in before and not ITSELF.search(before) and not MADE_PUBLIC.search(before)


def _is_own_term(text: str, start: int, end: int) -> bool:
    """Whether a term is the document's: its sentence names it or says when it takes effect, or is the last one."""
    sentence = _sentence(text, start, end)
    words = text[sentence.start : sentence.end]
    own = ITSELF.search(words) or EFFECTIVE.search(words) or EFFECTIVE_AT_ISSUE.search(words)
    if own:
        # “……许可证有效期5年，本办法有效期3年”: only the part of the sentence behind the last comma says whose term it is.
        clause = re.split(r"[，,]", text[sentence.start : start])[-1]
        return not OTHER_TERM.search(clause)
    return "重新发布" in words or (not OTHER_TERM.search(words) and len(words) < 40 and "有效期" in words)


def _later(day: str, numeral: str | None, unit: str | None) -> str | None:
    """The day so many days, months or years after another; working days are not counted out."""
    if numeral is None:
        return day
    count = number(numeral) or 0
    first = date.fromisoformat(day)
    try:
        if unit in ("日", "天"):
            return (first + timedelta(days=count)).isoformat()
        return (
            None if unit == "个工作日" else _months_on(first, count * (12 if unit == "年" else 1)).isoformat()
        )
    except (OverflowError, ValueError):
        return None


def _term_end(start: str, count: int, unit: str) -> str | None:
    """The last day of a term: three years from 2024-04-01 end on 2027-03-31."""
    months = count * (12 if unit == "年" else 1)
    if not 0 < months <= 1200:
        return None
    return (_months_on(date.fromisoformat(start), months) - timedelta(days=1)).isoformat()


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    following = date(first.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    return date(first.year + years, month + 1, min(first.day, (following - timedelta(days=1)).day))


def find_draft(text: str, line: str, title: Span | None, head_end: int) -> Span | bool:
    """Find where the text says that it is a draft; true where only a title given from outside does."""
    mark = DRAFT_MARK.search(line) or SEEKS_OPINIONS.search(line)
    if mark:
        inside = title and (
            DRAFT_MARK.search(text, title.start, title.end)
            or SEEKS_OPINIONS.search(text[title.start : title.end])
        )
        if title and inside:
            shift = title.start if inside.string is not text else 0
            return Span(inside.start() + shift, inside.end() + shift)
        return True
    asks = ASKS_PUBLIC.search(
        text, title.end if title else 0, min(head_end, (title.end if title else 0) + 600)
    )
    return Span(*asks.span()) if asks and "《" in text[: asks.end() + 200] else False


def find_repealed(text: str, start: int, head_end: int, title: Span | None) -> Span | None:
    """Find where the page says that the document is void: a field of its own, or a mark beside the title."""
    field = VALIDITY_FIELD.search(text, start, head_end)
    if field and VOID.search(field["state"]):
        return Span(*field.span())
    mark = VOID_MARK.search(text, start, min(head_end, (title.end if title else start) + 120))
    return Span(*mark.span()) if mark else None


def find_superseded(
    text: str, start: int, own: tuple[str, ...], line: str
) -> tuple[tuple[str, ...], Span | None]:
    """Find the names of the documents that this one repeals, and where they stand."""
    names: dict[str, Span] = {}
    chain: list[re.Match[str]] = []
    cited = False
    for match in BOOK_TITLE.finditer(text, start):
        between = BETWEEN_NAMES.fullmatch(text, chain[-1].end(), match.start()) if chain else None
        if not between or (cited and "，" in between.group()):
            chain, cited = [], bool(CITES.search(text, max(start, match.start() - 12), match.start()))
        chain.append(match)
        if cited:
            continue
        behind = BETWEEN_NAMES.match(text, match.end())
        ends = {match.end(), behind.end() if behind else match.end(), _behind_brackets(text, match.end())}
        before = REPEALED_BEFORE.search(text, max(start, chain[0].start() - 20), chain[0].start())
        if before:
            names[match[1]] = Span(*match.span())
        elif any(REPEALED_BEHIND.match(text, end) for end in ends):
            names.update((link[1], Span(*link.span())) for link in chain)
            chain = []
    for first, last in _lists(text, start, line):
        names.update((match[1], Span(*match.span())) for match in BOOK_TITLE.finditer(text, first, last))
    mine = {letters(name) for name in own}
    kept = {name: span for name, span in names.items() if letters(name) not in mine}
    if not kept:
        return (), None
    return tuple(kept), Span(min(s.start for s in kept.values()), max(s.end for s in kept.values()))


def _behind_brackets(text: str, end: int) -> int:
    """The end of the number in brackets that follows a name."""
    if text[end : end + 1] in ("（", "("):
        closing = min((p for c in "）)" if (p := text.find(c, end, end + 80)) >= 0), default=-1)
        return closing + 1 if closing >= 0 else end
    return end


def _lists(text: str, start: int, line: str) -> list[tuple[int, int]]:
    found = [
        (match.end(), min(len(text), match.end() + _LONGEST_LIST))
        for match in REPEAL_LIST.finditer(text, start)
    ]
    if REPEAL_TITLE.search(line):
        found.append((start, min(len(text), start + _LONGEST_LIST)))
    return found
