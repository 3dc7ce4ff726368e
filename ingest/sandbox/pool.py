"""Run several workers, as many as cores, each driven by a thread that only waits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, LifoQueue

from ingest.document import ParsedSource
from ingest.errors import SourceError
from ingest.limits import LIMITS, Limits, worker_count
from ingest.sandbox.worker import OnStep, Worker
from ingest.task import Member, Task


@dataclass(frozen=True, slots=True)
class ParseOutcome:
    """The outcome of a file holds its document, its format where it holds several, or the error it met.

    ``seconds`` is the time in a worker's hands, waiting for one left out.
    """

    found: ParsedSource | str | SourceError
    seconds: float


class Pool:
    """A pool reads files at once in several processes. Use it as a context manager: at its end all are gone.

    A worker starts when there is work that no warm one is free for. Raises ``UsageError`` for a
    bad ``WENCE_WORKERS``.
    """

    def __init__(
        self,
        workers: int | None = None,
        limits: Limits = LIMITS,
        readers: Mapping[str, str] | None = None,
    ) -> None:
        self.size = worker_count() if workers is None else workers
        self._limits, self._readers = limits, readers
        self._workers = [Worker(limits, readers) for _ in range(self.size)]
        self._idle: LifoQueue[Worker] = LifoQueue()  # the one used last is warm
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(self.size, "reader")
        self._unpacking_peak = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, task: Task, data: bytes, on_step: OnStep | None = None) -> Future[ParseOutcome]:
        """Read a file as :meth:`Worker.read`, later; its errors are part of the outcome."""
        return self._threads.submit(self._read, task, data, on_step)

    def unpack(self, task: Task, data: bytes) -> Iterator[Member]:
        """Unpack as :meth:`Worker.unpack`, in a process for this container alone, as it lives between two members."""
        worker = Worker(self._limits, self._readers)
        return self._members(worker, worker.unpack(task, data))

    def _members(self, worker: Worker, members: Iterator[Member]) -> Iterator[Member]:
        with worker:
            try:
                yield from members
            finally:
                self._unpacking_peak = max(self._unpacking_peak, worker.peak)

    @property
    def peak(self) -> int:
        """Give the most bytes of memory that any worker, with what it started, was seen to hold."""
        return max(self._unpacking_peak, *(worker.peak for worker in self._workers))

    def close(self) -> None:
        """End all workers, whatever they are at; what waits is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        stopped = 0
        while stopped < self.size:  # a worker that is busy comes back when its process is gone
            for worker in self._workers:
                worker.kill()
            with suppress(Empty):
                self._idle.get(timeout=0.05).stop()
                stopped += 1

    def _read(self, task: Task, data: bytes, on_step: OnStep | None) -> ParseOutcome:
        worker = self._idle.get()
        started = time.monotonic()
        found: ParsedSource | str | SourceError
        try:
            found = worker.read(task, data, on_step)
        except SourceError as error:
            found = error
        finally:
            self._idle.put(worker)
        return ParseOutcome(found, time.monotonic() - started)
