"""Where requests wait their turn: answers and uploads of all interfaces, a few at a time, in threads.

Between the asynchronous server and the engine, which is not. Knows nothing of HTTP.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread

from chat.answer import Answer, Turn
from chat.gateway.limits import LIMITS, Gate, RequestLimits
from chat.service.service import Visit
from index.hits import Filters

_END = ("end", None)
_STEP = 0.02  # seconds for which events are gathered before they are sent on
_Given = TypeVar("_Given")
READERS = 8  # short calls (search, lists) at a time


class RequestQueue:
    """Lets requests through a few at a time, within one event loop. Raises ``TooMany`` where too many wait."""

    def __init__(self, limits: RequestLimits = LIMITS) -> None:
        self._answers = Gate(limits.answers, limits.waiting)
        self._uploads = Gate(limits.uploads, limits.uploads_waiting)
        self._threads = CapacityLimiter(limits.answers)
        self._readers = CapacityLimiter(READERS)

    async def answer(
        self, visit: Visit, question: str, exchanges: Sequence[tuple[str, str]], filters: Filters
    ) -> Answer:
        """Answer a question when its turn comes. Raises ``TooMany`` where too many wait."""

        def whole() -> Answer:
            return visit.answer(question, visit.turns(exchanges), filters)

        async with self._answers.enter():
            return await to_thread.run_sync(whole, limiter=self._threads)

    async def events(
        self, visit: Visit, question: str, exchanges: Sequence[tuple[str, str]], filters: Filters
    ) -> AsyncIterator[tuple[str, Any]]:
        """The engine's events as they come; leaving the iterator ends the answer."""
        async with self._answers.enter():
            source: Iterator[tuple[str, Any]] | None = None

            def step() -> list[tuple[str, Any]]:
                nonlocal source
                if source is None:
                    turns: Sequence[Turn] = visit.turns(exchanges)
                    source = visit.stream(question, turns, filters)
                return _gathered(source)

            try:
                while True:
                    for event in await to_thread.run_sync(step, limiter=self._threads):
                        if event is _END:
                            return
                        yield event
            finally:
                if source is not None:
                    source.close()  # type: ignore[attr-defined]

    async def read(self, work: Callable[[], _Given]) -> _Given:
        """Something short, in a thread."""
        return await to_thread.run_sync(work, limiter=self._readers)

    async def upload(self, work: Callable[[], _Given]) -> _Given:
        """Something that takes a document in, after those before it."""
        async with self._uploads.enter():
            return await to_thread.run_sync(work)


def _gathered(source: Iterator[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The next event and those that are there at once after it."""
    until = time.monotonic() + _STEP
    found: list[tuple[str, Any]] = []
    while not found or time.monotonic() < until:
        event = next(source, _END)
        found.append(event)
        if event is _END:
            break
    return found


async def peeked(events: AsyncIterator[_Given]) -> AsyncIterator[_Given]:
    """The same iterator once its first item is there, so that a refusal is raised here and not in the middle."""
    first = await anext(events)

    async def again() -> AsyncIterator[_Given]:
        yield first
        async for event in events:
            yield event

    return again()
