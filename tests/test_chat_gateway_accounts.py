"""Accounts on the running server: nothing without logging in, roles, and documents that are not for everybody."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from serving import PASSWORD, Site, site

SECRET_WORDS = ("八千万", "县财政局", "经蓝鲸委员会批准")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("auth"), auth=True) as found:
        yield found


@pytest.fixture(scope="module")
def tokens(here: Site) -> dict[str, str]:
    return {name: here.token(name) for name in ("reader", "editor", "admin")}


def log_in(client: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    return client.post("/login", data={"name": name, "password": password})


def every_route(here: Site) -> list[tuple[str, str]]:
    with here.client(here.token("admin")) as client:
        paths = client.get("/api/openapi.json").json()["paths"]
    found = [
        (
            method.upper(),
            path.format(doc_id="care", name="wence", page=1, job=1, conversation="x", number=1, token="x"),
        )
        for path, methods in paths.items()
        for method in methods
        if path != "/health"
    ]
    gradio = (
        "/config",
        "/gradio_api/info",
        "/gradio_api/queue/data",
        "/gradio_api/app_id",
        "/gradio_api/heartbeat/x",
    )
    return [
        *found,
        *(("GET", path) for path in (*gradio, "/api/docs", "/api/openapi.json", "/mcp", "/logout", "/")),
    ]


@pytest.mark.adverse(36)
def test_every_route_without_credentials_is_401_before_anything_is_read(here: Site) -> None:
    routes = every_route(here)
    assert len(routes) >= 20
    with here.client() as client:
        for method, path in routes:
            for headers in ({}, {"Authorization": "Bearer wence_guess"}, {"Cookie": "wence_session=guess"}):
                reply = client.request(
                    method, path, headers={"Origin": here.url, **headers}, content=b"{not json"
                )
                assert reply.status_code == 401, (method, path, headers, reply.status_code)
                assert reply.json()["error"]
        for path in ("/gradio_api/queue/join", "/gradio_api/run/predict", "/mcp"):
            assert client.post(path, headers={"Origin": here.url}, content=b"{not json").status_code == 401
        assert client.get("/", headers={"Accept": "text/html"}).headers["location"] == "/login"
        assert client.get("/health").status_code == 200


def test_log_in_use_and_log_out(here: Site) -> None:
    with here.client() as client:
        page = client.get("/login")
        assert (
            "用户名" in page.text
            and "<script" not in page.text
            and "script-src" not in page.headers["content-security-policy"]
        )
        reply = log_in(client, "reader")
        assert reply.status_code == 303 and reply.headers["location"] == "/"
        cookie = reply.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
        assert client.get("/api/status").json()["user"] == "reader"
        assert client.get("/").status_code == 200
        first = client.cookies["wence_session"]
        log_in(client, "reader")
        assert client.cookies["wence_session"] != first
        taken = {"Cookie": f"wence_session={first}"}
        with here.client() as thief:  # the session before the second login is over
            assert thief.get("/api/status", headers=taken).status_code == 401
        client.post("/logout", headers={"Origin": here.url})
        assert client.get("/api/status").status_code == 401


def test_a_session_does_nothing_for_another_site(here: Site) -> None:
    with here.client() as client:
        log_in(client, "admin")
        ask = {"question": "床位补贴多少元？"}
        assert (
            client.post("/api/ask", json=ask, headers={"Origin": "https://evil.example"}).status_code == 403
        )
        assert client.post("/api/ask", json=ask).status_code == 403  # a browser would say where it comes from
        assert client.delete("/api/documents/care", headers={"Origin": "null"}).status_code == 403
        assert client.post("/logout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert client.post("/api/ask", json=ask, headers={"Origin": here.url}).status_code == 200


@pytest.mark.parametrize(("role", "allowed"), [("reader", False), ("editor", True), ("admin", True)])
def test_roles_decide_who_takes_documents_in_and_out(
    here: Site, tokens: dict[str, str], role: str, allowed: bool
) -> None:
    with here.client(tokens[role]) as client:
        name, text = f"{role}试验办法.txt", f"{role}试验办法\n\n第一条 由{role}负责，补贴77元。\n"
        taken = client.post("/api/documents", files={"file": (name, text.encode())})
        assert taken.status_code == (200 if allowed else 403)
        if not allowed:
            assert client.delete("/api/documents/care").status_code == 403
            assert client.post("/api/documents", content=b"junk").status_code == 403  # before it is parsed
            return
        doc_id = taken.json()["reports"][0]["doc_id"]
        again = client.post("/api/documents", files={"file": (name, text.encode())}).json()["reports"][0]
        assert again["doc_id"] == doc_id and again["state"] == "unchanged"
        visible = client.put(f"/api/documents/{doc_id}/visibility", json={"roles": ["reader"]})
        assert visible.status_code == (200 if role == "admin" else 403)
        assert client.delete(f"/api/documents/{doc_id}").status_code == 200


QUESTIONS = (
    "储备金规模是多少？", "青山县应急储备金管理办法第一条讲什么", "蓝鲸委员会批准什么？", "应急储备金管理办法的文号是什么？",
    "蓝京委员会", "青山县的文件有哪些", "养老服务办法和应急储备金管理办法有什么不同？", "白水市的蓝鲸委员会批准什么？",
    "储备金由谁管理？", "第二条",
)  # fmt: skip


@pytest.mark.adverse(44)
def test_a_reader_learns_nothing_of_a_hidden_document_anywhere(here: Site, tokens: dict[str, str]) -> None:
    """The same answers, counts and scores as in a store that never held it: see test_index_store_visible.py."""
    with here.client(tokens["reader"]) as client, here.client(tokens["admin"]) as admin:
        seen = "".join(
            client.get(path).text
            for path in (
                "/api/documents",
                "/api/status",
                "/api/documents/secret",
                "/api/documents/secret/clause?index=0",
            )
        )
        for question in QUESTIONS:
            asked = question
            body = {"question": question, "filters": {"doc": ["secret"]}}
            replies = [
                client.post("/api/ask", json={"question": question}),
                client.post("/api/ask", json=body),
                client.post("/api/ask", json={"question": question, "stream": True}),
                client.get("/api/search", params={"q": question, "k": 50}),
                client.post(
                    "/v1/chat/completions", json={"messages": [{"role": "user", "content": question}]}
                ),
            ]
            # What the person wrote may come back; nothing else may.
            seen += "".join(reply.text for reply in replies).replace(asked, "")
        for words in SECRET_WORDS:
            assert words not in seen
        assert '"secret"' not in seen and "secret#" not in seen
        assert client.get("/api/status").json()["documents"] == 2
        hidden, absent = (client.get(f"/api/documents/{name}") for name in ("secret", "nosuch"))
        assert hidden.text.replace("secret", "nosuch") == absent.text and hidden.status_code == 404
        assert "八千万" in admin.post("/api/ask", json={"question": QUESTIONS[0]}).text


def test_an_editor_neither_overwrites_nor_notices_a_hidden_document(
    here: Site, tokens: dict[str, str]
) -> None:
    with here.client(tokens["editor"]) as client, here.client(tokens["admin"]) as admin:
        sent = "青山县应急储备金管理办法\n\n第一条 储备金规模为一元。\n".encode()
        report = client.post("/api/documents", files={"file": ("secret.txt", sent)}).json()["reports"][0]
        assert report["state"] == "added" and report["doc_id"] not in ("secret", "secret-2")
        assert "八千万" in admin.get("/api/documents/secret/clause?index=1").text
        assert client.delete("/api/documents/secret").status_code == 404
        assert admin.get("/api/documents/secret").status_code == 200
        assert client.delete(f"/api/documents/{report['doc_id']}").status_code == 200


def test_a_document_sent_for_some_is_for_these_from_the_start(here: Site, tokens: dict[str, str]) -> None:
    with here.client(tokens["editor"]) as client, here.client(tokens["reader"]) as reader:
        data = {"role": ["editor"]}
        text = "黄土岭会议纪要\n\n第一条 预算为六十六万元。\n"
        report = client.post("/api/documents", files={"file": ("纪要.txt", text.encode())}, data=data).json()[
            "reports"
        ][0]
        assert client.get(f"/api/documents/{report['doc_id']}").status_code == 200
        assert reader.get(f"/api/documents/{report['doc_id']}").status_code == 404
        assert (
            "六十六万" not in reader.post("/api/ask", json={"question": "黄土岭会议纪要的预算是多少？"}).text
        )
        assert client.delete(f"/api/documents/{report['doc_id']}").status_code == 200


def test_a_copy_of_a_hidden_document_is_the_senders_own(here: Site, tokens: dict[str, str]) -> None:
    """It neither joins the hidden one, which would tell that there is one, nor names it."""
    text = here.store.document("secret").text
    with here.client(tokens["editor"]) as client:
        sent = client.post("/api/documents", files={"file": ("自己的.txt", text.encode())}).json()["reports"][
            0
        ]
        assert sent["state"] == "added" and sent["same_as"] is None
        about = client.get(f"/api/documents/{sent['doc_id']}").json()
        assert about["copies"] == [] and [file["name"] for file in about["sources"]] == ["自己的.txt"]
        assert client.delete(f"/api/documents/{sent['doc_id']}").status_code == 200


def test_the_page_holds_nothing_of_hidden_documents(here: Site) -> None:
    with here.client() as client:
        log_in(client, "reader")
        for path in ("/", "/config"):
            text = client.get(path).text
            assert (
                "储备金" not in text and "养老服务办法" not in text
            )  # titles come when it is known who looks


def test_a_changed_right_holds_at_once(here: Site, tokens: dict[str, str]) -> None:
    with here.client(tokens["reader"]) as reader, here.client(tokens["admin"]) as admin:
        admin.put("/api/documents/secret/visibility", json={"users": ["reader"]})
        assert reader.get("/api/documents/secret").status_code == 200
        admin.put("/api/documents/secret/visibility", json={"roles": ["admin"]})
        assert reader.get("/api/documents/secret").status_code == 404
        assert admin.put("/api/documents/secret/visibility", json={"users": ["nobody"]}).status_code == 404
    assert here.accounts
    here.accounts.set_role("editor", "reader")
    with here.client(tokens["editor"]) as former:
        assert former.delete("/api/documents/care").status_code == 403
    here.accounts.set_role("editor", "editor")


@pytest.mark.adverse(38)
def test_guessing_a_password_is_slowed_down_and_tells_nothing(tmp_path: Path) -> None:
    with site(tmp_path, auth=True) as here, here.client() as client:
        statuses = [log_in(client, "admin", f"guess {number}") for number in range(8)]
        assert [reply.status_code for reply in statuses[:5]] == [401] * 5
        assert statuses[-1].status_code == 429 and int(statuses[-1].headers["retry-after"]) >= 1
        assert log_in(client, "admin").status_code == 429  # the right one waits as well
        known, unknown = (
            log_in(client, "reader", "wrong password"),
            log_in(client, "nobody", "wrong password"),
        )
        assert known.text.replace("reader", "") == unknown.text.replace("nobody", "")
        events = [event for event in here.events() if event["event"] == "login"]
        assert {event["outcome"] for event in events} == {"wrong", "too_many"}
        assert "guess" not in json.dumps(events)


@pytest.mark.adverse(38)
def test_an_unknown_name_takes_as_long_as_a_known_one(here: Site) -> None:
    assert here.accounts

    def fastest(name: str) -> float:
        seconds = []
        for _ in range(5):
            started = time.process_time()
            here.accounts.check(name, "wrong password")  # type: ignore[union-attr]
            seconds.append(time.process_time() - started)
        return min(seconds)

    known, unknown = fastest("reader"), fastest("nobody at all")
    assert 0.5 < known / unknown < 2


def test_a_flood_of_guesses_at_once_does_not_slip_through(tmp_path: Path) -> None:
    with site(tmp_path, auth=True) as here:

        def guess(number: int) -> int:
            with here.client() as client:
                return log_in(client, "admin", f"guess {number}").status_code

        with ThreadPoolExecutor(12) as threads:
            found = list(threads.map(guess, range(24)))
        assert found.count(401) <= 10 and set(found) == {401, 429}


def test_the_log_holds_what_was_done_and_no_personal_data(here: Site, tokens: dict[str, str]) -> None:
    question = "我的身份证是11010519491231002X，手机13812345678，\n床位补贴多少元？"
    with here.client(tokens["reader"]) as client:
        client.post("/api/ask", json={"question": question})
        client.post("/api/documents", files={"file": ("x.txt", b"x")})
    line = [event for event in here.events() if event["event"] == "ask"][-1]
    assert (
        line["user"] == "reader"
        and line["address"] == "127.0.0.1"
        and line["outcome"] in ("answered", "refused")
    )
    assert line["question"] == "我的身份证是[证件号]，手机[电话]，\n床位补贴多少元？"
    assert [event for event in here.events() if event["event"] == "upload"][-1]["outcome"] == "not_allowed"
    text = (here.folder / "audit.jsonl").read_text(encoding="utf-8")
    assert not any(
        secret in text for secret in (*tokens.values(), PASSWORD, "11010519491231002X", "13812345678")
    )
