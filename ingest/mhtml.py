"""Web pages that a browser saved as one file (.mht, .mhtml): the page itself, what it shows left out."""

from __future__ import annotations

from ingest.errors import UnreadableFile
from ingest.extracted import Extracted
from ingest.read_html import read_html


def read_mhtml(data: bytes) -> Extracted:
    """The article of the first HTML part. Raises the errors of :func:`ingest.read_html.read_html`."""
    from email import message_from_bytes, policy

    for part in message_from_bytes(data, policy=policy.compat32).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                return read_html(page)
    raise UnreadableFile("网页存档里没有网页", "the web archive holds no page")
