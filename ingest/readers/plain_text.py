"""Read plain text and Markdown files."""

from __future__ import annotations

from ingest.decode import decode
from ingest.extracted import Extracted


def read_text(data: bytes) -> Extracted:
    """Give the decoded file, untouched. Raises the errors of :func:`ingest.decode.decode`."""
    return Extracted(decode(data), "text/plain")


def read_markdown(data: bytes) -> Extracted:
    """Give the decoded file as :func:`read_text` does, marked as Markdown."""
    return Extracted(decode(data), "text/markdown")
