"""Count the answers that are being found or written, take no more when told to stop, and say how a store stands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ingest.errors import TooMany, WenceError


class AnswersUnderWay:
    """Thread-safe. ``stopping``: told to stop, so that no further answer is begun."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.stopping = False
        self.count = 0

    @contextmanager
    def another(self) -> Iterator[None]:
        """Surround an answer. Raises ``TooMany`` where the service is stopping."""
        if self.stopping:
            raise TooMany("服务正在停止，请稍后再问", "the service is stopping, come back later", 10.0)
        with self._lock:
            self.count += 1
        try:
            yield
        finally:
            with self._lock:
                self.count -= 1


def standing(store: Any) -> dict[str, float]:
    """Give what is watched of a store, as numbers by name; nothing of what only stands in for one."""
    with suppress(WenceError, AttributeError):
        status = store.status()
        return {
            "documents": status["documents"],
            "passages": status["chunks"],
            "revision": store.revision,
            "damaged": float(bool(getattr(store, "notice", ""))),
        }
    return {}
