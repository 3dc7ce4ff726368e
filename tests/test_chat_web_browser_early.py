"""A question asked before the first view has been drawn for whoever looks: its answer stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from page_stand_in import StandInEngine
from page_visit import NEEDS_CHROMIUM, browser, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]
pytestmark = NEEDS_CHROMIUM
QUESTION = "1233战略是什么意思"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(StandInEngine()) as opened:
        yield opened


def test_a_late_welcome_does_not_draw_over_an_answer(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.set_default_timeout(90_000)
    held: list[Any] = []

    def hold(route: Any) -> None:
        late = "predict" in route.request.url or '"welcome"' in (route.request.post_data or "")
        (held.append if late else lambda one: one.continue_())(route)

    page.route("**/run/predict*", hold)
    page.route("**/api/page", hold)
    page.goto(address)
    page.wait_for_selector("#wence-talk[role=log]")
    page.fill("#wence-box textarea", QUESTION)
    page.press("#wence-box textarea", "Enter")
    page.wait_for_selector("#wence-current .wc-exchange[data-state=done]")
    assert held
    with page.expect_response(lambda reply: reply.url == held[0].request.url):
        held[0].continue_()
    page.wait_for_timeout(500)
    assert page.locator("#wence-current .wc-exchange[data-state=done]").count() == 1
    assert page.locator("#wence-current .wc-welcome").count() == 0
    page.close()
