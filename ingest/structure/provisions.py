"""Find the paragraphs (款) of an article and the numbered items (项) in them. Pure functions of text."""

from __future__ import annotations

from ingest.document import Span
from ingest.structure.heading_lines import trim
from ingest.structure.headings import Mark, find_labels
from ingest.structure.unnumbered import paragraphs

# What numbers the items (项) of a paragraph, and what numbers the parts (目) of an item.
_ITEMS = ("han_b", "arabic", "arabic_b", "han", "circle")


def provision(
    text: str, span: Span, paragraph: int | None = None, item: int | None = None, part: int | None = None
) -> Span | None:
    """Give the words of an article's n-th paragraph (款), item (项) or part of an item (目); ``None`` for a missing one.

    ``span`` holds the article's words. A line that opens with a label belongs to the paragraph above
    it. Without ``paragraph`` the first item of that number in the article is taken.
    """
    labels = [mark for mark in find_labels(text, span.start, span.end) if mark.family in _ITEMS]
    opening = {mark.start for mark in labels if mark.opens_line}
    starts = [each.start for each in paragraphs(text[: span.end], span.start) if each.start not in opening]
    found: Span | None = span
    if paragraph is not None:
        if not 1 <= paragraph <= len(starts):
            return None
        found = Span(starts[paragraph - 1], [*starts[1:], span.end][paragraph - 1])
    for value in (item, part):
        if value is not None and found is not None:
            found = _item(found, labels, starts, value)
            labels = [mark for mark in labels if found and mark.start > found.start]
    return trim(text, found) if found else None


def _item(within: Span, marks: list[Mark], starts: list[int], value: int) -> Span | None:
    """From the label of that number to the next one of its family or to the next paragraph."""
    inside = [mark for mark in marks if within.start <= mark.start < within.end]
    inside = [mark for mark in inside if mark.family == inside[0].family]
    for index, mark in enumerate(inside):
        if mark.value == value:
            ends = [start for start in starts if start > mark.start]
            if index + 1 < len(inside):
                ends.append(inside[index + 1].start)
            return Span(mark.start, min([*ends, within.end]))
    return None
