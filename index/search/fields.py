"""Give the text fields of a chunk that are searched: its words, its document's title, its headings, its lead.

Pure functions. The cited text stays as it is; these are search fields beside it.
"""

from __future__ import annotations

from functools import lru_cache

from index.storage.codec import FieldTerms
from index.words import tokens
from ingest.document import Chunk, Metadata

# Chunks that only point at a passage rank below those that hold it.
KIND_FACTORS = {"contents": 0.6, "title": 0.8}


def title_text(metadata: Metadata) -> str:
    """Give all that names a document: title, number, issuers, region, other names."""
    names = (
        metadata.title,
        metadata.number or "",
        *metadata.issuers,
        metadata.region or "",
        *metadata.aliases,
    )
    return "\n".join(name for name in names if name)


def body_text(chunk: Chunk) -> str:
    """Give the words of a chunk; of a table row its cells, free of the layout between them."""
    if chunk.kind == "row" and chunk.cells:
        return "\n".join(value for _, value in chunk.cells)
    return chunk.text


def lead_text(chunk: Chunk) -> str:
    """Give the words that introduce a chunk: its lead and the headers of its columns."""
    return "\n".join((chunk.lead, *(header for header, _ in chunk.cells)))


@lru_cache(maxsize=256)
def _once(text: str) -> tuple[str, ...]:
    """A text's terms, each once. Kept for the last few: the passages of a section share its headings."""
    return tuple(dict.fromkeys(tokens.terms(text)))


@lru_cache(maxsize=64)
def _title_terms(metadata: Metadata) -> tuple[str, ...]:
    """A title's terms, each once: names that repeat words (aliases) weigh no more."""
    return _once(title_text(metadata))


def field_terms(chunk: Chunk, metadata: Metadata) -> FieldTerms:
    """Give the terms of each of ``codec.FIELDS``: those of the body as often as they stand there, of others once."""
    return (
        tokens.terms(body_text(chunk)),
        _title_terms(metadata),
        _once("\n".join(chunk.path)),
        _once(lead_text(chunk)),
    )


def embedding_text(chunk: Chunk, metadata: Metadata) -> str:
    """Give what the embedding model reads of a chunk: title, headings, lead, words."""
    return "\n".join(
        part for part in (metadata.title, *chunk.path, lead_text(chunk), body_text(chunk)) if part.strip()
    )
