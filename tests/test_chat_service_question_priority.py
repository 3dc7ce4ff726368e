"""Work beside the conversations waits for questions, and gets its share of the time all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_stand_in import StandInEngine

import app
from chat.service.question_priority import LONGEST, PIECE, SHARE, Pace
from chat.service.service import Service
from index.store import open_store
from ingest import parse_text


def work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were slept."""
    found: list[float] = []
    sleep = time.sleep
    monkeypatch.setattr(
        "chat.service.question_priority.time.sleep", lambda seconds: (found.append(seconds), sleep(seconds))
    )
    return found


def test_nobody_asks_and_nothing_waits(waits: list[float]) -> None:
    pace = Pace()
    pace.give_way()
    work(2 * PIECE)
    pace.give_way()
    assert not waits and not pace.busy


@pytest.mark.adverse(47)
def test_work_waits_for_a_question_no_longer_than_its_share(waits: list[float]) -> None:
    pace = Pace()
    pace.give_way()
    with pace.question():
        pace.give_way()
        assert pace.busy and not waits  # it has done nothing yet
        work(4 * PIECE)
        started = time.monotonic()
        pace.give_way()
        assert waits and time.monotonic() - started > 0.9 * 4 * PIECE * (1 / SHARE - 1)
        waits.clear()
        work(4 * LONGEST)
        pace.give_way()
        assert sum(waits) <= LONGEST / SHARE  # a long piece is not made up for in one go


def test_work_goes_on_when_the_last_question_is_answered() -> None:
    pace, done = Pace(), threading.Event()
    pace.give_way()

    def ask() -> None:
        with pace.question():
            done.wait(5)

    asker = threading.Thread(target=ask)
    asker.start()
    while not pace.busy:
        time.sleep(0.001)
    threading.Timer(0.05, done.set).start()
    work(LONGEST)
    pace.give_way()
    asker.join()
    assert done.is_set() and not pace.busy


@pytest.mark.adverse(47)
def test_the_store_and_the_service_of_a_server_share_one_pace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path, create=True):
        pass
    ways: list[Pace] = []
    monkeypatch.setattr(Pace, "give_way", lambda pace: ways.append(pace))

    def launch(service: Service, *_: object) -> None:
        service.engine.store.add(
            [parse_text("青山县养老服务办法\n\n第一条 每张床位补贴3000元。\n", doc_id="care")]
        )
        assert ways and set(ways) == {service.pace}

    monkeypatch.setattr("chat.server.launch", launch)
    assert app.main(["--data", str(tmp_path), "serve"]) == 0
    assert ways


def test_a_question_counts_until_its_answer_is_found_not_while_it_is_sent() -> None:
    class Watched(StandInEngine):
        def stream(self, *arguments: object) -> Iterator[tuple[str, object]]:
            assert service.pace.busy
            yield from super().stream(*arguments)  # type: ignore[arg-type]

    service = Service(Watched())
    events = service.visit().stream("1233战略是什么意思")
    assert not service.pace.busy
    assert next(events)[0] == "documents" and not service.pace.busy
    assert [name for name, _ in events][-1] == "answer"
    failing = Service(StandInEngine())
    with pytest.raises(RuntimeError):
        list(failing.visit().stream("坏"))
    assert not failing.pace.busy
