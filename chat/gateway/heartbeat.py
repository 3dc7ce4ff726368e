"""Let a stream say that it lives while nothing of the answer is there yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

FIRST_SECONDS = 1.0  # until the first sign of life
EVERY_SECONDS = 12.0  # between two, whatever a model does

_Given = TypeVar("_Given")


async def with_heartbeat(
    events: AsyncIterator[_Given], beat: _Given, first: float | None = None, every: float | None = None
) -> AsyncIterator[_Given]:
    """Give the same events, and ``beat`` after ``first`` seconds without one, then after each ``every``."""
    wait = FIRST_SECONDS if first is None else first
    pause = EVERY_SECONDS if every is None else every
    coming: asyncio.Future[_Given] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(_next(events))
            done, _ = await asyncio.wait({coming}, timeout=wait)
            if not done:
                yield beat
                wait = pause
                continue
            try:
                value = coming.result()
            except StopAsyncIteration:
                coming = None
                return
            finally:
                coming = None
            yield value
            wait = pause
    finally:
        if coming is not None:
            coming.cancel()
            await asyncio.wait({coming})
        await events.aclose()  # type: ignore[attr-defined]


async def _next(events: AsyncIterator[_Given]) -> _Given:
    return await anext(events)


async def begun(events: AsyncIterator[_Given], beat: _Given) -> AsyncIterator[_Given]:
    """Give the events with their heartbeat, once the first of either is there.

    What is refused at once is raised here, where a reply can still have its status.
    """
    living = with_heartbeat(events, beat)
    first = await anext(living)

    async def again() -> AsyncIterator[_Given]:
        try:
            yield first
            async for event in living:
                yield event
        finally:
            await living.aclose()  # type: ignore[attr-defined]

    return again()
