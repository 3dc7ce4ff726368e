"""Build the chat page of 问策; only this module imports Gradio (inside functions: it takes seconds).

Draws with ``chat.web.views.conversation`` what an engine answers; knows nothing of how answers are
found. All text goes through ``chat.web.views.conversation`` escaped. No page event is public API,
and the page calls no other host.
"""

# No “from __future__ import annotations”: Gradio reads the annotations of event
# handlers, and theirs name a module that is imported inside ``build``.

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from chat.conversations import Conversation
from chat.service.service import Visit
from chat.web.actions import PageActions, owner_of
from chat.web.asking.progress import progress
from chat.web.layout import layout
from chat.web.look import look
from chat.web.put_question import answer_under_way, with_question
from chat.web.views import conversation as render
from chat.web.views.cards import panel_html
from index.hits import DocumentInfo
from ingest.errors import WenceError

if TYPE_CHECKING:
    import gradio

QUEUE_SIZE = 64  # questions that may wait; one more is told to come back
CONCURRENT = 4  # answers written at the same time
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
# Puts the id that the browser keeps (desk.js) in the place of the third or only value of an event, and what is
# ticked (scope.js) in that of the fourth; leaves out words that nobody sent (page.js): an event put off till an
# answer has ended finds the box as it is then. The first words, drawn ahead, come before it (ahead.js).
WITH_OWNER = "(typed, conversation) => window.wenceSend(conversation)"
VisitOf = Callable[[Any], Visit]  # a gradio.Request → the service as its sender sees it
OWNER = "() => window.wenceOwner()"

log = logging.getLogger(__name__)


class DocumentList(Protocol):
    """What the page asks of a store: its list of documents."""

    def documents(self) -> Sequence[DocumentInfo]:
        """List the documents of the store."""


def build(actions: PageActions, visit_of: VisitOf, *, private: bool = False) -> "gradio.Blocks":
    """Build the page as Gradio Blocks. Serve it with ``presentation()``, which carries its look.

    ``private``: what it holds is not for everybody, so nothing of it stands in the page before it is
    known who looks.
    """
    gr = _gradio()
    talk = _Talk(gr, actions, visit_of)
    documents = [] if private else actions.service.engine.store.documents()
    with gr.Blocks(title="问策", fill_width=True, analytics_enabled=False) as blocks:
        talk.parts = layout(gr, documents)
        _wire(gr, talk)
    blocks.queue(default_concurrency_limit=CONCURRENT, max_size=QUEUE_SIZE, api_open=False)
    return blocks


def _wire(gr: Any, talk: "_Talk") -> None:
    """The events. A handler returns {component: new value}; what it leaves out stays as it is."""
    parts = talk.parts
    changing = [parts[name] for name in ("conversation", "past", "current", "panel", "box", "send", "stop")]
    hidden = {"show_progress": "hidden", **PRIVATE}
    gr.on(
        [parts["box"].submit, parts["send"].click, parts["past"].select, parts["current"].select],
        _asker(gr, talk),
        [parts["box"], parts["conversation"], parts["owner"], parts["scope"]],
        changing,
        trigger_mode="always_last",  # a question sent while another is answered comes next
        js=WITH_OWNER,
        **hidden,
    )
    parts["stop"].click(_stopper(gr, talk), None, None, queue=False, **hidden)
    begin, switch = _switchers(gr, talk)
    parts["new"].click(begin, None, changing, **hidden)
    parts["desk"].select(switch, parts["owner"], changing, js=OWNER, **hidden)


class _Talk:
    """What the handlers of one page share."""

    def __init__(self, gr: Any, actions: PageActions, visit_of: VisitOf) -> None:
        self.gr, self.actions, self.visit_of = gr, actions, visit_of
        self.parts: dict[str, Any] = {}
        self.instead: dict[str, Conversation] = {}  # what a session turned to while it was written

    def keep(self, conversation: Conversation, owner: str) -> Conversation:
        """Store the last exchange; a failure to do so is told in the log and leaves the answer on the page."""
        if not owner or conversation.current is None:
            return conversation
        try:
            key = self.actions.conversations.save(owner, conversation.key, conversation.current)
        except WenceError:
            log.exception("an exchange was not kept")
            return conversation
        return conversation.kept_as(key)

    def welcome(self, visit: Visit) -> str:
        return self.actions.welcome(visit)

    def turn_to(self, session: str, conversation: Conversation) -> None:
        if run := self.actions.runs.get(session):
            self.instead[session] = conversation
            run.stop(cleared=True)

    def view(self, conversation: Conversation, visit: Visit, cards: bool = True) -> dict[Any, Any]:
        """What a change of the conversation changes on the page; ``cards``: the panel and the buttons too."""
        parts, current = self.parts, conversation.current
        if current is None:
            drawn = self.welcome(visit)
        else:
            drawn = render.exchange_html(current, key=conversation.key)
        changes = {parts["conversation"]: conversation, parts["current"]: drawn}
        if cards:
            running = current is not None and current.running
            changes[parts["panel"]] = panel_html(conversation, _gone(conversation, visit))
            changes[parts["send"]] = self.gr.update(visible=not running)
            changes[parts["stop"]] = self.gr.update(visible=running)
        return changes

    def whole(self, conversation: Conversation, visit: Visit) -> dict[Any, Any]:
        return self.view(conversation, visit) | {self.parts["past"]: render.past_html(conversation)}


