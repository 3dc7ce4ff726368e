"""Keep conversations and votes on their answers in one SQLite file beside the store.

Each belongs to an owner: the name of a user, or an id of their browser where there are no accounts.
No query of one owner reads or changes what another's is. Answers are JSON (:mod:`chat.conversations.exchange_json`).
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chat.conversations.conversation import Exchange
from chat.conversations.exchange_json import exchange_json, exchange_of
from index.storage.disk import make_private
from ingest.errors import StoreDamaged, StoreFull

FILE_NAME = "conversations.sqlite3"
VERSION = 1
LONGEST_TITLE = 60
LONGEST_REMARK = 1_000
MOST_LISTED = 300
UP, DOWN = "up", "down"
REASONS = ("引用不对", "答非所问", "不完整", "数字或名称有误", "文件里其实没有", "其他")

_SCHEMA = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, begun REAL NOT NULL, changed REAL NOT NULL
) STRICT;
CREATE INDEX of_owner ON conversations (owner, changed);
CREATE TABLE exchanges (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (conversation, number)
) STRICT;
CREATE TABLE votes (
    conversation TEXT NOT NULL, number INTEGER NOT NULL, owner TEXT NOT NULL, vote TEXT NOT NULL,
    reason TEXT NOT NULL, remark TEXT NOT NULL, history TEXT NOT NULL, content TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (conversation, number)
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation in the list. ``changed``: seconds since 1970."""

    id: str
    title: str
    changed: float
    exchanges: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A person's judgement of an answer. It outlives the conversation: ``history`` are the questions before it."""

    conversation: str
    exchange: Exchange
    vote: str
    reason: str
    remark: str
    history: tuple[str, ...]
    at: float


