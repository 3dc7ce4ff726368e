"""The seam to LangChain: retriever and runnable over a real store."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from chat.answer import Turn
from chat.engine import Engine
from chat.langchain_bridge import as_retriever, as_runnable
from index.hits import Filters
from index.store import open_store
from ingest import parse_text

QUESTION = "2020年丰台轨道交通产业总收入是多少亿元？"


@pytest.fixture(scope="module")
def braces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store of one document full of braces and percent signs."""
    text = "幸福县办法\n\n第一条 系统{store}的费率为每年15元{{含税}}，模板写作{question}，占%s%d{0}。\n"
    with open_store(tmp_path_factory.mktemp("braces"), create=True) as store:
        store.add([parse_text(text, doc_id="braces")])
        yield Engine(store)


def test_the_retriever_gives_verbatim_passages_best_first(briefs: Engine) -> None:
    found = as_retriever(briefs.store, k=5).invoke(QUESTION)
    assert 0 < len(found) <= 5
    hits = briefs.store.search(QUESTION, 5)
    assert [document.metadata["chunk_id"] for document in found] == [hit.chunk.chunk_id for hit in hits]
    for document in found:
        text = briefs.store.document(document.metadata["doc_id"]).text
        assert text[document.metadata["start"] : document.metadata["end"]] == document.page_content
        assert document.metadata["title"] and document.metadata["status"]


def test_the_retriever_keeps_to_its_filters(briefs: Engine) -> None:
    filters = Filters(doc_ids=("zhuzhou-supply-chain-draft",))
    found = as_retriever(briefs.store, filters=filters).invoke(QUESTION)
    assert {document.metadata["doc_id"] for document in found} <= {"zhuzhou-supply-chain-draft"}


def test_the_stream_yields_documents_then_pieces_then_whether_it_refuses(briefs: Engine) -> None:
    events = list(as_runnable(briefs).stream({"question": QUESTION}))
    assert list(events[0]) == ["documents"]
    assert list(events[-1]) == ["refused"] and events[-1]["refused"] is False
    assert all(list(event) == ["answer"] for event in events[1:-1])
    answer = briefs.answer(QUESTION)
    assert "".join(event["answer"] for event in events[1:-1]) == answer.text
    assert events[0]["documents"] == [citation.as_dict() for citation in answer.citations]


def test_invoke_joins_what_stream_yields(briefs: Engine) -> None:
    runnable = as_runnable(briefs)
    given = runnable.invoke({"question": QUESTION})
    assert set(given) == {"documents", "answer", "refused"}
    assert given["answer"] == briefs.answer(QUESTION).text
    assert len(given["documents"]) == len(briefs.answer(QUESTION).citations)
    assert runnable.invoke({"question": "深圳有多少家企业？"})["refused"] is True


def test_history_and_filters_go_through(briefs: Engine) -> None:
    runnable = as_runnable(briefs)
    first = briefs.answer(QUESTION)
    history = [Turn(QUESTION, first.resolved, first)]
    assert "1558.7亿元" in runnable.invoke({"question": "2016年呢？", "history": history})["answer"]
    filters = Filters(doc_ids=("zhuzhou-supply-chain-draft",))
    given = runnable.invoke({"question": QUESTION, "filters": filters})
    assert given["refused"] is True and not given["documents"]


def test_two_questions_in_a_batch_stay_apart(briefs: Engine) -> None:
    questions = [QUESTION, "数智赋能行动由谁牵头？"]
    given = as_runnable(briefs).batch([{"question": question} for question in questions])
    assert [one["answer"] for one in given] == [briefs.answer(question).text for question in questions]


def test_braces_in_documents_and_questions_do_no_harm(braces: Engine) -> None:
    found = as_retriever(braces.store).invoke("{question} 系统{store}的费率")
    assert any("{{含税}}" in document.page_content for document in found)
    given = as_runnable(braces).invoke({"question": "系统{store}的费率是多少元？{question}"})
    assert "15元{{含税}}" in given["answer"] and "{question}" in given["answer"]


def test_the_engine_does_not_import_langchain() -> None:
    code = (
        "import sys, chat.engine, chat.langchain_bridge; "
        "sys.exit(any(name.startswith('langchain') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
