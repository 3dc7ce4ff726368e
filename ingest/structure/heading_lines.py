"""Find which lines of a text are its headings: Markdown's, numbered ones, 前言 and its like, 【适用范围】."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from ingest.document import Span
from ingest.structure.headings import (
    MOST_LABELS,
    Heading,
    display,
    family_of,
    find_labels,
    heading_at,
    label_value,
)
from ingest.structure.patterns import (
    ANNEX_LIST,
    ANNEX_LIST_ITEM,
    BRACKET_HEAD,
    FURNITURE,
    MARKDOWN_HEADING,
    UNNUMBERED,
    WORDED_LINE,
)
from ingest.structure.table_of_contents import Contents
from ingest.text.normalise import squeeze
from ingest.text.patterns import LABEL

_FEWEST_MARKS = 2
# What a Markdown text may number without marking it, below the headings that it marks: 第一条 under ## 第一章.
_UNMARKED = frozenset(("part", "chapter", "section", "article", "han", "han_b"))


def markdown_headings(text: str, start: int, title: Span | None) -> list[Heading]:
    """Find Markdown headings; the first of depth 1 that is the title is none of them.

    Numbered lines below them that carry no mark are headings too, where no marked heading is of their family.
    """
    if "#" not in text:
        return []
    found: list[Heading] = []
    for match in islice(MARKDOWN_HEADING.finditer(text, start), MOST_LABELS):
        if title and match.start() <= title.start < match.end():
            continue
        if not match["words"].strip():
            continue
        depth = len(match["marks"])
        words = display(match["words"])
        label = LABEL.match(words)
        family = family_of(label.lastgroup or "", label.group()) if label else "unnumbered"
        value = label_value(label.group()) if label else 0
        found.append(Heading(match.start(), match.end(), match.end(), family, value, words, depth=depth))
    if not found:
        return []
    unmarked = _UNMARKED - {heading.family for heading in found}
    numbered = numbered_headings(text, found[0].end, None, title)
    if len(found) < _FEWEST_MARKS < len(numbered):
        return []  # a stray mark in a text that numbers its headings
    starts = [heading.start for heading in found]
    more = [
        heading
        for heading in numbered
        if heading.family in unmarked and heading.start >= found[bisect_right(starts, heading.start) - 1].end
    ]
    return sorted([*found, *more], key=lambda heading: heading.start)


def numbered_headings(text: str, start: int, contents: Contents | None, title: Span | None) -> list[Heading]:
    """Find headings by their labels and by lines such as 前言, outside the contents and the list of annexes."""
    known = contents.words_by_first() if contents else None
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
    """前言 and its like, and 【适用范围】, alone on a line."""
    found: list[Heading] = []
    for line_start, line_end in lines(text, start):
        if line_end - line_start > 30 or len(found) >= MOST_LABELS:
            continue
        line = text[line_start:line_end].strip()
        if contents and contents.span.start <= line_start < contents.span.end:
            continue
        if 2 <= len(line) <= 8 and UNNUMBERED.match(line):
            found.append(line_heading(text, Span(line_start, line_end), "unnumbered"))
        elif BRACKET_HEAD.match(line) and not FURNITURE.match(line):
            found.append(line_heading(text, Span(line_start, line_end), "bracket"))
    return found


def line_heading(
    text: str, span: Span, family: str = "unnumbered", rank: float = -1.0, depth: int = 0
) -> Heading:
    """Read a whole line as a heading without a number."""
    raw = text[span.start : span.end]
    start = span.start + len(raw) - len(raw.lstrip())
    end = span.start + len(raw.rstrip())
    words = squeeze(raw)
    if family == "unnumbered":
        words = words.replace(" ", "")
    return Heading(start, end, end, family, 0, words, depth=depth, rank=rank)


def lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Give the spans of lines that hold words, from the first word to the line's end, without its break."""
    for match in WORDED_LINE.finditer(text, start):
        yield match.span()


def trim(text: str, span: Span) -> Span | None:
    """Give a span without the white space at its ends, ``None`` where nothing else is in it."""
    start, end = span.start, span.end
    if start < end and not (
        text[end - 1].isspace() or text[start].isspace() or text[start] in "\ufeff\u200b"
    ):
        return span
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
