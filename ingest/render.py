"""Pages as pictures, for the parse report that shows them beside the clauses. Runs in the worker."""

from __future__ import annotations

from ingest.errors import UnreadableFile
from ingest.pdfium import opened, rendered
from ingest.pictures import as_png, frames

_WIDEST = 2_000  # pixels


def page_picture(data: bytes, page: int, width: int = 800) -> bytes:
    """A page (from 1) of a PDF or picture file as PNG, ``width`` pixels wide (2,000 at most).

    Raises :class:`EncryptedFile`, :class:`UnreadableFile` (also where there is no such page).
    """
    width = max(1, min(width, _WIDEST))
    missing = UnreadableFile("没有这一页", f"there is no page {page}")
    if b"%PDF-" not in data[:1024]:
        for number, frame in enumerate(frames(data, _WIDEST), 1):
            if number == page:
                return as_png(frame, width)
        raise missing
    with opened(data) as document:
        if not 1 <= page <= len(document):
            raise missing
        size = document.get_page_size(page - 1)
        return as_png(rendered(document, page - 1, width / max(size[0], 1.0)), width)
