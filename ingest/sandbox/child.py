"""Serve inside the worker: one request after another from the parent, each answered by what was read.

The parent's side is :mod:`ingest.sandbox.worker`. Readers are imported when a file first needs them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import Any, BinaryIO

from ingest import progress
from ingest.document import ParsedSource
from ingest.errors import LimitExceeded, SourceError, UnreadableFile
from ingest.extracted import Extracted
from ingest.limits import Limits
from ingest.parsing import failed, understand
from ingest.readers.archives import tar_members, zip_members
from ingest.readers.formats import CONTAINERS, format_of
from ingest.readers.jsonl import line_members, read_line
from ingest.sandbox.confine import allow_address_space, allow_cpu, confine
from ingest.sandbox.wire import HEADER, dumps, frame, header_of
from ingest.task import Member, Task

# kind → reader(data: bytes) -> Extracted
READERS: dict[str, str] = {
    "pdf": "ingest.readers.pdf.reader:read_pdf",
    "docx": "ingest.readers.docx.reader:read_docx",
    "xlsx": "ingest.readers.sheets.xlsx:read_xlsx",
    "csv": "ingest.readers.sheets.csv:read_csv",
    "office": "ingest.readers.libreoffice:read_office",
    "html": "ingest.readers.html.reader:read_html",
    "mhtml": "ingest.readers.html.reader:read_mhtml",
    "text": "ingest.readers.plain_text:read_text",
    "markdown": "ingest.readers.plain_text:read_markdown",
    "image": "ingest.readers.scans.reader:read_image",
}
_TELL_EVERY = 0.25  # seconds
_WIDE = frozenset(("office", "image"))  # these map far more than they use
_Answer = tuple[Mapping[str, object], bytes]


def serve() -> None:
    """Answer requests on stdin until it ends. ``sys.argv[1]`` holds the limits and further readers."""
    values, readers = json.loads(sys.argv[1])
    limits = Limits(**values)
    requests, replies = _private(0), _private(1)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)  # what a library reads or prints must not get between requests and replies
    os.dup2(quiet, 1)
    confine(limits)
    READERS.update(readers)

    progress.listen(_Telling(replies, limits))
    replies.write(frame({"ready": True}))
    replies.flush()
    while request := _receive(requests):
        for header, payload in _answers(*request, limits):
            replies.write(frame({**header, "peak": _peak()}, len(payload)))
            replies.write(payload)
            replies.flush()


class _Telling:
    """Passes on to the parent how far a file is, a few times a second, and has the clock of this process start anew."""

    def __init__(self, replies: BinaryIO, limits: Limits) -> None:
        self._replies, self._limits = replies, limits
        self._last = 0.0

    def __call__(self, step: progress.Step) -> None:
        if step.slow:
            allow_address_space(self._limits.wide_address_space)
            allow_cpu(self._limits.page_seconds * (os.cpu_count() or 1))
        elif time.monotonic() - self._last < _TELL_EVERY:
            return
        else:
            allow_cpu(self._limits.cpu_seconds)
        self._last = time.monotonic()
        self._replies.write(frame({"page": step.page, "pages": step.pages, "slow": step.slow}))
        self._replies.flush()


def _private(descriptor: int) -> BinaryIO:
    """A stream of ours on a copy of a standard descriptor; children do not inherit it."""
    return os.fdopen(os.dup(descriptor), "rb" if descriptor == 0 else "wb")


def _receive(stream: BinaryIO) -> tuple[dict, bytes] | None:
    """The next request, ``None`` where the parent is gone."""
    start = stream.read(HEADER.size)
    if len(start) < HEADER.size:
        return None
    head, body = HEADER.unpack(start)
    return header_of(stream.read(head)), stream.read(body)


def _peak() -> int:
    """The most memory this process has held, in bytes; 0 where the system does not say.

    Not ``ru_maxrss``: that starts from what the parent held when it started us.
    """
    with suppress(OSError), open("/proc/self/status", encoding="ascii", errors="replace") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _answers(request: dict, data: bytes, limits: Limits) -> Iterator[_Answer]:
    do = request.pop("do")
    allow_cpu(limits.cpu_seconds)
    if do in _ON_PAGES:
        yield _on_page(_ON_PAGES[do], data, request)
        return
    task = Task(**request)
    if do == "unpack":
        yield from _unpacked(task, data, limits)
        return
    try:
        kind = task.kind or format_of(data, task.suffix)
    except SourceError as error:
        yield {}, dumps(failed(task.source, None, error))
        return
    if kind in CONTAINERS:
        yield {"container": kind}, b""
    elif kind == "line":
        yield {}, dumps(_line(task, data, limits))
    else:
        yield {}, dumps(understand(task, lambda: _extracted(kind, data, limits)))


def _picture(data: bytes, **request: Any) -> bytes:
    from ingest.readers.page_image import page_picture

    return page_picture(data, **request)


def _places(data: bytes, **request: Any) -> bytes:
    from ingest.readers.page_image import quote_places

    return dumps(quote_places(data, **request))


_ON_PAGES: Mapping[str, Callable[..., bytes]] = {"picture": _picture, "places": _places}


def _on_page(work: Callable[..., bytes], data: bytes, request: Mapping[str, object]) -> _Answer:
    """A page as it is drawn, or what stands on it. A page in vain is told, whatever a library made of it."""
    try:
        return {}, work(data, **request)
    except SourceError as error:
        return {"failed": error.as_dict()}, b""
    except Exception as error:  # a library's own errors, memory among them: the file is at fault
        damaged = UnreadableFile("这一页画不出来", f"the page cannot be drawn: {type(error).__name__}")
        return {"failed": damaged.as_dict()}, b""


def _line(task: Task, data: bytes, limits: Limits) -> ParsedSource:
    """A document of a JSONL file, which names itself."""
    line = read_line(data, task.number)

    def extracted() -> Extracted:
        if line.extracted is None:
            raise line.error or UnreadableFile("无法读取", "cannot be read")
        return _bounded(line.extracted, limits)

    return understand(replace(task, stem=line.doc_id), extracted)


def _bounded(extracted: Extracted, limits: Limits) -> Extracted:
    if len(extracted.text) > limits.characters:
        raise LimitExceeded("文件展开后文字过多", "the file unpacks to too much text")
    return extracted


def _extracted(kind: str, data: bytes, limits: Limits) -> Extracted:
    """What a reader makes of a file, its own errors as ours. Raises :class:`SourceError`'s children."""
    if kind in _WIDE:
        allow_address_space(limits.wide_address_space)
    try:
        return _bounded(_reader(kind)(data), limits)
    except SourceError:
        raise
    except MemoryError as error:
        raise LimitExceeded("解析所需内存过多，文件可能异常", "parsing took too much memory") from error
    except Exception as error:  # a library's own errors: the file is at fault
        raise UnreadableFile(
            "文件已损坏或无法解析", f"the file is damaged or cannot be parsed: {type(error).__name__}"
        ) from error


def _reader(kind: str) -> Callable[[bytes], Extracted]:
    module, _, name = READERS[kind].partition(":")
    return getattr(import_module(module), name)


def _unpacked(task: Task, data: bytes, limits: Limits) -> Iterator[_Answer]:
    """The members of a container, an end or a failure last."""
    try:
        for member in _members(task, data):
            error = member.error.as_dict() if member.error else None
            yield (
                {
                    "name": member.name,
                    "error": error,
                    "warnings": member.warnings,
                    "number": member.number,
                },
                member.data,
            )
            allow_cpu(limits.cpu_seconds)
    except SourceError as error:
        yield {"failed": error.as_dict()}, b""
    except MemoryError:
        greedy = LimitExceeded("解压所需内存过多", "unpacking took too much memory")
        yield {"failed": greedy.as_dict()}, b""
    except Exception as error:  # a library's own errors: the container is at fault
        damaged = UnreadableFile("压缩包已损坏", f"the archive is damaged: {type(error).__name__}")
        yield {"failed": damaged.as_dict()}, b""
    yield {"end": True}, b""


def _members(task: Task, data: bytes) -> Iterator[Member]:
    members = {"zip": zip_members, "tar": tar_members, "jsonl": line_members}
    return members[task.kind or ""](data)
