"""What a real model writes beside its sentences: thoughts, lists, itself again, that it found nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_server import ModelServer, model_server

from chat.engine import Engine
from chat.writing.check_sentences import MOST_IDLE
from chat.writing.language_model import ModelSettings, OpenAIChat
from chat.writing.reasoning import without_thoughts
from index.store import open_store
from ingest import parse_text

PLAN = """海安市充电设施建设行动方案

第一条 到2028年，公共充电站达到300座。

第二条 市发改局牵头编制充电设施专项规划。

第三条 市财政局安排补助资金5000万元。
"""


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server(lambda messages: "") as started:
        yield started


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, server: ModelServer) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("written"), create=True) as store:
        store.add([parse_text(PLAN, doc_id="plan")])
        yield Engine(store, model=OpenAIChat(ModelSettings("scripted", server.url)))


QUESTION = "海安市充电设施建设怎样推进？"


def test_thoughts_never_reach_the_reader(engine: Engine, server: ModelServer) -> None:
    server.reply = lambda _: "<think>用户问2028年。公共充电站达到300座。</think>公共充电站达到300座。[1]"
    answer = engine.answer(QUESTION)
    assert answer.text.count("300座") == 1 and "用户" not in answer.text and not answer.notice


def test_entries_of_a_list_stay_apart(engine: Engine, server: ModelServer) -> None:
    server.reply = lambda _: (
        "1. 市发改局牵头编制充电设施专项规划\n2. 市财政局安排补助资金5000万元\n- 公共充电站达到300座"
    )
    lines = engine.answer(QUESTION).text.split("\n")
    assert [line.partition("[")[0] for line in lines[:3]] == [
        "市发改局牵头编制充电设施专项规划",
        "市财政局安排补助资金5000万元",
        "公共充电站达到300座",
    ]


def test_what_is_said_again_is_shown_once(engine: Engine, server: ModelServer) -> None:
    server.reply = lambda _: "市财政局安排补助资金5000万元。[1]" * 4
    assert engine.answer(QUESTION).text.count("5000万元") == 1


def test_a_model_that_found_nothing_is_told_as_that(engine: Engine, server: ModelServer) -> None:
    server.reply = lambda _: "未找到依据。"
    answer = engine.answer(QUESTION)
    assert "没有回答这个问题" in answer.notice and "没有条文支持" not in answer.notice
    assert not answer.model and answer.citations


@given(st.lists(st.text("甲乙<>/think ", max_size=8), max_size=8), st.integers(1, 5))
def test_thoughts_are_cut_however_the_stream_is_cut(parts: list[str], size: int) -> None:
    """The pieces of a stream make no difference."""
    text = "甲<think>乙</think>" + "".join(parts)
    whole = "".join(without_thoughts([text]))
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert "".join(without_thoughts(pieces)) == whole
    assert whole.startswith("甲")


def test_a_model_that_turns_in_circles_is_left(engine: Engine, server: ModelServer) -> None:
    good, wrong = "公共充电站达到300座。[1]", "公共充电站达到900座。[1]"
    server.reply = lambda _: (
        good + good * 2 + wrong * 2 + "市发改局牵头编制充电设施专项规划。[1]" + wrong * 300
    )
    answer = engine.answer(QUESTION)
    assert "300座" in answer.text and "市发改局" in answer.text and "900" not in answer.text
    assert answer.notice == f"语言模型写的 {2 + MOST_IDLE} 句与条文不符，已删去。"
