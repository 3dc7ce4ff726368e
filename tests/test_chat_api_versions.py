"""The REST interface of version 1: its paths, shapes, statuses, pages, tags, jobs, and what admins manage."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from browser import free_port
from serving import Site, site

from chat.accounts.request_id import begun
from chat.conversations import Conversations, Exchange
from chat.engine import Engine
from chat.gateway.http_errors import error_codes
from chat.gateway.versions import unversioned, versioned
from chat.server import Serving, Settings
from chat.service.service import Service, Visit
from chat.web.actions import PageActions

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "养老机构每张床位补贴多少元？"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("v1")) as found:
        yield found


@pytest.fixture
def client(here: Site) -> Iterator[httpx.Client]:
    with here.client() as found:
        yield found


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("v1-private"), auth=True) as found:
        yield found


def test_both_paths_lead_to_the_same(client: httpx.Client) -> None:
    old, new = (
        client.post(f"{path}/ask", json={"question": QUESTION}).json() for path in ("/api", "/api/v1")
    )
    assert old["answer"] == new["answer"] and old["citations"] == new["citations"]
    assert versioned("/api/ask") == "/api/v1/ask" and unversioned("/api/v1/ask") == "/api/ask"
    assert versioned("/health") == "/health" and unversioned("/api/v1x") == "/api/v1x"


def test_the_description_is_for_generators(client: httpx.Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    operations = [one for methods in described["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z_]+", name) for name in names)
    assert described["info"]["title"].isascii() and all(
        tag.isascii() for one in operations for tag in one["tags"]
    )
    assert {"bearer", "session"} <= set(described["components"]["securitySchemes"])
    assert "text/event-stream" in described["paths"]["/api/v1/ask"]["post"]["responses"]["200"]["content"]
    assert "HTTPValidationError" not in str(described)
    for one in operations:
        assert {"400", "401", "404", "405", "408", "413", "429"} <= set(one["responses"])
        assert all(reply.get("content") for status, reply in one["responses"].items() if status[0] != "3")
    codes = described["components"]["schemas"]["ErrorWords"]["properties"]["code"]["enum"]
    assert codes == list(error_codes())
    listed = (ROOT / "docs" / "interfaces.md").read_text(encoding="utf-8")
    assert [code for code in codes if f"`{code}`" not in listed] == []


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/ask", "POST"),
        ("TRACE", "/api/v1/documents/green/clause", "GET"),
        ("PATCH", "/api/documents/green", "GET, DELETE"),
        ("PUT", "/v1/models", "GET"),
    ],
)
def test_a_wrong_method_is_told_those_that_are_taken(
    client: httpx.Client, method: str, path: str, allowed: str
) -> None:
    reply = client.request(method, path)
    assert reply.status_code == 405 and reply.headers["allow"] == allowed
    assert reply.json()["error"]["code"] == "method_not_allowed"


def test_what_is_no_http_is_told_in_json(here: Site) -> None:
    with socket.create_connection(("127.0.0.1", here.port), timeout=10) as plug:
        plug.sendall(b"nonsense\r\n\r\n")
        reply = plug.recv(65536)
    assert reply.startswith(b"HTTP/1.1 400") and b'"code": "http_error"' in reply


def test_what_nobody_foresaw_is_told_in_json_too(
    here: Site, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr(Visit, "search", broken)
    reply = client.post("/api/v1/search", json={"query": "补贴"})
    assert reply.status_code == 500 and reply.json()["error"]["code"] == "internal"
    assert reply.headers["x-request-id"] and "slip" not in reply.text


def test_every_reply_names_its_request_and_the_log_has_it(here: Site, client: httpx.Client) -> None:
    reply = client.post("/api/v1/search", json={"query": "补贴"}, headers={"X-Request-ID": "mine-12345678"})
    assert reply.headers["x-request-id"] == "mine-12345678"
    assert here.events()[-1]["request"] == "mine-12345678"
    first, second = (client.get("/api/v1/nothing").headers["x-request-id"] for _ in range(2))
    assert first != second and len(first) == 16
    assert begun('x"}\n{"event": "forged') != 'x"}\n{"event": "forged'


def test_what_is_unchanged_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/api/v1/documents/green")
    again = client.get("/api/v1/documents/green", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content and again.headers["etag"] == first.headers["etag"]
    other = client.get("/api/v1/documents/care", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200 and other.headers["etag"] != first.headers["etag"]


def test_lists_come_in_pages(client: httpx.Client) -> None:
    whole = client.get("/api/v1/documents").json()
    found, offset = [], 0
    while offset is not None:
        page = client.get("/api/v1/documents", params={"limit": 2, "offset": offset}).json()
        assert len(page["documents"]) <= 2 and page["total"] == whole["total"]
        found, offset = found + page["documents"], page["next"]
    assert found == whole["documents"] and whole["next"] is None
    figures = client.get("/api/v1/indicators", params={"limit": 1}).json()
    assert len(figures["indicators"]) == 1 and figures["next"] == 1 and figures["total"] > 1


def test_passages_come_when_asked_for(here: Site, client: httpx.Client) -> None:
    assert "passages" not in client.post("/api/v1/ask", json={"question": QUESTION}).json()
    found = client.post("/api/v1/ask", json={"question": QUESTION, "passages": 3}).json()["passages"]
    assert 1 <= len(found) <= 3
    for passage in found:
        assert passage["chunk_id"].startswith(passage["doc_id"])
        text = here.store.document(passage["doc_id"]).text
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_an_upload_is_a_job(client: httpx.Client) -> None:
    text = "临川市桥梁管理办法\n\n第一条 到2030年建成三座桥。\n"
    reply = client.post("/api/v1/uploads", files={"file": ("bridges.txt", text.encode())})
    assert reply.status_code == 202
    deadline = time.monotonic() + 30
    while (job := client.get(reply.headers["location"]).json())["state"] not in ("done", "failed"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert job["state"] == "done" and job["outcomes"][0]["doc_id"] == "bridges"
    assert client.get("/api/v1/uploads").json()["uploads"][0]["job"] == job["job"]
    assert client.get("/api/v1/uploads/999").status_code == 404
    assert client.delete("/api/v1/documents/bridges").json() == {"removed": "bridges"}


def test_a_file_that_cannot_be_read_is_told_in_its_report(client: httpx.Client) -> None:
    for path, status in (("/api/documents", 422), ("/api/v1/documents", 207)):
        reply = client.post(path, files={"file": ("a.pdf", b"%PDF-1.7 nothing")})
        assert reply.status_code == status and not reply.json()["reports"][0]["ok"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": QUESTION, "passages": "3"}, 400),
        ({"question": QUESTION, "passages": 3.0}, 200),
        ({"question": QUESTION, "filters": {"status": ["没有的"]}}, 400),
        ({"question": QUESTION, "filters": {"year": [True]}}, 400),
        ({"question": "\x19"}, 400),
    ],
)
def test_values_have_the_types_that_are_described(
    client: httpx.Client, body: dict[str, object], status: int
) -> None:
    assert client.post("/api/v1/ask", json=body).status_code == status


def test_metadata_is_set_right_and_taken_back(client: httpx.Client) -> None:
    path = "/api/v1/documents/green/metadata"
    assert client.patch(path, json={"issued": "2026-02-03"}).json()["issued"] == "2026-02-03"
    assert client.patch(path, json={"issued": None}).json()["issued"] is None
    assert client.patch(path, json={"issued": "昨天"}).status_code == 400
    assert client.patch(path, json={"nothing": "x"}).status_code == 400
    assert client.patch("/api/v1/documents/nosuch/metadata", json={}).status_code == 404


def test_who_has_not_logged_in_is_told_so_before_anything_else(private: Site) -> None:
    with private.client() as client:
        for headers in ({}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            reply = client.post("/api/v1/ask", json={"question": QUESTION}, headers=headers)
            assert reply.status_code == 401 and reply.headers["www-authenticate"].startswith("Bearer")


def test_an_admin_manages_tokens(private: Site) -> None:
    with private.client(private.token("admin")) as admin, private.client(private.token("reader")) as reader:
        made = admin.post("/api/v1/tokens", json={"user": "reader", "label": "机器人"})
        assert made.status_code == 201 and made.json()["token"].startswith("wence_")
        listed = admin.get("/api/v1/tokens").json()["tokens"]
        assert listed[-1]["label"] == "机器人" and "token" not in listed[-1]
        with private.client(made.json()["token"]) as robot:
            assert robot.get("/api/v1/status").json()["user"] == "reader"
            assert admin.delete(f"/api/v1/tokens/{listed[-1]['id']}").status_code == 200
            assert robot.get("/api/v1/status").status_code == 401
        assert admin.post("/api/v1/tokens", json={"user": "nobody"}).status_code == 404
        for path in ("tokens", "feedback", "conversations"):
            assert reader.get(f"/api/v1/{path}").status_code == 403
            assert admin.get(f"/api/v1/{path}").status_code == 200


def test_an_admin_manages_conversations_and_votes(here: Site) -> None:
    kept = Conversations()
    engine = Engine(here.store)
    answer = engine.answer(QUESTION)
    key = kept.save("li", "", Exchange(1, QUESTION, "done", answer.text, answer.citations, answer))
    kept.vote("li", key, 1, "up")
    with closing(PageActions(Service(engine), kept)) as actions:
        serving = Serving(actions.service, Settings(port=(port := free_port())), actions)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", trust_env=False) as client:
                assert client.get("/conversations").json()["conversations"][0]["owner"] == "li"
                whole = client.get(f"/conversations/{key}").json()
                assert whole["exchanges"][0]["question"] == QUESTION
                votes = client.get("/feedback").json()
                assert votes["total"] == 1 and votes["feedback"][0]["question"]["question"] == QUESTION
                for path in (f"/feedback/{key}/1", f"/conversations/{key}"):
                    assert client.delete(path).status_code == 200 and client.delete(path).status_code == 404
                assert client.get(f"/conversations/{key}").status_code == 404
        finally:
            serving.close()
