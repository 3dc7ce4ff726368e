"""Mark what is read with an ETag, and answer a reader who has it already with 304 and no body.

A plain ASGI application around the others: it holds back the small JSON replies of GET and passes all else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_PLACES = ("/api/", "/v1/")
_UNCHANGED = (b"etag", b"cache-control", b"vary")  # of the headers, what a 304 carries


class EntityTags:
    """Wraps ``app``."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        reads = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(_PLACES)
        if reads:
            await self._app(scope, receive, _Tagged(scope, send).send)
        else:
            await self._app(scope, receive, send)


class _Tagged:
    """Gathers one reply of JSON, to tell whether the client has it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        sent = [value for name, value in scope["headers"] if name == b"if-none-match"]
        self._known = {
            one.strip().removeprefix("W/") for value in sent for one in value.decode("latin-1").split(",")
        }
        self._head: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_json(message):
            self._head = message
        elif self._head is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._whole(self._head)
        else:
            await self._send(message)

    async def _whole(self, head: Message) -> None:
        tag = f'"{hashlib.sha256(self._body).hexdigest()[:32]}"'
        headers = [*head["headers"], (b"etag", tag.encode()), (b"cache-control", b"private, no-cache")]
        if tag in self._known or "*" in self._known:
            kept = [pair for pair in headers if pair[0].lower() in _UNCHANGED]
            await self._send({**head, "status": 304, "headers": kept})
            await self._send({"type": "http.response.body", "body": b""})
        else:
            await self._send({**head, "headers": headers})
            await self._send({"type": "http.response.body", "body": bytes(self._body)})


def _is_json(message: Message) -> bool:
    kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
    return message["status"] == 200 and bool(kinds) and kinds[0].startswith(b"application/json")
