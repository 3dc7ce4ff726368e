"""The store: documents in, hits out. The one door to the index.

A ``Store`` may be shared by threads. Writes are one transaction each, by one
writer at a time; reads see the newest revision that is whole on disk.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from index.documents import (
    Admission,
    Entry,
    Outcome,
    Succession,
    edited,
    final_title,
    forget,
    replace_head,
    title_key,
)
from index.hits import DocumentInfo, Filters, Hit, Successor
from index.models.embedding import EmbeddingModel, load_model
from index.search import (
    Ranker,
    Reranker,
    View,
    Weights,
    allows,
    embedding_text,
    field_counts,
    fuse,
    gather,
    generation,
    load_ranker,
    load_reranker,
    passages_to_rerank,
    ranking,
    reordered,
    rerank,
    title_text,
    weigh,
)
from index.search.features import features
from index.storage import database
from index.storage.codec import encode_embedding, load_chunk
from index.storage.database import State
from index.storage.database_reader import DatabaseReader
from index.storage.document_head import DocumentHead
from index.storage.originals import FOLDER, Faults, Originals
from index.storage.writer import Writer, writing
from index.words import Homophones, is_word
from ingest.document import DRAFT, REPEALED, Chunk, Document, Metadata
from ingest.errors import ModelMismatch, StoreError, StoreFull, StoreMissing, UsageError

GENERATIONS = "generations"
# The ranker was fitted on stores of 20,000 passages and more. In one that the candidates nearly cover, what is relative
# to them means something else, and plain fusion answers as well (bench/README.md).
LEAST_RANKED = 1_000
DEFAULT_WEIGHTS = Weights()
NO_FILTERS = Filters()
_KEPT_FILTERS = 32
_EMBEDDED_AGAIN = 512  # chunks embedded at a time

Progress = Callable[[str], None]
Pace = Callable[[], None]


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


def open_store(
    folder: Path,
    *,
    create: bool = False,
    model: str | None = None,
    today: date | None = None,
    any_model: bool = False,
) -> Store:
    """Open the store in a folder, with ``create`` make an empty one where there is none.

    ``model``: see ``embedding.load_model``. ``today``: the day that decides a document's
    status, by default the day of each search. ``any_model``: open a store of another
    model too, to call ``rebuild_embeddings`` or what needs no vectors of new text.
    A reranker is used where the settings name one, see ``reranking.load_reranker``.
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
    return Store(path.parent, embedder, today=today, any_model=any_model, reranker=reranker)


