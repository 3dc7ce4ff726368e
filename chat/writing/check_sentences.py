"""Hold each sentence of a language model's answer against the passage it cites.

The model only proposes. It sees numbered passages and points at them; what it
points at is looked up and checked here (:mod:`chat.claims.check`), and a sentence that
its passage does not bear never gets further. Passages enter the prompt as data
between marks; what they say is evidence, never an instruction, and an instruction that
a model does follow produces sentences that no passage bears.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chat.claims import Source, Verdict, content_words
from chat.claims.check import check
from chat.writing.language_model import LanguageModel
from chat.writing.prompt import prompt
from chat.writing.reasoning import without_thoughts
from chat.writing.sentence_stream import sentences_of
from ingest.text.figures import figures_of, flat
from ingest.text.normalise import letters
from ingest.text.patterns import DOCUMENT_NUMBER

MOST_SOURCES = 8
MOST_IDLE = 6  # sentences in a row that do not hold or come again; a model that goes on is not listened to
# “[1]”, “【1，3】”: a model's marks in any brackets, several in one
_MARKS = re.compile(r"[\[【［](\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)[\]】］]")
# “- ”, “1. ”, “（2）”: the list mark that a model puts before a sentence
_LIST_MARK = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、．)）]|[（(]\d{1,2}[）)])\s*")
# “**重点**”, “![图](…)”, “http://…”, “<b>”: nothing of it may reach the page from a model
_MARKUP = re.compile(r"!?\[[^\]]*\]\([^)]*\)|https?://\S+|<[^<>]{1,200}>|[*_`#]{1,6}(?=\S)|(?<=\S)[*_`]{2,}")
# “未提及”, “无法确定”: a sentence that says the passages do not answer is no statement of theirs
_NOTHING_FOUND = re.compile(
    r"未找到|没有找到|无法回答|没有提及|未提及|没有提到|未提到|不清楚|无法确定|没有依据"
)
# “产值5亿元，｜税收2亿元”: each clause may be borne by another passage
_CLAUSE_MARK = re.compile(r"[；;，,]")
# “1, 3”: the numbers in one mark
_BETWEEN_NUMBERS = re.compile(r"\s*[,，、]\s*")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that holds, with the source and the words of it (``source.text[start:end]``) that bear it.

    ``apart``: the model wrote it on a line of its own, as an entry of a list.
    """

    text: str
    grounds: tuple[tuple[Source, int, int], ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that no passage bears, with the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class NothingFound:
    """The model's word that the passages do not answer."""


def write(
    model: LanguageModel, question: str, sources: Sequence[Source]
) -> Iterator[Written | Dropped | NothingFound]:
    """Give the model's sentences in order, each checked and each once, without its thoughts.

    A small model may turn in circles until its last token: it is left after a few sentences that say nothing new. Raises ``LanguageModelFailed`` where the reply fails, with what came before it already given.
    """
    subject, before, apart = question, tuple[int, ...](), False
    told: list[str] = []
    idle = 0
    for sentence in sentences_of(without_thoughts(model.stream(prompt(question, sources)))):
        checked = judged(sentence, sources, subject, before)
        before = numbers_of(sentence) or before
        if _NOTHING_FOUND.search(sentence):
            yield NothingFound()
        elif isinstance(checked, Written):
            said = letters(checked.text)
            if not any(said in earlier for earlier in told):
                yield replace(checked, apart=apart or bool(_LIST_MARK.match(sentence)))
                subject, apart, idle = checked.text, False, -1
            told.append(said)
        elif checked is not None:
            yield checked
        apart = apart or "\n" in sentence
        idle += bool(sentence.strip())
        if idle >= MOST_IDLE:
            return


def numbers_of(sentence: str) -> tuple[int, ...]:
    """Give the numbers of a sentence's marks, in order."""
    return tuple(int(n) for group in _MARKS.findall(sentence) for n in _BETWEEN_NUMBERS.split(group))


def judged(
    sentence: str, sources: Sequence[Source], subject: str = "", before: Sequence[int] = ()
) -> Written | Dropped | None:
    """Hold a sentence against the passages it cites, else the others; ``None`` where it says nothing.

    ``subject``: the question, or the sentence before, which a pronoun at its beginning speaks of. ``before``: the
    numbers that the sentence before cites, which one without marks (an entry of a list) goes on from.
    """
    cited = numbers_of(sentence) or before
    words = _LIST_MARK.sub("", _MARKUP.sub("", _MARKS.sub("", sentence))).strip()
    if not words or _NOTHING_FOUND.search(words) or not _says_something(words):
        return None
    by_number = {source.n: source for source in sources}
    named = [by_number[n] for n in dict.fromkeys(cited) if n in by_number]
    reasons = []
    for source in [*named, *(source for source in sources if source not in named)]:
        verdict = check(words, source, subject, strict=source not in named)
        if verdict.holds:
            return Written(words, ((source, verdict.start, verdict.end),))
        reasons.append(verdict.reason)
    if len(named) > 1 and (grounds := _together(words, named)):
        return Written(words, grounds)
    return Dropped(words, reasons[0] if reasons else "没有可依据的条文")


def _says_something(text: str) -> bool:
    words = flat(text)
    return bool(content_words(words) or figures_of(DOCUMENT_NUMBER.sub("", words)))


def _together(words: str, named: Sequence[Source]) -> tuple[tuple[Source, int, int], ...]:
    """A sentence of several clauses, each borne by one of the passages cited; empty where one is not."""
    grounds: dict[int, tuple[Source, Verdict]] = {}
    for clause in filter(None, _CLAUSE_MARK.split(words)):
        if not _says_something(clause):
            continue
        found = next(((source, v) for source in named if (v := check(clause, source)).holds), None)
        if found is None:
            return ()
        grounds.setdefault(found[0].n, found)
    return tuple((source, verdict.start, verdict.end) for source, verdict in grounds.values())
