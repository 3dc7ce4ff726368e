"""Watch time, memory and processes while a worker reads a file, within the limits of :mod:`ingest.limits`."""

from __future__ import annotations

import select
import subprocess
import time

from ingest.errors import LimitExceeded
from ingest.limits import Limits
from ingest.progress import Step
from ingest.sandbox import processes

_GLANCE = 0.02  # seconds between two looks at a worker's memory
_TREE_EVERY = 10  # looks between two at its children


def too_slow() -> LimitExceeded:
    """Give the error for a file that takes too long."""
    return LimitExceeded("解析超时，文件可能异常", "parsing took too long, the file may be malformed")


class Watch:
    """A watch limits the time that a reply may take, and looks at memory and children while waiting for it."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits, size: int) -> None:
        self._process, self._limits, self._size = process, limits, size
        self._begun = time.monotonic()
        self._parts, self._slow = 0, False
        self._looks, self._next_look = 0, self._begun
        self._below: list[int] = []
        self._used_before = self._used()
        self._give(limits.seconds)
        self.peak = 0

    def extend(self, step: Step) -> None:
        """Allow the next part of the file its time, within that of the whole file."""
        self._parts, self._slow = max(self._parts, step.pages), self._slow or step.slow
        self._give(self._limits.page_seconds if step.slow else self._limits.seconds)

    def _give(self, seconds: float) -> None:
        self._deadline, self._most_now = time.monotonic() + seconds, self._used() + seconds
        self._waited_before = processes.waited(self._process.pid)

    def _used(self) -> float:
        """Seconds of processor time, of the reader and of what it started."""
        return sum(map(processes.processor, (self._process.pid, *self._below)))

    def _is_overdue(self, late: float) -> bool:
        """Whether this part has had its time, what it, or a program at work for it, waited for a processor left out."""
        if late <= 0:
            return False
        waited = processes.waited(self._process.pid) - self._waited_before
        if late <= max(waited, *map(processes.waited, self._below), 0.0):
            return False
        # A wait that still goes on is not in that sum.
        return self._used() > self._most_now or not any(
            map(processes.ready, (self._process.pid, *self._below))
        )

    def _check_time(self) -> None:
        """Raises :class:`LimitExceeded` where a part, or the whole file by the clock, took too long."""
        now, limits = time.monotonic(), self._limits
        most = limits.ocr_seconds if self._slow else limits.patience * self._most_used()
        if now > self._begun + most or self._is_overdue(now - self._deadline):
            raise too_slow()

    def _most_used(self) -> float:
        return self._limits.processor_seconds(self._size, self._parts)

    def wait(self, fileno: int, events: int) -> None:
        """Wait until a pipe is ready. Raises :class:`LimitExceeded`, EOFError where the process is gone."""
        poll = select.poll()
        poll.register(fileno, events)
        while True:
            ready = poll.poll(_GLANCE * 1000)
            self._check_time()
            if time.monotonic() >= self._next_look:  # also where the worker talks without a pause
                self._next_look = time.monotonic() + _GLANCE
                self.look()
            if ready:
                return
            if self._process.poll() is not None:
                raise EOFError

    def look(self) -> None:
        """Look at memory and processes. Raises :class:`LimitExceeded` for too much or too many."""
        if self._looks % _TREE_EVERY == 0:
            self._below = processes.below(self._process.pid)
            if self._used() - self._used_before > self._most_used() and not self._slow:
                raise too_slow()
        self._looks += 1
        used = sum(processes.resident(pid) for pid in (self._process.pid, *self._below))
        self.peak = max(self.peak, used)
        if used > self._limits.memory:
            raise LimitExceeded("解析所需内存过多，文件可能异常", "parsing took too much memory")
        if len(self._below) > self._limits.processes:
            raise LimitExceeded("解析进程异常，已中止", "the parser started too many processes")

    def check_size(self, size: int) -> None:
        """Raise :class:`LimitExceeded` for a reply of too many bytes."""
        if size > self._limits.reply:
            raise LimitExceeded("解析结果过大，文件可能异常", "the file unpacks to too much")
