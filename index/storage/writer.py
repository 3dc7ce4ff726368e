"""Change the database, in the one way there is: a transaction that counts what it changes.

Knows the tables as :mod:`index.storage.database` lays them out, and nothing of search or models.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import chain, filterfalse
from pathlib import Path

import numpy as np

from index.storage.codec import (
    FIELDS,
    FieldTerms,
    decode_counts,
    dump_chunk,
    dump_structure,
    encode_counts,
    load_chunk,
    unpack_bands,
)
from index.storage.database import (
    BANDS_FORMAT,
    BANDS_TABLE,
    DOCUMENT_COLUMNS,
    HEAD_COLUMNS,
    LONGEST_LINEAGE,
    body_sha256,
    checksum,
    connect,
    document_from,
    format_of,
    head_from,
    read_state,
    term_checksum,
    translated,
    write_state,
)
from index.storage.document_head import DocumentHead, dump_head
from index.storage.facts import FactWriter
from ingest.document import Chunk, Document
from ingest.facts import Fact

_ASKED_AT_ONCE = 100  # terms
_TERMS_ASKED = f"SELECT term, id FROM terms WHERE term IN ({','.join('?' * _ASKED_AT_ONCE)})"
_COUNTED_AT_ONCE = 16_000  # chunks whose terms wait to be added up


class _BandRows:
    """The rows by which a store tells which documents may be copies."""

    _connection: sqlite3.Connection
    changed: bool

    def replace_head(self, head: DocumentHead, title_key: str) -> None:
        """Write a head anew."""
        raise NotImplementedError

    @property
    def has_bands(self) -> bool:
        """Whether the store can tell which documents may be copies; see :meth:`add_bands`."""
        return format_of(self._connection) >= BANDS_FORMAT

    def add_bands(self, bands_of: Callable[[str], str]) -> None:
        """Bring a store of format 1 to format 2: add the bands of every stored text, packed, by a function."""
        self._connection.execute(BANDS_TABLE)
        rows = self._connection.execute("SELECT id FROM documents WHERE brief = 0 ORDER BY id").fetchall()
        for (row,) in rows:
            columns = self._connection.execute(
                f"SELECT title_key, {DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (row,)
            ).fetchone()
            document, head = document_from(columns[1:]), head_from(columns[4:])
            head = replace(head, bands=bands_of(document.text))
            self.replace_head(head, columns[0])
            self._insert_bands(head)
        self._connection.execute(f"PRAGMA user_version={BANDS_FORMAT}")
        self.changed = True

    def _insert_bands(self, head: DocumentHead) -> None:
        rows = [(band, head.row) for band in unpack_bands(head.bands)]
        self._connection.executemany("INSERT INTO bands VALUES (?, ?)", rows)

    def sharing_bands(self, bands: str, most: int) -> list[DocumentHead]:
        """Give the documents that share a band, those that share most of them first."""
        numbers = unpack_bands(bands)
        marks = ",".join("?" * len(numbers))
        rows = self._connection.execute(
            f"SELECT document FROM bands WHERE band IN ({marks}) "
            "GROUP BY document ORDER BY count(*) DESC, document LIMIT ?",
            (*numbers, most),
        ).fetchall()
        heads = [
            self._connection.execute(f"SELECT {HEAD_COLUMNS} FROM documents WHERE id = ?", row).fetchone()
            for row in rows
        ]
        return [head_from(columns) for columns in heads if columns]


class Writer(_BandRows):
    """A writer is one write transaction: use :func:`writing`. It counts what it changes and moves the revision."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.state = read_state(connection)
        self._next_rows = {table: self._first_free_row(table) for table in ("documents", "chunks", "terms")}
        self._term_ids: dict[str, int] = {}
        self._counted: list[tuple[np.ndarray, int]] = []  # terms of a chunk that came (1) or went (-1)
        self._frequency_changes: dict[int, int] = {}
        self.facts = FactWriter(connection)
        self.changed = False
        self._in_place = False  # whether what searches read of a passage that stands has changed
        self.left: set[str] = set()  # SHA-256 of the files of documents that were removed

    def document(self, row: int) -> Document:
        """Give the whole document of a row."""
        return document_from(
            self._connection.execute(
                f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (row,)
            ).fetchone()
        )

    def find(self, doc_id: str) -> DocumentHead | None:
        """Give the head of a document."""
        row = self._connection.execute(
            f"SELECT {HEAD_COLUMNS} FROM documents WHERE doc_id = ?", (doc_id,)
        ).fetchone()
        return head_from(row) if row else None

    def same_title(self, title_key: str, brief: bool) -> list[str]:
        """Give the ids of the briefs, or of the originals, with this title."""
        rows = self._connection.execute(
            "SELECT doc_id FROM documents WHERE title_key = ? AND brief = ? ORDER BY id",
            (title_key, int(brief)),
        ).fetchall()
        return [doc_id for (doc_id,) in rows]

    def insert(
        self,
        document: Document,
        head: DocumentHead,
        title_key: str,
        chunks: Iterable[tuple[Chunk, FieldTerms, bytes]],
        facts: Iterable[Fact] = (),
    ) -> None:
        """Write a new document, with (chunk, terms of each field, embedding) for each chunk, and its facts."""
        row = self._insert_document(document, head, title_key)
        self.facts.write(row, facts)
        self._insert_bands(replace(head, row=row))
        rows = list(chunks)
        blobs = self._encoded([terms for _, terms, _ in rows])
        for (chunk, _, embedding), blob in zip(rows, blobs, strict=True):
            self._count(blob, 1)
            self._insert_chunk(row, dump_chunk(chunk), chunk.kind, blob, embedding)
        self.state = replace(
            self.state, documents=self.state.documents + 1, chunks=self.state.chunks + len(rows)
        )
        self.changed = True

    def _insert_document(self, document: Document, head: DocumentHead, title_key: str) -> int:
        text, structure = document.text.encode("utf-8", "surrogatepass"), dump_structure(document)
        row, data, brief = self._next_row("documents"), dump_head(head), int(head.metadata.brief)
        total = checksum(row, head.doc_id, title_key, brief, head.content, data)
        digest = body_sha256(head.doc_id, text, structure)
        self._connection.execute(
            "INSERT INTO documents (id, doc_id, title_key, brief, content, head, head_checksum, text, structure,"
            " body_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row, head.doc_id, title_key, brief, head.content, data, total, text, structure, digest),
        )
        return row

    def replace_head(self, head: DocumentHead, title_key: str) -> None:
        """Write another head for a document whose text and passages stay."""
        data, brief = dump_head(head), int(head.metadata.brief)
        total = checksum(head.row, head.doc_id, title_key, brief, head.content, data)
        before = self.find(head.doc_id)
        self._in_place |= before is None or before.metadata.region != head.metadata.region
        self._connection.execute(
            "UPDATE documents SET title_key = ?, brief = ?, content = ?, head = ?, head_checksum = ? WHERE id = ?",
            (title_key, brief, head.content, data, total, head.row),
        )
        self.changed = True

    def _insert_chunk(self, document: int, payload: bytes, kind: str, terms: bytes, embedding: bytes) -> None:
        row = self._next_row("chunks")
        self._connection.execute(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row,
                document,
                payload,
                checksum(row, document, payload),
                kind,
                terms,
                embedding,
                checksum(row, document, kind, terms, embedding),
            ),
        )

    def _first_free_row(self, table: str) -> int:
        """The first number no row ever had (AUTOINCREMENT remembers); a row's checksum needs its number."""
        found = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)
        ).fetchone()
        return found[0] + 1 if found else 1

    def _next_row(self, table: str) -> int:
        row = self._next_rows[table]
        self._next_rows[table] = row + 1
        return row

    def _learn(self, terms: Iterable[str]) -> None:
        """Have the ids of terms in ``_term_ids``; those the store does not know yet get one."""
        unknown = list(filterfalse(self._term_ids.__contains__, terms))
        for first in range(0, len(unknown), _ASKED_AT_ONCE):
            some = unknown[first : first + _ASKED_AT_ONCE]
            # Always as many marks, so that SQLite keeps the statement; NULL is no term.
            values = some + [None] * (_ASKED_AT_ONCE - len(some))
            self._term_ids.update(self._connection.execute(_TERMS_ASKED, values).fetchall())
        new = list(filterfalse(self._term_ids.__contains__, unknown))
        numbers = range(self._next_rows["terms"], self._next_rows["terms"] + len(new))
        self._next_rows["terms"] += len(new)
        self._term_ids.update(zip(new, numbers, strict=True))
        self._connection.executemany(
            "INSERT INTO terms VALUES (?, ?, 0, ?)",
            zip(numbers, new, map(term_checksum, numbers, new), strict=True),
        )

    def delete(self, head: DocumentHead) -> None:
        """Remove a document with its chunks."""
        self.left.update(file.sha256 for file in head.sources)
        blobs = self._connection.execute(
            "SELECT terms FROM chunks WHERE document = ?", (head.row,)
        ).fetchall()
        for (blob,) in blobs:
            self._count(blob, -1)
        self._connection.execute("DELETE FROM chunks WHERE document = ?", (head.row,))
        self.facts.delete(head.row)
        self._connection.execute("DELETE FROM documents WHERE id = ?", (head.row,))
        if self.has_bands:
            rows = [(band, head.row) for band in unpack_bands(head.bands)]
            self._connection.executemany("DELETE FROM bands WHERE band = ? AND document = ?", rows)
        self.state = replace(
            self.state, documents=self.state.documents - 1, chunks=self.state.chunks - len(blobs)
        )
        self.changed = True

    def _count(self, blob: bytes, change: int) -> None:
        """Note that a chunk with these terms came (1) or went (-1)."""
        self._counted.append((decode_counts(blob)["term"], change))
        if len(self._counted) >= _COUNTED_AT_ONCE:
            self._add_up()

    def _add_up(self) -> None:
        """Add what was counted to what is known of each term."""
        for change in (1, -1):
            parts = [numbers for numbers, sign in self._counted if sign == change]
            if parts:
                numbers, times = np.unique(np.concatenate(parts), return_counts=True)
                for number, count in zip(numbers.tolist(), times.tolist(), strict=True):
                    self._frequency_changes[number] = self._frequency_changes.get(number, 0) + change * count
        self._counted.clear()

    def chunks_of(self, head: DocumentHead) -> list[tuple[int, Chunk]]:
        """Give (row, chunk) of a document in order."""
        rows = self._connection.execute(
            "SELECT id, payload FROM chunks WHERE document = ? ORDER BY id", (head.row,)
        ).fetchall()
        return [(row, load_chunk(payload, head.doc_id)) for row, payload in rows]

    def replace_arrays(self, row: int, terms: FieldTerms, embedding: bytes) -> None:
        """Write other terms and another embedding for a chunk whose words stay."""
        document, kind, before = self._connection.execute(
            "SELECT document, kind, terms FROM chunks WHERE id = ?", (row,)
        ).fetchone()
        (blob,) = self._encoded([terms])
        self._count(before, -1)
        self._count(blob, 1)
        self._connection.execute(
            "UPDATE chunks SET terms = ?, embedding = ?, arrays_checksum = ? WHERE id = ?",
            (blob, embedding, checksum(row, document, kind, blob, embedding), row),
        )
        self.changed = self._in_place = True

    def _encoded(self, chunks: Sequence[FieldTerms]) -> list[bytes]:
        """The term counts of some chunks as they are kept."""
        terms = list(chain.from_iterable(chain.from_iterable(chunks)))
        self._learn(dict.fromkeys(terms))
        sizes = np.array([[len(field) for field in chunk] for chunk in chunks], np.int64)
        numbers = np.fromiter(map(self._term_ids.__getitem__, terms), np.int64, len(terms))
        return encode_counts(numbers, sizes.reshape(-1, len(FIELDS)))

    def replace_embeddings(
        self, embeddings: Iterable[tuple[int, bytes]], model: str, fingerprint: str, dimension: int
    ) -> None:
        """Write new embeddings by chunk row, and the model they are of."""
        for row, embedding in embeddings:
            document, kind, terms = self._connection.execute(
                "SELECT document, kind, terms FROM chunks WHERE id = ?", (row,)
            ).fetchone()
            self._connection.execute(
                "UPDATE chunks SET embedding = ?, arrays_checksum = ? WHERE id = ?",
                (embedding, checksum(row, document, kind, terms, embedding), row),
            )
        self.state = replace(self.state, model=model, fingerprint=fingerprint, dimension=dimension)
        self.changed = self._in_place = True

    def finish(self) -> None:
        """Write what was counted: term frequencies (a term no chunk holds goes) and the state."""
        if not (self.changed or self.facts.changed):
            return
        self.facts.finish()
        self._add_up()
        changes = [(change, number) for number, change in self._frequency_changes.items() if change]
        self._connection.executemany("UPDATE terms SET frequency = frequency + ? WHERE id = ?", changes)
        gone = [(number,) for number, change in self._frequency_changes.items() if change <= 0]
        self._connection.executemany("DELETE FROM terms WHERE id = ? AND frequency <= 0", gone)
        # The first revision of every store has an empty tag: nothing derived from it is this store's for sure.
        known = (*self.state.lineage, self.state.tag) if self.state.tag and not self._in_place else ()
        self.state = replace(
            self.state,
            revision=self.state.revision + 1,
            tag=os.urandom(8).hex(),
            lineage=known[-LONGEST_LINEAGE:],
        )
        write_state(self._connection, self.state)


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Open one transaction: all of it is on disk when the block ends, or nothing after an error.

    Raises ``StoreBusy`` where another writer holds the file for over three seconds.
    """
    with translated():
        connection = connect(path, "mode=rw")
        with closing(connection):
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA cache_size=-65536")
            connection.execute("BEGIN IMMEDIATE")
            try:
                writer = Writer(connection)
                yield writer
                writer.finish()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            # Removed words must not linger in the log, and a file without a log can be hashed as it lies.
            # The change is safe in the log already: where this fails, the next writer does it.
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA busy_timeout=200")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
