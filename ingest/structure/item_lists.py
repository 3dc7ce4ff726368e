"""Lists of numbered items in running words: the words that lead in, and each item to its end. Pure functions of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.document import Span
from ingest.structure.heading_lines import trim
from ingest.structure.headings import Mark, find_labels
from ingest.structure.patterns import COUNTED_CLAUSE, LIST_LEAD
from ingest.text.numerals import number
from ingest.text.sentences import split_sentences

# What numbers items: （一）, 1., （1）, 一、, ①; 一是 is a family of its own.
_FAMILIES = frozenset(("han_b", "arabic", "arabic_b", "han", "circle", "counted"))
_FEWEST = 2
_LONGEST_LEAD = 240  # characters


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list: its lead-in (``None`` where a heading leads in) and its items in order, each from its label on."""

    lead: Span | None
    items: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the lead-in to the end of the last item."""
        return Span((self.lead or self.items[0]).start, self.items[-1].end)


@dataclass(slots=True)
class _Run:
    """Labels of one family that count on from 1 (state while the labels of a text are read in order)."""

    marks: list[Mark] = field(default_factory=list)
    end: int = 0  # where an outer label ends it; 0 while it is open


def item_lists(text: str, within: Span) -> list[ItemList]:
    """Give the lists in ``text[within]``, in the order of their first items; outer lists stand before those inside."""
    marks = [mark for mark in find_labels(text, within.start, within.end) if mark.family in _FAMILIES]
    marks += _counted(text, within)
    runs = _runs(sorted(marks, key=lambda mark: mark.start))
    found = []
    for run in runs:
        if len(run.marks) >= _FEWEST:
            items = _items(text, run, within.end)
            first = items[0].start
            above = max((mark.start for mark in marks if mark.start < first), default=within.start)
            found.append(ItemList(_lead(text, above, first), items))
    return found


def list_around(lists: Sequence[ItemList], start: int, end: int) -> ItemList | None:
    """Give the innermost list of which ``start:end`` is the lead-in, or an item, or a part of one."""
    holding = [found for found in lists if found.span.start < end and start < found.span.end]
    led = [found for found in holding if found.lead and found.lead.start < end and start < found.lead.end]
    return led[0] if led else min(holding, key=lambda found: found.span.end - found.span.start, default=None)


def _counted(text: str, within: Span) -> list[Mark]:
    """一是……；二是……, 首先 and 其次 left out: they count nothing."""
    return [
        Mark(match.start(), match.end(), "counted", number(match[1]) or 0, within.end, False)
        for match in COUNTED_CLAUSE.finditer(text, within.start, within.end)
    ]


def _runs(marks: Sequence[Mark]) -> list[_Run]:
    open_runs: list[_Run] = []
    runs: list[_Run] = []
    for mark in marks:
        place = next((n for n, run in enumerate(open_runs) if run.marks[-1].family == mark.family), -1)
        counts_on = place >= 0 and mark.value == open_runs[place].marks[-1].value + 1
        if not counts_on and mark.value != 1:
            continue
        keep = place + counts_on if place >= 0 else len(open_runs)
        for run in open_runs[keep:]:
            run.end = mark.start
        del open_runs[keep:]
        if counts_on:
            open_runs[place].marks.append(mark)
        else:
            run = _Run([mark])
            open_runs.append(run)
            runs.append(run)
    return runs


def _items(text: str, run: _Run, limit: int) -> tuple[Span, ...]:
    starts = [mark.start for mark in run.marks]
    last = run.marks[-1]
    end = run.end or limit
    stop = _line_end(text, last, end) if last.opens_line else _sentence_end(text, last, end)
    ends = [*starts[1:], min(end, stop)]
    spans = (trim(text, Span(start, stop)) for start, stop in zip(starts, ends, strict=True))
    return tuple(span for span in spans if span)


def _line_end(text: str, mark: Mark, end: int) -> int:
    """The end of a last item that stands on lines of its own: of its line, lines with deeper labels included."""
    position = mark.label_end
    while True:
        stop = text.find("\n", position, end)
        if stop < 0:
            return end
        following = find_labels(text, stop + 1, min(end, stop + 400))
        first = following[0].start if following else -1
        if first < 0 or text[stop + 1 : first].strip() or following[0].family == mark.family:
            return stop
        position = first + 1


def _sentence_end(text: str, mark: Mark, end: int) -> int:
    line = text.find("\n", mark.label_end, end)
    line = end if line < 0 else line
    spans = split_sentences(text[mark.label_end : line])
    stops = [mark.label_end + stop for _, stop in spans if text[mark.label_end + stop - 1] in "。！？!?"]
    return stops[0] if stops else line


def _lead(text: str, start: int, first: int) -> Span | None:
    """The sentence before the first item, where it says that something follows."""
    begin = max(start, first - _LONGEST_LEAD)
    spans = split_sentences(text[begin:first])
    if not spans:
        return None
    lead = Span(begin + spans[-1][0], begin + spans[-1][1])
    return lead if LIST_LEAD.search(text[lead.start : lead.end]) else None
