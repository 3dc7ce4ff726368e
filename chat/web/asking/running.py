"""Read an answer in the making, which another request may stop and several may follow.

The engine is read in a thread of its own, so that stopping does not wait for an
engine that is silent. Everything an answer shows comes out of this one reading, and a
stop ends all that follow it: nothing can arrive after the stop. (Gradio's own ``cancels``
lets a step that is under way overwrite what the stop has shown.)
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

Event = tuple[str, Any]


class RunningAnswer:
    """Read ``source`` from now on. ``cleared``: stopped because the conversation was thrown away."""

    def __init__(self, source: Iterator[Event]) -> None:
        self.cleared = False
        self.stopped = False
        self.over = False
        self._failure: BaseException | None = None
        self._events: list[Event] = []
        self._changed = threading.Condition()
        threading.Thread(target=self._read, args=(source,), name="wence-answer", daemon=True).start()

    def stop(self, *, cleared: bool = False) -> None:
        """End what follows now; the engine's thread ends at its next piece."""
        with self._changed:
            self.cleared = self.cleared or cleared
            self.stopped = True
            self._changed.notify_all()

    def batches(self) -> Iterator[list[Event]]:
        """Give the engine's events from its first, all that have come since the last time together.

        Ends with the engine or at a stop. Raises what the engine raised.
        """
        given = 0
        while True:
            with self._changed:
                while not (self.stopped or self.over or len(self._events) > given):
                    self._changed.wait()
                if self.stopped:
                    return
                fresh, over = self._events[given:], self.over
            given += len(fresh)
            if fresh:
                yield fresh
            elif over and self._failure:
                raise self._failure
            elif over:
                return

    def _read(self, source: Iterator[Event]) -> None:
        try:
            for event in source:
                with self._changed:
                    if self.stopped:
                        break
                    self._events.append(event)
                    self._changed.notify_all()
        except BaseException as error:  # raised again in the threads that follow
            self._failure = error
        with self._changed:
            self.over = True
            self._changed.notify_all()
