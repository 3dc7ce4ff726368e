"""Move a store from one engine to another: every row as it stands, counted and summed on both sides.

Rows go in order of their keys, some at a time, each time in one transaction: a move that is broken off goes on behind the
last row that arrived. Until the end the target has no state, so that nobody opens half a store. A source that changes
meanwhile is told by its tag; then the move begins anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.storage import database
from index.storage.codec import FIELDS
from index.storage.database import State, checksum, connect, damaged, format_of, head_from, translated
from index.storage.disk import sync
from index.storage.server.addresses import ServerAddress
from index.storage.server.connections import ServerConnection, ServerPool
from index.storage.server.tables import (
    SHARED_TABLES,
    create_tables,
    field_totals,
    passages_table,
    stored_vector,
    words_of,
)
from ingest.errors import StoreBusy, StoreMissing, UsageError

Place = ServerAddress | Path
_PARTIAL = "wence.migrating.sqlite3"
_SEQUENCES = ("documents", "chunks", "terms")


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table that both engines have: its columns, those that order it, how many rows go at a time."""

    name: str
    keys: str
    columns: str
    rows: int

    @property
    def marks(self) -> str:
        """Give a question mark for each key."""
        return ",".join("?" * len(self.keys.split(",")))


# Words before passages, whose words to be searched are put together from them.
TABLES = (
    MovedTable(
        "documents",
        "id",
        "id, doc_id, title_key, brief, content, head, head_checksum, text, structure, body_sha256",
        100,
    ),
    MovedTable("terms", "id", "id, term, frequency, checksum", 5_000),
    MovedTable("chunks", "id", "id, document, payload, payload_checksum, kind, terms, embedding, arrays_checksum", 500),
    MovedTable("bands", "band, document", "band, document", 5_000),
    MovedTable("facts", "id", "id, document, kind, payload, checksum", 1_000),
    MovedTable("fact_readings", "document", "document, version, facts, checksum", 2_000),
    MovedTable("fact_corrections", "doc_id, kind, `key`", "doc_id, kind, `key`, payload, checksum", 1_000),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What was moved: documents, passages, and rows and sum of each table, which were the same on both sides.

    ``copied``: rows that this run brought over; fewer than all where it went on from an earlier one.
    """

    documents: int
    chunks: int
    copied: int
    tables: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class _Side:
    """One of the two stores, by a connection that takes the same statements."""

    def __init__(self, connection: Any, close: Callable[[], None]) -> None:
        self.connection, self.close = connection, close
        self.is_server = isinstance(connection, ServerConnection)

    def all(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple]:
        with translated():
            return list(self.connection.execute(statement, tuple(parameters)).fetchall())

    def state(self) -> State:
        with translated():
            return database.read_state(self.connection)

    def batches(self, table: MovedTable, last: Sequence[object] | None = None) -> Iterator[list[tuple]]:
        """The rows behind a key, in order."""
        places = len(table.keys.split(","))
        names = [name.strip() for name in table.columns.split(",")]
        keys = [names.index(name.strip()) for name in table.keys.split(",")]
        while True:
            behind = f" WHERE ({table.keys}) > ({table.marks})" if last is not None else ""
            found = self.all(
                f"SELECT {table.columns} FROM {table.name}{behind} ORDER BY {table.keys} LIMIT {table.rows}",
                last or (),
            )
            if not found:
                return
            yield found
            last = [found[-1][place] for place in keys[:places]]

    def last_key(self, table: MovedTable) -> tuple | None:
        backwards = ", ".join(f"{key} DESC" for key in table.keys.split(","))
        found = self.all(f"SELECT {table.keys} FROM {table.name} ORDER BY {backwards} LIMIT 1")
        return found[0] if found else None

    def sequences(self) -> list[tuple]:
        return self.all(f"SELECT name, seq FROM {'sequences' if self.is_server else 'sqlite_sequence'}")

    def sums(self, table: MovedTable) -> tuple[int, int]:
        """(rows, sum over all their values)."""
        count = total = 0
        for rows in self.batches(table):
            count += len(rows)
            total += sum(checksum(*row) for row in rows)
        return count, total % 2**64


def migrate(
    source: Place, target: Place, progress: Callable[[str, int], None] = lambda table, rows: None
) -> MigrationReport:
    """Move a store into a place where there is none yet, or where an earlier move of it was broken off.

    ``progress`` is told (table, rows) of what has arrived. The source stays as it is; kept originals, accounts and
    conversations lie in the folder beside and are not moved. Raises ``StoreMissing``, ``UsageError`` where a store is
    there already, ``StoreBusy`` where the source has changed meanwhile, ``StoreFull``, ``StoreDamaged``.
    """
    with _opened(source) as here, _made(target, here.state()) as there:
        state = here.state()
        term_of = _terms(here) if there.is_server else {}
        copied = 0
        for table in TABLES:
            for rows in here.batches(table, there.last_key(table)):
                _bring(there, table, rows, term_of, state.dimension)
                copied += len(rows)
                progress(table.name, len(rows))
        if here.state().tag != state.tag:
            raise StoreBusy(
                "迁移期间源文件库有改动，请再迁移一次", "the source has changed meanwhile: migrate once more"
            )
        found = {}
        for table in TABLES:
            found[table.name] = here.sums(table)
            if there.sums(table) != found[table.name]:
                raise damaged(f"{table.name} after the move")
        _finish(there, here.sequences(), replace(state, tag=os.urandom(8).hex()))
    if isinstance(target, Path):
        _name(target)
    return MigrationReport(state.documents, state.chunks, copied, found)


def _terms(side: _Side) -> dict[int, str]:
    table = TABLES[1]
    return {row[0]: row[1] for rows in side.batches(table) for row in rows}


def _bring(
    there: _Side, table: MovedTable, rows: list[tuple], term_of: Mapping[int, str], dimension: int
) -> None:
    """Write some rows, and in a server what is searched of them, in one transaction."""
    connection = there.connection
    with translated():
        connection.execute("BEGIN")
        columns, values = table.columns, rows
        if there.is_server and table.name == "documents":
            columns = f"{columns}, region"
            values = [(*row, head_from(row[:7]).metadata.region or "") for row in rows]
        marks = ",".join("?" * len(columns.split(",")))
        connection.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", values)
        if there.is_server and table.name == "chunks":
            connection.executemany(
                f"INSERT INTO {passages_table(dimension)} (id, document, words, embedding) VALUES (?, ?, ?, ?)",
                [(row[0], row[1], words_of(row[5], term_of), stored_vector(row[6])) for row in rows],
            )
        connection.execute("COMMIT")


def _finish(there: _Side, sequences: Sequence[tuple], state: State) -> None:
    """Write what makes it a store: the numbers that were given, the totals, and last the state."""
    connection = there.connection
    wanted = [(name, last) for name, last in sequences if name in _SEQUENCES]
    with translated():
        connection.execute("BEGIN")
        if there.is_server:
            connection.executemany("REPLACE INTO sequences (name, seq) VALUES (?, ?)", wanted)
            totals = np.zeros(len(FIELDS), np.int64)
            for rows in there.batches(TABLES[2]):
                totals += field_totals(b"".join(row[5] for row in rows))
            marks = ",".join("?" * len(FIELDS))
            connection.execute(f"REPLACE INTO totals VALUES (1, {marks})", tuple(totals.tolist()))
            connection.execute("DELETE FROM moving")
        else:
            connection.executemany(
                "DELETE FROM sqlite_sequence WHERE name = ?", [(name,) for name, _ in wanted]
            )
            connection.executemany("INSERT INTO sqlite_sequence VALUES (?, ?)", wanted)
            connection.execute("DROP TABLE moving")
        database.write_state(connection, state)
        connection.execute("COMMIT")
        if not there.is_server:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_older(folder: Path) -> bool:
    """Whether a folder holds a store of an older version, which has to be brought up to date before it moves."""
    path = folder / database.FILE_NAME
    if not path.is_file():
        return False
    with translated(), closing(connect(path, "mode=rw")) as file:
        return format_of(file) < database.FORMAT


@contextmanager
def _opened(place: Place) -> Iterator[_Side]:
    """The store that is moved."""
    if isinstance(place, ServerAddress):
        with closing(ServerPool(place)) as pool, closing(pool.connect(writing=True)) as server:
            if not server.execute("SHOW TABLES LIKE 'state'"):
                raise _missing()
            yield _Side(server, server.close)
        return
    path = place / database.FILE_NAME
    if not path.is_file():
        raise _missing()
    with translated(), closing(connect(path, "mode=rw")) as file:
        file.execute("PRAGMA query_only=ON")
        if format_of(file) != database.FORMAT:
            raise UsageError(
                "这是旧版本的文件库，请先用本版本 reindex 一次", "an older store: run `reindex` on it first"
            )
        yield _Side(file, file.close)


@contextmanager
def _made(place: Place, state: State) -> Iterator[_Side]:
    """The place that it is moved to, with its tables and nothing of another move in them."""
    if isinstance(place, ServerAddress):
        with closing(ServerPool(place, create=True)) as pool, closing(pool.connect(writing=True)) as server:
            create_tables(server, place, state.dimension)
            if server.execute("SELECT id FROM state"):
                raise _taken()
            if server.execute("SELECT tag FROM moving").fetchone() != (state.tag,):
                for name in (*SHARED_TABLES, passages_table(state.dimension)):
                    server.execute(f"TRUNCATE TABLE {name}")
                server.execute("REPLACE INTO moving VALUES (1, ?)", (state.tag,))
            yield _Side(server, server.close)
        return
    if (place / database.FILE_NAME).exists():
        raise _taken()
    place.mkdir(parents=True, exist_ok=True)
    path = place / _PARTIAL
    with translated(), closing(_partial(path, state)) as file:
        yield _Side(file, file.close)


def _partial(path: Path, state: State) -> sqlite3.Connection:
    """The file that becomes the database: that of an earlier move of the same revision, else a new one."""
    if path.exists():
        file = connect(path, "mode=rw")
        if file.execute("SELECT name FROM sqlite_master WHERE name = 'moving'").fetchall() and (
            file.execute("SELECT tag FROM moving").fetchone() == (state.tag,)
        ):
            return file
        file.close()
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
    database.create(path, state)
    file = connect(path, "mode=rw")
    file.execute("CREATE TABLE moving (id INTEGER PRIMARY KEY, tag TEXT NOT NULL)")
    file.execute("INSERT INTO moving VALUES (1, ?)", (state.tag,))
    return file


def _name(folder: Path) -> None:
    """Let what has arrived be the store."""
    path = folder / _PARTIAL
    sync(path)
    os.replace(path, folder / database.FILE_NAME)
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    sync(folder)


def _missing() -> StoreMissing:
    return StoreMissing("没有找到要迁移的文件库", "there is no store to migrate")


def _taken() -> UsageError:
    return UsageError("目标处已有文件库，没有改动它", "a store is there already; it was left as it is")
