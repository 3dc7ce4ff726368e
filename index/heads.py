"""A document without its text: the row that says who it is, and its bytes.

Pure data. Knows nothing of SQLite. Keys that an older store's heads lack are read as empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from index.codec import dump_json, dump_metadata, load_json, load_metadata
from ingest.document import Document, Evidence, Metadata, SourceFile


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A row of ``documents`` without text.

    ``row`` is its number, never used again (0: not written yet). ``found`` is the metadata as it was
    read, ``content`` the sum of what was read (``codec.content_sha256``).
    """

    row: int
    doc_id: str
    found: Metadata
    source: str
    media_type: str
    characters: int
    chunks: int
    content: str
    sources: tuple[SourceFile, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def metadata(self) -> Metadata:
        """What holds of the document."""
        return self.found

    @property
    def sha256(self) -> str:
        """Changes with all that a search or an answer reads of the document."""
        return self.content


def head_of(document: Document, content: str, chunks: int) -> DocumentHead:
    """The head of a document that has no row yet."""
    return DocumentHead(
        0,
        document.doc_id,
        document.metadata,
        document.source,
        document.media_type,
        len(document.text),
        chunks,
        content,
        document.sources,
        document.evidence,
    )


def dump_head(head: DocumentHead) -> bytes:
    """All but row, id and content, which are columns of their own."""
    return dump_json(
        {
            "metadata": dump_metadata(head.found),
            "source": head.source,
            "media_type": head.media_type,
            "characters": head.characters,
            "chunks": head.chunks,
            "sources": [astuple(source) for source in head.sources],
            "evidence": [astuple(evidence) for evidence in head.evidence],
        }
    )


def load_head(row: int, doc_id: str, content: str, data: bytes) -> DocumentHead:
    """The inverse of :func:`dump_head`."""
    value: Mapping[str, Any] = load_json(data)
    return DocumentHead(
        row,
        doc_id,
        load_metadata(value["metadata"]),
        value["source"],
        value["media_type"],
        value["characters"],
        value["chunks"],
        content,
        tuple(SourceFile(*source) for source in value.get("sources", ())),
        tuple(Evidence(*evidence) for evidence in value.get("evidence", ())),
    )


def with_sources(first: tuple[SourceFile, ...], others: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Files of one document, each name once: what was read of it last stands in ``first``."""
    names = {source.name for source in first}
    return (*first, *(source for source in others if source.name not in names))
