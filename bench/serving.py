"""The server under load: many chats at once over loopback, beside the bare engine in the same run.

    python bench/serving.py [--chats 10 50 100] [--rounds 3]
    python bench/serving.py --upload [--rounds 20]

Each chat is one client that asks one question and waits for the whole answer, all of a round at the
same moment; latency is what the client sees. Processor time is that of the server (all its threads), which other
work on the machine does not stretch. “First token”: until the first text of a streamed answer,
one client at a time. The server is a process of its own, the clients share this one; the rate limit of
one client is lifted (all come from one address), the queue is as shipped. Questions are those of eval/.

``--upload``: rounds of ten chats, one round after the other, first alone, then for as long as a made-up file
of 300 pages is sent and taken in over ``POST /api/documents``, then one of 30 MB. Memory is that of the server
with the processes that it starts, looked at ten times a second.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import httpx
from upload_files import made_up_pdf

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from browser import free_port  # noqa: E402

from chat.engine import Engine  # noqa: E402
from corpus import brief_paths  # noqa: E402
from eval.gold import load_questions, question_file  # noqa: E402
from index import open_store  # noqa: E402
from ingest import parse_sources  # noqa: E402
from ingest.sandbox import processes  # noqa: E402

SERVE = """
import sys
from pathlib import Path
from dataclasses import replace
from chat.engine import Engine
from chat.gateway.limits import LIMITS
from chat.server import Settings, launch
from chat.service.question_priority import Pace
from chat.service.service import Service
from chat.accounts.audit import Audit
from index import open_store
folder, port, pace = Path(sys.argv[1]), int(sys.argv[2]), Pace()
with open_store(folder, pace=pace.give_way) as store:
    engine = Engine(store)
    engine.warm()
    service = Service(engine, audit=Audit(folder), pace=pace)
    launch(service, Settings(port=port, limits=replace(LIMITS, rate=1e9, burst=10**6)))
"""


UPLOAD_CHATS = 10  # at once, beside an upload


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of them lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def processor(pid: int | str) -> float:
    """Seconds of processor time that a process has used; a busy machine does not stretch it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid: int) -> float:
    """MB that a process held at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


async def over_http(url: str, questions: list[str]) -> tuple[list[float], int]:
    """Seconds of each answer, and how many came to nothing."""
    limits = httpx.Limits(max_connections=len(questions))
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=120, limits=limits) as client:
        connected = (
            client.get("/health") for _ in questions
        )  # beforehand; whom it fails is told by his question
        await asyncio.gather(*connected, return_exceptions=True)

        async def one(question: str) -> float | None:
            started = time.perf_counter()
            try:
                reply = await client.post("/api/ask", json={"question": question})
            except httpx.TransportError:
                return None
            return (
                time.perf_counter() - started if reply.status_code == 200 and reply.json()["answer"] else None
            )

        found = await asyncio.gather(*(one(question) for question in questions))
    seconds = [value for value in found if value is not None]
    return seconds, len(found) - len(seconds)


def bare(engine: Engine, questions: list[str]) -> list[float]:
    """The same load on the engine itself, four threads as the server has."""
    begun = time.perf_counter()

    def one(question: str) -> float:
        engine.answer(question)
        return time.perf_counter() - begun

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(one, questions))


def first_tokens(url: str, questions: list[str]) -> list[float]:
    found = []
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        for question in questions:
            started = time.perf_counter()
            with client.stream("POST", "/api/ask", json={"question": question, "stream": True}) as reply:
                for line in reply.iter_lines():
                    if line == "event: text":
                        found.append(time.perf_counter() - started)
                        break
    return found


class Memory:
    """MB that a process and all below it held at most while the block ran; what they share counts once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._ended = pid, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.peak = 0.0

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            tree = (self._pid, *processes.below(self._pid))
            self.peak = max(self.peak, sum(map(proportional, tree)))


def proportional(pid: int) -> float:
    """MB of memory of a process, its part of what it shares; 0 where it is gone."""
    try:
        words = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(words.partition("\nPss:")[2].split()[0]) / 1024


def uploaded(url: str, name: str, data: bytes) -> float:
    """Seconds until a file is in the store."""
    with httpx.Client(base_url=url, trust_env=False, timeout=1_800) as client:
        started = time.perf_counter()
        reply = client.post("/api/documents", files={"file": (name, data)})
        reply.raise_for_status()
        assert reply.json()["reports"][0]["state"] == "added", reply.text
        return time.perf_counter() - started


