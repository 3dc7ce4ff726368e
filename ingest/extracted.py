"""What a reader hands on: text taken out of a file, with what the file itself says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.document import Span


@dataclass(frozen=True, slots=True)
class Extracted:
    """``text`` becomes ``Document.text``. ``pages`` are start offsets, ``bare_pages`` count from 1."""

    text: str
    media_type: str
    title: str | None = None  # given from outside: wins over the text
    page_title: str | None = None  # what the file calls itself: a hint
    given: Mapping[str, object] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    bare_pages: tuple[int, ...] = ()
    headings: tuple[Span, ...] = ()  # lines marked as headings in the file
    warnings: tuple[str, ...] = ()
