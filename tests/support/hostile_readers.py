"""Readers that do what a parser does when a hostile file has taken it over; each runs in a worker only."""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import time

from ingest.extracted import Extracted
from ingest.progress import finished, reading_page
from ingest.sandbox.wire import frame

WORDS = "某市规划\n一、目标\n办好三件事。\n"


def by_word(data: bytes) -> Extracted:
    """Do what the first word of a file says, else read it."""
    word = data.split(b"\n")[0].decode("ascii", "replace")
    act = globals().get(f"do_{word}")
    return Extracted(act() or WORDS if act else data.decode(), "text/plain")


def do_segfault() -> None:
    ctypes.string_at(0)


def do_exit() -> None:
    os._exit(0)


def do_raise_exit() -> None:
    sys.exit(3)


def do_kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def do_stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def do_hang() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(60)


def do_hang_in_c() -> None:
    re.match(r"(?:a|aa)+$", "a" * 60 + "b")  # the interpreter's lock is never given back


def do_spin() -> None:
    while True:
        pass


def do_close_then_die() -> None:
    """The system ends it for its processor time a moment after its pipes have gone."""
    os.closerange(3, 64)
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGXCPU)


def do_print() -> None:
    sys.stdout.write("x" * 100_000)
    sys.stdout.flush()
    os.write(1, b"\0\0\0\1rubbish")
    assert sys.stdin.buffer.read() == b""  # and it does not swallow the next request
    assert os.read(0, 10) == b""


def do_memory() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(os.urandom(1)) * (16 << 20))


def do_memory_outside_the_limit() -> None:
    """As a library that maps more than the limit of address space: only the watch sees it."""
    reading_page(1, 1)
    do_memory()


def do_output() -> str:
    return "五十万" * 10_000_000


def do_recursion() -> None:
    def deeper(n: int) -> int:
        return deeper(n + 1) + 1

    deeper(0)


def do_fork() -> None:
    """A child by the C library, which stays when the file is done."""
    if ctypes.CDLL(None).fork() == 0:
        os.setsid()
        time.sleep(600)
        os._exit(0)


def do_orphan() -> None:
    """A grandchild whose parent is gone, in a session of its own."""
    libc = ctypes.CDLL(None)
    if libc.fork() == 0:
        os.setsid()
        if libc.fork() == 0:
            time.sleep(600)
        os._exit(0)
    time.sleep(0.2)


def do_fork_many() -> None:
    libc = ctypes.CDLL(None)
    for _ in range(100):
        if libc.fork() == 0:
            time.sleep(600)
            os._exit(0)
    time.sleep(600)


def do_python_fork() -> None:
    os.fork()


def do_program() -> None:
    subprocess.run(["sleep", "600"], check=False)


def do_socket() -> None:
    socket.create_connection(("127.0.0.1", int(os.environ["HOSTILE_PORT"])), timeout=2)


def do_name() -> None:
    socket.getaddrinfo("localhost", 80)


def do_raw_socket() -> str:
    """A connection by the C library, which no hook of Python sees."""
    libc = ctypes.CDLL(None, use_errno=True)
    port = int(os.environ["HOSTILE_PORT"])
    address = (2).to_bytes(2, sys.byteorder) + port.to_bytes(2, "big") + bytes((127, 0, 0, 1)) + bytes(8)
    descriptor = libc.socket(2, 1, 0)
    done = libc.connect(descriptor, address, len(address))
    return "connected" if done == 0 else "no way out"


def do_pages() -> None:
    for page in range(1, 5):
        reading_page(page, 4)
        time.sleep(0.4)


def work(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def do_work() -> None:
    work(0.6)


def do_long() -> None:
    for page in range(1, 11):
        work(0.2)
        finished(page, 10)


def do_long_then_hang() -> None:
    do_long()
    time.sleep(600)


def do_endless() -> None:
    page = 0
    while True:
        page += 1
        work(0.05)
        finished(page, 10**9)


def do_dripping() -> None:
    while True:
        time.sleep(0.3)
        finished()


def do_flooding() -> None:
    """Past the reader's own restraint, on the pipe to the parent."""
    words = frame({"page": 1, "pages": 3000, "slow": False})
    pipe = next(number for number in range(3, 64) if _is_pipe_for_writing(number))
    while True:
        os.write(pipe, words)


def _is_pipe_for_writing(number: int) -> bool:
    try:
        return os.readlink(f"/proc/self/fd/{number}").startswith("pipe:") and bool(
            fcntl.fcntl(number, fcntl.F_GETFL) & os.O_WRONLY
        )
    except OSError:
        return False
