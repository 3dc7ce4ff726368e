"""Find the checkable particulars of a sentence: figures, names, numbers of documents. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chat.answer import Turn
from chat.claims import content_words, proper_names, titles_and_quotes
from chat.writing.language_model import LanguageModel
from chat.writing.prompt import plain_words
from chat.writing.prompt_injection import speaks_to_the_answerer
from ingest.errors import LanguageModelFailed
from ingest.text.figures import figures_of, flat
from ingest.text.normalise import letters
from ingest.text.patterns import DOCUMENT_NUMBER


@dataclass(frozen=True, slots=True)
class Particulars:
    """The particulars of a sentence: ``figures`` (value, kind), ``names`` of one thing each, ``numbers`` (文号)."""

    figures: frozenset[tuple[str, str]]
    names: frozenset[str]
    numbers: frozenset[str]


def particulars(text: str) -> Particulars:
    """Give what a sentence states that can be looked up, of a text in its own words."""
    words = flat(text)
    numbers = frozenset(letters(match.group()) for match in DOCUMENT_NUMBER.finditer(words))
    bare = DOCUMENT_NUMBER.sub("", words)
    names = frozenset(letters(name) for name in (*titles_and_quotes(bare), *proper_names(bare)))
    figures = frozenset((str(figure.value.normalize()), figure.kind) for figure in figures_of(bare))
    return Particulars(figures, names - {""}, numbers)


_LONGEST_QUESTION = 120

_REWRITE = "把最后一个问题改写成不看上文也能懂的完整问题：补上上文里的主语、地方、年份或名称，不增加新内容，不回答。只输出改写后的问题。"


def _asks_the_same(words: str, question: str) -> bool:
    """Whether a rewritten question keeps most of what the question says."""
    asked = [word for word, _ in content_words(flat(question))]
    return 2 * sum(word in flat(words) for word in asked) >= len(asked)


def _quotable(answer: str) -> str:
    """An earlier answer as a prompt may hold it; one whose quotations speak to the model is left out."""
    return "" if speaks_to_the_answerer(answer) else answer[:300]


def rewritten(model: LanguageModel, question: str, history: Sequence[Turn]) -> str | None:
    """Give a follow-up as a question that stands alone, or ``None`` where the model's words cannot be trusted.

    Every particular of it must stand in the conversation, and every one of the question must be kept,
    with most of its other words.
    """
    said = "\n".join(f"问：{turn.resolved}\n答：{_quotable(turn.answer.text)}" for turn in history[-3:])
    try:
        words = "".join(
            model.stream(
                [
                    ("system", _REWRITE),
                    ("user", f"{plain_words(said)}\n\n<问题>{plain_words(question)}</问题>"),
                ]
            )
        )
    except LanguageModelFailed:
        return None
    words = words.strip().strip('“”"').split("\n")[0].strip()
    known = flat(f"{said}\n{question}")
    stated, asked = particulars(words), particulars(question)
    held = particulars(known)
    invented = stated.figures - held.figures or any(p not in known for p in (*stated.names, *stated.numbers))
    lost = asked.figures - stated.figures | asked.names - stated.names
    if not 2 <= len(words) <= _LONGEST_QUESTION or invented or lost or not _asks_the_same(words, question):
        return None
    strange = [word for word, noun in content_words(flat(words)) if noun and word not in known]
    return None if strange else words
