"""What is asked of a store, over the newest revision that is seen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict
from typing import Protocol, TypeVar

from index.hits import DocumentInfo, Filters, Hit
from index.search import View
from index.storage import database
from index.storage.facts import FactCorrection
from index.storage.originals import Originals
from index.store.doors import NO_FILTERS
from index.store.searcher import Searcher
from index.words import Homophones
from ingest.document import Chunk, Document, Metadata
from ingest.facts import Fact

_Answer = TypeVar("_Answer")


class SeenRevisions(Protocol):
    """Says which revision is seen: of a whole store, or of a part of its documents."""

    @property
    def current(self) -> Searcher:
        """The searcher over the revision that is seen."""
        ...

    def refresh(self, *, wait: bool = False) -> bool:
        """Move to the newest revision; gives whether there was one."""
        ...

    def require_searchable(self) -> None:
        """Raise ``ModelMismatch`` where the vectors are of another model than queries are embedded with."""
        ...


class StoreReading:
    """A ``DocumentSearcher`` over the revisions that it is given. Thread-safe."""

    def __init__(self, revisions: SeenRevisions) -> None:
        self.revisions = revisions

    @property
    def originals(self) -> Originals:
        """The kept files that documents were read from."""
        return self.revisions.current.listing.originals

    @property
    def view(self) -> View:
        """All that a search reads of the newest revision, for training and measuring."""
        return self.revisions.current.view

    @property
    def revision(self) -> int:
        """The revision that searches see; it moves with ``refresh``."""
        return self.view.revision

    def refresh(self, *, wait: bool = False) -> bool:
        """Move to the newest revision on disk; gives whether there was one. Cheap where there was none.

        While another thread makes it ready the revision before stands, unless ``wait``.
        """
        return self.revisions.refresh(wait=wait)

    # -- searching -------------------------------------------------------------------------------

    def search(self, query: str, k: int = 10, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The k best chunks, best first: BM25 over all fields, cosine and more, as the ranker weighs them.

        In a small store or with another embedding than the shipped one: BM25 and cosine as a weighted sum.

        With a reranker the best of them are put in its order, see ``reranking.rerank``.

        Equal scores come in the order the chunks were added. No hit where nothing is like the query.
        """
        self.refresh()
        self.revisions.require_searchable()
        return self._newest(lambda searcher: searcher.hits(query, k, filters), "chunks")

    def _newest(self, ask: Callable[[Searcher], _Answer | None], what: str) -> _Answer:
        """What is asked of the revision that is seen, or of the newest where the store has moved on below it."""
        while True:
            searcher = self.revisions.current
            found = ask(searcher)
            if found is not None:
                return found
            # Rows are never used again: one that is gone tells that the store has moved on.
            if not self.refresh(wait=True) and self.revisions.current is searcher:
                raise database.damaged(what)

    def document_frequency(self, term: str) -> int:
        """Chunks that hold a term of ``tokens.terms`` in any field."""
        return self.view.lexical.document_frequency(term)

    def documents_with(self, terms: Collection[str]) -> frozenset[str]:
        """Documents that hold all of some terms of ``tokens.terms`` in any field of their chunks; none for no terms."""
        return self.revisions.current.documents_with(terms)

    def idf(self, term: str) -> float:
        """Inverse chunk frequency, ≥ 0; highest for a term no chunk holds."""
        return self.view.lexical.idf(term)

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """Give (term, chunks that hold it) of every term of the lexical index."""
        return self.revisions.current.vocabulary()

    def homophones(self) -> Homophones:
        """The store's words by their sound; built when first asked for a sound."""
        return self.revisions.current.homophones()

    # -- reading ---------------------------------------------------------------------------------

    def status(self) -> dict[str, object]:
        """Counts, models and revision as JSON values; the ``reranker`` is ``None`` where none is used."""
        searcher = self.revisions.current
        with searcher.listing.reader.snapshot():
            state = searcher.listing.reader.state()
            counts = searcher.listing.counts(state)
        reranker = searcher.method.reranker
        told = {name: value for name, value in asdict(state).items() if name != "lineage"}
        return {**told, **counts, "reranker": reranker.name if reranker else None}

    def documents(self) -> list[DocumentInfo]:
        """All documents in the order they were added."""
        self.refresh()
        return self.revisions.current.listing.infos()

    def info(self, doc_id: str) -> DocumentInfo:
        """What a list shows of one, as it is now. Raises ``UsageError`` for an unknown id, as do ``document`` and ``chunks``."""
        self.refresh()
        listing = self.revisions.current.listing
        return listing.info_of(listing.head(doc_id))

    def found(self, doc_id: str) -> Metadata:
        """The metadata as they were read, without what a person has set."""
        return self.revisions.current.listing.found(doc_id)

    def document(self, doc_id: str) -> Document:
        """The whole document, its text checked against its sum."""
        return self.revisions.current.listing.document(doc_id)

    def chunks(self, doc_id: str) -> tuple[Chunk, ...]:
        """Every chunk of a document in its order."""
        return self.revisions.current.listing.chunks(doc_id)

    # -- facts -----------------------------------------------------------------------------------

    def facts(self, kind: str, doc_ids: Collection[str] | None = None) -> Iterator[tuple[str, Fact]]:
        """Give (id of the document, fact) of a kind, in order of documents and of their words.

        Of all documents or of some; ids that are not there have none. Facts stand as people left them: without
        those that were dismissed, and with what was set right.
        """
        self.refresh()
        return self._newest(lambda searcher: searcher.facts.of_kind(kind, doc_ids), "facts")

    def fact_corrections(self) -> tuple[FactCorrection, ...]:
        """Give what people said of facts, of all documents."""
        self.refresh()
        return self._newest(lambda searcher: searcher.facts.corrections(), "fact_corrections")
