"""Draw what the reader is trained on, as batches: examples of each kind at random, from a seed.

``reading_examples`` makes one example; here is how many of which kind are seen, and when.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch

from index.models.answer_reader import INPUTS, batch_of
from index.models.embedding import load_model
from index.models.reader_inputs import MASK, MOST_TOKENS, WordTable, reading_of, words_of
from index.training import reading_examples as examples
from index.training.reader_model import Batch, Shape
from index.training.reading_examples import UNKNOWN, Asked, Example, QuestionMaker
from ingest.text.normalise import flat_text

# Share of each kind of example at the first and at the last step, in thousandths; in between on a line.
LEARNING = {
    "news": (460, 80),
    "articles": (140, 30),
    "reports": (40, 10),
    "policies": (80, 120),
    "reading": (180, 440),
    "reading, other passage": (60, 170),
    "policy answers": (40, 150),
}
# The last stage, on the few questions that people asked of policies, with enough of the rest to forget nothing.
TUNING = {
    "news": (40, 40),
    "policies": (100, 60),
    "reading": (200, 140),
    "reading, other passage": (80, 60),
    "policy questions": (320, 400),
    "policy questions, other passage": (160, 200),
    "policy answers": (100, 100),
}
NEGATIVES = 8  # other passages with the words of a question, to choose from


@dataclass(frozen=True)
class Settings:
    """The settings are what a run depends on, besides the data."""

    seed: int = 0
    batch_words: int = 8_000
    learning_rate: float = 1.5e-3
    warm_up: float = 0.03
    decay: float = 0.01
    hidden_share: float = 0.08
    left_out: float = 0.1  # of a person's question's words, each time it is seen
    sample: int = 4000
    minutes: float = 60.0
    steps: int = 0
    mix: Mapping[str, tuple[int, int]] = field(default_factory=lambda: dict(LEARNING))
    threads: int = 2
    limit: int = 0  # of passages of each source, to try things out
    shape: Shape = field(default_factory=Shape)


@dataclass(frozen=True)
class Passages:
    """Passages are rows of the table, end to end: passage i is ``rows[bounds[i] : bounds[i + 1]]``."""

    rows: np.ndarray
    bounds: np.ndarray
    titles: list[np.ndarray]
    documents: np.ndarray

    def __len__(self) -> int:
        return len(self.documents)

    def __getitem__(self, place: int) -> np.ndarray:
        return self.rows[self.bounds[place] : self.bounds[place + 1]]


@dataclass(frozen=True)
class Data:
    """The data are all that examples are drawn from."""

    table: WordTable
    passages: dict[str, Passages]
    reading: list[Asked]
    policy: list[Asked]
    answers: list[tuple[str, str]]
    reading_others: list[list[str]]
    policy_others: list[list[str]]


def read_data(shared: Path, settings: Settings) -> Data:
    """Read and cut everything; every word gets its row."""
    embedding = load_model()
    table = WordTable(embedding.encode_passages, embedding.dimension, most=10_000_000)
    texts: dict[str, list[tuple[int, str, str]]] = {}
    for source, number, title, passage in examples.corpus_passages(shared):
        rows = texts.setdefault(source, [])
        if not settings.limit or len(rows) < settings.limit:
            rows.append((number, title, passage))
    passages = {source: _passages(table, rows) for source, rows in texts.items()}
    reading = [asked for _, asked in examples.reading_sets(shared)]
    policy = list(examples.policy_questions(shared))
    answers = list(examples.policy_answers(shared))
    numbers = random.Random(settings.seed)
    pool = [flat_text(examples.window_of(asked, numbers)[0]) for asked in reading]
    reading_others = other_passages(
        [asked.question for asked in reading], pool, [asked.text for asked in reading]
    )
    windows = [passage for _, _, passage in texts["policies"]]
    windows += [passage for _, _, passage in texts["news"][:: max(1, len(texts["news"]) // 15_000)]]
    asked_policy = [asked.question for asked in policy] + [question for question, _ in answers]
    own = [flat_text(asked.text[asked.start : asked.end]) for asked in policy] + [a for _, a in answers]
    policy_others = other_passages(asked_policy, windows, own)
    for text in (
        *pool,
        *windows,
        *(t for asked in (*reading, *policy) for t in (asked.question, asked.title, asked.text)),
    ):
        table.ids(words_of(flat_text(text)).texts)
        table.ids(words_of(text).texts)
    for pair in answers:
        for text in pair:
            table.ids(words_of(text).texts)
    table.ids([word for words in (*examples._ASKING, *examples._HOW_MANY) for word in words])
    return Data(table, passages, reading, policy, answers, reading_others, policy_others)


def _passages(table: WordTable, texts: Sequence[tuple[int, str, str]], slab: int = 2000) -> Passages:
    rows: list[np.ndarray] = []
    titles: list[np.ndarray] = []
    for start in range(0, len(texts), slab):
        part = texts[start : start + slab]
        rows += [
            found.astype(np.int32) for found in table.ids(*(words_of(text).texts for _, _, text in part))
        ]
        titles += [
            found.astype(np.int32) for found in table.ids(*(words_of(title).texts for _, title, _ in part))
        ]
    lengths = np.array([len(found) for found in rows])
    return Passages(
        np.concatenate(rows),
        np.r_[0, np.cumsum(lengths)],
        titles,
        np.array([number for number, _, _ in texts]),
    )


def other_passages(questions: Sequence[str], pool: Sequence[str], own: Sequence[str]) -> list[list[str]]:
    """Give for each question the passages that share most words (BM25) with it and hold no answer.

    A passage that holds, or stands in, the question's own is left out.
    """
    import bm25s

    from index.words.tokens import words

    unique = list(dict.fromkeys(pool))
    retriever = bm25s.BM25()
    retriever.index([words(passage) for passage in unique], show_progress=False)
    found: list[list[str]] = []
    for question, text in zip(questions, own, strict=True):
        known = [word for word in words(question) if word in retriever.vocab_dict]
        if not known:
            found.append([])
            continue
        places, _ = retriever.retrieve([known], k=NEGATIVES + 4, show_progress=False)
        flat = flat_text(text)
        others = [
            unique[place]
            for place in places[0]
            if flat[:60] not in unique[place] and unique[place][:60] not in flat
        ]
        found.append(others[:NEGATIVES])
    return found


class Drawer:
    """A drawer draws examples of each kind at random, from a seed."""

    def __init__(self, data: Data, settings: Settings) -> None:
        self._data, self._settings = data, settings
        self._numbers = random.Random(settings.seed)
        self._maker = QuestionMaker(data.table, settings.seed)
        self._kinds: dict[str, Callable[[], Example | None]] = {
            **{source: partial(self._made_up, source) for source in data.passages},
            "reading": lambda: self._asked(self._numbers.choice(data.reading)),
            "reading, other passage": self._reading_elsewhere,
            "policy questions": lambda: self._asked(self._numbers.choice(data.policy)),
            "policy questions, other passage": self._policy_elsewhere,
            "policy answers": self._answer_among_others,
        }

    def draw(self, progress: float) -> Example:
        """Draw one example; ``progress`` from 0 to 1 decides the mix."""
        mix = self._settings.mix
        kinds = [kind for kind in mix if kind in self._kinds]
        weights = [mix[kind][0] + progress * (mix[kind][1] - mix[kind][0]) for kind in kinds]
        while True:
            example = self._kinds[self._numbers.choices(kinds, weights)[0]]()
            if example is not None and len(example.passage) >= 4:
                return example

    def _made_up(self, source: str) -> Example | None:
        passages = self._data.passages[source]
        place = self._numbers.randrange(len(passages))
        passage, title = passages[place], passages.titles[place]
        if self._numbers.random() < 0.4:
            title = title[:0]
        draw = self._numbers.random()
        if draw < 0.75:
            made = self._maker.make(passage)
            return Example(made[0], title, passage, made[1], made[2], 1, 1, True) if made else None
        # A neighbour's question: of the same document, or of any.
        other = (
            place + self._numbers.choice((-2, -1, 1, 2))
            if draw < 0.87
            else self._numbers.randrange(len(passages))
        )
        if not 0 <= other < len(passages) or other == place:
            return None
        made = self._maker.make(passages[other])
        return Example(made[0], title, passage, answerable=0, relevant=0, made_up=True) if made else None

    def _thinned(self, question: np.ndarray) -> np.ndarray:
        kept = [row for row in question if self._numbers.random() >= self._settings.left_out]
        return np.array(kept, np.int64) if len(kept) >= 2 else question

    def _asked(self, asked: Asked) -> Example:
        example = examples.example_of(self._data.table, asked, self._numbers)
        return replace(example, question=self._thinned(example.question))

    def _elsewhere(self, question: str, others: list[str]) -> Example | None:
        if not others:
            return None
        rows = self._data.table.ids(
            words_of(flat_text(question)).texts, (), words_of(self._numbers.choice(others)).texts
        )
        return Example(self._thinned(rows[0]), rows[1], rows[2], answerable=0, relevant=0)

    def _reading_elsewhere(self) -> Example | None:
        place = self._numbers.randrange(len(self._data.reading))
        return self._elsewhere(self._data.reading[place].question, self._data.reading_others[place])

    def _policy_elsewhere(self) -> Example | None:
        place = self._numbers.randrange(len(self._data.policy_others))
        if place < len(self._data.policy):
            asked = self._data.policy[place]
            if self._numbers.random() < 0.4 and len(asked.text) > 2 * examples.WINDOW:
                return self._elsewhere(asked.question, self._same_document(asked))
            return self._elsewhere(asked.question, self._data.policy_others[place])
        question = self._data.answers[place - len(self._data.policy)][0]
        return self._elsewhere(question, self._data.policy_others[place])

    def _same_document(self, asked: Asked) -> list[str]:
        """Passages of the question's own document that do not hold the answer."""
        before, behind = asked.text[: asked.start], asked.text[asked.end :]
        pieces = [
            part[start : start + examples.WINDOW]
            for part in (before, behind)
            for start in range(0, len(part), examples.WINDOW)
        ]
        return [flat_text(piece) for piece in pieces if len(piece) > 80]

    def _answer_among_others(self) -> Example | None:
        """An answer without its text, put between sentences of other documents of the kind."""
        place = self._numbers.randrange(len(self._data.answers))
        question, answer = self._data.answers[place]
        if not words_of(answer).texts:
            return None
        passages = self._data.passages["policies"]
        around = [self._numbers.randrange(len(passages)) for _ in range(2)]
        rows = self._data.table.ids(words_of(question).texts, words_of(answer).texts)
        before = self._some_sentences(passages[around[0]])
        behind = self._some_sentences(passages[around[1]])
        passage = np.concatenate((before, rows[1], behind))
        return Example(
            self._thinned(rows[0]), rows[0][:0], passage, len(before), len(before) + len(rows[1]) - 1, 1, 1
        )

    def _some_sentences(self, passage: np.ndarray) -> np.ndarray:
        found = self._maker.sentences(passage)
        if not found or self._numbers.random() < 0.2:
            return passage[:0]
        first = self._numbers.randrange(len(found))
        last = min(len(found) - 1, first + self._numbers.randrange(2))
        return passage[found[first][0] : found[last][1]][:90]


