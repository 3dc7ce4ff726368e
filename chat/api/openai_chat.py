"""Offer the interface of OpenAI's chat completions, so that any client of it can ask.

The message holds the answer with its [n] marks and a list of sources at its end; extra
fields hold the sources as data (``citations``), how certain the answer is and its table where it is one. The messages before the last are the conversation.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from chat.answer import FORM, Answer
from chat.api.rest import EVENT_STREAM, visit_of
from chat.api.schemas import ChatBody
from chat.citations import reference
from chat.gateway.http_errors import INTERNAL, body_of
from chat.gateway.request_queue import RequestQueue, peeked
from chat.service.history import NEAREST_HEADING, SOURCES_HEADING, exchanges_of
from chat.service.service import Service
from ingest.errors import NotFound, UsageError, WenceError
from ingest.text.safe_display import escaped_unseen

MODEL = "wence"


def sources_text(answer: Answer) -> str:
    """Write what follows the answer: what became of a language model's part, and the list of sources."""
    notice = f"\n\n（{answer.notice}）" if answer.notice else ""
    if not answer.citations:
        return notice
    heading = NEAREST_HEADING if answer.refused else SOURCES_HEADING
    lines = [f"[{citation.n}] {reference(citation)}" for citation in answer.citations]
    return f"{notice}{heading}" + "\n".join(lines)


def _usage(asked: ChatBody, text: str) -> dict[str, int]:
    """One token a character, as near as can be told for Chinese."""
    prompt = sum(len(message.words()) for message in asked.messages)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": len(text),
        "total_tokens": prompt + len(text),
    }


def _completion(asked: ChatBody, answer: Answer) -> dict[str, Any]:
    text = answer.text + sources_text(answer)
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None},
                "finish_reason": "stop",
                "logprobs": None,
            }
        ],
        "usage": _usage(asked, text),
        **_extras(answer),
    }


def _extras(answer: Answer) -> dict[str, Any]:
    """What a completion holds beside OpenAI's fields: the sources, the flag of a refusal, certainty and table."""
    given = answer.as_dict()
    return {name: given[name] for name in ("citations", "refused", *FORM) if name in given}


async def _chunks(events: AsyncIterator[tuple[str, Any]], asked: ChatBody) -> AsyncIterator[bytes]:
    """Server-sent chunks; the last with a choice carries the citations."""
    head = {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": MODEL,
    }

    def chunk(delta: dict[str, str], finish: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _data({**head, "choices": [choice], **more})

    try:
        yield chunk({"role": "assistant", "content": ""})
        async for event, value in events:
            if event == "text":
                yield chunk({"content": value})
            elif event == "answer":
                end = sources_text(value)
                if end:
                    yield chunk({"content": end})
                yield chunk({}, "stop", **_extras(value))
                if (asked.stream_options or {}).get("include_usage"):
                    yield _data({**head, "choices": [], "usage": _usage(asked, value.text + end)})
        yield b"data: [DONE]\n\n"
    except WenceError as error:
        yield _data(body_of(error.as_dict(), "/v1/"))
    except Exception:
        yield _data(body_of(INTERNAL, "/v1/"))
        raise


def _data(value: object) -> bytes:
    return f"data: {escaped_unseen(json.dumps(value, ensure_ascii=False))}\n\n".encode("utf-8", "replace")


def router(service: Service, queue: RequestQueue) -> APIRouter:
    """Give the routes under ``/v1``."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI 兼容"])
    model = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": MODEL}

    @routes.get("/models", summary="可用的模型")
    async def models() -> dict[str, Any]:
        return {"object": "list", "data": [model]}

    @routes.get("/models/{name:path}", summary="一个模型")
    async def one(name: str) -> dict[str, Any]:
        if name != MODEL:
            raise NotFound(f"没有模型“{name}”，可用：{MODEL}", f"no model '{name}'; there is {MODEL}")
        return model

    @routes.post(
        "/chat/completions",
        summary="对话",
        response_model=None,
        description="请求和回应同 OpenAI；回应多一个 citations 字段。",
    )
    async def chat(asked: ChatBody, request: Request) -> Response:
        if asked.n not in (None, 1):
            raise UsageError("n 只能是 1", "n can only be 1")
        messages = [{"role": message.role, "content": message.words()} for message in asked.messages]
        question, exchanges = exchanges_of(messages)
        visit, filters = visit_of(request, service), asked.filters.filters()
        if not asked.stream:
            return JSONResponse(_completion(asked, await queue.answer(visit, question, exchanges, filters)))
        events = await peeked(queue.events(visit, question, exchanges, filters))
        return StreamingResponse(_chunks(events, asked), media_type=EVENT_STREAM)

    return routes
