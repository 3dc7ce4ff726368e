"""Connections that send nothing, half a head or a head without end: the server answers others all the while."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from serving import Site, site

from chat.gateway.connections import BACKLOG, RESERVED, ConnectionBounds, bounds_for
from chat.gateway.limits import LIMITS
from chat.watching.logs import LogLimit

FEW = replace(LIMITS, connections=48, head_seconds=1.0)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("connections"), limits=FEW) as found:
        yield found


def opened(here: Site, count: int, words: bytes = b"") -> list[socket.socket]:
    found = []
    for _ in range(count):
        found.append(socket.create_connection(("127.0.0.1", here.port), 5))
        if words:
            found[-1].sendall(words)
    return found


def healthy_within(here: Site, seconds: float) -> bool:
    started = time.monotonic()
    with httpx.Client(base_url=here.url, trust_env=False, timeout=10) as client:
        good = client.get("/health").status_code == 200
    return good and time.monotonic() - started <= seconds


def is_closed(one: socket.socket, seconds: float) -> bool:
    one.settimeout(seconds)
    try:
        return one.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
    ],
    ids=["silent", "half a head", "half a body"],
)
def test_many_connections_that_wait_keep_nobody_out(here: Site, words: bytes) -> None:
    waiting = opened(here, 200, words)
    try:
        assert all(healthy_within(here, 1.0) for _ in range(5))
        assert sum(is_closed(one, 0.001) for one in waiting) >= 150
    finally:
        for one in waiting:
            one.close()


@pytest.mark.parametrize("words", [b"", b"GET /health HTTP/1.1\r\nHost: "], ids=["silent", "half a head"])
def test_a_head_that_does_not_come_is_not_waited_for(here: Site, words: bytes) -> None:
    (one,) = opened(here, 1, words)
    assert is_closed(one, 5.0)


def test_a_head_that_trickles_in_is_not_waited_for(here: Site) -> None:
    (one,) = opened(here, 1, b"GET /health HTTP/1.1\r\n")
    started = time.monotonic()
    try:
        while time.monotonic() - started < 5:
            one.sendall(b"a")
            time.sleep(0.1)
    except ConnectionError:
        pass
    assert time.monotonic() - started < 4
    one.close()


def test_the_second_request_of_a_connection_has_a_deadline_too(here: Site) -> None:
    (one,) = opened(here, 1, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert one.recv(9).startswith(b"HTTP/1.1")
    one.sendall(b"GET /hea")
    started = time.monotonic()
    one.settimeout(5)
    while one.recv(4096):
        pass
    assert time.monotonic() - started < 4


class Waiting:
    """A connection that waits for its client, or is being answered."""

    def __init__(self, awaits_client: bool = True) -> None:
        self.awaits_client, self.dropped = awaits_client, False

    def drop(self) -> None:
        self.dropped = True


def test_the_one_silent_longest_gives_way_and_never_one_that_is_answered() -> None:
    bounds = ConnectionBounds(most=10, of_address=3)
    answered, first, second = Waiting(False), Waiting(), Waiting()
    for one in (answered, first, second):
        bounds.add("a", one)
    bounds.heard("a", first)
    newest = Waiting()
    bounds.add("a", newest)
    assert [one.dropped for one in (answered, first, second, newest)] == [False, False, True, False]
    bounds.remove("a", second)
    assert bounds.count == 3


def test_a_full_server_drops_of_the_address_that_has_most() -> None:
    bounds = ConnectionBounds(most=4, of_address=4)
    many, one = [Waiting() for _ in range(4)], Waiting()
    for other in many:
        bounds.add("many", other)
    bounds.add("one", one)
    assert [other.dropped for other in many] == [True, False, False, False] and not one.dropped


def test_where_all_are_answered_the_new_one_is_dropped() -> None:
    bounds = ConnectionBounds(most=2, of_address=2)
    for _ in range(2):
        bounds.add("a", Waiting(False))
    newest = Waiting(False)
    bounds.add("a", newest)
    assert newest.dropped


def test_the_address_of_the_proxy_is_not_bounded_by_itself() -> None:
    bounds = ConnectionBounds(most=10, of_address=2, shared="proxy")
    all_of_them = [Waiting() for _ in range(8)]
    for one in all_of_them:
        bounds.add("proxy", one)
    assert not any(one.dropped for one in all_of_them)


def test_few_descriptors_allow_few_connections() -> None:
    assert bounds_for(LIMITS, 256)._most == 256 - 4 * BACKLOG - RESERVED
    assert bounds_for(LIMITS, 100_000)._most == LIMITS.connections


def test_a_session_that_gradio_does_not_know_leaves_no_traceback(
    here: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), here.client() as client:
        client.get("/gradio_api/queue/data", params={"session_hash": "x"})
    assert [record for record in caplog.records if record.exc_info] == []


def test_events_of_the_page_count_as_requests(tmp_path) -> None:
    with site(tmp_path, limits=replace(LIMITS, rate=60, burst=3)) as found, found.client() as client:
        codes = [
            client.get("/gradio_api/queue/data", params={"session_hash": "x"}).status_code for _ in range(6)
        ]
    assert codes[-1] == 429


def test_a_flood_of_errors_does_not_flood_the_log() -> None:
    now = [0.0]
    limit = LogLimit(of_one=2, of_all=5, clock=lambda: now[0])

    def written(words: str, level: int = logging.ERROR) -> str:
        record = logging.LogRecord("here", level, "file", 1, words, (), None)
        return record.getMessage() if limit.filter(record) else ""

    assert [bool(written("one")) for _ in range(10)] == [True, True] + [False] * 8
    assert [bool(written(f"kind {n}")) for n in range(10)].count(True) == 3
    assert written("of a request", logging.INFO)
    now[0] = 61.0
    assert written("one") == "one [7 more lines like these left out]"
