"""A visit to the page in a real Chromium, and the fixtures of the tests that make one.

A test module gives ``address``, mostly by :func:`served`; it imports ``browser``, ``visit`` and ``phone`` from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from browser import chromium, find_chromium, free_port

from chat.server import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

    from chat.service.service import AnyEngine
    from chat.web.actions import PageActions

NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium here: run tests/browser_setup.sh"),
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
FINISHED = "#wence-current .wc-exchange[data-state={state}]"
# One look for all boxes: between two looks the page may have scrolled.
BOXES = """selectors => selectors.map(selector => {
  const box = document.querySelector(selector).getBoundingClientRect()
  return {top: box.top, bottom: box.bottom, left: box.left, right: box.right}
})"""
SETTLED = """selector => {
  const top = document.querySelector(selector).getBoundingClientRect().top, seen = window.wenceSeen
  const same = seen && seen.selector === selector && seen.top === top
  window.wenceSeen = {selector, top, times: same ? seen.times + 1 : 0}
  return window.wenceSeen.times >= 6
}"""


class Visit:
    """One browser session on the page. Notes every request and every error of the page's scripts."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int], scheme: str = "light") -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN")
        self.context.set_default_timeout(90_000)  # the first page of a cold, busy machine takes long
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(address)
        self.page.wait_for_selector(".wc-welcome")
        self.page.wait_for_selector("#wence-talk[role=log]")

    def ask(self, question: str, state: str = "done") -> None:
        self.page.fill("#wence-box textarea", question)
        self.page.press("#wence-box textarea", "Enter")
        self.page.wait_for_selector(f"{FINISHED.format(state=state)} >> text={question}")

    def ask_for_hints(self, question: str) -> None:
        """Ask, and wait until the server has said what to ask next."""
        with self.page.expect_response(_is_hints) as said:
            self.ask(question)
        said.value.finished()
        self.page.wait_for_function("() => new Promise(requestAnimationFrame)")  # drawn, if there are any

    def until(self, condition: str) -> None:
        """Wait for an expression of the page's script to hold: what a click sets off may take a moment."""
        self.page.wait_for_function(condition)

    def foreign_requests(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]

    def sideways(self) -> int:
        """Pixels by which the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    def boxes(self, *selectors: str) -> list[dict[str, float]]:
        """``top``, ``bottom``, ``left`` and ``right`` of each in the window, all of the same moment."""
        return self.page.evaluate(BOXES, list(selectors))

    def settled(self, selector: str) -> dict[str, float]:
        """Its box once it has not moved for six frames."""
        self.page.wait_for_function(SETTLED, arg=selector)
        return self.boxes(selector)[0]


def _is_hints(response: Response) -> bool:
    return response.url.endswith("/api/page") and '"hints"' in (response.request.post_data or "")


@contextmanager
def served(engine: AnyEngine, desk: PageActions | None = None) -> Iterator[str]:
    """The page of an engine at an address of its own; it ends with what ``desk`` keeps for it."""
    port = free_port()
    serving = open_page(engine, port=port, actions=desk)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        serving.close()
        if desk is not None:
            desk.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    session = Visit(browser, address, DESKTOP)
    yield session
    session.context.close()
    assert session.errors == []
    assert session.foreign_requests() == []


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Visit]:
    session = Visit(browser, address, PHONE, "dark")
    yield session
    session.context.close()
    assert session.errors == []
    assert session.foreign_requests() == []
