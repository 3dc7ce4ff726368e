"""Keep the profiles that people save in one SQLite file beside the store, each with what has been looked at for it.

Each belongs to an owner: the name of a user, or the one local user where there are no accounts. No query of one
owner reads or changes what another's is. What a profile holds is the JSON object that it was given as.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.storage.kept_file import KeptFile
from ingest.errors import UsageError

FILE_NAME = "profiles.sqlite3"
VERSION = 1
LONGEST_NAME = 60
LONGEST_PROFILE = 100_000  # characters of its JSON, more than the longest text makes
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
        self._file = KeptFile(path, _SCHEMA, VERSION, ("画像", "profiles"))
        self._path, self._clock = path, clock

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def all(self, owner: str) -> list[KeptProfile]:
        """List an owner's profiles, the latest first."""
        rows = self._file.rows("SELECT name, given, saved, documents, measures FROM profiles WHERE owner = ? ORDER BY saved DESC, name", (owner,))  # fmt: skip
        return [self._kept(row) for row in rows]

    def find(self, owner: str, name: str) -> KeptProfile | None:
        """Give an owner's profile of a name; ``None`` where there is none."""
        rows = self._file.rows("SELECT name, given, saved, documents, measures FROM profiles WHERE owner = ? AND name = ?", (owner, _named(name)))  # fmt: skip
        return self._kept(rows[0]) if rows else None

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
        with self._file.writing() as database:
            database.execute(
                "INSERT INTO profiles VALUES (?, ?, ?, ?, '[]', '[]') ON CONFLICT (owner, name) DO UPDATE SET"
                " given = excluded.given, saved = excluded.saved, documents = '[]', measures = '[]'",
                (owner, name, content, self._clock()),
            )
        return name

    def look(self, owner: str, name: str, documents: Iterable[str], measures: Iterable[str]) -> None:
        """Keep what was there when an owner looked at a profile."""
        marks = (json.dumps(sorted(documents)), json.dumps(sorted(measures), ensure_ascii=False))
        with self._file.writing() as database:
            database.execute(
                "UPDATE profiles SET documents = ?, measures = ? WHERE owner = ? AND name = ?",
                (*marks, owner, _named(name)),
            )

    def remove(self, owner: str, name: str) -> bool:
        """Delete an owner's profile; give whether there was one."""
        with self._file.writing() as database:
            done = database.execute("DELETE FROM profiles WHERE owner = ? AND name = ?", (owner, _named(name)))  # fmt: skip
            return done.rowcount > 0

    def remove_owner(self, owner: str) -> None:
        """Delete all profiles of an owner."""
        if self._path is None or self._path.is_file():
            with self._file.writing() as database:
                database.execute("DELETE FROM profiles WHERE owner = ?", (owner,))

    def _kept(self, row: tuple[Any, ...]) -> KeptProfile:
        name, given, saved, documents, measures = row
        try:
            return KeptProfile(
                name, dict(json.loads(given)), saved, frozenset(json.loads(documents)), frozenset(json.loads(measures))
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise self._file.damaged() from error


def _named(name: str) -> str:
    """A name in one line, cut where it is too long."""
    return " ".join(_clean(name).split())[:LONGEST_NAME].strip()


def _clean(text: str) -> str:
    """Text that SQLite takes: half of a surrogate pair becomes “�”."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
