"""Define the database of a store: one SQLite file with documents, chunks, term counts and embeddings.

Every row carries a checksum, so damage is found where it is read. A change is
one transaction: after a crash the file holds the old state or the new one.
Knows the tables and nothing of search, models or derived files.

While a connection is open, nothing in the process may open the file itself: closing it
again drops SQLite's POSIX locks, and another process then takes the log away from under
the readers (seen: rows of two revisions in one answer).
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from index.storage.codec import (
    dump_json,
    load_json,
    load_structure,
)
from index.storage.disk import make_private, sync
from index.storage.document_head import DocumentHead, load_head
from ingest.document import Document
from ingest.errors import StoreBusy, StoreDamaged, StoreError, StoreFull

FILE_NAME = "wence.sqlite3"
FORMAT = 3  # of the tables below; kept in SQLite's user_version
READABLE = (1, 2, FORMAT)  # format 1 has no bands, format 2 no facts; the next writer makes them
BANDS_FORMAT, FACTS_FORMAT = 2, 3  # the first formats with them
HASHED_BYTES = 64 * 2**20  # a database up to this size is read and hashed at every start (0.1 s)
_BUSY_SECONDS = 3.0
BATCH_ROWS = 2_000  # chunks read at a time
LONGEST_LINEAGE = 256  # revisions that a state remembers

BANDS_TABLE = """
CREATE TABLE bands (band INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (band, document)) WITHOUT ROWID;"""
FACTS_TABLES = """
CREATE TABLE IF NOT EXISTS facts (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL, kind TEXT NOT NULL, payload BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS facts_document ON facts (document, kind);
CREATE TABLE IF NOT EXISTS fact_readings (
    document INTEGER PRIMARY KEY, version TEXT NOT NULL, facts INTEGER NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS fact_corrections (
    doc_id TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, payload BLOB NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (doc_id, kind, key));"""
_SCHEMA = f"""
{BANDS_TABLE}
{FACTS_TABLES}
CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), payload BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, doc_id TEXT NOT NULL UNIQUE, title_key TEXT NOT NULL, brief INTEGER NOT NULL,
    content TEXT NOT NULL, head BLOB NOT NULL, head_checksum INTEGER NOT NULL,
    text BLOB NOT NULL, structure BLOB NOT NULL, body_sha256 BLOB NOT NULL);
CREATE INDEX documents_title ON documents (title_key);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents (id),
    payload BLOB NOT NULL, payload_checksum INTEGER NOT NULL,
    kind TEXT NOT NULL, terms BLOB NOT NULL, embedding BLOB NOT NULL, arrays_checksum INTEGER NOT NULL);
