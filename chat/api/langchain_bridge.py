"""The seam to LangChain: the index as a retriever, the whole answer as a Runnable.

The only module that imports LangChain, and only when called. Document text goes in as
values, never as prompt templates, so braces in a policy do no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from chat.answer import FORM, Turn
from chat.engine import Engine
from chat.service.history import exchanges_of, turns_of
from index.hits import Filters, Hit
from index.store import DocumentSearcher

if TYPE_CHECKING:
    from langchain_core.documents import Document as LangChainDocument
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable


def as_retriever(store: DocumentSearcher, *, k: int = 10, filters: Filters = Filters()) -> BaseRetriever:
    """Give the store's search as a ``BaseRetriever``: ``invoke(query)`` gives at most ``k`` documents, best first.

    ``page_content`` is the verbatim passage; ``metadata`` holds doc_id, chunk_id,
    title, clause, status, start, end and score.
    """
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.retrievers import BaseRetriever

    class StoreRetriever(BaseRetriever):
        def _get_relevant_documents(
            self, query: str, *, run_manager: CallbackManagerForRetrieverRun
        ) -> list[LangChainDocument]:
            return [_document_of(hit) for hit in store.search(query, k, filters)]

    return StoreRetriever()


def as_runnable(engine: Engine) -> Runnable[dict[str, Any], dict[str, Any]]:
    """Give the whole answer as a Runnable over ``{"question": str, "history"?: […], "filters"?: Filters}``.

    ``history`` holds turns of the engine, or plain messages as LangChain takes them: ``HumanMessage`` and
    ``AIMessage``, ``("human", "…")`` or ``{"role": "user", "content": "…"}``, oldest first.

    ``stream`` yields ``{"documents": [citation dict…]}`` first, then ``{"answer": piece}``…,
    last ``{"refused": bool, "certainty": "高" | "中" | "低", …}``, with ``table`` where the answer is one; ``invoke``
    gives them joined in one dict, ``ainvoke`` and ``astream`` the same from a thread. A written answer cites more as
    it grows: each ``documents`` holds what is new, so that joined they hold every citation once.
    """
    from langchain_core.runnables import RunnableGenerator
    from langchain_core.runnables.utils import AddableDict

    def answered(given: dict[str, Any]) -> Iterator[AddableDict]:
        history, known = _turns(given.get("history", ()), engine), 0
        for event, value in engine.stream(given["question"], history, given.get("filters", Filters())):
            if event == "documents":
                new = [citation.as_dict() for citation in value if citation.n > known]  # type: ignore[attr-defined]
                known += len(new)
                yield AddableDict(documents=new)
            elif event == "text":
                yield AddableDict(answer=value)
            else:
                given_form = value.as_dict()  # type: ignore[attr-defined]
                yield AddableDict(
                    {name: given_form[name] for name in ("refused", *FORM) if name in given_form}
                )

    def transform(inputs: Iterator[dict[str, Any]]) -> Iterator[AddableDict]:
        for given in inputs:
            yield from answered(given)

    async def atransform(inputs: AsyncIterator[dict[str, Any]]) -> AsyncIterator[AddableDict]:
        async for given in inputs:
            pieces = answered(given)
            while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
                yield piece

    return RunnableGenerator(transform, atransform)


def _turns(history: Sequence[Any], engine: Engine) -> Sequence[Turn]:
    """Earlier exchanges as the engine wants them, whether they come as its turns or as messages."""
    if not history or all(isinstance(one, Turn) for one in history):
        return history
    from langchain_core.messages.utils import convert_to_messages

    roles = {"human": "user", "ai": "assistant"}
    messages = [
        {"role": roles[message.type], "content": str(message.text)}
        for message in convert_to_messages(history)
        if message.type in roles
    ]
    _, pairs = exchanges_of([*messages, {"role": "user", "content": ""}])
    return turns_of(pairs, engine.places())


def _document_of(hit: Hit) -> LangChainDocument:
    from langchain_core.documents import Document

    chunk = hit.chunk
    return Document(
        page_content=chunk.text,
        metadata={
            "doc_id": chunk.doc_id,
            "chunk_id": chunk.chunk_id,
            "title": hit.document.metadata.title,
            "clause": chunk.clause,
            "status": hit.document.status,
            "start": chunk.start,
            "end": chunk.end,
            "score": hit.score,
        },
    )
