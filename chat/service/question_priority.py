"""Put questions first: work that nobody waits for at the desk is done in the gaps between them.

Python runs one thread at a time, so a document that is taken in beside the conversations would cost
each of them as much as one more conversation that never ends. Whoever does such work calls
:meth:`Pace.give_way` between small pieces of it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PIECE = 0.005  # seconds of processor time that are worked before it is asked who waits
SHARE = 0.1  # of the time, what the work gets however many questions come
QUIET = 0.05  # seconds without a question until the work goes on: the next one may be on its way
LONGEST = 0.05  # seconds of work that are made up for at once
_GLANCE = 0.01


class Pace:
    """Count the questions being answered and hold back other work. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._questions = 0
        self._last = float("-inf")  # when the last question was done with
        self._worked = threading.local()

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return self._questions > 0

    @contextmanager
    def question(self) -> Iterator[None]:
        """Surround what finds an answer; not sending it, which a slow client may draw out."""
        with self._lock:
            self._questions += 1
        try:
            yield
        finally:
            with self._lock:
                self._questions -= 1
                self._last = time.monotonic()

    def give_way(self) -> None:
        """Wait until no question is being answered, but never for more than the work's share of the time."""
        now = time.thread_time()
        worked = now - getattr(self._worked, "since", now - LONGEST)
        if worked < PIECE:
            return
        until = time.monotonic() + min(worked, LONGEST) * (1 / SHARE - 1)
        while time.monotonic() < until and not self._is_quiet():
            time.sleep(_GLANCE)
        self._worked.since = time.thread_time()

    def _is_quiet(self) -> bool:
        return not self._questions and time.monotonic() - self._last > QUIET


def found_first(pace: Pace, events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Give the same events; until the first of them is there, other work gives way."""
    with pace.question():
        first = next(events, None)
    if first is not None:
        yield first
        yield from events
