"""A store as it is for somebody who may not see some of its documents: they are not there.

Not a filter on what was found but a store of its own over the same database: its passages,
vocabulary, word counts, places and scores are those of the visible documents alone, so that
nothing of a hidden one can be read off an answer, a refusal or a score.
"""

from __future__ import annotations

import threading
from collections.abc import Set
from dataclasses import replace
from typing import NoReturn

import numpy as np

from index.documents import Succession
from index.hits import DocumentInfo
from index.search import View, Weights
from index.storage.database import DocumentHead
from index.store.store import Store, succession_of
from ingest.document import Chunk, Document, Metadata
from ingest.errors import UsageError


class VisibleStore(Store):
    """Reads what ``whole`` holds but for the documents of ``hidden``; writes nothing. Thread-safe as it is.

    It lives from the store it was made of: that one is to be closed, this one is not.
    """

    def __init__(self, whole: Store, hidden: Set[str]) -> None:
        # One database, one model and one set of settings; only what depends on the documents is its own.
        self.__dict__.update(whole.__dict__)
        self._whole, self._hidden = whole, frozenset(hidden)
        self._refresh_lock = threading.Lock()
        self._forget(whole.view)

    def _forget(self, view: View) -> None:
        """Take over a view of the whole store, without what is hidden."""
        self._from = view
        self._heads, self._listing = {}, (-1, [])
        self._allowed_for, self._sounds = {}, ("", None)
        self._succession = (-1, None)
        # Those that may be seen, not those that may not: of an older view some have no head any more.
        rows = [head.row for head in self._reader.heads() if head.doc_id not in self._hidden]
        self._view = part_of(view, rows, self._weights)

    def refresh(self, *, wait: bool = False) -> bool:
        self._whole.refresh(wait=wait)
        view = self._whole.view
        if view is self._from or not self._refresh_lock.acquire(blocking=wait):
            return False
        try:
            if view is self._from:
                return False
            self._forget(view)
            return True
        finally:
            self._refresh_lock.release()

    def _all_heads(self) -> list[DocumentHead]:
        return [head for head in super()._all_heads() if head.doc_id not in self._hidden]

    def _info(self, head: DocumentHead) -> DocumentInfo:
        info = super()._info(head)
        return replace(info, copies=tuple(copy for copy in info.copies if copy not in self._hidden))

    def _read_succession(self) -> Succession:
        return succession_of(self._reader, self._hidden)

    def found(self, doc_id: str) -> Metadata:
        self._require_visible(doc_id)
        return super().found(doc_id)

    def info(self, doc_id: str) -> DocumentInfo:
        self._require_visible(doc_id)
        return super().info(doc_id)

    def document(self, doc_id: str) -> Document:
        self._require_visible(doc_id)
        return super().document(doc_id)

    def chunks(self, doc_id: str) -> tuple[Chunk, ...]:
        self._require_visible(doc_id)
        return super().chunks(doc_id)

    def status(self) -> dict[str, object]:
        infos = self.documents()
        briefs = sum(info.metadata.brief for info in infos)
        counts = {
            "documents": len(infos),
            "chunks": sum(info.chunks for info in infos),
            "briefs": briefs,
            "originals": len(infos) - briefs,
        }
        return {**super().status(), **counts}

    def _require_visible(self, doc_id: str) -> None:
        if doc_id in self._hidden:  # in the very words for a document that is not there
            raise UsageError(f"索引中没有文档“{doc_id}”", f"no document '{doc_id}' in the store")

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a view of a store is not written to; write to the store")

    add = remove = edit = rebuild_embeddings = _refuse  # type: ignore[assignment]

    def close(self) -> None:
        """Nothing: whoever opened the whole store closes it."""


def part_of(view: View, documents: list[int], weights: Weights) -> View:
    """A view as it would be had only the documents of some database rows been added."""
    places = np.flatnonzero(np.isin(view.chunk_documents, documents))
    if len(places) == len(view):
        return view
    used = np.unique(view.chunk_regions[places])
    return View(
        view.revision,
        view.tag,
        view.chunk_rows[places],
        view.chunk_documents[places],
        np.searchsorted(used, view.chunk_regions[places]).astype(view.chunk_regions.dtype),
        view.factors[places],
        tuple(view.regions[number] for number in used),
        view.lexical.part(places, weights.b),
        view.dense.part(places),
    )
