"""Keep the facts of documents in a store's database: their tables, their bytes, and what a person set right.

The rows of a document name the code that read them (:func:`ingest.facts.facts_version`): rows of other code are
none, and are read anew. Corrections are kept by the document's id, so that they outlast its rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from index.storage.codec import dump_json, load_json
from index.storage.database import FACTS_FORMAT, FACTS_TABLES, checksum, damaged, format_of
from ingest.facts import Fact, facts_version

Fetch = Callable[..., list[tuple]]
_FEW = 500  # documents asked for by their rows; of more the whole kind is read


@dataclass(frozen=True, slots=True)
class FactCorrection:
    """What a person said of one fact: that it is none, or what of its data is otherwise.

    ``start`` and ``end`` are where the fact stood then: its words may since have moved, and with them the spans
    of ``data``. ``unnumbered`` and ``unnumbered_start`` are those of the fact then; a correction of older code has
    none and is found by its key alone.
    """

    doc_id: str
    kind: str
    key: str
    start: int
    end: int
    dismissed: bool = False
    data: Mapping[str, object] = field(default_factory=dict)
    unnumbered: str = ""
    unnumbered_start: int | None = None


def dump_fact(fact: Fact) -> bytes:
    """Write a fact but for its kind, which its row has."""
    return dump_json(
        [
            *(fact.key, fact.start, fact.end, fact.clause, fact.page, fact.confidence, dict(fact.data)),
            *(fact.unnumbered, fact.unnumbered_start),
        ]
    )


def load_facts(kind: str, payloads: Sequence[bytes]) -> list[Fact]:
    """Read what :func:`dump_fact` wrote, all at once: facts of one kind have the same names in their data."""
    return [Fact(kind, *values) for values in load_json(b"[" + b",".join(payloads) + b"]")]


def _dump_correction(correction: FactCorrection) -> bytes:
    said = [correction.start, correction.end, correction.dismissed, dict(correction.data)]
    return dump_json([*said, correction.unnumbered, correction.unnumbered_start])


def _load_correction(doc_id: str, kind: str, key: str, payload: bytes, total: int) -> FactCorrection:
    if checksum(doc_id, kind, key, payload) != total:
        raise damaged("fact_corrections")
    return FactCorrection(doc_id, kind, key, *load_json(payload))


class FactWriter:
    """Changes the facts within one write transaction; a store without their tables takes none."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.changed = False

    @property
    def has_tables(self) -> bool:
        """Whether the store has the tables of facts; see :meth:`add_tables`."""
        return format_of(self._connection) >= FACTS_FORMAT

    def add_tables(self) -> None:
        """Bring a store of format 2 to the one with facts; none is read yet."""
        for statement in FACTS_TABLES.split(";"):
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA user_version={FACTS_FORMAT}")
        self.changed = True

    def unread(self, documents: int) -> list[int]:
        """Give the rows of the documents whose facts this code has not read; ``documents``: how many stand."""
        read = "SELECT count(*) FROM fact_readings WHERE version = ?"
        if self._connection.execute(read, (facts_version(),)).fetchone()[0] == documents:
            return []  # what is removed leaves no reading
        found = self._connection.execute(
            "SELECT documents.id FROM documents LEFT JOIN fact_readings ON document = documents.id"
            " WHERE version IS NULL OR version <> ? ORDER BY documents.id",
            (facts_version(),),
        ).fetchall()
        return [row for (row,) in found]

    def write(self, document: int, facts: Iterable[Fact]) -> None:
        """Write the facts of a document's row in place of those that stand."""
        self.delete(document)
        rows = [(document, fact.kind, payload) for fact in facts if (payload := dump_fact(fact))]
        self._connection.executemany(
            "INSERT INTO facts (document, kind, payload, checksum) VALUES (?, ?, ?, ?)",
            [(*row, checksum(*row)) for row in rows],
        )
        reading = (document, facts_version(), len(rows))
        self._connection.execute(
            "INSERT INTO fact_readings VALUES (?, ?, ?, ?)", (*reading, checksum(*reading))
        )
        self.changed = True

    def delete(self, document: int) -> None:
        """Remove the facts of a document's row."""
        if self.has_tables:
            self._connection.execute("DELETE FROM facts WHERE document = ?", (document,))
            self._connection.execute("DELETE FROM fact_readings WHERE document = ?", (document,))

    def correct(self, correction: FactCorrection) -> None:
        """Keep what a person said of a fact, in place of what was said of it before."""
        payload = _dump_correction(correction)
        row = (correction.doc_id, correction.kind, correction.key, payload)
        self._connection.execute(
            "REPLACE INTO fact_corrections VALUES (?, ?, ?, ?, ?)", (*row, checksum(*row))
        )
        self.changed = True

    def corrections(self, doc_id: str) -> list[FactCorrection]:
        """Give what people said of the facts of a document."""
        found = self._connection.execute(
            "SELECT doc_id, kind, `key`, payload, checksum FROM fact_corrections WHERE doc_id = ?", (doc_id,)
        )
        return [_load_correction(*row) for row in found.fetchall()]

    def restore(self, doc_id: str, key: str) -> bool:
        """Forget what a person said of a fact; gives whether there was anything."""
        found = self._connection.execute(
            "DELETE FROM fact_corrections WHERE doc_id = ? AND `key` = ?", (doc_id, key)
        )
        self.changed |= found.rowcount > 0
        return found.rowcount > 0

    def finish(self) -> None:
        """Forget what was said of documents that are gone; one that was written anew is there again by now."""
        # Mostly nothing was said of any: then no document need be looked at.
        if self.has_tables and self._connection.execute("SELECT 1 FROM fact_corrections LIMIT 1").fetchone():
            self._connection.execute(
                "DELETE FROM fact_corrections WHERE doc_id NOT IN (SELECT doc_id FROM documents)"
            )


