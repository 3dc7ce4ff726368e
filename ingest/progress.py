"""How far a run has come, and how a reader says that it is at work on a page.

A reader that takes long for a page (OCR) calls :func:`reading_page` before each one, and before
it loads its models: that gives the page a time budget of its own and moves the progress bar.
Outside a worker the call does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """``files`` are sources that are done of ``known`` found so far (members of archives and JSON lines
    count once they are found); ``pages`` have been read in them. ``seconds_left`` is an estimate by
    bytes, ``None`` while there is nothing to go by. ``reading`` is the file that OCR is at work on, and
    the page (from 1) of how many.
    """

    files: int = 0
    known: int = 0
    pages: int = 0
    seconds_left: float | None = None
    reading: tuple[str, int, int] | None = None


def _silent(page: int, pages: int) -> None:
    pass


_listener: Callable[[int, int], None] = _silent


def reading_page(page: int, pages: int) -> None:
    """OCR is about to read a page (from 1) of so many."""
    _listener(page, pages)


def listen(listener: Callable[[int, int], None]) -> None:
    """Have a function called with each page that is begun in this process."""
    global _listener
    _listener = listener
