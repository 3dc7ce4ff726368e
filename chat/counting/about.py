"""Whether what a question is about stands in a text: an answer to what was not asked is worse than none."""

from __future__ import annotations

from collections.abc import Sequence

from chat.counting.patterns import COMPARATIVE, NAMES_TABLE, SUFFIX_OF_PLACE, SUPERLATIVE
from chat.evidence import document_years
from chat.question import Asked
from index.hits import DocumentInfo
from index.words import is_word
from ingest.text.normalise import flat_text
from ingest.text.years import explicit_years

LEAST_HELD = 0.7  # share of the question's weight that the text must hold
LEAST_HELD_LOOSELY = 0.4  # the same, where the text is that of the best evidence
LEAST_CREDIT = 0.4  # of each of its nouns
NAME_CREDIT = 0.6  # of each word of a document's name: 城市 alone is not 城市绿化


def speaks_of(
    asked: Asked,
    info: DocumentInfo,
    text: str,
    said: Sequence[str] = (),
    *,
    name: bool = False,
    loosely: bool = False,
) -> bool:
    """Whether the question's nouns, names, places and years all stand in a folded text of a document.

    ``said``: words of the document that the question holds, which need not be looked for again; ``name``: the text
    is a document's name, which has all words of a question that means it; ``loosely``: of its nouns most are enough.
    """
    if any(place not in text for place in asked.scope.foreign):
        return False
    years = asked.question.years
    if years and not years & (explicit_years(text) | document_years(info)):
        return False
    if any(name not in text for name in (*asked.question.quoted, *asked.question.titles)):
        return False
    rest = _besides(asked.text, said)
    words = [word for word in asked.wording.words if not word.asking and word.text in rest]
    words = [word for word in words if not NAMES_TABLE.fullmatch(word.text)]
    if name:
        return all(word.credit(text) >= NAME_CREDIT for word in words if word.noun or is_word(word.text))
    held = sum(word.weight * word.credit(text) for word in words)
    if loosely:
        return held >= LEAST_HELD_LOOSELY * sum(word.weight for word in words)
    return held >= LEAST_HELD * sum(word.weight for word in words) and all(
        word.credit(text) >= LEAST_CREDIT for word in words if word.noun and not _is_titled(word.text, asked)
    )


def short_place(name: str) -> str:
    """Give a place's name as people say it: 石家庄市 -> 石家庄."""
    short = SUFFIX_OF_PLACE.sub("", name)
    return short if len(short) >= 2 else name


def _besides(text: str, said: Sequence[str]) -> str:
    """What a question says besides words of the document and “最……”: “山西太原” is no word where both are cells."""
    for words in sorted(set(said), key=len, reverse=True):
        flat = flat_text(words)
        text = text.replace(f"{flat}类", "|").replace(flat, "|").replace(short_place(flat), "|")
    return COMPARATIVE.sub("|", SUPERLATIVE.sub("|", text))


def _is_titled(word: str, asked: Asked) -> bool:
    return word in asked.scope.title or word in asked.scope.words
