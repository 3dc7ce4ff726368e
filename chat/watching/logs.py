"""Write the server's log to stderr: plain lines or JSON, each with its request's id, never more than so many a minute.

An attack that provokes an error with every request must not fill the disk: what comes again and again is counted
and told with the next line that is let through. A line holds no question, no answer and no query of an address.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from ingest.errors import UsageError

SETTING = "WENCE_LOG"
TEXT, JSON = FORMS = ("text", "json")
OF_ONE_KIND, OF_ALL = 5, 60  # lines a minute of one kind that warn or fail, and of all kinds
_MINUTE = 60.0
_LONGEST = 8_000  # characters of a line's traceback
_KINDS = 1_000  # kinds counted at a time
ACCESS = "wence.access"


class LogLimit(logging.Filter):
    """Let at most so many warnings and errors a minute through; of requests that succeed every one. Thread-safe."""

    def __init__(
        self, of_one: int = OF_ONE_KIND, of_all: int = OF_ALL, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._of_one, self._of_all, self._clock = of_one, of_all, clock
        self._lock = threading.Lock()
        self._since, self._all = clock(), 0
        self._kinds: dict[tuple[str, str], int] = {}
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record may be written; what was left out before it is told at its end."""
        if record.levelno < logging.WARNING:
            return True
        raised = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        kind = (record.name, f"{record.msg!s:.200} {raised}")
        with self._lock:
            self._turn_over()
            count = self._kinds.get(kind, 0) + 1
            if count > self._of_one or self._all >= self._of_all or len(self._kinds) >= _KINDS:
                self._left_out += 1
                return False
            self._kinds[kind], self._all = count, self._all + 1
            left_out, self._left_out = self._left_out, 0
        if left_out:
            record.msg = f"{record.msg} [{left_out} more lines like these left out]"
        return True

    def _turn_over(self) -> None:
        now = self._clock()
        if now - self._since >= _MINUTE:
            self._since, self._all = now, 0
            self._kinds.clear()


def form_from(environment: Mapping[str, str] = os.environ) -> str:
    """Give the form of the log that the settings name. Raises ``UsageError`` for another word."""
    form = environment.get(SETTING, "").strip().lower() or TEXT
    if form not in FORMS:
        raise UsageError(f"{SETTING} 应为 text 或 json", f"{SETTING} must be text or json")
    return form


def set_up_log(form: str = TEXT, *, stream: Any = None) -> None:
    """Log to stderr before a library sets up a log of its own: warnings in plain lines, or all requests as JSON."""
    import structlog

    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(LogLimit())
    handler.addFilter(_is_no_cut)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    drawn: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if form == JSON else _line
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.processors.format_exc_info,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _cut,  # type: ignore[list-item]
                drawn,
            ],
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger(ACCESS).setLevel(logging.INFO if form == JSON else logging.WARNING)
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of every client that leaves in the middle


def _is_no_cut(record: logging.LogRecord) -> bool:
    """False for a stream that our own stop cut off after its time, as that of every open page: no fault to trace."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def _cut(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """A traceback's end says what went wrong: that is what is kept of a long one."""
    if len(event.get("exception", "")) > _LONGEST:
        event["exception"] = f"…{event['exception'][-_LONGEST:]}"
    return event


def _line(_: Any, __: str, event: dict[str, Any]) -> str:
    """“2026-11-30T13:00:00 WARNING chat.server: words [request=…]”, a traceback below."""
    exception = event.pop("exception", "")
    words = f"{event.pop('timestamp', '')} {event.pop('level', '').upper()} {event.pop('logger', '')}: {event.pop('event', '')}"
    rest = " ".join(f"{name}={value!r}" for name, value in event.items())
    return "".join((words, f" [{rest}]" if rest else "", f"\n{exception}" if exception else ""))


def begin_request(identity: str) -> None:
    """Let every line that is logged from here on name the request."""
    import structlog

    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=identity)


def log_request(method: str, path: str, status: int, seconds: float, client: str) -> None:
    """Log that a request was answered, in a log of JSON lines."""
    logger = logging.getLogger(ACCESS)
    if logger.isEnabledFor(logging.INFO):
        import structlog

        structlog.get_logger(ACCESS).info(
            "request", method=method, path=path, status=status, ms=round(seconds * 1000, 1), client=client
        )
