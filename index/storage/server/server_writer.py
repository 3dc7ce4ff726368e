"""Change the rows of a store in a database server, in one transaction that also changes what is searched.

One writer at a time over all servers: it holds the row of the state from its first statement on. Rows are sent many
at a time, and words are numbered and counted at the end, as each statement is a way to the server and back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TypeVar

import numpy as np

from index.storage.codec import FIELDS, FieldTerms
from index.storage.database import checksum, term_checksum, write_state
from index.storage.document_head import DocumentHead
from index.storage.facts import FactWriter
from index.storage.server.connections import ServerConnection, ServerPool
from index.storage.server.tables import (
    LONGEST_TERM,
    create_passages,
    field_totals,
    passages_table,
    stored_vector,
    words_of,
)
from index.storage.writer import Writer
from ingest.document import Chunk, Document
from ingest.errors import StoreError
from ingest.facts import Fact

_Value = TypeVar("_Value")
_ASKED_AT_ONCE = 1_000


class ServerWriter(Writer):
    """One write transaction in a server: use :func:`writing_to`."""

    def __init__(self, connection: ServerConnection) -> None:
        super().__init__(connection)  # type: ignore[arg-type]
        self.facts: FactWriter = _ServerFactWriter(connection)  # type: ignore[arg-type]
        self._term_of: dict[int, str] = {}
        self._new_terms: set[int] = set()
        self._waiting: list[tuple] = []
        self._totals = np.zeros(len(FIELDS), np.int64)

    @property
    def has_bands(self) -> bool:
        """Whether the store has bands: one in a server always has."""
        return True

    def _first_free_row(self, table: str) -> int:
        found = self._connection.execute("SELECT seq FROM sequences WHERE name = ?", (table,)).fetchone()
        return found[0] + 1 if found else 1

    # -- documents -----------------------------------------------------------------------------------

    def insert(
        self,
        document: Document,
        head: DocumentHead,
        title_key: str,
        chunks: Iterable[tuple[Chunk, FieldTerms, bytes]],
        facts: Iterable[Fact] = (),
    ) -> None:
        """Write a new document, with (chunk, terms of each field, embedding) for each chunk, and its facts."""
        super().insert(document, head, title_key, chunks, facts)
        self._flush()

    def _insert_document(self, document: Document, head: DocumentHead, title_key: str) -> int:
        row = super()._insert_document(document, head, title_key)
        self._note_region(replace(head, row=row))
        return row

    def replace_head(self, head: DocumentHead, title_key: str) -> None:
        """Write another head for a document whose text and passages stay."""
        super().replace_head(head, title_key)
        self._note_region(head)

    def _note_region(self, head: DocumentHead) -> None:
        region = head.metadata.region
        self._connection.execute("UPDATE documents SET region = ? WHERE id = ?", (region or "", head.row))

    def delete(self, head: DocumentHead) -> None:
        """Remove a document with its chunks."""
        super().delete(head)
        table = passages_table(self.state.dimension)
        self._connection.execute(f"DELETE FROM {table} WHERE document = ?", (head.row,))

    # -- chunks --------------------------------------------------------------------------------------

    def _insert_chunk(self, document: int, payload: bytes, kind: str, terms: bytes, embedding: bytes) -> None:
        row = self._next_row("chunks")
        sums = checksum(row, document, payload), checksum(row, document, kind, terms, embedding)
        self._waiting.append((row, document, payload, sums[0], kind, terms, embedding, sums[1]))

    def _flush(self) -> None:
        """Send the chunks that wait, and what is searched of them."""
        self._connection.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._connection.executemany(
            f"INSERT INTO {passages_table(self.state.dimension)} (id, document, words, embedding) VALUES (?, ?, ?, ?)",
            [
                (row, document, words_of(terms, self._term_of), stored_vector(embedding))
                for row, document, _, _, _, terms, embedding, _ in self._waiting
            ],
        )
        self._waiting.clear()

    def replace_arrays(self, row: int, terms: FieldTerms, embedding: bytes) -> None:
        """Write other terms and another embedding for a chunk whose words stay."""
        super().replace_arrays(row, terms, embedding)
        self._connection.execute(
            f"UPDATE {passages_table(self.state.dimension)} SET words = ?, embedding = ? WHERE id = ?",
            (words_of(self._encoded([terms])[0], self._term_of), stored_vector(embedding), row),
        )

    def replace_embeddings(
        self, embeddings: Iterable[tuple[int, bytes]], model: str, fingerprint: str, dimension: int
    ) -> None:
        """Write new embeddings by chunk row, and the model they are of.

        Vectors of another dimension go to a table of their own, which must be there (:func:`prepare_for`).
        """
        table, before = passages_table(dimension), passages_table(self.state.dimension)
        if dimension != self.state.dimension:
            self._connection.execute(f"DELETE FROM {table}")
        super().replace_embeddings(self._searched(embeddings, table, before), model, fingerprint, dimension)

    def _searched(
        self, embeddings: Iterable[tuple[int, bytes]], table: str, before: str
    ) -> Iterator[tuple[int, bytes]]:
        for some in _parts(embeddings, _ASKED_AT_ONCE):
            vectors = {row: stored_vector(embedding) for row, embedding in some}
            marks = ",".join("?" * len(vectors))
            standing = self._connection.execute(
                f"SELECT id, document, words FROM {before} WHERE id IN ({marks})", tuple(vectors)
            ).fetchall()
            self._connection.executemany(
                f"REPLACE INTO {table} (id, document, words, embedding) VALUES (?, ?, ?, ?)",
                [(row, document, words, vectors[row]) for row, document, words in standing],
            )
            yield from some

    # -- words ---------------------------------------------------------------------------------------

    def _encoded(self, chunks: Sequence[FieldTerms]) -> list[bytes]:
        return super()._encoded([tuple(map(_not_too_long, fields)) for fields in chunks])

    def _learn(self, terms: Iterable[str]) -> None:
        unknown = [term for term in terms if term not in self._term_ids]
        for some in _parts(unknown, _ASKED_AT_ONCE):
            marks = ",".join("?" * len(some))
            found = self._connection.execute(f"SELECT id, term FROM terms WHERE term IN ({marks})", some)
            self._know(found)
        for term in unknown:
            if term not in self._term_ids:
                number = self._next_row("terms")
                self._know([(number, term)])
                self._new_terms.add(number)

    def _know(self, terms: Iterable[tuple]) -> None:
        for number, term in terms:
            self._term_ids[term], self._term_of[number] = number, term

    def _count(self, blob: bytes, change: int) -> None:
        """Note that a chunk with these terms came (1) or went (-1)."""
        self._totals += change * np.array(field_totals(blob), np.int64)
        super()._count(blob, change)

    # -- the end -------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Write what was counted (a term no chunk holds goes), which rows were given, and the state."""
        if not (self.changed or self.facts.changed):
            return
        self._flush()
        self.facts.finish()
        self._write_terms()
        sums = ", ".join(f"{field} = {field} + ?" for field in FIELDS)
        self._connection.execute(f"UPDATE totals SET {sums} WHERE id = 1", tuple(self._totals.tolist()))
        self._connection.executemany(
            "REPLACE INTO sequences (name, seq) VALUES (?, ?)",
            [(table, following - 1) for table, following in self._next_rows.items()],
        )
        self.state = replace(
            self.state, revision=self.state.revision + 1, tag=os.urandom(8).hex(), lineage=()
        )
        write_state(self._connection, self.state)

    def _write_terms(self) -> None:
        self._add_up()
        changes = {number: change for number, change in self._frequency_changes.items() if change}
        for some in _parts([number for number in changes if number not in self._term_of], _ASKED_AT_ONCE):
            marks = ",".join("?" * len(some))
            self._know(self._connection.execute(f"SELECT id, term FROM terms WHERE id IN ({marks})", some))
        self._connection.executemany(
            "INSERT INTO terms (id, term, frequency, checksum) VALUES (?, ?, ?, ?)"
            " ON DUPLICATE KEY UPDATE frequency = frequency + VALUES(frequency)",
            [
                (number, term, change, term_checksum(number, term))
                for number, change in changes.items()
                if (term := self._term_of.get(number)) is not None
            ],
        )
        for some in _parts([number for number, change in changes.items() if change < 0], _ASKED_AT_ONCE):
            marks = ",".join("?" * len(some))
            self._connection.execute(f"DELETE FROM terms WHERE frequency <= 0 AND id IN ({marks})", some)


