"""Give every request an id, log and count it: around everything that answers.

The id comes from a proxy's X-Request-ID or is made here; it stands in the log's lines and in the reply.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from chat.accounts.request_id import begun
from chat.gateway.guard import REQUEST, App, Message, Receive, Scope, Send, Sent
from chat.watching.logs import begin_request, log_request

Counted = Callable[[str, int, float | None], None]  # path, status, seconds until the reply was sent or None


class Watched:
    """An ASGI application whose requests are logged and counted."""

    def __init__(self, app: App, counted: Counted) -> None:
        self._app, self._counted = app, counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Sent(scope)
        started = time.monotonic()
        scope[REQUEST] = begun(sent.get("x-request-id"))
        begin_request(scope[REQUEST])
        path, status, endless = scope["path"], 500, False

        async def passed(message: Message) -> None:
            nonlocal status, endless
            if message["type"] == "http.response.start":
                status = message["status"]
                kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
                endless = bool(kinds) and kinds[0].startswith(b"text/event-stream")
            await send(message)

        try:
            await self._app(scope, receive, passed)
        finally:
            seconds = time.monotonic() - started
            self._counted(path, status, None if endless else seconds)
            log_request(scope["method"], path, status, seconds, sent.client)
