"""What the page's script asks of the server beside the conversation: one call with an action's name.

Reader, look-up, documents, kept conversations, votes, suggestions, the language model. Knows nothing
of Gradio and HTTP; gives JSON values, errors in words. Every action works for a visit (:mod:`chat.service.service`),
on what that person may see and with the rights they have.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chat.accounts.accounts import User
from chat.answer import Citation
from chat.collections import Collections
from chat.conversations import (
    Conversation,
    Conversations,
    Exchange,
    Wish,
    answered,
    as_json,
    docx_bytes,
    exported,
    markdown,
    question_lines,
    wishes,
    without_withdrawn,
)
from chat.service.clause_index import Shelf
from chat.service.service import Service, Visit
from chat.uploads.upload_queue import Incoming
from chat.uploads.waiting_files import WaitingFile, WaitingFiles
from chat.web.asking.begun import BegunAnswers
from chat.web.asking.running import RunningAnswer
from chat.web.downloads import download, is_download
from chat.web.first_questions import FirstQuestions, cited_for, document_or_none
from chat.web.model_form import ModelChoice
from chat.web.scope_actions import SCOPE_ACTIONS
from chat.web.tab_actions import TAB_ACTIONS
from chat.web.views.conversation import hints_html, questions_html, welcome_html
from chat.web.views.document import reader_html
from chat.web.views.files import changes_of, choice_html, documents_html, form_html, jobs_html
from chat.web.views.found import conversations_html, found_html
from chat.web.views.known import MOST_NAMED
from ingest.errors import NotAllowed, UsageError, WenceError

if TYPE_CHECKING:
    from index.store import DocumentSearcher

STOP_SECONDS = 20.0  # for the file that is being taken in when the server is told to stop
HINT_SECONDS = 3.0  # that suggestions wait for others that are being drawn
INTERNAL_ERROR = "程序出错，详情已记入日志。请稍后再试。"
# “k3Jd9_xQ…”: the random id that the page's script keeps in the browser
_BROWSER = re.compile(r"[A-Za-z0-9_-]{16,64}")

log = logging.getLogger(__name__)
Reply = dict[str, Any]
Values = Mapping[str, Any]


class _ModelActions:
    """Answers the calls by which an administrator chooses the language model."""

    service: Service
    choice: ModelChoice | None

    def _choice(self, visit: Visit) -> ModelChoice:
        if self.choice is None or not visit.user.is_admin:
            raise NotAllowed("没有权限设置语言模型", "choosing the language model is not allowed")
        return self.choice

    def _model_form(self, values: Values, visit: Visit) -> Reply:
        return {"html": self._choice(visit).form_html()}

    def _model_test(self, values: Values, visit: Visit) -> Reply:
        good, words = self._choice(visit).test(values)
        return {"good": good, "words": words}

    def _model_use(self, values: Values, visit: Visit) -> Reply:
        choice = self._choice(visit)
        settings = choice.settings_of(values)
        self.service.use_model(choice.use(settings))
        visit.note("model", model=settings.model if settings else "", url=settings.url if settings else "")
        return {"html": choice.form_html()}


class PageActions(_ModelActions):
    """Answers the calls of the page's script. Thread-safe."""

    def __init__(
        self,
        service: Service,
        conversations: Conversations | None = None,
        choice: ModelChoice | None = None,
        waiting: WaitingFiles | None = None,
        collections: Collections | None = None,
    ) -> None:
        """``conversations`` and ``collections``: by default kept in memory only. ``choice``: of the language model; without
        it nobody sets one in the page. ``waiting``: where uploads outlast a stop; those from before are taken up."""
        self.service = service
        self.collections = collections or Collections()
        self.conversations = conversations or Conversations()
        self.waiting = waiting
        self.incoming = Incoming(kept=waiting is not None)
        self.choice = choice
        self.runs: dict[str, RunningAnswer] = {}  # the answer each session of the page is waiting for
        self.begun = BegunAnswers()
        self._shelf = Shelf()
        self._suggesting = threading.Lock()
        self.first = FirstQuestions()
        for file in waiting.left() if waiting else ():
            visit = service.visit(User(file.user, ""), file.address) if file.user else service.visit()
            self._queue(file, visit, partial(waiting.done, file))  # type: ignore[union-attr]

    def close(self) -> None:
        """Stop taking uploads, let the one at hand end, and close the file of conversations."""
        self.incoming.close(STOP_SECONDS)
        self.conversations.close()
        self.collections.close()

    def call(self, values: object, visit: Visit) -> Reply:
        """The reply to one call; ``{"error": words}`` where it fails."""
        try:
            name = str(values.get("action")) if isinstance(values, Mapping) else ""
            if isinstance(values, Mapping) and name in TAB_ACTIONS:
                reply = TAB_ACTIONS[name](values, visit)
            elif isinstance(values, Mapping) and name in SCOPE_ACTIONS:
                reply = SCOPE_ACTIONS[name](self, values, visit)
            elif isinstance(values, Mapping) and name in _ACTIONS:
                reply = _ACTIONS[name](self, values, visit)
            else:
                raise UsageError("页面与服务器的版本不同，请刷新页面", "unknown action: reload the page")
            if is_download(reply):
                visit.note("export", what=name, file=reply["name"])
            return reply
        except WenceError as error:
            return {"error": error.chinese}
        except Exception:  # an unforeseen failure becomes words on the page
            log.exception("a call of the page failed")
            return {"error": INTERNAL_ERROR}

    # -- reading -------------------------------------------------------------------------------------

    def _reader(self, values: Values, visit: Visit) -> Reply:
        store = visit.store
        doc_id = str(values.get("doc", ""))
        document = store.document(doc_id)
        info = store.info(doc_id)
        visit.note_reading(doc_id)
        start, end = values.get("start"), values.get("end")
        quote = (int(start), int(end)) if isinstance(start, int) and isinstance(end, int) else None
        return {"html": reader_html(document, info, quote, _titles(store, info.copies[:MOST_NAMED]))}

    def _find(self, values: Values, visit: Visit) -> Reply:
        text = str(values.get("text", ""))
        if not text.strip():
            self._shelf.warm(visit.store)
        return {"html": found_html(self._shelf.find(visit.store, text), text)}

    # -- documents -----------------------------------------------------------------------------------

    def files(self, values: Values, visit: Visit) -> Reply:
        """Give the list of documents with the uploads and what may be done."""
        store = visit.store
        jobs = self.incoming.jobs(owner_of(visit, values.get("owner")))
        current = getattr(store, "is_current", lambda: True)()
        gathered = self.collections.seen(visit)
        return {
            "jobs": jobs_html(jobs),
            "documents": documents_html(store.documents(), visit.user.may_edit, gathered),
            "collections": choice_html(gathered),
            "running": any(job.running for job in jobs),
            "edits": visit.user.may_edit,
            "stale": not current,
        }

    def _jobs(self, values: Values, visit: Visit) -> Reply:
        jobs = self.incoming.jobs(owner_of(visit, values.get("owner")))
        return {"jobs": jobs_html(jobs), "running": any(job.running for job in jobs)}

    def take_upload(
        self, name: str, path: Path, browser: str, visit: Visit, afterwards: Callable[[], None]
    ) -> Reply:
        """Queue a file that was sent; ``afterwards`` is called when it is done with. Raises ``NotAllowed``, ``TooMany``."""
        visit.require_editor("upload")
        file = WaitingFile(path, name, owner_of(visit, browser), visit.user.name, visit.address)
        self.incoming.require_room(file.owner)
        if self.waiting is None:
            self._queue(file, visit, afterwards)
        else:
            self._queue(self.waiting.keep(file), visit, partial(self.waiting.done, file))
        return self._jobs({"owner": browser}, visit)

    def _queue(self, file: WaitingFile, visit: Visit, afterwards: Callable[[], None]) -> None:
        def upload(**given: Any) -> list[dict[str, Any]]:
            return visit.now().upload(
                file.path, **given
            )  # the right is asked again: it may have gone meanwhile

        begins = partial(self.waiting.tried, file) if self.waiting else (lambda: None)
        size = file.path.stat().st_size
        self.incoming.take(file.owner, file.name, upload, afterwards, begins, size)

    def _delete(self, values: Values, visit: Visit) -> Reply:
        visit.remove(str(values.get("doc", "")))
        return self.files(values, visit)

    def _form(self, values: Values, visit: Visit) -> Reply:
        store, doc_id = visit.store, str(values.get("doc", ""))
        return {"html": form_html(store.info(doc_id), store.document(doc_id), visit.user.may_edit)}

    def _edit(self, values: Values, visit: Visit) -> Reply:
        doc_id, given = str(values.get("doc", "")), values.get("values")
        info = visit.store.info(doc_id)
        undone = str(values.get("undo") or "")
        changes = changes_of(given if isinstance(given, Mapping) else {}, info.metadata)
        visit.edit(doc_id, {undone: None} if undone in info.edited else changes)
        return self.files(values, visit)

    def _reindex(self, values: Values, visit: Visit) -> Reply:
        visit.require_editor("reindex")
        self.service.writer.rebuild_embeddings()
        visit.note("reindex")
        return self.files(values, visit)

    # -- conversations ---------------------------------------------------------------------------------

    def exchanges_of(self, visit: Visit, owner: str, conversation: str) -> tuple[Exchange, ...]:
        """Give a kept conversation as somebody may see it now; empty where the owner has no such one."""
        kept = self.conversations.load(owner, conversation) or ()
        return without_withdrawn(kept, visit.service.hidden_from(visit.user))

    def _conversations(self, values: Values, visit: Visit) -> Reply:
        kept = self.conversations.held(_owner(values, visit))
        return {"html": conversations_html(kept, str(values.get("current", "")), date.today())}

    def _rename(self, values: Values, visit: Visit) -> Reply:
        self.conversations.rename(_owner(values, visit), str(values.get("id")), str(values.get("title", "")))
        return self._conversations(values, visit)

    def _forget(self, values: Values, visit: Visit) -> Reply:
        self.conversations.delete(_owner(values, visit), str(values.get("id")))
        return self._conversations(values, visit)

    def _export(self, values: Values, visit: Visit) -> Reply:
        owner, key, form = _owner(values, visit), str(values.get("id")), str(values.get("format"))
        exchanges = self.exchanges_of(visit, owner, key)
        title = self.conversations.title(owner, key)
        if number := _number(values):  # one answer alone
            exchanges = tuple(one for one in exchanges if one.number == number)
            title = " ".join(exchanges[0].question.split()) if exchanges else title
        if not exchanges:
            raise UsageError("没有可导出的对话", "no such conversation")
        whole = exported(title, exchanges, datetime.now())
        if form == "docx":
            data = docx_bytes(whole)
        elif form in ("md", "json"):
            data = (markdown(whole) if form == "md" else as_json(whole)).encode("utf-8", "replace")
        else:
            raise UsageError("不支持这种格式", "unknown format")
        return download(f"{whole.title}.{form}", form, data)

    def _vote(self, values: Values, visit: Visit) -> Reply:
        kept = self.conversations.vote(
            _owner(values, visit), str(values.get("id")), _number(values), str(values.get("vote", "")),
            str(values.get("reason", "")), str(values.get("remark", "")),
        )  # fmt: skip
        if not kept:
            raise UsageError("这条回答没有存下，评价没有记上", "no such answer")
        return {"vote": values.get("vote", "")}

    def _votes(self, values: Values, visit: Visit) -> Reply:
        votes = self.conversations.votes(None if visit.user.is_admin else _owner(values, visit))
        if not votes:
            raise UsageError("还没有评价可以导出", "no votes yet")
        lines = "".join(f"{line}\n" for line in question_lines(votes))
        return download("wence-feedback.jsonl", "jsonl", lines.encode("utf-8", "replace"))

    def _hints(self, values: Values, visit: Visit) -> Reply:
        """Questions to ask next; none while answers are being written, which come first, or for somebody else."""
        if not self._suggesting.acquire(timeout=HINT_SECONDS):
            return {"html": ""}
        try:
            return {"html": hints_html(self._suggestions(values, visit))}
        finally:
            self._suggesting.release()

    def _suggestions(self, values: Values, visit: Visit) -> tuple[str, ...]:
        exchanges = self.exchanges_of(visit, _owner(values, visit), str(values.get("id")))
        history = Conversation(exchanges).history()
        told = exchanges and history and exchanges[-1].answer is history[-1].answer
        if not told or self._answering():
            return ()
        store = visit.store
        found = wishes(history[-1].answer, store.documents(), document_or_none(store))

        def cited(wish: Wish) -> tuple[Citation, ...]:
            return () if self._answering() else cited_for(visit, wish, history)

        return answered(found, cited)

    def welcome(self, visit: Visit) -> str:
        """Draw what an empty conversation shows to whoever looks."""
        return welcome_html(self.first.known(visit), visit.store.documents(), visit.user.may_edit)

    def _welcome(self, values: Values, visit: Visit) -> Reply:
        return {"html": self.welcome(visit)}

    def _examples(self, values: Values, visit: Visit) -> Reply:
        """Questions to begin with; none while answers are being written."""
        with self._suggesting:
            return {"html": questions_html(self.first.drawn(visit, self._answering))}

    def _answering(self) -> bool:
        """Whether somebody waits for an answer, here or through another interface."""
        return bool(self.runs) or self.service.pace.busy

    def _abilities(self, values: Values, visit: Visit) -> Reply:
        return {
            "edits": visit.user.may_edit,
            "administers": self.choice is not None and visit.user.is_admin,
            "user": visit.user.name,
        }


