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
    TooSlow,
    WenceError,
)

_STATUS: tuple[tuple[type[WenceError], int], ...] = (
    (LoginNeeded, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (TooLarge, 413),
    (TooMany, 429),
    (TooSlow, 408),
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


OTHER_CODES = ("internal", "method_not_allowed", "http_error")


def code_of(status: int) -> str:
    """Give the code of an error that the framework tells by its status alone."""
    return {404: "not_found", 405: "method_not_allowed", 408: "timeout", 413: "too_large"}.get(
        status, "http_error"
    )


def error_codes() -> tuple[str, ...]:
    """Give every code that a reply may hold, in alphabetical order."""

    def below(kind: type[WenceError]) -> set[str]:
        return {kind.code}.union(*(below(child) for child in kind.__subclasses__()))

    return tuple(sorted(below(WenceError) | set(OTHER_CODES)))


def body_of(error: dict[str, str], path: str) -> dict[str, object]:
    """Give the body of an error: on OpenAI-compatible routes in the form that their clients read, else in ours."""
    if not path.startswith("/v1/"):
        return {"error": {name: error[name] for name in ("code", "chinese", "english")}}
    message = f"{error['chinese']}（{error['english']}）"
    kind = "server_error" if error["code"] == "internal" else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": error.get("param"), "code": error["code"]}}


def encoded(error: dict[str, str], path: str) -> bytes:
    """Give the body of an error as the JSON bytes that are sent."""
    return json.dumps(body_of(error, path), ensure_ascii=False).encode("utf-8", "replace")
