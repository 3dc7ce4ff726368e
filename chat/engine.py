"""Question to Answer: the pipeline that ties the parts of this package together.

understand -> resolve against the conversation -> retrieve -> score units of
evidence -> refuse or select -> compose -> verify. The last step is code checking
code: no answer leaves whose quotes are not words of their documents.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from chat import catalogue, compose, followup, lookup
from chat.alternatives import Alternatives
from chat.answer import Answer, Citation, Sentence, Turn
from chat.english import kind_hints, translate
from chat.evidence import (
    Evidence,
    Unit,
    heading_unit,
    last_years,
    rank_evidence,
    span_unit,
    units_of,
    whole_unit,
)
from chat.listing import find_listing
from chat.question import Question, understand
from chat.refusal import SAME_SUBJECT, judge
from chat.scope import Scope, Side, conjuncts_of, place_names, scope_of, sides_of
from chat.wording import Wording, wording_of
from index.hits import DocumentInfo, Filters, Hit
from index.store import Store
from index.synonyms import phrases
from index.tokens import fold, squeeze
from ingest.document import Chunk, Document, Span
from ingest.errors import QuestionError

LONGEST_QUESTION = 2_000  # characters
CANDIDATES = 40  # passages read for each question
KEPT_PASSAGES = 20_000  # passages whose units are kept in memory
LOOKED_THROUGH = 20  # documents read for an address, best named first
_CHINESE_RUN = re.compile(r"[“《]?[\u4e00-\u9fff][\u4e00-\u9fff、…“”《》]*")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
KEPT_DOCUMENTS = 256
NEAREST = 2  # clauses shown with a refusal
LISTED_FROM = 8  # best units whose clauses may hold the list asked for
LISTED_THROUGH = 400  # passages of a document that is looked through for the list as a whole
PIECE = 12  # characters of a streamed piece of text


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is put into words. ``words`` are ready sentences for the first picks (``None``: none)."""

    kind: str
    picks: Sequence[Evidence]
    words: tuple[str | None, ...] = ()
    reason: str | None = None  # why there is no answer