class Conversations:
    """Keep conversations in the file ``path``, in memory where it is ``None``. Thread-safe.

    Raises ``StoreFull`` or ``StoreDamaged``.
    """

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        with _told():
            if path is not None:
                make_private(path)
            self._database = sqlite3.connect(
                path or ":memory:", check_same_thread=False, isolation_level=None, timeout=10
            )
            self._database.execute("PRAGMA foreign_keys = ON")
            if path is not None:
                self._database.execute("PRAGMA journal_mode = WAL")
        self._prepare()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _prepare(self) -> None:
        with self._writing() as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise StoreDamaged(
                    "对话记录由更新版本的问策写成，请升级后再打开",
                    "the conversations were written by a later version",
                )
            if version == 0:
                for statement in _SCHEMA.split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {VERSION}")

    # -- conversations -------------------------------------------------------------------------------

    def held(self, owner: str) -> list[Kept]:
        """List an owner's conversations, the latest first, those without an exchange left out."""
        rows = self._rows(
            "SELECT id, title, changed, (SELECT count(*) FROM exchanges WHERE conversation = id) AS held"
            " FROM conversations WHERE owner = ? AND held > 0 ORDER BY changed DESC LIMIT ?",
            (owner, MOST_LISTED),
        )
        return [Kept(*row) for row in rows]

    def all(self) -> list[dict[str, object]]:
        """List everybody's conversations with their owners, the latest first."""
        rows = self._rows(
            "SELECT id, owner, title, changed, (SELECT count(*) FROM exchanges WHERE conversation = id)"
            " FROM conversations ORDER BY changed DESC",
            (),
        )
        names = ("id", "owner", "title", "changed", "exchanges")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def load(self, owner: str, conversation: str) -> tuple[Exchange, ...] | None:
        """Give the exchanges with their votes, in order; ``None`` where the owner has no such conversation."""
        if not self._owns(owner, conversation):
            return None
        rows = self._rows(
            "SELECT exchanges.content, coalesce(vote, '') FROM exchanges LEFT JOIN votes USING (conversation, number)"
            " WHERE conversation = ? ORDER BY number",
            (conversation,),
        )
        return tuple(replace(_exchange(content), vote=vote) for content, vote in rows)

    def title(self, owner: str, conversation: str) -> str:
        """Give the title of an owner's conversation, empty where there is none."""
        rows = self._rows("SELECT title FROM conversations WHERE id = ? AND owner = ?", (conversation, owner))
        return rows[0][0] if rows else ""

    def save(self, owner: str, conversation: str, exchange: Exchange) -> str:
        """Keep an exchange; give the conversation's id, a new one where it was empty or another owner's."""
        known = bool(conversation) and self._owns(owner, conversation)
        conversation = conversation if known else new_id()
        now = self._clock()
        content = json.dumps(exchange_json(exchange), ensure_ascii=False)
        with self._writing() as database:
            database.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET changed = excluded.changed",
                (conversation, owner, _title(exchange.question), now, now),
            )
            database.execute(
                "INSERT OR REPLACE INTO exchanges VALUES (?, ?, ?)",
                (conversation, exchange.number, _clean(content)),
            )
        return conversation

    def rename(self, owner: str, conversation: str, title: str) -> bool:
        """Rename a conversation; give whether there was such a one and the title has a word in it."""
        if not title.strip():
            return False
        return self._change(
            "UPDATE conversations SET title = ? WHERE id = ? AND owner = ?",
            (_title(title), conversation, owner),
        )

    def delete(self, owner: str, conversation: str) -> bool:
        """Delete a conversation. What was said of its answers stays: it was given for others to use."""
        return self._change("DELETE FROM conversations WHERE id = ? AND owner = ?", (conversation, owner))

    def adopt(self, owner: str, name: str, since: float) -> None:
        """Give what the name ``name`` said from a moment on to ``owner``; what is older was another's of that name."""
        with self._writing() as database:
            database.execute(
                "UPDATE conversations SET owner = ? WHERE owner = ? AND begun >= ?", (owner, name, since)
            )
            database.execute("UPDATE votes SET owner = ? WHERE owner = ? AND at >= ?", (owner, name, since))

    def forget(self, owner: str) -> int:
        """Delete all conversations of an owner; give how many there were. Their votes stay, as with :meth:`delete`."""
        with self._writing() as database:
            return database.execute("DELETE FROM conversations WHERE owner = ?", (owner,)).rowcount

    # -- votes ---------------------------------------------------------------------------------------

    def vote(
        self, owner: str, conversation: str, number: int, vote: str, reason: str = "", remark: str = ""
    ) -> bool:
        """Keep a vote on an answer, an empty one takes it back; give whether there is such an answer."""
        exchanges = self.load(owner, conversation) or ()
        exchange = next((one for one in exchanges if one.number == number and one.answer), None)
        if exchange is None or vote not in (UP, DOWN, ""):
            return False
        with self._writing() as database:
            database.execute(
                "DELETE FROM votes WHERE conversation = ? AND number = ?", (conversation, number)
            )
            if vote:
                history = [one.question for one in exchanges if one.number < number and one.answer]
                values = (
                    conversation, number, owner, vote, reason if reason in REASONS else "",
                    _clean(remark.strip()[:LONGEST_REMARK]), json.dumps(history, ensure_ascii=False),
                    _clean(json.dumps(exchange_json(exchange), ensure_ascii=False)), self._clock(),
                )  # fmt: skip
                database.execute("INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        return True

    def remove_vote(self, conversation: str, number: int) -> bool:
        """Remove the vote on an answer, whoever gave it; give whether there was one."""
        return self._change("DELETE FROM votes WHERE conversation = ? AND number = ?", (conversation, number))

    def votes(self, owner: str | None = None) -> list[Vote]:
        """Give all votes, or those of one owner, oldest first."""
        rows = self._rows(
            "SELECT conversation, content, vote, reason, remark, history, at FROM votes"
            " WHERE ? IS NULL OR owner = ? ORDER BY at, conversation, number",
            (owner, owner),
        )
        return [
            Vote(row[0], _exchange(row[1]), row[2], row[3], row[4], tuple(json.loads(row[5])), row[6])
            for row in rows
        ]

    # -- the file ------------------------------------------------------------------------------------

    def _owns(self, owner: str, conversation: str) -> bool:
        return bool(
            self._rows("SELECT 1 FROM conversations WHERE id = ? AND owner = ?", (conversation, owner))
        )

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._lock, _told():
            return self._database.execute(query, values).fetchall()

    def _change(self, statement: str, values: tuple[Any, ...]) -> bool:
        with self._writing() as database:
            return database.execute(statement, values).rowcount > 0

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock, _told():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")


@contextmanager
def _told() -> Iterator[None]:
    """SQLite's errors in words."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise StoreFull(
                "对话记录写不了：磁盘空间不足、文件夹不可写，或另一个程序正占用",
                f"the conversations cannot be written: {error}",
            ) from error
        raise StoreDamaged("对话记录的文件已损坏", "the file of conversations is damaged") from error


def new_id() -> str:
    """Make a random id that nobody can guess."""
    return secrets.token_urlsafe(12)


def _exchange(content: str) -> Exchange:
    try:
        return exchange_of(json.loads(content))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged("对话记录的文件已损坏", "the file of conversations is damaged") from error


def _title(words: str) -> str:
    line = " ".join(_clean(words).split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _clean(text: str) -> str:
    """Text that SQLite takes: half of a surrogate pair becomes “�”."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
