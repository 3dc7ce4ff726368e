"""The module holds the reader that grew from pretrained weights: where a passage answers, whether, and how well it fits.

An ONNX file with 8-bit weights and a tokenizer, run by onnxruntime; neither torch nor transformers is loaded.
Trained by ``index/training/teacher``. ``WENCE_READER=0`` leaves it out: everything then works as it did, less well.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.models.onnx_session import open_session
from index.models.pretrained_inputs import Pieces, PieceVocabulary, padded, room_for, windows

DEFAULT_FOLDER = Path(__file__).parent / "wence-reader-e5-zh"
MODEL_FILE, TOKENIZER_FILE, ABOUT_FILE = "model.onnx", "tokenizer.json", "config.json"
INPUTS = ("numbers", "present", "first", "last")
OUTPUTS = ("starts", "ends", "evidence", "answers", "fits")
LONGEST_ANSWER = 120  # pieces
_WORKERS = 2  # rows run at a time
_LEAST = 1e-6
_log = logging.getLogger(__name__)

Run = Callable[[dict[str, np.ndarray]], Sequence[np.ndarray]]


@dataclass(frozen=True, slots=True)
class PassageRead:
    """What the reader says of one passage.

    ``spans`` int64 (pieces, 2): offsets of the pieces in the original text. ``starts``, ``ends`` float32
    (pieces,): logarithms of the probability that the answer begins, ends there; ``inside``: logits that it
    lies there; ``evidence``: that it is of a sentence, item or row that answers. ``answers``, ``belongs``: logits that the passage answers, and that it is the one to be found.
    ``start``, ``end``: offsets of the likeliest answer, whether or not there is one; equal for an empty passage;
    ``likelihood``: the logarithm of its probability. ``probability``: that the passage answers.
    """

    spans: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    inside: np.ndarray
    evidence: np.ndarray
    answers: float
    belongs: float
    start: int
    end: int
    likelihood: float
    probability: float


@dataclass(frozen=True, slots=True)
class _Window:
    """Pieces ``begin`` to ``end`` of a passage, as they were read."""

    begin: int
    end: int
    starts: np.ndarray
    ends: np.ndarray
    evidence: np.ndarray
    answers: float
    fits: float


class PretrainedReader:
    """Reads passages for a question. Thread-safe."""

    def __init__(self, folder: Path = DEFAULT_FOLDER) -> None:
        """Raises ``OSError`` or ``ValueError`` where the folder holds no whole reader."""
        json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
        vocabulary = PieceVocabulary(folder / TOKENIZER_FILE)
        session = open_session(folder / MODEL_FILE)
        self._set(folder.name, vocabulary, lambda rows: session.run(list(OUTPUTS), rows))

    @classmethod
    def over(cls, name: str, vocabulary: PieceVocabulary, run: Run) -> PretrainedReader:
        """A reader over another way to run a network: training measures its weights through the same door."""
        made = cls.__new__(cls)
        made._set(name, vocabulary, run)
        return made

    def _set(self, name: str, vocabulary: PieceVocabulary, run: Run) -> None:
        self.name, self._vocabulary, self._run = name, vocabulary, run

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[PassageRead]:
        """One ``PassageRead`` for each (title, text); a long text is read in windows."""
        asked = self._vocabulary.cut([question])[0].numbers
        titles = self._vocabulary.cut([title for title, _ in passages])
        texts = self._vocabulary.cut([text for _, text in passages])
        places, rows = [], []
        for number, (title, text) in enumerate(zip(titles, texts, strict=True)):
            for begin, end in windows(len(text.numbers), room_for(len(asked), len(title.numbers))):
                row = self._vocabulary.row(asked, title.numbers, text.numbers[begin:end])
                places.append((number, begin, end))
                rows.append((row.numbers, row.first, row.last))
        found: list[list[_Window]] = [[] for _ in passages]
        for (number, begin, end), window in zip(places, self._windows(rows), strict=True):
            found[number].append(_Window(begin, end, *window))
        return [_joined(text, some) for text, some in zip(texts, found, strict=True)]

    def _windows(self, rows: Sequence[tuple[np.ndarray, int, int]]) -> list[tuple]:
        """(log-probabilities of starts, of ends, evidence, answers, fits) of each row, in order.

        Each is run by itself: beside a longer one it would be padded to its length and share its 8-bit scales.
        The longest are begun first, so that no worker is left with one when the others are done.
        """
        if len(rows) < 2:
            return [self._window(*row) for row in rows]
        order = sorted(range(len(rows)), key=lambda place: -len(rows[place][0]))
        with ThreadPoolExecutor(_WORKERS) as workers:
            found = dict(
                zip(order, workers.map(lambda place: self._window(*rows[place]), order), strict=True)
            )
        return [found[place] for place in range(len(rows))]

    def _window(self, pieces: np.ndarray, first: int, last: int) -> tuple:
        numbers, present = padded([pieces], self._vocabulary.pad)
        places = (np.array([first], np.int64), np.array([last], np.int64))
        inputs = dict(zip(INPUTS, (numbers, present, *places), strict=True))
        starts, ends, evidence, answers, fits = self._run(inputs)
        inside = slice(first, last)
        likely = _shares(starts[0])[inside], _shares(ends[0])[inside], evidence[0][inside]
        return *likely, float(answers[0]), float(fits[0])


@cache
def shipped_reader() -> PretrainedReader | None:
    """Give the reader that ships; ``None`` with ``WENCE_READER=0`` and where its files are not whole."""
    if os.environ.get("WENCE_READER") == "0":
        return None
    try:
        return PretrainedReader()
    except (OSError, ValueError) as error:
        _log.warning("the reader is left out: %s", error)
        return None


def _shares(logits: np.ndarray) -> np.ndarray:
    """Logarithms of the softmax."""
    highest = logits.max()
    return logits - highest - np.log(np.exp(logits - highest).sum())


def best_span(starts: np.ndarray, ends: np.ndarray, longest: int = LONGEST_ANSWER) -> tuple[int, int, float]:
    """Give (first, last, log-probability) of the likeliest pair of a start and an end not before it."""
    count = len(starts)
    reach = np.arange(count)[None, :] - np.arange(count)[:, None]
    scores = np.where((reach >= 0) & (reach < longest), starts[:, None] + ends[None, :], -np.inf)
    place = int(scores.argmax())
    return place // count, place % count, float(scores.flat[place])


def _joined(text: Pieces, found: Sequence[_Window]) -> PassageRead:
    """The windows of a passage as one: of pieces read twice the likelier reading counts."""
    count = len(text.numbers)
    starts, ends = np.full(count, -np.inf, np.float32), np.full(count, -np.inf, np.float32)
    evidence = starts.copy()
    best = (0, 0, -np.inf)
    for window in found:
        here = slice(window.begin, window.end)
        starts[here] = np.maximum(starts[here], window.starts)
        ends[here] = np.maximum(ends[here], window.ends)
        evidence[here] = np.maximum(evidence[here], window.evidence)
        if window.end > window.begin:
            first, last, score = best_span(window.starts, window.ends)
            if score > best[2]:
                best = (window.begin + first, window.begin + last, score)
    answers = max(window.answers for window in found)
    start, end = (int(text.spans[best[0], 0]), int(text.spans[best[1], 1])) if count else (0, 0)
    return PassageRead(
        text.spans, starts, ends, _inside(starts, ends), evidence, answers, max(window.fits for window in found),
        start, end, best[2], float(1 / (1 + np.exp(-answers))),
    )  # fmt: skip


def _inside(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Logits that each piece lies in the answer: that it has begun and has not ended."""
    begun = np.cumsum(np.exp(starts))
    going = np.cumsum(np.exp(ends)[::-1])[::-1]
    share = np.clip(begun * going, _LEAST, 1 - _LEAST)
    return np.log(share / (1 - share)).astype(np.float32)
