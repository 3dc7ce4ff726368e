"""Keep which documents are in which collection, in one SQLite file beside the store.

A collection is a name and the ids of its documents, one at least; a document may be in several. The file knows nothing of people:
what each may see and change of it is :mod:`chat.collections.collections`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.storage.disk import make_private
from ingest.errors import StoreDamaged, StoreFull

FILE_NAME = "collections.sqlite3"
VERSION = 1

_SCHEMA = """
CREATE TABLE members (name TEXT NOT NULL, doc_id TEXT NOT NULL, PRIMARY KEY (name, doc_id)) STRICT;
"""


class KeptCollections:
    """Keep collections in the file ``path``, in memory where it is ``None``. Thread-safe.

    The file is made with the first collection. Raises ``StoreFull`` or ``StoreDamaged``.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def all(self) -> dict[str, frozenset[str]]:
        """Give every collection with the ids of its documents, in the order of the names."""
        if self._opened is None and self._path is not None and not self._path.is_file():
            return {}
        found: dict[str, set[str]] = {}
        with self._lock, _told():
            rows = self._database().execute("SELECT name, doc_id FROM members ORDER BY name").fetchall()
        for name, doc_id in rows:
            found.setdefault(name, set()).add(doc_id)
        return {name: frozenset(ids) for name, ids in found.items()}

    def change(self, name: str, put: Iterable[str] = (), take: Iterable[str] = ()) -> None:
        """Put documents into a collection and take others out; one that holds nothing is there no more."""
        with self._writing() as database:
            database.executemany("INSERT OR IGNORE INTO members VALUES (?, ?)", [(name, one) for one in put])
            database.executemany(
                "DELETE FROM members WHERE name = ? AND doc_id = ?", [(name, one) for one in take]
            )

    # -- the file ------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock, _told():
            database = self._database()
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

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
            if version > VERSION:
                raise StoreDamaged(
                    "集合由更新版本的问策写成，请升级后再打开",
                    "the collections were written by a later version",
                )
            if version == 0:
                database.execute(_SCHEMA)
                database.execute(f"PRAGMA user_version = {VERSION}")
            self._opened = database
        return self._opened


@contextmanager
def _told() -> Iterator[None]:
    """SQLite's errors in words."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreFull(
            "集合保存不了：磁盘空间不足、文件夹不可写，或另一个程序正占用",
            f"the collections cannot be written: {error}",
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreDamaged("保存集合的文件已损坏", "the file of collections is damaged") from error
