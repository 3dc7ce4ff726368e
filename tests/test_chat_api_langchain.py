"""The seam to LangChain: retriever and runnable over a real store."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
from page_stand_in import answer, cite

from chat.answer import Turn
from chat.api import as_retriever, as_runnable
from chat.engine import Engine
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
    assert list(events[-1]) == ["refused", "certainty", "certainty_reason"] and events[-1]["refused"] is False
    assert all(list(event) == ["answer"] for event in events[1:-1])
    whole = briefs.answer(QUESTION)
    assert "".join(event["answer"] for event in events[1:-1]) == whole.text
    assert events[0]["documents"] == [citation.as_dict() for citation in whole.citations]


def test_invoke_joins_what_stream_yields(briefs: Engine) -> None:
    runnable = as_runnable(briefs)
    given = runnable.invoke({"question": QUESTION})
    assert set(given) == {"documents", "answer", "refused", "certainty", "certainty_reason"}
    assert given["certainty"] in ("高", "中", "低")
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


def test_a_written_answer_gives_each_citation_once() -> None:
    """Its “documents” come again with every sentence that cites anew; joined they are what the answer cites."""
    cited = (
        cite(1, "rail", "3500亿元"),
        cite(2, "draft", "组织配套企业抱团参加展会"),
        cite(3, "fund", "联合基金"),
    )

    class Writing:
        def stream(self, question: str, history: object, filters: Filters) -> Iterator[tuple[str, object]]:
            for count in (1, 2, 2, 3):
                yield "documents", cited[:count]
                yield "text", f"第{count}句[{count}]。"
            yield "answer", answer(question, "……", *cited)

    given = as_runnable(Writing()).invoke({"question": "问"})  # type: ignore[arg-type]
    assert [document["n"] for document in given["documents"]] == [1, 2, 3]
    assert given["answer"] == "第1句[1]。第2句[2]。第2句[2]。第3句[3]。"


def test_a_chain_of_retriever_prompt_model_and_parser(briefs: Engine) -> None:
    """LangChain's own pieces around ours: the passages reach the model as values, braces and all."""
    from langchain_core.language_models import FakeListChatModel
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.runnables import RunnablePassthrough

    seen: list[str] = []

    class Noting(FakeListChatModel):
        def _call(self, messages, *args, **options):  # type: ignore[no-untyped-def]
            seen.append(messages[-1].content)
            return super()._call(messages, *args, **options)

    def passages(documents) -> str:  # type: ignore[no-untyped-def]
        return "\n".join(f"[{n}] {document.page_content}" for n, document in enumerate(documents, 1))

    prompt = ChatPromptTemplate.from_messages(
        [("system", "只据资料回答。"), ("user", "{passages}\n问：{question}")]
    )
    retriever = as_retriever(briefs.store, k=3)
    chain = (
        {"passages": retriever | passages, "question": RunnablePassthrough()}
        | prompt
        | Noting(responses=["2020年为1900亿元[1]。"])
        | StrOutputParser()
    )
    assert chain.invoke(QUESTION) == "2020年为1900亿元[1]。"
    assert seen[0].endswith(f"问：{QUESTION}")
    assert all(document.page_content in seen[0] for document in retriever.invoke(QUESTION))
    assert "".join(chain.stream(QUESTION)) == "2020年为1900亿元[1]。"


def test_neither_engine_nor_door_loads_langchain_or_the_server() -> None:
    code = (
        "import sys, chat.engine; from chat.api import as_retriever, as_runnable; "
        "sys.exit(any(name.startswith(('langchain', 'fastapi', 'starlette', 'pydantic')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_the_former_path_works_and_says_where_the_functions_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "chat.langchain_bridge", raising=False)
    with pytest.warns(DeprecationWarning, match=r"from chat\.api import as_retriever, as_runnable"):
        former = importlib.import_module("chat.langchain_bridge")
    assert (former.as_retriever, former.as_runnable) == (as_retriever, as_runnable)


def test_the_face_has_no_other_functions() -> None:
    assert not hasattr(importlib.import_module("chat.api"), "as_tool")


@pytest.mark.parametrize("form", ["tuples", "dicts", "messages"])
def test_history_may_be_plain_messages(braces: Engine, form: str) -> None:
    from langchain_core.messages import AIMessage, HumanMessage

    asked, said = "幸福县办法的费率是多少？", "系统的费率为每年15元。"
    history = {
        "tuples": [("human", asked), ("ai", said)],
        "dicts": [{"role": "user", "content": asked}, {"role": "assistant", "content": said}],
        "messages": [HumanMessage(asked), AIMessage(said)],
    }[form]
    found = as_runnable(braces).invoke({"question": "第一条怎么写的？", "history": history})
    assert "15元" in found["answer"]


def test_both_seams_can_be_awaited(braces: Engine) -> None:
    async def use() -> None:
        question = {"question": "幸福县办法的费率是多少？"}
        whole = await as_runnable(braces).ainvoke(question)
        pieces = [piece async for piece in as_runnable(braces).astream(question)]
        assert whole["answer"] == "".join(piece.get("answer", "") for piece in pieces)
        assert whole["documents"] and "refused" in whole
        found = await as_retriever(braces.store, k=2).ainvoke("费率")
        assert found[0].metadata["doc_id"] == "braces"

    asyncio.run(use())
