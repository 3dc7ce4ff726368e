"""Does a server that is asked and fed for hours hold its memory, its descriptors, its files, and answer everything?

    python bench/soak.py [--minutes 120] [--chats 10] [--every 3]

So many chats ask one question after the other over loopback, without a pause, while every few seconds a file comes in
over ``POST /api/documents`` and an older one is removed, so that the store stays as large. Memory (what processes share
counts once), descriptors, threads and files of the store are looked at all the time; the first sixth of the time is for
warming up. Prints a Markdown table, a row for each twelfth of the time, and ends with 1 where memory grew by more than
a tenth, a descriptor or a file is left, or anything failed. Runs anywhere, needs no data.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx
from serving import ROOT, SERVE, over_http, processor, proportional, wait_for

from corpus import brief_paths  # of the root that ``serving`` put on the path
from eval.gold import load_questions, question_file
from index import open_store
from ingest import parse_sources
from ingest.sandbox import processes

from browser import free_port  # isort: skip

PARTS = 12
WARM_PARTS = 2
MOST_GROWTH = 1.1
STANDING = 5  # files that came in stand at a time
# Of the file of a note or generation the number changes, of the log of SQLite whether it is there.
PASSING = ("-wal", "-shm")


@dataclass
class Look:
    """What was seen of the server in one part of the time."""

    megabytes: list[float] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    taken: int = 0

    def row(self, minute: float, files: int, processor_seconds: float) -> str:
        """A row of the table."""
        p50 = statistics.median(self.seconds) * 1000 if self.seconds else float("nan")
        return (
            f"| {minute:.1f} | {len(self.seconds)} | {self.failed} | {self.taken} | {p50:.0f}"
            f" | {statistics.median(self.megabytes):.0f} | {max(self.megabytes):.0f}"
            f" | {statistics.median(self.descriptors):.0f} | {statistics.median(self.threads):.0f} | {files}"
            f" | {processor_seconds:.0f} |"
        )


class Feeder:
    """A thread that sends a file every few seconds and removes the one that came in some files before."""

    def __init__(self, url: str, every: float) -> None:
        self._url, self._every, self._ended = url, every, threading.Event()
        self._thread = threading.Thread(target=self._feed)
        self.taken, self.failures = 0, list[str]()

    def __enter__(self) -> Feeder:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _feed(self) -> None:
        standing: deque[str] = deque()
        with httpx.Client(base_url=self._url, trust_env=False, timeout=120) as client:
            for number in range(10**9):
                if self._ended.wait(self._every):
                    break
                try:
                    standing.append(self._sent(client, number))
                    if len(standing) > STANDING:
                        self._removed(client, standing.popleft())
                except (httpx.HTTPError, AssertionError, KeyError) as error:
                    self.failures.append(repr(error))
            for doc_id in standing:
                self._removed(client, doc_id)

    def _sent(self, client: httpx.Client, number: int) -> str:
        text = f"丙县第{number}号物资调度通知\n" + "".join(
            f"\n第{line}条 第{number}批第{line}号物资由丙县应急管理局于当日调拨，接收单位为第{line * 7 + number}仓库。\n"
            for line in range(1, 31)
        )
        reply = client.post("/api/documents", files={"file": (f"wuzi-{number}.txt", text.encode())})
        reply.raise_for_status()
        (report,) = reply.json()["reports"]
        assert report["state"] == "added", report
        self.taken += 1
        return report["doc_id"]

    @staticmethod
    def _removed(client: httpx.Client, doc_id: str) -> None:
        client.delete(f"/api/documents/{doc_id}").raise_for_status()


def files_of(folder: Path) -> int:
    """Count the files below a folder but for the logs of SQLite, which come and go."""
    return sum(path.is_file() and not path.name.endswith(PASSING) for path in folder.rglob("*"))


def look_at(pid: int, look: Look) -> None:
    """Note what a server and the processes below it hold now."""
    tree = (pid, *processes.below(pid))
    look.megabytes.append(sum(map(proportional, tree)))
    look.descriptors.append(len(os.listdir(f"/proc/{pid}/fd")))
    look.threads.append(len(os.listdir(f"/proc/{pid}/task")))


async def chat_for(url: str, supply: Iterator[str], chats: int, seconds: float, pid: int, look: Look) -> None:
    """So many chats, each one question after the other, for some seconds."""
    end = time.monotonic() + seconds

    async def one() -> None:
        while time.monotonic() < end:
            got, lost = await over_http(url, [next(supply)])
            look.seconds += got
            look.failed += lost

    async def watch() -> None:
        while time.monotonic() < end:
            look_at(pid, look)
            await asyncio.sleep(1)

    await asyncio.gather(watch(), *(one() for _ in range(chats)))


def soak(minutes: float, chats: int, every: float) -> bool:
    """Run it and print the table; gives whether all held."""
    supply = cycle([question.question for question in load_questions(question_file("briefs"))])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_store(folder, create=True) as store:
            store.add(parsed.document for parsed in parse_sources(brief_paths()) if parsed.document)
        port = free_port()
        url, environment = f"http://127.0.0.1:{port}", {**os.environ, "PYTHONPATH": str(ROOT)}
        server = subprocess.Popen([sys.executable, "-c", SERVE, name, str(port)], env=environment)
        try:
            wait_for(url, server)
            return _soaked(url, server, folder, supply, (minutes, chats, every))
        finally:
            server.terminate()
            server.wait(60)


def _soaked(
    url: str, server: subprocess.Popen, folder: Path, supply: Iterator[str], how: tuple[float, int, float]
) -> bool:
    minutes, chats, every = how
    print(
        "| minute | answers | failed | files taken in | p50 ms | memory MB (median) | (most) | descriptors | threads"
        " | files of the store | processor s |\n" + "|---" * 11 + "|"
    )
    looks, begun, counted, used = [], time.monotonic(), 0, processor(server.pid)
    with Feeder(url, every) as feeder:
        for part in range(PARTS):
            look = Look()
            asyncio.run(chat_for(url, supply, chats, minutes * 60 / PARTS, server.pid, look))
            look.taken, counted = feeder.taken - counted, feeder.taken
            now = processor(server.pid)
            print(look.row((time.monotonic() - begun) / 60, files_of(folder), now - used), flush=True)
            looks.append(look)
            used = now
            if part == WARM_PARTS - 1:
                before = files_of(folder)
    settled = Look()  # what came in is gone again, and nobody asks
    time.sleep(2)
    look_at(server.pid, settled)
    warm, last = looks[WARM_PARTS], looks[-1]
    growth = statistics.median(last.megabytes) / statistics.median(warm.megabytes)
    descriptors = settled.descriptors[0] - min(warm.descriptors)
    failed = sum(look.failed for look in looks) + len(feeder.failures)
    files = files_of(folder) - before
    print(
        f"\nmemory × {growth:.3f}; descriptors left {max(descriptors, 0)}; files left {max(files, 0)}; failed {failed}"
    )
    for failure in feeder.failures[:5]:
        print(failure, file=sys.stderr)
    return growth <= MOST_GROWTH and descriptors <= 0 and files <= 0 and not failed and feeder.taken > 0


def main() -> int:
    """Run what the command line asks for; 1 where something did not hold."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--chats", type=int, default=10)
    parser.add_argument("--every", type=float, default=3, help="seconds between two files")
    options = parser.parse_args()
    return int(not soak(options.minutes, options.chats, options.every))


if __name__ == "__main__":
    sys.exit(main())
