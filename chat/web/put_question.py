"""Put a question of the page to the engine: with what is ticked beside it and what was said before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chat.conversations import Conversation
from chat.service.service import Visit
from chat.web.actions import PageActions, owner_of
from chat.web.asking.begun import SentQuestion, drawn
from chat.web.asking.running import Event, RunningAnswer
from chat.web.filters import COLLECTION, chosen_of, filters_of_chosen, scope_words


def with_question(visit: Visit, conversation: Conversation, question: str, scope: str) -> Conversation:
    """Add a question to a conversation. ``scope``: what is ticked, as the page's script sends it."""
    chosen = chosen_of(scope)
    documents = visit.store.documents()
    words = scope_words(filters_of_chosen(chosen), documents, chosen.get(COLLECTION, ()))
    return conversation.asked(question, words)


def answer_under_way(
    actions: PageActions, visit: Visit, conversation: Conversation, owner: str, scope: str
) -> RunningAnswer:
    """Give the answer to the last question of a conversation: the one begun ahead, else a new one."""
    begun = actions.begun.take(_asked(conversation, owner, scope))
    return begun or RunningAnswer(_stream(actions, visit, conversation, scope))


def begun_ahead(actions: PageActions, values: Mapping[str, Any], visit: Visit) -> Iterator[str] | None:
    """Begin an answer and draw it as it comes; ``None`` where that is left to the event of the page."""
    owner, key = owner_of(visit, values.get("owner")), str(values.get("conversation") or "")
    question, scope = str(values.get("question") or "").strip(), str(values.get("scope") or "")
    kept = actions.exchanges_of(visit, owner, key) if owner and key else ()
    if not question or (key and not kept):
        return None
    conversation = with_question(visit, Conversation(kept, key), question, scope)
    asked = _asked(conversation, owner, scope)
    run = actions.begun.begin(asked, lambda: RunningAnswer(_stream(actions, visit, conversation, scope)))
    return drawn(run, conversation, lambda: actions.begun.leave(asked)) if run else None


def _asked(conversation: Conversation, owner: str, scope: str) -> SentQuestion:
    last = conversation.exchanges[-1]
    return SentQuestion(owner, conversation.key, last.number, last.question, scope)


def _stream(actions: PageActions, visit: Visit, conversation: Conversation, scope: str) -> Iterator[Event]:
    """The engine's events; what is wrong with the scope is raised when they are read."""
    chosen = chosen_of(scope)
    narrowed = actions.collections.within(visit, chosen.get(COLLECTION, ()), filters_of_chosen(chosen))
    yield from visit.stream(conversation.exchanges[-1].question, conversation.history(), narrowed)
