"""The REST interface to documents: list, read, take in, take out."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic.json_schema import SkipJsonSchema
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.datastructures import FormData, UploadFile

from chat.accounts.roles import ROLES
from chat.api.replies import (
    ClauseReply,
    CollectionReply,
    CollectionsReply,
    DocumentsReply,
    OutlineReply,
    RemovedReply,
    ReportsReply,
    VisibilityReply,
)
from chat.api.rest import gives, visit_of
from chat.api.schemas import (
    MOST_ROWS,
    CollectionBody,
    EditBody,
    Limit,
    Offset,
    RenameBody,
    VisibleBody,
    paged,
)
from chat.collections import Collections
from chat.gateway.request_queue import RequestQueue
from chat.gateway.versions import VERSIONED
from chat.service.service import Service, Visit
from chat.uploads.uploads import held
from ingest.errors import NotAllowed, NotFound, UsageError

MOST_FIELDS = 20  # of a form with a document
MOST_NAMED = 8  # roles, and users, in such a form
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "文件，类型按内容判断",
                        },
                        "role": {
                            "type": "array",
                            "maxItems": MOST_NAMED,
                            "items": {"type": "string", "enum": list(ROLES)},
                            "description": "只给这些角色看（启用账户时）",
                        },
                        "user": {
                            "type": "array",
                            "maxItems": MOST_NAMED,
                            "items": {"type": "string", "maxLength": 500},
                            "description": "只给这些用户看（启用账户时）",
                        },
                    },
                }
            }
        },
    }
}


class DocumentConvertor(StringConvertor):
    """Takes “2026/规划” for an id and leaves “规划/clause” and its like to their own routes."""

    regex = r"(?!.*/(?:clause|metadata|original|report|visibility|pages/\d+(?:/places)?)$).+"


register_url_convertor("document", DocumentConvertor())
DOCUMENT = "/{doc_id:document}"


def seen_by(form: FormData, service: Service) -> tuple[list[str], list[str]]:
    """Give the roles and users of a form who alone may see its document.

    Raises ``UsageError`` for no field of such a form and for no role, ``NotAllowed`` without accounts, ``NotFound``
    for no user.
    """
    for name in form:
        if name not in ("file", "role", "user"):
            raise UsageError(f"表单里多了“{name[:40]}”", f"the form has a field too many: {name[:40]!r}")
    roles, users = (
        [value for value in form.getlist(name) if isinstance(value, str)] for name in ("role", "user")
    )
    if max(len(roles), len(users)) > MOST_NAMED:
        raise UsageError(f"role、user 各至多写 {MOST_NAMED} 个", f"at most {MOST_NAMED} roles and users each")
    if not roles and not users:
        return [], []
    if service.accounts is None:
        raise NotAllowed(
            "没有启用账户（serve --auth），文件人人可看", "accounts are not in use (serve --auth)"
        )
    for role in roles:
        if role not in ROLES:
            raise UsageError(f"没有“{role}”这个角色，可用：{'、'.join(ROLES)}", f"unknown role '{role}'")
    known = {user.name for user in service.accounts.users()}
    for name in users:
        if name not in known:
            raise NotFound(f"没有用户“{name}”", f"there is no user '{name}'")
    return roles, users


def _received(visit: Visit, file: UploadFile, roles: Sequence[str], users: Sequence[str]) -> list[dict]:
    """Write what was sent to a place of our own and take it in."""
    with held(file.filename or "") as path:
        with path.open("wb") as target:
            shutil.copyfileobj(file.file, target)
        return visit.now().upload(path, roles, users)  # it has waited: the right may have gone meanwhile


def router(service: Service, queue: RequestQueue, collections: Collections) -> APIRouter:
    """Give the routes under ``/api/documents`` and ``/api/collections``."""
    routes = APIRouter(prefix="/api/documents", tags=["documents"])

    @routes.get("", summary="列出文件", responses=gives(DocumentsReply), response_model=None)
    async def list_documents(
        request: Request, limit: Limit = MOST_ROWS, offset: Offset = 0
    ) -> dict[str, Any]:
        visit = visit_of(request, service)
        part, about = paged(await queue.read(visit.documents), limit, offset)
        return {"documents": part, **about}

    _add_upload(routes, service, queue)

    @routes.get(
        "/{doc_id:path}/clause", summary="读一个条款", responses=gives(ClauseReply), response_model=None,
        description="按地址（“第二章/一、”）、按字符偏移或按提纲里的序号，三者写一个，都不写则第一条；附上一条和下一条。",
    )  # fmt: skip
    async def read_clause(
        doc_id: str,
        request: Request,
        address: Annotated[str | SkipJsonSchema[None], Query(max_length=500, description="地址")] = None,
        offset: Annotated[int | SkipJsonSchema[None], Query(description="文件文字里的位置")] = None,
        index: Annotated[int | SkipJsonSchema[None], Query(description="提纲里的序号")] = None,
    ) -> dict[str, Any]:
        visit = visit_of(request, service)
        given = sum(value is not None for value in (address, offset, index))
        if given != 1 and not request.scope[VERSIONED]:
            raise UsageError("address、offset、index 写一个", "give one of address, offset and index")
        index = 0 if not given else index
        return await queue.read(lambda: visit.clause(doc_id, address=address, offset=offset, index=index))

    _add_changes(routes, service, queue)

    @routes.get(DOCUMENT, summary="一份文件的信息和提纲", responses=gives(OutlineReply), response_model=None)
    async def read_document(doc_id: str, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        return await queue.read(lambda: visit.document(doc_id))

    @routes.delete(DOCUMENT, summary="移出一份文件", responses=gives(RemovedReply), response_model=None)
    async def remove_document(doc_id: str, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        await queue.upload(lambda: visit.remove(doc_id))
        return {"removed": doc_id}

    both = APIRouter()
    both.include_router(routes)
    both.include_router(_collections(service, queue, collections))
    return both


def _collections(service: Service, queue: RequestQueue, collections: Collections) -> APIRouter:
    """The routes of collections; a name may hold a slash."""
    routes = APIRouter(prefix="/api/collections", tags=["documents"])

    @routes.get("", summary="列出集合", responses=gives(CollectionsReply), response_model=None,
                description="每个集合的名称和其中的文件；只有看得到的文件，一份也看不到的集合不列。")  # fmt: skip
    async def list_collections(request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        return {"collections": [one.as_dict() for one in await queue.read(lambda: collections.seen(visit))]}

    @routes.put("/{name:path}", summary="设定集合里的文件", responses=gives(CollectionReply), response_model=None,
                description="没有这个集合就新建。需要 editor 或 admin 角色。")  # fmt: skip
    async def set_collection(name: str, held: CollectionBody, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        found = await queue.upload(lambda: collections.hold(visit, name, held.documents))
        return found.as_dict()

    @routes.patch("/{name:path}", summary="给集合改名", responses=gives(CollectionReply), response_model=None)
    async def rename_collection(name: str, new: RenameBody, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        return (await queue.upload(lambda: collections.rename(visit, name, new.name))).as_dict()

    @routes.delete("/{name:path}", summary="删去集合，文件留在库里", responses=gives(RemovedReply),
                   response_model=None)  # fmt: skip
    async def remove_collection(name: str, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        await queue.upload(lambda: collections.remove(visit, name))
        return {"removed": name}

    return routes


def _add_changes(routes: APIRouter, service: Service, queue: RequestQueue) -> None:
    """The routes that change what is known of a document and who may see it."""

    @routes.put(
        "/{doc_id:path}/visibility",
        summary="设定谁能看",
        responses=gives(VisibilityReply),
        response_model=None,
    )
    async def set_visibility(doc_id: str, seen: VisibleBody, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        known = {user.name for user in service.accounts.users()} if service.accounts else set(seen.users)
        for name in set(seen.users) - known:
            raise NotFound(f"没有用户“{name}”", f"there is no user '{name}'")
        await queue.read(lambda: visit.restrict(doc_id, seen.roles, seen.users))
        return {"doc_id": doc_id, **seen.model_dump()}

    @routes.patch(
        "/{doc_id:path}/metadata",
        summary="更正一份文件的信息",
        responses=gives(OutlineReply),
        response_model=None,
    )
    async def edit_metadata(doc_id: str, edits: EditBody, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        await queue.upload(lambda: visit.edit(doc_id, edits.changes()))
        return await queue.read(lambda: visit.document(doc_id))


def _add_upload(routes: APIRouter, service: Service, queue: RequestQueue) -> None:
    """The route that takes a file in."""

    @routes.post(
        "", summary="收入一份文件", 
        responses={**gives(ReportsReply), 207: {"model": ReportsReply, "description": "文件读不了，见各份的报告"}},
        openapi_extra=FORM, response_model=None,
        description="需要 editor 或 admin 角色。同名文件视为更新。返回解析报告；压缩包和 JSONL 每份文件一条。",
    )  # fmt: skip
    async def upload_document(request: Request) -> Response:
        visit = visit_of(request, service)
        visit.require_editor("upload")  # before anything is read
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=4096) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise UsageError("表单里没有文件（字段 file）", "the form holds no file (field “file”)")
            roles, users = seen_by(form, service)
            reports = await queue.upload(lambda: _received(visit, file, roles, users))
        taken = any(report["ok"] for report in reports)
        failed = 207 if request.scope[VERSIONED] else 422
        return JSONResponse({"reports": reports}, status_code=200 if taken else failed)
