"""Read the rows of a store from a database server, as :class:`DatabaseReader` reads them from a file."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from index.storage.codec import unpack_bands
from index.storage.database import (
    BATCH_ROWS,
    DOCUMENT_COLUMNS,
    HEAD_COLUMNS,
    State,
    check_body,
    checked_payload,
    damaged,
    head_from,
    read_state,
)
from index.storage.database_reader import DatabaseReader
from index.storage.document_head import DocumentHead
from index.storage.facts import FactReader
from index.storage.server.connections import ResultRows, ServerConnection, ServerPool
from index.storage.server.tables import field_totals, passages_table
from ingest.errors import StoreBusy

_Value = TypeVar("_Value")
_PADDED = 128
_MANY = 500  # whole documents read at a time


class ServerReader(DatabaseReader):
    """Each thread reads through a connection of its own while its snapshot lasts, else one for each statement."""

    def __init__(self, pool: ServerPool) -> None:
        self._pool = pool
        self._held = threading.local()
        self.facts: FactReader = ServerFactReader(self._fetch)

    def close(self) -> None:
        """Do nothing: the connections are the pool's."""

    @contextmanager
    def snapshot(self) -> Iterator[ServerReader]:
        """Let all reads of this thread inside the block see one revision."""
        if getattr(self._held, "connection", None) is not None:
            yield self
            return
        with self._pool.lent() as connection:
            connection.begin(snapshot=True)
            self._held.connection = connection
            try:
                yield self
            finally:
                self._held.connection = None
                connection.rollback()

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> ResultRows:
        """Run a statement that reads, in this thread's snapshot where it has one."""
        held: ServerConnection | None = getattr(self._held, "connection", None)
        if held is not None:
            return held.execute(statement, parameters)
        try:
            with self._pool.lent() as connection:
                return connection.execute(statement, parameters)
        except StoreBusy:  # a connection that the server has let go of
            with self._pool.lent() as connection:
                return connection.execute(statement, parameters)

    def _fetch(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple]:
        return self.execute(statement, parameters)

    def state(self) -> State:
        """Give the state of the revision."""
        return read_state(self)  # type: ignore[arg-type]

    def each_head(self) -> Iterator[DocumentHead]:
        """Give the heads of all documents, some thousands read at a time."""
        for found in self._in_batches(f"{HEAD_COLUMNS}", BATCH_ROWS):
            yield from (head_from(columns) for columns in found)

    def _in_batches(
        self, columns: str, most: int, table: str = "documents", after: int = -1
    ) -> Iterator[list[tuple]]:
        """Rows of a table in order of their number, which is the first of the columns, beyond a number."""
        last = after
        while True:
            found = self._fetch(
                f"SELECT {columns} FROM {table} WHERE id > ? ORDER BY id LIMIT {most}", (last,)
            )
            if not found:
                return
            yield found
            last = found[-1][0]

    def heads(self, rows: Sequence[int] | None = None, doc_id: str | None = None) -> list[DocumentHead]:
        """Give documents without their text, in order of row: all, those of some rows, or the one with an id."""
        return super().heads(rows if rows is None else padded(rows), doc_id)

    def chunks(self, rows: Sequence[int]) -> dict[int, tuple[int, bytes]]:
        """Give row of a chunk -> (row of its document, payload) for those that still stand."""
        return super().chunks(padded(rows))

    # -- what a search asks ------------------------------------------------------------------------

    def frequencies(self, terms: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Give term -> (number, chunks that hold it) for those that the store knows."""
        if not terms:
            return {}
        asked = padded(terms)
        marks = ",".join("?" * len(asked))
        found = self._fetch(f"SELECT term, id, frequency FROM terms WHERE term IN ({marks})", asked)
        return {term: (number, frequency) for term, number, frequency in found}

    def vocabulary(self, after: int = -1) -> list[tuple[int, str, int]]:
        """Give (number, term, chunks that hold it) of every term, in order of number; of those beyond ``after`` alone."""
        found: list[tuple[int, str, int]] = []
        for batch in self._in_batches("id, term, frequency", 50_000, "terms", after):
            found.extend(batch)  # type: ignore[arg-type]
        return found

    def totals(self) -> tuple[int, ...]:
        """Give how many words stand in each field of all chunks, in the order of ``codec.FIELDS``."""
        found = self._fetch("SELECT * FROM totals WHERE id = 1")
        if not found:
            raise damaged("totals")
        return tuple(found[0][1:])

    def regions(self) -> list[tuple[str, int]]:
        """Give (region, documents of it), “” for those of none, in order of name."""
        return self._fetch("SELECT region, count(*) FROM documents GROUP BY region ORDER BY region")  # type: ignore[return-value]

    def regions_of(self, documents: Sequence[int]) -> dict[int, str]:
        """Give the region of some documents by row, “” for none."""
        asked = padded(documents)
        marks = ",".join("?" * len(asked))
        return dict(self._fetch(f"SELECT id, region FROM documents WHERE id IN ({marks})", asked))  # type: ignore[arg-type]

    def arrays_of(self, rows: Sequence[int]) -> list[tuple[int, int, str, bytes, bytes, int]]:
        """Give (row, document, kind, term counts, embedding, sum) of some chunks, in order of row."""
        asked = padded(rows)
        marks = ",".join("?" * len(asked))
        return self._fetch(  # type: ignore[return-value]
            f"SELECT id, document, kind, terms, embedding, arrays_checksum FROM chunks WHERE id IN ({marks}) ORDER BY id",
            asked,
        )

    def counts_of(self, documents: Sequence[int]) -> list[bytes]:
        """Give the term counts of all chunks of some documents."""
        if not documents:
            return []
        marks = ",".join("?" * len(documents))
        return [
            blob
            for (blob,) in self._fetch(
                f"SELECT terms FROM chunks WHERE document IN ({marks})", tuple(documents)
            )
        ]

    def with_words(self, dimension: int, words: str, only: str, most: int) -> list[int]:
        """Give the chunks that hold some of the indexed words, those first that the server's BM25 puts first.

        ``only`` is a condition on ``document``, as ``documents_condition`` writes it, or empty.
        """
        found = self._fetch(
            f"SELECT id FROM {passages_table(dimension)} WHERE MATCH(words) AGAINST(?){only and ' AND ' + only}"
            " ORDER BY MATCH(words) AGAINST(?) DESC LIMIT ?",
            (words, words, most),
        )
        return [row for (row,) in found]

    def documents_with_word(self, dimension: int, word: str) -> set[int]:
        """Give the rows of the documents that hold an indexed word in one of their chunks."""
        found = self._fetch(
            f"SELECT DISTINCT document FROM {passages_table(dimension)} WHERE MATCH(words) AGAINST(?)",
            (word,),
        )
        return {document for (document,) in found}

    def nearest(self, dimension: int, vector: str, only: str, most: int, exact: bool) -> list[int]:
        """Give the chunks nearest to a vector: by the index, or ``exact`` by looking at all that ``only`` leaves."""
        found = self._fetch(
            f"SELECT id FROM {passages_table(dimension)}{only and ' WHERE ' + only}"
            f" ORDER BY negative_inner_product(embedding, ?){'' if exact else ' APPROXIMATE'} LIMIT ?",
            (vector, most),
        )
        return [row for (row,) in found]

    # -- checking ----------------------------------------------------------------------------------

    def verify(self) -> State:
        """Read everything and compare it with its sums. Raises ``StoreDamaged``."""
        with self.snapshot():
            state = self.state()
            chunks = {head.row: head.chunks for head in self.each_head()}
            self._verify_bands()
            self.facts.verify()
            for batch in self._in_batches(f"id, {DOCUMENT_COLUMNS}", _MANY):
                for _, text, structure, digest, _, doc_id, *_ in batch:
                    check_body(doc_id, text, structure, digest)
            for batch in self._in_batches("id, document, payload, payload_checksum", BATCH_ROWS, "chunks"):
                for row, document, payload, total in batch:
                    checked_payload(payload, total, row, document)
            self._verify_counts(state, chunks)
            self._verify_searched(state, chunks)
        return state

    def _verify_bands(self) -> None:
        named = [(band, head.row) for head in self.each_head() for band in unpack_bands(head.bands)]
        if sorted(named) != self._fetch("SELECT band, document FROM bands ORDER BY band, document"):
            raise damaged("bands")

    def _verify_searched(self, state: State, chunks: Mapping[int, int]) -> None:
        """What is searched stands for the chunks, one row for each, and the totals are theirs."""
        table = passages_table(state.dimension)
        found = self._fetch(f"SELECT document, count(*) FROM {table} GROUP BY document")
        if dict(found) != {row: count for row, count in chunks.items() if count}:
            raise damaged("passages")
        totals = [0] * len(self.totals())
        for batch in self.arrays():
            for place, total in enumerate(field_totals(b"".join(batch.counts))):
                totals[place] += total
        if tuple(totals) != self.totals():
            raise damaged("totals")


class ServerFactReader(FactReader):
    """Reads facts from a server, whose store has their tables always."""

    def _has_tables(self) -> bool:
        return True


def padded(values: Sequence[_Value]) -> tuple[_Value, ...]:
    """Give a list with its last value repeated up to one of a few lengths.

    The server keeps the plan of a statement by how many values it has: of a new number of them it makes a new plan.
    """
    length = len(values)
    if not length:
        return ()
    wanted = 1 << (length - 1).bit_length() if length <= _PADDED else -(-length // _PADDED) * _PADDED
    return (*values, *(values[-1] for _ in range(wanted - length)))


def documents_condition(allowed: Sequence[int] | None, forbidden: Sequence[int]) -> str:
    """Write that a passage is of one of some documents, or of none of some others; the shorter list is written."""
    if allowed is not None and len(allowed) <= max(1, len(forbidden)):
        return f"document IN ({','.join(map(str, allowed))})" if allowed else "1 = 0"
    return f"document NOT IN ({','.join(map(str, forbidden))})" if forbidden else ""
