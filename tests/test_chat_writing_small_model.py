"""A real language model, the smallest there is, writes the answers: what reaches the reader is the documents' all the same.

Gemma 3 270M, as it was pretrained, run by llama.cpp in an environment of its own (`make small-model`, or the folder that
WENCE_SMALL_MODEL names); without it these tests are skipped. It echoes, runs on and turns in circles, which no
scripted model does for us.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from test_chat_writing_reasoning import PLAN

from chat.engine import Engine
from chat.writing.language_model import ModelSettings, OpenAIChat
from index.store import open_store
from ingest import parse_text

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = Path(os.environ.get("WENCE_SMALL_MODEL") or ROOT / ".small-model")
PYTHON = ENVIRONMENT / "bin" / "python"
pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="no small model here: run `make small-model` or set WENCE_SMALL_MODEL"
)
QUESTIONS = ("海安市充电设施建设怎样推进？", "到2028年公共充电站达到多少座？", "谁牵头编制充电设施专项规划？")
SECONDS = 120.0  # for a whole reply, on a busy machine
# “300座”, “5000万元”, “2028年”
FIGURE = re.compile(r"\d+")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("model")
    command = [
        str(PYTHON),
        str(ROOT / "tests" / "support" / "serve_small_model.py"),
        str(folder / "model.gguf"),
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env={"PATH": os.defpath}
        )
        giving_up = threading.Timer(180.0, server.kill)
        giving_up.start()
        try:
            assert server.stdout is not None
            found = next((line.strip() for line in server.stdout if line.startswith("http")), "")
            assert found, (folder / "log").read_text(errors="replace")[-2000:]
            yield f"{found}/v1"
        finally:
            giving_up.cancel()
            server.kill()
            server.wait()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, address: str) -> Iterator[Engine]:
    with open_store(tmp_path_factory.mktemp("store"), create=True) as store:
        store.add([parse_text(PLAN, doc_id="plan")])
        yield Engine(store, model=OpenAIChat(ModelSettings("gemma-3-270m", address, seconds=SECONDS)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_it_writes_is_the_documents(engine: Engine, question: str) -> None:
    events = list(engine.stream(question))
    answer = events[-1][1]
    assert events[-1][0] == "answer" and not answer.refused and answer.citations
    shown = "".join(str(value) for name, value in events if name == "text")
    assert shown == answer.text
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}
    assert marks == {citation.n for citation in answer.citations}
    assert set(FIGURE.findall(re.sub(r"\[\d+\]", "", answer.text))) <= set(FIGURE.findall(PLAN))
    assert all(PLAN[one.start : one.end] == one.quote for one in answer.citations)
    assert (
        "条文" not in answer.text.replace("条文原话", "") and "<" not in answer.text
    )  # nothing of the prompt


def test_it_is_left_when_it_turns_in_circles(engine: Engine) -> None:
    """Its last token would come after a minute and more."""
    begun = time.monotonic()
    answer = engine.answer(QUESTIONS[0])
    assert time.monotonic() - begun < SECONDS / 2 and "超时" not in answer.notice


def test_a_stop_in_the_middle_frees_it_for_the_next(engine: Engine, address: str) -> None:
    model = OpenAIChat(ModelSettings("gemma-3-270m", address, seconds=SECONDS))
    for _ in range(3):
        with closing(model.stream([("user", "写一篇很长的文章。")])) as pieces:  # type: ignore[type-var]
            assert next(pieces)


def test_nothing_is_asked_of_it_where_the_documents_hold_no_answer(engine: Engine) -> None:
    answer = engine.answer("上海的养老金是多少？")
    assert answer.refused and not answer.model
