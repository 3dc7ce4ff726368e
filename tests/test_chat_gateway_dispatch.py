"""Connections are handed to a process by their address, and to another while that one is away."""

from __future__ import annotations

import socket

import pytest

from chat.gateway.dispatch import HandedSocket, Processes


@pytest.fixture
def processes() -> Processes:
    listening = socket.create_server(("127.0.0.1", 0))
    return Processes(listening, ["true"], 2)


def handed(address: str, processes: Processes, channels: list[socket.socket | None]) -> list[bool]:
    """Which of the processes was handed a connection of an address."""
    pairs = [socket.socketpair() for _ in channels]
    processes._channels = [
        ours if channel is None else None for (ours, _), channel in zip(pairs, channels, strict=True)
    ]
    one, other = socket.socketpair()
    with one, other:
        processes._hand_over(one, address)
        found = []
        for _, theirs in pairs:
            theirs.setblocking(False)
            try:
                _, descriptors, _, _ = socket.recv_fds(theirs, 1, 1)
                found.append(bool(descriptors))
                socket.socket(fileno=descriptors[0]).close()
            except BlockingIOError:
                found.append(False)
    for pair in pairs:
        for end in pair:
            end.close()
    return found


def test_an_address_always_meets_the_same_process_and_addresses_are_spread(processes: Processes) -> None:
    met = {f"10.0.0.{n}": handed(f"10.0.0.{n}", processes, [None, None]) for n in range(40)}
    assert all(sum(found) == 1 for found in met.values())
    assert met == {address: handed(address, processes, [None, None]) for address in met}
    assert {found.index(True) for found in met.values()} == {0, 1}


def test_another_process_takes_over_while_one_is_away(processes: Processes) -> None:
    away = socket.socket()
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        assert handed(address, processes, [away, None]) == [False, True]
        assert handed(address, processes, [None, away]) == [True, False]
        assert handed(address, processes, [away, away]) == [False, False]
    away.close()


def test_what_is_handed_over_is_accepted_with_its_address() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    ours, theirs = socket.socketpair()
    stand_in = HandedSocket(fileno=theirs.detach())
    stand_in.setblocking(False)
    stand_in.listen(5)
    with pytest.raises(BlockingIOError):
        stand_in.accept()
    client = socket.create_connection(listening.getsockname())
    accepted, address = listening.accept()
    socket.send_fds(ours, [b"c"], [accepted.fileno()])
    accepted.close()
    connection, told = stand_in.accept()
    assert told == address
    client.sendall(b"words")
    assert connection.recv(10) == b"words"
    for one in (connection, client, stand_in, ours, listening):
        one.close()