_ACTIONS: Mapping[str, Callable[[PageActions, Values, Visit], Reply]] = {
    "reader": PageActions._reader, "find": PageActions._find, "files": PageActions.files, "jobs": PageActions._jobs,
    "delete": PageActions._delete, "form": PageActions._form, "edit": PageActions._edit,
    "reindex": PageActions._reindex, "conversations": PageActions._conversations, "rename": PageActions._rename,
    "forget": PageActions._forget, "export": PageActions._export, "vote": PageActions._vote, "votes": PageActions._votes,
    "hints": PageActions._hints, "examples": PageActions._examples, "welcome": PageActions._welcome, "model": PageActions._model_form, "model-test": PageActions._model_test,
    "model-use": PageActions._model_use, "abilities": PageActions._abilities,
}  # fmt: skip


def _titles(store: DocumentSearcher, doc_ids: Iterable[str]) -> dict[str, str]:
    """The titles of documents that are (still) there."""
    found = {}
    for doc_id in doc_ids:
        with suppress(UsageError):
            found[doc_id] = store.info(doc_id).metadata.title
    return found


def owner_of(visit: Visit, browser: object) -> str:
    """Whose conversations are meant: the user's, else those of a browser's id; empty for neither."""
    if visit.user.name:
        return visit.owner
    if isinstance(browser, str) and _BROWSER.fullmatch(browser):
        return f"browser:{browser}"
    return ""


def _owner(values: Values, visit: Visit) -> str:
    owner = owner_of(visit, values.get("owner"))
    if not owner:
        raise UsageError("浏览器不允许保存，对话记录没有启用", "no owner: the browser keeps nothing")
    return owner


def _number(values: Values) -> int:
    number = values.get("number")
    return number if isinstance(number, int) else 0
