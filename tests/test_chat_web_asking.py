"""An answer that begins when its question is sent, before Gradio's event for it: answered once, for who asked, and seen first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from page_stand_in import StandInEngine
from page_visit import NEEDS_CHROMIUM, Visit, browser, served, visit

from chat.accounts.accounts import User
from chat.conversations import Conversation
from chat.service.service import Service
from chat.web.actions import PageActions, owner_of
from chat.web.asking.begun import MOST_RUNNING, BegunAnswers, SentQuestion
from chat.web.asking.progress import progress
from chat.web.asking.running import RunningAnswer
from chat.web.put_question import answer_under_way, begun_ahead, with_question

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser", "visit"]
OWNER = "0123456789abcdef0123"
QUESTION = "1233战略是什么意思"
SCOPE = '{"region":[],"begun":"5d1e"}'


@pytest.fixture
def desk() -> Iterator[PageActions]:
    made = PageActions(Service(StandInEngine()))
    yield made
    made.close()


def sent(**changed: Any) -> dict[str, Any]:
    return {"question": QUESTION, "owner": OWNER, "conversation": "", "scope": SCOPE} | changed


def asked_by_event(desk: PageActions, conversation: Conversation, scope: str = SCOPE) -> RunningAnswer:
    here = desk.service.visit()
    return answer_under_way(
        desk, here, with_question(here, conversation, QUESTION, scope), owner_of(here, OWNER), scope
    )


def test_the_event_follows_the_answer_that_was_begun_and_asks_nothing_anew(desk: PageActions) -> None:
    lines = begun_ahead(desk, sent(), desk.service.visit())
    assert lines is not None
    drawn = [json.loads(line) for line in lines]
    assert 'data-state="done"' in drawn[-1]
    run = asked_by_event(desk, Conversation())
    last = list(progress(run, Conversation().asked(QUESTION)))[-1][0].current
    assert last is not None and last.answer is not None
    assert len(desk.service.engine.histories) == 1
    asked_by_event(
        desk, Conversation()
    )  # the sending was taken: the same words once more are a question of their own
    assert len(desk.service.engine.histories) == 2


@pytest.mark.parametrize(
    "values",
    [
        sent(scope="{}"),
        sent(scope="[1"),
        sent(scope='{"begun":""}'),
        sent(question=" "),
        sent(conversation="of somebody else"),
    ],
)
def test_what_is_left_to_the_event(desk: PageActions, values: dict[str, Any]) -> None:
    assert begun_ahead(desk, values, desk.service.visit()) is None
    assert desk.service.engine.histories == []


def test_an_answer_begun_by_one_is_not_taken_by_another(desk: PageActions) -> None:
    assert begun_ahead(desk, sent(), desk.service.visit(User("小王", "reader"))) is not None
    list(asked_by_event(desk, Conversation()).batches())
    assert len(desk.service.engine.histories) == 2


def test_the_history_is_that_of_the_kept_conversation(desk: PageActions) -> None:
    here = desk.service.visit()
    first = with_question(here, Conversation(), "2025年丰台轨道交通产业总体收入目标是多少？", "")
    answered = first.answered(desk.service.engine.reply("2025年丰台轨道交通产业总体收入目标是多少？", ()))
    assert answered.current is not None
    key = desk.conversations.save(owner_of(here, OWNER), "", answered.current)
    lines = begun_ahead(desk, sent(conversation=key), here)
    assert lines is not None and 'data-exchange="2"' in json.loads(list(lines)[-1])
    assert desk.service.engine.histories == [("2025年丰台轨道交通产业总体收入目标是多少？",)]
    list(asked_by_event(desk, answered.kept_as(key)).batches())
    assert len(desk.service.engine.histories) == 1


def silent() -> Iterator[tuple[str, Any]]:
    yield "text", "一"
    while True:
        yield "documents", ()


def one(number: int) -> SentQuestion:
    return SentQuestion("", "", number, "问", SCOPE)


def test_a_few_begin_at_a_time_and_one_that_is_left_ends() -> None:
    begun = BegunAnswers()
    runs = [begun.begin(one(n), lambda: RunningAnswer(silent())) for n in range(MOST_RUNNING + 1)]
    assert runs[-1] is None and None not in runs[:-1]
    assert begun.begin(one(0), lambda: RunningAnswer(silent())) is None  # the same sending once more
    taken = begun.take(one(0))
    begun.leave(one(0))
    assert taken is runs[0] and taken is not None and not taken.stopped
    for number in range(1, MOST_RUNNING):
        begun.leave(one(number))
    assert all(run is not None and run.stopped for run in runs[1:-1])
    taken.stop()


@pytest.fixture(scope="module")
def engine() -> StandInEngine:
    return StandInEngine(delay=0.05)


@pytest.fixture(scope="module")
def address(engine: StandInEngine) -> Iterator[str]:
    with served(engine) as opened:
        yield opened


# What stands in the conversation when the click has been handled, before the server can have said anything.
AT_ONCE = """() => {
  document.querySelector("#wence-send").click();
  const ahead = document.querySelector("#wence-ahead");
  return [ahead.textContent, document.querySelector(".wc-welcome")?.checkVisibility() || false];
}"""


@pytest.mark.browser
@NEEDS_CHROMIUM[1]
def test_the_question_stands_there_at_once_and_is_drawn_once(
    browser: Browser,
    visit: Visit,
    engine: StandInEngine,
) -> None:
    page = visit.page
    page.fill("#wence-box textarea", QUESTION)
    words, welcome = page.evaluate(AT_ONCE)
    assert QUESTION in words and "正在查找" in words and not welcome
    page.wait_for_selector("#wence-current .wc-exchange[data-state=done]")
    page.wait_for_selector("#wence-ahead", state="detached")
    assert page.locator(".wc-exchange").count() == 1 and page.is_visible("#wence-current .wc-footer")
    assert len(engine.histories) == 1
    assert len([url for url in visit.requests if url.endswith("/api/page/ask")]) == 1
    visit.ask("哪些基金支持轨道交通前沿研究")
    page.wait_for_selector("#wence-ahead", state="detached")
    assert engine.histories[1:] == [(QUESTION,)]


@pytest.mark.browser
@NEEDS_CHROMIUM[1]
def test_words_come_ahead_where_the_event_is_late(browser: Browser, visit: Visit) -> None:
    page = visit.page
    held: list[Any] = []
    page.route("**/gradio_api/queue/join*", lambda route: held.append(route))
    page.fill("#wence-box textarea", QUESTION)
    page.press("#wence-box textarea", "Enter")
    page.wait_for_selector("#wence-ahead .wc-answer li")
    assert page.locator("#wence-current .wc-exchange").count() == 0
    held[0].continue_()
    page.wait_for_selector("#wence-current .wc-exchange[data-state=done]")
    page.wait_for_selector("#wence-ahead", state="detached")


@pytest.mark.browser
@NEEDS_CHROMIUM[1]
def test_a_refusal_of_the_words_ahead_leaves_all_to_the_event(browser: Browser, visit: Visit) -> None:
    page = visit.page
    page.route("**/api/page/ask", lambda route: route.fulfill(status=503, body="{}"))
    visit.ask(QUESTION)
    assert page.locator("#wence-ahead").count() == 0
