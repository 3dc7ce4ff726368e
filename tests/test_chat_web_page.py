"""The page without a browser: conversations, filters, follow-ups, the address, what is public."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from page_stand_in import StandInEngine, answer, cite, document_info

from chat.conversations.conversation import DONE, FAILED, STOPPED, Conversation, Exchange
from chat.conversations.other_places import places_of_the_matter
from chat.server import open_page
from chat.service.service import Service
from chat.web import page
from chat.web.actions import PageActions
from chat.web.asking.progress import INTERNAL_ERROR, progress
from chat.web.asking.running import RunningAnswer
from chat.web.filters import choices, excluded_words, filters_from, scope_words
from chat.web.look import SCRIPTS, STATIC, STYLES, head_html
from index.hits import Filters
from ingest.errors import AddressUnavailable

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = StandInEngine().store.documents()


def test_history_holds_complete_answers_only() -> None:
    reply = StandInEngine().reply("1233", ())
    conversation = Conversation().asked("甲").answered(reply).asked("乙").wrote("一半").stopped()
    conversation = conversation.asked("丙").failed("出错").asked("丁")
    assert [exchange.state for exchange in conversation.past] == [DONE, STOPPED, FAILED]
    assert [turn.question for turn in conversation.history()] == ["甲"]
    assert [exchange.number for exchange in conversation.exchanges] == [1, 2, 3, 4]


def test_a_new_question_stops_the_one_still_running() -> None:
    conversation = Conversation().asked("甲").asked("乙")
    assert conversation.past[0].state == STOPPED


def test_stopping_a_complete_answer_changes_nothing() -> None:
    conversation = Conversation().asked("甲").answered(StandInEngine().reply("1233", ()))
    assert conversation.stopped() is conversation
    assert Conversation().stopped() == Conversation()


def test_filters_and_their_words() -> None:
    filters = filters_from(["湖南省株洲市"], [], [], ["draft", "unknown"])
    assert filters == Filters(doc_ids=("draft", "unknown"), region=("湖南省株洲市",))
    words = scope_words(filters, DOCUMENTS)
    assert words == "湖南省株洲市；《株洲市轨道交通产业供应链提升行动方案（征求意见稿）》、unknown"
    assert scope_words(Filters(), DOCUMENTS) == ""


def test_filters_by_issuer_and_year_and_what_they_hide() -> None:
    filters = filters_from([], [], [], [], ["北京市丰台区人民政府"], ["2024年"])
    assert filters == Filters(issuer=("北京市丰台区人民政府",), year=(2024,))
    assert scope_words(filters, DOCUMENTS) == "北京市丰台区人民政府；2024年"
    words = excluded_words(filters, DOCUMENTS)
    assert words.startswith("已排除 4 份文件：《株洲市") and words.endswith("等。")
    assert excluded_words(Filters(), DOCUMENTS) == ""
    assert "没有文件可查" in excluded_words(Filters(region=("海南省",)), DOCUMENTS)


def test_choices_are_distinct_and_skip_what_is_not_known() -> None:
    offered = choices(DOCUMENTS)
    assert offered["region"] == ["北京市丰台区", "湖南省株洲市"]
    assert offered["status"] == ["已届满", "征求意见稿", "现行", "新闻报道"]
    assert ("轨道交通前沿研究支持办法", "fund") in offered["document"]
    assert offered["year"] == ["2026年", "2025年", "2024年", "2023年", "2022年", "2021年"]
    assert "示例市科学技术局" in offered["issuer"]


@pytest.mark.parametrize(
    ("question", "refused", "hints"),
    [
        ("2025年丰台的目标是多少？", False, ("株洲",)),
        ("株洲的目标是多少？", False, ("丰台",)),
        ("丰台和株洲的目标各是多少？", False, ()),
        ("1233战略是什么意思", False, ()),
        ("株洲“联手开拓市场行动”由谁牵头？", False, ()),
        ("2025年丰台的目标是多少？", True, ()),
    ],
)
def test_follow_ups(question: str, refused: bool, hints: tuple[str, ...]) -> None:
    reply = answer(question, "答[1]", cite(1, "rail", "3500亿元"), refused=refused)
    assert places_of_the_matter(reply, DOCUMENTS) == hints


@pytest.mark.parametrize(
    ("region", "hint"),
    [
        ("广西壮族自治区", "广西"),
        ("新疆维吾尔自治区", "新疆"),
        ("四川省阿坝藏族羌族自治州", "阿坝"),
        ("内蒙古自治区", "内蒙古"),
        ("广东省广州市", "广州"),
        ("全国", "全国"),
        (None, None),
    ],
)
def test_another_place_is_offered_by_the_name_people_use(region: str | None, hint: str | None) -> None:
    rail, other = DOCUMENTS[0], DOCUMENTS[1]
    documents = [
        replace(rail, metadata=replace(rail.metadata, region="北京市丰台区")),
        replace(other, metadata=replace(other.metadata, region=region)),
    ]
    reply = answer("丰台的目标是多少？", "答[1]", cite(1, "rail", "3500亿元"))
    assert places_of_the_matter(reply, documents) == ((hint,) if hint else ())


def test_busy_port_is_told_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AddressUnavailable) as caught:
            open_page(StandInEngine(), port=port)
    assert caught.value.chinese == f"端口 {port} 已被占用，请先关闭占用它的程序，或用 --port 换一个端口。"


@pytest.mark.parametrize(
    ("host", "port"), [("no such host", 7860), ("203.0.113.7", 7860), ("127.0.0.1", 99_999)]
)
def test_impossible_address_is_told_in_words(host: str, port: int) -> None:
    with pytest.raises(AddressUnavailable) as caught:
        open_page(StandInEngine(), host=host, port=port)
    assert f"{host}:{port}" in caught.value.chinese


def test_importing_the_page_does_not_import_gradio() -> None:
    code = "import sys, chat.web.page; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_page_event_is_public_and_the_queue_is_bounded() -> None:
    blocks = page.build(PageActions(Service(StandInEngine())), lambda request: None)
    assert blocks.get_api_info()["named_endpoints"] == {}
    assert blocks.get_api_info()["unnamed_endpoints"] == {}
    assert blocks._queue.max_size == page.QUEUE_SIZE


@pytest.mark.adverse(33)
def test_style_and_script_name_no_other_host_and_stay_small() -> None:
    files = [path for path in STATIC.iterdir() if path.suffix in (".css", ".js", ".svg")]
    assert {path.name for path in files} == {*STYLES, *SCRIPTS, "favicon.svg"}
    assert len(head_html().encode()) + (STATIC / "favicon.svg").stat().st_size <= 130_000
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert len(text.encode()) < 150_000  # with its comments, which are not sent
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in text


def last_exchange(source: Iterator[tuple[str, object]], question: str = "问") -> Exchange | None:
    run = RunningAnswer(source)
    return list(progress(run, Conversation().asked(question)))[-1][0].current


def test_unforeseen_failure_becomes_words_without_its_details() -> None:
    exchange = last_exchange(StandInEngine().stream("坏了吗"))
    assert exchange is not None and exchange.notice == INTERNAL_ERROR


def test_known_failure_is_told_in_its_own_words() -> None:
    exchange = last_exchange(StandInEngine().stream("长" * 501))
    assert exchange is not None and exchange.notice == "问题太长，请控制在500字以内。"


def test_an_engine_that_ends_without_an_answer_does_not_leave_the_page_waiting() -> None:
    exchange = last_exchange(iter([("text", "半句")]))
    assert exchange is not None and exchange.state == FAILED


def test_nothing_comes_after_a_stop() -> None:
    run = RunningAnswer(iter([("text", "一"), ("text", "二")]))
    batches = run.batches()
    assert next(batches)[0] == ("text", "一")
    run.stop()
    assert list(batches) == []


def test_stop_does_not_wait_for_a_silent_engine() -> None:
    silence = threading.Event()

    def silent() -> Iterator[tuple[str, object]]:
        yield "text", "一"
        silence.wait(30)
        yield "text", "二"

    run = RunningAnswer(silent())
    states = progress(run, Conversation().asked("问"))
    assert next(states)[0].exchanges[-1].text == "一"
    run.stop()
    started = time.monotonic()
    last = list(states)[-1][0].exchanges[-1]
    assert time.monotonic() - started < 1
    assert (last.state, last.text) == (STOPPED, "一")
    silence.set()


def test_a_conversation_thrown_away_leaves_nothing() -> None:
    run = RunningAnswer(iter([("text", "一")]))
    run.stop(cleared=True)
    assert list(progress(run, Conversation().asked("问")))[-1][0] == Conversation()


def test_stand_in_documents_have_every_status() -> None:
    assert {document_info(doc_id).status for doc_id in ("rail", "draft", "fund", "news")} == {
        "已届满",
        "征求意见稿",
        "现行",
        "新闻报道",
    }
