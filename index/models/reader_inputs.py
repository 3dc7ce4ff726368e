"""Turn a question and a passage into the arrays that the reader takes. Numpy only; training uses the same code.

The unit is the word, not the character: half the length, and a word's vector is that of the
shipped static embedding, so the reader needs no word list of its own. What the vector does not
say (punctuation, numbers, whether the other side holds the word) stands in ``shapes`` and ``features``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.words import tokens
from ingest.text.normalise import fold

MOST_TOKENS = 256  # of a whole input
MOST_QUESTION = 44
MOST_TITLE = 22
FEATURES = 4
QUESTION, TITLE, PASSAGE = 0, 1, 2  # segments

_PUNCTUATION = "，。；：、？！“”‘’（）《》〈〉【】〔〕—…·-/%~,.;:?!()\"'[]&+|#*=<>○●■◆\n"
_PAD, _CLS, _SEP, MASK, _OTHER = range(5)
_WORD_KINDS = ("latin", "percent", "year", "decimal", "digits1", "digits2", "digits3", "digits", "numeral")
_CHINESE = ("chinese1", "chinese2", "chinese3", "chinese")
_SHAPES = {
    name: place for place, name in enumerate((*"PCSMO", *_PUNCTUATION, *_WORD_KINDS, *_CHINESE, "function"))
}
SHAPES = len(_SHAPES)
FUNCTION = _SHAPES["function"]  # words that say nothing of what a text is about
FIGURES = frozenset(
    _SHAPES[name] for name in ("percent", "decimal", "digits1", "digits2", "digits3", "digits")
)
_CONTENT = frozenset(_SHAPES[name] for name in (*_WORD_KINDS, *_CHINESE))
# 十二, 一百零五, 两万: a word of Chinese numerals has a shape of its own.
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
# 35, 3.5, 2022: a number in digits, whose length or point is its shape.
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ROOM = 512  # rows of an empty table
_CHARACTERS = 4  # of a word that are looked at one by one


@dataclass(frozen=True, slots=True)
class InputWords:
    """These are the words of a text, in order: ``texts[i]`` stands at ``spans[i]`` = (start, end) of the text."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WordReading:
    """A reading is one input of the reader, of length n.

    ``vectors`` float32 (n, d), ``shapes`` and ``segments`` int64 (n,),
    ``features`` float32 (n, FEATURES); ``first`` is the position of the passage's first word.
    """

    vectors: np.ndarray
    shapes: np.ndarray
    segments: np.ndarray
    features: np.ndarray
    first: int


def words_of(text: str) -> InputWords:
    """Give words, numbers and marks of a text; white space is left out, and is one mark where it ends a line.

    A crawl often has blanks for its line breaks, so a blank between two Chinese characters counts as one.
    """
    texts: list[str] = []
    spans: list[tuple[int, int]] = []
    start = 0
    # Half a character, from a broken form, is no text to the segmenter: it becomes a “?”.
    for word in tokens.cut(fold(text).encode("utf-8", "replace").decode("utf-8")):
        end = start + len(word)
        if not word.isspace():
            texts.append(word)
            spans.append((start, end))
        elif texts and texts[-1] != "\n" and _parts_lines(text, start, end):
            texts.append("\n")
            spans.append((start, end))
        start = end
    return InputWords(tuple(texts), tuple(spans))


def _parts_lines(text: str, start: int, end: int) -> bool:
    if "\n" in text[start:end]:
        return True
    return end < len(text) and not text[start - 1].isascii() and not text[end].isascii()


def shape_of(word: str) -> int:
    """Give the kind of a word: each mark its own, numbers by length, Chinese words by length."""
    if len(word) == 1 and word in _SHAPES and word in _PUNCTUATION:
        return _SHAPES[word]
    if word in tokens.STOP_WORDS:
        return FUNCTION
    if _NUMBER.fullmatch(word):
        if "." in word:
            return _SHAPES["decimal"]
        if len(word) == 4 and word[:2] in ("19", "20"):
            return _SHAPES["year"]
        return _SHAPES[f"digits{len(word)}" if len(word) < 4 else "digits"]
    if word.endswith("%") and _NUMBER.fullmatch(word[:-1]):
        return _SHAPES["percent"]
    if word.isascii():
        return _SHAPES["latin"] if word[:1].isalnum() else _OTHER
    if _NUMERAL.fullmatch(word):
        return _SHAPES["numeral"]
    if not word[:1].isalnum():
        return _OTHER
    return _SHAPES[f"chinese{len(word)}" if len(word) < 4 else "chinese"]


