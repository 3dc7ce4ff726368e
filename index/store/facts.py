"""The facts of one revision: those that are stored, those still to be read, and what people set right in them.

Facts are read from a document's row, which never changes, by code of one version: decoded once they hold for
every revision in which the row stands.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.documents import corrected
from index.storage.database_reader import DatabaseReader
from index.storage.document_head import DocumentHead
from index.storage.facts import FactCorrection, dump_fact, load_facts
from ingest.facts import FACT_KINDS, Fact, facts_of

MOST_KEPT = 32 * 2**20  # bytes of facts as they are stored; decoded they take some six times the room
# The facts of a document, or its payloads where there was no room to keep them decoded.
Held = tuple[Fact, ...] | list[bytes]


class FactShelf:
    """Facts by the row of their document, of all documents of one store. Thread-safe.

    ``most``: bytes of facts that are kept decoded, of what came first; the rest is read each time.
    """

    def __init__(self, path: Path, most: int = MOST_KEPT) -> None:
        self._path, self._most = path, most
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, int], tuple[tuple[Fact, ...], int]] = {}
        self._bytes = 0

    def _opened(self) -> DatabaseReader:
        return DatabaseReader(self._path)

    def standing(self, tag: str) -> tuple[list[DocumentHead], list[FactCorrection]] | None:
        """Give all documents and corrections of the revision with a tag; ``None`` where the store has moved on."""
        with closing(self._opened()) as reader, reader.snapshot():
            if reader.state().tag != tag:
                return None
            heads, corrections = reader.heads(), reader.facts.corrections()
        self._forget_others({head.row for head in heads})
        return heads, corrections

    def _forget_others(self, rows: Collection[int]) -> None:
        """Nothing of a removed document stays."""
        with self._lock:
            for key in [key for key in self._kept if key[1] not in rows]:
                self._bytes -= self._kept.pop(key)[1]

    def of_kind(self, kind: str, rows: Sequence[int]) -> Mapping[int, Held] | None:
        """Give the facts of a kind by document, as they were read; ``None`` where a document is gone."""
        found = self._held(kind, rows)
        if len(found) == len(rows):
            return found
        with self._lock:
            found = self._held(kind, rows)
            missing = [row for row in rows if row not in found]
            # A connection of its own: what reads the database for a search must not wait.
            with closing(self._opened()) as reader:
                with reader.snapshot():
                    stored = reader.facts.of_kind(kind, missing)
                with _collector_at_rest():
                    found.update((row, self._decoded(kind, row, some)) for row, some in stored.items())
                for row in missing:
                    if row not in stored:
                        read = self._read(reader, row)
                        if read is None:
                            return None
                        found[row] = read.get(kind, ())
        return found

    def _held(self, kind: str, rows: Sequence[int]) -> dict[int, Held]:
        held = ((row, self._kept.get((kind, row))) for row in rows)
        return {row: entry[0] for row, entry in held if entry is not None}

    def _decoded(self, kind: str, row: int, payloads: list[bytes]) -> Held:
        size = sum(map(len, payloads))
        if self._bytes + size > self._most:
            return payloads
        return self._keep(kind, row, load_facts(kind, payloads), size)

    def _read(self, reader: DatabaseReader, row: int) -> dict[str, tuple[Fact, ...]] | None:
        """Read the facts of all kinds from a document, whose stored ones are missing or of other code."""
        document = reader.document_in(row)
        if document is None:
            return None
        facts = facts_of(document)
        by_kind = {kind: [fact for fact in facts if fact.kind == kind] for kind in FACT_KINDS}
        return {
            kind: self._keep(kind, row, some, sum(len(dump_fact(fact)) for fact in some))
            for kind, some in by_kind.items()
        }

    def _keep(self, kind: str, row: int, facts: Iterable[Fact], size: int) -> tuple[Fact, ...]:
        kept = tuple(facts)
        if self._bytes + size <= self._most and (kind, row) not in self._kept:
            self._kept[kind, row] = kept, size
            self._bytes += size
        return kept


@dataclass(frozen=True, slots=True)
class _Standing:
    """Which documents a revision has, by row, and what people said of their facts."""

    documents: Mapping[int, str]
    corrections: Mapping[tuple[str, str], Mapping[str, FactCorrection]]  # by id and kind, then by key


class RevisionFacts:
    """The facts of one revision but for those of hidden documents. Thread-safe; a new revision takes a new one."""

    def __init__(self, shelf: FactShelf, tag: str, hidden: Collection[str]) -> None:
        self._shelf, self._tag, self._hidden = shelf, tag, hidden
        self._standing: _Standing | None = None

    def of_kind(self, kind: str, doc_ids: Collection[str] | None) -> Iterator[tuple[str, Fact]] | None:
        """Give (id, fact) of a kind, in order of documents and words; ``None`` where the store has moved on."""
        standing = self._stands()
        if standing is None:
            return None
        wanted = None if doc_ids is None else set(doc_ids)
        documents = {
            row: doc_id for row, doc_id in standing.documents.items() if wanted is None or doc_id in wanted
        }
        found = self._shelf.of_kind(kind, list(documents))
        return None if found is None else _named(kind, documents, found, standing.corrections)

    def corrections(self) -> tuple[FactCorrection, ...] | None:
        """Give what people said of facts; ``None`` where the store has moved on."""
        standing = self._stands()
        if standing is None:
            return None
        return tuple(one for by_key in standing.corrections.values() for one in by_key.values())

    def _stands(self) -> _Standing | None:
        if self._standing is None:
            found = self._shelf.standing(self._tag)
            if found is None:
                return None
            documents = {head.row: head.doc_id for head in found[0] if head.doc_id not in self._hidden}
            corrections: dict[tuple[str, str], dict[str, FactCorrection]] = {}
            for one in found[1]:
                if one.doc_id not in self._hidden:
                    corrections.setdefault((one.doc_id, one.kind), {})[one.key] = one
            self._standing = _Standing(documents, corrections)
        return self._standing


def _named(
    kind: str,
    documents: Mapping[int, str],
    found: Mapping[int, Held],
    corrections: Mapping[tuple[str, str], Mapping[str, FactCorrection]],
) -> Iterator[tuple[str, Fact]]:
    for row, doc_id in documents.items():
        held = found[row]
        facts = tuple(load_facts(kind, held)) if isinstance(held, list) else held
        of_document = corrections.get((doc_id, kind))
        for fact in corrected(facts, of_document) if of_document else facts:
            yield doc_id, fact


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let Python not look for garbage among the many small values that are being decoded: it takes five times as long."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()
