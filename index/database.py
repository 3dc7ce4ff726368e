"""The truth on disk: one SQLite file with documents, chunks, term counts and embeddings.

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
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from index.codec import (
    TERM_COUNTS,
    decode_counts,
    dump_json,
    load_chunk,
    load_json,
    load_structure,
)
from index.disk import sync
from index.heads import DocumentHead, load_head
from index.signatures import unpack
from ingest.document import Chunk, Document, Metadata
from ingest.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreMissing

FILE_NAME = "wence.sqlite3"
FORMAT = 2  # of the tables below; kept in SQLite's user_version
READABLE = (1, FORMAT)  # format 1 has no bands; the next writer makes them
HASHED_BYTES = 64 * 2**20  # a database up to this size is read and hashed at every start (0.1 s)
_BUSY_SECONDS = 3.0
_BATCH = 2_000  # chunks read at a time

BANDS_TABLE = """
CREATE TABLE bands (band INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (band, document)) WITHOUT ROWID;"""
_SCHEMA = f"""
{BANDS_TABLE}
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
    """What one revision of the store is.

    ``revision`` grows by one with every change; ``tag`` is drawn anew with each, so that
    derived files of a copy or of a backup's other future are never taken for this one's.
    """

    revision: int
    model: str
    fingerprint: str
    dimension: int
    documents: int = 0
    chunks: int = 0
    tag: str = ""


@dataclass(frozen=True, slots=True)
class ChunkArrays:
    """A batch of chunks as the indexes need them: row numbers, documents' row numbers, kinds, blobs."""

    rows: list[int]
    documents: list[int]
    kinds: list[str]
    counts: list[bytes]
    embeddings: list[bytes]

    def entries(self, first: int) -> tuple[np.ndarray, np.ndarray]:
        """(position of each entry counted from ``first``, entries of ``codec.TERM_COUNTS``)."""
        sizes = [len(blob) // TERM_COUNTS.itemsize for blob in self.counts]
        return np.repeat(np.arange(first, first + len(sizes)), sizes), decode_counts(b"".join(self.counts))


def checksum(*parts: object) -> int:
    """CRC-32 over the parts of a row, each with its length, so that none can move into the next."""
    total = 0
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        total = zlib.crc32(data, zlib.crc32(len(data).to_bytes(8, "little"), total))
    return total


def term_checksum(number: int, term: str) -> int:
    """As :func:`checksum`, in one step: a store holds some hundred thousand terms."""
    return zlib.crc32(f"{number} {term}".encode("utf-8", "surrogatepass"))


def damaged(what: str) -> StoreDamaged:
    return StoreDamaged(
        f"索引数据已损坏（{what}），请从备份恢复或重新导入",
        f"the store is damaged ({what}): restore it or ingest again",
    )


def translate(error: sqlite3.Error) -> StoreError:
    """An SQLite error in our own words, by its result code."""
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
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error) from error


