"""Keep the documents of a store ready for the clause look-up, as long as they stay as they are."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Protocol

from chat.service.clause_search import (
    FoundDocument,
    Shelved,
    Wanted,
    find,
    number_key,
    shelved,
    wanted_of,
)
from index.hits import DocumentInfo
from ingest.document import Document
from ingest.errors import UsageError
from ingest.text.normalise import unspaced

ALL = 1_000  # documents; of a larger store the most likely ones are looked through
SEARCHED = 60  # passages that name likely documents of a larger store


class Readable(Protocol):
    """What the look-up asks of a store."""

    def documents(self) -> Sequence[DocumentInfo]:
        """List the documents."""

    def document(self, doc_id: str) -> Document:
        """Give a document with its text."""

    def search(self, query: str, k: int) -> Sequence[Any]:
        """Give the ``k`` best passages for a query."""


class Shelf:
    """Keep each version of a document read once. Thread-safe."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[DocumentInfo, Shelved]] = {}
        self._lock = threading.Lock()

    def find(self, store: Readable, text: str) -> list[FoundDocument]:
        """Find clauses as ``clause_search.find`` does, in the documents that the store gives and no others."""
        wanted = wanted_of(text)
        if not wanted:
            return []
        infos = store.documents()
        if len(infos) > ALL:
            infos = _likely(infos, store, text, wanted)
        return find(wanted, self._ready(infos, store))

    def warm(self, store: Readable) -> None:
        """Make the documents of a small store ready before the first query."""
        infos = store.documents()
        if len(infos) <= ALL:
            self._ready(infos, store)

    def _ready(self, infos: Sequence[DocumentInfo], store: Readable) -> list[Shelved]:
        ready = []
        with self._lock:
            for info in infos:
                kept = self._kept.get(info.doc_id)
                if kept is None or kept[0] != info:
                    try:
                        kept = info, shelved(store.document(info.doc_id), info)
                    except UsageError:  # removed meanwhile
                        continue
                    self._kept[info.doc_id] = kept
                ready.append(kept[1])
            if len(self._kept) > 2 * ALL:
                self._kept = {
                    info.doc_id: self._kept[info.doc_id] for info in infos if info.doc_id in self._kept
                }
        return ready


def _likely(infos: Sequence[DocumentInfo], store: Readable, text: str, wanted: Wanted) -> list[DocumentInfo]:
    """The documents named by title or 文号, and those whose passages the search finds."""
    by_search = {hit.document.doc_id for hit in store.search(text, SEARCHED)}
    parts = (*wanted.words, *wanted.phrases)
    named = []
    for info in infos:
        title, number = unspaced(info.metadata.title), number_key(info.metadata.number or "")
        by_name = any(part in title for part in parts) or any(
            number.startswith(wish) for wish in wanted.numbers
        )
        if by_name or info.doc_id in by_search:
            named.append(info)
    return named[:ALL]
