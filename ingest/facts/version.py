"""Say which code reads the facts of a document, so that facts of older code are read again."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from ingest.parser_version import digest_of

# The rooms whose code decides which facts are read from a parsed document.
_ROOMS = ("facts", "figures", "metadata", "structure", "tables", "text")


@cache
def facts_version() -> str:
    """Give twelve hex digits that change with any module that reads facts, or reads words for them, and with its tables."""
    package = Path(__file__).parents[1]
    digests = "".join(digest_of(package / room) for room in _ROOMS)
    tables = b"".join(path.read_bytes() for path in sorted((package / "figures").rglob("*.tsv")))
    return sha256(digests.encode() + tables).hexdigest()[:12]
