"""Give up, before a worker reads a file, the network, other programs, endless memory and time.

Runs inside the worker, once, before any reader is imported. Each measure stands alone: where the
system does not offer one (macOS, a container without name spaces), the others hold.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from ingest.limits import Limits

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PROGRAMS = frozenset(("soffice", "soffice.bin", "libreoffice"))  # what a reader may start
_NICE = 10  # about a tenth of a processor that somebody else keeps busy
_SOCKETS = ("socket.",)
_STARTS = (
    "os.fork",
    "os.forkpty",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.startfile",
    "pty.spawn",
)


def confine(limits: Limits) -> None:
    """Take all measures; raises nothing, as what the system does not offer is done without."""
    _give_way()
    _tie_to_parent()
    _leave_network()
    _limit_resources(limits)
    sys.addaudithook(_refuse)


def allow_address_space(size: int) -> None:
    """Raise (never lower) the limit of address space, for what maps far more than it uses."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft != resource.RLIM_INFINITY and soft < size:
            resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def allow_cpu(seconds: float) -> None:
    """Let this process use so many more seconds of processor time before it is ended."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime + seconds) + 1, hard))


def _give_way() -> None:
    """Take only the processor time that nobody else wants: a person who waits for an answer comes first."""
    with suppress(OSError, AttributeError):
        os.nice(_NICE)


def _tie_to_parent() -> None:
    """End with the parent, and adopt what orphans its children leave, so that they can be found."""
    if sys.platform != "linux":
        return
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _leave_network() -> None:
    """Move into a network of its own that has no interface; needs a user name space where we are not root."""
    if sys.platform != "linux":
        return
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return
    with suppress(OSError):  # keep our own user and group inside, or programs would not know them
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _limit_resources(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # not on Windows: there the time limit alone holds
        return
    for name, size in (
        ("RLIMIT_AS", limits.address_space),
        ("RLIMIT_FSIZE", limits.written),
        ("RLIMIT_CORE", 0),
    ):
        which = getattr(resource, name)
        _, hard = resource.getrlimit(which)
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (size, hard))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: no socket, no process but LibreOffice. It cannot be taken off again."""
    if event.startswith(_SOCKETS):
        raise PermissionError("a parser must not use the network")
    if event.startswith(_STARTS):
        raise PermissionError("a parser must not start processes")
    if event == "subprocess.Popen" and os.path.basename(os.fsdecode(arguments[0] or b"")) not in _PROGRAMS:  # type: ignore[arg-type]
        raise PermissionError("a parser must not start programs")
