"""The page keeps of a conversation each question and how far its answer has come.

Pure data. Knows nothing of how an answer is found (``chat.engine``) or drawn
(``chat.web.views.conversation``). A conversation belongs to one browser session; every change
makes a new one, so two sessions can never write into each other's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from chat.answer import Answer, Citation, Turn

SEARCHING = "searching"  # nothing to show yet
WRITING = "writing"  # text is coming in
DONE = "done"
STOPPED = "stopped"  # by the person who asked
FAILED = "failed"  # ``notice`` says why, in words


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question on the page. ``number`` counts from 1 within a conversation.

    ``text`` and ``citations`` are what is shown; while the answer is being
    written they run ahead of ``answer``, which is ``None`` until it is complete.
    """

    number: int
    question: str
    state: str = SEARCHING
    text: str = ""
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    notice: str = ""
    scope: str = ""  # the filters it was asked under, in words
    vote: str = ""  # what the person said of the answer: “up”, “down” or nothing

    @property
    def running(self) -> bool:
        """Whether the answer is still on its way."""
        return self.state in (SEARCHING, WRITING)

    @property
    def refused(self) -> bool:
        """Whether the answer is that the documents have none."""
        return self.answer is not None and self.answer.refused


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges of one session, oldest first. ``key`` names it where it is kept, empty before that."""

    exchanges: tuple[Exchange, ...] = ()
    key: str = ""

    @property
    def current(self) -> Exchange | None:
        """Give the last exchange, ``None`` where nothing was asked."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def past(self) -> tuple[Exchange, ...]:
        """Give all exchanges but the last."""
        return self.exchanges[:-1]

    def history(self) -> tuple[Turn, ...]:
        """Give the completed exchanges as the engine wants them; stopped and failed ones leave no trace."""
        return tuple(
            Turn(exchange.question, exchange.answer.resolved, exchange.answer)
            for exchange in self.exchanges
            if exchange.answer is not None
        )

    def asked(self, question: str, scope: str = "") -> Conversation:
        """Add a new question at the end. One that was still running counts as stopped."""
        exchanges = self.stopped().exchanges
        return replace(self, exchanges=(*exchanges, Exchange(len(exchanges) + 1, question, scope=scope)))

    def found(self, citations: tuple[Citation, ...]) -> Conversation:
        """Note the citations that the answer on its way may use."""
        return self._with_current(citations=citations)

    def wrote(self, piece: str) -> Conversation:
        """Add a piece to the text of the answer on its way."""
        current = self._require_current()
        return self._with_current(text=current.text + piece, state=WRITING)

    def answered(self, answer: Answer) -> Conversation:
        """Complete the last exchange with its answer."""
        return self._with_current(answer=answer, text=answer.text, citations=answer.citations, state=DONE)

    def kept_as(self, key: str) -> Conversation:
        """Name the conversation by the key it is stored under."""
        return replace(self, key=key)

    def stopped(self) -> Conversation:
        """Mark a running exchange as stopped; anything else stays as it is."""
        if self.current is None or not self.current.running:
            return self
        return self._with_current(state=STOPPED)

    def failed(self, notice: str) -> Conversation:
        """Mark the last exchange as failed, with words for the person who asked."""
        return self._with_current(state=FAILED, notice=notice, citations=())

    def _require_current(self) -> Exchange:
        if self.current is None:
            raise ValueError("a conversation without a question has no answer to change")
        return self.current

    def _with_current(self, **changes: object) -> Conversation:
        current = replace(self._require_current(), **changes)  # type: ignore[arg-type]
        return replace(self, exchanges=(*self.past, current))
