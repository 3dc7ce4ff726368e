"""Show a document as programs read it: its outline, and a clause with what comes before and after it.

Pure functions over a ``Document``; every piece with its offsets in ``document.text``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from chat.structure import addresses
from index.hits import DocumentInfo, Hit
from ingest.document import Clause, Document
from ingest.errors import NotFound

LONGEST_TEXT = 20_000  # characters of one clause
SEPARATOR = " / "


def about(info: DocumentInfo) -> dict[str, object]:
    """Give a document of the store without its text, as the command line lists it."""
    values = asdict(info)
    return {**values, **values.pop("metadata")}


def outline(document: Document) -> list[dict[str, object]]:
    """Give a document's clauses in the order of the text; ``index`` names one for :func:`clause`."""
    return [_entry(document, number, clause) for number, clause in enumerate(_ordered(document))]


def clause(
    document: Document,
    *,
    address: str | None = None,
    offset: int | None = None,
    index: int | None = None,
) -> dict[str, object]:
    """Give a clause by address (“第二章/一、”), by a character in it or by its place in the outline.

    ``text`` is ``document.text[start:end]``, from its heading to its last own word, cut at
    ``LONGEST_TEXT``; the clauses below it are ``children``. Raises ``NotFound``.
    """
    clauses = _ordered(document)
    found = _number(document, clauses, address, offset, index)
    if found is None:
        raise NotFound("文件里没有这个条款", "the document has no such clause")
    chosen = clauses[found]
    start, end = _extent(chosen)
    end = min(end, start + LONGEST_TEXT)
    below = [
        number
        for number, other in enumerate(clauses)
        if len(other.path) == len(chosen.path) + 1 and other.path[:-1] == chosen.path
    ]
    near = {"previous": found - 1, "next": found + 1}
    return {
        "doc_id": document.doc_id,
        "title": document.metadata.title,
        **_entry(document, found, chosen),
        "end": end,
        "text": document.text[start:end],
        "children": [_entry(document, number, clauses[number]) for number in below] if chosen.path else [],
        **{
            name: _entry(document, number, clauses[number]) if 0 <= number < len(clauses) else None
            for name, number in near.items()
        },
    }


def _ordered(document: Document) -> list[Clause]:
    return sorted((c for c in document.clauses if c.heading or c.spans), key=lambda c: _extent(c)[0])


def _extent(clause: Clause) -> tuple[int, int]:
    spans = [*([clause.heading] if clause.heading else []), *clause.spans]
    return min(span.start for span in spans), max(span.end for span in spans)


def _entry(document: Document, number: int, clause: Clause) -> dict[str, object]:
    start, end = _extent(clause)
    return {
        "index": number,
        "clause": SEPARATOR.join(clause.path),
        "path": list(clause.path),
        "level": clause.level,
        "kind": clause.kind,
        "page": clause.page or document.page_at(start),
        "start": start,
        "end": end,
    }


def _number(
    document: Document, clauses: Sequence[Clause], address: str | None, offset: int | None, index: int | None
) -> int | None:
    if index is not None:
        return index if 0 <= index < len(clauses) else None
    if offset is not None:
        return _holding(clauses, offset) if 0 <= offset < len(document.text) else None
    words = (address or "").strip()
    for number, other in enumerate(clauses):
        if words and words in (SEPARATOR.join(other.path), "/".join(other.path)):
            return number
    steps = addresses.address_of(words) if words else ()
    path = addresses.find_path(document, steps, words) if steps else None
    return next((number for number, other in enumerate(clauses) if path and other.path == path), None)


def _holding(clauses: Sequence[Clause], offset: int) -> int | None:
    """The clause whose own words or heading hold a character, else the last that begins before it."""
    last = None
    for number, other in enumerate(clauses):
        spans = [*([other.heading] if other.heading else []), *other.spans]
        if any(span.start <= offset < span.end for span in spans):
            return number
        if _extent(other)[0] <= offset:
            last = number
    return last


def hit_json(hit: Hit) -> dict[str, object]:
    """A search result of the command line."""
    return {
        "doc_id": hit.chunk.doc_id,
        "chunk_id": hit.chunk.chunk_id,
        "title": hit.document.metadata.title,
        "clause": hit.chunk.clause,
        "score": round(float(hit.score), 6),
        "text": hit.chunk.text,
    }
