"""Offer the interface of OpenAI's chat completions and embeddings, so that any client of it can ask.

The message holds the answer with its [n] marks and a list of sources at its end; its annotations link each mark into
the reader, and extra fields hold the sources as data (``citations``), how certain the answer is and its table where it
is one. The messages before the last are the conversation.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from chat.answer import FORM, Answer
from chat.api.openai.content import Content, link_annotations
from chat.api.openai.front_ends import front_end_reply
from chat.api.openai.replies import Completion, Embeddings, Model, Models
from chat.api.openai.requests import ChatBody, EmbeddingsBody
from chat.api.rest import EVENT_STREAM, EVENTS, WAITING, gives, scope, visit_of
from chat.collections import Collections
from chat.gateway.heartbeat import begun
from chat.gateway.http_errors import INTERNAL, body_of
from chat.gateway.request_queue import RequestQueue
from chat.service.history import exchanges_of, sources_text
from chat.service.service import Service
from ingest.errors import NotFound, QuestionError, WenceError
from ingest.text.safe_display import escaped_unseen

MODEL = "wence"
HEARTBEAT = b": heartbeat\n\n"  # a comment, which every reader of server-sent events passes over


def _usage(asked: ChatBody, text: str) -> dict[str, int]:
    """One token a character, as near as can be told for Chinese."""
    prompt = sum(len(message["content"]) for message in asked.said())
    return {
        "prompt_tokens": prompt,
        "completion_tokens": len(text),
        "total_tokens": prompt + len(text),
    }


def _head(kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _completion(asked: ChatBody, words: str, answer: Answer | None, base: str) -> dict[str, Any]:
    content = Content(asked.most, asked.stops)
    content.add(words)
    content.end()
    notes = link_annotations(content.text, answer.citations, base) if answer else []
    message = {"role": "assistant", "content": content.text, "refusal": None, "annotations": notes}
    finish = content.finish or "stop"
    return {
        **_head("chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": _usage(asked, content.text),
        **(_extras(answer) if answer else {}),
    }


def _extras(answer: Answer) -> dict[str, Any]:
    """What a completion holds beside OpenAI's fields: the sources, the flag of a refusal, certainty and table."""
    given = answer.as_dict()
    return {name: given[name] for name in ("citations", "refused", *FORM) if name in given}


class _Chunks:
    """Writes the chunks of one reply; the last with a choice carries the citations."""

    def __init__(self, asked: ChatBody, base: str) -> None:
        self._asked, self._base = asked, base
        self._head = _head("chat.completion.chunk")
        self._content = Content(asked.most, asked.stops)

    def begin(self) -> bytes:
        """Give the first chunk, which says nothing yet."""
        return self._chunk({"role": "assistant", "content": ""})

    def more(self, words: str) -> Iterator[bytes]:
        """Give the chunks of a further piece."""
        if piece := self._content.add(words):
            yield self._chunk({"content": piece})

    def end(self, words: str, answer: Answer | None) -> Iterator[bytes]:
        """Give the chunks that make the content that of the whole reply, and close it."""
        rest = words[len(self._content.raw) :] if words.startswith(self._content.raw) else ""
        piece = self._content.add(rest) + self._content.end()
        if piece:
            yield self._chunk({"content": piece})
        notes = link_annotations(self._content.text, answer.citations, self._base) if answer else []
        delta: dict[str, Any] = {"annotations": notes} if notes else {}
        yield self._chunk(delta, self._content.finish or "stop", **(_extras(answer) if answer else {}))
        if self._asked.stream_options.include_usage:
            yield _data({**self._head, "choices": [], "usage": _usage(self._asked, self._content.text)})
        yield b"data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], finish: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _data({**self._head, "choices": [choice], **more})


async def _streamed(
    events: AsyncIterator[tuple[str, Any]], asked: ChatBody, base: str
) -> AsyncIterator[bytes]:
    chunks = _Chunks(asked, base)
    try:
        yield chunks.begin()
        async for event, value in events:
            if event == "waiting":
                yield HEARTBEAT
            elif event == "text":
                for chunk in chunks.more(value):
                    yield chunk
            elif event == "answer":
                for chunk in chunks.end(value.text + sources_text(value), value):
                    yield chunk
    except WenceError as error:
        yield _data(body_of(error.as_dict(), "/v1/"))
    except Exception:
        yield _data(body_of(INTERNAL, "/v1/"))
        raise


