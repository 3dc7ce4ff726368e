"""Find the lines that close a text: issuer and date, 抄送, 主题词, 印发, publication marks. Pure functions of text."""

from __future__ import annotations

from ingest.document import Span
from ingest.structure.heading_lines import trim
from ingest.structure.patterns import DATE_LINE, DISTRIBUTION, SIGNED_LINE
from ingest.text.patterns import LABEL

_MOST_LINES = 14  # lines from the first 抄送 to the end
_LONGEST_BLOCK = 800  # characters
_LONGEST_ISSUER = 40


def closing(text: str, span: Span) -> Span | None:
    """Find the signature and the lines of distribution at the end of ``text[span.start:span.end]``.

    A signature is the date alone on a line under one or more short lines without marks, or
    behind the issuer on one line. ``None`` where the words end otherwise.
    """
    lines = _last_lines(text, span)
    first = next(
        (n for n, line in enumerate(lines) if DISTRIBUTION.match(text, line.start, line.end)), len(lines)
    )
    signed = _signature(text, lines[:first])
    start = lines[signed].start if signed is not None else None
    if start is None and first < len(lines):
        start = lines[first].start
    return trim(text, Span(start, span.end)) if start is not None else None


def _last_lines(text: str, span: Span) -> list[Span]:
    """The last lines with words, in order."""
    found: list[Span] = []
    end = span.end
    while end > span.start and len(found) < _MOST_LINES and span.end - end <= _LONGEST_BLOCK:
        start = max(text.rfind("\n", span.start, end) + 1, span.start)
        line = trim(text, Span(start, end))
        if line:
            found.append(line)
        end = start - 1
    return found[::-1]


def _signature(text: str, lines: list[Span]) -> int | None:
    """The first of the lines that sign, the last of which holds the date."""
    if not lines:
        return None
    last = lines[-1]
    if SIGNED_LINE.match(text, last.start, last.end):
        return len(lines) - 1
    if len(lines) < 2 or not DATE_LINE.match(text[last.start : last.end]):
        return None
    first = len(lines) - 1
    while first > 0 and _is_issuer(text[lines[first - 1].start : lines[first - 1].end]):
        first -= 1
    return first


def _is_issuer(line: str) -> bool:
    return (
        len(line) <= _LONGEST_ISSUER
        and not LABEL.match(line)
        and not any(stop in line for stop in "。，；：:")
    )
