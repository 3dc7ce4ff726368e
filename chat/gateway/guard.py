"""The guard checks every request before anything reads it: host, origin, sizes, rate, who it is.

A plain ASGI application around the others; it knows nothing of what they do. What it refuses
is answered here, with the body unread. It also sets the headers of every reply and takes out
those by which Gradio would let other sites read them.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
import time
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Any

from chat.accounts.accounts import ANYONE, Accounts, User
from chat.accounts.request_id import begun
from chat.accounts.sessions import COOKIE, LONGEST, SECURE_COOKIE, Sessions
from chat.gateway import headers
from chat.gateway.http_errors import INTERNAL, encoded, headers_of, status_of
from chat.gateway.limits import LIMITS, RateLimit, RequestLimits
from chat.gateway.session_binding import Bound
from chat.gateway.versions import lead
from ingest.errors import LoginNeeded, NotAllowed, NotFound, RequestRefused, TooLarge, TooSlow

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

USER = "wence.user"  # in a request's scope
_LOGIN = "wence.login"  # beside it: what tells this login from others; “” for none
_LOOK = 1.0  # seconds between two looks whether a login still holds, while a reply is sent
BODY_SECONDS = 60.0  # for the next piece of a body
SAFE = ("GET", "HEAD")
# All of Gradio that the page needs. The rest (files, uploads, its own login, tools, records) is not served.
GRADIO = (
    "/config", "/theme.css", "/manifest.json", "/favicon.ico", "/gradio_api/queue/join", "/gradio_api/queue/data",
    "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/startup-events", "/gradio_api/app_id",
    "/gradio_api/info", "/gradio_api/theme.css", "/gradio_api/run/predict",
)  # fmt: skip
GRADIO_BELOW = ("/assets/", "/static/", "/svelte/", "/gradio_api/heartbeat/")
OURS = ("/", "/login", "/logout", "/health", "/ready", "/metrics", "/mcp", "/v1/", "/api/")
OPEN = ("/login", "/health", "/ready", "/favicon.ico", "/theme.css", "/manifest.json")  # without logging in
OPEN_BELOW = ("/assets/", "/static/", "/svelte/")
# What watches the server asks from the same machine as an attacker may.
UNCOUNTED = (*OPEN_BELOW, "/gradio_api/heartbeat/", "/health", "/ready")
UPLOADS = ("/api/documents", "/api/uploads", "/api/page/upload")  # where a body may be as large as a document
COLLECTIONS = "/api/collections/"
REQUEST = "wence.request"  # where a request's name stands in its scope, once it has one

log = logging.getLogger(__name__)


@dataclass
class Guard:
    """Wraps ``app``. ``names``: host names that are this server's; ``addresses``: so is any IP address.

    ``head``: HTML that the page puts into itself when it runs, whose scripts are therefore allowed.
    """

    app: App
    names: Collection[str] = ()
    addresses: bool = False
    accounts: Accounts | None = None
    sessions: Sessions | None = None
    limits: RequestLimits = LIMITS
    head: str = ""
    wrong_token: Callable[[str], None] = lambda address: None  # is told of each token that nobody has
    rates: RateLimit = field(init=False)
    bound: Bound = field(init=False, default_factory=Bound)

    def __post_init__(self) -> None:
        self.rates = RateLimit(self.limits.rate, self.limits.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:  # nothing here speaks over a web socket
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        lead(scope)
        reply = Reply(scope, send)
        reply.request_id = scope.get(REQUEST) or begun(Sent(scope).get("x-request-id"))
        try:
            self._admit(scope, reply)
        except RequestRefused as error:
            await self._refuse(error, scope, reply)
            return
        body = Body(receive, self._most(scope))
        reply.body = body
        if scope["path"] == "/" and scope["method"] == "GET":  # its scripts are read as they are sent
            reply.page = self.head.encode()
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        receive = body.receive
        if self.accounts and self.bound.applies(scope["path"]):
            receive = await self._bind(scope, body)
        try:
            await self.app(scope, receive, reply.send)
        except Exception as error:  # the one place where what nobody foresaw becomes a reply
            if _is_refusal(
                error
            ):  # of Gradio's, in the middle of a stream: of a session that it does not know
                await reply.end()
            elif not body.refused:  # else whoever reads the body fails because the rest of it is not let in
                log.exception("request %s failed", reply.request_id)
                if not reply.started:
                    await reply.plain(500, encoded(INTERNAL, scope["path"]))
        if body.refused and not reply.started:
            await self._refuse(body.refused, scope, reply)

    async def _bind(self, scope: Scope, body: Body) -> Receive:
        """Have a request of Gradio's speak of the sessions of this login alone."""
        login = scope[_LOGIN]
        self.bound.address(scope, login)
        if scope["method"] in SAFE:
            return body.receive
        data = await body.whole()
        if data is None:
            return body.receive  # which says that the client is gone
        data = self.bound.body(data, login)
        kept = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
        scope["headers"] = [*kept, (b"content-length", b"%d" % len(data))]
        messages: list[Message] = [{"type": "http.request", "body": data, "more_body": False}]

        async def receive() -> Message:
            return messages.pop() if messages else await body.receive()

        return receive

    def _admit(self, scope: Scope, reply: Reply) -> None:
        """Raises ``RequestRefused`` for what is not to be read at all. Notes who it is in the scope."""
        if len(scope["headers"]) > self.limits.headers:
            raise TooLarge("请求头过多", "too many headers")
        sent = Sent(scope)
        if not headers.host_allowed(sent.host, self.names, addresses=self.addresses):
            raise NotAllowed(
                "这个主机名不是本服务的，请用 --allow-host 加上",
                "this host name is not the server's; allow it with --allow-host",
            )
        path = scope["path"]
        if not _served(path):
            raise NotFound("没有这个地址", "there is nothing at this address")
        client = sent.client
        if not path.startswith(UNCOUNTED):
            self.rates.take(client)
        user, login, bearer = self._who(sent, reply) if self.accounts else (ANYONE, "", False)
        if user is None and path not in OPEN and not path.startswith(OPEN_BELOW):
            raise LoginNeeded("请先登录", "log in first")
        self._check_origin(scope["method"], sent, bearer, path)
        scope[USER], scope[_LOGIN] = user or ANYONE, login
        if self.accounts and user is None:
            scope[USER] = User("", "")  # somebody not known yet, on the way to the login
        declared = sent.get("content-length")
        if declared and (not declared.isdecimal() or int(declared) > self._most(scope)):
            raise TooLarge("请求的内容过大", "the body is too large")

    def _who(self, sent: Sent, reply: Reply) -> tuple[User | None, str, bool]:
        """The user of a token or a session, what tells this login from others, and whether it was a token."""
        assert self.accounts and self.sessions
        kind, _, token = sent.get("authorization").partition(" ")
        if kind.lower() == "bearer":
            user = self.accounts.user_of_token(token.strip())
            if user is None:
                self.wrong_token(sent.client)
            return user, f"token {token.strip()}", True
        for secret in sent.cookies(SECURE_COOKIE if sent.secure else COOKIE):
            found = self.sessions.find(secret)
            if found:
                if found.secret:
                    reply.cookie = session_cookie(found.secret, sent.secure)
                reply.holds = partial(self.sessions.lives, found.login)
                return found.user, found.login, False
        return None, "", False

    def _check_origin(self, method: str, sent: Sent, bearer: bool, path: str) -> None:
        """What changes something comes from our own pages, from a program, or with a token."""
        if method in SAFE or bearer:
            return
        origin, site = sent.get("origin"), sent.get("sec-fetch-site")
        if origin:
            ours = headers.same_origin(origin, sent.host)
        elif site:
            ours = site in ("same-origin", "none")
        else:  # no browser; with accounts it has a token, or is about to log in
            ours = self.accounts is None or path == "/login"
        if not ours:
            raise NotAllowed("请求来自别的网站", "the request comes from another site")

    def _most(self, scope: Scope) -> int:
        if scope["path"] in UPLOADS and scope["method"] == "POST":
            return self.limits.upload
        return self.limits.listed if scope["path"].startswith(COLLECTIONS) else self.limits.body

    async def _refuse(self, error: RequestRefused, scope: Scope, reply: Reply) -> None:
        extra = headers_of(error)
        html = "text/html" in Sent(scope).get("accept") and scope["method"] in SAFE
        if isinstance(error, LoginNeeded) and html and not scope["path"].startswith(("/api/", "/v1/")):
            await reply.plain(303, b"", {"Location": "/login"})
            return
        # What was not read must not be taken for the next request.
        extra |= {"Connection": "close"} if scope["method"] not in SAFE else {}
        await reply.plain(status_of(error), encoded(error.as_dict(), scope["path"]), extra)


