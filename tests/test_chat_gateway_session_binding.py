"""What Gradio keeps for an open page belongs to who is logged in: another user gets nothing of it by its name."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import PASSWORD, Site, site

from chat.accounts.accounts import Accounts
from chat.accounts.sessions import Sessions
from chat.gateway.guard import Guard
from chat.gateway.session_binding import Bound

SECRET = "八千万"
HASH = "a1b2c3d4e5f"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("sessions"), auth=True) as found:
        yield found


class Person:
    """Somebody logged in, who speaks Gradio's protocol under whatever session's name they choose."""

    def __init__(self, here: Site, name: str) -> None:
        self.client = here.client()
        self.client.headers["Origin"] = here.url
        assert self.client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
        config = self.client.get("/config").json()
        # Asking is begun by four things: the box, its button, a question of an earlier answer, one of the newest.
        self.asking = next(
            dependency for dependency in config["dependencies"] if len(dependency["targets"]) == 4
        )

    def join(self, question: str, session: str = HASH) -> httpx.Response:
        return self.client.post("/gradio_api/queue/join", json=self.body(question, session))

    def body(self, question: str, session: str) -> dict[str, Any]:
        data = [question, None, "", ""]
        return {
            "data": data, "fn_index": self.asking["id"], "session_hash": session, "event_data": None,
            "trigger_id": self.asking["targets"][0][0],
        }  # fmt: skip

    def events(self, session: str = HASH, **options: Any) -> str:
        """What comes until the answer is complete, or the stream ends."""
        found = ""
        address = f"/gradio_api/queue/data?session_hash={session}"
        with self.client.stream("GET", address, **options) as reply:
            for line in reply.iter_lines():
                found += f"{line}\n"
                if '"msg":"process_completed"' in line or '"msg":"close_stream"' in line:
                    break
        return json.dumps(found, ensure_ascii=False).encode().decode("unicode_escape", "ignore") + found

    def ask(self, question: str, session: str = HASH) -> str:
        assert self.join(question, session).status_code == 200
        return self.events(session)


@pytest.mark.adverse(37)
def test_a_session_of_one_user_is_nothing_to_another(here: Site) -> None:
    admin, reader = Person(here, "admin"), Person(here, "reader")
    answer = admin.ask("储备金规模是多少？")
    assert SECRET in answer
    again = admin.ask("由谁管理？")
    assert "储备金规模是多少" in again, "the conversation goes on in the admin's own session"
    stolen = reader.ask("由谁管理？")
    assert SECRET not in stolen and "储备金规模是多少" not in stolen


def test_the_stream_of_an_answer_goes_to_who_asked(here: Site) -> None:
    admin, reader = Person(here, "admin"), Person(here, "reader")
    session = "stream123"
    assert admin.join("储备金规模是多少？", session).status_code == 200
    joined = reader.join("床位补贴多少元？", session).json()
    heard = reader.events(session)
    assert "3000元" in heard and SECRET not in heard
    reader.client.post(
        "/gradio_api/cancel",
        json={"session_hash": session, "fn_index": admin.asking["id"], "event_id": joined["event_id"]},
    )
    reader.client.post("/gradio_api/reset", json={"event_id": joined["event_id"]})
    assert SECRET in admin.events(session), "whoever has another's words for a session stops nothing either"


def test_one_browser_used_by_two_users_after_each_other(here: Site) -> None:
    """The same words for the session and the same cookie jar, as in a page left open."""
    person = Person(here, "admin")
    assert SECRET in person.ask("储备金规模是多少？", "left-open")
    person.client.post("/logout")
    assert person.join("由谁管理？", "left-open").status_code == 401
    person.client.post("/login", data={"name": "reader", "password": PASSWORD})
    assert SECRET not in person.ask("由谁管理？", "left-open")
    person.client.post("/logout")
    person.client.post("/login", data={"name": "admin", "password": PASSWORD})
    assert "储备金规模是多少" not in person.ask("由谁管理？", "left-open"), "another login, another session"


def test_logging_out_ends_the_streams_that_are_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.gateway.guard._LOOK", 0.0)
    accounts = Accounts(tmp_path)
    sessions = Sessions(accounts)
    secret = sessions.begin(accounts.add("admin", PASSWORD, "admin"))
    sent: list[Any] = []

    async def speak(scope: Any, receive: Any, send: Any) -> None:
        kind = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        for number in range(5):
            await send({"type": "http.response.body", "body": b"data: %d" % number, "more_body": True})
            if number == 1:
                sessions.end(secret)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def hear(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/gradio_api/queue/data", "query_string": b"session_hash=x",
        "headers": [(b"host", b"localhost"), (b"cookie", f"wence_session={secret}".encode())],
    }  # fmt: skip
    asyncio.run(Guard(speak, accounts=accounts, sessions=sessions)(scope, None, hear))  # type: ignore[arg-type]
    assert [message["body"] for message in sent[1:]] == [b"data: 0", b"data: 1", b""]
    assert not sent[-1].get("more_body")
    accounts.close()


def test_a_token_and_a_session_of_one_user_are_two(here: Site) -> None:
    admin = Person(here, "admin")
    assert SECRET in admin.ask("储备金规模是多少？", "both")
    by_token = here.client(here.token("admin"))
    body = admin.body("由谁管理？", "both")
    assert by_token.post("/gradio_api/queue/join", json=body).status_code == 200
    with by_token.stream("GET", "/gradio_api/queue/data?session_hash=both") as reply:
        for line in reply.iter_lines():
            assert "储备金规模是多少" not in line.encode().decode("unicode_escape", "ignore")
            if '"msg":"process_completed"' in line:
                break


def test_what_is_no_session_is_left_to_gradio(here: Site) -> None:
    admin = Person(here, "admin")
    for body in (b"{not json", b"[]", b'{"session_hash": 7}', b"[" * 100_000):
        reply = admin.client.post("/gradio_api/queue/join", content=body)
        assert 400 <= reply.status_code < 500, (body[:20], reply.status_code)
    assert admin.client.get("/gradio_api/queue/data").status_code == 422


def test_names_are_others_for_each_login_and_each_run() -> None:
    bound = Bound()
    assert bound.rename("a", "x") == bound.rename("a", "x") != bound.rename("b", "x")
    assert bound.rename("a", "x") != Bound().rename("a", "x")
    scope: dict[str, Any] = {
        "path": "/gradio_api/queue/data", "raw_path": b"", "query_string": b"session_hash=x&session_hash=y&a=%26",
    }  # fmt: skip
    bound.address(scope, "a")
    assert scope["query_string"].decode() == (
        f"session_hash={bound.rename('a', 'x')}&session_hash={bound.rename('a', 'y')}&a=%26"
    )
    twice = b'{"session_hash": "x", "session_hash": "y"}'
    assert json.loads(bound.body(twice, "a")) == {"session_hash": bound.rename("a", "y")}


def test_a_body_that_never_ends_waits_for_nothing_of_others(tmp_path: Path) -> None:
    with site(tmp_path, auth=True) as here:
        admin = Person(here, "admin")
        started = time.monotonic()
        reply = admin.client.post("/gradio_api/queue/join", content=b"x" * (2 * 2**20))
        assert reply.status_code == 413 and time.monotonic() - started < 10
        assert admin.client.get("/api/status").status_code == 200
