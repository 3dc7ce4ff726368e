"""The REST interface to duties: who does what by when. Only the server imports this module, when it starts."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from chat.api.replies import DutiesReply
from chat.api.rest import visit_of
from chat.api.schemas import MOST_ROWS, Limit, Offset, paged
from chat.duties import calendar_of, duties_in
from chat.gateway.request_queue import RequestQueue
from chat.service.service import Service


def router(service: Service, queue: RequestQueue) -> APIRouter:
    """Give the route ``/api/duties``."""
    routes = APIRouter(tags=["duties"])

    @routes.get(
        "/api/duties", summary="谁牵头、谁负责、谁配合，什么时候完成", response_model=None,
        responses={200: {"model": DutiesReply, "description": "成功", "content": {"text/calendar": {"schema": {"type": "string"}}}}},
        description="每一行与命令行 `duties --json` 相同，`quote` 逐字取自文件。`format=ics` 给出日历文件，每个写明时限的任务一项。",
    )  # fmt: skip
    async def list_duties(
        request: Request,
        unit: Annotated[str, Query(max_length=100, description="单位，如 市工信局")] = "",
        document: Annotated[list[str], Query(description="文件编号，可重复", max_length=500)] = [],  # noqa: B006
        format: Annotated[Literal["json", "ics"], Query(description="json 或 ics")] = "json",
        limit: Limit = MOST_ROWS,
        offset: Offset = 0,
    ) -> Response:
        visit = visit_of(request, service)
        await queue.read(lambda: visit.require_documents(document))
        rows = await queue.read(lambda: duties_in(visit.store, unit, document or None))
        if format == "ics":
            return Response(calendar_of(rows), media_type="text/calendar; charset=utf-8")
        part, about = paged(rows, limit, offset)
        return JSONResponse({"duties": [row.as_dict() for row in part], **about})

    return routes
