"""Which lines of a text are its headings: Markdown's, numbered ones, 前言 and its like, subheadings of a report."""

from __future__ import annotations

from ingest.contents import Contents
from ingest.document import Span
from ingest.headings import RANK, Heading, display, find_labels, heading_at
from ingest.patterns import (
    ANNEX_LIST,
    ANNEX_LIST_ITEM,
    CONTINUES,
    DATE_LINE,
    FINISHED,
    MARKDOWN_HEADING,
    NO_SUBHEADING,
    UNNUMBERED,
)
from ingest.sentences import is_soft_break
from ingest.spacing import squeeze

# Families whose labels count: a second 一、 or （一） at the top needs something above it.
_COUNTED = frozenset(("chapter", "section", "han", "han_b", "arabic", "arabic_b"))


def markdown_headings(text: str, start: int, title: Span | None) -> list[Heading]:
    """Markdown headings; the first of depth 1 that is the title is none of them."""
    if "#" not in text:
        return []
    found: list[Heading] = []
    for match in MARKDOWN_HEADING.finditer(text, start):
        if title and match.start() <= title.start < match.end():
            continue
        depth = len(match["marks"])
        words = display(match["words"])
        found.append(Heading(match.start(), match.end(), match.end(), "markdown", 0, words, depth=depth))
    return found


def numbered_headings(text: str, start: int, contents: Contents | None, title: Span | None) -> list[Heading]:
    known = contents.words if contents else ()
    found: list[Heading] = []
    annex_list_end = -1
    opened = _first_character(text, start)
    for mark in find_labels(text, start):
        if (
            contents and contents.span.start <= mark.start < contents.span.end
        ) or mark.start < annex_list_end:
            continue
        if mark.family == "annex":
            if ANNEX_LIST.match(text, mark.start) or text[mark.label_end : mark.limit].strip() in ("：", ":"):
                found.append(Heading(mark.start, mark.start, mark.start, "annex", 0, "附件"))
                annex_list_end = _annex_list_end(text, mark.start)
                continue
            if mark.start == opened and title is None:
                continue
        heading = heading_at(text, mark, known)
        if heading is not None and (not found or heading.start >= found[-1].end):
            found.append(heading)
    return sorted([*found, *_unnumbered(text, start, contents)], key=lambda heading: heading.start)


def _first_character(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _annex_list_end(text: str, start: int) -> int:
    """The end of “附件：1.… ⏎ 2.…”: all following lines that are its items."""
    position = text.find("\n", start)
    end = len(text) if position < 0 else position
    while position >= 0:
        line_end = text.find("\n", position + 1)
        line = text[position + 1 : line_end if line_end >= 0 else len(text)]
        if line.strip():
            if not ANNEX_LIST_ITEM.match(line):
                break
            end = line_end if line_end >= 0 else len(text)
        position = line_end
    return end


def _unnumbered(text: str, start: int, contents: Contents | None) -> list[Heading]:
    """前言 and its like, alone on a line."""
    found = []
    for line_start, line_end in lines(text, start):
        line = text[line_start:line_end].strip()
        inside = contents and contents.span.start <= line_start < contents.span.end
        if 2 <= len(line) <= 8 and not inside and UNNUMBERED.match(line):
            found.append(line_heading(text, Span(line_start, line_end), "unnumbered"))
    return found


def line_heading(text: str, span: Span, family: str) -> Heading:
    """A whole line as a heading without a number."""
    raw = text[span.start : span.end]
    start = span.start + len(raw) - len(raw.lstrip())
    end = span.start + len(raw.rstrip())
    words = squeeze(raw)
    if family == "unnumbered":
        words = words.replace(" ", "")
    return Heading(start, end, end, family, 0, words)


def headings_above(text: str, start: int, headings: list[Heading]) -> list[Heading]:
    """Headings without a number over numbering that starts anew: “2025年工作安排” over a second （一）.

    Looked for only where the highest family of a text starts more than once and
    nothing else that was found explains it.
    """
    families = {heading.family for heading in headings} & _COUNTED
    if not families:
        return []
    top = min(families, key=lambda family: RANK[family])
    firsts = [n for n, heading in enumerate(headings) if heading.family == top and heading.value == 1]
    if len(firsts) < 2:
        return []
    found: list[Heading] = []
    for number in firsts:
        before = [h for h in headings[:number] if h.family not in _COUNTED or h.family == top]
        if before and before[-1].family not in _COUNTED:
            continue
        span = _last_standing_alone(
            text, headings[number - 1].end if number else start, headings[number].start
        )
        if span:
            found.append(line_heading(text, span, "unnumbered"))
    return found


def _last_standing_alone(text: str, start: int, end: int) -> Span | None:
    """The last line between two places that reads like a heading and has a paragraph or nothing below it."""
    paragraphs = [span for span in _paragraphs(text[:end], start) if span.end <= end]
    for index in range(len(paragraphs) - 1, -1, -1):
        line = text[paragraphs[index].start : paragraphs[index].end]
        below = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        before = text[paragraphs[index - 1].start : paragraphs[index - 1].end] if index else "。"
        stands_alone = 4 <= len(line) <= 30 and not NO_SUBHEADING.search(line) and not DATE_LINE.match(line)
        if stands_alone and FINISHED.search(before) and (below is None or below.end - below.start >= 50):
            return paragraphs[index]
    return None


def subheadings(text: str, start: int) -> list[Heading]:
    """Headings of a text without numbers (a news report): short lines between paragraphs."""
    found: list[Heading] = []
    paragraphs = _paragraphs(text, start)
    for index, span in enumerate(paragraphs[:-1]):
        line = text[span.start : span.end]
        before = text[paragraphs[index - 1].start : paragraphs[index - 1].end] if index else ""
        following = paragraphs[index + 1]
        stands_alone = 4 <= len(line) <= 36 and not NO_SUBHEADING.search(line)
        if stands_alone and following.end - following.start >= 50 and (not before or FINISHED.search(before)):
            found.append(line_heading(text, span, "unnumbered"))
    return found


def _paragraphs(text: str, start: int) -> list[Span]:
    """Lines with words, those broken hard inside a sentence joined again."""
    joined: list[Span] = []
    for line_start, line_end in lines(text, start):
        line = trim(text, Span(line_start, line_end))
        if line is None:
            continue
        last = joined[-1] if joined else None
        if last and (
            CONTINUES.match(text, line.start) or is_soft_break(text, last.start, last.end, line.start)
        ):
            joined[-1] = Span(last.start, line.end)
        else:
            joined.append(line)
    return joined


def lines(text: str, start: int) -> list[tuple[int, int]]:
    """Spans of all lines, without their breaks."""
    spans = []
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        spans.append((start, end))
        start = end + 1
    return spans


def trim(text: str, span: Span) -> Span | None:
    """A span without the white space at its ends, ``None`` where nothing else is in it."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