class Store:
    """See the module. Close it, or use it in a ``with`` statement.

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
    ) -> None:
        self._folder = folder
        self._path = folder / database.FILE_NAME
        self._model = model
        self._today = today
        self._weights = weights
        self._reranker = reranker
        self._ranker = _ranker_for(model)
        self._passages_to_rerank = passages_to_rerank()
        self._write_lock = threading.Lock()
        self._refresh_lock = threading.Lock()
        # threads whose searches cannot go on before the newest revision is there
        self._awaiting: set[int] = set()
        self.pace: Pace = lambda: None
        self._heads: dict[int, DocumentHead] = {}
        self._listing: tuple[int, list[DocumentHead]] = (-1, [])
        self._allowed_for: dict[tuple[str, date, Filters], np.ndarray] = {}
        self._sounds: tuple[str, Homophones | None] = ("", None)
        self._succession: tuple[int, Succession | None] = (-1, None)
        self._any_model = any_model
        self._reader = DatabaseReader(self._path)
        self.originals = Originals(folder / FOLDER, self._file_sums)
        try:
            if not any_model:
                _require_model(self._reader.state(), model)
            self._seen = self._reader.data_version()
            self._view = self._open_view()
        except BaseException:
            self._reader.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._reader.close()

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
            _require_model(writer.state, self._model)
            admission = Admission(writer, lambda entries: self._write(writer, entries), joins)
            for document in documents:
                self.pace()
                if admission.admit(document) and progress is not None:
                    progress(document.doc_id)
            admission.finish()
        return AddReport.of(admission.outcome)

    @contextmanager
    def _changing(self) -> Iterator[Writer]:
        """One transaction; when the block ends, it is on disk and searches find it."""
        with self._write_lock, ExitStack() as stack:
            with writing(self._path) as writer:
                yield writer
                # From the commit on nobody else makes the new revision ready: a search would wait for it.
                stack.enter_context(self._refresh_lock)
            self._refresh(keep=True)
        self.originals.release(writer.left)

    def _write(self, writer: Writer, entries: Iterable[Entry]) -> None:
        """Insert documents, the chunks of all of them embedded together."""
        texts = [embedding_text(chunk, entry.head.metadata) for entry in entries for chunk in entry.chunks]
        vectors = self._embeddings(texts)
        for entry in entries:
            rows = (
                (chunk, field_counts(chunk, entry.head.metadata), encode_embedding(next(vectors)))
                for chunk in entry.chunks
            )
            writer.insert(entry.document, entry.head, title_key(entry.head.metadata.title), rows)

    def _embeddings(self, texts: Sequence[str]) -> Iterator[np.ndarray]:
        """The vector of each passage, a few made at a time; gives way before each."""
        at_once = self._model.at_once
        for start in range(0, len(texts), at_once):
            for vector in self._model.encode_passages(texts[start : start + at_once]):
                self.pace()
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
            _require_model(writer.state, self._model)
            head = writer.find(doc_id)
            if head is None:
                raise _unknown(doc_id)
            changed = replace(head, edits=edited(head.edits, changes))
            if changed != head:
                self._rename(writer, head, changed)
        return self.info(doc_id)

    def _rename(self, writer: Writer, head: DocumentHead, changed: DocumentHead) -> None:
        """Write another head, and anew what the chunks' terms and embeddings hold of it."""
        replace_head(writer, changed)
        before, after = head.metadata, changed.metadata
        if title_text(before) == title_text(after):
            return
        chunks = writer.chunks_of(head)
        vectors = self._embeddings([embedding_text(chunk, after) for _, chunk in chunks])
        for (row, chunk), vector in zip(chunks, vectors, strict=True):
            writer.replace_arrays(row, field_counts(chunk, after), encode_embedding(vector))

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
        waiting: list[tuple[int, str]] = []
        document = ""
        with closing(DatabaseReader(self._path)) as reader, reader.snapshot():
            for row, chunk, metadata in reader.texts():
                if progress is not None and chunk.doc_id != document:
                    document = chunk.doc_id
                    progress(document)
                waiting.append((row, embedding_text(chunk, metadata)))
                if len(waiting) >= _EMBEDDED_AGAIN:
                    yield from self._encode_rows(waiting)
                    waiting.clear()
            if waiting:
                yield from self._encode_rows(waiting)

    def _encode_rows(self, waiting: Sequence[tuple[int, str]]) -> Iterator[tuple[int, bytes]]:
        vectors = self._embeddings([text for _, text in waiting])
        for (row, _), vector in zip(waiting, vectors, strict=True):
            yield row, encode_embedding(vector)

    # -- the view of one revision ----------------------------------------------------------------

    def _open_view(self) -> View:
        """Load or build the view at the start and make sure of the database below it."""
        parent = self._folder / GENERATIONS
        with self._reader.snapshot():
            fingerprint = self._reader.fingerprint()
            state = self._reader.state()
            loaded = generation.load(parent, state, self._weights)
            sound = loaded is not None and loaded[1] == fingerprint
            if not sound:
                # A crash before the generation was whole, or damage: read every row once.
                self._reader.verify()
            view = loaded[0] if loaded else generation.build(self._reader, state, self._weights)
        if sound:
            self._tidy()
        else:
            self._keep(view, fingerprint)
        return view

    def refresh(self, *, wait: bool = False) -> bool:
        """Move to the newest revision on disk; gives whether there was one. Cheap where there was none.

        While another thread makes it ready the revision before stands, unless ``wait``.
        """
        if self._refresh_lock.acquire(blocking=False):
            try:
                return self._refresh(keep=False)
            finally:
                self._refresh_lock.release()
        if not wait:
            return False
        self._awaiting.add(threading.get_ident())
        try:
            with self._refresh_lock:
                return self._refresh(keep=False)
        finally:
            self._awaiting.discard(threading.get_ident())

    def _refresh(self, *, keep: bool) -> bool:
        """``keep``: give way, and write the generation where it is missing, as the writer does and twenty
        readers should not. Call with the lock."""
        version = self._reader.data_version()
        if version == self._seen:
            return False
        pace = self._give_way if keep else None
        # A connection of its own: what reads the database for a search must not wait for a build.
        with closing(DatabaseReader(self._path)) as reader, reader.snapshot():
            state = reader.state()
            moved = state.tag != self._view.tag
            if moved:
                if not self._any_model:
                    _require_model(state, self._model)
                loaded = generation.load(self._folder / GENERATIONS, state, self._weights)
                view = loaded[0] if loaded else generation.build(reader, state, self._weights, pace)
                fingerprint = reader.fingerprint() if keep else {}
        if moved:
            if loaded is None and keep:
                self._keep(view, fingerprint)
            self._heads, self._listing, self._view = {}, (-1, []), view
        self._seen = version
        return moved

    def _give_way(self) -> None:
        """As ``pace`` wishes, but not to a search that waits for this very thing."""
        if not self._awaiting:
            self.pace()

    def _keep(self, view: View, fingerprint: Mapping[str, object]) -> None:
        """Write the generation for the next start. It can be built again, so a full disk is no failure."""
        with suppress(OSError):
            generation.write(self._folder / GENERATIONS, view, self._weights, fingerprint)
        self._tidy()

    def _tidy(self) -> None:
        """Delete the generations of other revisions: they hold words of removed documents."""
        with suppress(OSError):
            generation.remove_others(self._folder / GENERATIONS, self._reader.state().revision)

    def verify(self) -> None:
        """Read everything, database, derived files and kept originals, against their sums. Raises ``StoreDamaged``."""
        state = self._reader.verify()
        if not generation.is_whole(self._folder / GENERATIONS, state):
            raise database.damaged(GENERATIONS)
        if self.faults():
            raise database.damaged(FOLDER)

    def faults(self) -> Faults:
        """Which kept originals are missing or changed; reads them all."""
        files = {file.sha256: file for head in self._all_heads() for file in head.sources}
        return self.originals.faults(files.values())

    # -- reading ---------------------------------------------------------------------------------

    def status(self) -> dict[str, object]:
        """Counts, models and revision as JSON values; the ``reranker`` is ``None`` where none is used."""
        with self._reader.snapshot():
            state, briefs = self._reader.state(), self._reader.briefs()
        reranker = self._reranker.name if self._reranker else None
        return {
            **asdict(state),
            "briefs": briefs,
            "originals": state.documents - briefs,
            "reranker": reranker,
        }

    def documents(self) -> list[DocumentInfo]:
        """All documents in the order they were added."""
        self.refresh()
        return [self._info(head) for head in self._all_heads()]

    def info(self, doc_id: str) -> DocumentInfo:
        """Raises ``UsageError`` for an unknown id, as do ``document`` and ``chunks``."""
        heads = self._reader.heads(doc_id=doc_id)
        if not heads:
            raise _unknown(doc_id)
        return self._info(heads[0])

    def found(self, doc_id: str) -> Metadata:
        """The metadata as they were read, without what a person has set."""
        heads = self._reader.heads(doc_id=doc_id)
        if not heads:
            raise _unknown(doc_id)
        return heads[0].found

    def document(self, doc_id: str) -> Document:
        """The whole document, its text checked against its sum."""
        found = self._reader.document(doc_id)
        if found is None:
            raise _unknown(doc_id)
        return found

    def chunks(self, doc_id: str) -> tuple[Chunk, ...]:
        with self._reader.snapshot():
            heads = self._reader.heads(doc_id=doc_id)
            if not heads:
                raise _unknown(doc_id)
            return self._reader.chunks_of(heads[0].row, doc_id)

    def document_frequency(self, term: str) -> int:
        """Chunks that hold a term of ``tokens.terms`` in any field."""
        return self._view.lexical.document_frequency(term)

    def idf(self, term: str) -> float:
        """Inverse chunk frequency, ≥ 0; highest for a term no chunk holds."""
        return self._view.lexical.idf(term)

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """(term, chunks that hold it) of every term of the lexical index."""
        lexical = self._view.lexical
        return zip(lexical.vocabulary, np.diff(lexical.offsets).tolist(), strict=True)

    @property
    def view(self) -> View:
        """All that a search reads of the newest revision, for training and measuring."""
        return self._view

    def texts(self) -> Iterator[tuple[int, Chunk, Metadata]]:
        """(row, chunk, metadata of its document) of all chunks in order of row."""
        return self._reader.texts()

    @property
    def revision(self) -> int:
        """The revision that searches see; it moves with ``refresh``."""
        return self._view.revision

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of passages, float32, shape (texts, dimension)."""
        return self._model.encode_passages(texts)

    def search(self, query: str, k: int = 10, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The k best chunks, best first: BM25 over all fields, cosine and more, as the ranker weighs them.

        In a small store or with another embedding than the shipped one: BM25 and cosine as a weighted sum.

        With a reranker the best of them are put in its order, see ``reranking.rerank``.

        Equal scores come in the order the chunks were added. No hit where nothing is like the query.
        """
        self.refresh()
        if self._any_model:
            _require_model(self._reader.state(), self._model)
        while True:
            view = self._view
            hits = self._hits(view, *self._rank(view, query, self._candidates(k), filters))
            if hits is not None:
                return self._reranked(query, hits)[:k]
            # Rows are never used again: one that is gone tells that the store has moved on.
            if not self.refresh(wait=True) and self._view is view:
                raise database.damaged("chunks")

    def _candidates(self, k: int) -> int:
        """How many chunks to rank where k are asked for."""
        return k if self._reranker is None else max(k, self._passages_to_rerank)

    def _reranked(self, query: str, hits: list[Hit]) -> list[Hit]:
        """The ranked list in the reranker's order, where there is one."""
        if self._reranker is None:
            return hits
        return rerank(self._reranker, query, hits, self._passages_to_rerank)

    def _rank(self, view: View, query: str, k: int, filters: Filters) -> tuple[np.ndarray, ...]:
        """(positions, scores, BM25, cosines) of the k best chunks of a view, best first."""
        weights = weigh(query, view.lexical, lambda: self._sounds_of(view))
        vector = self._model.encode_queries([query])[0]
        found = gather(view, query, weights, vector, self._allowed(view, filters) if filters else None, k)
        scores = fuse(found.lexical, found.cosine, found.factors)
        if self._ranker is not None and len(view) >= LEAST_RANKED:
            scores = reordered(scores, self._ranker.judge(features(view, query, weights, found)))
        order = ranking(scores, found.places, k)
        order = order[scores[order] > 0]
        return found.places[order], scores[order], found.lexical[order], found.cosine[order]

    def homophones(self) -> Homophones:
        """The store's words by their sound; built when first asked for a sound."""
        return self._sounds_of(self._view)

    def _sounds_of(self, view: View) -> Homophones:
        """The words of a view by their sound, kept once made."""
        tag, sounds = self._sounds
        if sounds is None or tag != view.tag:
            counts = np.diff(view.lexical.offsets).tolist()
            sounds = Homophones(
                (term, count)
                for term, count in zip(view.lexical.vocabulary, counts, strict=True)
                if 1 < len(term) < 5 and is_word(term)
            )
            self._sounds = view.tag, sounds
        return sounds

    def _allowed(self, view: View, filters: Filters) -> np.ndarray:
        """Positions (int64) of the chunks whose documents the filters allow; the last few are kept."""
        key = (view.tag, self._today or date.today(), filters)
        found = self._allowed_for.get(key)
        if found is None:
            rows = [head.row for head in self._all_heads() if allows(filters, self._info(head))]
            found = np.flatnonzero(np.isin(view.chunk_documents, rows))
            if len(self._allowed_for) >= _KEPT_FILTERS:
                self._allowed_for = {}
            self._allowed_for[key] = found
        return found

    def _hits(
        self, view: View, places: np.ndarray, scores: np.ndarray, lexical: np.ndarray, cosine: np.ndarray
    ) -> list[Hit] | None:
        """The chunks at some positions as hits; ``None`` where one is gone from the database."""
        if not len(places):
            return []
        rows = view.chunk_rows[places].tolist()
        with self._reader.snapshot():
            found = self._reader.chunks(rows)
            heads = self._heads_of({document for document, _ in found.values()})
        if len(found) < len(rows):
            return None
        hits = []
        for row, score, bm25, dense in zip(
            rows, scores.tolist(), lexical.tolist(), cosine.tolist(), strict=True
        ):
            document, payload = found[row]
            head = heads[document]
            hits.append(Hit(load_chunk(payload, head.doc_id), self._info(head), score, bm25, dense))
        return hits

    def _heads_of(self, rows: set[int]) -> dict[int, DocumentHead]:
        """Heads by row, kept once read: a row never changes."""
        cache = self._heads
        missing = sorted(rows - cache.keys())
        if missing:
            cache.update((head.row, head) for head in self._reader.heads(rows=missing))
        return {row: cache[row] for row in rows}

    def _all_heads(self) -> list[DocumentHead]:
        revision, heads = self._listing
        if revision < self._view.revision:  # later than the view where that is being made
            with self._reader.snapshot():
                revision, heads = self._reader.state().revision, self._reader.heads()
            self._listing = revision, heads
        return heads

    def _info(self, head: DocumentHead) -> DocumentInfo:
        today = self._today or date.today()
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
            copies=head.copies,
            edited=tuple(field for field, _ in head.edits),
            repealed_by=repealed_by,
            replaced_by=succession.final_of(head),
            pictured=any(file.has_pages and self.originals.holds(file.sha256) for file in head.sources[:1]),
        )

    def _read_succession(self) -> Succession:
        """What they say now."""
        return succession_of(self._reader)

    def _successions(self) -> Succession:
        """What the documents of this revision say of each other; made when first asked for."""
        revision, succession = self._succession
        if succession is None or revision < self._view.revision:
            with self._reader.snapshot():
                revision = self._reader.state().revision
                succession = self._read_succession()
            self._succession = revision, succession
        return succession


