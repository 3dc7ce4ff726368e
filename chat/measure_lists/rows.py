"""What the rows of a list show: a document with its standing, and its words, cut where they are long."""

from __future__ import annotations

from chat.answers import short_title
from index.hits import DocumentInfo
from ingest.document import DRAFT, EXPIRED, NEWS, REPEALED, Span
from ingest.text.normalise import squeeze

NOT_IN_FORCE = (DRAFT, EXPIRED, REPEALED, NEWS)


def document_shown(info: DocumentInfo, status: str) -> str:
    """Give a document's title, with its standing where it is not in force."""
    return f"{short_title(info)}，{status}" if status in NOT_IN_FORCE else short_title(info)


def words_shown(text: str, span: Span, longest: int) -> str:
    """Give the words of a span without the mark at their end, at most so many characters."""
    words = squeeze(text[span.start : span.end]).rstrip("。；;")
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
