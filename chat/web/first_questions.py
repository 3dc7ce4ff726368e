"""Keep the questions that the first view begins with: drawn from the documents that somebody may see, and answered by them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from chat.answer import Citation, Turn
from chat.conversations import MOST_EXAMPLES, Wish, answered, examples
from chat.service.service import Visit
from ingest.document import Document
from ingest.errors import QuestionError, UsageError

if TYPE_CHECKING:
    from index.store import DocumentSearcher

MOST_TRIED = 12  # questions that an engine is asked about
MOST_KEPT = 32  # sets of documents


class FirstQuestions:
    """Keep them by the documents that they are about, each in its present edition. For one caller of ``drawn`` at a time."""

    def __init__(self) -> None:
        self._kept: dict[frozenset[str], tuple[str, ...]] = {}

    def known(self, visit: Visit) -> tuple[str, ...] | None:
        """Give the questions, ``None`` where they were not drawn yet from what the person may see."""
        return self._kept.get(_marks(visit)) if visit.store.documents() else ()

    def drawn(self, visit: Visit, busy: Callable[[], bool]) -> tuple[str, ...]:
        """Give the questions, drawn now where they are not known; none as soon as somebody keeps the engine ``busy``."""
        store, marks = visit.store, _marks(visit)
        if marks not in self._kept:
            tried = islice(examples(store.documents(), document_or_none(store)), MOST_TRIED)
            found = answered(tried, lambda wish: () if busy() else cited_for(visit, wish, ()), MOST_EXAMPLES)
            if busy():
                return ()
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[marks] = found
        return self._kept[marks]


def _marks(visit: Visit) -> frozenset[str]:
    """What tells one set of documents from another, and one of their editions."""
    return frozenset(f"{info.doc_id} {info.sha256}" for info in visit.store.documents())


def cited_for(visit: Visit, wish: Wish, history: tuple[Turn, ...]) -> tuple[Citation, ...]:
    """Give what an answer to a question that is to be offered would cite, of what a person may see."""
    try:
        return visit.would_cite(wish.whole or wish.words, () if wish.whole else history)
    except QuestionError:
        return ()


def document_or_none(store: DocumentSearcher) -> Callable[[str], Document | None]:
    """Give the function that gives a document by its id, ``None`` for one that was removed."""

    def document(doc_id: str) -> Document | None:
        try:
            return store.document(doc_id)
        except UsageError:  # cited, and removed since
            return None

    return document
