"""Serve the page, the REST interface, OpenAI's, MCP and the login, behind one guard.

The only module that knows uvicorn. Imported when the server starts: FastAPI takes a second.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route

from chat.accounts.sessions import Sessions
from chat.api import (
    comparison,
    documents,
    duties,
    indicators,
    mcp_tools,
    openai_chat,
    originals,
    profiles,
    rest,
)
from chat.gateway import login_routes
from chat.gateway.address import check_address, listen, reach_directly, shown_host, unavailable
from chat.gateway.guard import USER, Guard
from chat.gateway.http_errors import body_of, headers_of, status_of
from chat.gateway.limits import LIMITS, RequestLimits
from chat.gateway.request_queue import RequestQueue
from chat.service.page_images import Pages
from chat.service.service import AnyEngine, Service, Visit
from chat.web import look, page, routes
from chat.web.actions import PageActions
from ingest.errors import NotFound, WenceError

IDLE_SECONDS = 30  # until a connection without a request is closed
STOP_SECONDS = 3  # for requests that are under way when the server is told to stop
_LOCAL = ("127.0.0.1", "localhost", "::1")
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_REFUSED = {
    400: ("请求不合格式", "the request is malformed"),
    404: ("没有这个地址", "there is nothing at this address"),
    405: ("这个地址不接受这种请求", "this address does not take such a request"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a server. ``names``: further host names of this server (``--allow-host``).

    ``proxy``: the address of a reverse proxy whose X-Forwarded headers are believed, empty for none.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    names: Collection[str] = ()
    proxy: str = ""
    limits: RequestLimits = field(default=LIMITS)

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in _LOCAL


def application(service: Service, settings: Settings, actions: PageActions | None = None) -> Guard:
    """Give everything that answers as one ASGI application. ``page_desk``: by default one that keeps nothing."""
    actions = actions or PageActions(service)
    queue, pages = RequestQueue(settings.limits), Pages()
    mcp = mcp_tools.tools(service, queue)
    streamable = mcp.streamable_http_app()  # makes the session manager

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with mcp.session_manager.run():
            try:
                yield
            finally:
                pages.close()

    app = FastAPI(
        title="问策 Wence",
        summary="问政府规划与政策，句句有出处",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    _tell_errors(app)
    app.include_router(rest.router(service, queue))
    app.include_router(originals.router(service, queue, pages))
    app.include_router(documents.router(service, queue))
    app.include_router(duties.router(service, queue))
    app.include_router(indicators.router(service, queue))
    app.include_router(comparison.router(service, queue))
    app.include_router(profiles.router(service, queue))
    app.include_router(openai_chat.router(service, queue))
    app.include_router(routes.router(service, actions))
    app.router.routes += [Route("/mcp", route.endpoint) for route in streamable.routes if isinstance(route, Route)]  # fmt: skip
    sessions = Sessions(service.accounts) if service.accounts else None
    if service.accounts and sessions:
        app.include_router(login_routes.router(service, service.accounts, sessions))

    @app.api_route("/api/{rest:path}", methods=_METHODS, include_in_schema=False)
    @app.api_route("/v1/{rest:path}", methods=_METHODS, include_in_schema=False)
    async def nothing(rest: str) -> None:  # before Gradio, which is below everything, answers in its own way
        raise NotFound(*_REFUSED[404])

    def visit_of(request: Any) -> Visit:
        client = request.client
        return service.visit(request.request.scope[USER], client.host if client else "")

    page.mount(app, actions, visit_of, private=service.accounts is not None)
    names = {settings.host.lower(), *(name.lower() for name in settings.names)}
    if not settings.local:
        names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
    return Guard(
        app, names, not settings.local, service.accounts, sessions, settings.limits, look.head_html()
    )


def _tell_errors(app: FastAPI) -> None:
    """Every error as code, Chinese and English."""

    def reply(request: Request, status: int, error: dict[str, str], headers: dict[str, str]) -> JSONResponse:
        return JSONResponse(body_of(error, request.url.path), status, headers)

    @app.exception_handler(WenceError)
    async def ours(request: Request, error: WenceError) -> JSONResponse:
        return reply(request, status_of(error), error.as_dict(), headers_of(error))

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        places = "、".join(
            dict.fromkeys(".".join(map(str, one["loc"][1:])) or "body" for one in error.errors()[:5])
        )
        words = {
            "code": "usage",
            "chinese": f"请求不合格式，请检查：{places[:200]}",
            "english": f"the request is malformed: {error.errors()[0]['msg'][:200]}",
        }
        return reply(request, 400, words, {})

    @app.exception_handler(HTTPException)
    async def theirs(request: Request, error: HTTPException) -> JSONResponse:
        chinese, english = _REFUSED.get(error.status_code, ("请求没有成功", "the request did not succeed"))
        words = {"code": f"http_{error.status_code}", "chinese": chinese, "english": english}
        return reply(request, error.status_code, words, dict(error.headers or {}))


class Serving:
    """A server in a thread of its own; ``close()`` ends it."""

    def __init__(self, service: Service, settings: Settings, actions: PageActions | None = None) -> None:
        """Comes back once it answers. Raises ``AddressUnavailable`` where it cannot listen."""
        check_address(settings.host, settings.port)  # before what takes seconds to build
        reach_directly(settings.host)
        app = application(service, settings, actions)
        self._socket = listen(settings.host, settings.port)
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]
            http="h11",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.proxy),
            forwarded_allow_ips=settings.proxy or "127.0.0.1",
            timeout_graceful_shutdown=STOP_SECONDS,
            timeout_keep_alive=IDLE_SECONDS,
            backlog=2048,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="wence-server", daemon=True
        )
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)
            if not self._thread.is_alive():
                self._socket.close()
                raise unavailable(settings.host, settings.port, OSError("the server did not start"))

    def close(self) -> None:
        """Stop taking requests, let those under way end for a few seconds, and come back."""
        self._server.should_exit = True
        self._thread.join(2 * STOP_SECONDS)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(STOP_SECONDS)
        self._socket.close()


def open_page(
    engine: AnyEngine, host: str = "127.0.0.1", port: int = 7860, actions: PageActions | None = None
) -> Serving:
    """Serve an engine without accounts and come back at once. Raises ``AddressUnavailable``."""
    return Serving(actions.service if actions else Service(engine), Settings(host, port), actions)


def plain_log() -> None:
    """Log warnings to stderr in plain lines, before a library sets up a log of its own."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of every client that leaves in the middle
    logging.getLogger("uvicorn.error").addFilter(_is_no_cut)


