"""Read an answer in the making, which another request may stop.

The engine is read in a thread of its own, so that stopping does not wait for an
engine that is silent. Everything an answer shows comes out of one iterator, and a
stop ends that iterator: nothing can arrive after the stop. (Gradio's own ``cancels``
lets a step that is under way overwrite what the stop has shown.)
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

_END = object()


class RunningAnswer:
    """Read ``source`` from now on. ``cleared``: stopped because the conversation was thrown away."""

    def __init__(self, source: Iterator[tuple[str, Any]]) -> None:
        self.cleared = False
        self._stop = threading.Event()
        self._items: SimpleQueue[Any] = SimpleQueue()
        threading.Thread(target=self._read, args=(source,), name="wence-answer", daemon=True).start()

    @property
    def stopped(self) -> bool:
        """Whether the answer was stopped."""
        return self._stop.is_set()

    def stop(self, *, cleared: bool = False) -> None:
        """End ``events()`` now; the engine's thread ends at its next piece."""
        self.cleared = self.cleared or cleared
        self._stop.set()
        self._items.put(_END)

    def events(self) -> Iterator[tuple[str, Any]]:
        """Give the engine's events until its end or a stop. Raises what the engine raised."""
        while (item := self._items.get()) is not _END and not self.stopped:
            if isinstance(item, BaseException):
                raise item
            yield item

    def _read(self, source: Iterator[tuple[str, Any]]) -> None:
        try:
            for event in source:
                if self.stopped:
                    return
                self._items.put(event)
            self._items.put(_END)
        except BaseException as error:  # raised again in the thread that reads ``events()``
            self._items.put(error)
