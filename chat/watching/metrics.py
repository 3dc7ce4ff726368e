"""Count what the server does, for Prometheus: requests, answers, connections, uploads, the store.

No label holds a question, a name or an address. The counts of several server processes are added up where
PROMETHEUS_MULTIPROC_DIR names a folder that they share.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from chat.accounts.audit import Audit
from chat.gateway.guard import USER
from ingest.errors import NotAllowed

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
# The first parts of a path that are counted by themselves; all else is “page”.
_PARTS = ("api", "v1", "mcp", "health", "ready", "metrics", "login", "logout", "gradio_api", "assets")


class Metrics:
    """The counts of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        known: dict[str, Any] = {"registry": self._registry}
        self._requests = Counter(
            "wence_requests", "Requests by the first part of their address and the class of their status.",
            ("part", "status"), **known,
        )  # fmt: skip
        self._seconds = Histogram(
            "wence_request_seconds", "Seconds until a request was answered, streams of events left out.",
            ("part",), buckets=_SECONDS, **known,
        )  # fmt: skip
        self._events = Counter(
            "wence_events", "Questions, searches, uploads, logins and the like by what became of them.",
            ("event", "outcome"), **known,
        )  # fmt: skip
        self._gauges = {
            name: Gauge(f"wence_{name}", words, multiprocess_mode=mode, **known)  # type: ignore[arg-type]
            for name, words, mode in (
                ("connections", "Connections that are open.", "livesum"),
                ("answers_under_way", "Answers that are being found or written.", "livesum"),
                ("uploads_waiting", "Files that wait to be taken in.", "livesum"),
                ("documents", "Documents in the store.", "livemax"),
                ("passages", "Passages in the store.", "livemax"),
                ("revision", "Revision of the store that is seen.", "livemax"),
                ("damaged", "1 where the database is damaged and its copy is served.", "livemax"),
            )
        }

    def count(self, path: str, status: int, seconds: float | None) -> None:
        """Count a request; ``seconds``: ``None`` for a stream of events, which lasts as long as somebody listens."""
        first = path.strip("/").partition("/")[0]
        part = first if first in _PARTS else "page"
        self._requests.labels(part, f"{status // 100}xx").inc()
        if seconds is not None:
            self._seconds.labels(part).observe(seconds)

    def count_event(self, event: str, outcome: str) -> None:
        """Count an event of the audit log."""
        self._events.labels(event, outcome).inc()

    def text(self, now: Mapping[str, float]) -> bytes:
        """Give everything as Prometheus reads it; ``now``: what the gauges show."""
        for name, value in now.items():
            self._gauges[name].set(value)
        if os.environ.get(SHARED_FOLDER):
            shared = CollectorRegistry()
            MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
            return generate_latest(shared)
        return generate_latest(self._registry)


class CountedAudit(Audit):
    """Writes to an audit log and counts what is written."""

    def __init__(self, audit: Audit, metrics: Metrics) -> None:
        self._audit, self._metrics = audit, metrics

    def note(self, event: str, user: str = "", address: str = "", **details: object) -> None:
        """Write one event, and count it by its outcome."""
        self._metrics.count_event(event, str(details.get("outcome", "")))
        self._audit.note(event, user, address, **details)


def watching_routes(
    metrics: Metrics, now: Callable[[], Mapping[str, float]], ready: Callable[[], bool], *, private: bool
) -> APIRouter:
    """Give the routes ``/metrics``, with ``private`` for admins alone, by their token, and ``/ready``."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/metrics")
    def shown(request: Request) -> Response:
        if private and not request.scope[USER].is_admin:
            raise NotAllowed("只有管理员的令牌可以读运行指标", "metrics are for the token of an admin")
        return Response(metrics.text(now()), media_type=CONTENT_TYPE_LATEST)

    @routes.get("/ready")
    def is_ready() -> JSONResponse:
        """Whether it takes questions: not while it is stopping. For whoever hands requests to several servers."""
        good = ready()
        return JSONResponse({"ready": good}, 200 if good else 503)

    return routes
