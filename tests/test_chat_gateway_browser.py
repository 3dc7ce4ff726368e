"""Logging in and out in a real Chromium, whose forms carry an Origin that no other client sends."""

from __future__ import annotations

import pytest
from browser import chromium, find_chromium
from serving import PASSWORD, site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium here: run tests/browser_setup.sh"),
]


def test_a_person_logs_in_and_out(tmp_path) -> None:
    with site(tmp_path, auth=True) as here, chromium() as browser:
        page = browser.new_context().new_page()
        page.goto(f"{here.url}/login")
        page.fill("input[name=name]", "reader")
        page.fill("input[name=password]", "wrong")
        page.click("button[type=submit]")
        page.wait_for_selector("[role=alert]")
        assert page.input_value("input[name=name]") == "reader"
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_selector(".wc-welcome")
        page.goto(f"{here.url}/logout")
        page.click("button[type=submit]")
        page.wait_for_selector("input[name=password]")
        page.context.close()
