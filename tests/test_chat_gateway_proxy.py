"""Behind a reverse proxy with TLS: cookies for https alone, and who really comes; from anybody else such words are no news."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from page_visit import NEEDS_CHROMIUM, browser  # noqa: F401
from serving import PASSWORD, Site, site
from tls_proxy import VISITOR, tls_proxy

FORGED = {"X-Forwarded-For": "192.0.2.77", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("proxied"), auth=True, proxy="127.0.0.1") as found:
        yield found


@pytest.fixture(scope="module")
def outside(here: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with tls_proxy(here.url, tmp_path_factory.mktemp("certificate")) as address:
        yield address


@pytest.fixture
def client(outside: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=outside, verify=False, trust_env=False, timeout=60) as found:
        yield found


def test_the_cookie_is_for_https_alone_and_the_browser_is_told_to_stay_there(
    client: httpx.Client, outside: str, here: Site
) -> None:
    reply = client.post("/login", data={"name": "reader", "password": PASSWORD}, headers={"Origin": outside})
    assert reply.status_code == 303
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("__Host-wence_session=") and "; Secure" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie and "HttpOnly" in cookie
    assert reply.headers["strict-transport-security"] == "max-age=31536000"
    status = client.get("/api/status")
    assert status.json()["user"] == "reader" and "strict-transport-security" in status.headers
    secret = client.cookies["__Host-wence_session"]
    plain = {"Cookie": f"wence_session={secret}"}  # as a page without TLS could have set it
    with httpx.Client(base_url=outside, verify=False, trust_env=False) as stranger:
        assert stranger.get("/api/status", headers=plain).status_code == 401
    client.post("/logout", headers={"Origin": outside})
    assert client.get("/api/status").status_code == 401


def test_origin_and_visitor_are_those_outside(client: httpx.Client, outside: str, here: Site) -> None:
    client.post("/login", data={"name": "reader", "password": PASSWORD}, headers={"Origin": outside})
    ask = {"question": "床位补贴多少元？"}
    assert client.post("/api/ask", json=ask, headers={"Origin": outside}).status_code == 200
    assert client.post("/api/ask", json=ask, headers={"Origin": here.url}).status_code == 403
    assert client.post("/api/ask", json=ask, headers={"Origin": "https://evil.example"}).status_code == 403
    assert here.events()[-1]["event"] == "ask" and here.events()[-1]["address"] == VISITOR
    # What a visitor says of themselves stands before what the proxy says, which alone is believed.
    client.post("/api/ask", json=ask, headers={"Origin": outside, "X-Forwarded-For": "192.0.2.77"})
    assert here.events()[-1]["address"] == VISITOR


def test_without_a_proxy_nobody_is_believed(tmp_path: Path) -> None:
    with site(tmp_path, auth=True) as here, here.client() as client:
        reply = client.post("/login", data={"name": "reader", "password": PASSWORD}, headers=FORGED)
        assert "Secure" not in reply.headers["set-cookie"] and "__Host-" not in reply.headers["set-cookie"]
        assert "strict-transport-security" not in reply.headers
        assert [event["address"] for event in here.events() if event["event"] == "login"] == ["127.0.0.1"]


def test_a_proxy_elsewhere_is_not_this_client(tmp_path: Path) -> None:
    with site(tmp_path, auth=True, proxy="192.0.2.1") as here, here.client() as client:
        reply = client.post("/login", data={"name": "reader", "password": PASSWORD}, headers=FORGED)
        assert "Secure" not in reply.headers["set-cookie"]
        assert here.events()[-1]["address"] == "127.0.0.1"


@pytest.mark.browser
@NEEDS_CHROMIUM[1]
def test_a_browser_logs_in_and_asks_over_tls(browser, outside: str) -> None:  # noqa: F811
    context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(outside)
    page.fill("[name=name]", "reader")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("#wence-talk[role=log]")
    (cookie,) = context.cookies()
    assert cookie["name"] == "__Host-wence_session" and cookie["secure"] and cookie["httpOnly"]
    page.fill("#wence-box textarea", "民办养老机构每张床位补贴多少元？")
    page.press("#wence-box textarea", "Enter")
    page.wait_for_selector("#wence-current .wc-exchange[data-state=done]:has-text('3000元')")
    context.close()
