"""Define what goes to a worker and what comes out of a container: small frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import SourceError


@dataclass(frozen=True, slots=True)
class Task:
    """A task says what to read: ``source`` is the name shown, ``stem`` the wanted ``doc_id``, ``suffix`` the name's end.

    ``kind`` is given where the content is known (“line”: line ``number`` of a JSONL file, as UTF-8;
    a container's format for :meth:`Worker.unpack`), else the content decides.
    """

    source: str
    stem: str
    suffix: str = ""
    kind: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A member is a file inside a container, or the error that it met; ``name`` is its path inside, cleaned."""

    name: str
    data: bytes = b""
    error: SourceError | None = None
    warnings: tuple[str, ...] = ()
    number: int = 0  # of a line of a JSONL file, else 0
