"""Read files in the worker processes of a Ray cluster, on this machine or many, in place of a pool's own.

Each task is one file: its bytes go to a node, a sandboxed worker there reads them (:mod:`ingest.sandbox.worker`), and the
reply comes back as bytes of our own wire. A task whose process or node dies is run again elsewhere; what it gives is
taken once, by the content of the file and what was asked of it.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from ingest.document import ParsedSource
from ingest.errors import SourceError, UnreadableFile, UsageError
from ingest.limits import LIMITS, Limits, worker_count
from ingest.sandbox.pool import ParseOutcome, Pool
from ingest.sandbox.wire import dumps, loads
from ingest.sandbox.worker import OnStep, Worker, error_from
from ingest.task import Task

LOCAL = "local"
_KNOCK_SECONDS = 5.0
RETRIES = 5  # times that a task whose process has died is run again
_OBJECT_STORE = 256 * 2**20  # bytes, of a cluster of our own: files and replies on their way


class RayCluster:
    """A cluster runs functions of our modules on its nodes. Use it as a context manager.

    ``address``: “local” starts one on this machine with ``WENCE_WORKERS`` processes, and ends it; any other is that of a
    cluster whose nodes have this program installed. Raises ``UsageError`` where it cannot be had.
    """

    def __init__(self, address: str, workers: int | None = None) -> None:
        # Nothing is told to others, and no process of the cluster outlives a broken driver by long.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        # What reads a file is of low priority already, in the pool of one process as well.
        os.environ.setdefault("RAY_worker_niceness", "0")
        self._ray = ray = _ray()
        options: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
        if address == LOCAL:
            options |= {
                "num_cpus": worker_count() if workers is None else workers,
                "include_dashboard": False,
                "object_store_memory": _OBJECT_STORE,
            }
        try:
            _knock(address)
            ray.init(None if address == LOCAL else address, **options)
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise UsageError(
                f"连不上 Ray 集群“{address}”：{error}", f"no Ray cluster at {address!r}: {error}"
            ) from error
        self.size = max(1, int(ray.cluster_resources().get("CPU", 1)))
        self._remote: dict[Callable[..., bytes], Any] = {}

    def __enter__(self) -> RayCluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, function: Callable[..., bytes], *arguments: object) -> Future[bytes]:
        """Run a function of one of our modules on a node, later; it is run again where its process dies."""
        remote = self._remote.get(function)
        if remote is None:
            remote = self._ray.remote(num_cpus=1, max_retries=RETRIES)(function)
            self._remote[function] = remote
        return remote.remote(*arguments).future()

    def close(self) -> None:
        """Leave the cluster, and end one that was started here."""
        self._ray.shutdown()


def _knock(address: str) -> None:
    """Raise ``OSError`` at once where nobody listens: Ray itself waits for minutes."""
    host, separator, port = address.removeprefix("ray://").rpartition(":")
    if separator and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK_SECONDS).close()


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise UsageError("没有安装 Ray：请运行 make ray", "Ray is not installed: run `make ray`") from error
    return ray


class RayPool(Pool):
    """A pool whose files are read on a cluster; containers are unpacked here, their members read there.

    Two files of the same bytes of which the same is asked are read once.
    """

    def __init__(
        self, cluster: RayCluster, limits: Limits = LIMITS, readers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(cluster.size, limits, readers)
        self._cluster = cluster
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[ParseOutcome]] = {}
        self.tasks = 0  # that were given to the cluster

    def read(self, task: Task, data: bytes, on_step: OnStep | None = None) -> Future[ParseOutcome]:
        """Read a file as :meth:`Pool.read`, on a node; pages are not told of while it is read."""
        key = sha256(dumps(asdict(task)) + b"\n" + data).hexdigest()
        with self._lock:
            outcome = self._under_way.get(key)
            if outcome is not None:
                return outcome
            outcome = self._under_way[key] = Future()
            self.tasks += 1
        request = json.dumps([asdict(task), asdict(self._limits), dict(self._readers or {})])
        started = time.monotonic()

        def done(reply: Future[bytes]) -> None:
            with self._lock:
                del self._under_way[key]
            with suppress(Exception):  # where the run has ended meanwhile nobody waits
                outcome.set_result(_outcome(reply, started))

        self._cluster.submit(read_on_node, request, data).add_done_callback(done)
        return outcome


def _outcome(reply: Future[bytes], started: float) -> ParseOutcome:
    """What a task gave; one that died again and again is the file's fault, as in a pool's own process."""
    try:
        head, _, body = reply.result().partition(b"\n")
        header = json.loads(head)
        if "failed" in header:
            return ParseOutcome(error_from(header["failed"]), header["seconds"])
        if "container" in header:
            return ParseOutcome(str(header["container"]), header["seconds"])
        return ParseOutcome(loads(ParsedSource, body), header["seconds"])
    except Exception as error:  # Ray's errors are of its own classes
        words = type(error).__name__
        return ParseOutcome(
            UnreadableFile(
                "文件无法解析，解析进程已退出",
                f"the file made its parser exit, {RETRIES + 1} times ({words})",
            ),
            time.monotonic() - started,
        )


# -- what runs on a node -----------------------------------------------------------------------------

_worker: Worker | None = None
_settings = ""


def read_on_node(request: str, data: bytes) -> bytes:
    """Read a file in this node's sandboxed worker, kept warm between tasks; gives a header and the reply."""
    global _worker, _settings
    task, limits, readers = json.loads(request)
    settings = json.dumps([limits, readers])
    if _worker is None or settings != _settings:
        if _worker is not None:
            _worker.stop()
        _worker, _settings = Worker(Limits(**limits), readers), settings
    started = time.monotonic()
    header: dict[str, object]
    body = b""
    try:
        found = _worker.read(Task(**task), data)
        if isinstance(found, str):
            header = {"container": found}
        else:
            header, body = {}, dumps(found)
    except SourceError as error:
        header = {"failed": error.as_dict()}
    header["seconds"] = time.monotonic() - started
    return json.dumps(header).encode() + b"\n" + body