def measure_uploads(url: str, pid: int, supply: Iterator[str], rounds: int) -> None:
    """Prints chats alone and beside each upload."""
    alone: list[float] = []
    for _ in range(rounds):
        alone += asyncio.run(over_http(url, list(islice(supply, UPLOAD_CHATS))))[0]
    print("| chats | n | p50 ms | p95 ms | slowest | lost | upload s | memory MB |\n" + "|---" * 8 + "|")

    def shown(what: str, seconds: list[float], rest: str) -> None:
        p50, p95 = (percentile(seconds, share) for share in (0.5, 0.95))
        ratio = p95 / percentile(alone, 0.95)
        figures = f"{p50 * 1000:.0f} | {p95 * 1000:.0f} (× {ratio:.2f}) | {max(seconds) * 1000:.0f}"
        print(f"| {what} | {len(seconds)} | {figures} | {rest} |", flush=True)

    shown(f"{UPLOAD_CHATS} at once, alone", alone, f"0 | | {peak(pid):.0f}")
    for number, (pages, size) in enumerate(((300, 0), (300, 30 * 2**20))):
        data = made_up_pdf(pages, size, seed=number)
        with Memory(pid) as memory, ThreadPoolExecutor(1) as threads:
            upload = threads.submit(uploaded, url, f"made-up-{number}.pdf", data)
            seconds, lost = [], 0
            while not upload.done():
                got, missing = asyncio.run(over_http(url, list(islice(supply, UPLOAD_CHATS))))
                seconds, lost = seconds + got, lost + missing
        what = f"while {len(data) / 1e6:.1f} MB of {pages} pages come in"
        shown(what, seconds, f"{lost} | {upload.result():.1f} | {memory.peak:.0f}")


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--chats", type=int, nargs="+", default=[10, 50, 100])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument(
        "--upload", action="store_true", help="chats beside uploads of large files instead"
    )
    args = arguments.parse_args()
    questions = [question.question for question in load_questions(question_file("briefs"))]
    supply = cycle(questions)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_store(folder, create=True) as store:
            store.add(parsed.document for parsed in parse_sources(brief_paths()) if parsed.document)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        server = subprocess.Popen([sys.executable, "-c", SERVE, name, str(port)], env=environment)
        try:
            wait_for(url, server)
            asyncio.run(over_http(url, list(islice(supply, 20))))  # warm
            if args.upload:
                measure_uploads(url, server.pid, supply, args.rounds)
                return
            before = processor(server.pid)
            single = first_tokens(url, list(islice(supply, 30)))
            used = processor(server.pid) - before
            print(HEADINGS)
            row("first token, one at a time", single, 0, used)
            for chats in args.chats:
                seconds, lost, before = [], 0, processor(server.pid)
                for _ in range(args.rounds):
                    got, missing = asyncio.run(over_http(url, list(islice(supply, chats))))
                    seconds, lost = seconds + got, lost + missing
                used = processor(server.pid) - before
                row(f"REST, {chats} at once", seconds, lost, used)
            print(f"\npeak memory of the server: {peak(server.pid):.0f} MB")
        finally:
            server.terminate()
            server.wait(30)
        with open_store(folder) as store:
            engine = Engine(store)
            engine.warm()
            bare(engine, list(islice(supply, 20)))
            print(f"\n| bare engine, 4 threads{HEADINGS.removeprefix('| what')}")
            for chats in args.chats:
                seconds, before = [], time.process_time()
                for _ in range(args.rounds):
                    seconds += bare(engine, list(islice(supply, chats)))
                row(f"{chats} at once", seconds, 0, time.process_time() - before)


HEADINGS = "| what | n | p50 ms | p95 ms | lost | processor ms an answer |\n|---|---|---|---|---|---|"


def row(what: str, seconds: list[float], lost: int, used: float) -> None:
    p50, p95 = (percentile(seconds, share) * 1000 for share in (0.5, 0.95))
    print(
        f"| {what} | {len(seconds)} | {p50:.0f} | {p95:.0f} | {lost} | {used / len(seconds) * 1000:.0f} |",
        flush=True,
    )


def wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(1_200):
        try:
            httpx.get(f"{url}/health", trust_env=False)
            return
        except httpx.TransportError:
            if server.poll() is not None:
                raise SystemExit("the server did not start") from None
            time.sleep(0.1)


if __name__ == "__main__":
    main()
