"""The engines that keep a store, each opened for a folder: SQLite beside us, and seekdb where it is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from index.storage.server.addresses import ServerAddress
from index.storage.server.connections import ServerPool
from index.store import Store, open_store
from index.store.server_store import open_server_store

NOT_HERE = "seekdb is not installed (make seekdb): the store in OceanBase's engine is not tested"


class EmbeddedEngine:
    """A store is one folder."""

    name = "embedded"

    def open(self, folder: Path, **options: Any) -> Store:
        return open_store(folder, **options)


class SeekdbEngine:
    """A store is one database of an engine that runs as long as the tests; its name stands for the folder."""

    name = "seekdb"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ServerPool(self.address_of(folder), create=True)

    def address_of(self, folder: Path) -> ServerAddress:
        return ServerAddress(f"t{sha256(str(folder).encode()).hexdigest()[:16]}", self._folder)

    def open(self, folder: Path, **options: Any) -> Store:
        return open_server_store(self.address_of(folder), folder, **options)

    def forget(self) -> None:
        """Drop the databases of a test."""
        with self._pool.lent() as connection:
            for (name,) in connection.execute("SHOW DATABASES LIKE 't%'"):
                if len(name) == 17:
                    connection.execute(f"DROP DATABASE {name}")

    def close(self) -> None:
        self._pool.close()


@contextmanager
def seekdb(folder: Path) -> Iterator[SeekdbEngine]:
    """The engine with its files in a folder; skips where it is not installed."""
    if importlib.util.find_spec("pylibseekdb") is None:
        pytest.skip(NOT_HERE)
    with ExitStack() as stack:
        engine = SeekdbEngine(folder)
        stack.callback(engine.close)
        yield engine
