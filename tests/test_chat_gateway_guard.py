"""What the running server refuses: other sites, other hosts, too much, too often; and its headers."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from browser import free_port
from page_stand_in import StandInEngine
from serving import Site, site

from chat.gateway import headers
from chat.gateway.address import check_address
from chat.gateway.limits import LIMITS
from chat.server import open_page
from ingest.errors import AddressUnavailable

ROOT = Path(__file__).resolve().parent.parent
SMALL = replace(LIMITS, body=20_000, upload=100_000, rate=100_000, burst=100_000)
QUESTION = {"question": "养老机构每张床位补贴多少元？"}
CHANGING = (
    ("POST", "/api/ask"), ("POST", "/api/search"), ("POST", "/api/documents"), ("DELETE", "/api/documents/care"),
    ("PUT", "/api/documents/care/visibility"), ("POST", "/v1/chat/completions"), ("POST", "/mcp"),
    ("POST", "/gradio_api/queue/join"), ("POST", "/gradio_api/run/predict"), ("POST", "/gradio_api/cancel"),
    ("OPTIONS", "/api/ask"), ("OPTIONS", "/gradio_api/queue/join"),
)  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("guard"), limits=SMALL) as found:
        yield found


@pytest.fixture
def client(here: Site) -> Iterator[httpx.Client]:
    with here.client() as found:
        yield found


def alive(here: Site) -> bool:
    with here.client() as client:
        return client.get("/health").status_code == 200


# --- other sites ---------------------------------------------------------------------------------


@pytest.mark.adverse(31)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"]
)
@pytest.mark.parametrize(("method", "path"), CHANGING)
def test_another_site_changes_nothing(
    here: Site, client: httpx.Client, origin: str, method: str, path: str
) -> None:
    asks = {"Access-Control-Request-Method": "POST"} if method == "OPTIONS" else {}
    reply = client.request(
        method, path, headers={"Origin": origin, "Cookie": "wence_session=x", **asks}, content=b"{}"
    )
    assert reply.status_code == 403
    assert not [name for name in reply.headers if name.startswith("access-control-")]
    assert {"care", "green", "secret"} <= {info.doc_id for info in here.store.documents()}


@pytest.mark.adverse(31)
@pytest.mark.parametrize(
    "path", ["/", "/config", "/api/status", "/api/documents", "/v1/models", "/health", "/theme.css"]
)
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_reads_nothing(client: httpx.Client, path: str, origin: str) -> None:
    reply = client.get(path, headers={"Origin": origin})
    assert not [name for name in reply.headers if name.startswith("access-control-")]
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"


def test_our_own_page_and_programs_may(here: Site, client: httpx.Client) -> None:
    assert client.post("/api/ask", json=QUESTION, headers={"Origin": here.url}).status_code == 200
    same = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/ask", json=QUESTION, headers=same).status_code == 200
    assert client.post("/api/ask", json=QUESTION, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/api/ask", json=QUESTION, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "", "a b", "10.0.0.5"]
)
def test_a_name_that_is_led_here_is_not_ours(client: httpx.Client, host: str) -> None:
    assert client.get("/api/documents", headers={"Host": host}).status_code in (400, 403)


def test_hosts_and_origins() -> None:
    assert headers.host_allowed("localhost:7860", (), addresses=False)
    assert headers.host_allowed("[::1]:7860", (), addresses=False)
    assert headers.host_allowed("policy.example.gov.cn", {"policy.example.gov.cn"}, addresses=False)
    assert headers.host_allowed("192.168.1.9:7860", (), addresses=True)
    assert not headers.host_allowed("192.168.1.9:7860", (), addresses=False)
    assert not headers.host_allowed("evil.example", (), addresses=True)
    assert headers.same_origin("https://a.example", "a.example")
    assert headers.same_origin("http://[::1]:7860", "[::1]:7860")
    assert not headers.same_origin("https://a.example:444", "a.example")
    assert not headers.same_origin("file://", "a.example") and not headers.same_origin("http://x:99999", "x")


# --- headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/health", "/api/docs", "/api/nothing", "/nothing", "/theme.css"])
def test_every_reply_has_the_headers(client: httpx.Client, path: str) -> None:
    found = client.get(path).headers
    policy = found["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert found["x-frame-options"] == "DENY" and found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "same-origin" and "server" not in found


@pytest.mark.adverse(33)
def test_the_pages_policy_names_its_scripts_and_nothing_from_elsewhere(client: httpx.Client) -> None:
    plain = client.get("/", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for reply in (plain, client.get("/", headers={"Accept-Encoding": "gzip, br"})):
        policy = reply.headers["content-security-policy"]
        assert headers.page_policy(reply.content).split(";")[1].split()[3] in policy
        assert "http:" not in policy and "https:" not in policy and "*" not in policy


# --- sizes ---------------------------------------------------------------------------------------


@pytest.mark.adverse(29)
def test_a_body_over_the_limit(here: Site, client: httpx.Client) -> None:
    big = {"question": "长" * 30_000}
    assert client.post("/api/ask", json=big).status_code == 413
    assert client.post("/v1/chat/completions", json=big).json()["error"]["code"] == "too_large"
    assert client.post("/api/documents", files={"file": ("a.txt", b"x" * 200_000)}).status_code == 413
    assert client.post("/mcp", content=b"x" * 30_000).status_code == 413
    assert client.post("/gradio_api/queue/join", content=b"x" * 30_000).status_code == 413
    assert alive(here)


@pytest.mark.adverse(29)
@pytest.mark.parametrize(
    "path", ["/api/ask", "/api/documents", "/gradio_api/queue/join", "/v1/chat/completions"]
)
def test_a_chunked_body_without_a_length(here: Site, client: httpx.Client, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(1_000):
            yield b"x" * 1_000

    kind = "multipart/form-data; boundary=x" if path == "/api/documents" else "application/json"
    try:
        status = client.post(path, content=pieces(), headers={"Content-Type": kind}).status_code
    except httpx.WriteError:  # the server had answered and closed before all was sent
        status = 413
    # A body that is no form is refused at its first byte, before it is too large.
    assert status in ((413, 400) if path == "/api/documents" else (413,))
    assert alive(here)


def raw(here: Site, data: bytes, seconds: float = 5.0) -> bytes:
    """What comes back for bytes as they are."""
    with socket.create_connection(("127.0.0.1", here.port), seconds) as connection:
        connection.sendall(data)
        connection.settimeout(seconds)
        found = b""
        try:
            while piece := connection.recv(65_536):
                found += piece
        except TimeoutError:
            pass
        return found


def head(*lines: str) -> bytes:
    return "\r\n".join(
        ("POST /api/ask HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", *lines, "", "")
    ).encode()


@pytest.mark.adverse(29)
def test_a_length_that_lies(here: Site) -> None:
    body = b'{"question": "' + b"a" * 30_000 + b'"}'
    more = raw(here, head("Content-Length: 10") + body, 2)
    assert more.startswith(b"HTTP/1.1 400") and more.count(b"HTTP/1.1 2") == 0
    assert raw(here, head("Content-Length: 99999999999") + body, 2).startswith(b"HTTP/1.1 413")
    assert raw(here, head("Content-Length: -5") + body, 2).startswith(b"HTTP/1.1 4")
    both = raw(here, head("Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n", 2)
    assert both.startswith(b"HTTP/1.1 4")
    raw(here, head("Content-Length: 5000") + b"{", 0.2)  # and leaves
    assert alive(here)


@pytest.mark.adverse(30)
def test_ten_thousand_headers_and_ten_thousand_parts(here: Site, client: httpx.Client) -> None:
    many = raw(here, head(*(f"x{number}: 1" for number in range(10_000))), 2)
    assert many.startswith(b"HTTP/1.1 4") or many == b""
    some = client.get("/health", headers={f"x{number}": "1" for number in range(200)})
    assert some.status_code == 413
    part = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/api/documents", content=part * 1_500 + b"--x--", headers=form).status_code == 400
    nested = client.post("/api/ask", content=b"[" * 19_000, headers={"Content-Type": "application/json"})
    assert nested.status_code == 400
    assert alive(here)


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.adverse(35)
@pytest.mark.parametrize(
    "path",
    ["/gradio_api/file={folder}/wence.sqlite3", "/gradio_api/file=.env", "/file={folder}/wence.sqlite3",
     "/gradio_api/file/{folder}/audit.jsonl", "/gradio_api/file%3D{folder}/wence.sqlite3", "/static/../../../../.env",
     "/assets/..%2f..%2f..%2fetc/passwd", "/static/%2e%2e/%2e%2e/%2e%2e/app.py", "/gradio_api/proxy=http://127.0.0.1",
     "/gradio_api/stream/a/b/c/playlist.m3u8", "/monitoring", "/gradio_api/runs", "/gradio_api/vibe-code",
     "/gradio_api/openapi.json", "/gradio_api/upload_progress?upload_id=x", "/gradio_api/call/ask/1", "/docs", "/openapi.json"],
)  # fmt: skip
def test_no_file_and_nothing_else_of_gradios(here: Site, client: httpx.Client, path: str) -> None:
    reply = client.get(path.format(folder=here.folder))
    assert reply.status_code in (403, 404)
    assert b"SQLite" not in reply.content and b"root:" not in reply.content and b"import" not in reply.content


@pytest.mark.adverse(35)
def test_gradio_takes_no_uploads(client: httpx.Client) -> None:
    assert client.post("/gradio_api/upload", files={"files": ("a.html", b"<script>")}).status_code == 404


# --- how often -----------------------------------------------------------------------------------


def test_a_client_that_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    with site(tmp_path, limits=replace(LIMITS, rate=60, burst=5)) as here, here.client() as client:
        replies = [client.get("/api/status") for _ in range(8)]
        assert [reply.status_code for reply in replies] == [200] * 5 + [429] * 3
        assert int(replies[-1].headers["retry-after"]) >= 1
        assert replies[-1].json()["error"]["code"] == "too_many"
        assert client.get("/assets/nothing.js").status_code == 404  # what the page is made of does not count


@pytest.mark.adverse(46)
def test_a_hundred_chats_at_once_and_none_lost(here: Site) -> None:
    async def use() -> list[str]:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(
            base_url=here.url, trust_env=False, timeout=120, limits=limits
        ) as client:

            async def one(number: int) -> str:
                question = QUESTION["question"] if number % 2 else "白水市2030年绿地率达到多少？"
                reply = await client.post("/api/ask", json={"question": question, "id": number})
                found = reply.json()
                wanted = "3000元" if number % 2 else "41%"
                return "ok" if found["id"] == number and wanted in found["answer"] else reply.text

            return await asyncio.gather(*(one(number) for number in range(100)))

    assert set(asyncio.run(use())) == {"ok"}


@pytest.mark.adverse(46)
def test_a_thousand_at_once_are_answered_or_told_to_come_back(tmp_path: Path) -> None:
    limits = replace(LIMITS, rate=1e6, burst=10_000, answers=2, waiting=50)

    async def use(url: str) -> list[tuple[int, str | None]]:
        pool = httpx.Limits(max_connections=1_000)
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=120, limits=pool) as client:

            async def one() -> tuple[int, str | None]:
                reply = await client.post("/api/ask", json=QUESTION)
                return reply.status_code, reply.headers.get("retry-after")

            return await asyncio.gather(*(one() for _ in range(1_000)))

    with site(tmp_path, limits=limits) as here:
        found = asyncio.run(use(here.url))
        assert {status for status, _ in found} == {200, 429}
        assert sum(status == 200 for status, _ in found) >= 52
        assert all(after for status, after in found if status == 429)
        assert alive(here)


@pytest.mark.adverse(37)
def test_two_conversations_interleaved_do_not_mix(here: Site) -> None:
    def talk(first: str, then: str, wanted: str) -> bool:
        with here.client() as client:
            for _ in range(5):
                said = client.post("/api/ask", json={"question": first}).json()["answer"]
                history = [{"question": first, "answer": said}]
                found = client.post("/api/ask", json={"question": then, "history": history}).json()
                if wanted not in found["answer"]:
                    return False
        return True

    talks = (
        ("白水市2030年绿地率达到多少？", "那建成公园多少座？", "52座"),
        ("青山县养老机构每张床位补贴多少元？", "由哪个部门负责发放补贴？", "民政局"),
    ) * 2
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda one: talk(*one), talks))


# --- starting and stopping -----------------------------------------------------------------------


def test_ipv6_and_a_busy_port(tmp_path: Path) -> None:
    try:
        check_address("::1", free_port())
    except AddressUnavailable:
        pytest.skip("no IPv6 here")
    with site(tmp_path, host="::1") as here, here.client() as client:
        assert client.get("/health").status_code == 200
        with pytest.raises(AddressUnavailable, match="已被占用"):
            open_page(StandInEngine(), "::1", here.port)


def test_closing_does_not_wait_for_open_streams(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        client = here.client()
        stream = client.stream("GET", "/gradio_api/heartbeat/abc")
        stream.__enter__()
        started = time.monotonic()
    assert time.monotonic() - started < 8
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{here.url}/health", trust_env=False)
    client.close()