def succession_of(reader: DatabaseReader, hidden: Set[str] = frozenset()) -> Succession:
    """Without what the documents of ``hidden`` say. Call inside ``reader.snapshot()``."""
    finals: dict[str, Successor] = {}
    for draft in (head for head in reader.heads_with("draft") if head.metadata.draft):
        key = title_key(final_title(draft.metadata))
        for final in reader.originals_titled(key) if key else ():
            if not final.metadata.draft and final.doc_id not in hidden:
                finals[draft.doc_id] = Successor(final.doc_id, final.metadata.title)
    return Succession([head for head in reader.heads_with("supersedes") if head.doc_id not in hidden], finals)


def _ranker_for(model: EmbeddingModel) -> Ranker | None:
    """The shipped ranker where it was fitted with this embedding."""
    ranker = load_ranker()
    return ranker if ranker.model == model.fingerprint else None


def _require_model(state: State, model: EmbeddingModel) -> None:
    # The dimension is the model's as well, and asking a transformer for it would load it.
    if state.fingerprint == model.fingerprint:
        return
    if state.model == model.name:
        raise ModelMismatch(
            f"索引由嵌入模型“{model.name}”的另一版本或另一段落指令建立，需重建索引",
            f"the store was built with other weights of model '{model.name}', or another instruction for passages: "
            "rebuild its embeddings",
        )
    raise ModelMismatch(
        f"索引由嵌入模型“{state.model}”建立，与当前的“{model.name}”不同，需重建索引",
        f"the store was built with model '{state.model}', not '{model.name}': rebuild its embeddings",
    )


def _unknown(doc_id: str) -> StoreError | UsageError:
    return UsageError(f"索引中没有文档“{doc_id}”", f"no document '{doc_id}' in the store")


@contextmanager
def _writable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFull(
            f"数据目录不可写或磁盘空间不足（{os.strerror(error.errno or 0)}）",
            f"the store's folder cannot be written ({error.strerror})",
        ) from error
