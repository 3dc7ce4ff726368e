"""Find, by the shipped reader model, which words of a passage answer a question, and whether any do.

An ONNX file with 8-bit weights, run by onnxruntime. Trained by
``index/training/reader.py``; the words' vectors are those of the shipped embedding whatever model
the store uses. Without the file everything works as before, less well.

``WENCE_READER=0`` leaves it out.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.models.embedding import DEFAULT_MODEL, load_model
from index.models.onnx_session import open_session
from index.models.reader_inputs import FEATURES, WordReading, WordTable, reading_of, words_of

DEFAULT_READER = Path(__file__).parent / "wence-reader-zh"
FILE_NAME, ABOUT = "model.onnx", "config.json"
INPUTS = ("vectors", "shapes", "segments", "features", "present")
OUTPUTS = ("start", "end", "inside", "pair")


@dataclass(frozen=True, slots=True)
class Read:
    """This is what the reader says of one passage.

    ``spans`` int64 (words, 2): offsets of the words it read, which may be fewer than the passage has.
    ``starts``, ``ends``, ``inside`` float32 (words,): logits of each word as the first, the last and
    any word of an answer. ``answers``, ``belongs``: logits that the passage answers the question, and
    that it is what the question is about.
    """

    spans: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    inside: np.ndarray
    answers: float
    belongs: float


class Reader:
    """The reader reads passages for a question. Thread-safe."""

    def __init__(self, folder: Path = DEFAULT_READER) -> None:
        """Raises ``OSError`` or ``ValueError`` where the folder holds no whole reader for the shipped embedding."""
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        embedding = load_model(str(DEFAULT_MODEL))
        if about["embedding"] != embedding.fingerprint:
            raise ValueError(f"{folder.name} was trained on another embedding")
        self.name = folder.name
        self._session = open_session(folder / FILE_NAME)
        self._table = WordTable(embedding.encode_passages, embedding.dimension)
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Read]:
        """Give one ``Read`` for each (title, text)."""
        asked = words_of(question).texts
        titles = [words_of(title).texts for title, _ in passages]
        texts = [words_of(text) for _, text in passages]
        with self._lock:  # the table grows
            rows = self._table.ids(asked, *titles, *(words.texts for words in texts))
            readings = [
                reading_of(self._table, rows[0], title, text)
                for title, text in zip(rows[1 : 1 + len(titles)], rows[1 + len(titles) :], strict=True)
            ]
        if not readings:
            return []
        start, end, inside, pair = self._session.run(list(OUTPUTS), batch_of(readings))
        found = []
        for place, (reading, words) in enumerate(zip(readings, texts, strict=True)):
            span = slice(reading.first, len(reading.shapes) - 1)
            count = span.stop - span.start
            found.append(
                Read(
                    np.array(words.spans[:count], np.int64).reshape(-1, 2),
                    start[place, span], end[place, span], inside[place, span],
                    float(pair[place, 0]), float(pair[place, 1]),
                )
            )  # fmt: skip
        return found


def batch_of(readings: Sequence[WordReading]) -> dict[str, np.ndarray]:
    """Join the inputs of several readings, padded to the longest."""
    size = (len(readings), max(len(reading.shapes) for reading in readings))
    vectors = np.zeros((*size, readings[0].vectors.shape[1]), np.float32)
    shapes, segments = np.zeros(size, np.int64), np.zeros(size, np.int64)
    features = np.zeros((*size, FEATURES), np.float32)
    present = np.zeros(size, np.float32)
    for row, reading in enumerate(readings):
        length = len(reading.shapes)
        vectors[row, :length], shapes[row, :length] = reading.vectors, reading.shapes
        segments[row, :length], features[row, :length] = reading.segments, reading.features
        present[row, :length] = 1
    return dict(zip(INPUTS, (vectors, shapes, segments, features, present), strict=True))
