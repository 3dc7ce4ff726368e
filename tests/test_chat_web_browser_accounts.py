"""The page under accounts in a real Chromium: log in, ask, read, what each role may do, a login that ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browser import axe_script
from page_visit import DESKTOP, FINISHED, NEEDS_CHROMIUM, PHONE, browser  # noqa: F401
from serving import PASSWORD, Site, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = NEEDS_CHROMIUM
SECRET = "八千万"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("accounts"), auth=True) as found:
        yield found


class Guest:
    """A browser of one person. Opens the page when they log in."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int] = DESKTOP) -> None:  # noqa: F811
        self.address = address
        self.context: BrowserContext = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
        self.context.set_default_timeout(60_000)
        self.page: Page = self.context.new_page()
        self.heard: list[str] = []  # the text of all replies

    def log_in(self, name: str) -> Page:
        page = self.page
        page.goto(self.address)
        page.wait_for_url("**/login")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_selector("#wence-talk[role=log]")
        page.wait_for_selector(".wc-leave:visible")
        return page

    def ask(self, question: str) -> str:
        self.page.fill("#wence-box textarea", question)
        self.page.press("#wence-box textarea", "Enter")
        ended = ", ".join(
            f"{FINISHED.format(state=state)}:has-text('{question}')" for state in ("done", "refused")
        )
        self.page.wait_for_selector(ended)
        return self.page.inner_text("#wence-current")

    def show(self, view: str) -> None:
        self.page.click(f".wc-tab[data-view={view}]")
        self.page.wait_for_selector(f"#wence-{view} .wc-view:visible")


@pytest.fixture
def guest(browser: Browser, here: Site) -> Iterator[Guest]:  # noqa: F811
    found = Guest(browser, here.url)
    yield found
    found.context.close()


@pytest.mark.parametrize("role", ["reader", "editor", "admin"])
def test_each_role_asks_and_reads_and_sees_the_controls_it_may_use(
    guest: Guest, here: Site, role: str
) -> None:
    page = guest.log_in(role)
    assert page.get_attribute(".wc-leave", "aria-label") == f"退出登录（{role}）"
    assert "3000元" in guest.ask("民办养老机构每张床位补贴多少元？")
    page.click("#wence-panel [data-open]")
    page.wait_for_selector(".wc-reader:visible >> text=养老服务办法")
    page.keyboard.press("Escape")
    page.wait_for_selector(".wc-reader", state="hidden")
    guest.show("files")
    page.wait_for_selector("#wence-files .wc-list >> text=养老服务办法")
    edits = role != "reader"
    assert page.is_visible(".wc-drop") == edits
    assert (page.locator("#wence-files .wc-list [data-delete]").count() > 0) == edits
    assert page.is_visible("#wence-files .wc-list >> text=储备金") == (role == "admin")
    if not edits:
        refused = page.evaluate(
            """async () => {
              const call = (action, values) => fetch("/api/page", {method: "POST", headers: {"Content-Type":
                "application/json"}, body: JSON.stringify({action, ...values})}).then((reply) => reply.json());
              const sent = await fetch("/api/page/upload?name=a.txt", {method: "POST", body: "text"});
              return [sent.status, await call("delete", {doc: "care"}), await call("reindex"),
                await call("edit", {doc: "care", values: {title: "x"}}), await call("model")];
            }"""
        )
        assert refused[0] == 403 and all("没有权限" in reply["error"] for reply in refused[1:])
        assert here.store.document("care")


def test_a_hidden_document_shows_nowhere_on_the_page(guest: Guest) -> None:
    page = guest.log_in("reader")
    page.on("response", lambda reply: guest.heard.append(_text(reply)))
    assert "未找到依据" in guest.ask("储备金规模是多少？")
    guest.show("find")
    page.fill(".wc-find-box", "应急 第一条")
    page.wait_for_selector(".wc-found >> text=没有")
    page.fill(".wc-find-box", "养老 第一条")
    page.wait_for_selector(".wc-found >> text=养老服务办法")
    guest.show("files")
    page.wait_for_selector("#wence-files .wc-list >> text=养老服务办法")
    page.evaluate("document.querySelector('#wence-find').dataset.open = 'secret'")
    page.evaluate("window.wence.call('reader', {doc: 'secret'})")
    page.wait_for_selector(".wc-toast-bad >> text=secret")
    shown = page.content() + "".join(guest.heard)
    assert SECRET not in shown and "应急储备金" not in shown.replace("储备金规模是多少", "")


def _text(reply: object) -> str:
    try:
        return reply.text()  # type: ignore[attr-defined]
    except Exception:  # a stream that goes on, or a reply without a body
        return ""


def test_logging_out_ends_it_in_all_windows_and_the_page_says_so(guest: Guest) -> None:
    page = guest.log_in("admin")
    assert SECRET in guest.ask("储备金规模是多少？")
    other = guest.context.new_page()
    other.goto(guest.address)
    other.click(".wc-leave")
    other.click("button:has-text('退出登录')")
    other.wait_for_url("**/login")
    page.fill("#wence-box textarea", "由谁管理？")
    page.press("#wence-box textarea", "Enter")
    page.wait_for_selector("dialog[open] >> text=登录已失效")
    assert page.input_value("#wence-box textarea") == "由谁管理？", "the question is not lost"
    page.click("dialog[open] >> text=稍后")
    page.wait_for_selector("dialog", state="detached")
    page.click(".wc-tab[data-view=files]")
    page.wait_for_selector("dialog[open] >> text=登录已失效")
    page.click("dialog[open] >> text=重新登录")
    page.wait_for_url("**/login")


def test_a_login_that_has_expired_is_said_in_words(guest: Guest, here: Site) -> None:
    page = guest.log_in("editor")
    assert here.accounts
    with here.accounts.database() as database:
        database.execute("UPDATE sessions SET until = 0 WHERE user = 'editor'")
    page.fill("#wence-box textarea", "床位补贴多少元？")
    page.click("#wence-send")
    page.wait_for_selector("dialog[open] >> text=登录已过期")


def test_the_page_with_accounts_fits_a_phone_and_passes_axe(browser: Browser, here: Site) -> None:  # noqa: F811
    guest = Guest(browser, here.url, PHONE)
    page = guest.log_in("editor")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    script = axe_script()
    if script is not None:
        page.evaluate(script.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run('.wc-header')")
        assert [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")] == []
    assert re.fullmatch(r"退出登录（editor）", page.get_attribute(".wc-leave", "title") or "")
    guest.context.close()
