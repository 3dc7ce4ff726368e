"""A throttle limits how often a password may be guessed; a restart forgets none of the guesses.

A try counts before it is judged. Three counts, each of which lets some tries pass and then makes one wait,
twice as long after each failure:

- of a name from one address, after five: this is what somebody meets who mistypes;
- of a name from all addresses, after thirty: many machines at one password;
- of an address for all names, after twenty: one machine at many passwords. An office may share one.

Whoever has logged in from an address before is held to the first count alone when they come from there again,
so that a stranger who guesses neither keeps the owner of an account out nor an office that shares their address.
Kept are digests: a password typed as a name must not be read off the file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from chat.accounts.accounts import Accounts, digest_of
from ingest.errors import TooMany

OF_NAME_HERE, OF_NAME, OF_ADDRESS = 5, 30, 20  # failures before one has to wait
LONGEST = 900.0  # seconds to wait
FORGOTTEN = 4 * LONGEST  # seconds without a failure
KNOWN = 90 * 86_400.0  # seconds for which an address counts as one's own
_KEPT = 20_000  # counts; the oldest are forgotten


class Throttle:
    """Count failed logins in the file of accounts. Thread-safe, as the accounts are."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.time) -> None:
        self._accounts, self._clock = accounts, clock

    def begin(self, name: str, address: str) -> None:
        """Count a try as failed until it has passed. Raises ``TooMany`` where it has to wait, and counts nothing."""
        now = self._clock()
        with self._accounts.database() as database:
            counts = [(_key(name, address), OF_NAME_HERE)]
            if not _is_known(database, name, address, now):
                counts += [(_key("name", name), OF_NAME), (_key("address", address), OF_ADDRESS)]
            wait = max(_wait(database, key, free, now) for key, free in counts)
            if wait <= 0:
                for key, _ in counts:
                    _count(database, key, now)
                _sweep(database, now)
        if wait > 0:
            raise TooMany("登录尝试过多，请稍后再试", "too many attempts to log in, come back later", wait)

    def passed(self, name: str, address: str) -> None:
        """Forget the failures of a user whose password was right, and take back this try of the address."""
        now = self._clock()
        with self._accounts.database() as database:
            mine = [(_key(name, address),), (_key("name", name),)]
            database.executemany("DELETE FROM failures WHERE digest = ?", mine)
            if not _is_known(database, name, address, now):
                database.execute(
                    "UPDATE failures SET count = count - 1 WHERE digest = ?", (_key("address", address),)
                )
            database.execute("DELETE FROM known WHERE seen < ?", (now - KNOWN,))
            database.execute(
                "INSERT OR REPLACE INTO known VALUES (?, ?, ?)", (_key(name, address), name, now)
            )


def _key(*parts: str) -> bytes:
    return digest_of("\n".join(f"{len(part)} {part}" for part in parts))


def _is_known(database: sqlite3.Connection, name: str, address: str, now: float) -> bool:
    query = "SELECT 1 FROM known WHERE digest = ? AND seen > ?"
    return database.execute(query, (_key(name, address), now - KNOWN)).fetchone() is not None


def _failures(database: sqlite3.Connection, key: bytes, now: float) -> tuple[int, float]:
    """How many, and the last when; none where that is long ago."""
    found = database.execute("SELECT count, last FROM failures WHERE digest = ?", (key,)).fetchone()
    if found is None or now - found[1] > FORGOTTEN:
        return 0, now
    return found[0], min(found[1], now)  # a clock that was put back must not lock anybody out


def _wait(database: sqlite3.Connection, key: bytes, free: int, now: float) -> float:
    count, last = _failures(database, key, now)
    return 0.0 if count < free else last + min(LONGEST, 2.0 ** min(count - free, 30)) - now


def _count(database: sqlite3.Connection, key: bytes, now: float) -> None:
    count, _ = _failures(database, key, now)
    database.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", (key, count + 1, now))


def _sweep(database: sqlite3.Connection, now: float) -> None:
    database.execute("DELETE FROM failures WHERE last < ?", (now - FORGOTTEN,))
    database.execute(
        "DELETE FROM failures WHERE digest IN (SELECT digest FROM failures ORDER BY last DESC LIMIT -1 OFFSET ?)",
        (_KEPT,),
    )