CREATE INDEX chunks_document ON chunks (document);
CREATE TABLE terms (
    id INTEGER PRIMARY KEY AUTOINCREMENT, term TEXT NOT NULL UNIQUE, frequency INTEGER NOT NULL, checksum INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class State:
    """The state describes one revision of the store.

    ``revision`` grows by one with every change; ``tag`` is drawn anew with each, so that
    derived files of a copy or of a backup's other future are never taken for this one's.
    ``lineage``: the tags of the last revisions from which this one differs by whole documents that came and
    went alone, the oldest first: what was derived from one of them can be continued to this one.
    """

    revision: int
    model: str
    fingerprint: str
    dimension: int
    documents: int = 0
    chunks: int = 0
    tag: str = ""
    lineage: tuple[str, ...] = ()


def checksum(*parts: object) -> int:
    """Give the CRC-32 over the parts of a row, each with its length, so that none can move into the next."""
    total = 0
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        total = zlib.crc32(data, zlib.crc32(len(data).to_bytes(8, "little"), total))
    return total


def term_checksum(number: int, term: str) -> int:
    """Give :func:`checksum` of a term in one step: a store holds some hundred thousand terms."""
    return zlib.crc32(f"{number} {term}".encode("utf-8", "surrogatepass"))


def damaged(what: str) -> StoreDamaged:
    """Give the error for a store in which ``what`` is damaged."""
    return StoreDamaged(
        f"索引数据已损坏（{what}），请从备份恢复或重新导入",
        f"the store is damaged ({what}): restore it or ingest again",
    )


def translate(error: sqlite3.Error) -> StoreError:
    """Turn an SQLite error into one for people, by its result code."""
    code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_CORRUPT
    if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return StoreBusy("另一进程正在写入，请稍后再试", "another process is writing to the store")
    if code & 0xFF == sqlite3.SQLITE_FULL:
        return StoreFull("磁盘空间不足，未作任何更改", "no space left on the disk; nothing was changed")
    if code & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreFull(
            "数据目录不可写，未作任何更改", "the store's folder cannot be written; nothing was changed"
        )
    if code & 0xFF == sqlite3.SQLITE_IOERR and code not in (
        sqlite3.SQLITE_IOERR_READ,
        sqlite3.SQLITE_IOERR_SHORT_READ,
    ):
        return StoreFull(
            "磁盘空间不足或写入失败，未作任何更改", "no space left or a write failed; nothing was changed"
        )
    return damaged("SQLite")


@contextmanager
def translated() -> Iterator[None]:
    """Raise SQLite errors of the block as errors for people (:func:`translate`)."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error) from error


def create(path: Path, state: State) -> None:
    """Make an empty store in one step: a reader sees no file or a whole one. Keeps one that is there."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    with translated():
        try:
            make_private(temporary)  # before SQLite makes it readable to others
            with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version={FORMAT}; COMMIT")
                write_state(connection, state)
            sync(temporary)
            _name_unless_there(temporary, path)
        finally:
            for leftover in path.parent.glob(temporary.name + "*"):
                leftover.unlink(missing_ok=True)


def _name_unless_there(temporary: Path, path: Path) -> None:
    """Two processes may make a store at once: the first one's stands. A link never replaces a file."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            os.replace(temporary, path)


def write_state(connection: sqlite3.Connection, state: State) -> None:
    """Write the state with its checksum; without a lineage as earlier versions, which know of none, can read it."""
    known = asdict(state)
    payload = dump_json(
        known if state.lineage else {name: known[name] for name in known if name != "lineage"}
    )
    connection.execute("REPLACE INTO state VALUES (1, ?, ?)", (payload, checksum(payload)))


def read_state(connection: sqlite3.Connection) -> State:
    """Read the state. Raises ``StoreDamaged`` where it is missing or its checksum does not match."""
    row = connection.execute("SELECT payload, checksum FROM state").fetchone()
    if row is None or checksum(row[0]) != row[1]:
        raise damaged("state")
    state = State(**load_json(row[0]))
    return replace(state, lineage=tuple(state.lineage))


def format_of(connection: sqlite3.Connection) -> int:
    """Give the number of the format that the database is written in."""
    return connection.execute("PRAGMA user_version").fetchone()[0]


HEAD_COLUMNS = "id, doc_id, title_key, brief, content, head, head_checksum"
DOCUMENT_COLUMNS = f"text, structure, body_sha256, {HEAD_COLUMNS}"


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a connection; ``mode`` is “mode=rw” (never make a file) or “immutable=1” (a read-only folder)."""
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_BUSY_SECONDS,
    )


def head_from(columns: tuple) -> DocumentHead:
    """Read a head from ``HEAD_COLUMNS``. Raises ``StoreDamaged`` where its checksum does not match."""
    row, doc_id, title_key, brief, content, head, total = columns
    if checksum(row, doc_id, title_key, brief, content, head) != total:
        raise damaged("documents")
    return load_head(row, doc_id, content, head)


def document_from(columns: tuple) -> Document:
    """Read a whole document from ``DOCUMENT_COLUMNS``, checked."""
    text, structure, digest, *head_columns = columns
    head = head_from(tuple(head_columns))
    check_body(head.doc_id, text, structure, digest)
    clauses, rows, pages = load_structure(structure)
    return Document(
        head.doc_id,
        text.decode("utf-8", "surrogatepass"),
        head.metadata,
        clauses,
        rows,
        head.source,
        head.media_type,
        pages,
        head.sources,
        head.evidence,
    )


def check_body(doc_id: str, text: bytes, structure: bytes, digest: bytes) -> None:
    """Raise ``StoreDamaged`` where text and structure do not match their digest."""
    if body_sha256(doc_id, text, structure) != digest:
        raise damaged("documents")


def body_sha256(doc_id: str, text: bytes, structure: bytes) -> bytes:
    """Give the SHA-256 of a document's body: its text before its structure, each with its length."""
    if not (isinstance(text, bytes) and isinstance(structure, bytes)):
        raise damaged("documents")
    head = f"{len(text)} {len(structure)} {doc_id}\n".encode("utf-8", "surrogatepass")
    return sha256(head + text + structure).digest()


def checked_payload(payload: bytes, total: int, row: int, document: int) -> bytes:
    """Give the payload of a chunk. Raises ``StoreDamaged`` where its checksum does not match."""
    if checksum(row, document, payload) != total:
        raise damaged("chunks")
    return payload
