"""Draw pages as pictures for people, and find where a quote stands on one. Runs in the worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.errors import UnreadableFile
from ingest.layout import QuotePlaces, boxes_of, shares
from ingest.readers.pdf.pdfium import opened, placed, rendered
from ingest.readers.scans.pictures import as_png, frames

_WIDEST = 2_000  # pixels
_TALLEST = 6_000  # pixels: a page may be a strip


def page_picture(data: bytes, page: int, width: int = 800) -> bytes:
    """Draw a page (from 1) of a PDF or picture file as PNG, ``width`` pixels wide (2,000 at most; a strip less).

    Raises :class:`EncryptedFile`, :class:`UnreadableFile` (also where there is no such page).
    """
    width = max(1, min(width, _WIDEST))
    if not _is_pdf(data):
        frame = _frame(data, page)
        return as_png(frame, _fitting(width, frame.shape[1], frame.shape[0]))
    with _page_of(data, page) as document:
        across, down = document.get_page_size(page - 1)
        width = _fitting(width, across, down)
        return as_png(rendered(document, page - 1, width / max(across, 1.0)), width)


def quote_places(data: bytes, page: int, words: str, before: str = "") -> QuotePlaces:
    """Give a page's size and rectangles of words on it (:func:`ingest.layout.quote_places.boxes_of`); pages count from 1.

    Without rectangles for pictures and scans: their words stand nowhere in the file, see
    :func:`ingest.layout.quote_places.boxes_among`.
    Raises :class:`EncryptedFile`, :class:`UnreadableFile`.
    """
    if not _is_pdf(data):
        height, width = _frame(data, page).shape[:2]
        return QuotePlaces(width, height)
    with _page_of(data, page) as document:
        width, height, pieces = placed(document, page - 1)
    return QuotePlaces(width, height, tuple(shares(boxes_of(pieces, words, before), width, height)))


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _fitting(width: int, across: float, down: float) -> int:
    """A width at which a page of these sides is not drawn too tall."""
    return max(1, min(width, int(_TALLEST * across / max(down, 1.0))))


def _missing(page: int) -> UnreadableFile:
    return UnreadableFile("没有这一页", f"there is no page {page}")


def _frame(data: bytes, page: int) -> Any:
    for frame in frames(data, _WIDEST, only=page):
        return frame
    raise _missing(page)


@contextmanager
def _page_of(data: bytes, page: int) -> Iterator[Any]:
    with opened(data) as document:
        if not 1 <= page <= len(document):
            raise _missing(page)
        yield document
