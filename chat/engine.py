"""Question to Answer: the pipeline that ties the parts of this package together.

resolve against the conversation -> understand -> retrieve -> score -> refuse or select -> compose -> verify.
The last step is code checking code: no answer leaves whose quotes are not words of their documents.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice

from chat.answer import Answer, Citation, Turn
from chat.answers import (
    Answerability,
    AnswerJudge,
    Draft,
    Refusal,
    Selector,
    compose,
    distinct,
    joined,
    parts_of,
    shipped,
    shipped_judge,
    shipped_selector,
    weighed,
    with_verdict,
    with_whole_lists,
)
from chat.answers.select import select
from chat.applicability import Measures, by_matching
from chat.comparison import side_by_side, speaks_of_each, with_difference
from chat.computed import by_computation, compared_cells
from chat.counting import counted_members, counted_names, with_items_counted
from chat.evidence import (
    EvidenceOrder,
    FoundEvidence,
    Passages,
    Reader,
    Retrieval,
    shipped_order,
    with_reads,
)
from chat.form import certainty_of, worded
from chat.indicators import by_indicators, speak_of_indicators
from chat.measure_lists import by_documents, by_measures
from chat.question import Asked, QuestionReader, check_question, followup, is_english
from chat.structure import about_library, answered_elsewhere, neighbours, outlined, read_off
from chat.structure import answers as by_structure
from chat.writing.language_model import LanguageModel
from chat.writing.planted_quotes import without_planted_quotes
from chat.writing.rewrite import rewritten
from chat.writing.written_answer import written_events
from index.hits import Filters
from index.models.pretrained_reader import shipped_reader
from index.store import DocumentSearcher

EVEN = 0.5  # how likely it is beforehand that a question has an answer
NO_ROW = 0.2  # the same, of a question for a figure that no row has
SURE = (
    0.7  # how likely the reader must hold it that a quote answers, which names the indicator by no known word
)
NO_FIGURES = ("leader", "person", "phone", "email", "url")  # facts that no row of figures holds
NEAREST = 2  # clauses shown with a refusal
LONGEST_FOLLOW_UP = 60  # characters; a longer question stands alone


class Engine:
    """Answers questions from one store. Thread-safe as far as the store is."""

    def __init__(
        self,
        store: DocumentSearcher,
        answerability: Answerability | None = None,
        selector: Callable[[], Selector | None] = shipped_selector,
        model: LanguageModel | None = None,
        reader: Callable[[], Reader | None] = shipped_reader,
        judge: Callable[[], AnswerJudge | None] = shipped_judge,
        order: Callable[[], EvidenceOrder | None] = shipped_order,
    ) -> None:
        """``answerability``: the estimate that refuses; ``selector``: gives what chooses the words to quote
        first; ``reader``: what reads the best passages, ``order``: what orders their sentences then; ``judge``: what weighs whether they answer, of few documents;
        each when first needed, by default the shipped ones. ``model``: writes the answers, where there is one."""
        self.store = store
        self._answerability = answerability or shipped()
        self._selector = selector
        self._model = model
        self._passage_reader = reader
        self._judge, self._order = judge, order
        self._reader = QuestionReader(store)
        self._passages = Passages(store)
        self._retrieval = Retrieval(store, self._passages)
        self._measures = Measures(store)

    def over(self, store: DocumentSearcher) -> Engine:
        """An engine of the same settings over another store, as somebody sees it who may not see all."""
        settings = (self._answerability, self._selector, self._model, self._passage_reader)
        return Engine(store, *settings, self._judge, self._order)

    @property
    def model(self) -> LanguageModel | None:
        """What writes the answers; ``None``: they stand in the documents' own words."""
        return self._model

    @property
    def measures(self) -> Measures:
        """The measures of the store as they are matched with enterprises."""
        return self._measures

    def use_model(self, model: LanguageModel | None) -> None:
        """Let another language model write from the next question on, or none."""
        self._model = model

    def places(self) -> Collection[str]:
        """The names of places that the documents are of."""
        return self._reader.lexicon().catalogue.places

    def warm(self) -> None:
        """Load what the first question would wait for: dictionaries, lexicons, the catalogue."""
        self._reader.lexicon().alternatives.mend("预热", ())
        self.store.search("预热", 1)

    def answer(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:
        """One answer. Raises ``QuestionError`` for an empty or endless question."""
        for event, value in self.stream(question, history, filters):
            if event == "answer":
                answer = value
        return answer  # type: ignore[return-value]

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Iterator[tuple[str, object]]:
        """(“documents”, citations), then (“text”, piece)…, then (“answer”, Answer).

        Where a language model writes, “documents” comes again with each sentence that cites anew.
        """
        draft, extractive = self._prepare(question, history, filters)
        if self._model is None or extractive.refused or not draft.more:
            yield from compose.in_pieces(extractive)
            return
        for event, value in written_events(self._model, draft, extractive):
            if isinstance(value, Answer):
                for citation in value.citations:
                    self._passages.verify(citation.document, citation.start, citation.end, citation.quote)
            yield event, value

    def would_cite(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> tuple[Citation, ...]:
        """Give what an answer would stand on, nothing where the documents hold none. No language model is asked."""
        resolved = followup.resolve(check_question(question), history, self.places())
        _, answer = self._prepare(resolved, (), filters)
        return () if answer.refused else answer.citations

    def evidence(self, question: str) -> FoundEvidence:
        """What a question that stands alone is answered from, before anything is refused or chosen."""
        found = self._retrieval.find(self._reader.read(check_question(question)))
        return with_reads(found, self._passage_reader(), self._order())

    def _prepare(self, question: str, history: Sequence[Turn], filters: Filters) -> tuple[Draft, Answer]:
        """What the evidence says, and the answer in its own words."""
        started = time.perf_counter()
        question = check_question(question)
        resolved = self._resolve(question, history)
        asked = self._reader.read(resolved, filters)
        english = is_english(question)
        draft = without_planted_quotes(lambda: self._draft(asked), self._passages)
        compose.verify(draft.picks, self._passages)
        body, sentences, citations, table = worded(draft, asked.question, in_english=english)
        elapsed = (time.perf_counter() - started) * 1000
        told = (draft.kind, body, sentences, citations, bool(draft.reason), elapsed, draft.confidence)
        certainty = certainty_of(draft, self._answerability, in_english=english)
        form = replace(Answer(question, resolved, *told), table=table, certainty=certainty.level)
        return draft, replace(form, certainty_reason=certainty.reason)

    def _resolve(self, question: str, history: Sequence[Turn]) -> str:
        """A follow-up made whole: by the model where its words can be trusted, else by rule."""
        if self._model is not None and history and len(question) <= LONGEST_FOLLOW_UP:
            words = rewritten(self._model, question, history)
            if words is not None:
                return words
        return followup.resolve(question, history, self.places())

    def _draft(self, asked: Asked) -> Draft:
        """What is listed, matched or read off rows of figures, else what stands in the documents.

        Rows that hold no answer make one unlikely, and never impossible: a figure may stand where none was read.
        """
        listed = (
            by_measures(asked, self._reader, self._measures, self._passages, date.today())
            or by_documents(asked, self._reader, self._measures, self._passages)
            or by_matching(asked, self._measures, self._passages, date.today())
        )
        if listed:
            return listed
        figures = self._over_figures(asked)
        if figures and not figures.reason:
            return self._with_others(asked, figures)
        if figures and asked.scope.foreign:
            return figures
        draft = self._in_documents(asked, NO_ROW if figures else EVEN)
        likely = min((pick.support or 0.0 for pick in draft.picks), default=0.0)
        named = speak_of_indicators(asked, draft.picks)
        if figures and (draft.reason or likely < (EVEN if named else SURE)):
            return figures
        return draft

    def _with_others(self, asked: Asked, figures: Draft) -> Draft:
        """What rows of figures answer; where they leave out a side or a place, the texts that have both, else what is missing."""
        foreign = asked.scope.foreign if asked.scope.places else ()
        enough = len(figures.picks) >= len(asked.sides) or speaks_of_each(asked.sides, figures.picks)
        if enough and not foreign:
            return figures
        draft = self._in_documents(replace(asked, scope=replace(asked.scope, foreign=())))
        said = [f"{pick.unit.context}{pick.unit.flat}" for pick in draft.picks]
        named = all(any(place in words for words in said) for place in foreign)
        if named and not draft.reason and speaks_of_each(asked.sides, draft.picks):
            return draft
        if not foreign:
            return figures
        missing = f"另一方未找到依据：现有文件没有关于{'、'.join(foreign)}的内容。"
        return replace(figures, note="\n".join(filter(None, (figures.note, missing))))

    def _in_documents(self, asked: Asked, likely: float = EVEN) -> Draft:
        """By structure where the question asks for it, else side by side, else from the best evidence."""
        draft = (
            about_library(asked, self._passages)
            or by_structure.about_document(asked, self._passages)
            or outlined(asked, self._passages)
            or neighbours.beside(asked, self._passages)
        )
        if draft is None and asked.question.kind == "lookup":
            draft = by_structure.at_address(asked, self._passages)
        elif draft is None and asked.question.kind != "comparison":
            draft = by_structure.in_provision(asked, self._passages)
        if draft is not None:
            return with_items_counted(asked, draft, self._passages) if draft.kind == "lookup" else draft
        hits = by_structure.in_clause(asked, self._passages)
        if hits and asked.question.kind != "comparison":
            found = self._retrieval.among(asked, hits)
            lacking = neighbours.without_figure(asked, found.ranked)
            picks = select(found.ranked, asked.question, asked.wording)
            quoted = compose.with_bodies(picks, asked.question, self._passages)
            quoted = with_whole_lists(asked, quoted, self._passages)
            return lacking or with_items_counted(asked, quoted, self._passages)
        whole = partial(self._from_evidence, likely=likely)
        draft = side_by_side(asked, self._reader, self._retrieval, self._passages, self._of_one_side, whole)
        if draft:
            return with_difference(asked, draft)
        draft = whole(self._retrieval.find(asked))
        parts = parts_of(asked, self._reader)
        each = [whole(self._retrieval.find(part.asked)) for part in parts]
        return with_difference(asked, joined(draft, parts, each) if parts else draft)

    def _over_figures(self, asked: Asked) -> Draft | None:
        """What rows of figures answer, or why none does; ``None`` where the question is not one of figures."""
        if any(ask.kind in NO_FIGURES for ask in asked.question.asks):
            return None
        draft = by_indicators(asked, self._passages, self.store)
        if draft is None or not draft.reason:
            return draft
        cells = compared_cells(asked, self._retrieval.find(asked).hits, self._passages)
        return with_difference(asked, cells) if cells else draft

    def _of_one_side(self, found: FoundEvidence, likely: float) -> Draft:
        """What the rows of figures answer to one side of a comparison, else the best of the evidence."""
        asked = found.asked
        figures = by_indicators(asked, self._passages, self.store) if asked.question.years else None
        return figures if figures and not figures.reason else self._from_sentences(found, likely)

    def _from_evidence(self, found: FoundEvidence, likely: float = EVEN) -> Draft:
        """What the structure around the evidence holds, else what its sentences say, a refusal where nothing answers.

        Structure is chosen by words alone: it gives way where the reader holds that other words answer.
        """
        read = self._read(found)
        draft = read_off(read.asked, read.ranked, self._passages)
        if draft and not answered_elsewhere(draft, read.ranked):
            return draft
        return self._from_sentences(found, likely, read)

    def _read(self, found: FoundEvidence) -> FoundEvidence:
        return with_reads(found, self._passage_reader(), self._order())

    def _from_sentences(
        self, found: FoundEvidence, likely: float = EVEN, read: FoundEvidence | None = None
    ) -> Draft:
        """What is computed of the evidence, a refusal where it does not answer, else the best of it.

        ``likely``: how likely an answer is beforehand; ``read``: the evidence as the reader orders it, where it was asked.
        """
        asked, question, wording = found.asked, found.asked.question, found.asked.wording
        draft = by_computation(found, self._passages)
        if draft:
            return draft if draft.reason else replace(draft, more=found.ranked)
        found = read or self._read(found)
        ranked = found.ranked
        judge = self._judge() if found.reads else None
        refusal, confidence, lacks_fact = weighed(
            found, likely, judge, self._answerability, self.store.idf, self._passages
        )
        counts = any(ask.kind == "quantity" for ask in question.asks)
        draft = counted_members(found, self._passages) if lacks_fact else None
        draft = draft or (counted_names(found) if counts and not refusal else None)
        if draft:
            return replace(draft, confidence=confidence)
        if refusal:
            reason = refusal.reason + _elsewhere(refusal, asked, self._retrieval)
            nearest = list(islice(distinct(ranked), NEAREST))
            return Draft(question.kind, nearest, (), reason, confidence=confidence)
        selector = self._selector()
        lead = selector.lead(found) if selector else None
        picks = select(ranked, question, wording, lead=lead)
        draft = compose.with_bodies(picks, question, self._passages)
        draft = with_whole_lists(asked, draft, self._passages)
        draft = with_verdict(asked, replace(draft, more=ranked), self._passages)
        return replace(draft, confidence=confidence)


def _elsewhere(refusal: Refusal, asked: Asked, retrieval: Retrieval) -> str:
    """Where a name stands that the documents of the place asked about do not hold."""
    if not refusal.name or not asked.scope.outside:
        return ""
    info = retrieval.holder_of(refusal.name, asked.filters)
    return f"，它见于《{compose.short_title(info)}》" if info else ""
