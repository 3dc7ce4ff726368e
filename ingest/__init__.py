"""Turn any file into a document (clauses, tables, metadata, each with its place in the text) and its passages.

Public names: :func:`parse_path`, :func:`parse_sources`, :func:`parse_text`,
:func:`chunk_document`, :func:`split_sentences`. They are imported when first asked for, so that
importing the package costs nothing. Knows nothing of the store, of search or
of answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.parsing import chunk_document, parse_text
    from ingest.sources import parse_path, parse_sources
    from ingest.text.sentences import split_sentences

__all__ = ["chunk_document", "parse_path", "parse_sources", "parse_text", "split_sentences"]

_HOMES = {
    "chunk_document": "ingest.parsing.chunks",
    "parse_path": "ingest.sources.pipeline",
    "parse_sources": "ingest.sources.pipeline",
    "parse_text": "ingest.parsing.parse",
    "split_sentences": "ingest.text.sentences",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ingest' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
