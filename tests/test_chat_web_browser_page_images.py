"""The pictures of an uploaded PDF's pages beside the text in a real Chromium; what the store knows of a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pdf_pages
import pytest
from browser import free_port
from page_stand_in import HOSTILE_TITLE, document_info
from page_visit import DESKTOP, NEEDS_CHROMIUM, PHONE, Visit, browser
from test_chat_web_browser_views import findings

from chat.engine import Engine
from chat.server import open_page
from chat.service.service import Service
from chat.uploads.uploads import take
from chat.web.actions import PageActions
from chat.web.views.document import reader_html
from chat.web.views.files import documents_html
from chat.web.views.known import known_html, listed_html
from index.hits import Successor
from index.store import open_store
from ingest.document import Clause, Document, Metadata, SourceFile, Span
from ingest.parsing.parse import parse_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]
SUBSIDY = "对购置新能源货车的企业每辆补贴8000元。"
BOX_IN_VIEW = """() => {
  const box = document.querySelector('.wc-r-box'), image = document.querySelector('.wc-r-picture img');
  if (!box || !image.complete || !image.naturalWidth) return false;
  const inner = box.getBoundingClientRect(), outer = document.querySelector('.wc-r-sheet-scroll').getBoundingClientRect();
  return inner.width > 20 && inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left - 1;
}"""
SHOWS = "() => document.querySelector('.wc-r-picture img').alt === '第%d页的原件图像'"


def plan() -> bytes:
    def first(canvas: Any) -> None:
        pdf_pages.centred(canvas, 90, "临江县绿色交通发展行动方案", 20)
        pdf_pages.centred(canvas, 130, "临政发〔2024〕8号", 12)
        pdf_pages.write(canvas, 96, 180, "一、总体要求", 14)
        below = pdf_pages.lines(canvas, 206, "到2026年，全县新增新能源公交车50辆。")
        for _ in range(6):
            below = pdf_pages.lines(canvas, below, pdf_pages.SENTENCE * 2)

    def second(canvas: Any) -> None:
        pdf_pages.write(canvas, 96, 640, "二、支持政策", 14)
        pdf_pages.lines(canvas, 666, SUBSIDY + pdf_pages.SENTENCE)
        pdf_pages.lines(canvas, 740, "原《临江县公交发展办法》同时废止。")

    return pdf_pages.pdf(first, second)


# --- in a browser --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a PDF that was taken in as uploads are, and an old document that it repeals."""
    port = free_port()
    folder = tmp_path_factory.mktemp("sheet")
    (folder / "绿色交通.pdf").write_bytes(plan())
    with open_store(folder / "store", create=True) as store:
        take(store, folder / "绿色交通.pdf", [])
        old = "临江县公交发展办法\n\n临政发〔2019〕3号\n\n第一条 每年新增公交车10辆。\n\n临江县人民政府\n2019年3月1日\n"
        store.add([parse_text(old, doc_id="old", source="old.txt")])
        store.edit("old", {"issued": "2019-03-02"})
        desk = PageActions(Service(Engine(store)))
        serving = open_page(desk.service.engine, port=port, actions=desk)
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            serving.close()
            desk.close()


def marked(function: Any) -> Any:
    for mark in NEEDS_CHROMIUM:
        function = mark(function)
    return function


@marked
def test_the_picture_of_a_quotes_page_stands_beside_it_with_a_box_in_view(
    browser: Browser, address: str
) -> None:
    session = Visit(browser, address, DESKTOP)
    page = session.page
    page.emulate_media(reduced_motion="reduce")  # a scroll that is under way would undo the wheel's
    session.ask("购置新能源货车每辆补贴多少元？")
    page.click("#wc-1-1 [data-picture]")
    page.wait_for_function(BOX_IN_VIEW)
    assert page.evaluate(SHOWS % 2) and page.get_attribute("[data-reader=sheet]", "aria-pressed") == "true"
    text, sheet = page.locator(".wc-r-text").bounding_box(), page.locator(".wc-r-sheet").bounding_box()
    assert text and sheet and text["width"] > 300 and text["x"] + text["width"] <= sheet["x"] + 1
    assert page.inner_text(".wc-r-text mark") == SUBSIDY

    page.click("[data-reader=previous]")
    page.wait_for_function(SHOWS % 1)
    assert page.locator(".wc-r-box").count() == 0 and page.is_disabled("[data-sheet=previous]")
    page.focus("[data-sheet=next]")
    page.keyboard.press("Enter")
    page.wait_for_function(SHOWS % 2)
    assert page.is_disabled("[data-sheet=next]")
    page.click("[data-reader=previous]")  # from the first clause of the page turned to
    page.wait_for_function(SHOWS % 1)
    page.hover(".wc-r-text")
    page.mouse.wheel(0, 4_000)
    page.wait_for_function(SHOWS % 2)
    page.click("[data-reader=mark]")
    page.wait_for_function(BOX_IN_VIEW)
    page.click("[data-sheet=zoom]")
    page.wait_for_function(BOX_IN_VIEW)
    page.click("[data-sheet=close]")
    assert page.is_hidden(".wc-r-sheet") and page.evaluate("document.activeElement.dataset.reader") == "sheet"
    page.keyboard.press("Enter")
    page.wait_for_selector(".wc-r-sheet", state="visible")
    page.keyboard.press("Escape")
    page.wait_for_selector(".wc-reader", state="hidden")
    session.context.close()
    assert session.errors == [] and session.foreign_requests() == []


