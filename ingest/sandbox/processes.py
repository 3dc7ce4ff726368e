"""Measure what a process and those below it are using, and end them all. Reads Linux's /proc.

Elsewhere the tree looks empty: time limits and the limit of address space still hold there.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")
_ROUNDS = 100  # of killing what a dying tree still starts


def resident(pid: int) -> int:
    """Give the bytes of memory that a process holds; 0 where it is gone or cannot be seen."""
    try:
        return int((_PROC / str(pid) / "statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def processor(pid: int) -> float:
    """Give the seconds of processor time of a process, with its ended children's; 0 where it is gone."""
    try:
        fields = (_PROC / str(pid) / "stat").read_bytes().rpartition(b") ")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS
    except (OSError, ValueError):
        return 0.0


def waited(pid: int) -> float:
    """Give the seconds for which a process's main thread could have run while others had the processors.

    A wait that still goes on is not in it. 0 where the process is gone or the system does not say.
    """
    try:
        return int((_PROC / str(pid) / "schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def ready(pid: int) -> bool:
    """Whether a process runs or waits for a processor, rather than for anything else."""
    return _state(pid) == b"R"


def below(pid: int) -> list[int]:
    """Give the living processes that a process started, those that they started, and so on."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for child in _children(waiting.pop()):
            waiting.append(child)
            if _alive(child):
                found.append(child)
    return found


def kill_tree(pid: int) -> None:
    """Send SIGKILL to a process, its group and everything below it.

    It is stopped first, so that it starts nothing more and, being the one that adopts orphans
    (see :mod:`ingest.sandbox.confine`), loses sight of none.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGSTOP)
    for _ in range(_ROUNDS):
        living = below(pid)
        for child in living:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
        if not living:
            break
        time.sleep(0.005)
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError, ValueError):
        for task in (_PROC / str(pid) / "task").iterdir():
            found.extend(int(child) for child in (task / "children").read_bytes().split())
    return found


def _alive(pid: int) -> bool:
    """Whether a process runs, rather than waiting as a zombie to be collected."""
    return _state(pid) not in (b"Z", b"X", b"")


def _state(pid: int) -> bytes:
    """One letter, as in ``ps``; empty where the process is gone."""
    try:
        return (_PROC / str(pid) / "stat").read_bytes().rpartition(b") ")[2][:1]
    except OSError:
        return b""
