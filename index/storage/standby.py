"""Keep a second copy of a small store's database, to serve from where the first is damaged.

Made anew after each change, so that it holds no word of a document that was removed. A larger store has none: its
copies are backups.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

from index.storage.database import HASHED_BYTES, connect, read_state, translated
from index.storage.database_reader import DatabaseReader
from index.storage.disk import make_private, sync
from ingest.errors import StoreError

FILE_NAME = "wence.standby.sqlite3"
_HEADER = 100  # bytes


def path_of(database: Path) -> Path:
    """Give where the second copy of a database lies."""
    return database.with_name(FILE_NAME)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as its newest revision stands, while others read and write it, onto the disk.

    ``target`` is a file that is not there yet. Raises ``StoreFull``, ``StoreDamaged``.
    """
    make_private(target)
    with translated(), closing(connect(source, "mode=rw")) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    sync(target)


def refresh(database: Path) -> None:
    """Make the second copy of the newest revision, or remove it where it cannot be made or would be too large."""
    kept = path_of(database)
    new = kept.with_name(f"{kept.name}.{os.getpid()}.new")
    try:
        if database.stat().st_size > HASHED_BYTES:
            raise OSError("too large")
        new.unlink(missing_ok=True)
        copy_database(database, new)
        os.replace(new, kept)
        sync(kept.parent)
    except (OSError, StoreError):
        # One of an earlier revision may hold words of a removed document.
        with suppress(OSError):
            kept.unlink(missing_ok=True)
    finally:
        for leftover in kept.parent.glob(f"{new.name}*"):
            leftover.unlink(missing_ok=True)


def is_sound(database: Path) -> bool:
    """Whether there is a second copy, all of whose rows match their sums."""
    try:
        with closing(DatabaseReader(path_of(database))) as reader:
            reader.verify()
    except (OSError, StoreError):
        return False
    return True


def _content(path: Path) -> tuple[str, bytes]:
    """The revision and the digest of all pages but for the counters that SQLite keeps in the first."""
    with translated(), closing(connect(path, "mode=rw")) as connection:
        pages = connection.serialize() if hasattr(connection, "serialize") else b""
        return read_state(connection).tag, sha256(memoryview(pages)[_HEADER:]).digest()


def mend(database: Path) -> bool:
    """Make the second copy anew where it is damaged, of another revision or differs in any byte; give whether it did."""
    kept = path_of(database)
    if not kept.exists():
        return False
    try:
        if _content(database) == _content(kept) and is_sound(database):
            return False
    except StoreError:
        pass
    refresh(database)
    return True
