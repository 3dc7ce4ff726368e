"""Report how far a run has come, and which part of a file a reader is at.

A reader calls :func:`finished` for each page, sheet or other part that it is done with: a file that
goes on doing so is no hang. One that takes long for a page (OCR) calls :func:`reading_page` before
each one, and before it loads its models: that gives the page a time budget of its own. Both move the
progress bar. Outside a worker the calls do nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """This says how far a run has come.

    ``files`` are sources that are done of ``known`` seen so far (members of archives and JSON lines
    count once they are seen); ``pages`` have been read in them. ``seconds_left`` is an estimate by
    bytes, ``None`` while there is nothing to go by. ``reading`` is a file that is at work, and the page
    (from 1) of how many; ``by_ocr``: that page is being recognised, which takes seconds.
    """

    files: int = 0
    known: int = 0
    pages: int = 0
    seconds_left: float | None = None
    reading: tuple[str, int, int] | None = None
    by_ocr: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step is what a reader reports.

    ``page`` of ``pages``, both 0 where a part is no page; ``slow``: OCR is about to read it.
    """

    page: int = 0
    pages: int = 0
    slow: bool = False


def _silent(step: Step) -> None:
    pass


_listener: Callable[[Step], None] = _silent


def reading_page(page: int, pages: int) -> None:
    """Report that OCR is about to read a page (from 1) of so many."""
    _listener(Step(page, pages, slow=True))


def finished(page: int = 0, pages: int = 0) -> None:
    """Report that a page (from 1) of so many has been read, or that another part of the file is done."""
    _listener(Step(page, pages))


def listen(listener: Callable[[Step], None]) -> None:
    """Have a function called with each step in this process."""
    global _listener
    _listener = listener
