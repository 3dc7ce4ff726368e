"""Fetch a document from an http(s) URL: public addresses only, within limits of size and time.

The address that was checked is the one connected to, at every redirect anew. No proxy, cookie,
password or setting of the environment is used. Runs in the parent: workers have no network.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from threading import Thread, Timer
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from ingest.errors import AddressRefused, FetchFailed, LimitExceeded, SourceError
from ingest.sources.public_addresses import is_public

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PIECE = 64 * 1024
_LONGEST_URL = 2_000  # characters
_SAFE = "/%:;=@&+$,!*'()~?#[]-._"  # what stays as it is in a path or query
_AGENT = "wence/0.1"


def resolve(host: str, port: int) -> list[str]:
    """Give the IP addresses of a host, as the system finds them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy says what may be fetched and how addresses are resolved; a test puts its own server here."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    allows: Callable[[str], bool] = is_public
    ports: frozenset[int] | None = frozenset((80, 443))  # None: any
    seconds: float = 30.0  # in all, redirects included
    size: int = 50 * 1024 * 1024  # bytes, as sent and as decoded


POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Fetched:
    """This is a fetched document; ``name`` is the last part of the final address's path, decoded, and may be empty."""

    data: bytes
    name: str


def is_url(source: str) -> bool:
    """Whether a source is an address rather than a file's name."""
    # “https://…”, “ftp://…”: a scheme (RFC 3986) and “//”; “C:\a” and “a:b” are names of files.
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source))


def fetch(url: str, policy: Policy = POLICY) -> Fetched:
    """Give what an address returns. Raises :class:`AddressRefused`, :class:`FetchFailed`, :class:`LimitExceeded`."""
    deadline = time.monotonic() + policy.seconds
    for _ in range(_MOST_REDIRECTS + 1):
        parts = _checked(url, policy)
        address = _address(parts, policy, deadline)
        try:
            data, onward = _get(parts, address, policy, deadline)
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            if time.monotonic() >= deadline:
                raise _too_slow() from error
            raise FetchFailed(
                "网址无法读取，连接中断或应答有误", f"the address cannot be read: {type(error).__name__}"
            ) from error
        if time.monotonic() >= deadline:  # a body may end well where we cut it
            raise _too_slow()
        if onward is None:
            return Fetched(data, unquote(parts.path.rpartition("/")[2]))
        url = urljoin(url, onward)
    raise FetchFailed("网址转向次数过多", f"more than {_MOST_REDIRECTS} redirects")


def _too_slow() -> LimitExceeded:
    return LimitExceeded("网址应答过慢", "the address took too long to answer")


def _checked(url: str, policy: Policy) -> SplitResult:
    """The parts of an address that may be asked at all."""
    refused = AddressRefused(
        "只收 http 或 https 的公网网址", "only http(s) addresses of the public internet are read"
    )
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise refused from error
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or len(url) > _LONGEST_URL:
        raise refused
    if policy.ports is not None and (port or _port(parts)) not in policy.ports:
        raise AddressRefused("只收 80 与 443 端口的网址", "only the ports 80 and 443 are asked")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _address(parts: SplitResult, policy: Policy, deadline: float) -> str:
    """The IP address to connect to. All that a host has must be allowed, or it is refused."""
    host = _ascii_host(parts)
    found: list[Sequence[str] | OSError] = []

    def look_up() -> None:
        try:
            found.append(policy.resolve(host, _port(parts)))
        except (OSError, UnicodeError) as error:
            found.append(error if isinstance(error, OSError) else OSError(str(error)))

    looking = Thread(target=look_up, daemon=True)  # a resolver cannot be told to hurry, only be left behind
    looking.start()
    looking.join(max(0.0, deadline - time.monotonic()))
    if not found:
        raise _too_slow()
    addresses = found[0]
    if isinstance(addresses, OSError) or not addresses:
        raise FetchFailed("网址的主机找不到", "the host of the address cannot be found")
    if not all(policy.allows(address) for address in addresses):
        raise AddressRefused("网址指向内部网络，拒绝读取", "the address leads into a private network")
    return addresses[0]


def _get(parts: SplitResult, address: str, policy: Policy, deadline: float) -> tuple[bytes, str | None]:
    """The body of a page, or where it sends us on to."""
    left = max(0.01, deadline - time.monotonic())
    sock = socket.create_connection((address, _port(parts)), timeout=left)
    watchdog = Timer(left, _cut, (sock,))
    try:
        if parts.scheme == "https":  # under the host's name, at the very address that was checked
            sock = ssl.create_default_context().wrap_socket(
                sock, server_hostname=_ascii_host(parts), do_handshake_on_connect=False
            )
            watchdog = Timer(left, _cut, (sock,))
        watchdog.daemon = True
        watchdog.start()  # a slow drip never times out by itself
        return _ask(parts, sock, policy.size)
    finally:
        watchdog.cancel()
        sock.close()


def _ask(parts: SplitResult, sock: socket.socket, most: int) -> tuple[bytes, str | None]:
    if isinstance(sock, ssl.SSLSocket):
        sock.do_handshake()
    connection = http.client.HTTPConnection(_ascii_host(parts), _port(parts))
    connection.default_port = 443 if parts.scheme == "https" else 80  # type: ignore[misc]
    connection.sock = sock
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "gzip", "Connection": "close"}
    connection.request("GET", path + query, headers=headers)
    with connection.getresponse() as response:
        if response.status in _REDIRECTS and (onward := response.getheader("Location")):
            return b"", onward
        if response.status != 200:
            raise FetchFailed(f"网址应答 {response.status}", f"the address answered {response.status}")
        return _body(response, most), None


def _ascii_host(parts: SplitResult) -> str:
    """The host as it goes over the wire. Raises :class:`AddressRefused` for one that is none."""
    host = parts.hostname or ""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AddressRefused("网址中的主机名有误", "the host name is not valid") from error


def _cut(sock: socket.socket) -> None:
    """Make whoever waits on a connection stop waiting."""
    with suppress(OSError):  # it is closed already
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    """The body, unpacked, counted while it comes."""
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise FetchFailed("网址应答的编码无法识别", "the content encoding is not known")
    promised = response.length or 0
    if promised > most:
        raise _too_large()
    unpacker = None if coding == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
    parts: list[bytes] = []
    size = packed = 0
    while piece := response.read(_PIECE):
        packed += len(piece)
        part = unpacker.decompress(piece, most - size + 1) if unpacker else piece
        size += len(part)
        if size > most or packed > most:
            raise _too_large()
        parts.append(part)
    if packed < promised or (unpacker and not unpacker.eof):
        raise FetchFailed("网址应答不完整", "the answer was cut short")
    return b"".join(parts)


def _too_large() -> SourceError:
    return LimitExceeded("网址的内容过大", "the content of the address is too large")


# What `is_global` of older Pythons lets through, and what carries another address inside.
_NOT_PUBLIC: tuple[IPv4Network | IPv6Network, ...] = (
    *map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "100.64.0.0/10", "240.0.0.0/4")),
    *map(
        IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16")
    ),
    *map(IPv6Network, ("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")),
)
