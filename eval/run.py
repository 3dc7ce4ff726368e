"""Ask an engine the questions of a file and judge its answers.

The engine is only asked; everything said about an answer is a pure function of it and its gold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from chat.answer import Answer, Turn
from eval.gold import Question
from eval.matching import holds_passage
from eval.metrics import (
    CitationFigures,
    KeyPoints,
    broken_quotes,
    citation_figures,
    key_points,
    loose_marks,
    ndcg_at,
    recall_at,
    reciprocal_rank,
    rouge_l,
)
from index.hits import Hit
from ingest.document import Chunk, Document

DEPTH = 10  # of the retrieval figures


class Asked(Protocol):
    """What is evaluated: ``chat.engine.Engine`` or anything that answers."""

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question after the turns before it."""


class Searched(Protocol):
    """What the engine reads from: ``index.Store``."""

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Give the ``k`` best passages for a query."""

    def document(self, doc_id: str) -> Document:
        """Give a document with its text."""

    def chunks(self, doc_id: str) -> tuple[Chunk, ...]:
        """Give all passages of a document, in order."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The ranks at which the search alone placed the chunks that hold evidence (``None``: no chunk holds any)."""

    recall: float | None
    reciprocal_rank: float | None
    ndcg: float | None


@dataclass(frozen=True)
class Verdict:
    """The judgement of one question and its answer."""

    question: Question
    answer: Answer
    points: KeyPoints
    cited: CitationFigures
    retrieval: Retrieval
    broken: tuple[int, ...]  # citations that are not verbatim
    loose: tuple[int, ...]  # marks [n] without a citation

    @cached_property
    def good(self) -> bool:
        """Whether the answer is right and not refused, or rightly refused: the one end-to-end judgement."""
        if self.question.unanswerable:
            return self.answer.refused and not self.points.forbidden
        return self.points.right and not self.answer.refused

    @cached_property
    def overlap(self) -> float | None:
        """Give ROUGE-L against the model answer, where there is one and refusing is not right."""
        if self.question.unanswerable or not self.question.answer:
            return None
        return rouge_l(self.answer.text, self.question.answer)


def evaluate(
    engine: Asked,
    store: Searched,
    questions: Sequence[Question],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Verdict, ...]:
    """Ask every question in order; ``progress(done, total)`` is called after each."""
    texts: dict[str, str] = {}

    def text_of(doc_id: str) -> str:
        if doc_id not in texts:
            texts[doc_id] = store.document(doc_id).text
        return texts[doc_id]

    verdicts = []
    for done, question in enumerate(questions, 1):
        answer = ask(engine, question)
        retrieval = judge_search(store, question, answer.resolved or question.question)
        verdicts.append(judge(question, answer, retrieval, text_of))
        progress(done, len(questions))
    return tuple(verdicts)


def ask(engine: Asked, question: Question) -> Answer:
    """Answer a question after the earlier ones of its conversation."""
    history: list[Turn] = []
    for earlier in question.history:
        answer = engine.answer(earlier, history)
        history.append(Turn(question=earlier, resolved=answer.resolved, answer=answer))
    return engine.answer(question.question, history)


def judge(question: Question, answer: Answer, retrieval: Retrieval, text_of: Callable[[str], str]) -> Verdict:
    """Hold one answer against its gold."""
    passages = [citation.text for citation in answer.citations]
    documents = [citation.doc_id for citation in answer.citations]
    return Verdict(
        question=question,
        answer=answer,
        points=key_points(answer.text, question.must, question.must_not),
        cited=citation_figures(passages, documents, question.evidence, question.docs),
        retrieval=retrieval,
        broken=broken_quotes(answer.citations, text_of),
        loose=loose_marks(answer.text, {citation.n for citation in answer.citations}),
    )


def judge_search(store: Searched, question: Question, query: str) -> Retrieval:
    """Rank the chunks that hold an evidence string among the chunks of the gold documents."""
    relevant = {
        chunk.chunk_id
        for doc_id in question.docs
        for chunk in store.chunks(doc_id)
        if any(holds_passage(chunk.text, words) for words in question.evidence)
    }
    if not relevant:
        return Retrieval(None, None, None)
    ranking = [hit.chunk.chunk_id for hit in store.search(query, DEPTH)]
    return Retrieval(
        recall=recall_at(ranking, relevant, DEPTH),
        reciprocal_rank=reciprocal_rank(ranking, relevant, DEPTH),
        ndcg=ndcg_at(ranking, dict.fromkeys(relevant, 1.0), DEPTH),
    )
