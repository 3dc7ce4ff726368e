"""The REST interface: ask, search, status. Documents are in :mod:`chat.api.documents`.

Replies are those of the command line. Only the server imports this module, when it starts.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from chat.answer import Answer
from chat.api.description import description_page
from chat.api.replies import AnswerReply, HealthReply, HitsReply, MatchReply, StatusReply
from chat.api.schemas import AskBody, FiltersBody, MatchBody, SearchBody, SearchQuery
from chat.collections import Collections
from chat.gateway.guard import USER
from chat.gateway.heartbeat import begun
from chat.gateway.http_errors import INTERNAL
from chat.gateway.request_queue import RequestQueue
from chat.service.service import Service, Visit
from index.hits import Filters
from ingest.errors import WenceError
from ingest.text.safe_display import escaped_unseen

EVENT_STREAM = "text/event-stream"
# How the events of a stream are described, one by one.
EVENTS = {
    EVENT_STREAM: {
        "schema": {
            "type": "object",
            "required": ["data"],
            "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
        }
    }
}
WAITING: tuple[str, Any] = ("waiting", {})  # the sign of life of a stream that has nothing to say yet
_BINARY = {"type": "string", "format": "binary"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE = {"docx": f"{_OFFICE}wordprocessingml.document", "xlsx": f"{_OFFICE}spreadsheetml.sheet"}
ERRORS: dict[int | str, dict[str, Any]] = {}  # those of every route: chat.api.openapi_file


def gives(model: type[BaseModel], description: str = "成功") -> dict[int | str, dict[str, Any]]:
    """Describe the reply of a route, which is sent as it is built."""
    return {200: {"model": model, "description": description}}


def visit_of(request: Request, service: Service) -> Visit:
    """Give the service as whoever sent a request may see it."""
    address = request.client.host if request.client else ""
    return service.visit(request.scope[USER], address)


def sse(event: str, value: object) -> bytes:
    """Write one server-sent event; JSON has no line breaks of its own."""
    return f"event: {event}\ndata: {escaped_unseen(json.dumps(value, ensure_ascii=False))}\n\n".encode(
        "utf-8", "replace"
    )


def answer_json(answer: Answer, asked: AskBody, visit: Visit, filters: Filters) -> dict[str, Any]:
    """Give an answer as it is replied, with the passages that were found where the question asks for them."""
    found = {"id": asked.id, **answer.as_dict()}
    if asked.passages:
        found["passages"] = visit.passages(answer.resolved, asked.passages, filters)
    return found


async def event_bytes(
    events: AsyncIterator[tuple[str, Any]], asked: AskBody, visit: Visit, filters: Filters
) -> AsyncIterator[bytes]:
    """Write the engine's events as they go over the wire; an error in the middle is the last of them."""
    try:
        async for event, value in events:
            if event == "documents":
                yield sse(event, [citation.as_dict() for citation in value])
            elif event in ("text", "waiting"):
                yield sse(event, value)
            else:
                yield sse(event, await to_thread.run_sync(answer_json, value, asked, visit, filters))
    except WenceError as error:
        yield sse("error", error.as_dict())
    except Exception:
        yield sse("error", INTERNAL)
        raise


def scope(visit: Visit, asked: FiltersBody, collections: Collections) -> Filters:
    """Give the filters of a question, its collections as the documents in them."""
    return collections.within(visit, asked.collection, asked.filters())


