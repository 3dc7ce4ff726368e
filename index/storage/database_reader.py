"""Read a store's database: one snapshot, heads, texts and arrays."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from index.storage.codec import TERM_COUNTS, decode_counts, load_chunk, unpack_bands
from index.storage.database import (
    BANDS_FORMAT,
    BATCH_ROWS,
    DOCUMENT_COLUMNS,
    FORMAT,
    HASHED_BYTES,
    HEAD_COLUMNS,
    READABLE,
    State,
    check_body,
    checked_payload,
    checksum,
    connect,
    damaged,
    document_from,
    format_of,
    head_from,
    read_state,
    term_checksum,
    translated,
)
from index.storage.document_head import DocumentHead
from index.storage.facts import FactReader
from ingest.document import Chunk, Document, Metadata
from ingest.errors import StoreDamaged, StoreMissing


@dataclass(frozen=True, slots=True)
class ChunkArrays:
    """This is a batch of chunks as the indexes need them: row numbers, documents' row numbers, kinds, blobs."""

    rows: list[int]
    documents: list[int]
    kinds: list[str]
    counts: list[bytes]
    embeddings: list[bytes]

    def entries(self, first: int) -> tuple[np.ndarray, np.ndarray]:
        """Give (position of each entry counted from ``first``, entries of ``codec.TERM_COUNTS``)."""
        sizes = [len(blob) // TERM_COUNTS.itemsize for blob in self.counts]
        return np.repeat(np.arange(first, first + len(sizes)), sizes), decode_counts(b"".join(self.counts))


class DatabaseReader:
    """The reader is one connection, shared by threads under a lock."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise StoreMissing(
                "没有找到索引，请先导入文档（ingest）", "no store here: ingest documents first"
            )
        self._lock = threading.RLock()
        self.facts = FactReader(self._fetch)
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
        """Close the connection; waits for a statement that is running."""
        with self._lock:  # SQLite crashes where a connection is closed under a running statement
            self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[DatabaseReader]:
        """Let all reads inside the block see one revision."""
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
        """Give a number that changes when another connection has changed the file (SQLite keeps it)."""
        return self._fetch("PRAGMA data_version")[0][0]

    def state(self) -> State:
        """Give the state of the revision."""
        with self._lock, translated():
            return read_state(self._connection)

    def heads(self, rows: Sequence[int] | None = None, doc_id: str | None = None) -> list[DocumentHead]:
        """Give documents without their text, in order of row: all, those of some rows, or the one with an id."""
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
        """Give the documents whose metadata hold a field, and perhaps some that do not."""
        query = f"SELECT {HEAD_COLUMNS} FROM documents WHERE instr(head, ?) ORDER BY id"
        return [head_from(row) for row in self._fetch(query, (f'"{field}"'.encode(),))]

    def originals_titled(self, title_key: str) -> list[DocumentHead]:
        """Give the documents, not briefs, with a title."""
        query = f"SELECT {HEAD_COLUMNS} FROM documents WHERE title_key = ? AND brief = 0 ORDER BY id"
        return [head_from(row) for row in self._fetch(query, (title_key,))]

    def each_head(self) -> Iterator[DocumentHead]:
        """Give the heads of all documents, one at a time. Call inside :meth:`snapshot`."""
        for row in self._connection.execute(f"SELECT {HEAD_COLUMNS} FROM documents ORDER BY id"):
            yield head_from(row)

    def briefs(self) -> int:
        """Count the documents that are briefs."""
        return self._fetch("SELECT count(*) FROM documents WHERE brief = 1")[0][0]

    def document(self, doc_id: str) -> Document | None:
        """Give the whole document, its checksum verified; ``None`` where there is none of this id."""
        found = self._fetch(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE doc_id = ?", (doc_id,))
        return document_from(found[0]) if found else None

    def document_in(self, row: int) -> Document | None:
        """Give the whole document of a row, as :meth:`document` does of an id."""
        found = self._fetch(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (row,))
        return document_from(found[0]) if found else None

    def chunks(self, rows: Sequence[int]) -> dict[int, tuple[int, bytes]]:
        """Give row of a chunk -> (row of its document, payload) for those that still stand."""
        found = self._fetch(
            f"SELECT id, document, payload, payload_checksum FROM chunks WHERE id IN ({','.join('?' * len(rows))})",
            rows,
        )
        return {
            row: (document, checked_payload(payload, total, row, document))
            for row, document, payload, total in found
        }

    def chunks_of(self, document: int, doc_id: str) -> tuple[Chunk, ...]:
        """Give all chunks of a document in order."""
        found = self._fetch(
            "SELECT id, payload, payload_checksum FROM chunks WHERE document = ? ORDER BY id", (document,)
        )
        return tuple(
            load_chunk(checked_payload(payload, total, row, document), doc_id)
            for row, payload, total in found
        )

    def arrays(self, after: int = -1) -> Iterator[ChunkArrays]:
        """Give term counts and embeddings of all chunks in order of row, checked, some thousands at a time.

        ``after``: only of rows beyond this one.
        """
        last = after
        while True:
            found = self._fetch(
                "SELECT id, document, kind, terms, embedding, arrays_checksum FROM chunks WHERE id > ? ORDER BY id LIMIT ?",
                (last, BATCH_ROWS),
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
        """Give (row, chunk, metadata of its document) of all chunks, for a new embedding."""
        for head in self.each_head():
            for row, payload, total in self._fetch(
                "SELECT id, payload, payload_checksum FROM chunks WHERE document = ? ORDER BY id", (head.row,)
            ):
                yield (
                    row,
                    load_chunk(checked_payload(payload, total, row, head.row), head.doc_id),
                    head.metadata,
                )

    def document_rows(self) -> list[int]:
        """Give the rows of all documents."""
        # Out of the index of ids: the table's own pages hold the texts.
        return [
            row for (row,) in self._fetch("SELECT id FROM documents INDEXED BY sqlite_autoindex_documents_1")
        ]

    def terms(self, numbers: Sequence[int] | None = None) -> list[tuple[int, str]]:
        """Give (term id, term) in order of id, of all terms or of some (ascending)."""
        columns = "SELECT id, term, checksum FROM terms"
        if numbers is None:
            found = self._fetch(f"{columns} ORDER BY id")
        else:
            found = []
            for first in range(0, len(numbers), BATCH_ROWS):
                some = numbers[first : first + BATCH_ROWS]
                found += self._fetch(f"{columns} WHERE id IN ({','.join('?' * len(some))}) ORDER BY id", some)
            if len(found) != len(numbers):
                raise damaged("terms")
        if any(term_checksum(number, term) != total for number, term, total in found):
            raise damaged("terms")
        return [(number, term) for number, term, _ in found]

    def fingerprint(self) -> dict[str, object]:
        """Give size and, up to ``HASHED_BYTES``, SHA-256 of the database's pages in this snapshot."""
        with self._lock, translated():
            pages, size = (self._fetch(f"PRAGMA {name}")[0][0] for name in ("page_count", "page_size"))
            digest = None
            if pages * size <= HASHED_BYTES and hasattr(self._connection, "serialize"):
                digest = sha256(self._connection.serialize()).hexdigest()
            return {"bytes": pages * size, "sha256": digest}

    def verify(self) -> State:
        """Read everything and compare it with its checksums. Raises ``StoreDamaged``."""
        with self.snapshot():
            if self._fetch("PRAGMA integrity_check(1)") != [("ok",)]:
                raise damaged("pages")
            state = self.state()
            chunks = {head.row: head.chunks for head in self.each_head()}
            self._verify_bands()
            self.facts.verify()
            for doc_id, text, structure, digest in self._connection.execute(
                "SELECT doc_id, text, structure, body_sha256 FROM documents"
            ):
                check_body(doc_id, text, structure, digest)
            for row, document, payload, total in self._connection.execute(
                "SELECT id, document, payload, payload_checksum FROM chunks"
            ):
                checked_payload(payload, total, row, document)
            self._verify_counts(state, chunks)
        return state

    def _verify_bands(self) -> None:
        """The bands are those that the heads name."""
        if format_of(self._connection) < BANDS_FORMAT:
            return
        named = [(band, head.row) for head in self.each_head() for band in unpack_bands(head.bands)]
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
