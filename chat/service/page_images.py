"""Draw pages of kept originals in a worker process and find where a quote stands on them; keep the last pictures.

One page at a time: a file is hostile until shown otherwise, and what it does to its worker is bounded in time
and memory there. Knows nothing of who may see a document; whoever asks has been checked.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote

from ingest.document import Document
from ingest.errors import SourceError, UnreadableFile
from ingest.layout import QuotePlaces
from ingest.limits import LIMITS, MIB, Limits
from ingest.sandbox import Worker

WIDTH = 1_000  # pixels of a picture
KEPT_BYTES = 48 * MIB  # of pictures in memory, those seen last
PAGE_LIMITS = replace(LIMITS, seconds=10.0, cpu_seconds=10)
_FAILED_SECONDS = 600.0  # for which a page that could not be drawn is not tried again
_MOST_FAILED = 500
_IDLE_SECONDS = 60.0  # after which the process ends
_PNG = b"\x89PNG"

Load = Callable[[], bytes]
_Made = TypeVar("_Made")


class Pages:
    """Draw pages of files that ``load`` reads where they are needed; ``sha256`` names them. Thread-safe."""

    def __init__(self, limits: Limits = PAGE_LIMITS) -> None:
        self._worker = Worker(limits)
        # One thread of its own: on Linux a worker ends with the thread that started it.
        self._thread = ThreadPoolExecutor(1, "wence-pages")
        self._lock = threading.Lock()
        self._pictures: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._size = 0
        self._failed: OrderedDict[tuple[str, int], tuple[float, SourceError]] = OrderedDict()
        self._rest: threading.Timer | None = None

    def close(self) -> None:
        """End the worker, whatever it is at; what waits is dropped."""
        with self._lock:
            if self._rest:
                self._rest.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._worker.kill()
        self._thread.shutdown()
        self._worker.stop()

    def drawn(self, sha256: str, page: int) -> bytes | None:
        """Give the picture of a page (from 1) if it was drawn lately."""
        with self._lock:
            found = self._pictures.get((sha256, page))
            if found is not None:
                self._pictures.move_to_end((sha256, page))
            return found

    def picture(self, sha256: str, page: int, load: Load) -> bytes:
        """Draw a page (from 1) as PNG, ``WIDTH`` pixels wide. Raises ``SourceError`` where it cannot be drawn."""
        key = sha256, page
        found = self.drawn(*key)
        if found is not None:
            return found
        made = self._made(key, lambda: self._worker.picture(load(), page, WIDTH))
        if not made.startswith(_PNG):
            raise UnreadableFile("这一页画不出来", "the page cannot be drawn")
        with self._lock:
            if key not in self._pictures:
                self._pictures[key] = made
                self._size += len(made)
            while self._size > KEPT_BYTES:
                self._size -= len(self._pictures.popitem(last=False)[1])
        return made

    def places(self, sha256: str, page: int, words: str, before: str, load: Load) -> QuotePlaces:
        """Give the size of a page and where words stand on it, see ``ingest.readers.page_image.quote_places``. Raises ``SourceError``."""
        return self._made((sha256, page), lambda: self._worker.places(load(), page, words, before))

    def _made(self, key: tuple[str, int], work: Callable[[], _Made]) -> _Made:
        """What the worker makes, after what others wait for; a page that failed fails again at once."""
        with self._lock:
            since, error = self._failed.get(key, (0.0, None))
            if error is not None and time.monotonic() - since < _FAILED_SECONDS:
                raise error
        try:
            return self._thread.submit(work).result()
        except SourceError as failure:
            with self._lock:
                self._failed[key] = time.monotonic(), failure
                while len(self._failed) > _MOST_FAILED:
                    self._failed.popitem(last=False)
            raise
        finally:
            self._rest_later()

    def _rest_later(self) -> None:
        def rest() -> None:
            with suppress(RuntimeError):  # closed meanwhile
                self._thread.submit(self._worker.stop)

        with self._lock:
            if self._rest:
                self._rest.cancel()
            self._rest = threading.Timer(_IDLE_SECONDS, rest)
            self._rest.daemon = True
            self._rest.start()


def original_address(doc_id: str) -> str:
    """Give the address of a document's pages, original and report on this server."""
    return f"/api/documents/{quote(doc_id, safe='', errors='replace')}"


def words_on_page(document: Document, page: int, start: int, end: int) -> tuple[str, str]:
    """Give the words of ``text[start:end]`` on a page (from 1), and those of the page before them."""
    if not 1 <= page <= len(document.pages):
        return "", ""
    first = document.pages[page - 1]
    last = document.pages[page] if page < len(document.pages) else len(document.text)
    start, end = max(start, first), min(end, last)
    return (document.text[start:end], document.text[first:start]) if start < end else ("", "")
