"""Bound the connections of a server: how many there are, of whom, and how long one may wait with its request.

A connection that sends nothing, or half a head, holds a descriptor for as long as the client likes. Here the head
has a deadline, and where there are too many connections the one that has been silent longest gives way to the new
one, first among those of the same address. One whose request is being answered stays.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any, Protocol

from chat.gateway.limits import RequestLimits
from chat.gateway.malformed import told_in_json

BACKLOG = 16  # connections that are taken from the system at once
QUEUED = 2_048  # that it holds for us until we take them
RESERVED = 96  # descriptors for the store, the models and worker processes, beside the backlog
LEAST = 16  # connections, however few descriptors there are
_OF_ONE = 2  # an address has at most this part of all


class Connection(Protocol):
    """One client's connection, as the bounds see it."""

    @property
    def awaits_client(self) -> bool:
        """Whether it waits for the client to send a request or the rest of one."""
        ...

    def drop(self) -> None:
        """End it at once."""
        ...


class ConnectionBounds:
    """Keep the connections of a server within bounds. For one event loop.

    ``most``: in all. ``of_address``: of one address, but for ``shared``, that of a proxy behind which all are.
    """

    def __init__(self, most: int, of_address: int, shared: str = "") -> None:
        self._most, self._of_address, self._shared = most, of_address, shared
        self._by_address: dict[str, OrderedDict[Connection, None]] = {}
        self.count = 0

    def add(self, address: str, connection: Connection) -> None:
        """Take a connection in; where it is one too many, drop the one that has been silent longest, or it."""
        own = self._by_address.setdefault(address, OrderedDict())
        own[connection] = None
        self.count += 1
        if len(own) > self._of_address and address != self._shared:
            self._drop_one(address, (address, connection))
        elif self.count > self._most:
            most = max(self._by_address, key=lambda one: len(self._by_address[one]))
            self._drop_one(most, (address, connection))

    def _drop_one(self, address: str, last: tuple[str, Connection]) -> None:
        found = next((one for one in self._by_address[address] if one.awaits_client), None)
        address, connection = (address, found) if found else last
        self.remove(address, connection)  # it ends later, and others may come before that
        connection.drop()

    def heard(self, address: str, connection: Connection) -> None:
        """Note that a client has sent something."""
        own = self._by_address.get(address, OrderedDict())
        if connection in own:
            own.move_to_end(connection)

    def remove(self, address: str, connection: Connection) -> None:
        """Forget a connection that has ended."""
        own = self._by_address.get(address)
        if own is not None and connection in own:
            del own[connection]
            self.count -= 1
            if not own:
                del self._by_address[address]


def bounds_for(limits: RequestLimits, descriptors: int, proxy: str = "") -> ConnectionBounds:
    """Give the bounds for limits and the number of descriptors that a process may have."""
    most = max(
        LEAST, min(limits.connections, descriptors - 4 * BACKLOG - RESERVED)
    )  # some batches are on their way
    return ConnectionBounds(most, max(LEAST // 2, most // _OF_ONE), proxy)


def descriptors() -> int:
    """Give how many descriptors this process may have, after raising the number as far as it may."""
    try:
        import resource
    except ImportError:  # Windows, which has no such bound
        return 2**16
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2**16 if hard == resource.RLIM_INFINITY else hard
    if 0 <= soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return soft if soft >= 0 else 2**16


def bounded_protocol(bounds: ConnectionBounds, seconds: float) -> type[asyncio.Protocol]:
    """Give uvicorn's protocol for HTTP with bounds, and a deadline in seconds for the head of a request."""

    class BoundedProtocol(told_in_json()):  # type: ignore[misc]
        """One connection: its head must come in time, and it may have to give way."""

        _deadline: asyncio.TimerHandle | None = None
        _address = ""

        @property
        def awaits_client(self) -> bool:
            """Whether it waits for the client to send a request or the rest of one."""
            return self._awaits_head or bool(self.cycle.more_body)

        @property
        def _awaits_head(self) -> bool:
            return self.cycle is None or self.cycle.response_complete

        def drop(self) -> None:
            """End it at once."""
            self.transport.abort()

        def connection_made(self, transport: Any) -> None:
            """Count the connection and start its deadline."""
            super().connection_made(transport)
            self._address = self.client[0] if self.client else ""
            self._deadline = self.loop.call_later(seconds, self._is_late)
            bounds.add(self._address, self)

        def data_received(self, data: bytes) -> None:
            """Read what came; a head that has begun must be whole in time."""
            bounds.heard(self._address, self)
            super().data_received(data)
            if not self._awaits_head:
                self._stop()
            elif self._deadline is None and not self.transport.is_closing():
                self._deadline = self.loop.call_later(seconds, self._is_late)

        def connection_lost(self, exc: Exception | None) -> None:
            """Forget the connection."""
            self._stop()
            bounds.remove(self._address, self)
            super().connection_lost(exc)

        def _stop(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _is_late(self) -> None:
            self._deadline = None
            if self._awaits_head:
                self.drop()

    return BoundedProtocol
