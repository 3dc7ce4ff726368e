"""A citation's link, as other programs get it, opens the page with the reader at the words that are cited."""

from __future__ import annotations

from pathlib import Path

import httpx
from browser import chromium
from page_visit import NEEDS_CHROMIUM
from serving import site

pytestmark = NEEDS_CHROMIUM


def test_a_link_of_an_annotation_opens_the_reader_there(tmp_path: Path) -> None:
    body = {"messages": [{"role": "user", "content": "养老机构每张床位补贴多少元？"}]}
    with site(tmp_path) as here, chromium() as browser:
        reply = httpx.post(f"{here.url}/v1/chat/completions", json=body, trust_env=False, timeout=60).json()
        noted = reply["choices"][0]["message"]["annotations"][0]["url_citation"]
        page = browser.new_page()
        page.goto(noted["url"])
        page.wait_for_selector(".wc-reader mark")
        assert page.inner_text(".wc-r-title") == "青山县养老服务办法"
        assert "每张床位补贴3000元" in page.inner_text(".wc-reader mark")
