"""The documents of one revision as they are shown: their heads, their states, and what took their place."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from index.documents import Succession, final_title, title_key
from index.hits import DocumentInfo, Successor
from index.storage.database import State
from index.storage.database_reader import DatabaseReader
from index.storage.document_head import DocumentHead
from index.storage.originals import Originals
from index.store.facts import FactShelf
from ingest.document import DRAFT, REPEALED, Chunk, Document, Metadata
from ingest.errors import UsageError


class DocumentListing:
    """Documents of a revision but for those of ``hidden``, which are told of in no way. Thread-safe.

    What it has read it keeps; a new revision takes a new listing, so that nothing of a removed document stays.
    ``today``: the day that decides a document's status, by default the day of each call.
    """

    def __init__(
        self,
        reader: DatabaseReader,
        originals: Originals,
        shelf: FactShelf,
        today: date | None = None,
        hidden: Set[str] = frozenset(),
    ) -> None:
        self.reader, self.originals, self.shelf = reader, originals, shelf
        self._today, self.hidden = today, frozenset(hidden)
        self._by_row: dict[int, DocumentHead] = {}
        self._all: list[DocumentHead] | None = None
        self._succession: Succession | None = None

    def without(self, hidden: Set[str]) -> DocumentListing:
        """Give the listing of the same documents without some more of them."""
        return DocumentListing(self.reader, self.originals, self.shelf, self._today, self.hidden | hidden)

    @property
    def today(self) -> date:
        """Give the day that decides a document's standing."""
        return self._today or date.today()

    # -- all documents ---------------------------------------------------------------------------

    def heads(self) -> list[DocumentHead]:
        """Give all heads in the order the documents were added."""
        if self._all is None:
            # As the database is now: later than the view while that of a newer revision is being made.
            self._all = [head for head in self.reader.heads() if head.doc_id not in self.hidden]
        return self._all

    def heads_of(self, rows: set[int]) -> dict[int, DocumentHead]:
        """Give heads by row, kept once read: a row never changes."""
        missing = sorted(rows - self._by_row.keys())
        if missing:
            self._by_row.update((head.row, head) for head in self.reader.heads(rows=missing))
        return {row: self._by_row[row] for row in rows}

    def infos(self) -> list[DocumentInfo]:
        """Give all documents in the order they were added."""
        return [self.info_of(head) for head in self.heads()]

    def counts(self, state: State) -> dict[str, int]:
        """Count documents, chunks, briefs and originals; ``state`` is that of the whole store now."""
        if not self.hidden:
            documents, chunks, briefs = state.documents, state.chunks, self.reader.briefs()
        else:
            heads = self.heads()
            documents, chunks = len(heads), sum(head.chunks for head in heads)
            briefs = sum(head.metadata.brief for head in heads)
        return {"documents": documents, "chunks": chunks, "briefs": briefs, "originals": documents - briefs}

    # -- one document ----------------------------------------------------------------------------

    def head(self, doc_id: str) -> DocumentHead:
        """Read a document's head. Raises ``UsageError`` where it is not there or hidden, in the same words."""
        heads = () if doc_id in self.hidden else self.reader.heads(doc_id=doc_id)
        if not heads:
            raise unknown(doc_id)
        return heads[0]

    def document(self, doc_id: str) -> Document:
        """Read a whole document, its text checked against its sum. Raises as :meth:`head`."""
        found = None if doc_id in self.hidden else self.reader.document(doc_id)
        if found is None:
            raise unknown(doc_id)
        return found

    def chunks(self, doc_id: str) -> tuple[Chunk, ...]:
        """Read the chunks of a document in their order. Raises as :meth:`head`."""
        with self.reader.snapshot():
            return self.reader.chunks_of(self.head(doc_id).row, doc_id)

    def found(self, doc_id: str) -> Metadata:
        """Give the metadata as they were read, without what a person has set. Raises as :meth:`head`."""
        return self.head(doc_id).found

    def info_of(self, head: DocumentHead) -> DocumentInfo:
        """Tell what is shown of a document, from its head and from what others say of it."""
        today = self.today
        succession = self._successions()
        repealed_by = succession.repealed_by(head, today)
        status = head.metadata.status_on(today)
        return DocumentInfo(
            doc_id=head.doc_id,
            metadata=head.metadata,
            status=REPEALED if repealed_by and status != DRAFT else status,
            source=head.source,
            media_type=head.media_type,
            characters=head.characters,
            chunks=head.chunks,
            sha256=head.sha256,
            sources=head.sources,
            copies=tuple(copy for copy in head.copies if copy not in self.hidden),
            edited=tuple(field for field, _ in head.edits),
            repealed_by=repealed_by,
            replaced_by=succession.final_of(head),
            repeal_claimed_by=None if repealed_by else succession.claimed_by(head, today),
            pictured=any(file.has_pages and self.originals.holds(file.sha256) for file in head.sources[:1]),
        )

    def _successions(self) -> Succession:
        """Give what the documents say of each other; made when first asked for."""
        if self._succession is None:
            with self.reader.snapshot():
                self._succession = succession_of(self.reader, self.hidden)
        return self._succession


def succession_of(reader: DatabaseReader, hidden: Set[str] = frozenset()) -> Succession:
    """Read which documents repeal and replace which, without what those of ``hidden`` say.

    Call it inside ``reader.snapshot()``.
    """
    finals: dict[str, Successor] = {}
    for draft in (head for head in reader.heads_with("draft") if head.metadata.draft):
        key = title_key(final_title(draft.metadata))
        for final in reader.originals_titled(key) if key else ():
            if not final.metadata.draft and final.doc_id not in hidden:
                finals[draft.doc_id] = Successor(final.doc_id, final.metadata.title)
    return Succession([head for head in reader.heads_with("supersedes") if head.doc_id not in hidden], finals)


def unknown(doc_id: str) -> UsageError:
    """Say that a store holds no document of this id."""
    return UsageError(f"索引中没有文档“{doc_id}”", f"no document '{doc_id}' in the store")


def unknown_fact(doc_id: str, key: str) -> UsageError:
    """Say that a document has no fact of this key, or none that was set right."""
    return UsageError(
        f"文档“{doc_id}”没有编号为“{key}”的事实或更正", f"no fact '{key}' in document '{doc_id}'"
    )
