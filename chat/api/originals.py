"""The REST interface to a document's original: pictures of its pages, the file itself, the whole parse report.

Each route asks first whether the person may see the document, in the words of all other routes.
"""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from chat.api.replies import PlacesReply
from chat.api.rest import visit_of
from chat.api.schemas import Place
from chat.gateway.limits import Gate
from chat.gateway.request_queue import RequestQueue
from chat.service.page_images import Pages
from chat.service.parse_report import report_html
from chat.service.service import Service, Visit
from chat.uploads.uploads import shown_name

DRAWING, WAITING = 2, 40  # requests for pages in hand and waiting; the worker draws one at a time
# Nothing runs in it and it sends nothing; “allow-same-origin” lets it load its pictures, which ask who one is.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-same-origin"
)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "没有这份文件、原件或这一页"}}
_PICTURE: dict[int | str, dict[str, Any]] = {
    **_MISSING,
    200: {"content": {"image/png": _BINARY}, "description": "成功"},
    422: {"description": "这一页画不出来"},
}


def router(service: Service, queue: RequestQueue, pages: Pages) -> APIRouter:
    """Give the routes of ``/api/documents`` that need an original; include them before those that take any path."""
    routes = APIRouter(prefix="/api/documents", tags=["originals"])
    gate, threads = Gate(DRAWING, WAITING), CapacityLimiter(DRAWING)

    @routes.get(
        "/{doc_id:path}/pages/{page}", summary="一页的图像", responses=_PICTURE, response_class=Response,
        description="收入 PDF、扫描件、图片时留存了原件的（`pictured` 为真），给出第 page 页（从 1 起）的 PNG，宽 1000 像素。",
    )  # fmt: skip
    async def read_page(doc_id: str, page: Place, request: Request) -> Response:
        visit = visit_of(request, service)
        sha256 = (await queue.read(lambda: visit.original(doc_id, page))).sha256
        data = pages.drawn(sha256, page)
        if data is None:
            async with gate.enter():
                load = visit.service.engine.store.originals.read
                data = await to_thread.run_sync(
                    lambda: pages.picture(sha256, page, lambda: load(sha256)), limiter=threads
                )
        return Response(data, media_type="image/png")

    @routes.get(
        "/{doc_id:path}/pages/{page}/places", summary="一段话在一页上的位置", response_model=None,
        responses={**_MISSING, 200: {"model": PlacesReply, "description": "成功"}},
        description="`start`、`end` 是文件文字里的位置（如引用的）。`boxes` 的每项是左、上、右、下，以页宽、页高为 1；"
        "扫描件按收入时文字识别的位置；找不到的，给出空的。",
    )  # fmt: skip
    async def find_on_page(
        doc_id: str, page: Place, start: int, end: int, request: Request
    ) -> dict[str, Any]:
        visit = visit_of(request, service)
        async with gate.enter():
            found = await to_thread.run_sync(
                lambda: visit.places(pages, doc_id, page, start, end), limiter=threads
            )
        return {"width": found.width, "height": found.height, "boxes": found.boxes}

    @routes.get(
        "/{doc_id:path}/original", summary="下载原件", response_class=Response,
        responses={**_MISSING, 200: {"content": {"application/octet-stream": _BINARY}, "description": "成功"}},
        description="留存的原件，与收入时逐字节相同。",
    )  # fmt: skip
    async def download_original(doc_id: str, request: Request) -> FileResponse:
        visit = visit_of(request, service)
        path, name = await queue.read(lambda: _download(visit, doc_id))
        return FileResponse(path, media_type="application/octet-stream", filename=name)

    @routes.get(
        "/{doc_id:path}/report", summary="解析报告", responses=_MISSING, response_class=HTMLResponse,
        description="HTML：每页的图像和从中读出的条款并排，要核对的地方列在前面。",
    )  # fmt: skip
    async def read_report(doc_id: str, request: Request) -> HTMLResponse:
        visit = visit_of(request, service)
        html = await queue.read(lambda: report_html(visit, doc_id))
        return HTMLResponse(html, headers={"Content-Security-Policy": REPORT_POLICY})

    return routes


def _download(visit: Visit, doc_id: str) -> tuple[Any, str]:
    file = visit.original(doc_id)
    path = visit.store.originals.path(file.sha256)
    visit.note("download", document=doc_id)
    return path, shown_name(file.name)
