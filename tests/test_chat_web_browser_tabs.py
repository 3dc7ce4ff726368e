"""The tabs in a real Chromium: a profile to a source to a file, each tab opened and used, axe-core over all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_visit import DESKTOP, NEEDS_CHROMIUM, PHONE, Visit, browser, phone, served, visit
from tab_library import WORDS, documents
from test_chat_web_browser_views import findings

from chat.engine import Engine
from chat.service.service import Service
from chat.web.actions import PageActions
from index.store import open_store
from ingest import parse_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser", "phone", "visit"]
pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageActions]:
    with open_store(tmp_path_factory.mktemp("tabs"), create=True) as store:
        store.add(documents())
        yield PageActions(Service(Engine(store)))


@pytest.fixture(scope="module")
def address(desk: PageActions) -> Iterator[str]:
    with served(desk.service.engine, desk) as opened:
        yield opened


def match(session: Visit) -> None:
    page = session.page
    page.click("[data-view=measures]")
    page.wait_for_selector(".wc-matched >> text=读出")
    page.fill(".wc-profile [name=text]", WORDS)
    page.click(".wc-profile [type=submit]")
    page.wait_for_selector(".wc-measure")


def test_a_profile_leads_to_measures_their_source_and_a_file(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    match(visit)
    assert page.inner_text(".wc-matched-count") == "符合 0 项，待确认 1 项"
    page.click("[data-fill=rd_share]")  # folded till now
    visit.until("document.activeElement.name === 'rd_share'")
    page.keyboard.type("6%")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wc-matched-count >> text=符合 1 项，待确认 0 项")
    page.click(".wc-measure .wc-gives .wc-words")
    page.wait_for_selector(".wc-reader mark")
    assert "给予最高300万元资金奖励" in page.inner_text(".wc-reader mark")
    page.keyboard.press("Escape")
    page.wait_for_selector(".wc-reader", state="hidden")
    visit.until("document.activeElement.classList.contains('wc-words')")
    with page.expect_download() as saved:
        page.click("[data-match-file=docx]")
    target = tmp_path / saved.value.suggested_filename
    saved.value.save_as(target)
    assert target.suffix == ".docx" and target.read_bytes().startswith(b"PK")
    page.click(".wc-profile [type=reset]")
    page.wait_for_selector(".wc-matched >> text=不必填全")


def test_a_profile_is_saved_and_what_is_new_stands_at_the_tab_till_it_is_opened(
    visit: Visit, desk: PageActions
) -> None:
    page, service = visit.page, desk.service
    match(visit)
    page.fill("#wc-save-name", "我们公司")
    page.click(".wc-save-profile [type=submit]")
    page.wait_for_selector("[data-profile-open='我们公司']")
    assert page.locator(".wc-tab-new").count() == 0
    text = service.writer.document("rules").text
    service.writer.add([parse_text("地区: 白水市\n" + text.replace("300万元", "280万元"), doc_id="later")])
    page.reload()
    page.wait_for_selector(".wc-tab-new >> text=1")
    page.click("[data-view=measures]")
    page.click("[data-profile-open='我们公司']")
    page.wait_for_selector(".wc-new-measures >> text=280万元")
    assert page.input_value(".wc-profile [name=text]") == WORDS
    page.wait_for_selector(".wc-tab-new", state="detached")
    page.click("[data-profile-forget='我们公司']")
    page.click(".wc-dialog [value=yes]")
    page.wait_for_selector(".wc-saved-hint")
    service.writer.remove(["later"])


def test_one_measure_is_tested_again_with_what_was_missing(visit: Visit) -> None:
    page = visit.page
    match(visit)
    page.click("[data-test] >> nth=0")
    page.wait_for_selector(".wc-dialog >> text=还不能断定")
    page.fill(".wc-dialog [name=rd_share]", "2%")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wc-dialog >> text=现在申报不了")
    assert page.input_value(".wc-profile [name=rd_share]") == "2%"
    page.click(".wc-dialog .wc-words >> nth=0")
    page.wait_for_selector(".wc-reader mark")
    page.wait_for_selector(".wc-dialog", state="detached")


def test_the_tasks_of_a_unit(visit: Visit) -> None:
    page = visit.page
    page.click("[data-view=duties]")
    page.wait_for_selector(".wc-tasks >> text=2030年6月底前")
    page.fill(".wc-unit-box", "财政")
    visit.until("document.querySelectorAll('.wc-units li:not([hidden])').length === 1")
    page.fill(".wc-unit-box", "市工信局")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wc-tasks h3 >> text=市工信局")
    assert page.locator(".wc-tasks tbody tr").count() == 1
    with page.expect_download() as saved:
        page.click("[data-duties-file=ics]")
    assert saved.value.suggested_filename.endswith(".ics")


def test_figures_by_indicator_and_filter(visit: Visit) -> None:
    page = visit.page
    page.click("[data-view=indicators]")
    page.click("[data-indicator='地区生产总值增速']")
    page.wait_for_selector(".wc-chart svg")
    page.select_option("#wc-figures-kind", "实绩")
    page.wait_for_selector(".wc-figures h3 >> text=2 个数")
    page.click(".wc-figure .wc-words >> nth=0")
    page.wait_for_selector(".wc-reader mark >> text=增长4.8%")


def test_two_documents_side_by_side(visit: Visit) -> None:
    page = visit.page
    page.click("[data-view=comparison]")
    page.wait_for_selector("#wc-compare-a option[value=draft]", state="attached")
    page.click(".wc-compare-form [type=submit]")
    page.wait_for_selector(".wc-toast-bad >> text=请选两份文件")
    page.select_option("#wc-compare-a", "draft")
    page.select_option("#wc-compare-b", "rules")
    page.click(".wc-compare-form [type=submit]")
    page.wait_for_selector(".wc-pair ins")
    page.click(".wc-pair .wc-trail >> nth=0")
    page.wait_for_selector(".wc-reader mark")


def test_every_tab_fits_a_phone(phone: Visit) -> None:
    page = phone.page
    for view in ("indicators", "duties", "comparison", "find", "files", "chat"):
        page.click(f"[data-view={view}]")
        page.wait_for_selector(f"html[data-view={view}]", state="attached")
        assert phone.sideways() <= 0, view
    match(phone)
    assert phone.sideways() <= 0
    phone.until("document.querySelector('.wc-matched').getBoundingClientRect().top < 200")


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_axe_finds_nothing_serious(browser: Browser, address: str, size: dict[str, int], scheme: str) -> None:
    session = Visit(browser, address, size, scheme)
    page = session.page
    page.emulate_media(reduced_motion="reduce")
    match(session)
    found = findings(page, "measures")
    page.click("[data-test] >> nth=0")
    page.wait_for_selector(".wc-test")
    found += findings(page, "test")
    page.keyboard.press("Escape")
    page.click("[data-view=duties]")
    page.wait_for_selector(".wc-tasks table")
    found += findings(page, "duties")
    page.click("[data-view=indicators]")
    page.wait_for_selector("[data-indicator]")
    found += findings(page, "indicators")
    page.click("[data-indicator='地区生产总值增速']")
    page.wait_for_selector(".wc-chart svg")
    found += findings(page, "figures")
    page.click("[data-view=comparison]")
    page.wait_for_selector("#wc-compare-a option[value=draft]", state="attached")
    page.select_option("#wc-compare-a", "draft")
    page.select_option("#wc-compare-b", "rules")
    page.click(".wc-compare-form [type=submit]")
    page.wait_for_selector(".wc-pair")
    found += findings(page, "comparison")
    session.context.close()
    assert found == []
