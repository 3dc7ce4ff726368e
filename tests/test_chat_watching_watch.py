"""What a running server tells of itself: ids, log lines, counts, and that it ends its answers before it stops."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Site, site

from chat.accounts.request_id import begun
from chat.service.under_way import AnswersUnderWay
from chat.watching import logs
from chat.watching.logs import JSON, TEXT, form_from, set_up_log
from ingest.errors import TooMany, UsageError

QUESTION = {"question": "养老机构每张床位补贴多少元？"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("watch"), auth=True) as found:
        yield found


@pytest.fixture
def log() -> Iterator[tuple[io.StringIO, logging.Handler]]:
    """The server's own log, written to memory; what was set up before stands again afterwards."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    level = logging.getLogger(logs.ACCESS).level
    root.handlers.clear()
    written = io.StringIO()
    set_up_log(JSON, stream=written)
    yield written, root.handlers[0]
    root.handlers[:] = before
    logging.getLogger(logs.ACCESS).setLevel(level)


# -- ids and lines -----------------------------------------------------------------------------------


def test_every_reply_has_an_id_and_a_proxys_is_kept(here: Site) -> None:
    with here.client(here.token("reader")) as client:
        first, second = client.get("/health"), client.get("/health")
        assert len(first.headers["x-request-id"]) == 16
        assert first.headers["x-request-id"] != second.headers["x-request-id"]
        sent = {"X-Request-ID": "from-the-proxy-1"}
        assert client.get("/api/status", headers=sent).headers["x-request-id"] == "from-the-proxy-1"
        assert client.get("/nothing-here", headers=sent).headers["x-request-id"] == "from-the-proxy-1"


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 65, "with blank in it", "line\nbreak123", "引号引号引号引号"]
)
def test_an_id_that_is_not_fit_for_a_log_is_not_taken_over(sent: str) -> None:
    assert begun(sent) != sent


def test_a_request_is_a_line_of_json_without_its_query(
    here: Site, log: tuple[io.StringIO, logging.Handler]
) -> None:
    with here.client(here.token("reader")) as client:
        client.get(
            "/api/documents/care/clause", params={"address": "第一条"}, headers={"X-Request-ID": "id-of-this"}
        )
        client.post("/api/ask", json=QUESTION)
    lines = _written(log[0], 2)
    assert [line["path"] for line in lines] == ["/api/documents/care/clause", "/api/ask"]
    assert (lines[0]["request"], lines[0]["status"], lines[0]["method"]) == ("id-of-this", 200, "GET")
    assert "第一条" not in log[0].getvalue() and "养老" not in log[0].getvalue() and lines[0]["ms"] >= 0


def _written(log: io.StringIO, count: int) -> list[dict[str, Any]]:
    """The lines of a log, once there are so many: a line is written after the reply that it tells of."""
    until = time.monotonic() + 30
    while log.getvalue().count("\n") < count and time.monotonic() < until:
        time.sleep(0.01)
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_an_error_names_its_request_and_is_one_line(log: tuple[io.StringIO, logging.Handler]) -> None:
    logs.begin_request("of-this-request")
    try:
        raise ValueError("wrong\nvalue")
    except ValueError:
        logging.getLogger("chat.somewhere").exception("it failed")
    (line,) = log[0].getvalue().splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["request"]) == ("it failed", "error", "of-this-request")
    assert "ValueError" in told["exception"]


def test_the_form_of_the_log_is_a_setting() -> None:
    assert form_from({}) == TEXT and form_from({"WENCE_LOG": "JSON "}) == JSON
    with pytest.raises(UsageError):
        form_from({"WENCE_LOG": "xml"})


# -- counts ------------------------------------------------------------------------------------------


def test_what_happens_is_counted(here: Site) -> None:
    with here.client(here.token("admin")) as client:
        client.post("/api/ask", json=QUESTION)
        client.get("/api/nothing")
        text = client.get("/metrics").text
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(lines['wence_requests_total{part="api",status="2xx"}']) >= 1
    assert float(lines['wence_requests_total{part="api",status="4xx"}']) >= 1
    assert float(lines['wence_events_total{event="ask",outcome="answered"}']) >= 1
    assert float(lines["wence_documents"]) == 3 and float(lines["wence_passages"]) >= 3
    assert float(lines["wence_damaged"]) == 0 and float(lines["wence_connections"]) >= 1
    assert float(lines["wence_answers_under_way"]) == 0
    assert float(lines['wence_request_seconds_count{part="api"}']) >= 2
    assert "养老" not in text and "127.0.0.1" not in text and "admin" not in text


@pytest.mark.parametrize(("role", "status"), [("", 401), ("reader", 403), ("editor", 403), ("admin", 200)])
def test_counts_are_for_admins(here: Site, role: str, status: int) -> None:
    with here.client(here.token(role) if role else "") as client:
        assert client.get("/metrics").status_code == status
        assert client.get("/ready").json() == {"ready": True}


# -- the stop ----------------------------------------------------------------------------------------


def test_no_answer_is_begun_once_it_is_told_to_stop() -> None:
    answers = AnswersUnderWay()
    with answers.another():
        answers.stopping = True
        assert answers.count == 1
        with pytest.raises(TooMany), answers.another():
            pass
    assert answers.count == 0


def test_an_answer_under_way_ends_before_the_server_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chat.engine import Engine

    begun, real = threading.Event(), Engine.stream

    def slow(self, *given):  # type: ignore[no-untyped-def]
        begun.set()
        time.sleep(4.5)  # longer than other requests are waited for
        yield from real(self, *given)

    monkeypatch.setattr(Engine, "stream", slow)
    codes = []
    with site(tmp_path) as found:

        def ask() -> None:
            with found.client() as client:
                codes.append(client.post("/api/ask", json=QUESTION).status_code)

        thread = threading.Thread(target=ask)
        thread.start()
        assert begun.wait(10)
    thread.join(20)
    assert codes == [200]
