"""Plain text and Markdown files."""

from __future__ import annotations

from ingest.decode import decode
from ingest.extracted import Extracted


def read_text(data: bytes, markdown: bool = False) -> Extracted:
    """The decoded file, untouched. Raises the errors of :func:`ingest.decode.decode`."""
    return Extracted(decode(data), "text/markdown" if markdown else "text/plain")