class Sent:
    """The headers of a request, the first of each name."""

    def __init__(self, scope: Scope) -> None:
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]
        self.secure = scope.get("scheme") == "https"
        self.client: str = (scope.get("client") or ("",))[0]

    def get(self, name: str) -> str:
        """Give the value of a header by its lower-case name, empty where it was not sent."""
        wanted = name.encode()
        return next((value.decode("latin-1") for key, value in self._headers if key == wanted), "")

    @property
    def host(self) -> str:
        """Give the Host header."""
        return self.get("host")

    def cookies(self, name: str) -> list[str]:
        """Give the values of the cookie of a name: one, or none where it is missing or malformed."""
        try:
            found = SimpleCookie(self.get("cookie")).get(name)
        except CookieError:
            return []
        return [found.value] if found else []


class Body:
    """Count a request's body as it is read; ``refused`` once it was more than ``most`` bytes."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most
        self._whole = False
        self.refused: RequestRefused | None = None

    async def receive(self) -> Message:
        """Give the next message; once the body is refused, say that the client has left."""
        if self.refused:
            return {"type": "http.disconnect"}
        if self._whole:  # waiting for the client to leave, which may take for ever
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), BODY_SECONDS)
        except TimeoutError:
            self.refused = TooSlow("请求的内容迟迟未到", "the body did not arrive in time")
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._left < 0:
                self.refused = TooLarge("请求的内容过大", "the body is too large")
                return {"type": "http.disconnect"}
        return message

    async def whole(self) -> bytes | None:
        """Read all of the body, ``None`` where it does not come."""
        data = bytearray()
        while not self._whole:
            message = await self.receive()
            if message["type"] != "http.request":
                return None
            data += message.get("body", b"")
        return bytes(data)


class Reply:
    """Send a reply with our headers and without those that let other sites read it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._gzip = "gzip" in Sent(scope).get("accept-encoding")
        self.started = False
        self.page: bytes | None = None  # of a page: the HTML that it puts into itself
        self.cookie = ""
        self.request_id = ""
        self.holds: Callable[[], bool] | None = None  # whether the login does
        self._looked, self._endless, self._ended = time.monotonic(), False, False
        self.body: Body | None = None
        self._head: Message | None = None
        self._held = bytearray()

    async def send(self, message: Message) -> None:
        """Send a message on; the head of a page waits for its body, whose scripts its policy names."""
        if self.body and self.body.refused and not self.started:
            return  # what a part makes of a body cut off is not said: the guard says why it was
        if message["type"] == "http.response.start" and self._is_page(message):
            self._head = message
        elif self._head is not None:
            await self._hold(message)
        else:
            await self._pass(message)

    def _is_page(self, message: Message) -> bool:
        kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
        return self.page is not None and bool(kinds) and kinds[0].startswith(b"text/html")

    async def _hold(self, message: Message) -> None:
        """Gather a page, for its policy names the scripts in it."""
        assert self._head is not None
        self._held += message.get("body", b"")
        if message.get("more_body"):
            return
        head, html, self._head = self._head, bytes(self._held), None
        sent = gzip.compress(html, 5) if self._gzip else html
        kept = [pair for pair in head["headers"] if pair[0].lower() != b"content-length"]
        kept += [
            (b"content-length", str(len(sent)).encode()),
            (b"content-security-policy", headers.page_policy(html + (self.page or b"")).encode()),
            (b"cache-control", b"no-store"),
            *([(b"content-encoding", b"gzip")] if self._gzip else []),
        ]
        await self._pass({**head, "headers": kept})
        await self._pass({"type": "http.response.body", "body": sent})

    async def _pass(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message = {**message, "headers": self._ours(message.get("headers", ()))}
            kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
            self._endless = bool(kinds) and kinds[0].startswith(b"text/event-stream")
        elif self._ended:
            return
        elif self._endless and self._is_over():
            self._ended = True
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    def _is_over(self) -> bool:
        """Whether whoever gets this stream of events has logged out meanwhile."""
        if self.holds is None or time.monotonic() - self._looked < _LOOK:
            return False
        self._looked = time.monotonic()
        return not self.holds()

    def _ours(self, given: Any) -> list[tuple[bytes, bytes]]:
        dropped = (b"access-control-", b"server")
        kept = [(name, value) for name, value in given if not name.lower().startswith(dropped)]
        present = {name.lower() for name, _ in kept}
        values = {**headers.ALWAYS, "Content-Security-Policy": headers.PLAIN_POLICY}
        values["X-Request-ID"] = self.request_id
        if not self._scope["path"].startswith(OPEN_BELOW):
            values["Cache-Control"] = "no-store"
        if self._scope.get("scheme") == "https":
            values["Strict-Transport-Security"] = "max-age=31536000"
        kept += [
            (name.encode(), value.encode())
            for name, value in values.items()
            if name.lower().encode() not in present
        ]
        if self.cookie and b"set-cookie" not in present:
            kept.append((b"set-cookie", self.cookie.encode()))
        return kept

    async def end(self) -> None:
        """End a reply that a part has left off: it was begun, or says that there is nothing."""
        if self.started:
            await self._pass({"type": "http.response.body", "body": b""})
        else:
            await self.plain(404, b"")

    async def plain(self, status: int, body: bytes, extra: dict[str, str] | None = None) -> None:
        """Send a short reply of our own."""
        kept = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"%d" % len(body))]
        kept += [(name.encode(), value.encode()) for name, value in (extra or {}).items()]
        await self._pass({"type": "http.response.start", "status": status, "headers": kept})
        await self._pass({"type": "http.response.body", "body": body})


def _is_refusal(error: Exception) -> bool:
    """Whether an error says, itself or as its cause, that a request was at fault and not the server."""
    codes = (getattr(one, "status_code", 500) for one in (error, error.__cause__))
    return any(400 <= code < 500 for code in codes)


def _served(path: str) -> bool:
    """Whether anything may answer at a path: our own routes and the few of Gradio's."""
    own = any(
        path == route or (route.endswith("/") and route != "/" and path.startswith(route)) for route in OURS
    )
    return own or path in GRADIO or path.startswith(GRADIO_BELOW)


def session_cookie(secret: str, secure: bool, seconds: int = int(LONGEST)) -> str:
    """Give the Set-Cookie header of a session; with 0 seconds it ends one."""
    name = SECURE_COOKIE if secure else COOKIE
    words = f"{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}"
    return f"{words}; Secure" if secure else words
