"""The server under load: many chats at once over loopback, beside the bare engine in the same run.

    python bench/serving.py [--chats 10 50 100] [--rounds 3]

Each chat is one client that asks one question and waits for the whole answer, all of a round at the
same moment; latency is what the client sees. Processor time is that of the server (all its threads), which other
work on the machine does not stretch. “First token”: until the first text of a streamed answer,
one client at a time. The server is a process of its own, the clients share this one; the rate limit of
one client is lifted (all come from one address), the queue is as shipped. Questions are those of eval/.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import free_port  # noqa: E402

from chat.engine import Engine  # noqa: E402
from corpus import brief_paths  # noqa: E402
from eval.gold import load_questions, question_file  # noqa: E402
from index import open_store  # noqa: E402
from ingest import parse_sources  # noqa: E402

SERVE = """
import sys
from pathlib import Path
from dataclasses import replace
from chat.engine import Engine
from chat.limits import LIMITS
from chat.server import Settings, launch
from chat.service import Service
from chat.audit import Audit
from index import open_store
folder, port = Path(sys.argv[1]), int(sys.argv[2])
with open_store(folder) as store:
    engine = Engine(store)
    engine.warm()
    launch(Service(engine, audit=Audit(folder)), Settings(port=port, limits=replace(LIMITS, rate=1e9, burst=10**6)))
"""


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
        await asyncio.gather(*(client.get("/health") for _ in questions))  # connected beforehand

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


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--chats", type=int, nargs="+", default=[10, 50, 100])
    arguments.add_argument("--rounds", type=int, default=3)
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
