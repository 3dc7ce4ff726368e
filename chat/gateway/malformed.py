"""Answer what is no HTTP request, before any application sees it, in the words and the form of all other errors."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

MOST_HEAD = 512 * 1024  # bytes of a request's line and headers, as long lists of filters in an address need
_WORDS = {
    "error": {
        "code": "http_error",
        "chinese": "收到的不是有效的 HTTP 请求，或请求行、请求头过长",
        "english": "this is no valid HTTP request, or its head is too long",
    }
}


@cache
def told_in_json() -> Any:
    """Give uvicorn's protocol of HTTP/1.1, which tells a malformed request so in JSON."""
    import h11
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class ToldInJson(H11Protocol):
        def send_400_response(self, msg: str) -> None:
            body = json.dumps(_WORDS, ensure_ascii=False).encode()
            headers = [
                (b"content-type", b"application/json; charset=utf-8"),
                (b"content-length", b"%d" % len(body)),
                (b"x-content-type-options", b"nosniff"),
                (b"connection", b"close"),
            ]
            events = (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            )
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
            self.transport.close()

    return ToldInJson