class WordTable:
    """The table maps words to rows: vectors, shapes, characters, whether they have content. It grows with new words.

    ``encode`` gives unit vectors, float32 (words, dimension), zeros for a word it does not know.
    ``most``: rows kept; beyond that the table starts anew (ids are good until the next ``ids``).
    """

    def __init__(
        self, encode: Callable[[Sequence[str]], np.ndarray], dimension: int, most: int = 60_000
    ) -> None:
        self._encode, self._dimension, self._most = encode, dimension, most
        self._start()

    def _start(self) -> None:
        self.rows: dict[str, int] = {}
        self.vectors = np.zeros((_ROOM, self._dimension), np.float16)
        self.shapes = np.zeros(_ROOM, np.uint8)
        self.characters = np.zeros((_ROOM, _CHARACTERS), np.uint16)
        self.content = np.zeros(_ROOM, bool)

    def ids(self, *texts: Sequence[str]) -> list[np.ndarray]:
        """Give the rows (int64) of the words of each text."""
        new = [word for word in dict.fromkeys(w for text in texts for w in text) if word not in self.rows]
        if new and len(self.rows) + len(new) > self._most:
            self._start()
            new = list(dict.fromkeys(word for text in texts for word in text))
        if new:
            self._make_room(len(self.rows) + len(new))
            self._add(new)
        return [np.fromiter((self.rows[word] for word in text), np.int64, len(text)) for text in texts]

    def _make_room(self, count: int) -> None:
        """Arrays of at least so many rows; doubled, so that words added one by one cost little."""
        if count > len(self.shapes):
            count = max(count, 2 * len(self.shapes))
            for name in ("vectors", "shapes", "characters", "content"):
                held = getattr(self, name)
                grown = np.zeros((count, *held.shape[1:]), held.dtype)
                grown[: len(held)] = held
                setattr(self, name, grown)

    def _add(self, words: list[str]) -> None:
        first = len(self.rows)
        self.rows.update((word, first + place) for place, word in enumerate(words))
        span = slice(first, len(self.rows))
        self.vectors[span] = self._encode(words)
        self.shapes[span] = [shape_of(word) for word in words]
        self.content[span] = np.isin(self.shapes[span], list(_CONTENT))
        for row, word in enumerate(words, first):
            codes = [ord(character) & 0xFFFF for character in word[:_CHARACTERS]]
            self.characters[row, : len(codes)] = codes


def features_of(table: WordTable, these: np.ndarray, those: np.ndarray) -> np.ndarray:
    """Give what each of ``these`` words has in common with ``those``, float32 (these, FEATURES).

    Whether the word itself stands there; the share of its characters that do; the highest
    cosine with any word there that says something; whether the word says something itself.
    """
    found = np.zeros((len(these), FEATURES), np.float32)
    if not len(these) or not len(those):
        return found
    content = table.content[these]
    those = those[table.content[those]]
    found[:, 3] = content
    if not len(those):
        return found
    found[:, 0] = (these[:, None] == those).any(axis=1) & content
    characters, known = table.characters[these], np.unique(table.characters[those])
    shared = np.isin(characters, known[known > 0])
    found[:, 1] = shared.sum(axis=1) / np.maximum((characters > 0).sum(axis=1), 1) * content
    cosines = table.vectors[these].astype(np.float32) @ table.vectors[those].astype(np.float32).T
    found[:, 2] = cosines.max(axis=1) * content
    return found


def layout(question: int, title: int, passage: int) -> tuple[int, int, int]:
    """Give how many words of each are taken so that all fit with their four marks."""
    question, title = min(question, MOST_QUESTION), min(title, MOST_TITLE)
    return question, title, min(passage, MOST_TOKENS - 4 - question - title)


def reading_of(table: WordTable, question: np.ndarray, title: np.ndarray, passage: np.ndarray) -> WordReading:
    """Lay out ``[CLS] question [SEP] title [SEP] passage [SEP]`` from rows of the table, cut to ``MOST_TOKENS``."""
    counts = layout(len(question), len(title), len(passage))
    question, title, passage = question[: counts[0]], title[: counts[1]], passage[: counts[2]]
    rows = np.concatenate(([-1], question, [-1], title, [-1], passage, [-1])).astype(np.int64)
    first = len(question) + len(title) + 3
    marks = rows < 0
    shapes = np.where(marks, _SEP, table.shapes[rows]).astype(np.int64)
    shapes[0] = _CLS
    vectors = table.vectors[rows].astype(np.float32)
    vectors[marks] = 0
    segments = np.full(len(rows), PASSAGE, np.int64)
    segments[: len(question) + 2] = QUESTION
    segments[len(question) + 2 : first] = TITLE
    features = np.zeros((len(rows), FEATURES), np.float32)
    features[1 : len(question) + 1] = features_of(table, question, np.concatenate((title, passage)))
    features[len(question) + 2 : first - 1] = features_of(table, title, question)
    features[first:-1] = features_of(table, passage, question)
    return WordReading(vectors, shapes, segments, features, first)
