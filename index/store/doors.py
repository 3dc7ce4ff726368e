"""The two doors of a store: what is asked of one, and what changes one.

Whoever answers questions knows the first alone, whoever takes documents in the second as well. An engine that keeps
its passages elsewhere, in a database server, is one that meets them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from index.documents import Outcome
from index.hits import DocumentInfo, Filters, Hit
from index.storage.facts import FactCorrection
from index.storage.originals import Originals
from index.words import Homophones
from ingest.document import Chunk, Document, Metadata
from ingest.facts import Fact

Progress = Callable[[str], None]
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each document of one ``add``, by ``doc_id``.

    ``replaced_briefs`` are briefs that gave way to the original of the same id or title. ``duplicates``: ids
    that came as files, to the ids of the documents that they are copies of and whose sources they joined.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    replaced_briefs: tuple[str, ...] = ()
    duplicates: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, outcome: Outcome) -> AddReport:
        """Each id once."""
        return cls(
            tuple(dict.fromkeys(outcome.added)),
            tuple(dict.fromkeys(outcome.updated)),
            tuple(dict.fromkeys(outcome.unchanged)),
            tuple(dict.fromkeys(outcome.replaced_briefs)),
            outcome.duplicates,
        )


class DocumentSearcher(Protocol):
    """Finds passages and reads documents, of one revision at a time. Thread-safe.

    What takes a ``doc_id`` raises ``UsageError`` for one that is not there.
    """

    @property
    def originals(self) -> Originals:
        """Give the kept files that documents were read from."""
        ...

    @property
    def revision(self) -> int:
        """The revision that searches see; it moves with ``refresh``."""
        ...

    def refresh(self, *, wait: bool = False) -> bool:
        """Move to the newest revision; gives whether there was one."""
        ...

    def search(self, query: str, k: int = 10, filters: Filters = NO_FILTERS) -> list[Hit]:
        """Find the k best chunks, best first; none where nothing is like the query."""
        ...

    def status(self) -> dict[str, object]:
        """Give counts, models and revision as JSON values."""
        ...

    def documents(self) -> list[DocumentInfo]:
        """Give all documents in the order they were added."""
        ...

    def info(self, doc_id: str) -> DocumentInfo:
        """Give what a list of documents shows of one."""
        ...

    def found(self, doc_id: str) -> Metadata:
        """Give the metadata as they were read, without what a person has set."""
        ...

    def document(self, doc_id: str) -> Document:
        """Give a document with its text and structure."""
        ...

    def chunks(self, doc_id: str) -> tuple[Chunk, ...]:
        """Give a document's chunks in order."""
        ...

    def facts(self, kind: str, doc_ids: Collection[str] | None = None) -> Iterator[tuple[str, Fact]]:
        """Give (id of the document, fact) of a kind, of all documents or of some, as people left them."""
        ...

    def fact_corrections(self) -> tuple[FactCorrection, ...]:
        """Give what people said of facts."""
        ...

    def document_frequency(self, term: str) -> int:
        """Count the chunks that hold a term in any field."""
        ...

    def documents_with(self, terms: Collection[str]) -> frozenset[str]:
        """Give the ids of the documents that hold all of some terms in any field of their chunks."""
        ...

    def idf(self, term: str) -> float:
        """Inverse chunk frequency, ≥ 0; highest for a term no chunk holds."""
        ...

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """Give (term, chunks that hold it) of every term."""
        ...

    def homophones(self) -> Homophones:
        """Give the words of all chunks by their sound."""
        ...


class DocumentWriter(Protocol):
    """Changes what a store holds, each call whole or not at all. Raises ``StoreBusy``, ``StoreFull``."""

    def add(
        self,
        documents: Iterable[Document],
        *,
        progress: Progress | None = None,
        joins: Callable[[str], bool] = ...,
    ) -> AddReport:
        """Add or update documents; see ``Store.add``."""
        ...

    def edit(self, doc_id: str, changes: Mapping[str, object]) -> DocumentInfo:
        """Set fields of a document's metadata. Raises ``UsageError`` for an unknown document, field or value."""
        ...

    def correct_fact(self, doc_id: str, key: str, changes: Mapping[str, object] | None) -> None:
        """Dismiss a fact or set its data right, for good; see ``Store.correct_fact``."""
        ...

    def remove(self, doc_ids: Iterable[str]) -> tuple[str, ...]:
        """Remove documents; gives the ids that were there."""
        ...

    def rebuild_embeddings(self, *, progress: Progress | None = None) -> None:
        """Embed all chunks again with the current model."""
        ...
