"""Define the head of a document: the row that says who it is, without its text, and its bytes.

Pure data. Knows nothing of SQLite. Keys that an older store's heads lack are read as empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from typing import Any

from index.storage.codec import as_tuple, dump_json, dump_metadata, load_json, load_metadata
from ingest.document import Document, Evidence, Metadata, SourceFile

JSON_LINE = "application/jsonl"


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A head is a row of ``documents`` without text.

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
    edits: tuple[tuple[str, Any], ...] = ()  # (field of Metadata, value), in place of what was read
    copies: tuple[str, ...] = ()  # ids of documents that say the same and are kept beside it
    bands: str = ""  # see codec.pack_bands; empty for a brief

    @property
    def metadata(self) -> Metadata:
        """Give the metadata in force: what was read, and over it what a person has set right."""
        return replace(self.found, **dict(self.edits)) if self.edits else self.found

    @property
    def sha256(self) -> str:
        """Give a digest that changes with all that a search or an answer reads of the document."""
        if not self.edits:
            return self.content
        return sha256(self.content.encode() + dump_json(self.edits)).hexdigest()

    @property
    def is_file(self) -> bool:
        """Whether it came as a file, so that a copy of it need not be kept; a JSON line has an id to be found by."""
        return bool(self.sources) and self.media_type != JSON_LINE


def head_of(document: Document, content: str, chunks: int, bands: str = "") -> DocumentHead:
    """Give the head of a document that has no row yet."""
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
        bands=bands,
    )


def dump_head(head: DocumentHead) -> bytes:
    """Write a head but for row, id and content, which are columns of their own."""
    return dump_json(
        {
            "metadata": dump_metadata(head.found),
            "source": head.source,
            "media_type": head.media_type,
            "characters": head.characters,
            "chunks": head.chunks,
            "sources": [astuple(source) for source in head.sources],
            "evidence": [astuple(evidence) for evidence in head.evidence],
            "edits": head.edits,
            "copies": head.copies,
            "bands": head.bands,
        }
    )


def load_head(row: int, doc_id: str, content: str, data: bytes) -> DocumentHead:
    """Read what :func:`dump_head` wrote."""
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
        tuple((field, as_tuple(entry)) for field, entry in value.get("edits", ())),
        tuple(value.get("copies", ())),
        value.get("bands", ""),
    )


def with_sources(standing: tuple[SourceFile, ...], read: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Merge files of one document, each name once, as it was read last; new names come behind."""
    latest = {source.name: source for source in (*standing, *read)}
    return tuple(latest.values())