@marked
def test_what_repeals_a_document_opens_from_it_and_the_report_shows_its_pages(
    browser: Browser, address: str
) -> None:
    session = Visit(browser, address, DESKTOP)
    page = session.page
    page.click("[data-view=files]")
    page.click(".wc-doc-title >> text=临江县公交发展办法")
    page.wait_for_selector(".wc-known >> text=人工更正：成文日期")
    assert page.locator("[data-reader=sheet]").count() == 0
    page.click(".wc-known [data-open]")
    page.wait_for_selector(".wc-r-title >> text=行动方案")
    page.click("[data-reader=sheet]")
    page.wait_for_function(SHOWS % 1)
    page.keyboard.press("Escape")
    with session.context.expect_page() as opened:
        page.click(".wc-documents a >> text=完整报告")
    report = opened.value
    report.wait_for_load_state()  # before that, a condition may be waited for in a window that is gone
    report.wait_for_function("document.images.length === 2 && document.images[0].naturalWidth > 0")
    assert SUBSIDY in report.inner_text("body")
    session.context.close()
    assert session.errors == [] and session.foreign_requests() == []


@marked
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_the_picture_on_a_phone_and_for_those_who_do_not_see_it(
    browser: Browser, address: str, size: dict[str, int], scheme: str
) -> None:
    session = Visit(browser, address, size, scheme)
    page = session.page
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)  # type: ignore[arg-type]
    session.ask("购置新能源货车每辆补贴多少元？")
    page.click("#wc-1-1 [data-picture]")
    page.wait_for_function(BOX_IN_VIEW)
    assert session.sideways() <= 0
    if size is PHONE:
        body, sheet = page.locator(".wc-r-body").bounding_box(), page.locator(".wc-r-sheet").bounding_box()
        assert body and sheet and sheet["width"] == body["width"] == PHONE["width"]
    found = findings(page, "sheet")
    page.click("[data-sheet=close]")
    assert page.is_visible(".wc-r-text mark")
    session.context.close()
    assert found == [] and session.errors == []


# --- without one ----------------------------------------------------------------------------------------------

SUCCESSOR = Successor("new<", f"新办法{HOSTILE_TITLE}")
KNOWN = replace(
    document_info("fund"),
    repealed_by=SUCCESSOR,
    replaced_by=SUCCESSOR,
    copies=("copy", "unseen"),
    edited=("title", "issued"),
    sources=(SourceFile("甲.pdf", "a"), SourceFile("<b>乙.docx", "b")),
)


def test_what_is_known_is_told_in_words_and_escaped() -> None:
    html = known_html(KNOWN, {"copy": "同一办法"})
    assert html.count('data-open="new&lt;"') == 2 and html.count("<script") == html.count("<b>") == 0
    for words in ("废止", "正式文件", "《同一办法》", "甲.pdf、&lt;b&gt;乙.docx", "人工更正：标题、成文日期"):
        assert words in html
    assert "unseen" not in html
    assert known_html(document_info("fund"), {}) == ""
    listed = documents_html([KNOWN], True)
    assert listed_html(KNOWN) in listed and "<script" not in listed and "另有 2 份内容相同" in listed
    assert "完整报告" not in listed and "完整报告" in documents_html([replace(KNOWN, pictured=True)], False)


def test_the_reader_offers_pages_only_where_there_are_pictures() -> None:
    text = "第一条 甲。\n第二条 乙。"
    clauses = tuple(Clause((text[n : n + 3],), 1, (Span(n, n + 6),)) for n in (0, 7))
    paged = Document("a/b 一", text, Metadata("t"), clauses, pages=(0, 7))
    info = replace(document_info("fund"), doc_id="a/b 一")
    assert "data-sheet" not in reader_html(paged, info, (7, 10))
    html = reader_html(paged, replace(info, pictured=True), (7, 10))
    assert 'data-start="7" data-end="10" data-page="2" data-last-page="2"' in html
    assert 'data-pages="2" data-address="/api/documents/a%2Fb%20%E4%B8%80"' in html
    assert 'data-page="1">' in html and "原页" in html
    whole = replace(paged, pages=())
    assert "data-sheet" not in reader_html(whole, replace(info, pictured=True), (7, 10))
