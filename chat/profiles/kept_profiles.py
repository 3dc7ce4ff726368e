"""Keep the profiles that people save in one SQLite file beside the store, each with what has been looked at for it.

Each belongs to an owner: the name of a user, or the one local user where there are no accounts. No query of one
owner reads or changes what another's is. What a profile holds is the JSON object that it was given as.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import StoreDamaged, StoreFull, UsageError

FILE_NAME = "profiles.sqlite3"
VERSION = 1
LONGEST_NAME = 60
LONGEST_PROFILE = 20_000  # characters of its JSON
MOST_KEPT = 100  # profiles of one owner

_SCHEMA = """
CREATE TABLE profiles (
    owner TEXT NOT NULL, name TEXT NOT NULL, given TEXT NOT NULL, saved REAL NOT NULL,
    documents TEXT NOT NULL, measures TEXT NOT NULL, PRIMARY KEY (owner, name)
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A profile under its name. ``saved``: seconds since 1970.

    ``documents`` are the marks of the documents that were there when it was last looked at, ``measures`` the ids of
    those that had to do with it then.
    """

    name: str
    given: Mapping[str, Any]
    saved: float
    documents: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()


class KeptProfiles:
    """Keep profiles in the file ``path``, in memory where it is ``None``. Thread-safe.

    The file is made with the first profile. Raises ``StoreFull`` or ``StoreDamaged``.
    """

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
            self._opened = None

    def all(self, owner: str) -> list[KeptProfile]:
        """List an owner's profiles, the latest first."""
        rows = self._rows("SELECT name, given, saved, documents, measures FROM profiles WHERE owner = ? ORDER BY saved DESC, name", (owner,))  # fmt: skip
        return [_kept(row) for row in rows]

    def find(self, owner: str, name: str) -> KeptProfile | None:
        """Give an owner's profile of a name; ``None`` where there is none."""
        rows = self._rows("SELECT name, given, saved, documents, measures FROM profiles WHERE owner = ? AND name = ?", (owner, _named(name)))  # fmt: skip
        return _kept(rows[0]) if rows else None

    def save(self, owner: str, name: str, given: Mapping[str, Any]) -> str:
        """Keep a profile in place of an earlier one of its name; give the name as it is kept.

        Raises ``UsageError`` for an empty name, a profile that is too long and one too many.
        """
        name, content = _named(name), _clean(json.dumps(given, ensure_ascii=False))
        if not name:
            raise UsageError("画像要有名称。", "The profile needs a name.")
        if len(content) > LONGEST_PROFILE:
            raise UsageError("画像太长，请写得短一些。", "The profile is too long.")
        known = {one.name for one in self.all(owner)}
        if name not in known and len(known) >= MOST_KEPT:
            raise UsageError(f"最多保存 {MOST_KEPT} 份画像，请先删去不用的。", "Too many profiles are kept; delete some.")  # fmt: skip
        with self._writing() as database:
            database.execute(
                "INSERT INTO profiles VALUES (?, ?, ?, ?, '[]', '[]') ON CONFLICT (owner, name) DO UPDATE SET"
                " given = excluded.given, saved = excluded.saved, documents = '[]', measures = '[]'",
                (owner, name, content, self._clock()),
            )
        return name

    def look(self, owner: str, name: str, documents: Iterable[str], measures: Iterable[str]) -> None:
        """Keep what was there when an owner looked at a profile."""
        marks = (json.dumps(sorted(documents)), json.dumps(sorted(measures), ensure_ascii=False))
        with self._writing() as database:
            database.execute(
                "UPDATE profiles SET documents = ?, measures = ? WHERE owner = ? AND name = ?",
                (*marks, owner, _named(name)),
            )

    def remove(self, owner: str, name: str) -> bool:
        """Delete an owner's profile; give whether there was one."""
        with self._writing() as database:
            done = database.execute("DELETE FROM profiles WHERE owner = ? AND name = ?", (owner, _named(name)))  # fmt: skip
            return done.rowcount > 0

    def remove_owner(self, owner: str) -> None:
        """Delete all profiles of an owner."""
        if self._path is None or self._path.is_file():
            with self._writing() as database:
                database.execute("DELETE FROM profiles WHERE owner = ?", (owner,))

    # -- the file ------------------------------------------------------------------------------------

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        if self._opened is None and self._path is not None and not self._path.is_file():
            return []
        with self._lock, _told():
            return self._database().execute(query, values).fetchall()

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
            database = sqlite3.connect(
                self._path or ":memory:", check_same_thread=False, isolation_level=None, timeout=10
            )
            if self._path is not None:
                database.execute("PRAGMA journal_mode = WAL")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise StoreDamaged(
                    "保存的画像由更新版本的问策写成，请升级后再打开",
                    "the profiles were written by a later version",
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
            "画像保存不了：磁盘空间不足、文件夹不可写，或另一个程序正占用",
            f"the profiles cannot be written: {error}",
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreDamaged("保存画像的文件已损坏", "the file of profiles is damaged") from error


def _kept(row: tuple[Any, ...]) -> KeptProfile:
    name, given, saved, documents, measures = row
    try:
        return KeptProfile(
            name, dict(json.loads(given)), saved, frozenset(json.loads(documents)), frozenset(json.loads(measures))
        )  # fmt: skip
    except (ValueError, TypeError) as error:
        raise StoreDamaged("保存画像的文件已损坏", "the file of profiles is damaged") from error


def _named(name: str) -> str:
    """A name in one line, cut where it is too long."""
    return " ".join(_clean(name).split())[:LONGEST_NAME].strip()


def _clean(text: str) -> str:
    """Text that SQLite takes: half of a surrogate pair becomes “�”."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
