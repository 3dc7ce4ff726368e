"""A question as it is asked of a store: what every later step needs of it, in one value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from chat.question.alternatives import Alternatives
from chat.question.catalogue import Catalogue
from chat.question.english import kind_hints, translate
from chat.question.scope import Scope, names_editions, scope_of
from chat.question.sides import (
    Side,
    asks_each,
    clauses_of,
    conjuncts_of,
    pair_of,
    periods_of,
    sides_of,
    times_of,
)
from chat.question.understand import Question, understand
from chat.question.wording import Setting, Vocabulary, Wording, wording_of
from index.hits import Filters
from index.store import DocumentSearcher
from index.words import phrases
from ingest.text.normalise import flat_text
from ingest.text.years import explicit_years

# “《丰台区规划》”, “丽泽”: the Chinese words of a question that is written in English
_CHINESE_RUN = re.compile(r"[“《]?[\u4e00-\u9fff][\u4e00-\u9fff、…“”《》]*")
# “丰台和株洲”, “各多少”, “比”: without any, the second place only says something of the first
_JOINS = re.compile(r"[和与跟同、比]|以及|还有|各|分别|谁|哪[个边里]|vs|\band\b", re.I)
# “policy”: two such words and more make a question English
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that stands alone, as every step after it takes it.

    ``text``: its folded words, slips mended, an English question in Chinese; ``wording``: the same
    with weights; ``scope``: which documents it means; ``catalogue``: those it is held against;
    ``filters``: what the asker chose; ``sides``: what the question compares, empty where it asks about one thing.
    """

    question: Question
    text: str
    wording: Wording
    scope: Scope
    catalogue: Catalogue
    filters: Filters = Filters()
    sides: tuple[Side, ...] = ()


class Lexicon:
    """What one revision of a store knows of words: its places and titles, other wordings, how common a word is."""

    def __init__(self, store: DocumentSearcher) -> None:
        self.catalogue = Catalogue(store.documents(), store.document_frequency)
        self.alternatives = Alternatives(store)
        self.vocabulary = Vocabulary(store.idf, store.document_frequency, self.alternatives, phrases)


class QuestionReader:
    """Reads questions against the documents of a store. Thread-safe as far as the store is."""

    def __init__(self, store: DocumentSearcher) -> None:
        self._store = store
        self._lexicon: tuple[int, Lexicon] | None = None

    def lexicon(self) -> Lexicon:
        """The lexicon of the store as it stands; built anew when the store has moved on."""
        self._store.refresh()
        revision = self._store.revision
        if self._lexicon is None or self._lexicon[0] != revision:
            self._lexicon = (revision, Lexicon(self._store))
        return self._lexicon[1]

    def read(self, question: str, filters: Filters = Filters()) -> Asked:
        """A question that stands alone, as it is asked of the store."""
        lexicon = self.lexicon()
        chinese = _in_chinese(question)
        text = flat_text("，".join(chinese) if chinese else question)
        text = lexicon.catalogue.with_titles(text)
        text = lexicon.alternatives.mend(text, lexicon.catalogue.places)
        # The question words of an English question are read in English.
        hints = frozenset(kind_hints(_CHINESE_RUN.sub(" ", question)) if chinese else ())
        understood = understand(question if chinese else text, hints)
        scope = scope_of(text, lexicon.catalogue)
        wording = _wording(understood, text, scope, lexicon.vocabulary)
        sides = _sides(understood, text, scope, lexicon.catalogue)
        return Asked(understood, text, wording, scope, lexicon.catalogue, filters, sides)

    def frequency(self, word: str) -> int:
        """Count the passages of the store that hold a word."""
        return self.lexicon().vocabulary.document_frequency(word)

    def part(self, asked: Asked, question: Question, scope: Scope) -> Asked:
        """A part of a question, asked of part of the documents."""
        wording = _wording(question, question.text, scope, self.lexicon().vocabulary)
        return replace(asked, question=question, text=question.text, wording=wording, scope=scope, sides=())


def _wording(question: Question, text: str, scope: Scope, vocabulary: Vocabulary) -> Wording:
    """The weighted words of a question, those that only name places and documents held low."""
    setting = Setting(scope.words, question.quoted, question.aside, scope.title)
    return wording_of(text, vocabulary, setting)


def _in_chinese(question: str) -> tuple[str, ...] | None:
    """Search words for an English question, the Chinese words in it included; ``None`` for a Chinese one."""
    own = _CHINESE_RUN.findall(question)
    latin = _CHINESE_RUN.sub(" ", question)
    if sum(len(run) for run in own) > len(_LATIN_WORD.findall(latin)) * 2:
        return None
    words = translate(latin)
    return (*words, *own) if words else None


def _sides(question: Question, text: str, scope: Scope, catalogue: Catalogue) -> tuple[Side, ...]:
    """The two sides or more that a question compares."""
    compares = question.kind == "comparison" or _JOINS.search(text) or names_editions(text)
    sides = sides_of(text, catalogue, scope) if compares or len(explicit_years(text)) == 2 else []
    if len(sides) < 2 and (question.kind == "comparison" or asks_each(text)):
        sides = times_of(text) or periods_of(text) or conjuncts_of(text) or pair_of(text)
    if len(sides) < 2 and not scope.foreign:
        sides = times_of(text) or periods_of(text) or clauses_of(text)
    return tuple(sides) if len(sides) >= 2 else ()