def router(service: Service, queue: RequestQueue, collections: Collections) -> APIRouter:
    """Give the routes under ``/api`` and ``/health``."""
    routes = APIRouter()

    @routes.post(
        "/api/ask", tags=["ask"], summary="问一个问题", response_model=None,
        responses={200: {"model": AnswerReply, "description": "成功", "content": EVENTS}},
        description="回答与命令行 `ask --json` 相同：`answer` 里的 [n] 对应 `citations` 的第 n 条，`quote` 逐字取自文件。"
        "要逐段返回，写 `stream: true` 或 `Accept: text/event-stream`，事件为 documents、text、answer、error；"
        "还没有可说的时候，一秒后、以后每 12 秒来一个 waiting。",
    )  # fmt: skip
    async def ask(asked: AskBody, request: Request) -> Response:
        visit = visit_of(request, service)
        filters = await queue.read(lambda: scope(visit, asked.filters, collections))
        if asked.stream or EVENT_STREAM in request.headers.get("accept", ""):
            events = await begun(queue.events(visit, asked.question, asked.exchanges(), filters), WAITING)
            return StreamingResponse(
                event_bytes(events, asked, visit, filters),
                media_type=EVENT_STREAM,
                headers={"X-Accel-Buffering": "no"},
            )
        answer = await queue.answer(visit, asked.question, asked.exchanges(), filters)
        return JSONResponse(await queue.read(lambda: answer_json(answer, asked, visit, filters)))

    _add_search(routes, service, queue, collections)
    _add_match(routes, service, queue)
    _add_status(routes, service, queue)
    return routes


def _add_search(routes: APIRouter, service: Service, queue: RequestQueue, collections: Collections) -> None:
    """The routes that search and do not answer."""

    @routes.post(
        "/api/search",
        tags=["search"],
        summary="只检索，不作答",
        responses=gives(HitsReply),
        response_model=None,
    )
    async def search_by_body(asked: SearchBody, request: Request) -> dict[str, Any]:
        return await _search(request, asked)

    @routes.get(
        "/api/search",
        tags=["search"],
        summary="只检索，不作答（网址参数）",
        responses=gives(HitsReply),
        response_model=None,
    )
    async def search(asked: Annotated[SearchQuery, Query()], request: Request) -> dict[str, Any]:
        return await _search(request, asked.body())

    async def _search(request: Request, asked: SearchBody) -> dict[str, Any]:
        visit = visit_of(request, service)

        def found() -> list[dict[str, object]]:
            return visit.search(asked.query, asked.k, scope(visit, asked.filters, collections))

        return {"hits": await queue.read(found)}


def _add_match(routes: APIRouter, service: Service, queue: RequestQueue) -> None:
    """The route that says which measures fit an enterprise."""

    @routes.post(
        "/api/match", tags=["match"], summary="企业适用哪些措施",
        responses={200: {"model": MatchReply, "description": "成功", "content": {kind: {"schema": _BINARY} for kind in OFFICE.values()}}},
        description="与命令行 `match --json` 相同：每项措施的结论（符合、待确认、不符合）、给什么、各条件的核对和出处，"
        "以及再问什么最有用。写了 `measure` 则只自测那一项；`form` 写 docx 或 xlsx 则返回文件。",
        response_model=None,
    )  # fmt: skip
    async def match(asked: MatchBody, request: Request) -> Response:
        visit, form = visit_of(request, service), asked.form
        if asked.measure is not None:
            key = asked.measure
            return JSONResponse(await queue.read(lambda: visit.test_measure(asked.given(), key, asked.as_of)))
        if form == "json":
            return JSONResponse(await queue.read(lambda: visit.match(asked.given(), asked.as_of, asked.k)))
        data = await queue.read(lambda: visit.match_file(asked.given(), form, asked.as_of, asked.k))
        return Response(data, media_type=OFFICE[form], headers={"Content-Disposition": f"attachment; filename=match.{form}"})  # fmt: skip


def _add_status(routes: APIRouter, service: Service, queue: RequestQueue) -> None:
    """The routes that tell of the store, of the server and of the interface itself."""

    @routes.get(
        "/api/status",
        tags=["status"],
        summary="文件库的概况",
        responses=gives(StatusReply),
        response_model=None,
    )
    async def read_status(request: Request) -> dict[str, Any]:
        return await queue.read(visit_of(request, service).status)

    @routes.get(
        "/health",
        tags=["status"],
        summary="服务是否在运行（不需要登录）",
        responses=gives(HealthReply),
        response_model=None,
    )
    async def read_health() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/api/docs", include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        return HTMLResponse(description_page(request.app.openapi()))
