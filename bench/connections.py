"""Hold thousands of connections that send nothing or half a request, and ask all the while whether the server lives.

    python bench/connections.py [--count 2000] [--seconds 30] [--descriptors 0]

Starts the product as a user does, on an empty store of its own; a third of the connections send nothing, a third half
a head, a third half a body, and each that is closed is opened again. ``--descriptors``: lets the server have no more.
Prints a Markdown row; ends with 1 where an answer took more than a second, failed, or the log grew past a megabyte.
"""

from __future__ import annotations

import argparse
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from browser import free_port  # noqa: E402

from index import open_store  # noqa: E402

WORDS = (
    b"",
    b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
)
LONGEST, LARGEST = 1.0, 2**20  # seconds of an answer, bytes of the log


def asked(port: int) -> float:
    """Seconds until the server said that it lives. Raises OSError where it did not."""
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), 10) as one:
        one.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        if not one.recv(20).startswith(b"HTTP/1.1 200"):
            raise OSError("no good answer")
    return time.monotonic() - started


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument(
        "--descriptors", type=int, default=0, help="of the server; 0 for as many as the system gives"
    )
    args = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, args.count + 500), hard))
    with tempfile.TemporaryDirectory() as held:
        data, port = Path(held) / "store", free_port()
        open_store(data, create=True).close()
        log = (Path(held) / "log").open("wb")

        def limited() -> None:
            most = args.descriptors or soft
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most if args.descriptors else hard))

        server = subprocess.Popen(
            [sys.executable, "app.py", "--data", str(data), "serve", "--port", str(port)],
            stderr=log, cwd=ROOT, preexec_fn=limited,
        )  # fmt: skip
        try:
            slowest, tries, failed, opened = _held(args, port)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            log.close()
        size = os.path.getsize(Path(held) / "log")
    print(
        "| connections | descriptors of the server | opened in all | asked | failed | slowest answer | log |"
    )
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {args.count} | {args.descriptors or 'as given'} | {opened} | {tries} | {failed} | {slowest:.2f} s | {size} bytes |"
    )
    return int(bool(failed) or slowest > LONGEST or size > LARGEST)


def _held(args: argparse.Namespace, port: int) -> tuple[float, int, int, int]:
    until = time.monotonic() + 60
    while True:
        try:
            asked(port)
            break
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
    held: dict[int, socket.socket] = {}
    slowest, tries, failed, opened = 0.0, 0, 0, 0
    poll = select.poll()
    until = time.monotonic() + args.seconds
    while time.monotonic() < until:
        for _ in range(min(200, args.count - len(held))):
            one = socket.socket()
            one.settimeout(2)
            try:
                one.connect(("127.0.0.1", port))
                one.sendall(WORDS[opened % len(WORDS)])
            except OSError:
                one.close()
                continue
            opened += 1
            held[one.fileno()] = one
            poll.register(one, select.POLLIN | select.POLLHUP | select.POLLERR)
        tries += 1
        try:
            slowest = max(slowest, asked(port))
        except OSError:
            failed += 1
        for number, _ in poll.poll(50):  # the server has closed it
            poll.unregister(number)
            held.pop(number).close()
    for one in held.values():
        one.close()
    return slowest, tries, failed, opened


if __name__ == "__main__":
    sys.exit(main())
