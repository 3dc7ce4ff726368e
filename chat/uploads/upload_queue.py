"""Take uploaded files into the store one after the other, beside the conversations.

Files are judged by their content and parsed in worker processes (``ingest.sandbox.pool``); what this process
does, embedding and indexing, is done for one file at a time. Each job tells how far it is and in the
end what was found in the file and what of it a person should look at.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import Any, Protocol

from ingest.document import Document, ParseReport
from ingest.errors import StoreBusy, TooMany, WenceError
from ingest.metadata import shown_fields
from ingest.progress import Progress
from ingest.report.doubts import doubts
from ingest.sources import Run

WAITING, READING, KEEPING, DONE, FAILED = "waiting", "reading", "keeping", "done", "failed"
KEPT_JOBS = 50  # of one owner, the latest
MOST_KEPT = 2_000  # jobs of all owners that are done with
MOST_OF_OWNER, MOST_WAITING = 200, 500  # files that may wait; one more is told to come back
MOST_BYTES = 4 * 2**30  # of all files that wait
BUSY_TRIES, BUSY_SECONDS = (
    60,
    2.0,
)  # how often, and after how long, a store that another process writes is tried
MOST_DOUBTS = 20  # shown of one document
INTERNAL_ERROR = "收入文件时程序出错，详情已记入日志。"

# “安装文字识别后可读：pip install …”: advice for whoever runs the server
_INSTALL = re.compile(r"安装文字识别\w{0,4}：pip install '[^']*'")

log = logging.getLogger(__name__)


class Upload(Protocol):
    """Takes a file in: ``chat.service.service.Visit.upload`` of a path.

    ``run`` tells how far parsing is, ``read`` is called with what was read before it is kept; gives a report of
    each document as JSON values.
    """

    def __call__(
        self, *, run: Run, read: Callable[[Sequence[Document], Sequence[ParseReport]], None]
    ) -> list[dict[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class UploadOutcome:
    """The outcome for one document of a file. ``state``: added, updated, unchanged, duplicate or failed.

    Of a copy that joined another document ``doc_id`` is that one. ``original``: its file was kept.
    """

    source: str
    state: str
    doc_id: str = ""
    title: str = ""
    error: str = ""
    counts: tuple[tuple[str, int], ...] = ()  # (“条款”, 51)
    facts: tuple[tuple[str, str], ...] = ()  # (“发文机关”, “…”)
    doubts: tuple[str, ...] = ()
    original: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One uploaded file. ``words`` say how far it is, or what went wrong."""

    id: int
    owner: str
    name: str
    state: str = WAITING
    words: str = "排队等候"
    outcomes: tuple[UploadOutcome, ...] = ()
    seconds: float = 0.0

    @property
    def running(self) -> bool:
        """Whether the file waits, is being read or is being stored."""
        return self.state in (WAITING, READING, KEEPING)


@dataclass(slots=True)
class _Order:
    job: int
    upload: Upload
    afterwards: Callable[[], None] = field(default=lambda: None)
    beforehand: Callable[[], None] = field(default=lambda: None)
    size: int = 0