def _data(value: object) -> bytes:
    return f"data: {escaped_unseen(json.dumps(value, ensure_ascii=False))}\n\n".encode("utf-8", "replace")


def _told(asked: ChatBody, words: str, base: str) -> Response:
    """The reply to a front end's own prompt, streamed or whole."""
    if not asked.stream:
        return JSONResponse(_completion(asked, words, None, base))
    chunks = _Chunks(asked, base)
    return StreamingResponse(iter([chunks.begin(), *chunks.end(words, None)]), media_type=EVENT_STREAM)


def _to_the_question(messages: list[dict[str, str]]) -> list[dict[str, str]]:
    """The messages as far as the last of a user, which is the question. Raises ``QuestionError`` where there is none."""
    last = max((at for at, one in enumerate(messages) if one["role"] == "user"), default=None)
    if last is None:
        raise QuestionError("没有用户的问题。", "There is no question of a user.")
    return messages[: last + 1]


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def router(service: Service, queue: RequestQueue, collections: Collections) -> APIRouter:
    """Give the routes under ``/v1``."""
    routes = APIRouter(prefix="/v1", tags=["openai"])
    model = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": MODEL}

    @routes.get("/models", summary="可用的模型", responses=gives(Models), response_model=None)
    async def list_models() -> dict[str, Any]:
        return {"object": "list", "data": [model]}

    @routes.get("/models/{name:path}", summary="一个模型", responses=gives(Model), response_model=None)
    async def read_model(name: str) -> dict[str, Any]:
        if name != MODEL:
            raise NotFound(f"没有模型“{name}”，可用：{MODEL}", f"no model '{name}'; there is {MODEL}")
        return model

    @routes.post(
        "/chat/completions",
        summary="对话",
        response_model=None,
        responses={
            200: {
                "model": Completion,
                "description": "成功",
                "content": EVENTS,
            }
        },
        description="请求和回应同 OpenAI；回应多出 citations、refused、certainty、table。",
    )
    async def create_chat_completion(asked: ChatBody, request: Request) -> Response:
        messages, base = _to_the_question(asked.said()), _base(request)
        words = front_end_reply(messages)
        if words is not None:
            return _told(asked, words, base)
        question, exchanges = exchanges_of(messages)
        visit = visit_of(request, service)
        filters = await queue.read(lambda: scope(visit, asked.filters, collections))
        if not asked.stream:
            answer = await queue.answer(visit, question, exchanges, filters)
            return JSONResponse(_completion(asked, answer.text + sources_text(answer), answer, base))
        events = await begun(queue.events(visit, question, exchanges, filters), WAITING)
        return StreamingResponse(_streamed(events, asked, base), media_type=EVENT_STREAM)

    _add_embeddings(routes, service, queue)
    return routes


def _shortened(vectors: Any, dimensions: int) -> Any:
    """The first so many numbers of each vector, at length 1 again; 0 for all of them."""
    if not dimensions or dimensions >= vectors.shape[1]:
        return vectors
    short = vectors[:, :dimensions]
    lengths = (short**2).sum(axis=1, keepdims=True) ** 0.5
    return short / lengths.clip(min=1e-12)


def _add_embeddings(routes: APIRouter, service: Service, queue: RequestQueue) -> None:
    @routes.post("/embeddings", summary="向量", responses=gives(Embeddings), response_model=None,
        description="与检索所用的是同一个模型，长度为 1。")  # fmt: skip
    async def create_embeddings(asked: EmbeddingsBody) -> dict[str, Any]:
        texts = asked.texts()
        vectors = await queue.read(lambda: _shortened(service.writer.embed(texts), asked.dimensions))
        as_text = asked.encoding_format == "base64"
        rows = [
            base64.b64encode(row.astype("<f4").tobytes()).decode() if as_text else [float(x) for x in row]
            for row in vectors
        ]
        count = sum(map(len, texts))
        return {
            "object": "list",
            "model": MODEL,
            "data": [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)],
            "usage": {"prompt_tokens": count, "total_tokens": count},
        }