def _is_no_cut(record: logging.LogRecord) -> bool:
    """False for a stream that our own stop cut off after its time, as that of every open page: no fault to trace."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


@contextmanager
def _told_to_stop() -> Iterator[SimpleQueue[int]]:
    """The signals to stop, as they come; afterwards they do again what they did. For the main thread."""
    told: SimpleQueue[int] = SimpleQueue()  # unlike an Event, safe to touch from a handler
    caught = [n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) is not signal.SIG_IGN]
    earlier = {number: signal.signal(number, lambda came, _: told.put(came)) for number in caught}
    try:
        yield told
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def launch(service: Service, settings: Settings, actions: PageActions | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; a second one ends it at once. Raises ``AddressUnavailable``."""
    plain_log()
    with _told_to_stop() as told:  # before it answers: whoever sees it do so may already tell it to stop
        serving = Serving(service, settings, actions)
        host, port = shown_host(settings.host), settings.port
        words = [f"问策已就绪：http://{host}:{port} （按 Ctrl+C 停止）"]
        if not settings.local and service.accounts is None:
            words.insert(0, _WARNING.format(host=settings.host))
        sys.stderr.write("\n".join(words) + "\n")
        sys.stderr.flush()
        told.get()
    serving.close()
    sys.stderr.write("已停止。\n")


_WARNING = """
!!!! 注意：监听地址是 {host}，同一网络里的任何人都能提问、读取、上传和删除文件。
!!!! 没有启用账户。请加 --auth（先用 users add 建用户），或改回 127.0.0.1。
!!!! Warning: anyone who reaches this address may ask, read, upload and delete. Use --auth.
"""
