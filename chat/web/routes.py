"""Serve the two addresses that the page's script asks: calls and files. Not part of the interface."""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter, open_file, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from chat.api.rest import visit_of
from chat.gateway.limits import Gate
from chat.service.service import Service
from chat.uploads.uploads import discard, lent, shown_name
from chat.web.actions import PageActions, owner_of
from chat.web.put_question import begun_ahead

CALLS = 8  # at a time; look-ups and readers are short
RECEIVED, RECEIVED_WAITING = 8, 64  # files that arrive at a time, and that may wait to


def router(service: Service, actions: PageActions) -> APIRouter:
    """Give the routes ``/api/page`` and ``/api/page/upload``."""
    routes = APIRouter(prefix="/api/page", include_in_schema=False)
    threads = CapacityLimiter(CALLS)
    receiving = Gate(RECEIVED, RECEIVED_WAITING)

    @routes.post("")
    async def call(request: Request) -> dict[str, Any]:
        values, visit = await request.json(), visit_of(request, service)
        return await to_thread.run_sync(actions.call, values, visit, limiter=threads)

    @routes.post("/ask")
    async def ask(request: Request) -> Response:
        """The answer as it comes, a line of JSON each time it is drawn; no content where the page's own event has to do."""
        values, visit = await request.json(), visit_of(request, service)
        given = values if isinstance(values, dict) else {}
        lines = await to_thread.run_sync(begun_ahead, actions, given, visit, limiter=threads)
        if lines is None:
            return Response(status_code=204)
        return StreamingResponse(lines, media_type="application/x-ndjson")

    @routes.post("/upload")
    async def upload(request: Request, name: str, owner: str = "") -> dict[str, Any]:
        """A file as the body. Written to a place of our own, and gone when it has been taken in."""
        visit = visit_of(request, service)
        visit.require_editor("upload")  # before anything is read
        actions.incoming.require_room(owner_of(visit, owner))
        place = actions.waiting.place() if actions.waiting else None
        async with receiving.enter():
            path = lent(name, place)
            try:
                async with await open_file(path, "wb") as target:
                    async for piece in request.stream():
                        await target.write(piece)
                # From here on it waits, and goes when it has been taken in.
                return actions.take_upload(shown_name(name), path, owner, visit, lambda: discard(path))
            except BaseException:  # also where the sender leaves in the middle
                discard(path)
                raise

    return routes
