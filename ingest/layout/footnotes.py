"""Recognise notes below the text: smaller type at the foot of a column, under a short line or behind a mark. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.layout.paragraphs import Block, Paragraph
from ingest.layout.patterns import NOTE_MARK
from ingest.layout.pieces import PageContent

_SMALLER = 0.93  # of the page's type
_LOWER_HALF = 0.45  # of the page's height: notes stand below
_SHORT = (0.1, 0.5)  # of the page's width: the line above notes


def set_notes_apart(blocks: Sequence[Block], page: PageContent, em: float) -> list[Block]:
    """Mark the paragraphs at the end of a column that are notes; the blocks themselves stay in order."""
    line = _line_above_notes(page)
    for block in reversed(blocks):
        if not isinstance(block, Paragraph):
            break
        top = block.lines[0].top
        if top < _LOWER_HALF * page.height or block.size > _SMALLER * em:
            break
        below = line is not None and top > line - 2
        if not below and not NOTE_MARK.match(block.words):
            break
        block.note = True
    return list(blocks)


def _line_above_notes(page: PageContent) -> float | None:
    """Where the short line stands that parts notes from the text."""
    shortest, longest = (share * page.width for share in _SHORT)
    found = [
        ruling.position
        for ruling in page.rulings
        if ruling.level
        and shortest <= ruling.end - ruling.start <= longest
        and ruling.position > _LOWER_HALF * page.height
    ]
    return max(found) if found else None
