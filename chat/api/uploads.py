"""The REST interface to uploads that are taken in behind the reply: give a file, get a job, ask how far it is."""

from __future__ import annotations

import shutil
from contextvars import copy_context
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile

from chat.api.documents import FORM, MOST_FIELDS, seen_by
from chat.api.replies import JobReply, JobsReply
from chat.api.rest import gives, visit_of
from chat.api.schemas import MOST_ROWS, Limit, Offset, Place, paged
from chat.gateway.limits import LIMITS
from chat.gateway.versions import NOW
from chat.service.service import Service, Visit
from chat.uploads.upload_queue import Incoming, Job
from chat.uploads.uploads import discard, lent, shown_name
from ingest.errors import NotFound, TooMany, UsageError

_PROGRAMS = "programs"  # whose jobs they are where nobody has logged in


def job_json(job: Job) -> dict[str, Any]:
    """Give a job as it is replied."""
    return {
        "job": job.id,
        "name": job.name,
        "state": job.state,
        "words": job.words,
        "seconds": round(job.seconds, 3),
        "outcomes": [asdict(outcome) for outcome in job.outcomes],
    }


def _owner(visit: Visit) -> str:
    return visit.user.name or _PROGRAMS


async def _written(file: UploadFile) -> Path:
    """Write what was sent to a file that is lent until it has been taken in."""
    path = lent(file.filename or "")

    def write() -> None:
        with path.open("wb") as target:
            shutil.copyfileobj(file.file, target)

    try:
        await to_thread.run_sync(write)
    except BaseException:  # also where the sender leaves in the middle
        discard(path)
        raise
    return path


def router(service: Service, incoming: Incoming) -> APIRouter:
    """Give the routes under ``/api/uploads``. ``incoming`` works the files off, one after the other."""
    routes = APIRouter(prefix="/api/uploads", tags=["uploads"])

    @routes.post(
        "", status_code=202, summary="上传一份文件，随后收入", openapi_extra=FORM, response_model=None,
        responses={202: {"model": JobReply, "description": "已排队，见 Location"}},
        description="需要 editor 或 admin 角色。立即返回；向 `Location` 询问办到哪一步，`state` 为 done 或 failed 时办完。",
    )  # fmt: skip
    async def start_upload(request: Request) -> Response:
        visit = visit_of(request, service)
        visit.require_editor("upload")  # before anything is read
        if sum(job.running for job in incoming.jobs(_owner(visit))) >= LIMITS.uploads_waiting:
            raise TooMany("排队的上传已满，请稍后再试", "too many uploads are waiting, come back later", 5.0)
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=4096) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise UsageError("表单里没有文件（字段 file）", "the form holds no file (field “file”)")
            roles, users = seen_by(form, service)
            path = await _written(file)
        take = partial(copy_context().run, visit.upload, path, roles, users)
        try:
            job = incoming.take(_owner(visit), shown_name(path.name), take, lambda: discard(path))
        except BaseException:  # no room: then nobody else lets the file go
            discard(path)
            raise
        return JSONResponse(job_json(job), 202, {"Location": f"{NOW}/uploads/{job.id}"})

    @routes.get("", summary="自己的上传", responses=gives(JobsReply), response_model=None)
    async def list_uploads(request: Request, limit: Limit = MOST_ROWS, offset: Offset = 0) -> dict[str, Any]:
        jobs, about = paged(incoming.jobs(_owner(visit_of(request, service))), limit, offset)
        return {"uploads": [job_json(job) for job in jobs], **about}

    @routes.get("/{job}", summary="一件上传办到哪一步", responses=gives(JobReply), response_model=None)
    async def upload_state(job: Place, request: Request) -> dict[str, Any]:
        own = incoming.jobs(_owner(visit_of(request, service)))
        found = next((one for one in own if one.id == job), None)
        if found is None:
            raise NotFound("没有这件上传", "there is no such upload")
        return job_json(found)

    return routes
