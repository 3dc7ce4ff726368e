"""A server on loopback that payloads point to and nobody may ask, and a browser's context that is watched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from injection_checks import AUDIT
from injection_payloads import MARK

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

# Every report of a policy that was broken, also of those before our page's own scripts run.
NOTE_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) => {
  (window.wenceViolations ||= []).push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});"""


class Canary(ThreadingHTTPServer):
    """``asked``: the first line of every request but those for :attr:`page`, which is shown as it is, without a policy."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.page = ""

    @property
    def address(self) -> str:
        """Where ``page`` is. A page of nowhere, as ``set_content`` makes it, may not ask loopback at all."""
        return f"http://{self.host}/page"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Canary

    def log_message(self, *_: object) -> None:
        """Silent."""

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        first = self.raw_requestline.decode("latin-1").strip()
        body = self.server.page.encode("utf-8", "replace") if first.startswith("GET /page ") else b""
        if not body and "/favicon.ico" not in first:
            self.server.asked.append(first)
        head = f"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)
        self.close_connection = True


@contextmanager
def canary() -> Iterator[Canary]:
    server = Canary()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Seen:
    """What got through: scripts that ran, requests to elsewhere, elements that words made."""

    executed: list[str] = field(default_factory=list)
    outbound: list[str] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def counts(self) -> tuple[int, int, int]:
        return len(self.executed), len(self.outbound), len(self.elements)


class Watched:
    """A browser's context whose every request, dialog, new window and mark is noted in :class:`Seen`.

    ``home``: what may be asked; requests to elsewhere are noted and let go, so that the canary hears them too.
    """

    def __init__(self, browser: Browser, *home: str, size: tuple[int, int] = (1280, 800)) -> None:
        self.seen, self.home, self.label = Seen(), home, ""
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", accept_downloads=True
        )
        self.context.add_init_script(NOTE_VIOLATIONS)
        self.context.route("**/*", self._route)
        self.page: Page = self.context.new_page()
        self.page.on("dialog", self._dialog)
        self.context.on("page", lambda page: self.seen.executed.append(f"{self.label}: a window {page.url}"))

    def _route(self, route: Route) -> None:
        url = route.request.url
        if not url.startswith((*self.home, "data:", "blob:", "about:", "file:///")):
            self.seen.outbound.append(f"{self.label}: {url}")
        route.continue_()

    def _dialog(self, dialog: object) -> None:
        self.seen.executed.append(f"{self.label}: a dialog")
        dialog.dismiss()  # type: ignore[attr-defined]

    def audit(self, label: str) -> None:
        """Note what stands in the page now."""
        self.label = label
        try:
            state = self.page.evaluate(AUDIT, MARK)
        except Exception as error:  # a page that was led away
            self.seen.executed.append(f"{label}: {str(error)[:80]}")
            return
        if state["hit"] is not None:
            self.seen.executed.append(f"{label}: {state['hit']}")
            self.page.evaluate("(mark) => { delete window[mark]; }", MARK)
        self.seen.elements += [f"{label}: {words}" for words in state["found"]]
        self.seen.violations += self.page.evaluate(
            "() => { const found = window.wenceViolations || []; window.wenceViolations = []; return found; }"
        )

    def show(self, label: str, html: str, server: Canary) -> None:
        """Show HTML that is no page of the product's server, without any policy to protect it."""
        self.label, server.page = label, html
        self.page.goto(server.address, wait_until="load")
