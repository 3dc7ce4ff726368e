"""What the page and every interface do, beneath all of them: ask, search, read, take in, take out.

A :class:`Service` is the whole; a :class:`Visit` is the service as one person sees it, whose
store lacks what they may not see. Every question, upload and deletion leaves a line in the
audit log. Knows nothing of HTTP, of Gradio and of how anybody logs in.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from chat.accounts.accounts import ANYONE, Accounts, User
from chat.accounts.audit import Audit, NoAudit
from chat.answer import Answer, Citation, Turn
from chat.applicability import Measures
from chat.indicators import WantedIndicators, chart_of, listed, rows_json
from chat.profiles import KeptProfiles
from chat.question import check_question
from chat.service import document_view, match_files, matches
from chat.service.filter_values import check_filters
from chat.service.history import turns_of
from chat.service.page_images import Pages, words_on_page
from chat.service.question_priority import Pace, found_first
from chat.service.under_way import AnswersUnderWay
from chat.uploads import uploads
from chat.uploads.access import taken_for
from chat.writing.language_model import LanguageModel
from index.hits import Filters
from ingest.document import Document, SourceFile
from ingest.errors import NotAllowed, NotFound, UsageError, WenceError
from ingest.layout import QuotePlaces, boxes_among
from ingest.sources import PLAIN_RUN, Run

if TYPE_CHECKING:
    from index.store import DocumentSearcher, Store

VIEWS = 8  # engines kept for different sets of hidden documents


class AnyEngine(Protocol):
    """``chat.engine.Engine``, or what stands in for it where only the page is shown."""

    @property
    def store(self) -> DocumentSearcher:
        """Give the store that is asked."""

    @property
    def measures(self) -> Measures:
        """Give the measures of the store as they are matched with enterprises."""

    def stream(self, question: str, history: Sequence[Turn], filters: Filters) -> Iterator[tuple[str, Any]]:
        """Give the events of an answer as they come, see ``Engine.stream``."""

    def would_cite(self, question: str, history: Sequence[Turn], filters: Filters) -> tuple[Citation, ...]:
        """Give what an answer would stand on, see ``Engine.would_cite``."""

    def over(self, store: DocumentSearcher) -> AnyEngine:
        """Give an engine of the same settings over another store."""

    def places(self) -> Collection[str]:
        """Give the names of places that the documents are of."""

    def use_model(self, model: LanguageModel | None) -> None:
        """Let another language model write from the next question on, or none."""


class Service:
    """Thread-safe. ``accounts``: ``None`` where nobody logs in and everybody may do everything.

    ``pace`` is told of every question; where the store was opened with it, what changes the store gives way to them.
    ``profiles`` that people save are kept in memory by default.
    """

    def __init__(
        self,
        engine: AnyEngine,
        accounts: Accounts | None = None,
        audit: Audit | None = None,
        pace: Pace | None = None,
        profiles: KeptProfiles | None = None,
    ) -> None:
        self.engine, self.accounts, self.audit = engine, accounts, audit or NoAudit()
        self._views: OrderedDict[frozenset[str], AnyEngine] = OrderedDict()
        self._lock = threading.Lock()
        self.pace = pace or Pace()
        self.under_way = AnswersUnderWay()
        self.profiles = profiles or KeptProfiles()

    @property
    def writer(self) -> Store:
        """Give the whole store, which may be changed: what an engine was made over that hides nothing."""
        return cast("Store", self.engine.store)

    def hidden_from(self, user: User) -> frozenset[str]:
        """Give the ids of the documents that a user may not see now."""
        return self.accounts.hidden_from(user) if self.accounts else frozenset()

    def visit(self, user: User = ANYONE, address: str = "") -> Visit:
        """The service as a user sees it now."""
        return Visit(self, user, address)

    def use_model(self, model: LanguageModel | None) -> None:
        """Let another language model write for everybody, or none."""
        with self._lock:
            self.engine.use_model(model)
            self._views.clear()

    def engine_for(self, user: User) -> AnyEngine:
        """The engine over what a user may see; the last few are kept."""
        hidden = self.hidden_from(user)
        if not hidden:
            return self.engine
        from index.store import VisibleStore

        with self._lock:
            found = self._views.pop(hidden, None)
            if found is None:
                found = self.engine.over(VisibleStore(self.writer, hidden))
            self._views[hidden] = found
            if len(self._views) > VIEWS:
                self._views.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's access, made for each request. What it raises are children of ``WenceError``."""

    service: Service
    user: User
    address: str

    @property
    def engine(self) -> AnyEngine:
        """Give the engine over what the person may see."""
        return self.service.engine_for(self.user)

    @property
    def store(self) -> DocumentSearcher:
        """The store without what the person may not see."""
        return self.engine.store

    def note(self, event: str, **details: object) -> None:
        """Write an event with the person and their address to the audit log."""
        self.service.audit.note(event, self.user.name, self.address, **details)

    def now(self) -> Visit:
        """Give the same person with the rights that they have now. Raises ``NotAllowed`` where they are gone."""
        accounts = self.service.accounts
        if accounts is None:
            return self
        try:
            return replace(self, user=accounts.user(self.user.name))
        except UsageError as error:
            raise NotAllowed("这个用户已不存在", "this user does not exist any more") from error

    @property
    def owner(self) -> str:
        """Give the key of what the person keeps here, empty where nobody logs in."""
        accounts, name = self.service.accounts, self.user.name
        return "" if not name else accounts.owner_key(name) if accounts else f"user:{name}"

    def note_reading(self, *doc_ids: str) -> None:
        """Note in the log which of some documents only some people may read."""
        accounts = self.service.accounts
        restricted = accounts.restrictions() if accounts else {}
        for doc_id in doc_ids:
            if doc_id in restricted:
                self.note("read", document=doc_id)

    # -- asking ----------------------------------------------------------------------------------

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Iterator[tuple[str, Any]]:
        """The engine's events, with a line in the log when they end, fail or are left."""
        started, outcome, cited = time.monotonic(), "left", []
        try:
            check_filters(filters, self.store.documents() if filters else ())
            with self.service.under_way.another():
                for event, value in found_first(
                    self.service.pace, self.engine.stream(question, history, filters)
                ):
                    if event == "answer":
                        outcome = "refused" if value.refused else "answered"
                        cited = list(dict.fromkeys(citation.doc_id for citation in value.citations))
                    yield event, value
        except WenceError as error:
            outcome = error.code
            raise
        except Exception:
            outcome = "internal"
            raise
        finally:
            ms = round((time.monotonic() - started) * 1000)
            self.note("ask", question=question, outcome=outcome, cited=cited, ms=ms)

    def would_cite(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> tuple[Citation, ...]:
        """See ``Engine.would_cite``; nobody asked, so nothing is noted."""
        return self.engine.would_cite(question, history, filters)

    def answer(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:
        """Answer a question at once, see :meth:`stream`."""
        *_, (_, answer) = self.stream(question, history, filters)
        return answer

    def turns(self, exchanges: Sequence[tuple[str, str]]) -> tuple[Turn, ...]:
        """Earlier questions and answers, as :meth:`stream` wants them."""
        places: Collection[str] = self.engine.places() if exchanges else ()
        return turns_of(exchanges, places)

    def search(self, query: str, k: int, filters: Filters) -> list[dict[str, object]]:
        """Give the ``k`` best passages for a query as JSON values. Raises ``QuestionError`` for an empty one."""
        query = check_question(query)
        check_filters(filters, self.store.documents() if filters else ())
        hits = [document_view.hit_json(hit) for hit in self.store.search(query, k, filters)]
        self.note("search", question=query, found=len(hits))
        return hits

    def passages(self, query: str, k: int, filters: Filters) -> list[dict[str, object]]:
        """Give the ``k`` best passages for a query with their offsets in their documents' texts, as JSON values."""
        return [
            {**document_view.hit_json(hit), "start": hit.chunk.start, "end": hit.chunk.end}
            for hit in self.store.search(query, k, filters)
        ]

    def match(self, given: object, as_of: str | None = None, k: int = matches.MOST) -> dict[str, object]:
        """Give the measures that have to do with an enterprise, see ``matches.found_json``."""
        found = matches.found_json(self.engine.measures, given, as_of, k)
        self.note("match", found=len(cast("list[object]", found["measures"])))
        return found

    def test_measure(self, given: object, key: str, as_of: str | None = None) -> dict[str, object]:
        """Hold one measure against an enterprise, see ``matches.tested_json``."""
        return matches.tested_json(self.engine.measures, given, key, as_of)

    def indicators(self, wanted: WantedIndicators) -> dict[str, object]:
        """Give the figures that documents state and the data of their chart, as JSON values."""
        store = self.store
        rows = listed(store, wanted)
        found = rows_json(rows, lambda doc_id: store.document(doc_id).text)
        return {"indicators": found, "chart": chart_of(rows)}

    def match_file(self, given: object, form: str, as_of: str | None = None, k: int = matches.MOST) -> bytes:
        """Give the same as a file: ``form`` is “docx” or “xlsx”. Raises ``UsageError``."""
        write = {"docx": match_files.match_docx, "xlsx": match_files.match_xlsx}[form]
        measures = self.engine.measures
        self.note("match-file", form=form)
        return write(matches.found(measures, given, as_of, k), measures)

    # -- reading ---------------------------------------------------------------------------------

    def documents(self) -> list[dict[str, object]]:
        """List the documents that the person may see, as JSON values."""
        return [document_view.about(info) for info in self.store.documents()]

    def document(self, doc_id: str) -> dict[str, object]:
        """Its metadata and outline. Raises ``NotFound``, also where the person may not see it."""
        store = self.store
        found = _read(store, doc_id)
        self.note_reading(doc_id)
        return {**document_view.about(store.info(doc_id)), "outline": document_view.outline(found)}

    def clause(self, doc_id: str, **where: Any) -> dict[str, object]:
        """See ``document_view.clause``."""
        document = _read(self.store, doc_id)
        self.note_reading(doc_id)
        return document_view.clause(document, **where)

    def original(self, doc_id: str, page: int = 1) -> SourceFile:
        """The kept file that a document's text is from. Raises ``NotFound``, also for a page it does not have."""
        store = self.store
        document = _read(store, doc_id)
        info = store.info(doc_id)
        if not info.pictured or not info.sources:
            raise NotFound("这份文件没有留存原件", "the original of this document was not kept")
        if not 1 <= page <= len(document.pages):
            raise NotFound("没有这一页", f"there is no page {page}")
        return info.sources[0]

    def places(self, pages: Pages, doc_id: str, page: int, start: int, end: int) -> QuotePlaces:
        """Where a quote stands on a page of the original, see ``Pages.places``. Raises ``NotFound``, ``SourceError``."""
        sha256, store = self.original(doc_id, page).sha256, self.store
        words, before = words_on_page(store.document(doc_id), page, start, end)
        found = pages.places(sha256, page, words, before, lambda: store.originals.read(sha256))
        record = store.originals.record(sha256)
        read = [one.lines for one in record.words if one.page == page] if record else []
        if not read:
            return found
        boxes = boxes_among(read[0], words, before, found.width / max(found.height, 1.0))
        return replace(found, boxes=tuple(boxes))

    def status(self) -> dict[str, object]:
        """What the store holds, as far as the person sees it, and whether a language model writes."""
        values: Mapping[str, object] = self.store.status()
        shown = {name: values[name] for name in ("documents", "chunks", "briefs", "originals", "model")}
        writer = getattr(self.engine, "model", None)
        return {**shown, "language_model": writer.name if writer else None, "user": self.user.name or None,
                "role": self.user.role if self.service.accounts else None}  # fmt: skip

    # -- changing --------------------------------------------------------------------------------

    def upload(
        self,
        path: Path,
        roles: Sequence[str] = (),
        users: Sequence[str] = (),
        *,
        run: Run = PLAIN_RUN,
        read: uploads.Read = lambda documents, reports: None,
    ) -> list[dict[str, object]]:
        """Take a file in; ``roles`` and ``users``: who alone may see what is in it. Gives the parse reports.

        ``run`` and ``read``: see ``uploads.take``.
        """
        self.require_editor("upload")
        accounts, whole = self.service.accounts, self.service.writer
        try:
            seen = self.store.documents()
            reports = taken_for(self.user, accounts, whole, seen, path, (roles, users), run=run, read=read)
        except WenceError as error:
            self.note("upload", file=path.name, outcome=error.code)
            raise
        outcome = "taken" if any(report["ok"] for report in reports) else "failed"
        found = [report["doc_id"] for report in reports if report["ok"]]
        self.note("upload", file=path.name, outcome=outcome, documents=found)
        return reports

    def remove(self, doc_id: str) -> None:
        """Raises ``NotFound`` for what the person does not see. Who may see it stays written down."""
        self.require_editor("remove")
        if doc_id not in {info.doc_id for info in self.store.documents()}:
            self.note("remove", document=doc_id, outcome=NotFound.code)
            raise not_here(doc_id)
        removed = self.service.writer.remove([doc_id])
        self.note("remove", document=doc_id, outcome="removed" if removed else NotFound.code)

    def edit(self, doc_id: str, changes: Mapping[str, object]) -> None:
        """Set fields of a document's metadata, see ``Store.edit``. Raises ``NotFound``, ``UsageError``."""
        self.require_editor("edit")
        _read(self.store, doc_id)
        if changes:
            self.service.writer.edit(doc_id, changes)
            self.note("edit", document=doc_id, fields=list(changes))

    def restrict(self, doc_id: str, roles: Sequence[str], users: Sequence[str]) -> None:
        """Let only these roles and users see a document; with neither, everybody. For admins."""
        accounts = self.service.accounts
        if accounts is None:
            raise NotAllowed("没有启用账户（serve --auth）", "accounts are not in use (serve --auth)")
        if not self.user.is_admin:
            self.note("restrict", document=doc_id, outcome=NotAllowed.code)
            raise NotAllowed("只有管理员可以设定谁能看", "only an admin decides who sees a document")
        _read(self.store, doc_id)
        accounts.restrict(doc_id, roles, users)
        self.note("restrict", document=doc_id, roles=list(roles), users=list(users))

    def require_documents(self, doc_ids: Sequence[str]) -> None:
        """Raise ``NotFound`` for the first document that is not there, or not to be seen."""
        seen = {info.doc_id for info in self.store.documents()} if doc_ids else set()
        for doc_id in doc_ids:
            if doc_id not in seen:
                raise not_here(doc_id)

    def require_editor(self, event: str) -> None:
        """Raise ``NotAllowed``, and note the ``event``, where the person may not change documents."""
        if not self.user.may_edit:
            self.note(event, outcome=NotAllowed.code)
            raise NotAllowed(
                "没有权限：需要 editor 或 admin 角色", "this takes the role of an editor or an admin"
            )


def not_here(doc_id: str) -> NotFound:
    """In the same words whether a document is not there or not to be seen."""
    return NotFound(f"没有文件“{doc_id}”", f"there is no document '{doc_id}'")


def filters_of(given: Mapping[str, Sequence[Any]]) -> Filters:
    """Filters from lists by name: doc, region, issuer, kind, status, year."""
    names = {"doc": "doc_ids"}
    return replace(Filters(), **{names.get(name, name): tuple(values) for name, values in given.items()})


def _read(store: DocumentSearcher, doc_id: str) -> Document:
    try:
        return store.document(doc_id)
    except UsageError as error:
        raise not_here(doc_id) from error
