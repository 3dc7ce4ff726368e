"""Which revision of a store is seen, and how the next is built, kept and taken over.

The database is the truth. What a search reads of it, the view, is derived: built once for each revision and
kept as a generation beside the database, so that the next start reads it from there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

from index.search import View, continuation, generation
from index.storage import database
from index.storage.database import State
from index.storage.database_reader import DatabaseReader
from index.store.searcher import Searcher, SearchMethod
from ingest.errors import ModelMismatch, OlderWeights

GENERATIONS = "generations"
Pace = Callable[[], None]


class Revisions:
    """The revisions of the store in one folder, of which searches see one. Thread-safe.

    ``searcher_of`` makes what searches a view. ``any_model``: a store whose vectors are another model's is opened
    too, and only searching it is refused. ``pace`` is called between the pieces of a writer's build.
    """

    def __init__(
        self,
        folder: Path,
        reader: DatabaseReader,
        method: SearchMethod,
        searcher_of: Callable[[View], Searcher],
        *,
        any_model: bool,
        pace: Pace,
        file: str = database.FILE_NAME,
    ) -> None:
        """Load or build the view and make sure of the database below it.

        Raises ``StoreDamaged``, and ``ModelMismatch`` unless ``any_model``.
        """
        self._parent, self._database = folder / GENERATIONS, folder / file
        self._reader, self._method, self._searcher_of = reader, method, searcher_of
        self._any_model, self._pace = any_model, pace
        self._lock = threading.Lock()
        # threads whose searches cannot go on before the newest revision is there
        self._awaiting: set[int] = set()
        if not any_model:
            require_model(reader.state(), method)
        self._seen = reader.data_version()
        self._current = searcher_of(self._first_view())

    @property
    def current(self) -> Searcher:
        """The searcher over the revision that is seen."""
        return self._current

    @property
    def awaited(self) -> bool:
        """Whether a search waits for the revision that is being made ready."""
        return bool(self._awaiting)

    def require_searchable(self) -> None:
        """Raise ``ModelMismatch`` where the vectors are of another model than queries are embedded with."""
        if self._any_model:
            require_model(self._reader.state(), self._method)

    def _first_view(self) -> View:
        with self._reader.snapshot():
            fingerprint = self._reader.fingerprint()
            state = self._reader.state()
            loaded = generation.load(self._parent, state, self._method.weights)
            view, known = loaded or (
                continuation.load_continued(self._parent, self._reader, state, self._method.weights),
                continuation.noted(self._parent, state),
            )
            sound = view is not None and known == fingerprint
            if not sound:
                # A crash before the generation was whole, or damage: read every row once.
                self._reader.verify()
            if view is None:
                view = generation.build(self._reader, state, self._method.weights)
        self._keep(view, state, fingerprint, written=loaded is not None and sound, anew=not sound)
        return view

    def refresh(self, *, wait: bool = False) -> bool:
        """Move to the newest revision on disk; gives whether there was one. Cheap where there was none.

        While another thread makes it ready the revision before stands, unless ``wait``.
        """
        if self._lock.acquire(blocking=False):
            try:
                return self._move(keep=False)
            finally:
                self._lock.release()
        if not wait:
            return False
        self._awaiting.add(threading.get_ident())
        try:
            with self._lock:
                return self._move(keep=False)
        finally:
            self._awaiting.discard(threading.get_ident())

    def reserved(self) -> AbstractContextManager[bool]:
        """Let nobody else make the next revision ready inside the block: a search would wait for it.

        For the writer, from its commit until :meth:`follow` is done.
        """
        return self._lock

    def follow(self) -> None:
        """Move to the revision just written, giving way, and keep its generation. Call it when ``reserved``."""
        self._move(keep=True)

    def _move(self, *, keep: bool) -> bool:
        """``keep``: give way, and write the generation where it is missing, as the writer does and twenty
        readers should not. Call with the lock."""
        version = self._reader.data_version()
        if version == self._seen:
            return False
        pace = self._give_way if keep else None
        # A connection of its own: what reads the database for a search must not wait for a build.
        with closing(DatabaseReader(self._database)) as reader, reader.snapshot():
            state = reader.state()
            moved = state.tag != self._current.view.tag
            if moved:
                if not self._any_model:
                    require_model(state, self._method)
                view, written = self._view_of(reader, state, pace)
                following = self._searcher_of(view)
                following.continue_sounds(self._current)
                self._current = following
                fingerprint = reader.fingerprint() if keep else {}
        self._seen = version
        if moved and keep:
            self._keep(view, state, fingerprint, written=written)
        return moved

    def _view_of(self, reader: DatabaseReader, state: State, pace: Pace | None) -> tuple[View, bool]:
        """The view of the database's state, and whether its generation was found on disk."""
        if pace is not None:
            pace()
        weights = self._method.weights
        view = continuation.continued(self._current.view, reader, state, weights)
        if view is not None:
            return view, False
        loaded = generation.load(self._parent, state, weights)
        if loaded is not None:
            return loaded[0], True
        return generation.build(reader, state, weights, pace), False

    def _give_way(self) -> None:
        """As ``pace`` wishes, but not to a search that waits for this very thing."""
        if not self._awaiting:
            self._pace()

    def _keep(
        self,
        view: View,
        state: State,
        fingerprint: Mapping[str, object],
        *,
        written: bool,
        anew: bool = False,
    ) -> None:
        """Leave on disk what the next start loads, and nothing else: that holds words of removed documents.

        The generation, unless it is ``written``; or a note beside an earlier one that the next start continues,
        but not ``anew``. All of it can be built again, so a full disk is no failure.
        """
        base = None if written or anew else continuation.base_of(self._parent, view, state.lineage)
        kept = [generation.folder_of(self._parent, state.revision)]
        with suppress(OSError):
            if base is not None:
                kept = [base, continuation.note_of(self._parent, state.revision)]
                if continuation.noted(self._parent, state) != fingerprint:
                    continuation.write_note(self._parent, state, fingerprint)
            elif not written:
                generation.write(self._parent, view, self._method.weights, fingerprint)
        with suppress(OSError):
            now = self._reader.state()
            if now.tag != state.tag:  # another process has written meanwhile
                if continuation.noted(self._parent, now) is not None:
                    return
                kept = [generation.folder_of(self._parent, now.revision)]
            generation.remove_others(self._parent, kept)

    def verify(self) -> None:
        """Read database and generations against their sums. Raises ``StoreDamaged``."""
        self._reader.verify()
        if not continuation.is_whole(self._parent):
            raise database.damaged(GENERATIONS)


def require_model(state: State, method: SearchMethod) -> None:
    """Raise ``ModelMismatch`` where a store's vectors are of another model or another version of it."""
    model = method.model
    # The dimension is the model's as well, and asking a transformer for it would load it.
    if state.fingerprint == model.fingerprint:
        return
    if state.model == model.name:
        raise OlderWeights(
            f"索引由嵌入模型“{model.name}”的另一版本或另一段落指令建立，需重建索引",
            f"the store was built with other weights of model '{model.name}', or another instruction for passages: "
            "rebuild its embeddings",
        )
    raise ModelMismatch(
        f"索引由嵌入模型“{state.model}”建立，与当前的“{model.name}”不同，需重建索引",
        f"the store was built with model '{state.model}', not '{model.name}': rebuild its embeddings",
    )