class FactReader:
    """Reads facts through ``fetch``, which runs a statement with its parameters and gives the rows."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def _has_tables(self) -> bool:
        return self._fetch("PRAGMA user_version")[0][0] >= FACTS_FORMAT

    def of_kind(self, kind: str, documents: Sequence[int]) -> dict[int, list[bytes]]:
        """Give row of a document -> its facts of a kind for :func:`load_facts`, where this code has read them."""
        if not self._has_tables():
            return {}
        few = len(documents) <= _FEW
        only = f" AND document IN ({','.join('?' * len(documents))})" if few else ""
        rows = tuple(documents) if few else ()
        read = self._fetch(
            f"SELECT document, version, facts, checksum FROM fact_readings WHERE version = ?{only}",
            (facts_version(), *rows),
        )
        if any(checksum(document, version, count) != total for document, version, count, total in read):
            raise damaged("facts")
        wanted = set(documents)
        payloads: dict[int, list[bytes]] = {document: [] for document, *_ in read if document in wanted}
        for document, payload, total in self._fetch(
            f"SELECT document, payload, checksum FROM facts WHERE kind = ?{only} ORDER BY id", (kind, *rows)
        ):
            if checksum(document, kind, payload) != total:
                raise damaged("facts")
            if document in payloads:
                payloads[document].append(payload)
        return payloads

    def corrections(self) -> list[FactCorrection]:
        """Give what people said of facts, of all documents."""
        if not self._has_tables():
            return []
        found = self._fetch(
            "SELECT doc_id, kind, `key`, payload, checksum FROM fact_corrections ORDER BY doc_id, kind, `key`"
        )
        return [_load_correction(*row) for row in found]

    def verify(self) -> None:
        """Read all and compare it with its checksums and with the documents. Raises ``StoreDamaged``."""
        if not self._has_tables():
            return
        counted = dict(self._fetch("SELECT document, count(*) FROM facts GROUP BY document"))
        known = {row for (row,) in self._fetch("SELECT id FROM documents")}
        for document, version, count, total in self._fetch(
            "SELECT document, version, facts, checksum FROM fact_readings"
        ):
            if checksum(document, version, count) != total or document not in known:
                raise damaged("facts")
            if counted.pop(document, 0) != count:
                raise damaged("facts")
        if counted:
            raise damaged("facts")
        for *row, total in self._fetch("SELECT document, kind, payload, checksum FROM facts"):
            if checksum(*row) != total:
                raise damaged("facts")
        self.corrections()
