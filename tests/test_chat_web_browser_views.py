"""Reader, look-up, documents, kept conversations, votes and export in a real Chromium, and axe-core over all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import axe_script, free_port
from page_stand_in import HOSTILE_QUOTE, HOSTILE_TITLE, StandInEngine
from page_visit import DESKTOP, FINISHED, NEEDS_CHROMIUM, PHONE, Visit, browser, phone, served, visit

from chat.conversations.store import Conversations
from chat.engine import Engine
from chat.server import open_page
from chat.service.service import Service
from chat.web.actions import PageActions
from index.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "phone", "visit"]
pytestmark = NEEDS_CHROMIUM
PLAN = """<h1>某县绿色出行三年行动方案</h1><p>某县政发〔2024〕8号</p><h2>一、总体要求</h2>
<p>到2026年，全县新增新能源公交车50辆。</p><h2>二、重点任务</h2><p>建设充电站12座，由县交通局负责。</p>
<p>某县人民政府</p><p>2024年3月1日</p>"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    engine = StandInEngine()
    with served(engine, PageActions(Service(engine))) as opened:
        yield opened


def test_the_reader_opens_at_the_marked_quote_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit.page
    visit.ask("2025年丰台轨道交通产业总体收入目标是多少？")
    assert page.inner_text("#wc-1-1 .wc-footer [data-open]") == "打开要点"  # a brief is no original
    page.click("#wc-1-1 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    assert page.inner_text(".wc-reader mark") == "到2025年，丰台轨道交通产业总体收入目标为3500亿元。"
    visit.until("document.activeElement.className === 'wc-r-title'")
    assert "丰政发〔2022〕7号" in page.inner_text(".wc-r-head") and "要点" in page.inner_text(".wc-r-head")
    assert 0 < visit.settled(".wc-reader mark")["top"] < DESKTOP["height"]
    page.keyboard.press("Escape")
    page.wait_for_selector(".wc-reader", state="hidden")
    visit.until("document.activeElement.closest('#wc-1-1') !== null")


def test_a_note_of_the_editors_stands_apart_and_is_never_marked(visit: Visit) -> None:
    page = visit.page
    visit.ask("2025年丰台轨道交通产业总体收入目标是多少？")
    assert page.locator("#wc-1-2 mark").count() == 0
    assert "编者注" in page.inner_text("#wc-1-2 .wc-badges")
    page.click("#wc-1-2 .wc-footer [data-open]")
    page.wait_for_selector(
        ".wc-reader .wc-editor >> text=（编者注）同一规划的重点任务一章写作3000亿元，两处不一致。"
    )
    assert page.locator(".wc-reader mark").count() == 0


@pytest.mark.parametrize("width", [1200, 1400])
def test_answer_cards_and_document_are_visible_together_and_their_widths_change(
    browser: Browser, address: str, width: int
) -> None:
    session = Visit(browser, address, {"width": width, "height": 800})
    page = session.page
    page.emulate_media(reduced_motion="reduce")
    session.ask("哪些基金支持轨道交通前沿研究")
    page.click("#wc-1-1 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    parts = ("#wence-header", "#wence-talk", "#wence-right", ".wc-reader")
    session.settled(".wc-reader")
    header, talk, cards, reader = session.boxes(*parts)
    assert (
        header["bottom"] <= reader["top"]
        and talk["right"] <= cards["left"]
        and cards["right"] <= reader["left"]
    )
    assert reader["right"] == width and reader["right"] - reader["left"] >= 360
    assert talk["right"] - talk["left"] >= 300 and cards["right"] - cards["left"] >= 220
    page.focus(".wc-r-grip")
    page.keyboard.press("ArrowLeft")
    session.until(
        f"document.querySelector('.wc-reader').getBoundingClientRect().left <= {reader['left']} - 30"
    )
    page.hover(".wc-r-grip", position={"x": 4, "y": 300})
    page.mouse.down()
    page.mouse.move(width - 400, 400)
    page.mouse.up()
    session.until("Math.abs(document.querySelector('.wc-reader').clientWidth - 400) < 8")
    talk, cards, reader = session.boxes(*parts[1:])
    assert talk["right"] <= cards["left"] and cards["right"] <= reader["left"] and session.sideways() <= 0
    page.keyboard.press("Escape")
    page.wait_for_selector(".wc-reader", state="hidden")
    page.wait_for_selector("#wence-side", state="visible")
    session.context.close()
    assert session.errors == []


def test_two_documents_side_by_side_from_1600_pixels(browser: Browser, address: str) -> None:
    session = Visit(browser, address, {"width": 1600, "height": 900}, "dark")
    page = session.page
    page.emulate_media(reduced_motion="reduce", color_scheme="dark")
    session.ask("哪些基金支持轨道交通前沿研究")
    page.click("#wc-1-1 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    page.click("[data-reader=pin]")
    page.wait_for_selector(".wc-reader", state="hidden")
    page.click("#wc-1-2 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    session.settled(".wc-reader")
    talk, cards, pinned, reader = session.boxes("#wence-talk", "#wence-right", ".wc-pinned", ".wc-reader")
    assert (
        talk["right"] <= cards["left"]
        and cards["right"] <= pinned["left"]
        and pinned["right"] <= reader["left"]
    )
    assert "支持办法" in page.inner_text(".wc-pinned .wc-r-title")
    assert "需求清单" in page.inner_text(".wc-reader .wc-r-title")
    assert findings(page, "two documents") == []
    page.click("[data-reader=unpin]")
    page.wait_for_selector(".wc-pinned", state="hidden")
    session.context.close()
    assert session.errors == []


def test_the_path_of_a_card_opens_the_reader_and_its_clauses_can_be_cited(visit: Visit) -> None:
    page = visit.page
    visit.ask("哪些基金支持轨道交通前沿研究")
    page.click("#wc-1-1 .wc-trail")
    page.wait_for_selector(".wc-reader mark")
    page.hover(".wc-r-clause")
    page.click(".wc-r-clause .wc-r-copy")
    page.wait_for_selector(".wc-r-copy >> text=已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "《轨道交通前沿研究支持办法》（示科发〔2026〕3号），第三章第九条，第3页"


def test_finding_words_in_the_reader(visit: Visit) -> None:
    page = visit.page
    visit.ask("1233战略是什么意思")
    page.click("#wc-1-1 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    page.fill(".wc-r-find", "发展")
    page.wait_for_selector(".wc-r-count >> text=/^1.\\d+$/")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wc-r-count >> text=/^2.\\d+$/")
    page.fill(".wc-r-find", "没有这样的词")
    page.wait_for_selector(".wc-r-count >> text=没有")


def test_a_hostile_document_stays_text_in_the_reader_and_the_lists(visit: Visit) -> None:
    page = visit.page
    visit.ask("脚本")
    page.click("#wc-1-1 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    assert page.text_content(".wc-r-title") == HOSTILE_TITLE
    assert page.text_content(".wc-reader mark") == HOSTILE_QUOTE
    page.keyboard.press("Escape")
    page.click("[data-view=files]")
    page.wait_for_selector(".wc-documents")
    page.click("[data-view=find]")
    page.fill(".wc-find-box", "附表")
    page.wait_for_selector(".wc-group")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    shown = "#wence-main img, #wence-files img, #wence-find img, .wc-reader img, .wc-group iframe, .wc-list script"
    assert page.locator(shown).count() == 0
    assert not [url for url in visit.requests if "evil.example" in url]


def test_looking_up_while_typing_and_opening_what_was_found(visit: Visit) -> None:
    page = visit.page
    page.click("[data-view=find]")
    visit.until("document.activeElement.className === 'wc-find-box'")
    page.keyboard.type("第9条 资金")
    page.wait_for_selector(".wc-hit mark >> text=资金")
    page.fill(".wc-find-box", "丰政发[2022]7号")
    page.wait_for_selector(".wc-group >> text=轨道交通产业发展规划")
    page.fill(".wc-find-box", "“区级创新引导基金”")
    page.wait_for_selector(".wc-hit mark >> text=区级创新引导基金")
    page.click(".wc-hit")
    page.wait_for_selector(".wc-reader mark >> text=区级创新引导基金")
    page.fill(".wc-find-box", "不存在的条文")
    page.keyboard.press("Escape")
    page.wait_for_selector(".wc-found >> text=没有找到")


def test_the_address_names_the_view(visit: Visit) -> None:
    page = visit.page
    page.click("[data-view=find]")
    page.wait_for_url("**/#find")
    page.reload()
    page.wait_for_selector("#wence-talk[role=log]", state="attached")
    page.wait_for_selector(".wc-tab[data-view=find][aria-current=page]")
    page.wait_for_selector(".wc-find-box", state="visible")
    page.wait_for_selector("#wence-box", state="hidden")


def test_filters_say_what_they_hide_cover_no_box_and_can_be_cleared(visit: Visit) -> None:
    page = visit.page
    page.click("[data-scope-open]")
    page.click("[data-pick=issuer] summary")
    page.check("[data-pick=issuer] [value=示例市科学技术局]")
    page.wait_for_selector(".wc-excluded >> text=已排除 4 份文件")
    assert page.inner_text("[data-pick=issuer] summary b") == "示例市科学技术局"  # whole, in its box
    shown, *boxes = visit.boxes(
        "[data-pick=issuer] .wc-pick-list",
        *(f"[data-pick={name}] summary" for name in ("region", "issuer", "document")),
    )
    assert all(shown["bottom"] <= box["top"] for box in boxes)
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-pick=issuer] .wc-pick-list", state="hidden")
    page.keyboard.press("Escape")
    page.wait_for_selector(".wc-scope-panel", state="hidden")
    page.click("[data-scope-clear]")
    page.wait_for_selector(".wc-scope-words >> text=全部文件（5 份）")
    page.wait_for_selector(".wc-excluded", state="detached")


def test_votes_with_a_reason(visit: Visit) -> None:
    page = visit.page
    visit.ask("哪些基金支持轨道交通前沿研究")
    page.wait_for_selector("#wence-current [data-conversation]")
    page.click("#wence-current [data-vote=down]")
    assert page.locator(".wc-dialog :checked").count() == 0  # nobody is led to a reason
    page.click(".wc-dialog >> text=不完整")
    page.fill("#wc-remark", "少一项")
    page.click(".wc-dialog >> text=提交")
    page.wait_for_selector("#wence-current [data-vote=down][aria-pressed=true]")
    page.click("#wence-current [data-vote=down]")
    page.wait_for_selector("#wence-current [data-vote=down][aria-pressed=false]")


def test_suggestions_follow_an_answer(visit: Visit) -> None:
    page = visit.page
    visit.ask_for_hints("2025年丰台轨道交通产业总体收入目标是多少？")  # the first answer has them too
    visit.ask_for_hints("哪些基金支持轨道交通前沿研究")
    for hint in page.locator("#wence-current [data-ask]").all():
        assert StandInEngine().would_cite(hint.get_attribute("data-ask") or "")


def test_conversations_are_renamed_exported_and_deleted(visit: Visit) -> None:
    page = visit.page
    visit.ask("1233战略是什么意思")
    page.wait_for_selector("#wence-current [data-conversation]")
    page.click("#wence-new")
    page.wait_for_selector(".wc-welcome")
    visit.ask("哪些基金支持轨道交通前沿研究")
    page.wait_for_selector(".wc-talk >> nth=1")
    page.click(".wc-talk-open >> text=1233战略")
    page.wait_for_selector("#wence-current .wc-question >> text=1233战略")
    visit.until("document.querySelectorAll('#wc-1-1').length === 1")
    page.click("[data-title='1233战略是什么意思']")
    page.fill("#wc-talk-title", "战略<b>")
    page.click(".wc-dialog >> text=改名")
    page.wait_for_selector(".wc-talk-open >> text=战略<b>")
    for form, words in (("md", "附：出处"), ("json", '"sources"')):
        page.click("[data-title='战略<b>']")
        with page.expect_download() as waiting:
            page.click(f"[data-export={form}]")
        path = waiting.value.path()
        assert waiting.value.suggested_filename.endswith(f".{form}")
        assert words in Path(path).read_text(encoding="utf-8")
    page.click("[data-title='战略<b>']")
    page.click(".wc-dialog [data-forget]")
    page.click(".wc-dialog >> text=删除 >> nth=-1")
    page.wait_for_selector(".wc-welcome")
    page.wait_for_selector(".wc-talk-open >> text=战略<b>", state="detached")


def test_conversations_survive_a_restart(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    path = tmp_path / "conversations.sqlite3"

    def serve() -> tuple[Any, PageActions]:
        engine = StandInEngine()
        desk = PageActions(Service(engine), Conversations(path))
        return open_page(engine, port=port, actions=desk), desk

    serving, desk = serve()
    session = Visit(browser, f"http://127.0.0.1:{port}/", DESKTOP)
    session.ask("1233战略是什么意思")
    session.page.wait_for_selector("#wence-current [data-conversation]")
    serving.close()
    desk.close()
    serving, desk = serve()
    try:
        session.page.goto(session.address)
        session.page.wait_for_selector("#wence-talk[role=log]")
        session.page.click(".wc-talk-open >> text=1233战略")
        session.page.wait_for_selector(FINISHED.format(state="done"))
        session.ask("哪些基金支持轨道交通前沿研究")
        session.until("document.querySelectorAll('#wence-past .wc-exchange').length === 1")
        stranger = Visit(browser, session.address, DESKTOP)
        stranger.page.wait_for_selector(".wc-side-list >> text=问过的内容会留在这里")
        kept = stranger.page.evaluate("window.wence.call('conversations').then((reply) => reply.html)")
        assert "1233" not in kept and stranger.page.locator(".wc-talk").count() == 0
        stranger.context.close()
    finally:
        session.context.close()
        serving.close()
        desk.close()


def test_a_pdf_is_uploaded_asked_about_and_deleted(browser: Browser, tmp_path: Path) -> None:
    with open_store(tmp_path / "store", create=True) as store:
        engine = Engine(store)
        with served(engine, PageActions(Service(engine))) as opened:
            session = Visit(browser, opened, DESKTOP)
            page = session.page
            pdf, fake = tmp_path / "绿色出行.pdf", tmp_path / "假的.pdf"
            made = session.context.new_page()
            made.set_content(PLAN)
            made.pdf(path=pdf)
            made.close()
            fake.write_bytes(b"\x00\x01nothing at all" * 50)
            page.click("[data-view=files]")
            page.wait_for_selector(".wc-drop", state="visible")
            page.set_input_files(".wc-drop input", [pdf, fake])
            page.wait_for_selector(".wc-job-done >> text=已收入", timeout=90_000)
            page.wait_for_selector(".wc-job-failed >> text=假的.pdf", timeout=90_000)
            page.wait_for_selector(".wc-documents >> text=某县政发〔2024〕8号")
            page.click("[data-edit]")
            page.wait_for_selector("#wc-field-number")
            assert page.input_value("#wc-field-number") == "某县政发〔2024〕8号"
            page.click(".wc-dialog [data-dialog=close]")
            page.click("[data-files=again]")
            page.click(".wc-dialog >> text=重建 >> nth=-1")
            page.wait_for_selector("text=索引已重建")
            page.click("[data-view=chat]")
            session.ask("到2026年，某县新增多少辆新能源公交车？")
            assert "50辆" in page.inner_text("#wence-current .wc-answer")
            page.click("#wc-1-1 .wc-footer [data-open]")
            page.wait_for_selector(".wc-reader mark")
            page.wait_for_selector(".wc-reader .wc-r-page >> text=第1页")
            page.click("[data-reader=sheet]")
            page.wait_for_selector(".wc-r-box")
            page.wait_for_function("document.querySelector('.wc-r-picture img').naturalWidth === 1000")
            page.keyboard.press("Escape")
            page.click("[data-view=files]")
            page.click("[data-delete]")
            page.click(".wc-dialog >> text=删除 >> nth=-1")
            page.wait_for_selector(".wc-list >> text=还没有文件")
            assert session.errors == [] and session.foreign_requests() == []
            session.context.close()


def test_the_phone_has_it_all_without_sideways_scroll(phone: Visit) -> None:
    page = phone.page
    page.emulate_media(reduced_motion="reduce", color_scheme="dark")
    phone.ask("2025年丰台轨道交通产业总体收入目标是多少？")
    page.click("#wc-1-1 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    box = phone.settled(".wc-reader")
    assert box == {"top": 0, "left": 0, "right": PHONE["width"], "bottom": PHONE["height"]}
    assert phone.boxes(".wc-r-text")[0]["top"] <= PHONE["height"] / 5
    page.click("[data-reader=about]")
    page.wait_for_selector(".wc-r-head .wc-origin", state="visible")
    page.click("[data-reader=outline]")
    page.wait_for_selector(".wc-r-outline", state="visible")
    page.click(".wc-r-goto")
    page.wait_for_selector(".wc-r-outline", state="hidden")
    page.keyboard.press("Escape")
    for view, shown in (("find", ".wc-find-box"), ("files", ".wc-documents"), ("chat", "#wence-box")):
        page.click(f"[data-view={view}]")
        page.wait_for_selector(shown, state="visible")
        assert phone.sideways() <= 0, view
    page.click("[data-side]")
    page.wait_for_selector(".wc-talk-open", state="visible")
    phone.settled(".wc-talk-open")
    assert phone.sideways() <= 0
    page.keyboard.press("Escape")
    page.wait_for_selector(".wc-talk-open", state="hidden")


# --- accessibility ---------------------------------------------------------------------------------------

# Gradio's own components, which are not ours to mend: its text box, its buttons.
NOT_OURS = ["#wence-composer", "#wence-owner", "footer", ".toast-wrap"]


def findings(page: Page, where: str) -> list[str]:
    """What axe-core finds serious or critical outside Gradio's own components."""
    script = axe_script()
    if script is None:
        pytest.skip("axe-core is not here: run tests/browser_setup.sh with npm")
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(script.read_text(encoding="utf-8") + "; 0")
    exclude = json.dumps([[selector] for selector in NOT_OURS])
    result = page.evaluate(f"axe.run({{exclude: {exclude}}}, {{resultTypes: ['violations']}})")
    return [
        f"{where}: {found['id']} {node['target']} {node['failureSummary']}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_axe_finds_nothing_serious(browser: Browser, address: str, size: dict[str, int], scheme: str) -> None:
    session = Visit(browser, address, size, scheme)
    page = session.page
    page.emulate_media(reduced_motion="reduce")
    found = findings(page, "welcome")
    page.click("[data-scope-open]")
    page.click("[data-pick=document] summary")
    found += findings(page, "filters")
    page.keyboard.press("Escape")
    session.ask("哪些基金支持轨道交通前沿研究")
    page.wait_for_selector("#wence-current [data-conversation]")
    session.ask("那株洲呢？", "refused")
    session.settled("#wence-current")
    found += findings(page, "chat")
    page.click("#wence-current [data-vote=down]")
    found += findings(page, "vote")
    page.keyboard.press("Escape")
    page.click("#wence-past .wc-mark[data-n='1']")
    page.click("#wc-1-1 .wc-footer [data-open]")
    page.wait_for_selector(".wc-reader mark")
    found += findings(page, "reader")
    page.keyboard.press("Escape")
    page.click("[data-view=find]")
    page.fill(".wc-find-box", "轨道交通")
    page.wait_for_selector(".wc-group")
    found += findings(page, "find")
    page.click("[data-view=files]")
    page.wait_for_selector(".wc-documents")
    found += findings(page, "files")
    page.click("[data-edit] >> nth=0")
    page.wait_for_selector(".wc-form")
    found += findings(page, "form")
    session.context.close()
    assert found == []
