"""Run everything that reads a file in a process of its own: unpacking, text, structure, metadata.

The parent's side. A :class:`Worker` sends a task and the bytes of a file and waits for the reply,
watching time, memory and the number of processes; a worker that exceeds them, dies or leaves
children behind is replaced and the file reported. Nothing is written to disk. The worker's own
side is :mod:`ingest.sandbox.child`.
"""

from __future__ import annotations

import json
import math
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ingest import errors
from ingest.document import ParsedSource
from ingest.errors import SourceError, UnreadableFile
from ingest.layout import QuotePlaces
from ingest.limits import LIMITS, Limits
from ingest.progress import Step
from ingest.sandbox import processes
from ingest.sandbox.watchdog import Watch, too_slow
from ingest.sandbox.wire import HEADER, frame, header_of, loads
from ingest.task import Member, Task

_PIECE = 1 << 20
_LAST_BREATH = 5.0  # seconds between the end of a process's pipes and its own, on a busy machine
_ERRORS: Mapping[str, type[SourceError]] = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, SourceError)
}
OnStep = Callable[[Step], None]


class Worker:
    """A worker reads files in a process of its own, started when first needed. Use it as a context manager.

    ``readers`` adds to the table of :mod:`ingest.sandbox.child`: kind → “module:function”.
    One thread at a time may use it, but for :meth:`kill`.
    """

    def __init__(self, limits: Limits = LIMITS, readers: Mapping[str, str] | None = None) -> None:
        self._limits = limits
        self._readers = dict(readers or {})
        self._process: subprocess.Popen[bytes] | None = None
        self.peak = 0  # bytes of memory, the most that was seen of any of its processes

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def read(self, task: Task, data: bytes, on_step: OnStep | None = None) -> ParsedSource | str:
        """Give the parsed file, or the format (“zip”, “tar”, “jsonl”) of one that holds several documents.

        ``on_step`` is told of pages. Raises :class:`SourceError` where the worker exceeded a limit or died.
        """
        header, payload = self._converse({"do": "read", **asdict(task)}, data, on_step)
        self._check_remains()
        if "container" in header:
            return str(header["container"])
        return self._sound(lambda: loads(ParsedSource, payload))

    def picture(self, data: bytes, page: int, width: int) -> bytes:
        """Draw a page (from 1) of a PDF or picture file, see :func:`ingest.readers.page_image.page_picture`.

        Raises :class:`SourceError` where there is none or the worker exceeded a limit.
        """
        return self._asked({"do": "picture", "page": page, "width": width}, data)

    def places(self, data: bytes, page: int, words: str, before: str = "") -> QuotePlaces:
        """Find words on a page (from 1), see :func:`ingest.readers.page_image.quote_places`; raises as :meth:`picture`."""
        payload = self._asked({"do": "places", "page": page, "words": words, "before": before}, data)
        return self._sound(lambda: _numbers(loads(QuotePlaces, payload)))

    def _asked(self, request: Mapping[str, object], data: bytes) -> bytes:
        header, payload = self._converse(request, data)
        if "failed" in header:
            raise error_from(header["failed"])
        return payload

    def unpack(self, task: Task, data: bytes) -> Iterator[Member]:
        """Give the members of a container, each unpacked when it is asked for; the bytes are sent at once.

        Raises :class:`SourceError` where the container cannot be read any further.
        """
        return self._members(*self._converse({"do": "unpack", **asdict(task)}, data))

    def _members(self, header: dict[str, Any], payload: bytes) -> Iterator[Member]:
        while not header.get("end"):
            if "failed" in header:
                raise error_from(header["failed"])
            yield self._sound(lambda head=header, body=payload: _member(head, body))  # type: ignore[misc]
            header, payload = self._converse(None)
        self._check_remains()

    def kill(self) -> None:
        """End the process and all it has started; whoever waits for it gets an error. Any thread may call it."""
        process = self._process
        if process is not None:
            processes.kill_tree(process.pid)

    def stop(self) -> None:
        """Do as :meth:`kill`, and leave nothing of the process behind."""
        self.kill()
        process, self._process = self._process, None
        if process is not None:
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    stream.close()  # type: ignore[union-attr]

    # -- the conversation ------------------------------------------------------------------------

    def _converse(
        self, request: Mapping[str, object] | None, data: bytes = b"", on_step: OnStep | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """Send a request (or none) and wait for the next reply that is no progress."""
        process = self._running()
        watch = Watch(process, self._limits, len(data))
        with self._ended_on_error(process, watch):
            if request is not None:
                _write(process, frame(request, len(data)), watch)
                _write(process, data, watch)
            while True:
                header, payload = _read_frame(process, watch)
                self.peak = max(self.peak, watch.peak, int(header.get("peak", 0)))
                if "page" not in header:
                    return header, payload
                step = Step(int(header["page"]), int(header["pages"]), bool(header["slow"]))
                watch.extend(step)
                if on_step is not None and step.pages:
                    on_step(step)

    @contextmanager
    def _ended_on_error(self, process: subprocess.Popen[bytes], watch: Watch) -> Iterator[None]:
        """A process that exceeds a limit, dies or talks rubbish is ended; what happened is raised as SourceError."""
        try:
            yield
        except SourceError:
            self.peak = max(self.peak, watch.peak)
            self.stop()
            raise
        except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
            code = _code(process) if isinstance(error, EOFError | OSError) else None
            self.stop()
            raise _death(code) from error

    def _sound(self, read: Callable[[], Any]) -> Any:
        """A reply as what it should be; a worker that sends anything else is ended."""
        try:
            return read()
        except (ValueError, TypeError, KeyError) as error:
            self.stop()
            raise _death(None) from error

    def _check_remains(self) -> None:
        """Between two files: a worker with children left, or grown large, makes room for a new one."""
        process = self._process
        if process is not None and (
            processes.resident(process.pid) > self._limits.memory // 2 or processes.below(process.pid)
        ):
            self.stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            process = self._process = _start(self._limits, self._readers)
            watch = Watch(process, replace(self._limits, seconds=self._limits.start_seconds), 0)
            with self._ended_on_error(process, watch):
                _read_frame(process, watch)  # it says that it is ready
            return process
        return self._process


def _start(limits: Limits, readers: Mapping[str, str]) -> subprocess.Popen[bytes]:
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    # One thread a library: the workers already use every core.
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    process = subprocess.Popen(  # noqa: S603  this interpreter and our own module
        [
            sys.executable,
            "-c",
            "from ingest.sandbox.child import serve; serve()",
            json.dumps([asdict(limits), readers]),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **single, "PYTHONPATH": os.pathsep.join(paths)},
        start_new_session=True,  # the terminal's Ctrl-C is for the parent
    )
    assert process.stdin and process.stdout
    os.set_blocking(process.stdin.fileno(), False)
    return process


def _code(process: subprocess.Popen[bytes]) -> int | None:
    """How a process ended that has closed its pipes; ``None`` where it lives on all the same."""
    with suppress(subprocess.TimeoutExpired):
        return process.wait(_LAST_BREATH)
    return None


def _death(code: int | None) -> SourceError:
    if code == -signal.SIGXCPU:
        return too_slow()
    return UnreadableFile("文件无法解析，解析进程已退出", "the file made its parser exit")


def error_from(value: Mapping[str, str]) -> SourceError:
    """Give the error that a reply names; one of a class that there is not is told as an unreadable file."""
    return _ERRORS.get(value["code"], UnreadableFile)(str(value["chinese"]), str(value["english"]))


def _numbers(places: QuotePlaces) -> QuotePlaces:
    """Raises ValueError or TypeError for what is no number: it goes on to a browser."""
    if not all(
        map(math.isfinite, (places.width, places.height, *(side for box in places.boxes for side in box)))
    ):
        raise ValueError("a rectangle must lie somewhere")
    return places


def _member(header: Mapping[str, Any], payload: bytes) -> Member:
    error = error_from(header["error"]) if header["error"] is not None else None
    warnings = tuple(str(warning) for warning in header["warnings"])
    return Member(str(header["name"]), payload, error, warnings, int(header["number"]))


def _write(process: subprocess.Popen[bytes], data: bytes, watch: Watch) -> None:
    """All bytes into the worker's standard input, which never blocks us."""
    assert process.stdin
    rest = memoryview(data)
    while rest:
        watch.wait(process.stdin.fileno(), select.POLLOUT)
        with suppress(BlockingIOError):
            rest = rest[os.write(process.stdin.fileno(), rest[:_PIECE]) :]


def _read_frame(process: subprocess.Popen[bytes], watch: Watch) -> tuple[dict[str, Any], bytes]:
    head, body = HEADER.unpack(_exactly(process, HEADER.size, watch))
    watch.check_size(head + body)
    return header_of(_exactly(process, head, watch)), _exactly(process, body, watch)


def _exactly(process: subprocess.Popen[bytes], count: int, watch: Watch) -> bytes:
    """``count`` bytes of the worker's replies. Raises EOFError where they end early."""
    assert process.stdout
    parts: list[bytes] = []
    while count:
        watch.wait(process.stdout.fileno(), select.POLLIN)
        part = os.read(process.stdout.fileno(), min(count, _PIECE))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
