"""The page in a real Chromium: ask, read, click a citation, follow up, be refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from page_stand_in import HOSTILE_QUOTE, HOSTILE_TITLE, StandInEngine
from page_visit import DESKTOP, FINISHED, NEEDS_CHROMIUM, PHONE, Visit, browser, phone, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser", "phone", "visit"]
pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def engine() -> StandInEngine:
    return StandInEngine(delay=0.02)


@pytest.fixture(scope="module")
def address(engine: StandInEngine) -> Iterator[str]:
    with served(engine) as opened:
        yield opened


def test_ask_read_and_open_a_citation(visit: Visit) -> None:
    page = visit.page
    page.fill("#wence-box textarea", "1233战略是什么意思")
    page.press("#wence-box textarea", "Enter")
    page.wait_for_selector("#wence-current [aria-busy=true]")
    page.wait_for_selector("#wence-stop")
    page.wait_for_selector(FINISHED.format(state="done"))
    page.wait_for_selector("#wence-send")
    assert page.input_value("#wence-box textarea") == ""
    visit.until("document.querySelectorAll('#wence-current li').length === 4")
    page.click("#wence-current .wc-mark[data-n='2']")
    card = page.locator("#wc-1-2")
    page.wait_for_selector("#wc-1-2.wc-card-on")
    visit.until("document.activeElement.id === 'wc-1-2'")
    assert card.locator("mark").inner_text() == "一个目标是建成具有全球影响力的轨道交通产业创新高地"
    card.locator("[data-back]").click()
    visit.until("document.activeElement.dataset.n === '2'")


def test_follow_up_hint_refusal_and_cards_of_earlier_answers(visit: Visit, engine: StandInEngine) -> None:
    page = visit.page
    visit.ask("2025年丰台轨道交通产业总体收入目标是多少？")
    assert page.locator("[data-ask='那株洲呢？']").count() == 0  # the engine would refuse it
    page.fill("#wence-box textarea", "那株洲呢？")
    page.press("#wence-box textarea", "Enter")
    page.wait_for_selector(FINISHED.format(state="refused"))
    assert engine.histories[-1] == ("2025年丰台轨道交通产业总体收入目标是多少？",)
    assert "理解为：2025年株洲" in page.inner_text("#wence-current")
    assert page.inner_text("#wence-panel .wc-sources:not([hidden]) h2") == "最接近的条文"
    page.wait_for_selector("#wc-2-1", state="hidden")  # folded: they are no answer
    page.click("#wence-current .wc-mark")
    page.wait_for_selector("#wc-2-1", state="visible")
    page.click("#wence-past .wc-mark[data-exchange='1'][data-n='2']")
    page.wait_for_selector("#wc-1-2", state="visible")
    page.wait_for_selector("#wc-2-1", state="hidden")
    page.click("#wence-panel .wc-sources:not([hidden]) [data-latest]")
    page.wait_for_selector("#wc-2-1", state="visible")


def test_marks_work_from_the_keyboard(visit: Visit) -> None:
    visit.ask("株洲“联手开拓市场行动”由哪些单位牵头？")
    mark = visit.page.locator("#wence-current .wc-mark").first
    assert (mark.get_attribute("aria-label") or "").startswith("查看依据1：《株洲市")
    mark.focus()
    visit.page.keyboard.press("Enter")
    visit.until("document.activeElement.id === 'wc-1-1'")


def test_the_first_stop_of_the_keyboard_leads_past_the_header(visit: Visit) -> None:
    page = visit.page
    assert (
        page.evaluate("document.querySelector('a[href], button, input, textarea, [tabindex]').textContent")
        == "跳到正文"
    )
    page.focus(".wc-skip")
    assert visit.settled(".wc-skip")["top"] >= 0
    page.keyboard.press("Enter")
    visit.until("document.activeElement.matches('#wence-box textarea')")
    page.click("[data-view=files]")
    page.focus(".wc-skip")
    page.keyboard.press("Enter")
    visit.until("document.activeElement.matches('#wence-files h2')")


def test_script_and_image_in_a_document_stay_text_and_call_nobody(visit: Visit) -> None:
    page = visit.page
    visit.ask("脚本")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#wc-1-1 h3").text_content() == f"[1] {HOSTILE_TITLE}"
    assert page.locator("#wc-1-1 mark").text_content() == HOSTILE_QUOTE
    assert page.locator("#wence-main img, #wence-main iframe, #wence-main script").count() == 0
    assert not [url for url in visit.requests if "evil.example" in url]


def test_script_in_a_question_stays_text(visit: Visit) -> None:
    question = "<img src=http://evil.example/x onerror=window.hacked=1>${window.hacked=2}{{value}}"
    visit.page.fill("#wence-box textarea", question)
    visit.page.click("#wence-send")
    visit.page.wait_for_selector(FINISHED.format(state="refused"))
    assert visit.page.evaluate("window.hacked") is None
    assert question in visit.page.inner_text("#wence-current .wc-question")


def test_errors_are_words(visit: Visit) -> None:
    visit.ask("坏了吗", state="failed")
    shown = visit.page.inner_text("#wence-current [role=alert]")
    assert shown.startswith("程序出错")
    assert "secret" not in visit.page.content()
    visit.ask("哪些基金支持轨道交通前沿研究")  # and the page goes on


def test_stop_and_new_conversation(browser: Browser) -> None:
    with served(StandInEngine(delay=0.4)) as address:
        session = Visit(browser, address, DESKTOP)
        page = session.page
        page.fill("#wence-box textarea", "1233战略是什么意思")
        page.press("#wence-box textarea", "Enter")
        page.wait_for_selector("#wence-current .wc-answer-writing")
        page.click("#wence-stop")
        page.wait_for_selector(FINISHED.format(state="stopped"))
        stopped = page.inner_text("#wence-current .wc-answer")
        assert "已停止。" in stopped
        page.wait_for_timeout(1000)
        assert page.inner_text("#wence-current .wc-answer") == stopped
        page.fill("#wence-box textarea", "哪些基金支持轨道交通前沿研究")
        page.press("#wence-box textarea", "Enter")
        page.wait_for_selector("#wence-current .wc-answer-writing")
        page.click("#wence-new")
        page.wait_for_selector(".wc-welcome")
        page.wait_for_timeout(1000)
        assert page.locator(".wc-exchange").count() == 0
        assert page.locator(".wc-card").count() == 0
        session.context.close()


def test_a_question_sent_while_another_is_answered_comes_next_and_a_draft_does_not(browser: Browser) -> None:
    engine = StandInEngine(delay=0.15)
    with served(engine) as address:
        session = Visit(browser, address, DESKTOP)
        page, box = session.page, "#wence-box textarea"
        page.fill(box, "1233战略是什么意思")
        page.press(box, "Enter")
        page.press(box, "Enter")  # once more, as an unsure hand does
        page.wait_for_selector("#wence-current .wc-answer-writing")
        page.fill(box, "哪些基金支持轨道交通前沿研究")
        page.press(box, "Enter")
        page.wait_for_selector("#wence-current >> text=哪些基金支持轨道交通前沿研究")
        session.until("document.querySelector('#wence-box textarea').value === ''")
        page.press(box, "Enter")
        page.fill(box, "规划对2035年")  # not sent
        page.wait_for_selector(FINISHED.format(state="done"))
        page.wait_for_selector("#wence-send")
        page.wait_for_timeout(400)  # in which nothing is to happen
        assert page.input_value(box) == "规划对2035年"
        assert engine.histories == [(), ("1233战略是什么意思",)]
        session.context.close()


def test_sending_nothing_says_so(visit: Visit, engine: StandInEngine) -> None:
    asked = len(engine.histories)
    visit.page.click("#wence-send")
    visit.page.wait_for_selector(".wc-toast >> text=请先输入问题")
    visit.page.press("#wence-box textarea", "Enter")
    visit.ask("哪些基金支持轨道交通前沿研究")
    assert len(engine.histories) == asked + 1


def test_two_sessions_do_not_mix(browser: Browser, address: str, engine: StandInEngine) -> None:
    one, two = Visit(browser, address, DESKTOP), Visit(browser, address, DESKTOP)
    one.ask("1233战略是什么意思")
    two.ask("哪些基金支持轨道交通前沿研究")
    assert engine.histories[-1] == ()
    one.ask("株洲“联手开拓市场行动”由哪些单位牵头？")
    assert engine.histories[-1] == ("1233战略是什么意思",)
    assert "基金" not in one.page.inner_text("#wence-main .wc-exchange >> nth=0")
    assert "1233" not in two.page.inner_text("#wence-left")
    one.context.close()
    two.context.close()


def test_filters_reach_the_engine(visit: Visit, engine: StandInEngine) -> None:
    page = visit.page
    page.click("[data-scope-open]")
    page.click("[data-pick=region] summary")
    page.check("[data-pick=region] [value=湖南省株洲市]")
    page.wait_for_selector(".wc-scope-words >> text=湖南省株洲市")
    visit.ask("株洲“联手开拓市场行动”由哪些单位牵头？")
    page.wait_for_selector(".wc-scope-panel", state="hidden")  # closed with its use
    assert engine.filters[-1].region == ("湖南省株洲市",)
    assert "只查：湖南省株洲市" in page.inner_text("#wence-current")


def test_copying_a_citation(visit: Visit) -> None:
    visit.ask("哪些基金支持轨道交通前沿研究")
    visit.page.click("#wc-1-1 [data-copy]")
    visit.page.wait_for_selector("#wc-1-1 >> text=已复制")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied == "《轨道交通前沿研究支持办法》（示科发〔2026〕3号），第三章第九条，第3页"


def test_enter_that_ends_a_chinese_input_does_not_send(visit: Visit, engine: StandInEngine) -> None:
    page, asked = visit.page, len(engine.histories)
    page.focus("#wence-box textarea")
    devtools = visit.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "fengtai", "selectionStart": 7, "selectionEnd": 7})
    key = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", key)
    devtools.send("Input.insertText", {"text": "丰台"})
    visit.until("document.querySelector('#wence-box textarea').value === '丰台'")
    page.wait_for_timeout(300)  # in which nothing is to happen
    assert len(engine.histories) == asked


def test_phone_is_one_column_without_sideways_scroll(phone: Visit) -> None:
    page = phone.page
    assert phone.sideways() <= 0
    phone.ask("哪些基金支持轨道交通前沿研究")
    phone.ask("脚本")
    assert phone.sideways() <= 0
    talk, panel = phone.boxes("#wence-left", "#wence-right")
    assert panel["top"] >= talk["bottom"] - 1
    page.click("#wence-past .wc-mark[data-n='1']")
    card = phone.settled("#wc-1-1")
    assert 0 <= card["top"] < PHONE["height"] / 2
    assert page.evaluate("document.body.classList.contains('dark')")
    assert phone.foreign_requests() == []


def test_colour_scheme_can_be_changed_and_is_remembered(visit: Visit) -> None:
    page = visit.page
    page.click("[data-theme]")
    visit.until("document.body.classList.contains('dark')")
    page.reload()
    page.wait_for_selector("#wence-talk[role=log]")
    visit.until("document.body.classList.contains('dark')")


def test_page_is_in_chinese_and_without_gradio_footer(visit: Visit) -> None:
    assert visit.page.title() == "问策"
    assert visit.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "Gradio" not in visit.page.inner_text("body")
