"""The door of a store whose rows are in a database server; it meets the same two Protocols as the embedded one.

What is searched is part of the same transaction as what is kept, so that there is nothing to build beside it: a server
process holds no index, and another one sees a change with its next question.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from index.models.embedding import EmbeddingModel, load_model
from index.search import Reranker, Weights, WholeCounts, load_reranker
from index.storage.database import State
from index.storage.database_reader import DatabaseReader
from index.storage.originals import FOLDER, Originals
from index.storage.server.addresses import ServerAddress, chosen_server
from index.storage.server.connections import ServerPool
from index.storage.server.server_reader import ServerReader
from index.storage.server.server_writer import ServerWriter, forget_others, prepare_for, writing_to
from index.storage.server.tables import create_store, require_store
from index.store.doors import Progress
from index.store.facts import FactShelf
from index.store.listing import DocumentListing
from index.store.reading import StoreReading
from index.store.revisions import Pace, require_model
from index.store.searcher import SearchMethod
from index.store.server_searcher import ServerSearcher
from index.store.store import DEFAULT_WEIGHTS, Store, open_store
from ingest.document import Chunk, Metadata
from ingest.errors import StoreDamaged


def open_server_store(
    address: ServerAddress,
    folder: Path,
    *,
    create: bool = False,
    model: str | None = None,
    today: date | None = None,
    any_model: bool = False,
    pace: Pace | None = None,
) -> ServerStore:
    """Open the store in a server's database, with ``create`` make an empty one where there is none.

    ``folder`` holds the kept originals; the rest as for ``index.store.open_store``. Raises ``StoreMissing``,
    ``StoreBusy`` where the server does not answer, ``ModelMismatch``, ``ModelUnavailable``, ``UsageError``.
    """
    embedder, reranker = load_model(model), load_reranker()
    pool = ServerPool(address, create=create)
    try:
        if create:
            create_store(pool, State(0, embedder.name, embedder.fingerprint, embedder.dimension))
        require_store(pool)
        return ServerStore(
            pool, folder, embedder, today=today, any_model=any_model, reranker=reranker, pace=pace
        )
    except BaseException:
        pool.close()
        raise


def open_chosen_store(
    folder: Path, *, create: bool = False, any_model: bool = False, pace: Pace | None = None
) -> Store:
    """Open the store that the setting ``WENCE_STORE`` names, in a database server; where it names none, that of a folder.

    Raises as ``open_server_store`` and ``index.store.open_store`` do.
    """
    address = chosen_server()
    if address is None:
        return open_store(folder, create=create, any_model=any_model, pace=pace)
    return open_server_store(address, folder, create=create, any_model=any_model, pace=pace)


class ServerStore(Store):
    """Writes documents into a database server, and reads and searches them. Close it, or use it in a ``with`` statement."""

    def __init__(
        self,
        pool: ServerPool,
        folder: Path,
        model: EmbeddingModel,
        *,
        today: date | None = None,
        any_model: bool = False,
        weights: Weights = DEFAULT_WEIGHTS,
        reranker: Reranker | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._pool, self._path, self._damaged = pool, folder, False
        self._model, self._pace = model, pace or (lambda: None)
        self._method = SearchMethod.of(model, weights, reranker)
        self._write_lock = threading.Lock()
        reader = ServerReader(pool)
        self._reader: DatabaseReader = reader
        originals, shelf = Originals(folder / FOLDER, self._file_sums), _ServerFactShelf(reader)

        def searcher_of(counts: WholeCounts) -> ServerSearcher:
            listing = DocumentListing(reader, originals, shelf, today)
            return ServerSearcher(reader, counts, listing, self._method)

        revisions = ServerRevisions(reader, self._method, searcher_of, any_model=any_model)
        self._server_revisions = revisions
        StoreReading.__init__(self, revisions)

    def close(self) -> None:
        """Let the connections go; the store is used no more."""
        self._pool.close()

    @contextmanager
    def _changing(self) -> Iterator[ServerWriter]:
        """One transaction; when the block ends, it stands in the server and searches find it."""
        with self._write_lock, writing_to(self._pool) as writer:
            yield writer
        self._server_revisions.refresh(wait=True)
        self.originals.release(writer.left)

    def rebuild_embeddings(self, *, progress: Progress | None = None) -> None:
        """Embed all chunks again with this store's model, in one transaction."""
        prepare_for(self._pool, self._model.dimension)
        super().rebuild_embeddings(progress=progress)
        forget_others(self._pool, self._model.dimension)

    def _embedded(self, progress: Progress | None) -> Iterator[tuple[int, bytes]]:
        yield from self._encoded(self.texts(), progress)

    def verify(self) -> bool:
        """Read everything, rows, what is searched and kept originals, against their sums. Raises ``StoreDamaged``."""
        self._reader.verify()
        faults = self.faults()
        if faults:
            raise StoreDamaged(
                f"原件已损坏（{'、'.join((*faults.missing, *faults.changed)[:5])}）",
                "kept originals are damaged",
            )
        return False

    def settle(self) -> None:
        """Drop kept files that no document names."""
        self.originals.release(self.originals.names())

    def texts(self) -> Iterator[tuple[int, Chunk, Metadata]]:
        """Give (row, chunk, metadata of its document) of all chunks in order of row."""
        return self._reader.texts()


class ServerRevisions:
    """The revisions of a store in a server, of which searches see the newest that this process has met. Thread-safe."""

    def __init__(
        self,
        reader: ServerReader,
        method: SearchMethod,
        searcher_of: Callable[[WholeCounts], ServerSearcher],
        *,
        any_model: bool,
    ) -> None:
        self._reader, self._method, self._searcher_of = reader, method, searcher_of
        self._any_model = any_model
        self._lock = threading.Lock()
        if not any_model:
            require_model(reader.state(), method)
        self._current = searcher_of(self._counts())

    @property
    def current(self) -> ServerSearcher:
        """The searcher over the revision that is seen."""
        return self._current

    @property
    def awaited(self) -> bool:
        """Whether a search waits for a revision to be made ready: there is nothing to make."""
        return False

    def refresh(self, *, wait: bool = False) -> bool:
        """Move to the newest revision in the server; gives whether there was one."""
        state = self._reader.state()
        if state.tag == self._current.view.tag:
            return False
        if not self._any_model:
            require_model(state, self._method)
        with self._lock:
            counts = self._counts()
            if counts.tag == self._current.view.tag:
                return False
            following = self._searcher_of(counts)
            following.continue_sounds(self._current)
            self._current = following
        return True

    def require_searchable(self) -> None:
        """Raise ``ModelMismatch`` where the vectors are of another model than queries are embedded with."""
        if self._any_model:
            require_model(self._reader.state(), self._method)

    def _counts(self) -> WholeCounts:
        with self._reader.snapshot() as reader:
            state = reader.state()
            regions = tuple(region for region, _ in reader.regions())
            return WholeCounts(
                state.revision, state.tag, state.dimension, state.chunks, reader.totals(), regions
            )


class _ServerFactShelf(FactShelf):
    """The shelf of facts that are read from a server."""

    def __init__(self, reader: ServerReader) -> None:
        super().__init__(Path())
        self._server = reader

    def _opened(self) -> DatabaseReader:
        return self._server