class Incoming:
    """Work off uploads in the order they came, in a thread of its own. Thread-safe.

    ``kept``: what waits when it is closed has been written down, and is taken up by the next start.
    """

    def __init__(self, *, kept: bool = False) -> None:
        self._kept, self._stopping = kept, threading.Event()
        self._waiting: dict[int, int] = {}  # job → bytes of its file
        self._jobs: dict[int, Job] = {}
        self._orders: SimpleQueue[_Order | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._count = 0
        self._thread: threading.Thread | None = None

    def take(
        self,
        owner: str,
        name: str,
        upload: Upload,
        afterwards: Callable[[], None] = lambda: None,
        beforehand: Callable[[], None] = lambda: None,
        size: int = 0,
    ) -> Job:
        """Queue a file; ``beforehand`` is called when it is its turn, ``afterwards`` when it is done with, in any case.

        ``size``: its bytes. Raises ``TooMany`` where too much waits, as :meth:`require_room`; then nothing is called.
        """
        with self._lock:
            self._require_room(owner, size)
            self._count += 1
            job = self._jobs[self._count] = Job(self._count, owner, name)
            self._waiting[job.id] = size
            done = [one for one in self._jobs.values() if not one.running]
            own = [one for one in done if one.owner == owner]
            for old in (*own[: max(0, len(own) - KEPT_JOBS)], *done[: max(0, len(done) - MOST_KEPT)]):
                self._jobs.pop(old.id, None)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="wence-incoming", daemon=True)
                self._thread.start()
        self._orders.put(_Order(job.id, upload, afterwards, beforehand, size))
        return job

    def require_room(self, owner: str) -> None:
        """Raise ``TooMany`` where no further file of an owner may wait: before it is received."""
        with self._lock:
            self._require_room(owner, 0)

    def _require_room(self, owner: str, size: int) -> None:
        own = sum(self._jobs[job].owner == owner for job in self._waiting if job in self._jobs)
        full = len(self._waiting) >= MOST_WAITING or sum(self._waiting.values()) + size > MOST_BYTES
        if full or own >= MOST_OF_OWNER or self._stopping.is_set():
            raise TooMany(
                "等候收入的文件太多，请稍后再传", "too many files wait to be taken in, come back later", 30.0
            )

    def jobs(self, owner: str) -> list[Job]:
        """Give the jobs of an owner, the latest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.owner == owner]

    @property
    def waiting(self) -> int:
        """How many files wait or are being taken in."""
        return len(self._waiting)

    def close(self, seconds: float = 0.0) -> None:
        """Begin no further file, and wait some seconds for the one at hand. What waits is kept, or goes."""
        self._stopping.set()
        self._orders.put(None)
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            if self._stopping.is_set():
                if not self._kept:
                    order.afterwards()
                continue
            started = time.monotonic()
            try:
                order.beforehand()
                self._take_in_when_free(order)
            except WenceError as error:
                self._change(order.job, state=FAILED, words=error.chinese)
            except Exception:  # the thread must live on for the files behind this one
                log.exception("an upload failed")
                self._change(order.job, state=FAILED, words=INTERNAL_ERROR)
            finally:
                self._change(order.job, seconds=time.monotonic() - started)
                with self._lock:
                    self._waiting.pop(order.job, None)
                order.afterwards()

    def _take_in_when_free(self, order: _Order) -> None:
        """Take a file in; while another process writes to the store, wait and try again."""
        for _ in range(BUSY_TRIES):
            try:
                self._take_in(order)
                return
            except StoreBusy as error:
                self._change(order.job, state=WAITING, words=error.chinese)
                if self._stopping.wait(BUSY_SECONDS):
                    break
        self._take_in(order)

    def _take_in(self, order: _Order) -> None:
        self._change(order.job, state=READING, words="正在解析")
        found: list[tuple[Sequence[Document], Sequence[ParseReport]]] = []

        def told(progress: Progress) -> None:
            self._change(order.job, words=progress_words(progress))

        def read(documents: Sequence[Document], reports: Sequence[ParseReport]) -> None:
            found.append((documents, reports))
            self._change(order.job, state=KEEPING, words=f"正在建立索引（{len(documents)} 份）")

        kept = order.upload(run=Run(progress=told), read=read)
        documents, reports = found[0] if found else ((), ())
        outcomes = tuple(_outcomes(reports, documents, kept))
        failed = all(outcome.state == "failed" for outcome in outcomes)
        words = outcomes[0].error if failed and outcomes else "文件里没有读出内容" if failed else "已收入"
        self._change(order.job, state=FAILED if failed else DONE, words=words, outcomes=outcomes)

    def _change(self, job: int, **changes: Any) -> None:
        with self._lock:
            if job in self._jobs:
                self._jobs[job] = replace(self._jobs[job], **changes)


def progress_words(progress: Progress) -> str:
    """Say how far the reading of a file is: its pages, the page under OCR, the files of an archive."""
    if progress.reading:
        _, page, count = progress.reading
        return f"正在{'识别' if progress.by_ocr else '读'}第 {page} 页，共 {count} 页"
    pages = f"，{progress.pages} 页" if progress.pages else ""
    if progress.known > 1:
        return f"正在解析：已读 {progress.files} 份，共 {progress.known} 份{pages}"
    return f"正在解析{pages}"


def for_the_web(words: str) -> str:
    """Say what somebody at the page can do where the words tell a person at the machine to install something."""
    return _INSTALL.sub("请先转成可以选中文字的 PDF，或请管理员在服务器上装好文字识别", words)


def _outcomes(
    reports: Sequence[ParseReport], documents: Sequence[Document], kept: Sequence[dict[str, Any]]
) -> list[UploadOutcome]:
    by_id = {document.doc_id: document for document in documents}
    return [
        _outcome(report, by_id.get(report.doc_id or ""), told)
        for report, told in zip(reports, kept, strict=True)
    ]


def _outcome(report: ParseReport, document: Document | None, told: Mapping[str, Any]) -> UploadOutcome:
    if not report.ok or document is None:
        return UploadOutcome(
            report.source, "failed", error=for_the_web((report.error or {}).get("chinese", "没有读出内容"))
        )
    counts = (
        ("字", report.characters), ("标题", report.headings), ("条款", report.clauses), ("表", report.tables),
        ("段", report.chunks), ("页", report.pages),
    )  # fmt: skip
    facts = tuple((label, value) for name, label, value in shown_fields(document.metadata) if name != "title")
    return UploadOutcome(
        report.source,
        str(told["state"]),
        str(told["doc_id"]),
        document.metadata.title,
        counts=tuple((label, count) for label, count in counts if count),
        facts=facts,
        doubts=tuple(map(for_the_web, doubts(document, report)[:MOST_DOUBTS])),
        original=told["state"] != "duplicate" and any(file.kept for file in document.sources[:1]),
    )
