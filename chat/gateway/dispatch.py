"""Hand the connections of one port to several server processes, all those of one address to the same.

The page's session and what is counted for an address live in one process: so it is the address that decides which.
A process that ends unbidden is started again; the others go on meanwhile.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress

CHANNEL = "SERVE_CHANNEL"  # in the environment of a process: the descriptor by which it is handed connections
_READY = b"r"
_SECONDS = 2.0  # for a process to take a connection
_PAUSE = 1.0  # before one that has ended is started again


class HandedSocket(socket.socket):
    """Stands in for a socket that listens: what it accepts are connections that the parent hands over."""

    def listen(self, backlog: int = 0, /) -> None:
        """Do nothing: the parent listens."""

    def accept(self) -> tuple[socket.socket, object]:
        """Give the next connection and its address. Raises ``BlockingIOError`` where none is waiting."""
        words, descriptors, _, _ = socket.recv_fds(self, 1, 1)
        if not words:  # the parent has gone, and with it all that would come
            os.kill(os.getpid(), signal.SIGTERM)
            raise BlockingIOError
        connection = socket.socket(fileno=descriptors[0])
        try:
            return connection, connection.getpeername()
        except OSError:  # it has left already
            connection.close()
            raise BlockingIOError from None


def handed_socket() -> HandedSocket | None:
    """Give what stands in for the listening socket in a process that was started by another; else ``None``."""
    number = os.environ.get(CHANNEL, "")
    return HandedSocket(fileno=int(number)) if number.isdecimal() else None


def tell_ready(channel: socket.socket) -> None:
    """Tell the parent that connections may be handed over."""
    channel.send(_READY)


class Processes:
    """The server processes behind one listening socket. ``command`` starts one of them."""

    def __init__(self, listening: socket.socket, command: Sequence[str], count: int) -> None:
        self._listening, self._command = listening, list(command)
        self._channels: list[socket.socket | None] = [None] * count
        self._children: list[subprocess.Popen[bytes] | None] = [None] * count
        self._stopping = threading.Event()
        self._keepers = [threading.Thread(target=self._keep, args=(n,), daemon=True) for n in range(count)]
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def start(self, seconds: float = 120.0) -> bool:
        """Start them all, and come back when they answer; give whether they do."""
        for keeper in self._keepers:
            keeper.start()
        until = time.monotonic() + seconds
        while None in self._channels and time.monotonic() < until:
            if any(child and child.poll() not in (None, 0) for child in self._children):
                return False
            time.sleep(0.05)
        self._accepting.start()
        return None not in self._channels

    def close(self, seconds: float = 100.0) -> None:
        """Take no further connection, and let each process end what is under way."""
        self._stopping.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for child in self._children:
            if child and child.poll() is None:
                child.send_signal(signal.SIGTERM)
        until = time.monotonic() + seconds
        for child in self._children:
            if child:
                try:
                    child.wait(max(0.1, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.kill()

    def _keep(self, number: int) -> None:
        """Start a process, and start it again whenever it ends."""
        while not self._stopping.is_set():
            ours, theirs = socket.socketpair()
            child = subprocess.Popen(  # noqa: S603  this very program
                self._command,
                pass_fds=[theirs.fileno()],
                env={**os.environ, CHANNEL: str(theirs.fileno())},
                start_new_session=True,  # Ctrl-C is for the parent, which tells them
            )
            self._children[number] = child
            theirs.close()
            if ours.recv(1) == _READY:
                ours.settimeout(_SECONDS)
                self._channels[number] = ours
            child.wait()
            self._channels[number] = None
            ours.close()
            self._stopping.wait(_PAUSE)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, address = self._listening.accept()
            except OSError:
                if not self._stopping.wait(0.05):
                    continue
                return
            with connection:
                self._hand_over(connection, str(address[0]))

    def _hand_over(self, connection: socket.socket, address: str) -> None:
        """To the process of an address; while that one is started again, to the next."""
        first = zlib.crc32(address.encode())
        count = len(self._channels)
        for step in range(count):
            channel = self._channels[(first + step) % count]
            if channel is not None:
                with suppress(OSError):
                    socket.send_fds(channel, [b"c"], [connection.fileno()])
                    return


def this_program() -> list[str]:
    """Give the command that starts this program again with the same arguments."""
    return [sys.executable, *sys.argv]
