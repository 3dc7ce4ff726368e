"""The REST interface to the figures that documents state: rows, the data of a chart, CSV."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from chat.api.replies import IndicatorsReply
from chat.api.rest import visit_of
from chat.api.schemas import IndicatorsQuery, paged
from chat.gateway.request_queue import RequestQueue
from chat.indicators import csv_of
from chat.service.service import Service


def router(service: Service, queue: RequestQueue) -> APIRouter:
    """Give the route under ``/api/indicators``."""
    routes = APIRouter()

    @routes.get(
        "/api/indicators", tags=["indicators"], summary="文件里写明的数字，一个一行", response_model=None,
        responses={200: {"model": IndicatorsReply, "description": "成功", "content": {"text/csv": {"schema": {"type": "string"}}}}},
        description="与命令行 `indicators --json` 的各行相同，外加画图用的 `chart`；`format=csv` 返回表格文件。",
    )  # fmt: skip
    async def list_indicators(asked: Annotated[IndicatorsQuery, Query()], request: Request) -> Response:
        visit = visit_of(request, service)
        found: dict[str, Any] = await queue.read(lambda: visit.indicators(asked.wanted()))
        if asked.format == "csv":
            named = {"Content-Disposition": "attachment; filename=indicators.csv"}
            return Response(csv_of(found["indicators"]), media_type="text/csv; charset=utf-8", headers=named)
        part, about = paged(found["indicators"], asked.limit, asked.offset)
        return JSONResponse({**found, "indicators": part, **about})

    return routes
