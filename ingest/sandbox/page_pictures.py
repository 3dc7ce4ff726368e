"""Draw pictures of a parsed file's pages for the report, in a worker like everything that touches a file."""

from __future__ import annotations

from ingest.document import ParsedSource
from ingest.errors import SourceError
from ingest.sandbox.worker import Worker

WIDTH = 760  # pixels
MOST_PAGES = 60  # of one file: a page of a report must stay loadable
_DRAWN = ("application/pdf", "image/")
_MARKS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8", b"RIFF")


def is_drawn(data: bytes) -> bool:
    """Whether a file begins as those do that have pages to draw."""
    return data.startswith(_MARKS)


def page_pictures(parsed: ParsedSource, data: bytes, worker: Worker) -> dict[int, bytes]:
    """Give page (from 1) -> PNG bytes of the first pages of a PDF or picture file; what cannot be drawn is left out."""
    document = parsed.document
    if document is None or not document.media_type.startswith(_DRAWN):
        return {}
    found: dict[int, bytes] = {}
    for page in range(1, min(len(document.pages), MOST_PAGES) + 1):
        try:
            found[page] = worker.picture(data, page, WIDTH)
        except (
            SourceError
        ):  # the report says of the page what the parser found; a missing picture says nothing more
            continue
    return found