def _parts(values: Iterable[_Value], size: int) -> Iterator[list[_Value]]:
    part: list[_Value] = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


class _ServerFactWriter(FactWriter):
    @property
    def has_tables(self) -> bool:
        return True


@contextmanager
def writing_to(pool: ServerPool) -> Iterator[ServerWriter]:
    """Open one transaction: all of it stands when the block ends, or nothing after an error.

    Raises ``StoreBusy`` where another writer holds the store for over three seconds.
    """
    connection = pool.connect(writing=True)
    try:
        connection.begin()
        try:
            connection.execute("SELECT id FROM state WHERE id = 1 FOR UPDATE")
            writer = ServerWriter(connection)
            yield writer
            writer.finish()
            connection.commit()
        except BaseException:
            if connection.in_transaction:
                with suppress(
                    StoreError
                ):  # where the way to it is lost, the server takes back what was not committed
                    connection.rollback()
            raise
    finally:
        connection.close()


def prepare_for(pool: ServerPool, dimension: int) -> None:
    """Make the table for vectors of a dimension, where it is not there: no transaction can."""
    connection = pool.connect(writing=True)
    try:
        create_passages(connection, pool.address, dimension)
    finally:
        connection.close()


def forget_others(pool: ServerPool, dimension: int) -> None:
    """Drop the tables of vectors of other dimensions: they hold words of documents that may be removed."""
    connection = pool.connect(writing=True)
    try:
        for (table,) in connection.execute("SHOW TABLES LIKE 'passages%'").fetchall():
            if table != passages_table(dimension):
                connection.execute(f"DROP TABLE IF EXISTS {table}")
    finally:
        connection.close()


def _not_too_long(terms: Sequence[str]) -> list[str]:
    """Terms but for those longer than a key of the server may be."""
    return [term for term in terms if len(term) * 4 <= LONGEST_TERM or len(term.encode()) <= LONGEST_TERM]
