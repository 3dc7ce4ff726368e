"""What a reader hands on: text taken out of a file, with what the file itself says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.document import PageWords


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line ``text[start:end]`` that the file marks as a heading; ``level`` counts from 1, 0 where it is not known."""

    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Extracted:
    """``text`` becomes ``Document.text``. ``pages`` are start offsets, ``bare_pages`` count from 1.

    A table stands in the text as pipe rows (:func:`ingest.grid.pipe_table`), where it stands in the
    file. What is not part of the running text (running headers, footers, names of attachments) is
    kept beside it.
    """

    text: str
    media_type: str
    title: str | None = None  # given from outside: wins over the text
    page_title: str | None = None  # what the file calls itself: a hint
    given: Mapping[str, object] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    bare_pages: tuple[int, ...] = ()
    headings: tuple[MarkedLine, ...] = ()
    warnings: tuple[str, ...] = ()
    ocr: tuple[tuple[int, float], ...] = ()  # (page from 1, mean confidence 0 to 1) of pages read by OCR
    words: tuple[PageWords, ...] = ()  # of the same pages: where OCR read what
    margins: tuple[str, ...] = ()  # running headers and footers
    attachments: tuple[str, ...] = ()  # names of files that the source links or carries
