"""A process of its own for the readers that can hang, crash or eat memory: PDF, DOCX, HTML.

The parent (:class:`Worker`) sends a kind and the bytes of a file and waits for
the reply within a time limit; a worker that exceeds it, dies or runs out of
memory is replaced and the file reported. Nothing is written to disk.
"""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from ingest.errors import (
    EncryptedFile,
    NoTextFound,
    SourceError,
    UnknownEncoding,
    UnreadableFile,
    UnsupportedFormat,
)
from ingest.extracted import Extracted

SECONDS = 60.0  # for one file
MEMORY = 3 * 1024**3  # bytes of address space
_HEADER = struct.Struct(">I")
_ERRORS: Mapping[str, type[SourceError]] = {
    error.code: error
    for error in (EncryptedFile, NoTextFound, UnknownEncoding, UnreadableFile, UnsupportedFormat)
}


class Worker:
    """Reads files in a process of its own, started when first needed. Use as a context manager."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, kind: str, data: bytes) -> Extracted:
        """The text of a file of a kind (“pdf”, “docx”, “html”). Raises :class:`SourceError`'s children."""
        process = self._running()
        assert process.stdin and process.stdout
        deadline = time.monotonic() + self._seconds
        try:
            _send(process.stdin, kind.encode() + b"\n" + data)
            reply = _receive(process.stdout, deadline)
        except (OSError, EOFError) as error:
            self._stop()
            raise UnreadableFile("文件无法解析，解析进程已退出", "the file made its parser exit") from error
        except TimeoutError as error:
            self._stop()
            raise UnreadableFile(
                "解析超时，文件可能异常", "parsing took too long, the file may be malformed"
            ) from error
        return _extracted(json.loads(reply))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            home = str(Path(__file__).resolve().parents[1])
            paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from ingest.worker import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            )
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _extracted(reply: dict) -> Extracted:
    if not reply["ok"]:
        raise _ERRORS.get(reply["code"], UnreadableFile)(reply["chinese"], reply["english"])
    return Extracted.from_json(reply["extracted"])


# --- frames on the pipe --------------------------------------------------------------------------


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_HEADER.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes], deadline: float | None = None) -> bytes:
    (length,) = _HEADER.unpack(_exactly(stream, _HEADER.size, deadline))
    return _exactly(stream, length, deadline)


def _exactly(stream: IO[bytes], count: int, deadline: float | None) -> bytes:
    """``count`` bytes of a pipe. Raises TimeoutError past the deadline, EOFError where it ends early."""
    parts: list[bytes] = []
    while count:
        if deadline is not None:
            ready, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
        part = os.read(stream.fileno(), min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


# --- inside the worker -----------------------------------------------------------------------------


def serve() -> None:
    """Answer requests on stdin until it ends."""
    _limit_memory()
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the replies
    while True:
        try:
            request = _receive(requests)
        except EOFError:
            return
        kind, _, data = request.partition(b"\n")
        _send(replies, json.dumps(_reply(kind.decode(), data)).encode())


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows: there the time limit alone holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reply(kind: str, data: bytes) -> dict[str, object]:
    try:
        extracted = _READERS[kind](data)
    except SourceError as error:
        return {"ok": False, **error.as_dict()}
    except (Exception, MemoryError, RecursionError) as error:  # a library's own errors: the file is at fault
        failed = UnreadableFile(
            "文件已损坏或无法解析", f"the file is damaged or cannot be parsed: {type(error).__name__}"
        )
        return {"ok": False, **failed.as_dict()}
    return {"ok": True, "extracted": extracted.as_json()}


def _read_pdf(data: bytes) -> Extracted:
    from ingest.read_pdf import read_pdf

    return read_pdf(data)


def _read_docx(data: bytes) -> Extracted:
    from ingest.read_docx import read_docx

    return read_docx(data)


def _read_html(data: bytes) -> Extracted:
    from ingest.read_html import read_html

    return read_html(data)


_READERS = {"pdf": _read_pdf, "docx": _read_docx, "html": _read_html}
