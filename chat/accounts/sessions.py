"""Sessions say who is logged in: kept on the server, named by a random secret in a cookie.

The secret changes at every login and hourly in use; the one before stays good for a minute,
for what is under way. A session ends after eight hours without use, after three days in any
case, at logout, and when the password changes or the user goes.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from chat.accounts.accounts import Accounts, User, digest_of

COOKIE, SECURE_COOKIE = "wence_session", "__Host-wence_session"  # the browser holds the second to https
IDLE, LONGEST, RENEWED, GRACE = 8 * 3600.0, 72 * 3600.0, 3600.0, 60.0  # seconds
_SEEN = 60.0  # between two notes that a session is in use


@dataclass(frozen=True, slots=True)
class FoundSession:
    """The user of a live session.

    ``login`` names the session through all its secrets; ``secret`` is a new one for the cookie where it was
    time to change it.
    """

    user: User
    login: str
    secret: str | None = None


class Sessions:
    """Keep sessions in the file of accounts. Thread-safe."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.time) -> None:
        self._accounts, self._clock = accounts, clock

    def begin(self, user: User) -> str:
        """Begin a session and give its secret. Sessions that have ended are swept out."""
        now = self._clock()
        with self._accounts.database() as database:
            database.execute("DELETE FROM sessions WHERE until < ? OR seen < ?", (now, now - IDLE))
            return self._insert(database, user.name, now, now)

    def find(self, secret: str) -> FoundSession | None:
        """Give the user of a session with their role as it is now; ``None`` where there is no such session."""
        now = self._clock()
        found = self._accounts.rows(
            "SELECT name, role, begun, seen, renewed, until FROM sessions JOIN users ON name = user "
            "WHERE sessions.digest = ?",
            (digest_of(secret),),
        )
        if not found:
            return None
        name, role, begun, seen, renewed, until = found[0]
        if now > until or now > seen + IDLE:
            return None
        user, login = User(name, role), f"{begun!r} {name}"
        if now - renewed > RENEWED and until - now > GRACE:
            with self._accounts.database() as database:
                new = self._insert(database, name, begun, now)
                database.execute(
                    "UPDATE sessions SET until = ? WHERE digest = ?", (now + GRACE, digest_of(secret))
                )
            return FoundSession(user, login, new)
        if now - seen > _SEEN:
            with self._accounts.database() as database:
                database.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, digest_of(secret)))
        return FoundSession(user, login)

    def lives(self, login: str) -> bool:
        """Whether the session of a :class:`FoundSession` has not ended."""
        begun, _, name = login.partition(" ")
        now = self._clock()
        query = "SELECT 1 FROM sessions WHERE user = ? AND begun = ? AND until > ? AND seen > ?"
        return bool(self._accounts.rows(query, (name, float(begun), now, now - IDLE)))

    def end(self, secret: str) -> None:
        """End the session of a secret, under all its secrets."""
        with self._accounts.database() as database:
            database.execute(
                "DELETE FROM sessions WHERE (user, begun) IN (SELECT user, begun FROM sessions WHERE digest = ?)",
                (digest_of(secret),),
            )

    @staticmethod
    def _insert(database, name: str, begun: float, now: float) -> str:  # type: ignore[no-untyped-def]
        secret = secrets.token_urlsafe(32)
        database.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
            (digest_of(secret), name, begun, now, now, begun + LONGEST),
        )
        return secret
