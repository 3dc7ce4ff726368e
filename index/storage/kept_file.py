"""A small SQLite file beside the store, made with the first thing kept in it: profiles, collections.

It has nothing of the store's revisions; each change is a transaction of its own.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.storage.disk import make_private
from ingest.errors import StoreDamaged, StoreFull


class KeptFile:
    """Rows in the file ``path``, in memory where it is ``None``. Thread-safe.

    ``what``: what is kept in it, in Chinese and English, for messages. Raises ``StoreFull`` or ``StoreDamaged``.
    """

    def __init__(self, path: Path | None, schema: str, version: int, what: tuple[str, str]) -> None:
        self._path, self._schema, self._version, self._what = path, schema, version, what
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Give what a query finds; nothing where no file has been made yet."""
        if self._opened is None and self._path is not None and not self._path.is_file():
            return []
        with self._lock, self._told():
            return self._database().execute(query, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock, self._told():
            database = self._database()
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    def damaged(self) -> StoreDamaged:
        """Give the error that says that what is kept cannot be read."""
        chinese, english = self._what
        return StoreDamaged(f"保存{chinese}的文件已损坏", f"the file of {english} is damaged")

    def _database(self) -> sqlite3.Connection:
        if self._opened is None:
            if self._path is not None:
                make_private(self._path)
            database = sqlite3.connect(
                self._path or ":memory:", check_same_thread=False, isolation_level=None, timeout=10
            )
            if self._path is not None:
                database.execute("PRAGMA journal_mode = WAL")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > self._version:
                chinese, english = self._what
                raise StoreDamaged(
                    f"保存的{chinese}由更新版本的问策写成，请升级后再打开",
                    f"the {english} were written by a later version",
                )
            if version == 0:
                database.execute(self._schema)
                database.execute(f"PRAGMA user_version = {self._version}")
            self._opened = database
        return self._opened

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors in words."""
        chinese, english = self._what
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StoreFull(
                f"{chinese}保存不了：磁盘空间不足、文件夹不可写，或另一个程序正占用",
                f"the {english} cannot be written: {error}",
            ) from error
        except sqlite3.DatabaseError as error:
            raise self.damaged() from error