def batches(drawer: Drawer, data: Data, settings: Settings, progress: Callable[[], float]) -> Iterator[Batch]:
    """Give endless batches of about ``batch_words`` words, examples of like length together."""
    numbers = np.random.default_rng(settings.seed)
    while True:
        pool = [drawer.draw(progress()) for _ in range(640)]
        pool.sort(key=lambda example: len(example.question) + len(example.title) + len(example.passage))
        groups: list[list[Example]] = []
        start = 0
        for place, example in enumerate(pool):
            longest = min(MOST_TOKENS, len(example.question) + len(example.title) + len(example.passage) + 4)
            if longest * (place + 1 - start) > settings.batch_words:
                groups.append(pool[start:place])
                start = place
        groups.append(pool[start:])
        for group in (groups[place] for place in numbers.permutation(len(groups))):
            yield collate(group, data.table, settings, numbers, hide=True)


def collate(
    group: Sequence[Example], table: WordTable, settings: Settings, numbers: np.random.Generator, hide: bool
) -> Batch:
    """Join examples to one batch; with ``hide`` some passage words with made-up questions are left out to be guessed."""
    readings = [
        reading_of(table, e.question.astype(np.int64), e.title.astype(np.int64), e.passage.astype(np.int64))
        for e in group
    ]
    arrays = batch_of(readings)
    passage = np.zeros_like(arrays["present"])
    start, end = np.full(len(group), UNKNOWN), np.full(len(group), UNKNOWN)
    hidden_at, hidden_rows = [], []
    for row, (example, reading) in enumerate(zip(group, readings, strict=True)):
        length = len(reading.shapes)
        passage[row, reading.first : length - 1] = 1
        if example.start >= 0 and example.end + reading.first < length - 1:
            start[row], end[row] = example.start + reading.first, example.end + reading.first
        if hide and example.made_up:
            words = example.passage[: length - 1 - reading.first]
            nonzero = np.abs(reading.vectors[reading.first : length - 1]).max(axis=1) > 0
            places = np.flatnonzero(nonzero & (numbers.random(len(words)) < settings.hidden_share))
            at = places + reading.first
            arrays["vectors"][row, at], arrays["shapes"][row, at], arrays["features"][row, at] = 0, MASK, 0
            hidden_at += [(row, int(place)) for place in at]
            hidden_rows += words[places].tolist()
    pair = np.array([(e.answerable, e.relevant) for e in group], np.float32)
    return Batch(
        **{name: torch.from_numpy(arrays[name]) for name in INPUTS},
        passage=torch.from_numpy(passage),
        start=torch.from_numpy(start),
        end=torch.from_numpy(end),
        pair=torch.from_numpy(pair),
        hidden_at=torch.tensor(hidden_at, dtype=torch.long).reshape(-1, 2),
        hidden_rows=torch.tensor(hidden_rows, dtype=torch.long),
    )
