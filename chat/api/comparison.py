"""The REST interface to comparisons: two documents side by side. Only the server imports this module, when it starts."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from chat.api.replies import ComparisonReply
from chat.api.rest import visit_of
from chat.comparison import compare_documents, compare_several
from chat.conversations import comparison_docx, comparison_markdown, several_docx, several_markdown
from chat.gateway.request_queue import RequestQueue
from chat.service.service import Service

_TEXT = {"schema": {"type": "string"}}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def router(service: Service, queue: RequestQueue) -> APIRouter:
    """Give the route ``/api/compare``."""
    routes = APIRouter(tags=["comparison"])

    @routes.get(
        "/api/compare", summary="两份文件对照", response_model=None,
        responses={200: {"model": ComparisonReply, "description": "成功", "content": {"text/markdown": _TEXT, WORD: _TEXT}}},
        description="与命令行 `compare --json` 相同：相对应的条款、不同的数字、只见于一份的；同一文件的两版另有 `changes`，"
        "指出改了哪几个字。`format` 为 md、docx 时给出文件。",
    )  # fmt: skip
    async def compare(
        request: Request,
        a: Annotated[str, Query(max_length=500, description="文件编号")],
        b: Annotated[str, Query(max_length=500, description="另一份的文件编号")],
        more: Annotated[list[str], Query(description="再加的文件编号，可重复；写了就按题目把几份对齐")] = [],  # noqa: B006
        topic: Annotated[str, Query(max_length=200, description="只比较这一题目，如 粮食产量")] = "",
        format: Annotated[Literal["json", "md", "docx"], Query(description="json、md 或 docx")] = "json",
    ) -> Response:
        visit = visit_of(request, service)
        await queue.read(lambda: visit.require_documents((a, b, *more)))
        await queue.read(lambda: visit.note_reading(a, b, *more))
        if more:
            compared = await queue.read(lambda: compare_several(visit.store, [a, b, *more], topic))
            if format == "md":
                return Response(several_markdown(compared), media_type="text/markdown; charset=utf-8")
            if format == "docx":
                return Response(several_docx(compared), media_type=WORD)
            return JSONResponse(compared.as_dict())
        found = await queue.read(lambda: compare_documents(visit.store, a, b, topic))
        if format == "md":
            return Response(comparison_markdown(found), media_type="text/markdown; charset=utf-8")
        if format == "docx":
            return Response(comparison_docx(found), media_type=WORD)
        return JSONResponse(found.as_dict())

    return routes
