"""Find headings without a number: lines alone over numbering that starts anew, and lines that a file marks.

What stands around such a line tells its place in the ladder: it lies over the numbering that
starts behind it, and under the numbering that goes on behind it. Pure functions of text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from ingest.document import Span
from ingest.extracted import MarkedLine
from ingest.structure.heading_lines import line_heading, lines, trim
from ingest.structure.headings import RANK, Heading
from ingest.structure.patterns import DATE_LINE
from ingest.tables import CAPTION
from ingest.text.normalise import letters
from ingest.text.patterns import CONTINUES, FINISHED, NO_SUBHEADING
from ingest.text.sentences import is_soft_break

# Families whose labels count: a second 一、 or （一） in one place needs something above it.
_COUNTED = frozenset(("chapter", "section", "han", "han_b", "arabic", "arabic_b"))
# Families that a text does not begin with: something stands over the first （一）, too.
_LOW = frozenset(("han_b", "arabic"))
_LEAST_OF_TITLE = 8  # letters of a line that repeats the title
_LONGEST_MARKED = 100  # characters of a marked line; a longer one is a paragraph
_LEAST_BELOW = 50  # characters of the paragraph below a heading
_MOST_IN_A_ROW = 3  # lines in a row that head each other
_TOP = 2.0  # where a heading stands whose place nothing tells


def headings_above(text: str, start: int, headings: Sequence[Heading], title: Span | None) -> list[Heading]:
    """Find headings without a number over numbering that starts anew: “2025年工作安排” over a second （一）.

    Looked for only where a family starts again and nothing that was found explains it, or
    where a text numbers from （一） on; then also over the run of numbers before.
    """
    restarts = _restarts(headings)
    if not restarts:
        return []
    standing = _Standing(text, start, title)
    found: dict[int, Heading] = {}
    for first, before in restarts:
        rank = RANK[headings[first].family] - 0.5
        span = standing.last(_end_above(headings, first, start), headings[first].start)
        if span is None:
            continue
        above = [span]
        if before is not None:
            span = standing.last(_end_above(headings, before, start), headings[before].start)
            above += [span] if span else []
        elif first == 0:
            above = standing.all(start, headings[0].start)
        for span in above:
            found.setdefault(span.start, line_heading(text, span, rank=rank))
    return list(found.values())


def _end_above(headings: Sequence[Heading], number: int, start: int) -> int:
    return headings[number - 1].end if number else start


def _restarts(headings: Sequence[Heading]) -> list[tuple[int, int | None]]:
    """(heading with value 1 that nothing explains, first heading of the run before it)."""
    found: list[tuple[int, int | None]] = []
    opened: dict[str, int] = {}  # family -> first heading of its run
    for number, heading in enumerate(headings):
        place = heading.place if heading.family != "box" else RANK["arabic"] - 0.1
        if heading.family in _COUNTED and heading.value == 1:
            if heading.family in opened:
                found.append((number, opened[heading.family]))
            elif number == 0 and heading.family in _LOW:
                found.append((number, None))
        if heading.family in _COUNTED and (heading.value == 1 or heading.family not in opened):
            opened[heading.family] = number
        for family in [family for family in opened if RANK[family] > place]:
            del opened[family]
    return found


class _Standing:
    """The lines of a text that read like headings: short, without marks, between paragraphs."""

    def __init__(self, text: str, start: int, title: Span | None) -> None:
        self._text = text
        self._paragraphs = paragraphs(text, start)
        self._starts = [span.start for span in self._paragraphs]
        self._title = letters(text[title.start : title.end]) if title else ""

    def last(self, start: int, end: int) -> Span | None:
        """The last such line between two places, with one paragraph or nothing below it."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        for index in range(high - 1, low - 1, -1):
            if self._paragraphs[index].end > end:
                continue
            below = self._paragraphs[index + 1] if index + 1 < high else None
            if self._stands(index) and (below is None or below.end - below.start >= _LEAST_BELOW):
                return self._paragraphs[index]
        return None

    def all(self, start: int, end: int) -> list[Span]:
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [
            self._paragraphs[index]
            for index in range(low, high)
            if self._stands(index)
            and (index + 1 == high or _length(self._paragraphs[index + 1]) >= _LEAST_BELOW)
        ]

    def _stands(self, index: int) -> bool:
        span = self._paragraphs[index]
        if not 4 <= _length(span) <= 30:
            return False
        line = self._text[span.start : span.end]
        if NO_SUBHEADING.search(line) or DATE_LINE.match(line) or CAPTION.match(line):
            return False
        if self._title and letters(line) in self._title:
            return False
        above = self._paragraphs[index - 1] if index else None
        return above is None or bool(FINISHED.search(self._text[max(above.start, above.end - 8) : above.end]))


def _length(span: Span) -> int:
    return span.end - span.start