def create(path: Path, state: State) -> None:
    """Make an empty store in one step: a reader sees no file or a whole one. Keeps one that stands."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    with translated():
        try:
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
    payload = dump_json(asdict(state))
    connection.execute("INSERT OR REPLACE INTO state VALUES (1, ?, ?)", (payload, checksum(payload)))


def read_state(connection: sqlite3.Connection) -> State:
    row = connection.execute("SELECT payload, checksum FROM state").fetchone()
    if row is None or checksum(row[0]) != row[1]:
        raise damaged("state")
    return State(**load_json(row[0]))


def format_of(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


class Reader:
    """One connection for reading, shared by threads under a lock."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise StoreMissing(
                "没有找到索引，请先导入文档（ingest）", "no store here: ingest documents first"
            )
        self._lock = threading.RLock()
        with translated():
            self._connection = _connect_for_reading(path)
            self._check_format()

    def _check_format(self) -> None:
        found = format_of(self._connection)
        tables = self._connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'state'"
        ).fetchone()[0]
        if not tables:
            self.close()
            raise damaged("tables")
        if found not in READABLE:
            self.close()
            raise StoreDamaged(
                f"索引格式（{found}）与本版本（{FORMAT}）不符，请重新导入文档",
                f"the store has format {found}, this version reads {FORMAT}: ingest the documents again",
            )

    def close(self) -> None:
        with self._lock:  # SQLite crashes where a connection is closed under a running statement
            self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """All reads inside see one revision."""
        with self._lock, translated():
            if self._connection.in_transaction:
                yield self
                return
            self._connection.execute("BEGIN")
            try:
                yield self
            finally:
                self._connection.execute("ROLLBACK")

    def _fetch(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple]:
        with self._lock, translated():
            return self._connection.execute(statement, parameters).fetchall()

    def data_version(self) -> int:
        """A number that changes when another connection has changed the file (SQLite keeps it)."""
        return self._fetch("PRAGMA data_version")[0][0]

    def state(self) -> State:
        with self._lock, translated():
            return read_state(self._connection)

    def heads(self, rows: Sequence[int] | None = None, doc_id: str | None = None) -> list[DocumentHead]:
        """Documents without their text, in order of row: all, those of some rows, or the one with an id."""
        parameters: list[int | str]
        if doc_id is not None:
            condition, parameters = "WHERE doc_id = ?", [doc_id]
        elif rows is not None:
            condition, parameters = f"WHERE id IN ({','.join('?' * len(rows))})", list(rows)
        else:
            condition, parameters = "", []
        query = f"SELECT {HEAD_COLUMNS} FROM documents {condition} ORDER BY id"
        return [head_from(row) for row in self._fetch(query, parameters)]

    def heads_with(self, field: str) -> list[DocumentHead]:
        """Documents whose metadata hold a field, and perhaps some that do not."""
        query = f"SELECT {HEAD_COLUMNS} FROM documents WHERE instr(head, ?) ORDER BY id"
        return [head_from(row) for row in self._fetch(query, (f'"{field}"'.encode(),))]

    def originals_titled(self, title_key: str) -> list[DocumentHead]:
        """Documents, not briefs, with a title."""
        query = f"SELECT {HEAD_COLUMNS} FROM documents WHERE title_key = ? AND brief = 0 ORDER BY id"
        return [head_from(row) for row in self._fetch(query, (title_key,))]

    def each_head(self) -> Iterator[DocumentHead]:
        """All of them, one at a time. Call inside :meth:`snapshot`."""
        for row in self._connection.execute(f"SELECT {HEAD_COLUMNS} FROM documents ORDER BY id"):
            yield head_from(row)

    def briefs(self) -> int:
        """How many documents are briefs."""
        return self._fetch("SELECT count(*) FROM documents WHERE brief = 1")[0][0]

    def document(self, doc_id: str) -> Document | None:
        """The whole document with its checksum held, ``None`` where there is none of this id."""
        found = self._fetch(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE doc_id = ?", (doc_id,))
        return document_from(found[0]) if found else None

    def chunks(self, rows: Sequence[int]) -> dict[int, tuple[int, bytes]]:
        """Row of a chunk -> (row of its document, payload) for those that still stand."""
        found = self._fetch(
            f"SELECT id, document, payload, payload_checksum FROM chunks WHERE id IN ({','.join('?' * len(rows))})",
            rows,
        )
        return {
            row: (document, _checked(payload, total, row, document))
            for row, document, payload, total in found
        }

    def chunks_of(self, document: int, doc_id: str) -> tuple[Chunk, ...]:
        """All chunks of a document in order."""
        found = self._fetch(
            "SELECT id, payload, payload_checksum FROM chunks WHERE document = ? ORDER BY id", (document,)
        )
        return tuple(
            load_chunk(_checked(payload, total, row, document), doc_id) for row, payload, total in found
        )

    def arrays(self) -> Iterator[ChunkArrays]:
        """Term counts and embeddings of all chunks in order of row, checked, some thousands at a time."""
        last = -1
        while True:
            found = self._fetch(
                "SELECT id, document, kind, terms, embedding, arrays_checksum FROM chunks WHERE id > ? ORDER BY id LIMIT ?",
                (last, _BATCH),
            )
            if not found:
                return
            for row, document, kind, terms, embedding, total in found:
                if (
                    checksum(row, document, kind, terms, embedding) != total
                    or len(terms) % TERM_COUNTS.itemsize
                ):
                    raise damaged("chunks")
            rows, documents, kinds, counts, embeddings, _ = (
                list(column) for column in zip(*found, strict=True)
            )
            yield ChunkArrays(rows, documents, kinds, counts, embeddings)
            last = rows[-1]

    def texts(self) -> Iterator[tuple[int, Chunk, Metadata]]:
        """(row, chunk, metadata of its document) of all chunks, for a new embedding."""
        for head in self.each_head():
            for row, payload, total in self._fetch(
                "SELECT id, payload, payload_checksum FROM chunks WHERE document = ? ORDER BY id", (head.row,)
            ):
                yield row, load_chunk(_checked(payload, total, row, head.row), head.doc_id), head.metadata

    def terms(self) -> list[tuple[int, str]]:
        """(term id, term) in order of id."""
        found = self._fetch("SELECT id, term, checksum FROM terms ORDER BY id")
        if any(term_checksum(number, term) != total for number, term, total in found):
            raise damaged("terms")
        return [(number, term) for number, term, _ in found]

    def fingerprint(self) -> dict[str, object]:
        """Size and, up to ``HASHED_BYTES``, SHA-256 of the database's pages in this snapshot."""
        with self._lock, translated():
            pages, size = (self._fetch(f"PRAGMA {name}")[0][0] for name in ("page_count", "page_size"))
            digest = None
            if pages * size <= HASHED_BYTES and hasattr(self._connection, "serialize"):
                digest = sha256(self._connection.serialize()).hexdigest()
            return {"bytes": pages * size, "sha256": digest}

    def verify(self) -> State:
        """Read everything and hold it against its checksums. Raises ``StoreDamaged``."""
        with self.snapshot():
            if self._fetch("PRAGMA integrity_check(1)") != [("ok",)]:
                raise damaged("pages")
            state = self.state()
            chunks = {head.row: head.chunks for head in self.each_head()}
            self._verify_bands()
            for doc_id, text, structure, digest in self._connection.execute(
                "SELECT doc_id, text, structure, body_sha256 FROM documents"
            ):
                _check_body(doc_id, text, structure, digest)
            for row, document, payload, total in self._connection.execute(
                "SELECT id, document, payload, payload_checksum FROM chunks"
            ):
                _checked(payload, total, row, document)
            self._verify_counts(state, chunks)
        return state

    def _verify_bands(self) -> None:
        """The bands are those that the heads name."""
        if format_of(self._connection) < FORMAT:
            return
        named = [(band, head.row) for head in self.each_head() for band in unpack(head.bands)]
        if sorted(named) != self._connection.execute("SELECT band, document FROM bands").fetchall():
            raise damaged("bands")

    def _verify_counts(self, state: State, chunks: Mapping[int, int]) -> None:
        """Chunks, embeddings, terms and documents must agree in number."""
        known = {number for number, _ in self.terms()}
        frequencies: dict[int, int] = dict.fromkeys(known, 0)
        of_document: dict[int, int] = dict.fromkeys(chunks, 0)
        for batch in self.arrays():
            numbers, times = np.unique(batch.entries(0)[1]["term"], return_counts=True)
            for number, count in zip(numbers.tolist(), times.tolist(), strict=True):
                frequencies[number] = frequencies.get(number, 0) + count
            for document in batch.documents:
                of_document[document] = of_document.get(document, 0) + 1
            if any(len(blob) != 2 * state.dimension for blob in batch.embeddings):
                raise damaged("embeddings")
        if frequencies != dict(self._fetch("SELECT id, frequency FROM terms")):
            raise damaged("terms")
        if of_document != chunks:
            raise damaged("chunks")
        if (state.documents, state.chunks) != (len(chunks), sum(of_document.values())):
            raise damaged("state")


HEAD_COLUMNS = "id, doc_id, title_key, brief, content, head, head_checksum"
DOCUMENT_COLUMNS = f"text, structure, body_sha256, {HEAD_COLUMNS}"


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """``mode``: “mode=rw” (never make a file), or “immutable=1” for a folder that cannot be written."""
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_BUSY_SECONDS,
    )


