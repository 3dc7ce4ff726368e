"""Question to Answer: the pipeline that ties the parts of this package together.

understand -> resolve against the conversation -> retrieve -> score units of
evidence -> refuse or select -> compose -> verify. The last step is code checking
code: no answer leaves whose quotes are not words of their documents.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from chat.answer import Answer, Citation, Sentence, Turn
from chat.answers import (
    SAME_SUBJECT,
    WEIGHED,
    Answerability,
    Draft,
    Refusal,
    ceiling,
    compose,
    judge,
    shipped,
    signals_of,
)
from chat.answers.select import select
from chat.comparison import Side, conjuncts_of, sides_of
from chat.evidence import FEW, Evidence, Passages, Selector, distinct, rank_evidence
from chat.evidence import shipped as shipped_selector
from chat.question import (
    Alternatives,
    Catalogue,
    Question,
    Scope,
    Wording,
    check_question,
    followup,
    kind_hints,
    scope_of,
    translate,
    wording_of,
)
from chat.question.understand import understand
from chat.structure import answers as by_structure
from chat.writing.check_sentences import write
from chat.writing.language_model import LanguageModel
from chat.writing.rewrite import rewritten
from chat.writing.written_answer import WrittenAnswer, notice_of, sources_of
from index.hits import DocumentInfo, Filters, Hit
from index.store import Store
from index.words import phrases, terms
from ingest.errors import LanguageModelFailed
from ingest.text.normalise import flat_text

CANDIDATES = 40  # passages read for each question
NEAREST = 2  # clauses shown with a refusal
OPENING = 400  # characters in which a document says whom it is for
LONGEST_FOLLOW_UP = 60  # characters; a longer question stands alone
PIECE = 12  # characters of a streamed piece of text
_CHINESE_RUN = re.compile(r"[“《]?[\u4e00-\u9fff][\u4e00-\u9fff、…“”《》]*")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Found:
    """A question as it was read, the passages found for it and their units, best first.

    ``scope``: with the documents inside that only name the place asked about.
    """

    question: Question
    wording: Wording
    scope: Scope
    hits: Sequence[Hit]
    ranked: Sequence[Evidence]


class Engine:
    """Answers questions from one store. Thread-safe as far as the store is."""

    def __init__(
        self,
        store: Store,
        answerability: Answerability | None = None,
        selector: Callable[[], Selector | None] = shipped_selector,
        model: LanguageModel | None = None,
    ) -> None:
        """``answerability``: the estimate that refuses; ``selector``: gives what chooses the words to quote
        first, when first needed. By default the shipped ones. ``model``: writes the answers, where there is one."""
        self.store = store
        self._answerability = answerability or shipped()
        self._selector = selector
        self._model = model
        self._passages = Passages(store)
        self._lexicon: tuple[int, Catalogue, Alternatives] | None = None

    def over(self, store: Store) -> Engine:
        """An engine of the same settings over another store, as somebody sees it who may not see all."""
        return Engine(store, self._answerability, self._selector, self._model)

    @property
    def model(self) -> LanguageModel | None:
        """What writes the answers; ``None``: they stand in the documents' own words."""
        return self._model

    def places(self) -> Collection[str]:
        """The names of places that the documents are of."""
        return self._read_lexicon()[0].places

    def answer(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:
        """One answer. Raises ``QuestionError`` for an empty or endless question."""
        for event, value in self.stream(question, history, filters):
            if event == "answer":
                answer = value
        return answer  # type: ignore[return-value]

    def would_answer(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> bool:
        """Whether the documents answer a question: a third of an answer's work, as no words are chosen for it.

        No language model is asked.
        """
        resolved = followup.resolve(check_question(question), history, self._read_lexicon()[0].places)
        asked, text, catalogue = self._understood(check_question(resolved))
        return not self._draft(asked, text, catalogue, filters, choose=False).reason

    def use_model(self, model: LanguageModel | None) -> None:
        """Let another language model write from the next question on, or none."""
        self._model = model

    def _prepare(self, question: str, history: Sequence[Turn], filters: Filters) -> tuple[Draft, Answer]:
        """What the evidence says, and the answer in its own words."""
        started = time.perf_counter()
        question = check_question(question)
        resolved = self._resolve(question, history, self._read_lexicon()[0])
        asked, text, catalogue = self._understood(resolved)
        draft = self._draft(asked, text, catalogue, filters)
        self._verify(draft.picks)
        if draft.reason:
            body, sentences, citations = _refuse(draft.reason, draft.picks)
        else:
            body, sentences, citations = compose.compose(draft.picks, asked, draft.words, draft.note)
        elapsed = (time.perf_counter() - started) * 1000
        refused = bool(draft.reason)
        return draft, Answer(
            question, resolved, draft.kind, body, sentences, citations, refused, elapsed, draft.confidence
        )

    def _understood(self, resolved: str) -> tuple[Question, str, Catalogue]:
        """A question that stands alone as it was read, its folded words, and the documents it is held against."""
        catalogue, alternatives = self._read_lexicon()
        chinese = _in_chinese(resolved)
        text = flat_text("，".join(chinese) if chinese else resolved)
        text = alternatives.mend(text, catalogue.places)
        # The question words of an English question are read in English.
        hints = frozenset(kind_hints(_CHINESE_RUN.sub(" ", resolved)) if chinese else ())
        return understand(resolved if chinese else text, hints), text, catalogue

    def _resolve(self, question: str, history: Sequence[Turn], catalogue: Catalogue) -> str:
        """A follow-up made whole: by the model where its words can be trusted, else by rule."""
        if self._model is not None and history and len(question) <= LONGEST_FOLLOW_UP:
            words = rewritten(self._model, question, history)
            if words is not None:
                return words
        return followup.resolve(question, history, catalogue.places)

    def warm(self) -> None:
        """Load what the first question would wait for: dictionaries, lexicons, the catalogue."""
        _, alternatives = self._read_lexicon()
        alternatives.mend("预热", ())
        self.store.search("预热", 1)

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Iterator[tuple[str, object]]:
        """(“documents”, citations), then (“text”, piece)…, then (“answer”, Answer).

        Where a language model writes, “documents” comes again with each sentence that cites anew.
        """
        draft, extractive = self._prepare(question, history, filters)
        if self._model is None or extractive.refused or not draft.more:
            yield from _in_pieces(extractive)
            return
        yield from self._written(self._model, draft, extractive)

    def _written(
        self, model: LanguageModel, draft: Draft, extractive: Answer
    ) -> Iterator[tuple[str, object]]:
        """The model's sentences that hold; the documents' own words where none does."""
        started = time.perf_counter()
        written = WrittenAnswer(sources_of([*draft.picks, *draft.more]))
        shown: list[str] = []
        failure: LanguageModelFailed | None = None
        try:
            for sentence in write(model, extractive.resolved, [s for s, _ in written.evidence.values()]):
                known = len(written.citations)
                words = written.take(sentence)
                if len(written.citations) > known:
                    yield "documents", written.citations
                if words:
                    shown.append(words)
                    yield "text", words
        except LanguageModelFailed as error:
            failure = error
        if not written.sentences:
            yield from _in_pieces(replace(extractive, notice=notice_of(written, failure)))
            return
        notice = notice_of(written, failure)
        original = written.original(extractive) if notice else ""
        if original:
            shown.append(f"\n{original}")
            yield "documents", written.citations
            yield "text", shown[-1]
        answer = written.finished(extractive, "".join(shown), model.name, notice)
        elapsed = extractive.elapsed_ms + (time.perf_counter() - started) * 1000
        for citation in answer.citations:
            self._stands(citation.document, citation.start, citation.end, citation.quote)
        yield "answer", replace(answer, elapsed_ms=elapsed)

    def _read_lexicon(self) -> tuple[Catalogue, Alternatives]:
        """Catalogue and other wordings for the store as it stands; built anew when it has moved on."""
        self.store.refresh()
        revision = self.store.revision
        if self._lexicon is None or self._lexicon[0] != revision:
            self._lexicon = (
                revision,
                Catalogue(self.store.documents(), self.store.document_frequency),
                Alternatives(self.store),
            )
        return self._lexicon[1:]

    def _draft(
        self, asked: Question, text: str, catalogue: Catalogue, filters: Filters, *, choose: bool = True
    ) -> Draft:
        """By structure where the question asks for it, else side by side, else from the best evidence.

        ``choose``: also the words to quote; without it a draft tells no more than whether there is an answer.
        """
        scope = scope_of(text, catalogue)
        draft = by_structure.about_document(text, scope, catalogue, self._passages, filters)
        if draft is None and asked.kind == "lookup":
            draft = by_structure.at_address(asked, scope, catalogue, self._passages, filters)
        if draft is not None:
            return draft
        hits = by_structure.in_clause(asked, scope, catalogue, self._passages, filters)
        if hits and asked.kind != "comparison":
            wording = self._wording(asked, text, scope)
            ranked = self._rank_hits(hits, asked, wording, scope)
            return self._with_bodies(asked, select(ranked, asked, wording))
        sides = sides_of(text, catalogue, scope)
        if len(sides) < 2 and asked.kind == "comparison":
            sides = conjuncts_of(text)
        if len(sides) >= 2:
            draft = self._compare(asked, scope, sides, catalogue, filters)
            if draft is not None:
                return draft
        return self._from_evidence(asked, text, scope, filters, choose)

    def evidence(self, question: str) -> Found:
        """What a question that stands alone is answered from, before anything is refused or chosen."""
        catalogue, alternatives = self._read_lexicon()
        text = alternatives.mend(flat_text(check_question(question)), catalogue.places)
        return self._find(understand(text, frozenset()), text, scope_of(text, catalogue), Filters())

    def _find(self, asked: Question, text: str, scope: Scope, filters: Filters) -> Found:
        wording = self._wording(asked, text, scope)
        hits, scope = self._retrieve(text, scope, filters)
        return Found(asked, wording, scope, hits, self._rank_hits(hits, asked, wording, scope))

    def _from_evidence(
        self, asked: Question, text: str, scope: Scope, filters: Filters, choose: bool
    ) -> Draft:
        found = self._find(asked, text, scope, filters)
        wording, scope, hits, ranked = found.wording, found.scope, found.hits, found.ranked
        draft = by_structure.listed(asked, text, ranked, self._passages)
        if draft is not None:
            return draft
        refusal = judge(ranked, asked, wording, scope)
        confidence = None
        if refusal is None or refusal.code in WEIGHED:
            highest = ceiling([self.store.idf(term) for term in dict.fromkeys(terms(text))])
            documents = len(self._read_lexicon()[0].documents)
            signals = signals_of(hits, ranked, asked, wording, scope, highest, documents)
            confidence = self._answerability.probability(signals)
            refusal = self._answerability.refusal(refusal, confidence, signals)
        if refusal:
            reason = refusal.reason + self._elsewhere(refusal, scope, filters)
            nearest = list(islice(distinct(ranked), NEAREST))
            return Draft(asked.kind, nearest, (), reason, confidence=confidence)
        if not choose:
            return Draft(asked.kind, (), (), confidence=confidence)
        selector = self._selector()
        lead = selector.lead(ranked, hits, asked, wording) if selector else None
        picks = select(ranked, asked, wording, lead=lead)
        return replace(self._with_bodies(asked, picks), confidence=confidence, more=ranked)

    def _elsewhere(self, refusal: Refusal, scope: Scope, filters: Filters) -> str:
        """Where a name stands that the documents of the place asked about do not hold."""
        if not refusal.name or not scope.outside:
            return ""
        for hit in self.store.search(refusal.name, NEAREST, filters):
            if refusal.name in flat_text(hit.chunk.text):
                return f"，它见于《{compose.short_title(hit.document)}》"
        return ""

    def _with_bodies(self, asked: Question, picks: Sequence[Evidence]) -> Draft:
        """A heading alone answers little: the first sentence below it goes with it."""
        found: list[Evidence] = []
        words: list[str | None] = []
        for pick in picks:
            below = self._passages.first_below(pick) if pick.unit.heading else None
            if below is None:
                found.append(pick)
                words.append(None)
            elif below.key == pick.key:  # a heading that runs into its paragraph
                found.append(below)
                words.append(None)
            elif all(below.key != other.key for other in (*picks, *found)):
                found.append(below)
                words.append(f"{pick.unit.chunk.path[-1]}：{compose.words_of(below, asked)}")
        return Draft(asked.kind, found, tuple(words))

    def _compare(
        self, asked: Question, scope: Scope, sides: Sequence[Side], catalogue: Catalogue, filters: Filters
    ) -> Draft | None:
        """Each side answered from its own documents; refused only where no side answers.

        ``None`` where the sides were one thing after all: nothing to set side by side.
        """
        picks: list[Evidence] = []
        nearest: list[Evidence] = []
        reasons: list[str] = []
        for side in sides:
            quoted = tuple(name for name in asked.quoted if name in side.text)
            # “规划和新闻里的企业数量”: what a fact is of names both sides
            own = replace(asked, text=side.text, quoted=quoted, owner="", attribute="")
            narrowed = _narrowed(scope, side, catalogue)
            found = self._find(own, side.text, narrowed, filters)
            wording, ranked = found.wording, found.ranked
            refusal = judge(ranked, own, wording, narrowed)
            if refusal:
                reasons.append(refusal.reason)
                nearest.extend(ranked[:1])
                continue
            taken = {pick.key for pick in picks}
            others = [evidence for evidence in ranked if evidence.key not in taken]
            if others and others[0].coverage >= SAME_SUBJECT * ranked[0].coverage:
                picks.extend(select(others, own, wording, most=1))
        if picks:
            note = f"另一方未找到依据：{reasons[0]}。" if reasons and len(picks) < len(sides) else ""
            return Draft("comparison", picks, (), None, note, more=picks)
        return Draft("comparison", nearest, (), reasons[0]) if reasons else None

    def _rank_hits(
        self, hits: Sequence[Hit], asked: Question, wording: Wording, scope: Scope
    ) -> list[Evidence]:
        units = {hit.chunk.chunk_id: self._passages.units(hit) for hit in hits}
        return rank_evidence(hits, units, asked, wording, scope)

    def _retrieve(self, text: str, scope: Scope, filters: Filters) -> tuple[list[Hit], Scope]:
        """The best passages, those of few documents of the places asked about in any case.

        A region read off a text can be wrong or missing, so documents that name the place
        join those the catalogue knows to be about it: the scope comes back with them inside.
        """
        hits = self.store.search(text, CANDIDATES, filters)
        if not 0 < len(scope.inside) <= FEW or filters.doc_ids:
            return hits, scope
        near = () if scope.settled else hits
        naming = {hit.document.doc_id for hit in near if self._names_place(hit, scope)} - scope.inside
        own = self.store.search(text, CANDIDATES, replace(filters, doc_ids=tuple(sorted(scope.inside))))
        hits = own + [hit for hit in hits if hit.document.doc_id in naming]
        hits.sort(key=lambda hit: -hit.score)
        scope = replace(scope, inside=scope.inside | naming, outside=scope.outside - naming)
        return hits[:CANDIDATES], scope

    def _names_place(self, hit: Hit, scope: Scope) -> bool:
        """Whether a passage, its title or the opening of its document names a place asked about."""
        metadata = hit.document.metadata
        texts = (metadata.title, *hit.chunk.path, hit.chunk.text)
        opening = self._passages.document(hit.document).text[:OPENING]
        return any(place in flat_text(part) for part in (*texts, opening) for place in scope.places)

    def _wording(self, asked: Question, text: str, scope: Scope) -> Wording:
        return wording_of(
            text,
            self.store.idf,
            self.store.document_frequency,
            alternatives=self._read_lexicon()[1],
            phrases=phrases,
            low_weight=scope.words,
            names=asked.quoted,
            aside=asked.aside,
            title=scope.title,
        )

    def _verify(self, picks: Sequence[Evidence]) -> None:
        """Every quote is a verbatim substring of its document, at its offsets."""
        for pick in picks:
            self._stands(pick.document, pick.unit.start, pick.unit.end, pick.unit.text)

    def _stands(self, info: DocumentInfo, start: int, end: int, words: str) -> None:
        if self._passages.document(info).text[start:end] != words:
            raise AssertionError(f"quote of {info.doc_id} does not stand at its offsets")


def _in_pieces(answer: Answer) -> Iterator[tuple[str, object]]:
    """An answer that is there at once, as events."""
    yield "documents", answer.citations
    for start in range(0, len(answer.text), PIECE):
        yield "text", answer.text[start : start + PIECE]
    yield "answer", answer


def _narrowed(scope: Scope, side: Side, catalogue: Catalogue) -> Scope:
    """The scope of one side of a comparison; a side without documents of its own keeps the question's."""
    if not side.doc_ids:
        return scope
    others = frozenset(catalogue.by_id) - side.doc_ids
    return replace(scope, inside=side.doc_ids, outside=others, settled=True)


def _in_chinese(question: str) -> tuple[str, ...] | None:
    """Search words for an English question, the Chinese words in it included; ``None`` for a Chinese one."""
    own = _CHINESE_RUN.findall(question)
    latin = _CHINESE_RUN.sub(" ", question)
    if sum(len(run) for run in own) > len(_LATIN_WORD.findall(latin)) * 2:
        return None
    words = translate(latin)
    return (*words, *own) if words else None


def _refuse(reason: str, picks: Sequence[Evidence]) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    numbers, citations = compose.cite(picks)
    text = f"未找到依据：{compose.without_marks(reason)}。"
    if numbers:
        marks = "".join(f"[{number}]" for number in numbers)
        text += f"最接近的条文见{marks}。"
    return text, (Sentence(text, tuple(numbers)),), citations
