"""Limit how much happens at once: requests of one client, answers being written.

Each says no with ``TooMany``, which carries the seconds until it is worth coming back.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ingest.errors import TooMany

_KEPT = 10_000  # clients remembered; the longest unseen are forgotten


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """What the server takes. Bytes, requests, answers; ``rate`` is requests a minute and client."""

    body: int = 1 * 2**20  # of a request
    listed: int = 8 * 2**20  # of a request that names the documents of a collection, ten thousand at most
    upload: int = 64 * 2**20  # of one with a document
    headers: int = 100
    rate: float = 1_200.0
    burst: int = 300  # requests that may come at once
    answers: int = 4  # written at a time
    waiting: int = 200  # answers that may wait; one more is told to come back
    uploads: int = 1  # parsed at a time
    uploads_waiting: int = 8
    connections: int = 3_000  # at a time; fewer where the process may open fewer files
    head_seconds: float = 10.0  # for the head of a request


LIMITS = RequestLimits()


class RateLimit:
    """Limit each client by a bucket of tokens: ``burst`` at once, ``rate`` a minute. Thread-safe."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._burst, self._clock = rate / 60, float(burst), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, when
        self._lock = threading.Lock()

    def take(self, client: str) -> None:
        """Take a token of a client. Raises ``TooMany`` where the bucket is empty."""
        now = self._clock()
        with self._lock:
            tokens, since = self._buckets.pop(client, (self._burst, now))
            tokens = min(self._burst, tokens + (now - since) * self._per_second)
            self._buckets[client] = (max(0.0, tokens - 1) if tokens >= 1 else tokens, now)
            if len(self._buckets) > _KEPT:
                self._buckets.popitem(last=False)
        if tokens < 1:
            raise TooMany(
                "请求过于频繁，请稍后再试",
                "too many requests, come back later",
                (1 - tokens) / self._per_second,
            )


class Gate:
    """Let ``inside`` in at a time and ``waiting`` wait, in their order. For one event loop."""

    def __init__(self, inside: int, waiting: int) -> None:
        self._free, self._most = inside, waiting
        self._queue: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[None]:
        """Enter, waiting one's turn. Raises ``TooMany`` where too many wait already."""
        if self._free:
            self._free -= 1
        elif len(self._queue) >= self._most:
            raise TooMany("排队的请求已满，请稍后再试", "too many requests are waiting, come back later", 2.0)
        else:
            await self._wait()
        try:
            yield
        finally:
            self._leave()

    async def _wait(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in self._queue:
                self._queue.remove(turn)
            elif not turn.cancelled():  # its turn came as it left
                self._leave()
            raise

    def _leave(self) -> None:
        """Hand the place to the next who waits, or free it."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
