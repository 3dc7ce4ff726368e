"""A store as it is for somebody who may not see some of its documents: they are not there.

Not a filter on what was found but a searcher of its own over the same database: its passages,
vocabulary, word counts, places and scores are those of the visible documents alone, so that
nothing of a hidden one can be read off an answer, a refusal or a score.
"""

from __future__ import annotations

import threading
from collections.abc import Set

from index.store.reading import SeenRevisions, StoreReading
from index.store.searcher import Searcher


class VisibleStore(StoreReading):
    """What ``whole`` holds but for the documents of ``hidden``, to search and to read. Thread-safe.

    It lives from the store it was made of: that one is to be closed.
    """

    def __init__(self, whole: StoreReading, hidden: Set[str]) -> None:
        super().__init__(_Part(whole.revisions, frozenset(hidden)))

    def status(self) -> dict[str, object]:
        """As of a store that never held what is hidden; the revision alone is that of the whole."""
        self.refresh()
        return super().status()


class _Part:
    """The revisions of a store without some documents, one step behind those of the whole."""

    def __init__(self, whole: SeenRevisions, hidden: frozenset[str]) -> None:
        self._whole, self._hidden = whole, hidden
        self._lock = threading.Lock()
        self._from = whole.current
        self._current = self._from.without(hidden)

    @property
    def current(self) -> Searcher:
        return self._current

    def refresh(self, *, wait: bool = False) -> bool:
        self._whole.refresh(wait=wait)
        newest = self._whole.current
        if newest is self._from or not self._lock.acquire(blocking=wait):
            return False
        try:
            if newest is self._from:
                return False
            self._from, self._current = newest, newest.without(self._hidden)
            return True
        finally:
            self._lock.release()

    def require_searchable(self) -> None:
        self._whole.require_searchable()