def _gone(conversation: Conversation, visit: Visit) -> set[str]:
    """The ids of cited documents that are in the library no more."""
    cited = {citation.doc_id for exchange in conversation.exchanges for citation in exchange.citations}
    return cited - {info.doc_id for info in visit.store.documents()} if cited else cited


def _asker(gr: Any, talk: _Talk) -> Any:
    parts = talk.parts

    def ask(
        typed: str,
        conversation: Conversation,
        browser: str,
        scope: str,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[dict[Any, Any]]:
        offered = _offered(event, "question")
        question = (offered or typed or "").strip()
        if not question:
            yield {parts["box"]: gr.skip()}
            return
        visit = talk.visit_of(request)
        owner = owner_of(visit, browser)
        conversation = with_question(visit, conversation, question, scope)
        session = request.session_hash or ""
        run = talk.actions.runs[session] = answer_under_way(talk.actions, visit, conversation, owner, scope)
        try:
            first = talk.whole(conversation, visit)
            yield first if offered else first | {parts["box"]: ""}
            for grown, cards in progress(run, conversation):
                conversation = grown
                if not run.cleared:
                    yield talk.view(conversation, visit, cards)
        finally:  # also where the reader has gone away
            run.stop()
            talk.actions.runs.pop(session, None)
        if run.cleared:
            yield talk.whole(talk.instead.pop(session, Conversation()), visit)
        else:
            yield talk.view(talk.keep(conversation, owner), visit)

    return ask


def _stopper(gr: Any, talk: _Talk) -> Any:
    def stop(request: gr.Request) -> None:
        if run := talk.actions.runs.get(request.session_hash or ""):
            run.stop()

    return stop


def _switchers(gr: Any, talk: _Talk) -> tuple[Any, Any]:
    """The handlers that begin a new conversation and go to an earlier one."""

    def begin(request: gr.Request) -> dict[Any, Any]:
        talk.turn_to(request.session_hash or "", Conversation())
        return talk.whole(Conversation(), talk.visit_of(request)) | {talk.parts["box"]: ""}

    def switch(browser: str, event: gr.EventData, request: gr.Request) -> dict[Any, Any]:
        visit = talk.visit_of(request)
        key = _offered(event, "talk")
        try:
            exchanges = talk.actions.exchanges_of(visit, owner_of(visit, browser), key) if key else ()
        except WenceError as error:
            gr.Warning(error.chinese, title="提示")
            exchanges = ()
        conversation = Conversation(exchanges, key) if exchanges else Conversation()
        talk.turn_to(request.session_hash or "", conversation)
        return talk.whole(conversation, visit)

    return begin, switch


def _offered(event: Any, name: str) -> str:
    """What a click in the page carries under a name; empty for every other event."""
    data = getattr(event, "_data", None)
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""


def presentation() -> dict[str, Any]:
    """Give theme, style and script, as ``Blocks.launch`` and ``mount_gradio_app`` take them."""
    return look(_gradio())


def mount(app: Any, actions: PageActions, visit_of: VisitOf, *, private: bool = False) -> None:
    """Put the page at “/” of a FastAPI application, below all of its routes; see :func:`build`."""
    gr = _gradio()
    gr.mount_gradio_app(
        app,
        build(actions, visit_of, private=private),
        "/",
        ssr_mode=False,
        mcp_server=False,
        run_history=False,  # questions are not kept in the browser
        pwa=False,
        show_error=True,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        **presentation(),
    )


def _gradio() -> Any:
    """Gradio, told before its import to report to nobody."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import gradio

    return gradio
