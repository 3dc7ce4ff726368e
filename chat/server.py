"""Serve the page, the REST interface, OpenAI's, MCP and the login, behind one guard.

The only module that knows uvicorn. Imported when the server starts: FastAPI takes a second.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from queue import SimpleQueue
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from chat.accounts.sessions import Sessions
from chat.api import (
    admin,
    comparison,
    documents,
    duties,
    indicators,
    mcp_tools,
    openapi_file,
    originals,
    profiles,
    rest,
    uploads,
)
from chat.api.openai import chat as openai_chat
from chat.gateway import login_routes
from chat.gateway.address import check_address, listen, reach_directly, shown_host, unavailable
from chat.gateway.connections import BACKLOG, QUEUED, bounded_protocol, bounds_for, descriptors
from chat.gateway.dispatch import CHANNEL, Processes, handed_socket, tell_ready, this_program
from chat.gateway.etags import EntityTags
from chat.gateway.guard import USER, Guard
from chat.gateway.http_errors import INTERNAL, body_of, code_of, headers_of, status_of
from chat.gateway.limits import LIMITS, RequestLimits
from chat.gateway.malformed import MOST_HEAD
from chat.gateway.request_queue import RequestQueue
from chat.service.page_images import Pages
from chat.service.service import AnyEngine, Service, Visit
from chat.service.under_way import standing
from chat.uploads.upload_queue import Incoming
from chat.watching.logs import form_from, set_up_log
from chat.watching.metrics import SHARED_FOLDER, CountedAudit, Metrics, watching_routes
from chat.watching.watch import Watched
from chat.web import look, page, routes
from chat.web.actions import PageActions
from ingest.errors import NotFound, WenceError

IDLE_SECONDS = 30  # until a connection without a request is closed
ANSWER_SECONDS = 60.0  # for answers that are under way when the server is told to stop
STOP_SECONDS = 3  # then for all other requests
_LOCAL = ("127.0.0.1", "localhost", "::1")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
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


def application(
    service: Service,
    settings: Settings,
    actions: PageActions | None = None,
    connections: Callable[[], int] = lambda: 0,
) -> Watched:
    """Give everything that answers as one ASGI application. ``actions``: by default of a page that keeps nothing.

    ``connections``: how many are open now.
    """
    actions = actions or PageActions(service)
    metrics = Metrics()
    service.audit = CountedAudit(service.audit, metrics)
    queue, pages, incoming = RequestQueue(settings.limits), Pages(), Incoming()
    mcp = mcp_tools.tools(service, queue)
    streamable = mcp.streamable_http_app()  # makes the session manager

    app = _served(service, mcp, pages, incoming)
    _add_interfaces(app, service, queue, pages, incoming, actions)
    app.include_router(
        watching_routes(
            metrics,
            lambda: {
                "connections": connections(),
                "uploads_waiting": actions.incoming.waiting,
                "answers_under_way": service.under_way.count,
                **standing(service.engine.store),
            },
            lambda: not service.under_way.stopping,
            private=service.accounts is not None,
        )
    )
    app.router.routes += [Route("/mcp", route.endpoint) for route in streamable.routes if isinstance(route, Route)]  # fmt: skip
    sessions = Sessions(service.accounts) if service.accounts else None
    if service.accounts and sessions:
        app.include_router(login_routes.router(service, service.accounts, sessions))

    nothing = _Nothing(app)  # before Gradio, which is below everything, answers in its own way
    app.router.routes += [Route("/api/{rest:path}", nothing), Route("/v1/{rest:path}", nothing)]
    app.router.routes.append(Route("/health", nothing))

    def visit_of(request: Any) -> Visit:
        client = request.client
        return service.visit(request.request.scope[USER], client.host if client else "")

    page.mount(app, actions, visit_of, private=service.accounts is not None)
    names = {settings.host.lower(), *(name.lower() for name in settings.names)}
    if not settings.local:
        names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
    guard = Guard(
        EntityTags(app),
        names,
        not settings.local,
        service.accounts,
        sessions,
        settings.limits,
        look.head_html(),
        lambda address: service.audit.note("token", "", address, outcome="wrong"),
    )
    return Watched(guard, metrics.count)


def _served(service: Service, mcp: Any, pages: Pages, incoming: Incoming) -> FastAPI:
    """The application that describes itself and tells every error in our words, as yet without routes."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with mcp.session_manager.run():
            try:
                yield
            finally:
                pages.close()
                incoming.close()

    app = FastAPI(
        title=openapi_file.TITLE,
        version="1",
        generate_unique_id_function=openapi_file.operation_id,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    _tell_errors(app)
    openapi_file.describe(app, service.accounts is not None)
    return app


def _add_interfaces(
    app: FastAPI,
    service: Service,
    queue: RequestQueue,
    pages: Pages,
    incoming: Incoming,
    actions: PageActions,
) -> None:
    app.include_router(rest.router(service, queue, actions.collections))
    app.include_router(originals.router(service, queue, pages))
    app.include_router(documents.router(service, queue, actions.collections))
    app.include_router(duties.router(service, queue))
    app.include_router(indicators.router(service, queue))
    app.include_router(comparison.router(service, queue))
    app.include_router(uploads.router(service, incoming))
    app.include_router(admin.router(service, queue, actions.conversations))
    app.include_router(profiles.router(service, queue))
    app.include_router(openai_chat.router(service, queue, actions.collections))
    app.include_router(routes.router(service, actions))


class _Nothing:
    """Answers what no route of the interfaces takes: the wrong method, or nothing at this address."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        allowed = [method for method in _METHODS if self._taken({**scope, "method": method})]
        if allowed:
            raise HTTPException(405, headers={"Allow": ", ".join(allowed)})
        raise NotFound(*_REFUSED[404])

    def _taken(self, scope: Any) -> bool:
        """Whether a route of the interfaces, all of which stand before this, takes a request."""
        own = takewhile(lambda route: getattr(route, "app", None) is not self, self._app.routes)
        return any(route.matches(dict(scope))[0] is Match.FULL for route in own)


def _tell_errors(app: FastAPI) -> None:
    """Every error as code, Chinese and English."""

    def reply(request: Request, status: int, error: dict[str, str], headers: dict[str, str]) -> JSONResponse:
        return JSONResponse(body_of(error, request.url.path), status, headers)

    @app.exception_handler(WenceError)
    async def ours(request: Request, error: WenceError) -> JSONResponse:
        return reply(request, status_of(error), error.as_dict(), headers_of(error))

    @app.exception_handler(Exception)  # the framework raises it again, so the guard logs it
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        return reply(request, 500, INTERNAL, {})

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        places = "、".join(
            dict.fromkeys(".".join(map(str, one["loc"][1:])) or "body" for one in error.errors()[:5])
        )
        words = {
            "code": "usage",
            "chinese": f"请求不合格式，请检查：{places[:200]}",
            "english": f"the request is malformed: {error.errors()[0]['msg'][:200]}",
            "param": places.split("、")[0],
        }
        return reply(request, 400, words, {})

    @app.exception_handler(HTTPException)
    async def theirs(request: Request, error: HTTPException) -> JSONResponse:
        chinese, english = _REFUSED.get(error.status_code, ("请求没有成功", "the request did not succeed"))
        words = {"code": code_of(error.status_code), "chinese": chinese, "english": english}
        return reply(request, error.status_code, words, dict(error.headers or {}))


class Serving:
    """A server in a thread of its own; ``close()`` ends it."""

    def __init__(self, service: Service, settings: Settings, actions: PageActions | None = None) -> None:
        """Comes back once it answers. Raises ``AddressUnavailable`` where it cannot listen."""
        handed = handed_socket()  # where another process listens for this one
        if handed is None:
            check_address(settings.host, settings.port)  # before what takes seconds to build
        reach_directly(settings.host)
        self._service = service
        bounds = bounds_for(settings.limits, descriptors(), settings.proxy)
        app = application(service, settings, actions, lambda: bounds.count)
        self._socket = handed or listen(settings.host, settings.port, BACKLOG)
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]
            http=bounded_protocol(bounds, settings.limits.head_seconds),
            h11_max_incomplete_event_size=MOST_HEAD,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.proxy),
            forwarded_allow_ips=settings.proxy or "127.0.0.1",
            timeout_graceful_shutdown=STOP_SECONDS,
            timeout_keep_alive=IDLE_SECONDS,
            backlog=BACKLOG,
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
        if handed is None:
            self._socket.listen(QUEUED)  # how many are taken at once stays as it is
        else:
            tell_ready(handed)

    def close(self) -> None:
        """Take no further question, let the answers under way end, then stop taking requests, and come back."""
        self._service.under_way.stopping = True
        until = time.monotonic() + ANSWER_SECONDS
        while self._service.under_way.count and time.monotonic() < until:
            time.sleep(0.05)
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
    set_up_log(form_from())
    with _told_to_stop() as told:  # before it answers: whoever sees it do so may already tell it to stop
        serving = Serving(service, settings, actions)
        if CHANNEL not in os.environ:
            _say_ready(settings, service.accounts is not None)
        told.get()
    serving.close()
    if CHANNEL not in os.environ:
        sys.stderr.write("已停止。\n")


def _say_ready(settings: Settings, private: bool) -> None:
    words = [f"问策已就绪：http://{shown_host(settings.host)}:{settings.port} （按 Ctrl+C 停止）"]
    if not settings.local and not private:
        words.insert(0, _WARNING.format(host=settings.host))
    sys.stderr.write("\n".join(words) + "\n")
    sys.stderr.flush()


def launch_several(settings: Settings, count: int, private: bool) -> bool:
    """Serve by several processes until told to stop; give whether they came up. Raises ``AddressUnavailable``."""
    with _told_to_stop() as told, tempfile.TemporaryDirectory(prefix="wence-metrics-") as counts:
        os.environ.setdefault(SHARED_FOLDER, counts)
        processes = Processes(listen(settings.host, settings.port, QUEUED), this_program(), count)
        try:
            if not processes.start():
                return False
            _say_ready(settings, private)
            told.get()
        finally:
            processes.close()
    sys.stderr.write("已停止。\n")
    return True


_WARNING = """
!!!! 注意：监听地址是 {host}，同一网络里的任何人都能提问、读取、上传和删除文件。
!!!! 没有启用账户。请加 --auth（先用 users add 建用户），或改回 127.0.0.1。
!!!! Warning: anyone who reaches this address may ask, read, upload and delete. Use --auth.
"""
