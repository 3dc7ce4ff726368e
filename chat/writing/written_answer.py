"""Collect a written answer as it grows: sentences that hold, each tied to a citation that code makes.

Knows nothing of prompts: checked sentences come from :mod:`chat.writing.check_sentences`, and the
extractive answer takes over where too little of the model's holds.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chat.answer import Answer, Citation, Sentence
from chat.answers import Draft, citation_of, compose, says_the_same, standing_note, without_marks
from chat.claims import Source
from chat.evidence import ScoredUnit
from chat.writing.check_sentences import MOST_SOURCES, Dropped, NothingFound, Written, write
from chat.writing.language_model import LanguageModel
from chat.writing.prompt_injection import speaks_to_the_answerer, without_planted
from ingest.errors import LanguageModelFailed

ORIGINAL = "条文原话："


def written_events(model: LanguageModel, draft: Draft, extractive: Answer) -> Iterator[tuple[str, object]]:
    """The model's sentences that hold, as events; the documents' own words where none does."""
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
    notice = notice_of(written, failure)
    if not written.sentences:
        yield from compose.in_pieces(replace(extractive, notice=notice))
        return
    original = written.original(extractive) if notice else ""
    if original:
        shown.append(f"\n{original}")
        yield "documents", written.citations
        yield "text", shown[-1]
    answer = written.finished(extractive, "".join(shown), model.name, notice)
    behind = answer.text[len("".join(shown)) :]
    if behind:  # the note on what is in force, which the whole answer ends with too
        yield "text", behind
    elapsed = extractive.elapsed_ms + (time.perf_counter() - started) * 1000
    yield "answer", replace(answer, elapsed_ms=elapsed)


def sources_of(evidences: Sequence[ScoredUnit]) -> dict[int, tuple[Source, ScoredUnit]]:
    """Give the passages of evidence, best first and each once, numbered from 1 as a prompt shows them.

    What only repeats another document's words takes no place.
    """
    found: dict[tuple[str, int], ScoredUnit] = {}
    for evidence in evidences:
        chunk = evidence.unit.chunk
        full = len(found) >= MOST_SOURCES or any(says_the_same(evidence, held) for held in found.values())
        if not full or (chunk.doc_id, chunk.start) in found:
            found.setdefault((chunk.doc_id, chunk.start), evidence)
    numbered = enumerate(found.values(), 1)
    return {n: (_source(n, evidence), evidence) for n, evidence in numbered}


def _source(n: int, evidence: ScoredUnit) -> Source:
    """What a model may read and cite of a passage: words that speak to it are covered (:mod:`chat.writing.prompt_injection`)."""
    chunk, metadata = evidence.unit.chunk, evidence.document.metadata
    about = (metadata.title, *chunk.path, *metadata.issuers, metadata.number or "", metadata.region or "")
    known = [part for part in (*about, chunk.lead) if part and not speaks_to_the_answerer(part)]
    path = [step for step in chunk.path if step in known]
    cells = tuple((without_planted(header), without_planted(value)) for header, value in chunk.cells)
    return Source(n, without_planted(chunk.text), " ".join(known), cells, " ".join(path))


@dataclass
class WrittenAnswer:
    """Collect sentences. ``citations`` grow in the order of their first use; a number never changes."""

    evidence: Mapping[int, tuple[Source, ScoredUnit]]
    citations: tuple[Citation, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    dropped: int = 0
    nothing_found: bool = False

    def take(self, sentence: Written | Dropped | NothingFound) -> str:
        """Give the text to show for a sentence, with its marks; empty for one that was dropped."""
        if isinstance(sentence, NothingFound):
            self.nothing_found = True
            return ""
        if isinstance(sentence, Dropped):
            self.dropped += 1
            return ""
        numbers = tuple(self._cite(source, start, end) for source, start, end in sentence.grounds)
        first = not self.sentences
        self.sentences += (Sentence(sentence.text, numbers),)
        return ("\n" if sentence.apart and not first else "") + _shown(sentence.text, numbers)

    def _cite(self, source: Source, start: int, end: int) -> int:
        """The number of a citation of these words; one that holds them already serves again."""
        pick = self.evidence[source.n][1]
        chunk, info = pick.unit.chunk, pick.document
        first, last = chunk.start + start, chunk.start + end
        for known in self.citations:
            if known.doc_id == info.doc_id and known.start <= first and last <= known.end:
                return known.n
        citation = citation_of(pick, len(self.citations) + 1, first, chunk.text[start:end])
        self.citations += (citation,)
        return citation.n

    def original(self, extractive: Answer) -> str:
        """Give the document's own first sentence, where the model's words do not cite the best evidence."""
        first = extractive.sentences[0] if extractive.sentences else None
        quoted = [citation for citation in extractive.citations if first and citation.n in first.citations]
        if first is None or not quoted or any(self._holds(citation) for citation in quoted):
            return ""
        numbers = []
        for citation in quoted:
            self.citations += (replace(citation, n=len(self.citations) + 1),)
            numbers.append(len(self.citations))
        self.sentences += (Sentence(first.text, tuple(numbers)),)
        return _shown(ORIGINAL + first.text, tuple(numbers))

    def _holds(self, citation: Citation) -> bool:
        return any(
            known.doc_id == citation.doc_id and known.start < citation.end and citation.start < known.end
            for known in self.citations
        )

    def finished(self, extractive: Answer, text: str, model: str, notice: str) -> Answer:
        """Give the whole answer; ``text`` is what was shown so far."""
        note = standing_note([citation.document for citation in self.citations])
        return replace(
            extractive,
            text="\n".join(filter(None, (text, note))),
            sentences=self.sentences,
            citations=self.citations,
            model=model,
            notice=notice,
            table=None,
        )


def notice_of(written: WrittenAnswer, failure: LanguageModelFailed | None) -> str:
    """Say what a reader should know of the model's part; empty where all of it held."""
    if failure is not None:
        kept = "，已写出的句子都有条文支持" if written.sentences else "，以下直接引用条文"
        return f"{failure.chinese}{kept}。"
    if not written.sentences and written.nothing_found and not written.dropped:
        return "语言模型读了检索到的条文，认为它们没有回答这个问题；以下直接引用条文，请自行核对。"
    if not written.sentences:
        return "语言模型写的内容没有条文支持，以下直接引用条文。"
    return f"语言模型写的 {written.dropped} 句与条文不符，已删去。" if written.dropped else ""


def _shown(text: str, numbers: tuple[int, ...]) -> str:
    return without_marks(text) + "".join(f"[{number}]" for number in numbers)
