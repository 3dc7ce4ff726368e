"""Find the table of contents (目录): where it stands and which sections it names, in order."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from ingest.document import Span
from ingest.structure.headings import RANK, Mark, display, label_value
from ingest.structure.patterns import BLANK_LINES, CONTENTS_TITLE, LEADERS, NUMBER_LIST, PREFACE
from ingest.text.normalise import letters, squeeze
from ingest.text.patterns import LABEL

_LONGEST_ENTRY = 60
_FEWEST_ENTRIES = 3
_FEWEST_ALONE = 6  # entries of contents that no text follows
_HEAD = 6_000  # characters in which the contents begin
_LONGEST_CONTENTS = 30_000  # characters, dot leaders and all
_LONGEST_RAW = 600  # characters of an entry with its dot leaders
_MOST_TITLES = 5  # words 目录 that are looked at


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """An entry is one line of the contents: ``span`` of label and words, ``words`` without the label."""

    span: Span
    label: str
    words: str
    family: str
    value: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents list the entries; ``span`` runs from 目录 to the first section's real heading."""

    span: Span
    entries: tuple[ContentsEntry, ...]

    def words_by_first(self) -> dict[str, list[str]]:
        """Give the entries' words by first character, longest first, to end a heading that runs into its text."""
        found: dict[str, list[str]] = defaultdict(list)
        for words in sorted({entry.words for entry in self.entries}, key=len, reverse=True):
            found[words[:1]].append(words)
        return found


def find_contents(text: str, start: int = 0) -> Contents | None:
    """Find the contents of a document; ``None`` where it has none.

    The first entry's words stand twice: in the contents and where the section
    begins. What lies between are the entries, nearly all of them short. Where no
    section follows, only a good many short entries below a title of their own count.
    """
    latest = start + max(_HEAD, len(text) // 5)
    for match in islice(CONTENTS_TITLE.finditer(text, start, min(len(text), latest)), _MOST_TITLES):
        marks = _labels_everywhere(text, match.end(), min(len(text), match.end() + _LONGEST_CONTENTS))
        if len(marks) < _FEWEST_ENTRIES or _parted(text[match.end() : marks[0].start]):
            continue
        end = _second_opening(text, match.end(), marks)
        fewest = _FEWEST_ENTRIES
        if end is None:
            end, fewest = _first_long(text, marks), _FEWEST_ALONE
        inside = [mark for mark in marks if mark.start < end]
        entries = _entries(text, inside, end)
        if len(entries) >= max(fewest, 0.8 * len(inside)):
            entries = [*_preface(text, match.end(), marks[0].start), *entries]
            return Contents(Span(match.start(), end), tuple(entries))
    return None


def _parted(between: str) -> bool:
    """Whether running words part the title 目录 from its first entry."""
    return len(between.strip()) > 40 or any(mark in between for mark in "。，；》、”")


def _labels_everywhere(text: str, start: int, end: int) -> list[Mark]:
    """Labels inside lines too, with nothing between entry and label (“……挑战一、‘十三五’……”)."""
    found: list[Mark] = []
    matches = [m for m in LABEL.finditer(text, start, end) if not NUMBER_LIST.match(text, m.end())]
    for index, match in enumerate(matches):
        limit = matches[index + 1].start() if index + 1 < len(matches) else end
        found.append(
            Mark(match.start(), match.end(), match.lastgroup or "", label_value(match.group()), limit, False)
        )
    return found


def _second_opening(text: str, start: int, marks: list[Mark]) -> int | None:
    """Where one of the first two entries stands again: there the text begins."""
    for mark in marks[:2]:
        raw = text[mark.start : mark.limit]
        entry = letters(raw[: _cut(raw)])
        if len(entry) < 4:
            continue
        for later in marks[2:]:
            same_label = (later.family, later.value) == (mark.family, mark.value)
            ahead = text[later.start : later.start + 3 * _LONGEST_ENTRY]
            if same_label and letters(ahead).startswith(entry):
                return _before_preface(text, start, marks[0], later.start)
    return None


def _first_long(text: str, marks: list[Mark]) -> int:
    """The first label whose words are too long for an entry."""
    for mark in marks:
        if len(text[mark.label_end : mark.limit].strip()) > _LONGEST_ENTRY:
            return mark.start
    return marks[-1].limit


def _before_preface(text: str, start: int, first: Mark, end: int) -> int:
    """A preface that the contents name before their first number begins before the first chapter."""
    preface = _preface(text, start, first.start)
    if not preface:
        return end
    # “前 言” in the contents may stand as “前言” or “前　　言” over its text: white space between its characters is free.
    again = re.compile(r"\s*".join(preface[0].words)).search(text, first.start, end)
    return again.start() if again else end


def _preface(text: str, start: int, end: int) -> list[ContentsEntry]:
    """前言 and its like as the first entry, without a number."""
    match = PREFACE.match(text, start, end)
    if not match:
        return []
    words = "".join(match["words"].split())
    return [ContentsEntry(Span(*match.span("words")), "", words, "unnumbered", 0, (words,))]


def _entries(text: str, marks: list[Mark], end: int) -> list[ContentsEntry]:
    entries: list[ContentsEntry] = []
    stack: list[ContentsEntry] = []
    for mark in marks:
        raw = text[mark.label_end : min(mark.limit, end)]
        raw = raw[: _cut(raw)]
        words = squeeze(raw)
        if not words or len(words) > _LONGEST_ENTRY:
            continue
        label = "".join(text[mark.start : mark.label_end].split())
        _close(stack, mark)
        path = (*(stack[-1].path if stack else ()), display(text[mark.start : mark.label_end] + raw))
        span = Span(mark.start, mark.label_end + len(raw.rstrip()))
        entry = ContentsEntry(span, label, words, mark.family, mark.value, path)
        entries.append(entry)
        stack.append(entry)
    return entries


def _cut(raw: str) -> int:
    """Length of an entry without dot leaders, page number and what follows a blank line."""
    raw = raw[:_LONGEST_RAW]
    blank = BLANK_LINES.search(raw)
    raw = raw[: blank.start()] if blank else raw
    words = raw.rstrip("?？ \t\r\n\u3000")
    before = words.rstrip("0123456789")
    return len((before if len(words) - len(before) <= 4 else words).rstrip(LEADERS))


def _close(stack: list[ContentsEntry], mark: Mark) -> None:
    for level in range(len(stack) - 1, -1, -1):
        if stack[level].family == mark.family:
            del stack[level:]
            return
    while stack and RANK[stack[-1].family] >= RANK[mark.family]:
        stack.pop()