class Engine:
    """Answers questions from one store. Thread-safe as far as the store is."""

    def __init__(self, store: Store, *, today: date | None = None) -> None:
        self.store = store
        self.today = today
        self._alternatives_of, self._alternatives_at = Alternatives(store), store.revision
        self._units: dict[tuple[str, str], tuple[Unit, ...]] = {}
        self._chunks = lru_cache(maxsize=KEPT_DOCUMENTS)(lambda doc_id, sha256: store.chunks(doc_id))
        self._heading_spans = lru_cache(maxsize=KEPT_DOCUMENTS)(self._heading_spans_uncached)
        self._document = lru_cache(maxsize=KEPT_DOCUMENTS)(lambda doc_id, sha256: store.document(doc_id))

    def answer(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:
        """One answer. Raises :class:`QuestionError` for an empty or endless question."""
        started = time.perf_counter()
        question = question.strip()
        if not question:
            raise QuestionError("问题为空，请输入要问的内容", "the question is empty")
        if len(question) > LONGEST_QUESTION:
            raise QuestionError(
                f"问题过长（{len(question)}字），请缩短到{LONGEST_QUESTION}字以内",
                f"the question has {len(question)} characters, at most {LONGEST_QUESTION} are read",
            )
        documents = self._documents(filters)
        places = {name for info in documents for name in place_names(info.metadata.region)}
        resolved = followup.resolve(question, history, places)
        chinese = _in_chinese(resolved)
        text = self._alternatives().mend(squeeze(fold("，".join(chinese) if chinese else resolved)), places)
        # The question words of an English question are read in English.
        asked = understand(
            resolved if chinese else text,
            frozenset(kind_hints(_CHINESE_RUN.sub(" ", resolved)) if chinese else ()),
        )
        draft = self._draft(asked, text, documents, filters)
        self._verify(draft.picks)
        if draft.reason:
            body, sentences, citations = _refuse(draft.reason, draft.picks)
        else:
            body, sentences, citations = compose.compose(draft.picks, asked, draft.words)
        elapsed = (time.perf_counter() - started) * 1000
        return Answer(question, resolved, draft.kind, body, sentences, citations, bool(draft.reason), elapsed)

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Iterator[tuple[str, object]]:
        """(“documents”, citations), then (“text”, piece)…, then (“answer”, Answer)."""
        answer = self.answer(question, history, filters)
        yield "documents", answer.citations
        for start in range(0, len(answer.text), PIECE):
            yield "text", answer.text[start : start + PIECE]
        yield "answer", answer

    def _draft(
        self, asked: Question, text: str, documents: Sequence[DocumentInfo], filters: Filters
    ) -> Draft:
        """What to answer: the units to quote, ready sentences for some of them, or the reason to refuse."""
        scope = scope_of(text, documents)
        draft = self._about_document(text, scope, documents)
        if draft is None and asked.kind == "lookup":
            draft = self._look_up(asked, scope, documents)
        if draft is not None:
            return draft
        sides = sides_of(text, documents, scope)
        if len(sides) < 2 and asked.kind == "comparison":
            sides = conjuncts_of(text)
        if len(sides) >= 2:
            draft = self._compare(asked, scope, sides, filters)
            if draft.picks or draft.reason:
                return draft
        wording = self._wording(asked, text, scope)
        ranked = self._rank(asked, text, wording, scope, filters)
        listed = self._list(asked, text, ranked)
        if listed is not None:
            return listed
        refusal = judge(ranked, asked, wording, scope)
        if refusal:
            return Draft(asked.kind, ranked[:NEAREST], (), refusal.reason)
        return self._with_bodies(asked, compose.select(ranked, asked, wording))

    def _with_bodies(self, asked: Question, picks: Sequence[Evidence]) -> Draft:
        """A heading alone answers little: the first sentence below it goes with it."""
        found: list[Evidence] = []
        words: list[str | None] = []
        for pick in picks:
            below = self._first_below(pick) if pick.unit.heading else None
            if below is None:
                found.append(pick)
                words.append(None)
            elif all(below.key != other.key for other in picks):
                found.append(below)
                heading = pick.unit.chunk.path[-1]
                words.append(f"{heading}：{compose.words_of(below, asked)}")
        return Draft(asked.kind, found, tuple(words))

    def _first_below(self, pick: Evidence) -> Evidence | None:
        """The first sentence of some length under a heading, as evidence; ``None`` where there is none."""
        info, path = pick.document, pick.unit.chunk.path
        chunks = self._chunks(info.doc_id, info.sha256)
        chunk = next((c for c in chunks if c.path[: len(path)] == path and c.kind == "text"), None)
        units = units_of(chunk, info.metadata.title) if chunk else ()
        unit = next((unit for unit in units if len(unit.flat) > 16), None)
        return replace(pick, unit=unit) if unit else None

    def _about_document(self, text: str, scope: Scope, documents: Sequence[DocumentInfo]) -> Draft | None:
        """Facts about a document itself: number, issuer, dates, period, standing."""
        if not catalogue.asked_facts(text):
            return None
        for info in sorted(documents, key=lambda info: -scope.affinity.get(info.doc_id, 0.0))[:1]:
            document = self._document(info.doc_id, info.sha256)
            found = catalogue.facts(text, info, document, scope)
            if found:
                picks = [span_unit(document, fact.span, info) for fact in found]
                return Draft("document", picks, tuple(fact.words for fact in found))
        return None

    def _look_up(self, asked: Question, scope: Scope, documents: Sequence[DocumentInfo]) -> Draft | None:
        """The clause whose address the question gives, in the document it names best."""
        steps = lookup.address_of(asked.text)
        pool = [info for info in documents if not scope.inside or info.doc_id in scope.inside]
        pool.sort(key=lambda info: -scope.affinity.get(info.doc_id, 0.0))
        for info in pool[:LOOKED_THROUGH] if steps else ():
            document, chunks = (
                self._document(info.doc_id, info.sha256),
                self._chunks(info.doc_id, info.sha256),
            )
            row = lookup.find_row(document, steps)
            if row:
                return Draft(
                    "lookup",
                    [whole_unit(c, info) for c in chunks if c.kind == "row" and c.start == row.start],
                )
            path = lookup.find_path(document, steps, asked.text)
            if path:
                return self._clause(path, document, chunks, info)
            if scope.affinity.get(info.doc_id, 0.0) == 1.0 and lookup.has_rungs(document, steps[0].kind):
                where = "".join(match.group() for match in lookup.STEP.finditer(asked.text))
                return Draft("lookup", [], (), f"《{compose.short_title(info)}》没有{where}")
        return None

    def _clause(
        self, path: tuple[str, ...], document: Document, chunks: Sequence[Chunk], info: DocumentInfo
    ) -> Draft:
        """A clause by its heading: what stands below it, or its own words."""
        below = [chunk for chunk in chunks if chunk.path[: len(path)] == path]
        children = lookup.children_of(chunks, path)
        heading = lookup.heading_chunk(document, chunks, path)
        own = [whole_unit(chunk, info) for chunk in below if chunk.path == path or not children]
        if children:
            first = whole_unit(heading or below[0], info)
            return Draft(
                "lookup", [first, *compose.fit(own)[:1]], (f"{path[-1]}，包括：{'；'.join(children)}。",)
            )
        picks = compose.fit(own)
        return Draft("lookup", picks, (f"{path[-1]}：{compose.squeeze_display(picks[0].unit.text)}",))

    def _list(self, asked: Question, text: str, ranked: Sequence[Evidence]) -> Draft | None:
        """A list given by headings or by 一是、二是 in the clauses of the best evidence."""
        if asked.kind not in ("list", "general", "definition", "figure") or not ranked:
            return None
        info = ranked[0].document
        chunks = self._chunks(info.doc_id, info.sha256)
        paths = [e.unit.chunk.path for e in ranked[:LISTED_FROM] if e.document.doc_id == info.doc_id]
        if len(chunks) <= LISTED_THROUGH:
            paths += list(dict.fromkeys(chunk.path for chunk in chunks))
        listing = find_listing(text, chunks, paths)
        if listing is None:
            return None
        document = self._document(info.doc_id, info.sha256)
        picks: list[Evidence] = []
        words: list[str | None] = []
        for word, span in zip(listing.words, listing.spans, strict=True):
            if span:
                picks.append(span_unit(document, Span(*span), info))
                words.append(None)
                continue
            path = next(
                c.path[: len(listing.path) + 1]
                for c in chunks
                if squeeze(fold("".join(c.path[len(listing.path) : len(listing.path) + 1]))) == word
            )
            chunk = lookup.heading_chunk(document, chunks, path) or next(
                c for c in chunks if c.path[: len(path)] == path
            )
            picks.append(whole_unit(chunk, info))
            words.append(f"{path[-1]}。")
        return Draft("list", picks, tuple(words))

    def _compare(self, asked: Question, scope: Scope, sides: Sequence[Side], filters: Filters) -> Draft:
        """Each side answered from its own documents; refused only where no side answers."""
        picks: list[Evidence] = []
        nearest: list[Evidence] = []
        reasons: list[str] = []
        for side in sides:
            narrowed = replace(scope, inside=side.doc_ids or scope.inside)
            quoted = tuple(name for name in asked.quoted if name in side.text)
            own = replace(asked, text=side.text, quoted=quoted)
            wording = self._wording(own, side.text, narrowed)
            ranked = self._rank(own, side.text, wording, narrowed, filters)
            refusal = judge(ranked, own, wording, narrowed)
            if refusal:
                reasons.append(refusal.reason)
                nearest.extend(ranked[:1])
                continue
            taken = {pick.key for pick in picks}
            others = [evidence for evidence in ranked if evidence.key not in taken]
            if others and others[0].coverage >= SAME_SUBJECT * ranked[0].coverage:
                picks.extend(compose.select(others, own, wording, most=1))
        return Draft("comparison", picks) if picks else Draft("comparison", nearest, (), reasons[0])

    def _rank(
        self, asked: Question, text: str, wording: Wording, scope: Scope, filters: Filters
    ) -> list[Evidence]:
        hits = self._retrieve(text, scope, filters)
        units = {hit.chunk.chunk_id: self._units_of(hit) for hit in hits}
        return rank_evidence(hits, units, asked, wording, scope)

    def _retrieve(self, text: str, scope: Scope, filters: Filters) -> list[Hit]:
        if scope.inside and not filters.doc_ids:
            filters = Filters(
                tuple(sorted(scope.inside)),
                filters.region,
                filters.issuer,
                filters.kind,
                filters.status,
                filters.year,
            )
        return self.store.search(text, CANDIDATES, filters)

    def _units_of(self, hit: Hit) -> tuple[Unit, ...]:
        """The units of a hit's passage, kept by the passage's content and place."""
        chunk = hit.chunk
        key = (chunk.chunk_id, hit.document.sha256)
        units = self._units.get(key)
        if units is None:
            same = [c for c in self._chunks(chunk.doc_id, hit.document.sha256) if c.path == chunk.path]
            before = next((c.text for c in reversed(same) if c.end <= chunk.start), "")
            clause = " ".join(c.text for c in same) if chunk.kind == "text" else ""
            title = hit.document.metadata.title
            units = units_of(chunk, title, clause, last_years(before)) + self._headings_of(hit, title)
            if len(self._units) > KEPT_PASSAGES:
                self._units.clear()
            self._units[key] = units
        return units

    def _heading_spans_uncached(self, doc_id: str, sha256: str) -> dict[tuple[str, ...], Span]:
        clauses = self._document(doc_id, sha256).clauses
        return {clause.path: clause.heading for clause in reversed(clauses) if clause.heading and clause.path}

    def _headings_of(self, hit: Hit, title: str) -> tuple[Unit, ...]:
        """The headings that open with a passage: some say a thing that no sentence below them repeats."""
        info, chunk = hit.document, hit.chunk
        chunks = self._chunks(info.doc_id, info.sha256)
        spans = self._heading_spans(info.doc_id, info.sha256)
        place = next((i for i, other in enumerate(chunks) if other.chunk_id == chunk.chunk_id), 0)
        above = chunks[place - 1].path if place else ()
        text = self._document(info.doc_id, info.sha256).text
        return tuple(
            heading_unit(chunk, spans[path], text, path, title)
            for depth in range(1, len(chunk.path) + 1)
            if (path := chunk.path[:depth]) in spans and above[:depth] != path
        )

    def _wording(self, asked: Question, text: str, scope: Scope) -> Wording:
        return wording_of(
            text,
            self.store.idf,
            self.store.document_frequency,
            alternatives=self._alternatives(),
            phrases=phrases,
            low_weight=scope.words,
            names=asked.quoted,
            aside=asked.aside,
        )

    def _alternatives(self) -> Alternatives:
        """Built anew when the store has moved on."""
        revision = self.store.revision
        if self._alternatives_at != revision:
            self._alternatives_of, self._alternatives_at = Alternatives(self.store), revision
        return self._alternatives_of

    def _documents(self, filters: Filters) -> list[DocumentInfo]:
        return self.store.documents()

    def _verify(self, picks: Sequence[Evidence]) -> None:
        """Every quote is a verbatim substring of its document, at its offsets."""
        for pick in picks:
            document = self._document(pick.document.doc_id, pick.document.sha256)
            if document.text[pick.unit.start : pick.unit.end] != pick.unit.text:
                raise AssertionError(f"quote of {pick.document.doc_id} does not stand at its offsets")


def _in_chinese(question: str) -> tuple[str, ...] | None:
    """Search words for an English question, the Chinese words that stand in it included; ``None`` for a Chinese one."""
    own = _CHINESE_RUN.findall(question)
    latin = _CHINESE_RUN.sub(" ", question)
    if sum(len(run) for run in own) > len(_LATIN_WORD.findall(latin)) * 2:
        return None
    words = translate(latin)
    return (*words, *own) if words else None


def _refuse(reason: str, picks: Sequence[Evidence]) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    numbers, citations = compose.cite(picks)
    text = f"未找到依据：{reason}。"
    if numbers:
        marks = "".join(f"[{number}]" for number in numbers)
        text += f"最接近的条文见{marks}。"
    return text, (Sentence(text, tuple(numbers)),), citations
