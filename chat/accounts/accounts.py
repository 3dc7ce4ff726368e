"""Users, their tokens, and which documents only some of them may see.

One small SQLite file beside the store's; the store itself knows nothing of people. Roles: a
reader asks and reads, an editor also takes documents in and out, an admin also sees every
document and decides who sees which. Sessions are in :mod:`chat.accounts.sessions`, failed logins in :mod:`chat.accounts.throttle`.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chat.accounts.passwords import Hashed, hashed, matches
from chat.accounts.roles import ADMIN, EDITOR, READER, ROLES
from ingest.errors import StoreFull, UsageError

FILE_NAME = "accounts.sqlite3"
TOKEN_MARK = "wence_"  # noqa: S105  how an API token begins, so that a leaked one is recognised
# “li.ming”, “王芳”, “a@b.cn”: no blank and no slash, so that a name stands in a log line and an address
_NAME = re.compile(r"[\w.@-]{1,64}")
_TABLES = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, salt BLOB NOT NULL, digest BLOB NOT NULL,
    n INTEGER NOT NULL, r INTEGER NOT NULL, p INTEGER NOT NULL, created REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
    digest BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES users(name) ON DELETE CASCADE,
    label TEXT NOT NULL, created REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    digest BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES users(name) ON DELETE CASCADE,
    begun REAL NOT NULL, seen REAL NOT NULL, renewed REAL NOT NULL, until REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS failures (digest BLOB PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS known (
    digest BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES users(name) ON DELETE CASCADE, seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS visible (
    doc_id TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (doc_id, kind, value)
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class User:
    """A user with a name and a role; without accounts everybody is ``ANYONE``."""

    name: str
    role: str

    @property
    def may_edit(self) -> bool:
        """Whether the user may take documents in, change and remove them."""
        return self.role in (EDITOR, ADMIN)

    @property
    def is_admin(self) -> bool:
        """Whether the user may see every document and say who else may."""
        return self.role == ADMIN


ANYONE = User("", ADMIN)


class Accounts:
    """Keep the accounts in one file, made where there is none. Thread-safe: one connection, one lock."""

    def __init__(self, folder: Path) -> None:
        """Raises ``StoreFull`` where the folder cannot be written."""
        self._lock = threading.RLock()
        path = folder / FILE_NAME
        try:
            path.touch(mode=0o600)  # before SQLite makes it readable to others
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA busy_timeout = 5000")
            self._connection.executescript(_TABLES)
        except (OSError, sqlite3.OperationalError) as error:
            raise StoreFull(
                "账户文件不可写或磁盘空间不足", "the file of accounts cannot be written"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple]:
        """Give the rows that a query selects."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    # -- users -----------------------------------------------------------------------------------

    def users(self) -> list[User]:
        """Give all users by name."""
        return [User(*row) for row in self.rows("SELECT name, role FROM users ORDER BY name")]

    def user(self, name: str) -> User:
        """Give the user of a name. Raises ``UsageError`` for an unknown one."""
        found = self.rows("SELECT name, role FROM users WHERE name = ?", (name,))
        if not found:
            raise UsageError(f"没有用户“{name}”", f"no user '{name}'")
        return User(*found[0])

    def since(self, name: str) -> float:
        """Give when the account of a name was made, in seconds since 1970; 0 for an unknown one."""
        found = self.rows("SELECT created FROM users WHERE name = ?", (name,))
        return found[0][0] if found else 0.0

    def owner_key(self, name: str) -> str:
        """Give the key of what an account owns: another for a later account of the same name."""
        return f"user:{name}#{self.since(name):.3f}"

    def add(self, name: str, password: str, role: str = READER) -> User:
        """Add a user. Raises ``UsageError`` for a taken or unfit name, an unknown role or an unfit password."""
        if not _NAME.fullmatch(name):
            raise UsageError(
                "用户名只能用文字、数字和 . _ @ -，至多 64 个字",
                "a name holds letters, digits and . _ @ -, 64 at most",
            )
        role, kept = _role(role), hashed(password)
        with self.database() as database:
            if database.execute("SELECT 1 FROM users WHERE name = ?", (name,)).fetchone():
                raise UsageError(f"用户“{name}”已存在", f"user '{name}' exists")
            database.execute(
                "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (name, role, kept.salt, kept.digest, kept.n, kept.r, kept.p, time.time()),
            )
        return User(name, role)

    def remove(self, name: str) -> None:
        """Remove a user with their sessions, tokens and rights. Raises ``UsageError`` for an unknown one."""
        self.user(name)
        with self.database() as database:
            database.execute("DELETE FROM users WHERE name = ?", (name,))
            # The mark stays: without it a document for this person alone would be everybody's.
            database.execute("UPDATE visible SET value = '' WHERE kind = 'user' AND value = ?", (name,))

    def set_role(self, name: str, role: str) -> User:
        """Give a user another role. Raises ``UsageError`` for an unknown user or role."""
        self.user(name)
        with self.database() as database:
            database.execute("UPDATE users SET role = ? WHERE name = ?", (_role(role), name))
        return self.user(name)

    def set_password(self, name: str, password: str) -> None:
        """Set a user's password and end their sessions. Raises ``UsageError`` for an unknown user or an unfit password."""
        self.user(name)
        kept = hashed(password)
        with self.database() as database:
            database.execute(
                "UPDATE users SET salt = ?, digest = ?, n = ?, r = ?, p = ? WHERE name = ?",
                (kept.salt, kept.digest, kept.n, kept.r, kept.p, name),
            )
            database.execute("DELETE FROM sessions WHERE user = ?", (name,))

    def check(self, name: str, password: str) -> User | None:
        """Give the user of a name and password; it takes as long whether or not there is one (about 0.2 s)."""
        found = self.rows("SELECT role, salt, digest, n, r, p FROM users WHERE name = ?", (name,))
        right = matches(password, Hashed(*found[0][1:]) if found else None)
        return User(name, found[0][0]) if right else None

    # -- tokens ----------------------------------------------------------------------------------

    def new_token(self, name: str, label: str = "") -> str:
        """Make a token for programs, shown this once; only its hash is kept."""
        self.user(name)
        token = TOKEN_MARK + secrets.token_urlsafe(32)
        with self.database() as database:
            database.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?)", (digest_of(token), name, label, time.time())
            )
        return token

    def remove_tokens(self, name: str) -> int:
        """Remove all tokens of a user; give how many there were."""
        with self.database() as database:
            return database.execute("DELETE FROM tokens WHERE user = ?", (name,)).rowcount

    def tokens(self) -> list[dict[str, object]]:
        """Give what is known of each token, oldest first; ``id`` names it and tells nothing of it."""
        rows = self.rows("SELECT digest, user, label, created FROM tokens ORDER BY created, rowid")
        return [
            {"id": digest[:8].hex(), "user": user, "label": label, "created": created}
            for digest, user, label, created in rows
        ]

    def remove_token(self, name: str) -> bool:
        """Remove the token of an ``id``; give whether there was one."""
        with self.database() as database:
            found = database.execute("DELETE FROM tokens WHERE lower(hex(substr(digest, 1, 8))) = ?", (name,))
            return found.rowcount > 0

    def user_of_token(self, token: str) -> User | None:
        """Give the user of a token, ``None`` where no such token was made."""
        found = self.rows(
            "SELECT name, role FROM tokens JOIN users ON name = user WHERE tokens.digest = ?",
            (digest_of(token),),
        )
        return User(*found[0]) if found else None

    # -- which documents are for whom -------------------------------------------------------------

    def restrict(self, doc_id: str, roles: Iterable[str] = (), users: Iterable[str] = ()) -> None:
        """Let only some roles and users (and every admin) see a document; with neither, everybody."""
        marks = [("role", _role(role)) for role in roles] + [("user", self.user(name).name) for name in users]
        with self.database() as database:
            database.execute("DELETE FROM visible WHERE doc_id = ?", (doc_id,))
            database.executemany(
                "INSERT OR IGNORE INTO visible VALUES (?, ?, ?)", [(doc_id, *mark) for mark in marks]
            )

    def restrictions(self) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Give ``doc_id`` -> (roles, users) of the documents that not everybody may see."""
        found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        for doc_id, kind, value in self.rows("SELECT doc_id, kind, value FROM visible ORDER BY 1, 2, 3"):
            roles, users = found.get(doc_id, ((), ()))
            found[doc_id] = ((*roles, value), users) if kind == "role" else (roles, (*users, value))
        return found

    def hidden_from(self, user: User) -> frozenset[str]:
        """Give the documents that a user may not see. An admin sees all."""
        if user.is_admin:
            return frozenset()
        query = (
            "SELECT doc_id FROM visible GROUP BY doc_id "
            "HAVING SUM((kind = 'role' AND value = ?) OR (kind = 'user' AND value = ?)) = 0"
        )
        return frozenset(doc_id for (doc_id,) in self.rows(query, (user.role, user.name)))


def digest_of(secret: str) -> bytes:
    """Hash a random secret for keeping: it is long enough to need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _role(role: str) -> str:
    if role not in ROLES:
        raise UsageError(f"没有“{role}”这个角色，可用：{'、'.join(ROLES)}", f"unknown role '{role}'")
    return role
