"""A stream says within seconds that it lives, whatever a model does, and an ended one is left behind by nobody."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from browser import free_port
from model_server import ModelServer, model_server
from serving import fill

from chat.engine import Engine
from chat.gateway import heartbeat
from chat.gateway.heartbeat import begun, with_heartbeat
from chat.server import open_page
from chat.writing.language_model import ModelSettings, OpenAIChat
from index.store import open_store
from ingest.errors import TooMany

QUESTION = "养老机构每张床位补贴多少元？"


async def slow(*pauses: float) -> AsyncIterator[int]:
    for number, pause in enumerate(pauses):
        await asyncio.sleep(pause)
        yield number


def test_beats_come_between_events_and_none_is_lost() -> None:
    async def use() -> list[int]:
        return [one async for one in with_heartbeat(slow(0.0, 0.2, 0.0), -1, first=0.05, every=0.08)]

    found = asyncio.run(use())
    assert [one for one in found if one >= 0] == [0, 1, 2] and found.count(-1) == 2


def test_a_refusal_is_raised_before_the_stream_begins_and_leaving_ends_the_source() -> None:
    ended = []

    async def refused() -> AsyncIterator[int]:
        raise TooMany("满", "full")
        yield 0

    async def endless() -> AsyncIterator[int]:
        try:
            while True:
                await asyncio.sleep(0.01)
                yield 1
        finally:
            ended.append(True)

    async def use() -> None:
        with pytest.raises(TooMany):
            await begun(refused(), -1)
        events = await begun(endless(), -1)
        async for _ in events:
            break
        await events.aclose()  # type: ignore[attr-defined]

    asyncio.run(use())
    assert ended == [True]


@pytest.fixture(scope="module")
def silent() -> Iterator[ModelServer]:
    with model_server(lambda messages: "") as server:
        server.fault = "hang"
        yield server


@pytest.mark.parametrize("path", ["/api/v1/ask", "/v1/chat/completions"])
def test_a_silent_model_keeps_nobody_waiting_in_the_dark(
    silent: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(heartbeat, "EVERY_SECONDS", 0.5)
    body = (
        {"question": QUESTION}
        if path.endswith("ask")
        else {"messages": [{"role": "user", "content": QUESTION}]}
    )
    with open_store(tmp_path, create=True) as store:
        fill(store)
        engine = Engine(store, model=OpenAIChat(ModelSettings("silent", silent.url, seconds=4.0)))
        serving = open_page(engine, port=(port := free_port()))
        try:
            started, came, text = time.monotonic(), [], ""
            with (
                httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
                client.stream("POST", path, json={**body, "stream": True}) as reply,
            ):
                for piece in reply.iter_text():
                    came.append(time.monotonic() - started)
                    text += piece
        finally:
            serving.close()
    assert came[0] < 2 and max(b - a for a, b in itertools.pairwise(came)) < 2
    assert ("event: waiting" if path.endswith("ask") else ": heartbeat") in text
    assert "3000元" in text  # the documents' own words took the model's place
