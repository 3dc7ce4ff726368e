"""Begin an answer as soon as a question is sent, ahead of Gradio's event for it, and draw its first words.

Gradio's event comes through a queue and two requests; the page's script tells of the question by itself, in one, and
shows what comes until the event has caught up. Both follow the same answer: a question is answered once. Where the
answer cannot begin ahead (too many are under way, the conversation is not kept) the event alone does all of it.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chat.conversations import Conversation
from chat.web.asking.progress import progress
from chat.web.asking.running import RunningAnswer
from chat.web.views.conversation import exchange_html

MOST_RUNNING = 4  # begun ahead at a time
_KEPT = 32  # that no event has come for; the oldest is given up


@dataclass(frozen=True, slots=True)
class SentQuestion:
    """Say what was asked, by whom and where: two that are equal are one question, sent once.

    ``owner``: whose conversation it is; ``number``: of the exchange; ``scope``: what is ticked, as the page's script
    sends it, with a name of this sending that nobody else can guess.
    """

    owner: str
    conversation: str
    number: int
    question: str
    scope: str

    @property
    def named(self) -> bool:
        """Whether the script has given the sending a name."""
        try:
            given = json.loads(self.scope)
        except ValueError:
            return False
        return isinstance(given, dict) and isinstance(given.get("begun"), str) and bool(given["begun"])


class BegunAnswers:
    """Keep answers that were begun until the event for their question takes them. Thread-safe."""

    def __init__(self) -> None:
        self._held: OrderedDict[SentQuestion, RunningAnswer] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, asked: SentQuestion, run: Callable[[], RunningAnswer]) -> RunningAnswer | None:
        """Begin an answer; ``None`` where it has no name, begins already, or too many are under way."""
        with self._lock:
            running = sum(not one.over for one in self._held.values())
            if not asked.named or asked in self._held or running >= MOST_RUNNING:
                return None
            while len(self._held) >= _KEPT:
                self._held.popitem(last=False)[1].stop()
            self._held[asked] = made = run()
            return made

    def take(self, asked: SentQuestion) -> RunningAnswer | None:
        """Give the answer begun for what was asked, from now on the caller's to stop."""
        with self._lock:
            return self._held.pop(asked, None)

    def leave(self, asked: SentQuestion) -> None:
        """Stop an answer that whoever asked has left; one that an event has taken goes on."""
        run = self.take(asked)
        if run is not None:
            run.stop()


def drawn(run: RunningAnswer, conversation: Conversation, left: Callable[[], None]) -> Iterator[str]:
    """Draw the last exchange as its answer comes in: JSON strings of HTML, one a line. ``left``: called where nobody reads on."""
    try:
        for grown, _ in progress(run, conversation):
            if grown.current is not None:
                yield json.dumps(exchange_html(grown.current)) + "\n"
    except GeneratorExit:
        left()
        raise
