"""Find who signed a text and when (落款): organisations over a date. Pure functions of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Span
from ingest.metadata.patterns import (
    CONTINUES_NAME,
    DATE_GOES_ON,
    ORGANISATION,
    ORGANISATION_LINE,
    SIGNED_DATE,
)

_MOST_NAMES = 20
_WIDEST_GAP = 1000  # white space between a name and its date in a flattened page
_STOPS = frozenset("。：；:;！？!?】》\u200d\u200b\ufeff")
_FAR = 8  # white space before a date that sets it apart from what stands before


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature holds the ``names`` of those who signed, first to last (empty: a date alone), and the ``date``."""

    names: tuple[Span, ...]
    date: Span


def signatures(text: str, start: int, end: int) -> Iterator[Signature]:
    """Find the dates in ``text[start:end]`` that stand under an organisation's name or by themselves, in order."""
    for match in SIGNED_DATE.finditer(text, start, end):
        if DATE_GOES_ON.match(text, match.end()):
            continue
        names = names_before(text, match.start(), start)
        if names or _stands_alone(text, match.start(), match.end()):
            yield Signature(names, Span(*match.span()))


def names_before(text: str, position: int, start: int) -> tuple[Span, ...]:
    """Find the organisations whose names, with white space between them, end at ``position``."""
    found: list[Span] = []
    while len(found) < _MOST_NAMES:
        end = position
        while end > start and position - end < _WIDEST_GAP and _is_space(text[end - 1]):
            end -= 1
        first = end
        while first > start and end - first <= 42 and not _parts(text[first - 1]):
            first -= 1
        words = text[first:end]
        if CONTINUES_NAME.match(words) and (whole := _broken_name(text, first, end, start)):
            first, words = whole.start, "".join(text[whole.start : end].split())
        if not is_organisation(words):
            break
        found.append(Span(first, end))
        if first == start or not _is_space(text[first - 1]):
            break
        position = first
    return tuple(reversed(found))


def _broken_name(text: str, first: int, end: int, start: int) -> Span | None:
    """A long name set on two lines: “甲市应对某事 ⏎ 工作领导小组”."""
    before = first
    while before > start and first - before < _WIDEST_GAP and _is_space(text[before - 1]):
        before -= 1
    above = before
    while above > start and before - above <= 42 and not _parts(text[above - 1]):
        above -= 1
    whole = text[above:before] + text[first:end]
    return Span(above, end) if before - above >= 3 and is_organisation(whole) else None


def _parts(character: str) -> bool:
    return character in _STOPS or _is_space(character)


def is_organisation(words: str) -> bool:
    """Whether words are an organisation's name and nothing else."""
    return bool(ORGANISATION_LINE.match(words) and ORGANISATION.search(words)) and "关于" not in words


def _is_space(character: str) -> bool:
    return character.isspace() or character in "\u200d\u200b\ufeff"


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = start
    while before > 0 and start - before < _WIDEST_GAP and text[before - 1] in " \t\u3000\xa0":
        before -= 1
    apart = before == 0 or text[before - 1] in "\r\n" or start - before >= _FAR
    apart = apart or (before < start and text[before - 1] in "。）)")
    return apart and (end >= len(text) or text[end] in " \t\r\n\u3000\xa0\u200d")
