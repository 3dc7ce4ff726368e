"""The door of the store: documents in, hits out.

A ``Store`` may be shared by threads. Writes are one transaction each, by one
writer at a time; reads see the newest revision that is whole on disk.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np

from index.documents import (
    Admission,
    Entry,
    edited,
    forget,
    make_current,
    replace_head,
    title_key,
)
from index.hits import DocumentInfo
from index.models.embedding import EmbeddingModel, load_model
from index.search import Reranker, View, Weights, embedding_text, field_terms, load_reranker, title_text
from index.storage import database, standby
from index.storage.codec import encode_embedding
from index.storage.database import State
from index.storage.database_reader import DatabaseReader
from index.storage.disk import make_private
from index.storage.document_head import DocumentHead
from index.storage.originals import FOLDER, Faults, Originals
from index.storage.writer import Writer, writing
from index.store.corrections import correct
from index.store.distributed_embedding import Cluster, DistributedModel
from index.store.doors import AddReport, Progress
from index.store.facts import FactShelf
from index.store.listing import DocumentListing, unknown
from index.store.reading import StoreReading
from index.store.revisions import Pace, Revisions, require_model
from index.store.searcher import Searcher, SearchMethod
from ingest.document import Chunk, Document, Metadata
from ingest.errors import StoreDamaged, StoreFull, StoreMissing
from ingest.facts import facts_of

DEFAULT_WEIGHTS = Weights()
_EMBEDDED_AGAIN = 512  # chunks embedded at a time


def open_store(
    folder: Path,
    *,
    create: bool = False,
    model: str | None = None,
    today: date | None = None,
    any_model: bool = False,
    pace: Pace | None = None,
) -> Store:
    """Open the store in a folder, with ``create`` make an empty one where there is none.

    ``model``: see ``embedding.load_model``. ``today``: the day that decides a document's
    status, by default the day of each search. ``any_model``: open a store of another
    model too, to call ``rebuild_embeddings`` or what needs no vectors of new text. ``pace``: see ``Store``.
    A reranker is used where the settings name one, see ``reranking.load_reranker``.
    Where the database is damaged and its second copy is sound, that one is opened for reading, see ``Store.notice``.
    Raises ``StoreMissing``, ``StoreDamaged``, ``StoreFull``, ``ModelMismatch``, ``ModelUnavailable``.
    """
    path = Path(folder) / database.FILE_NAME
    if not path.exists() and not create:
        raise StoreMissing("没有找到索引，请先导入文档（ingest）", "no store here: ingest documents first")
    embedder, reranker = load_model(model), load_reranker()
    if not path.exists():
        state = State(0, embedder.name, embedder.fingerprint, embedder.dimension)
        with _writable():
            path.parent.mkdir(parents=True, exist_ok=True)
            database.create(path, state)
    for name in ("", "-wal", "-shm"):  # of a store that an earlier version made
        if (kept := path.with_name(path.name + name)).exists():
            make_private(kept)
    try:
        return Store(path.parent, embedder, today=today, any_model=any_model, reranker=reranker, pace=pace)
    except StoreDamaged:
        if not standby.is_sound(path):
            raise
        copy = standby.FILE_NAME
        return Store(
            path.parent, embedder, today=today, any_model=any_model, reranker=reranker, pace=pace, file=copy
        )


class Store(StoreReading):
    """Writes documents into one folder, and reads and searches them. Close it, or use it in a ``with`` statement.

    ``pace`` is called between the small pieces of what changes the store, and may wait there: a server
    lets questions go first. Searches go on meanwhile, in the revision before.
    """

    def __init__(
        self,
        folder: Path,
        model: EmbeddingModel,
        *,
        today: date | None = None,
        any_model: bool = False,
        weights: Weights = DEFAULT_WEIGHTS,
        reranker: Reranker | None = None,
        pace: Pace | None = None,
        file: str = database.FILE_NAME,
    ) -> None:
        self._path = folder / file
        self._damaged = file != database.FILE_NAME
        self._model, self._pace = model, pace or _unhurried
        self._method = SearchMethod.of(model, weights, reranker)
        self._write_lock = threading.Lock()
        self._reader = DatabaseReader(self._path)
        originals, shelf = Originals(folder / FOLDER, self._file_sums), FactShelf(self._path)

        def searcher_of(view: View) -> Searcher:
            return Searcher(view, DocumentListing(self._reader, originals, shelf, today), self._method)

        try:
            self._revisions = Revisions(
                folder,
                self._reader,
                self._method,
                searcher_of,
                any_model=any_model,
                pace=self._pace,
                file=file,
            )
        except BaseException:
            self._reader.close()
            raise
        super().__init__(self._revisions)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the store is used no more."""
        self._reader.close()

    @property
    def notice(self) -> str:
        """Say that the second copy is read, where the database is damaged; empty where all is well."""
        return _served_from_copy(self.revision) if self._damaged else ""

    def embed_on(self, cluster: Cluster) -> None:
        """From now on make the vectors of passages on the nodes of a cluster; questions are embedded here still."""
        self._model = DistributedModel(self._model, cluster)

    # -- writing ---------------------------------------------------------------------------------

    def add(
        self,
        documents: Iterable[Document],
        *,
        progress: Progress | None = None,
        joins: Callable[[str], bool] = lambda doc_id: True,
    ) -> AddReport:
        """Add or update documents in one transaction; see ``AddReport``.

        The same content under the same id is left alone. An original takes the place of
        the brief of the same id or title; a brief never takes that of an original. A file
        that is a copy of a document joins its sources (``index.documents.same_document``), and the better
        text is kept; copies under ids that were given are kept and name each other, as does a copy of a
        document that ``joins`` says no to.
        Raises ``StoreBusy``, ``StoreFull``; then nothing has changed.
        """
        with self._changing() as writer:
            require_model(writer.state, self._method)
            admission = Admission(writer, lambda entries: self._write(writer, entries), joins)
            for document in documents:
                self._pace()
                if admission.admit(document) and progress is not None:
                    progress(document.doc_id)
            admission.finish()
            self._read_facts(writer)
        return AddReport.of(admission.outcome)

    def read_facts(self) -> None:
        """Read the facts of documents that stand without, or with those of other code, as the next ``add`` would."""
        with self._changing() as writer:
            make_current(writer)
            self._read_facts(writer)

    def _read_facts(self, writer: Writer) -> None:
        for row in writer.facts.unread(writer.state.documents):
            self._pace()
            writer.facts.write(row, facts_of(writer.document(row)))

    @contextmanager
    def _changing(self) -> Iterator[Writer]:
        """One transaction; when the block ends, it is on disk and searches find it."""
        if self._damaged:
            raise StoreDamaged(self.notice, "the database is damaged: its copy is served, for reading only")
        with self._write_lock, ExitStack() as stack:
            with writing(self._path) as writer:
                yield writer
                # From the commit on nobody else makes the new revision ready: a search would wait for it.
                stack.enter_context(self._revisions.reserved())
            self._revisions.follow()
            standby.refresh(self._path)
        self.originals.release(writer.left)

    def _write(self, writer: Writer, entries: Iterable[Entry]) -> None:
        """Insert documents, the chunks of all of them embedded together."""
        texts = [embedding_text(chunk, entry.head.metadata) for entry in entries for chunk in entry.chunks]
        vectors = self._embeddings(texts)
        for entry in entries:
            rows = (
                (chunk, field_terms(chunk, entry.head.metadata), encode_embedding(next(vectors)))
                for chunk in entry.chunks
            )
            key, facts = title_key(entry.head.metadata.title), facts_of(entry.document)
            writer.insert(entry.document, entry.head, key, rows, facts)

    def _embeddings(self, texts: Sequence[str]) -> Iterator[np.ndarray]:
        """The vector of each passage, a few made at a time; gives way before each."""
        at_once = self._model.at_once
        for start in range(0, len(texts), at_once):
            for vector in self._model.encode_passages(texts[start : start + at_once]):
                self._pace()
                yield vector

    def remove(self, doc_ids: Iterable[str]) -> tuple[str, ...]:
        """Remove documents in one transaction; gives the ids that were there."""
        if isinstance(doc_ids, str):
            doc_ids = (doc_ids,)
        removed = []
        with self._changing() as writer:
            for doc_id in dict.fromkeys(doc_ids):
                found = writer.find(doc_id)
                if found:
                    forget(writer, found)
                    removed.append(doc_id)
        return tuple(removed)

    def _file_sums(self) -> set[str]:
        """SHA-256 of every file that a document was read from."""
        with self._reader.snapshot():
            return {file.sha256 for head in self._reader.each_head() for file in head.sources}

    def edit(self, doc_id: str, changes: Mapping[str, object]) -> DocumentInfo:
        """Set fields of a document's metadata, or with ``None`` take an edit back; see ``index.documents.edits.edited``.

        Edits outlast a new reading of the document. What is searched of it is made anew where it names the
        document differently. Raises ``UsageError`` for an unknown document, field or value, ``StoreBusy``, ``StoreFull``.
        """
        with self._changing() as writer:
            require_model(writer.state, self._method)
            head = writer.find(doc_id)
            if head is None:
                raise unknown(doc_id)
            changed = replace(head, edits=edited(head.edits, changes))
            if changed != head:
                _rename(writer, head, changed, self._embeddings)
        return self.info(doc_id)

    def correct_fact(self, doc_id: str, key: str, changes: Mapping[str, object] | None) -> None:
        """Dismiss a fact or set its data right (``index.documents.correction_of``); ``None`` takes that back.

        It outlasts a new reading of the document and goes with the document.
        Raises ``UsageError`` for an unknown document or fact and for wrong changes, ``StoreBusy``, ``StoreFull``.
        """
        with self._changing() as writer:
            correct(writer, doc_id, key, changes)

    def rebuild_embeddings(self, *, progress: Progress | None = None) -> None:
        """Embed all chunks again with this store's model, in one transaction."""
        with self._changing() as writer:
            writer.replace_embeddings(
                self._embedded(progress), self._model.name, self._model.fingerprint, self._model.dimension
            )

    def is_current(self) -> bool:
        """Whether the store's embeddings are of this model; where not, it is open by ``any_model``."""
        return self._reader.state().fingerprint == self._model.fingerprint

    def _embedded(self, progress: Progress | None) -> Iterator[tuple[int, bytes]]:
        with closing(DatabaseReader(self._path)) as reader, reader.snapshot():
            yield from self._encoded(reader.texts(), progress)

    def _encoded(
        self, texts: Iterable[tuple[int, Chunk, Metadata]], progress: Progress | None
    ) -> Iterator[tuple[int, bytes]]:
        document, rest = "", iter(texts)
        while waiting := list(islice(rest, _EMBEDDED_AGAIN)):
            for _, chunk, _ in waiting:
                if progress is not None and chunk.doc_id != document:
                    document = chunk.doc_id
                    progress(document)
            vectors = self._embeddings([embedding_text(chunk, metadata) for _, chunk, metadata in waiting])
            for (row, _, _), vector in zip(waiting, vectors, strict=True):
                yield row, encode_embedding(vector)

    # -- what only those who look after a store ask --------------------------------------------------

    def verify(self) -> bool:
        """Read everything, database, derived files and kept originals, against their sums. Raises ``StoreDamaged``.

        A second copy that differs from the database is made anew; gives whether one was.
        """
        if self._damaged:
            with closing(DatabaseReader(self._path.with_name(database.FILE_NAME))) as reader:
                reader.verify()  # which says where
            raise database.damaged("SQLite")
        self._revisions.verify()
        mended = standby.mend(self._path)
        if self.faults():
            raise database.damaged(FOLDER)
        return mended

    def settle(self) -> None:
        """After a store was brought back: make its second copy and drop kept files that no document names."""
        if not self._damaged:
            standby.refresh(self._path)
            self.originals.release(self.originals.names())

    def faults(self) -> Faults:
        """Which kept originals are missing or changed; reads them all."""
        heads = self.revisions.current.listing.heads()
        return self.originals.faults({file.sha256: file for head in heads for file in head.sources}.values())

    def texts(self) -> Iterator[tuple[int, Chunk, Metadata]]:
        """Give (row, chunk, metadata of its document) of all chunks in order of row."""
        return self._reader.texts()

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of passages, float32, shape (texts, dimension)."""
        return self._model.encode_passages(texts)


def _unhurried() -> None:
    """Wait for nobody."""


@contextmanager
def _writable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFull(
            f"数据目录不可写或磁盘空间不足（{os.strerror(error.errno or 0)}）",
            f"the store's folder cannot be written ({error.strerror})",
        ) from error


def _served_from_copy(revision: int) -> str:
    return (
        f"文件库的数据库已损坏，正从它的副本（第 {revision} 版）回答，只能读。"
        f"请用 restore 从备份恢复，或以文件库里的 {standby.FILE_NAME} 恢复"
    )


def _rename(
    writer: Writer,
    head: DocumentHead,
    changed: DocumentHead,
    embed: Callable[[Sequence[str]], Iterator[np.ndarray]],
) -> None:
    """Write another head, and anew what the chunks' terms and embeddings hold of it."""
    replace_head(writer, changed)
    before, after = head.metadata, changed.metadata
    if title_text(before) == title_text(after):
        return
    chunks = writer.chunks_of(head)
    vectors = embed([embedding_text(chunk, after) for _, chunk in chunks])
    for (row, chunk), vector in zip(chunks, vectors, strict=True):
        writer.replace_arrays(row, field_terms(chunk, after), encode_embedding(vector))
