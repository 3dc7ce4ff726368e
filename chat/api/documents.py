"""The REST interface to documents: list, read, take in, take out."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile

from chat.api.rest import ERRORS, visit_of
from chat.api.schemas import VisibleBody
from chat.gateway.request_queue import RequestQueue
from chat.service.service import Service, Visit
from chat.service.uploads import held
from ingest.errors import UsageError

MOST_FIELDS = 20  # of a form with a document
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "文件，类型按内容判断",
                        },
                        "role": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "只给这些角色看",
                        },
                        "user": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "只给这些用户看",
                        },
                    },
                }
            }
        },
    }
}


def _received(visit: Visit, file: UploadFile, roles: Sequence[str], users: Sequence[str]) -> list[dict]:
    """Write what was sent to a place of our own and take it in."""
    with held(file.filename or "") as path:
        with path.open("wb") as target:
            shutil.copyfileobj(file.file, target)
        return visit.now().upload(path, roles, users)  # it has waited: the right may have gone meanwhile


def router(service: Service, queue: RequestQueue) -> APIRouter:
    """Give the routes under ``/api/documents``."""
    routes = APIRouter(prefix="/api/documents", tags=["文件"])

    @routes.get("", summary="列出文件", responses=ERRORS)
    async def documents(request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        return {"documents": await queue.read(visit.documents)}

    _add_upload(routes, service, queue)

    @routes.get(
        "/{doc_id:path}/clause", summary="读一个条款", responses=ERRORS,
        description="按地址（“第二章/一、”）、按字符偏移或按提纲里的序号，三者写一个；附上一条和下一条。",
    )  # fmt: skip
    async def clause(
        doc_id: str,
        request: Request,
        address: str | None = None,
        offset: int | None = None,
        index: int | None = None,
    ) -> dict[str, Any]:
        if sum(value is not None for value in (address, offset, index)) != 1:
            raise UsageError("address、offset、index 写一个", "give one of address, offset and index")
        visit = visit_of(request, service)
        return await queue.read(lambda: visit.clause(doc_id, address=address, offset=offset, index=index))

    @routes.put("/{doc_id:path}/visibility", summary="设定谁能看", responses=ERRORS)
    async def visibility(doc_id: str, seen: VisibleBody, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        await queue.read(lambda: visit.restrict(doc_id, seen.roles, seen.users))
        return {"doc_id": doc_id, **seen.model_dump()}

    @routes.get("/{doc_id:path}", summary="一份文件的信息和提纲", responses=ERRORS)
    async def document(doc_id: str, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        return await queue.read(lambda: visit.document(doc_id))

    @routes.delete("/{doc_id:path}", summary="移出一份文件", responses=ERRORS)
    async def remove(doc_id: str, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        await queue.upload(lambda: visit.remove(doc_id))
        return {"removed": doc_id}

    return routes


def _add_upload(routes: APIRouter, service: Service, queue: RequestQueue) -> None:
    """The route that takes a file in."""

    @routes.post(
        "", summary="收入一份文件", responses={**ERRORS, 422: {"description": "文件读不了，见报告"}},
        openapi_extra=_FORM, response_model=None,
        description="需要 editor 或 admin 角色。同名文件视为更新。返回解析报告；压缩包和 JSONL 每份文件一条。",
    )  # fmt: skip
    async def upload(request: Request) -> Response:
        visit = visit_of(request, service)
        visit.require_editor("upload")  # before anything is read
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=4096) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise UsageError("表单里没有文件（字段 file）", "the form holds no file (field “file”)")
            roles, users = (
                [value for value in form.getlist(name) if isinstance(value, str)] for name in ("role", "user")
            )
            reports = await queue.upload(lambda: _received(visit, file, roles, users))
        taken = any(report["ok"] for report in reports)
        return JSONResponse({"reports": reports}, status_code=200 if taken else 422)
