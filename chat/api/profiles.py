"""The REST interface to saved profiles. Only the server imports this module, when it starts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from chat.api.rest import ERRORS, visit_of
from chat.api.schemas import MatchBody
from chat.applicability import match_json
from chat.gateway.request_queue import RequestQueue
from chat.service import saved_profiles
from chat.service.matches import day_of
from chat.service.service import Service, Visit

_Name = Annotated[str, Path(max_length=60, description="画像的名称")]


def router(service: Service, queue: RequestQueue) -> APIRouter:
    """Give the routes under ``/api/profiles``."""
    routes = APIRouter(prefix="/api/profiles", tags=["match"], responses=ERRORS)

    @routes.get(
        "", summary="保存的画像",
        description="各份画像的名称、保存的时间、内容；`new` 是上次看过以后收入的文件里新增的适用措施有几项。",
    )  # fmt: skip
    async def list_profiles(request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        return await queue.read(lambda: {"profiles": _listed(visit)})

    @routes.put("/{name}", summary="保存一份画像", description="同名的被替换；以后收入的文件才算新的。")
    async def save_profile(name: _Name, asked: MatchBody, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        if asked.as_of is not None:  # read as for a match, though nothing of it is kept
            day_of(asked.as_of.strip() or "空")
        return await queue.read(lambda: saved_profiles.about(saved_profiles.save(visit, name, asked.given())))

    @routes.delete("/{name}", summary="删去一份画像")
    async def remove_profile(name: _Name, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        await queue.read(lambda: saved_profiles.remove(visit, name))
        return {"removed": name}

    @routes.get(
        "/{name}/match", summary="用保存的画像找适用的措施",
        description="与 `POST /api/match` 的回答相同；看过的以后不再算新增。",
    )  # fmt: skip
    async def match_profile(name: _Name, request: Request) -> dict[str, Any]:
        visit = visit_of(request, service)
        return await queue.read(lambda: match_json(saved_profiles.look(visit, name), visit.engine.measures))

    @routes.get(
        "/{name}/new", summary="新增的适用措施",
        description="上次看过以后收入的文件里、没有不满足的条件的措施；`looked` 写 true 则这些以后不再算新增。",
    )  # fmt: skip
    async def read_new_for_profile(
        name: _Name, request: Request, looked: Annotated[bool, Query(description="当作看过")] = False
    ) -> dict[str, Any]:
        visit = visit_of(request, service)
        found = await queue.read(lambda: saved_profiles.new_json(visit, [name], looked=looked))
        return dict(found["profiles"][0])  # type: ignore[index]

    return routes


def _listed(visit: Visit) -> list[dict[str, Any]]:
    return [
        {**saved_profiles.about(one.profile), "new": len(one.found.matches)}
        for one in saved_profiles.new_for(visit)
    ]
