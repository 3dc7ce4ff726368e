"""Define what a table in a text is, and the lines it is found in."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.document import Span
from ingest.tables.patterns import CAPTION

LONGEST_HEADER = 12  # characters of a column's name in a flattened table


@dataclass(frozen=True, slots=True)
class Table:
    """This is a table in the text; ``rows`` hold one list of lines per cell, in header order."""

    span: Span
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    caption: str = ""
    header_cells: tuple[
        tuple[Span, ...], ...
    ] = ()  # where the header's words stand; nothing in a flattened table


@dataclass(frozen=True, slots=True)
class Line:
    """This is a line with words: its span without white space, whether a tab opens it, blank lines above it."""

    start: int
    end: int
    words: str
    tabbed: bool
    gap: int


def table_lines(text: str, start: int) -> list[Line]:
    """Give the lines of a text that hold words."""
    found: list[Line] = []
    gap = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        raw = text[start:end]
        words = raw.strip()
        if words:
            left = start + len(raw) - len(raw.lstrip())
            found.append(Line(left, left + len(words), words, raw.lstrip(" \u3000")[:1] == "\t", gap))
            gap = 0
        else:
            gap += 1
        start = end + 1
    return found


def caption_above(lines: list[Line], position: int) -> str:
    """Find the caption “表1 ……” on the line above."""
    return (
        " ".join(lines[position - 1].words.split())
        if position and CAPTION.match(lines[position - 1].words)
        else ""
    )
