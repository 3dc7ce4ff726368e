"""Uploads that wait: how many may, what a stop leaves, and who may have them taken in when their turn comes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import PASSWORD, site

from chat.accounts.accounts import Accounts
from chat.engine import Engine
from chat.service.service import Service
from chat.uploads import upload_queue
from chat.uploads.upload_queue import DONE, FAILED, Incoming
from chat.uploads.uploads import held
from chat.uploads.waiting_files import MOST_TRIES, WaitingFile, WaitingFiles, own_place
from chat.web.actions import PageActions, owner_of
from index.store import Store, open_store
from ingest.errors import StoreBusy, TooMany

TEXT = "丁县供水计划\n\n第一条 新建水厂三座。\n\n第二条 由县水务局负责。\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", create=True) as opened:
        yield opened


_LENT: list[object] = []  # a lender that is forgotten takes its file back


def sent(waiting: WaitingFiles, name: str = "plan.txt", text: str = TEXT) -> Path:
    """A file as the server has received it."""
    lent = held(name, waiting.place())
    _LENT.append(lent)
    path = lent.__enter__()
    path.write_text(text, encoding="utf-8")
    return path


def eventually(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return False


class Held:
    """An upload that goes on until it is let go."""

    def __init__(self) -> None:
        self.let_go, self.began = threading.Event(), threading.Event()

    def __call__(self, **_: object) -> list[dict[str, Any]]:
        self.began.set()
        self.let_go.wait(30)
        return []


# -- how many ----------------------------------------------------------------------------------------


def test_one_owner_and_all_together_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_queue, "MOST_OF_OWNER", 2)
    monkeypatch.setattr(upload_queue, "MOST_WAITING", 3)
    incoming, slow = Incoming(), Held()
    for _ in range(2):
        incoming.take("a", "x", slow)
    with pytest.raises(TooMany):
        incoming.take("a", "x", slow)
    with pytest.raises(TooMany):
        incoming.require_room("a")
    incoming.take("b", "x", slow)
    with pytest.raises(TooMany):
        incoming.take("c", "x", slow)
    slow.let_go.set()
    assert eventually(lambda: incoming.waiting == 0)
    incoming.take("a", "x", slow)
    incoming.close(5)


def test_the_bytes_that_wait_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_queue, "MOST_BYTES", 100)
    incoming, slow = Incoming(), Held()
    incoming.take("a", "x", slow, size=80)
    with pytest.raises(TooMany):
        incoming.take("b", "x", slow, size=30)
    slow.let_go.set()
    incoming.close(5)


def test_what_is_done_with_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_queue, "MOST_KEPT", 5)
    incoming = Incoming()
    for number in range(20):
        incoming.take(f"browser:{number}", "x", lambda **_: [])
        assert eventually(lambda: incoming.waiting == 0)
    assert sum(len(incoming.jobs(f"browser:{number}")) for number in range(20)) <= 6
    incoming.close(5)


def test_a_server_refuses_the_file_that_is_one_too_many_and_keeps_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_queue, "MOST_OF_OWNER", 0)
    with site(tmp_path) as here, here.client() as client:
        reply = client.post(
            "/api/page/upload", params={"name": "a.txt", "owner": "b" * 16}, content=TEXT.encode()
        )
        assert reply.status_code == 429 and reply.headers["retry-after"]


# -- a stop ------------------------------------------------------------------------------------------


def test_what_waits_outlasts_a_stop_and_is_taken_in_by_the_next_start(store: Store, tmp_path: Path) -> None:
    waiting = WaitingFiles(tmp_path / "waiting")
    first = PageActions(Service(Engine(store)), waiting=waiting)
    slow = Held()
    first.incoming.take("other", "slow", slow)
    assert slow.began.wait(10)
    visit, browser = first.service.visit(), "browser-of-sixteen"
    first.take_upload("plan.txt", sent(waiting), browser, visit, lambda: None)
    threading.Timer(0.2, slow.let_go.set).start()
    first.close()
    assert store.documents() == [] and len(waiting.left()) == 1

    second = PageActions(Service(Engine(store)), waiting=WaitingFiles(tmp_path / "waiting"))
    assert eventually(lambda: len(store.documents()) == 1)
    (job,) = second.incoming.jobs(owner_of(visit, browser))
    assert eventually(lambda: second.incoming.jobs(job.owner)[0].state == DONE)
    assert eventually(lambda: list((tmp_path / "waiting").iterdir()) == [])
    second.close()


def test_without_a_place_to_wait_a_stop_leaves_no_file(tmp_path: Path) -> None:
    incoming, slow, gone = Incoming(), Held(), []
    incoming.take("a", "x", slow)
    assert slow.began.wait(10)
    incoming.take("a", "y", slow, afterwards=lambda: gone.append("y"))
    slow.let_go.set()
    incoming.close(10)
    assert eventually(lambda: gone == ["y"])


def test_the_rest_of_a_broken_upload_is_swept_away(tmp_path: Path) -> None:
    waiting = WaitingFiles(tmp_path)
    sent(waiting)
    kept = waiting.keep(WaitingFile(sent(waiting), "plan.txt", "browser:x", "", ""))
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    assert [file.path for file in waiting.left()] == [kept.path]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        (kept.path.parent.name, f"{kept.path.parent.name}.json")
    )


def test_a_file_that_ends_the_server_each_time_is_given_up(tmp_path: Path) -> None:
    waiting = WaitingFiles(tmp_path)
    file = waiting.keep(WaitingFile(sent(waiting), "plan.txt", "o", "", ""))
    for _ in range(MOST_TRIES):
        (file,) = waiting.left()
        waiting.tried(file)
    assert waiting.left() == [] and list(tmp_path.iterdir()) == []


def test_a_record_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    waiting = WaitingFiles(tmp_path / "waiting")
    file = waiting.keep(WaitingFile(sent(waiting), "plan.txt", "o", "", ""))
    record = file.path.parent.with_name(f"{file.path.parent.name}.json")
    values = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**values, "path": "../../secret"}), encoding="utf-8")
    assert waiting.left() == []


def test_each_process_has_a_place_of_its_own_and_takes_up_one_that_is_left(tmp_path: Path) -> None:
    (first, held), (second, other) = own_place(tmp_path), own_place(tmp_path)
    assert held and other and first != second
    WaitingFiles(second).keep(WaitingFile(sent(WaitingFiles(second)), "plan.txt", "o", "", ""))
    other.close()
    third, again = own_place(tmp_path)
    assert again and third == second and len(WaitingFiles(third).left()) == 1
    held.close()
    again.close()


# -- rights ------------------------------------------------------------------------------------------


def test_the_right_is_asked_again_when_the_turn_comes(store: Store, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    editor = accounts.add("li", PASSWORD, "editor")
    waiting = WaitingFiles(tmp_path / "waiting")
    desk, slow = PageActions(Service(Engine(store), accounts), waiting=waiting), Held()
    desk.incoming.take("other", "slow", slow)
    visit = desk.service.visit(editor)
    desk.take_upload("plan.txt", sent(waiting), "", visit, lambda: None)
    accounts.set_role("li", "reader")
    slow.let_go.set()
    owner = owner_of(visit, None)
    assert eventually(lambda: desk.incoming.jobs(owner)[0].state == FAILED)
    assert "没有权限" in desk.incoming.jobs(owner)[0].words and store.documents() == []
    desk.close()
    accounts.close()


def test_a_store_that_another_process_writes_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_queue, "BUSY_SECONDS", 0.01)
    tries = []

    def busy_at_first(**_: object) -> list[dict[str, Any]]:
        tries.append(1)
        if len(tries) < 4:
            raise StoreBusy("另一进程正在写入", "another process is writing")
        return []

    incoming = Incoming()
    incoming.take("a", "x", busy_at_first)
    assert eventually(lambda: incoming.waiting == 0) and len(tries) == 4
    incoming.close(5)
