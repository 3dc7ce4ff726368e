"""Tell errors over HTTP: a status, and a body with code, Chinese and English. Never a traceback or a path."""

from __future__ import annotations

import json
import math

from ingest.errors import (
    LoginNeeded,
    ModelUnavailable,
    NotAllowed,
    NotFound,
    SourceError,
    StoreBusy,
    StoreError,
    StoreFull,
    TooLarge,
    TooMany,
    WenceError,
)

_STATUS: tuple[tuple[type[WenceError], int], ...] = (
    (LoginNeeded, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (TooLarge, 413),
    (TooMany, 429),
    (SourceError, 422),
    (StoreBusy, 503),
    (StoreFull, 507),
    (StoreError, 503),
    (ModelUnavailable, 503),
    (WenceError, 400),
)
INTERNAL = {
    "code": "internal",
    "chinese": "程序出错，详情已记入日志。",
    "english": "Something went wrong; the log has the details.",
}


def status_of(error: WenceError) -> int:
    """Give the HTTP status of an error."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def headers_of(error: WenceError) -> dict[str, str]:
    """Give the headers of an error: Retry-After in whole seconds, or how to log in."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(max(1, math.ceil(error.seconds)))}
    return {"WWW-Authenticate": 'Bearer realm="wence"'} if isinstance(error, LoginNeeded) else {}


def body_of(error: dict[str, str], path: str) -> dict[str, object]:
    """Give the body of an error: on OpenAI-compatible routes in the form that their clients read, else in ours."""
    if not path.startswith("/v1/"):
        return {"error": error}
    message = f"{error['chinese']}（{error['english']}）"
    kind = "server_error" if error["code"] == "internal" else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": error["code"]}}


def encoded(error: dict[str, str], path: str) -> bytes:
    """Give the body of an error as the JSON bytes that are sent."""
    return json.dumps(body_of(error, path), ensure_ascii=False).encode("utf-8", "replace")