def subheadings(text: str, start: int, title: Span | None = None) -> list[Heading]:
    """Find the headings of a text without numbers (a news report): short lines between paragraphs.

    Of several such lines in a row each heads the next one; one right below the title is the title's own.
    """
    spans = paragraphs(text, start)
    runs: list[list[Span]] = []
    run: list[Span] = []
    for index, span in enumerate(spans[:-1]):
        above = spans[index - 1] if index else None
        if not _is_line(text, span, above, bool(run), title is not None):
            run = []
            continue
        run.append(span)
        if _length(spans[index + 1]) >= _LEAST_BELOW:
            runs.append(run[-_MOST_IN_A_ROW:] if len(run) <= _MOST_IN_A_ROW else run[-1:])
            run = []
    return [
        line_heading(text, span, depth=_MOST_IN_A_ROW - len(run) + place + 1)
        for run in runs
        for place, span in enumerate(run)
        if place + 1 < len(run) or _length(span) >= 4
    ]


def _is_line(text: str, span: Span, above: Span | None, in_a_row: bool, below_title: bool) -> bool:
    """Whether a paragraph reads like a heading behind the one above it."""
    if not 2 <= _length(span) <= 36 or (above is None and below_title):
        return False
    line = text[span.start : span.end]
    finished = above is None or in_a_row or FINISHED.search(text[max(above.start, above.end - 8) : above.end])
    return bool(finished) and not NO_SUBHEADING.search(line) and not CAPTION.match(line)


def paragraphs(text: str, start: int) -> list[Span]:
    """Give the lines with words, those broken hard inside a sentence joined again."""
    joined: list[Span] = []
    last: Span | None = None
    for line_start, line_end in lines(text, start):
        line = trim(text, Span(line_start, line_end))
        if line is None:
            continue
        if last and (
            CONTINUES.match(text, line.start) or is_soft_break(text, last.start, last.end, line.start)
        ):
            joined[-1] = last = Span(last.start, line.end)
        else:
            joined.append(line)
            last = line
    return joined


# --- lines that the file marks -------------------------------------------------------------------


def marked_headings(
    text: str, first: int, title: Span | None, marked: Sequence[MarkedLine], headings: Sequence[Heading]
) -> list[Heading]:
    """Give the lines that the file marks and that carry no number, each in its place in the ladder.

    A level that the file gives decides; without one, the numbering around the line does.
    """
    numbered = [heading.start for heading in headings]
    titled = letters(text[title.start : title.end]) if title else ""
    found: list[Heading] = []
    neighbours = _Neighbours(headings)
    for line in marked:
        span = trim(text, Span(line.start, line.end))
        if span is None or span.start < first or not 2 <= _length(span) <= _LONGEST_MARKED:
            continue
        place = bisect_left(numbered, span.start)
        above = headings[place - 1] if place else None
        labelled = place < len(numbered) and numbered[place] < span.end
        if labelled or (
            above is not None and span.start < above.end
        ):  # an annex's label takes the line below it
            continue
        words = letters(text[span.start : span.end])
        if title and (span.start < title.end or (len(words) >= _LEAST_OF_TITLE and words in titled)):
            continue  # the title again, over the text that a notice issues
        rank = -1.0 if line.level else neighbours.place_at(span.start)
        found.append(line_heading(text, span, rank=rank, depth=line.level))
    return found


def with_levels(headings: Sequence[Heading], marked: Sequence[MarkedLine]) -> dict[int, int]:
    """Map the start of a numbered heading to the level that the file gives its line."""
    levelled = [line for line in marked if line.level]
    starts = [line.start for line in levelled]
    found: dict[int, int] = {}
    taken = -1
    for heading in headings:
        place = bisect_right(starts, heading.start) - 1
        if place > taken and heading.start < levelled[place].end:
            found[heading.start] = levelled[place].level
            taken = place
    return found


class _Neighbours:
    """What numbering is open at a place of the text, and what goes on or starts behind it."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self._headings = headings
        self._starts = [heading.start for heading in headings]
        self._of: dict[str, list[int]] = defaultdict(list)
        for number, heading in enumerate(headings):
            self._of[heading.family].append(number)

    def place_at(self, offset: int) -> float:
        behind = bisect_left(self._starts, offset)
        going_on = [RANK[family] for family in self._of if self._goes_on(family, behind)]
        deepest = max(going_on, default=-1.0)
        following = self._headings[behind] if behind < len(self._headings) else None
        if following and following.value == 1 and RANK[following.family] - 0.5 > deepest:
            return RANK[following.family] - 0.5
        return deepest + 0.5 if going_on else _TOP

    def _goes_on(self, family: str, behind: int) -> bool:
        """Whether the last number of a family before a place is followed by the next one after it."""
        numbers = self._of[family]
        place = bisect_left(numbers, behind)
        if not 0 < place < len(numbers):
            return False
        before, after = self._headings[numbers[place - 1]], self._headings[numbers[place]]
        return before.value > 0 and after.value == before.value + 1