def _connect_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that never changes a row."""
    connection = connect(path, "mode=rw")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise
        connection = connect(path, "immutable=1")
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA cell_size_check=ON")
    return connection


def head_from(columns: tuple) -> DocumentHead:
    row, doc_id, title_key, brief, content, head, total = columns
    if checksum(row, doc_id, title_key, brief, content, head) != total:
        raise damaged("documents")
    return load_head(row, doc_id, content, head)


def document_from(columns: tuple) -> Document:
    """A whole document from ``DOCUMENT_COLUMNS``, checked."""
    text, structure, digest, *head_columns = columns
    head = head_from(tuple(head_columns))
    _check_body(head.doc_id, text, structure, digest)
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


def _check_body(doc_id: str, text: bytes, structure: bytes, digest: bytes) -> None:
    if body_sha256(doc_id, text, structure) != digest:
        raise damaged("documents")


def body_sha256(doc_id: str, text: bytes, structure: bytes) -> bytes:
    """The text is hashed before the structure, each with its length."""
    if not (isinstance(text, bytes) and isinstance(structure, bytes)):
        raise damaged("documents")
    head = f"{len(text)} {len(structure)} {doc_id}\n".encode("utf-8", "surrogatepass")
    return sha256(head + text + structure).digest()


def _checked(payload: bytes, total: int, row: int, document: int) -> bytes:
    if checksum(row, document, payload) != total:
        raise damaged("chunks")
    return payload
