"""The module turns a question, a title and a passage into the rows of pieces that the pretrained reader takes.

Tokenizers and numpy only; training uses the same code, so what was learned is what is read. Offsets lead
back to the original text: folding keeps one character for one, and of every character kept the place is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from ingest.text.normalise import fold

MOST_PIECES = 256  # of a whole row
MOST_QUESTION = 48
MOST_TITLE = 36
OVERLAP = 64  # pieces that two windows of a long passage share
BEGIN, PAD, END, UNKNOWN = "<s>", "<pad>", "</s>", "<unk>"
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A folded text without layout blanks; character i of ``text`` stands at ``places[i]`` of the original."""

    text: str
    places: np.ndarray


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text: their numbers, int64 (n,), and their (start, end) in the original, int64 (n, 2)."""

    numbers: np.ndarray
    spans: np.ndarray


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input: the numbers of its pieces; ``first`` is where the passage's pieces begin, ``last`` after them."""

    numbers: np.ndarray
    first: int
    last: int


def prepare(text: str) -> Prepared:
    """Fold a text and drop the blanks that are only layout.

    A blank between two Latin words parts them; one between two Chinese characters stands for the line break
    that a crawl lost; between the two kinds (“达到 26842个”) it means nothing and goes.
    """
    # Half a character, from a broken form, is no text to the tokenizer: it becomes a “?”.
    folded = fold(text).encode("utf-8", "replace").decode("utf-8")
    kept, places, at = [], [], 0
    for match in _BLANKS.finditer(folded):
        begin, end = match.span()
        kept.append(folded[at:begin])
        places.append(np.arange(at, begin))
        if begin > 0 and end < len(folded) and _parts(folded, begin, end):
            kept.append(" ")
            places.append(np.array([begin]))
        at = end
    kept.append(folded[at:])
    places.append(np.arange(at, len(folded)))
    return Prepared("".join(kept), np.concatenate(places).astype(np.int64))


def _parts(text: str, begin: int, end: int) -> bool:
    return "\n" in text[begin:end] or text[begin - 1].isascii() == text[end].isascii()


class PieceVocabulary:
    """Cuts texts into the pieces of a model."""

    def __init__(self, path: Path) -> None:
        """Raises ``ValueError`` where the file is no tokenizer with the four marks."""
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises a bare Exception for a missing or damaged file
            raise ValueError(f"{path.name}: {error}") from error
        found = (self._tokenizer.token_to_id(mark) for mark in (BEGIN, PAD, END))
        marks = [number for number in found if number is not None]
        if len(marks) != 3:
            raise ValueError(f"{path.name} lacks the marks of a row")
        self.begin, self.pad, self.end = marks

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text."""
        prepared = [prepare(text) for text in texts]
        found = self._tokenizer.encode_batch([one.text for one in prepared], add_special_tokens=False)
        return [
            _pieces(encoding.ids, encoding.offsets, one)
            for encoding, one in zip(found, prepared, strict=True)
        ]

    def row(self, question: np.ndarray, title: np.ndarray, passage: np.ndarray) -> InputRow:
        """``<s> question </s> title </s> passage </s>``, a missing title with its mark left out."""
        room = room_for(len(question), len(title))
        question, title, passage = question[:MOST_QUESTION], title[:MOST_TITLE], passage[:room]
        begin, end = np.array([self.begin]), np.array([self.end])
        head = [begin, question, end, *((title, end) if len(title) else ())]
        first = sum(len(part) for part in head)
        numbers = np.concatenate([*head, passage, end]).astype(np.int64)
        return InputRow(numbers, first, first + len(passage))


def room_for(question: int, title: int) -> int:
    """How many pieces of a passage fit beside a question and a title of these lengths."""
    title = min(title, MOST_TITLE)
    return MOST_PIECES - 3 - min(question, MOST_QUESTION) - title - (title > 0)


def _pieces(numbers: Sequence[int], offsets: Sequence[tuple[int, int]], prepared: Prepared) -> Pieces:
    """Pieces with spans of the original; the blank in front of a piece is not of its span."""
    spans = np.array(offsets, np.int64).reshape(-1, 2)
    length = len(prepared.text)
    for place, (begin, end) in enumerate(spans.tolist()):
        while begin < end - 1 and prepared.text[begin] == " ":
            begin += 1
        spans[place] = min(begin, max(length - 1, 0)), min(max(end, begin), length)
    if length:
        first = prepared.places[spans[:, 0]]
        last = prepared.places[np.maximum(spans[:, 1] - 1, spans[:, 0])] + 1
        spans = np.stack((first, last), axis=1)
    return Pieces(np.array(numbers, np.int64), spans.reshape(-1, 2))


def windows(count: int, room: int, overlap: int = OVERLAP) -> list[tuple[int, int]]:
    """Give (start, end) of windows of up to ``room`` pieces that cover ``count`` pieces, neighbours overlapping."""
    if count <= room:
        return [(0, count)]
    step = max(1, room - min(overlap, room - 1))
    starts = [*range(0, count - room, step), count - room]
    return [(start, start + room) for start in dict.fromkeys(starts)]


def padded(rows: Sequence[np.ndarray], pad: int) -> tuple[np.ndarray, np.ndarray]:
    """Give (numbers int64, present float32) of the numbers of several rows, padded to the longest."""
    size = (len(rows), max(map(len, rows)))
    numbers, present = np.full(size, pad, np.int64), np.zeros(size, np.float32)
    for place, row in enumerate(rows):
        numbers[place, : len(row)] = row
        present[place, : len(row)] = 1
    return numbers, present
