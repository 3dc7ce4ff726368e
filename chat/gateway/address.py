"""Whether a page can be served at a host and port, and why not, in words."""

from __future__ import annotations

import errno
import os
import socket

from ingest.errors import AddressUnavailable


def check_address(host: str, port: int) -> None:
    """Try to listen and let go again, so that the reason can be told before seconds of import.

    Raises ``AddressUnavailable``.
    """
    if not 1 <= port <= 65535:  # getaddrinfo would take it modulo 65536
        raise unavailable(host, port, OverflowError())
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except (OSError, UnicodeError) as error:
        raise unavailable(host, port, error) from error


def listen(host: str, port: int, backlog: int) -> socket.socket:
    """Give a socket that listens at a host and port, with ``backlog`` connections waiting at most. Raises ``AddressUnavailable``."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise unavailable(host, port, error) from error
    try:
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(backlog)
    except OSError as error:
        found.close()
        raise unavailable(host, port, error) from error
    return found


def unavailable(host: str, port: int, error: Exception) -> AddressUnavailable:
    """Make the error that says why a host and port cannot be listened at, and what to do."""
    code = getattr(error, "errno", None)
    if code == errno.EACCES:
        return AddressUnavailable(
            f"没有权限使用端口 {port}，请用 --port 换一个 1024 以上的端口。",
            f"No permission for port {port}; choose one above 1024 with --port.",
        )
    if code == errno.EADDRINUSE or (isinstance(error, OSError) and "empty port" in str(error)):
        return AddressUnavailable(
            f"端口 {port} 已被占用，请先关闭占用它的程序，或用 --port 换一个端口。",
            f"Port {port} is in use; stop what uses it or choose another with --port.",
        )
    return AddressUnavailable(
        f"无法在 {host}:{port} 上提供网页，请检查 --host 和 --port。",
        f"Cannot serve on {host}:{port}; check --host and --port.",
    )


def reach_directly(host: str) -> None:
    """Keep Gradio's start-up call to this very server from going through a configured proxy."""
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    here = dict.fromkeys([*filter(None, known.split(",")), "127.0.0.1", "localhost", host])
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join(here)


def shown_host(host: str) -> str:
    """Give the host as an address in a browser has it: IPv6 in brackets, this machine for “any”."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  # nosec B104  only shown
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
