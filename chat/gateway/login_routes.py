"""Log in and out over HTTP, where accounts are in use."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from chat.accounts.accounts import Accounts
from chat.accounts.sessions import COOKIE, SECURE_COOKIE, Sessions
from chat.accounts.throttle import Throttle
from chat.gateway.guard import USER, session_cookie
from chat.gateway.http_errors import headers_of
from chat.gateway.login_page import login_page, logout_page
from chat.service.service import Service
from ingest.errors import TooMany


def router(service: Service, accounts: Accounts, sessions: Sessions) -> APIRouter:
    """Give the routes ``/login`` and ``/logout``."""
    routes = APIRouter(include_in_schema=False)
    throttle = Throttle(accounts)

    @routes.get("/login")
    async def page() -> HTMLResponse:
        return HTMLResponse(login_page())

    @routes.post("/login")
    async def login(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=4, max_part_size=1024) as form:
            name, password = (str(form.get(field) or "") for field in ("name", "password"))
        address = request.client.host if request.client else ""
        try:
            await to_thread.run_sync(throttle.begin, name, address)
        except TooMany as error:
            service.audit.note("login", name, address, outcome=error.code)
            return HTMLResponse(login_page(f"{error.chinese}。", name), 429, headers_of(error))
        user = await to_thread.run_sync(accounts.check, name, password)
        if user is None:
            service.audit.note("login", name, address, outcome="wrong")
            return HTMLResponse(login_page("用户名或密码不对。", name), 401)
        await to_thread.run_sync(throttle.passed, name, address)
        service.audit.note("login", name, address, outcome="in")
        for secret in _secrets(request):  # a session that was there before is not taken over
            sessions.end(secret)
        return _with_cookie(request, "/", sessions.begin(user))

    @routes.get("/logout")
    async def ask_to_leave(request: Request) -> HTMLResponse:
        return HTMLResponse(logout_page(request.scope[USER].name))

    @routes.post("/logout")
    async def logout(request: Request) -> Response:
        for secret in _secrets(request):
            sessions.end(secret)
        address = request.client.host if request.client else ""
        service.audit.note("logout", request.scope[USER].name, address)
        return _with_cookie(request, "/login", "", 0)

    return routes


def _secrets(request: Request) -> list[str]:
    return [request.cookies[name] for name in (COOKIE, SECURE_COOKIE) if name in request.cookies]


def _with_cookie(request: Request, to: str, secret: str, seconds: int | None = None) -> Response:
    reply = RedirectResponse(to, 303)
    secure = request.url.scheme == "https"
    cookie = session_cookie(secret, secure) if seconds is None else session_cookie(secret, secure, seconds)
    reply.headers.append("Set-Cookie", cookie)
    return reply
