"""Payloads and planted instructions stay words: drawn, exported, printed, answered, and with a model that obeys.

``bench/injection.py`` takes every payload through the browser; here all of them go through the functions
that draw and export, and mixtures of them through the browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browser import chromium, find_chromium, free_port
from injection_canary import Canary, Watched, canary
from injection_checks import controls, live_parts, made_by_words
from injection_instructions import INSTRUCTIONS, SECRET
from injection_library import Library, library
from injection_payloads import PAYLOADS, Payload
from injection_stages import (
    Obedient,
    badly_marked,
    elements_of,
    exports_of,
    follow_up,
    loose_markup,
    obeyed,
    printed,
    rendered,
    unescaped,
    unfaithful,
    word_file_of,
)
from injection_walk import Walk
from model_server import model_server

from chat.conversations.store import Conversations
from chat.engine import Engine
from chat.server import open_page
from chat.service.service import Service
from chat.web.actions import PageActions
from chat.writing.language_model import ModelSettings, OpenAIChat

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ELSEWHERE = "127.0.0.1:9"
LONGEST = 1500  # characters of a mixture: it is asked as a question too
needs_browser = pytest.mark.skipif(
    find_chromium() is None, reason="no Chromium here: run tests/browser_setup.sh"
)


def mixtures() -> list[Payload]:
    """Payloads of the kinds that a page could act on, several in one."""
    found: list[str] = [""]
    for payload in PAYLOADS:
        if payload.id[0] in "humc" and not controls(payload.text):
            if len(found[-1]) + len(payload.text) > LONGEST:
                found.append("")
            found[-1] += payload.text.replace("\n", " ")
    return [Payload(f"x{n:02d}", "mixture", text, "many at once") for n, text in enumerate(found, 1)]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Canary]:
    with canary() as started:
        yield started
        assert started.asked == []


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, elsewhere: Canary) -> Iterator[Library]:
    """Mixtures, controls and every instruction in a store, by way of real files."""
    payloads = [*mixtures()[:2], *(payload for payload in PAYLOADS if payload.id[0] == "t")]
    folder = tmp_path_factory.mktemp("planted")
    with library(folder, elsewhere.host, payloads, INSTRUCTIONS, active=False) as made:
        yield made


def test_there_are_enough_and_each_says_why() -> None:
    everything = [*PAYLOADS, *INSTRUCTIONS]
    assert len({one.id for one in everything}) == len(everything) >= 200
    assert all(one.text and one.why for one in everything)


@pytest.mark.adverse(32)
def test_no_payload_makes_an_element_of_anything_drawn() -> None:
    found = {payload.id: elements_of(payload.filled(ELSEWHERE)) for payload in PAYLOADS}
    assert {identity: words for identity, words in found.items() if words} == {}


def test_no_payload_acts_in_an_export() -> None:
    found = {payload.id: exports_of(payload.filled(ELSEWHERE)) for payload in PAYLOADS}
    assert {identity: words for identity, words in found.items() if words} == {}
    assert live_parts(word_file_of([payload.filled(ELSEWHERE) for payload in PAYLOADS])) == []


def test_commands_print_no_controls(held: Library) -> None:
    whole = ["--data", str(held.files.parent / "store")]
    question = held.carriers["t05"][1].question
    shown = held.doc_ids("t05")[0]
    for command in (["documents"], ["documents", "--json"], ["ask", question], ["documents", "show", shown]):
        words = printed([*whole, *command])
        assert "青禾" in words and controls(words) == [], command
    for path in held.files.glob("*.txt"):
        assert controls(printed(["check", str(path)])) == []


def test_answers_hold_nothing_but_the_documents_words(held: Library) -> None:
    engine = Engine(held.store)
    for instruction in INSTRUCTIONS:
        answer = engine.answer(held.carriers[instruction.id][0].question)
        assert unfaithful(engine, answer) == [], instruction.text


@pytest.mark.adverse(40)
@pytest.mark.parametrize("manner", ["obeys", "hides", "repeats"])
def test_nothing_that_an_obedient_model_says_for_a_document_is_shown(held: Library, manner: str) -> None:
    plain, model = Engine(held.store), Obedient(held)
    with model_server(model.reply) as server:
        engine = Engine(held.store, model=OpenAIChat(ModelSettings("scripted", server.url, SECRET)))
        for instruction in INSTRUCTIONS:
            model.instruction, model.manner = instruction, manner
            question = held.carriers[instruction.id][0].question
            answer = engine.answer(question)
            assert obeyed(answer, plain.answer(question), instruction) == [], instruction.text
            assert badly_marked(model.prompts[-1]) == [], instruction.text
            model.manner = "obeys"
            assert follow_up(engine, instruction, answer) == [], instruction.text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@needs_browser
@pytest.mark.browser
def test_the_watch_sees_what_a_careless_page_lets_through(browser: Browser) -> None:
    with canary() as asked:
        watched = Watched(browser, asked.address)
        for identity in ("h01", "h04", "h05", "c05", "u04"):
            payload = next(one for one in PAYLOADS if one.id == identity)
            watched.show(identity, unescaped(payload.filled(asked.host)), asked)
            watched.audit(identity)
        executed, outbound, elements = watched.seen.counts()
        watched.context.close()
        assert executed >= 2 and outbound >= 2 and elements >= 5
        assert asked.asked


@needs_browser
@pytest.mark.browser
def test_mixtures_stay_words_on_the_page(
    browser: Browser, held: Library, elsewhere: Canary, tmp_path
) -> None:
    port = free_port()
    desk = PageActions(Service(Engine(held.store)), Conversations(tmp_path / "conversations.sqlite3"))
    serving = open_page(desk.service.engine, port=port, actions=desk)
    watched = Watched(browser, f"http://127.0.0.1:{port}/")
    try:
        walk = Walk(watched, watched.home[0])
        walk.documents("all")
        walk.page.evaluate("window.wenceShow('chat')")
        walk.filters("all")
        for payload in mixtures()[:2]:
            text = payload.filled(elsewhere.host)
            walk.begin()
            walk.ask(held.carriers[payload.id][1].question, payload.id)
            walk.ask(text, payload.id)
            for doc_id in held.doc_ids(payload.id):
                walk.read(doc_id, payload.id)
                walk.edit(doc_id, payload.id)
            walk.look_up(text[:40], payload.id)
            walk.export(walk.name_and_vote(text, payload.id), payload.id)
    finally:
        watched.context.close()
        serving.close()
    assert watched.seen.counts() == (0, 0, 0) and watched.seen.violations == []
    assert_exports_are_inert(walk)


def assert_exports_are_inert(walk: Walk) -> None:
    for _, form, data in walk.files.exported:
        if form == "docx":
            assert live_parts(data) == []
        elif form == "md":
            assert made_by_words(rendered(data.decode())) == loose_markup(data.decode()) == []
