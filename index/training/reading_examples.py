"""Make what the reader learns from: passages with made-up questions, and people's questions with their answers.

A made-up question is some words of a sentence, in order, others left out or put in other words, with an
asking phrase behind it; the answer is that sentence or the rest of it. So the reader first learns on
millions of words where the words of a question lead, then on people's questions what they ask for.
Of the held-out documents (``split``) nothing is read.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.models.reader_inputs import FIGURES, WordTable, words_of
from index.training import corpora
from index.training.cleaning import clean, passages, sentences
from index.training.split import reading_held_out, training_fold, training_half
from index.words import wordings
from ingest.text.normalise import flat_text

UNKNOWN = -1  # of a label that no loss is taken of
WINDOW = 300  # characters of a passage cut from a longer text
TITLE = 40
_READING = {  # set -> whether its questions without an answer are marked
    "cmrc2018_trial": False,
    "DRCD_dev": False,
    "DRCD_test": False,
    "cail2019_dev": True,
    "cail2019_test": True,
    "squad2_zh_dev": True,
    "antiterror_train": False,
}
_ASKING: tuple[list[str], ...] = (
    ["是", "什么", "?"], ["有", "哪些", "?"], ["如何", "?"], ["怎么", "做", "?"], ["有", "什么", "要求", "?"],
    ["包括", "哪些", "内容", "?"], ["?"], [], ["有", "何", "规定", "?"], ["具体", "是", "什么", "?"],
)  # fmt: skip
_HOW_MANY = (["多少", "?"], ["是", "多少", "?"], ["有", "多少", "?"], ["为", "多少", "?"], ["几", "?"])
_ENDS = frozenset("。!?;\n")
_PARTS = frozenset(",:，：")


@dataclass(frozen=True, slots=True)
class Example:
    """An example is rows of a ``WordTable``, and labels.

    ``start``/``end``: first and last word of the answer in the passage,
    ``UNKNOWN`` for none or not said; ``answerable``, ``relevant``: 1, 0 or ``UNKNOWN``; ``made_up``: no person asked.
    """

    question: np.ndarray
    title: np.ndarray
    passage: np.ndarray
    start: int = UNKNOWN
    end: int = UNKNOWN
    answerable: int = UNKNOWN
    relevant: int = UNKNOWN
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """This is a person's question: its text, the title and text it is asked of, the answer's offsets (-1: no answer).

    ``part``: of the training half, see ``split.training_fold``.
    """

    question: str
    title: str
    text: str
    start: int
    end: int
    part: int = 0


# -- passages to make questions of -----------------------------------------------------------------


def windows(text: str, most: int = WINDOW) -> Iterator[str]:
    """Cut a text at ends of sentences into runs of up to ``most`` characters."""
    for group in passages(sentences(text), most):
        passage = "".join(group)
        if len(passage) >= 40:
            yield passage


def corpus_passages(shared: Path) -> Iterator[tuple[str, int, str, str]]:
    """Give (source, number of the document, title, passage) of all text without questions."""
    number = 0
    for source, texts in (
        ("news", corpora.news(shared)),
        ("reports", corpora.reports(shared)),
        ("policies", corpora.policies(shared)),
    ):
        for text in texts:
            number += 1
            for passage in windows(text.text):
                yield source, number, text.title if not passage.startswith(text.title) else "", passage
    law, group = "", ""
    for article in corpora.articles(shared):
        if article.law != law or len(group) + len(article.text) > WINDOW:
            if len(group) >= 40:
                yield "articles", number, law, group
            number += article.law != law
            law, group = article.law, ""
        group += article.text[:WINDOW]


class QuestionMaker:
    """A question maker makes questions of passages given as rows of a table."""

    def __init__(self, table: WordTable, seed: int) -> None:
        self._table, self._numbers = table, random.Random(seed)
        self._texts = {row: word for word, row in table.rows.items()}
        ends = table.ids([mark for mark in _ENDS if mark in table.rows])[0]
        self._ends = frozenset(ends.tolist())
        self._parts = frozenset(table.ids([mark for mark in _PARTS if mark in table.rows])[0].tolist())
        self._asking = [table.ids(words)[0] for words in _ASKING]
        self._how_many = [table.ids(words)[0] for words in _HOW_MANY]
        self._others: dict[int, list[np.ndarray]] = {}

    def sentences(self, passage: np.ndarray) -> list[tuple[int, int]]:
        """Give (first, after last) of the sentences of a passage, those of some length."""
        found, start = [], 0
        for place, row in enumerate(passage.tolist()):
            if row in self._ends or place == len(passage) - 1:
                if place + 1 - start >= 6:
                    found.append((start, place + 1))
                start = place + 1
        return found

    def make(self, passage: np.ndarray) -> tuple[np.ndarray, int, int] | None:
        """Give (question, first, last word of the answer); ``None`` where no sentence lends itself."""
        found = self.sentences(passage)
        if not found:
            return None
        place = self._numbers.randrange(len(found))
        start, end = found[place]
        draw = self._numbers.random()
        if draw < 0.45:
            made = self._rest(passage, start, end)
        elif draw < 0.60:
            made = self._number(passage, start, end)
        elif draw < 0.72 and place + 1 < len(found):
            made = self._keywords(passage[start:end]), start, found[place + 1][1] - 1
        else:
            made = None
        if made is None:
            made = self._keywords(passage[start:end]), start, end - 1
        return made if len(made[0]) >= 2 else None

    def _keywords(
        self, rows: np.ndarray, least: float = 0.3, most: float = 0.7, asking: Sequence[np.ndarray] = ()
    ) -> np.ndarray:
        """Some of the words that say something, in order, some in other words, an asking phrase behind."""
        content = rows[self._table.content[rows]]
        share = self._numbers.uniform(least, most)
        kept = [row for row in content.tolist() if self._numbers.random() < share][:16]
        words = [self._other(row) for row in kept]
        return np.concatenate((*words, self._numbers.choice(asking or self._asking)))

    def _other(self, row: int) -> np.ndarray:
        """The word itself, now and then one that means the same."""
        if self._numbers.random() < 0.8:
            return np.array([row])
        if row not in self._others:
            known = [list(words_of(other).texts) for other in wordings(self._texts.get(row, ""))]
            self._others[row] = [
                self._table.ids(words)[0]
                for words in known
                if all(word in self._table.rows for word in words)
            ]
        others = self._others[row]
        return self._numbers.choice(others) if others else np.array([row])

    def _rest(self, passage: np.ndarray, start: int, end: int) -> tuple[np.ndarray, int, int] | None:
        """The beginning of a sentence asks, the rest behind a comma answers."""
        cuts = [place for place in range(start + 3, end - 4) if int(passage[place]) in self._parts]
        if not cuts:
            return None
        cut = self._numbers.choice(cuts)
        question = self._keywords(passage[start:cut], 0.5, 0.9)
        return question, cut + 1, end - 1 - (int(passage[end - 1]) in self._ends)

    def _number(self, passage: np.ndarray, start: int, end: int) -> tuple[np.ndarray, int, int] | None:
        """A figure is asked for by some words before it and its unit."""
        places = [p for p in range(start + 4, end - 1) if int(self._table.shapes[passage[p]]) in FIGURES]
        if not places:
            return None
        place = self._numbers.choice(places)
        question = self._keywords(passage[max(start, place - 14) : place], 0.4, 0.8, self._how_many)
        if self._numbers.random() < 0.5:
            return question, place, min(place + 1, end - 1)
        first = next((p + 1 for p in range(place, start, -1) if int(passage[p]) in self._parts), start)
        last = next((p - 1 for p in range(place, end) if int(passage[p]) in self._parts), end - 1)
        return question, first, last


# -- people's questions ----------------------------------------------------------------------------


def reading_sets(shared: Path, held_out: bool = False) -> Iterator[tuple[str, Asked]]:
    """Give (set, question) of the reading sets; ``held_out``: those of the tenth reserved for measuring instead."""
    for name, marked in _READING.items():
        record = json.loads("".join(corpora.lines(shared / f"train/reading/{name}.json.xz")))
        for article in record["data"]:
            title = flat_text(article.get("title") or "")[:TITLE]
            for paragraph in article["paragraphs"]:
                if reading_held_out(paragraph["context"]) == held_out:
                    for asked in paragraph["qas"]:
                        found = _asked(asked, title, paragraph["context"], marked)
                        if found is not None:
                            yield name, found
    record = json.loads("".join(corpora.lines(shared / "train/reading/webqa.json.xz")))
    for asked in record.values():
        for evidence in asked["evidences"].values():
            text, answer = evidence["evidence"], evidence["answer"][0]
            start = text.find(answer)
            if reading_held_out(text) == held_out and start >= 0:
                yield "webqa", Asked(asked["question"], "", text, start, start + len(answer))


def _asked(asked: dict, title: str, context: str, marked: bool) -> Asked | None:
    answers = [
        answer for answer in asked.get("answers") or () if answer["answer_start"] >= 0 and answer.get("text")
    ]
    impossible = str(asked.get("is_impossible", "false")).lower() == "true"
    if marked and impossible:
        return Asked(asked["question"], title, context, -1, -1)
    if not answers:
        return None
    start, text = answers[0]["answer_start"], str(answers[0]["text"])
    if context[start : start + len(text)] != text:
        start = context.find(text)
    return Asked(asked["question"], title, context, start, start + len(text)) if start >= 0 else None


def policy_questions(shared: Path) -> Iterator[Asked]:
    """Give questions of the policy benchmark's training half, of the whole text they were asked of."""
    texts = corpora.policy_texts(shared)
    for line in corpora.lines(shared / "bench/ncp/questions-dev.jsonl"):
        record = json.loads(line)
        if training_half(record["docid"]):
            text, start = texts[record["docid"]], record["answer_start"]
            end = start + len(record["answer"])
            yield Asked(record["question"], text[:TITLE], text, start, end, training_fold(record["docid"]))


def policy_answers(shared: Path) -> Iterator[tuple[str, str]]:
    """Give (question, answer) of the training half where the text is not at hand."""
    known = {json.loads(line)["id"] for line in corpora.lines(shared / "bench/ncp/questions-dev.jsonl")}
    for line in corpora.lines(shared / "bench/ncp/train-answers.jsonl"):
        record = json.loads(line)
        if training_half(record["docid"]) and record["id"] not in known and len(record["answer"]) >= 4:
            yield flat_text(record["question"]), clean(record["answer"])


def window_of(asked: Asked, numbers: random.Random) -> tuple[str, int, int, bool]:
    """Give (passage, start, end, whether it opens the text): up to ``WINDOW`` characters around the answer.

    The window is cut at marks.

    Where there is no answer, any such run of the text.
    """
    text, length = asked.text, numbers.randint(WINDOW * 2 // 3, WINDOW + 40)
    if len(text) <= length:
        return text, asked.start, asked.end, True
    if asked.start < 0:
        begin = numbers.randint(0, len(text) - length)
    else:
        spare = max(20, length - (asked.end - asked.start))
        begin = max(0, asked.start - numbers.randint(0, spare))
    if begin:
        cuts = [text.find(mark, begin) + 1 for mark in "。；\n！？" if text.find(mark, begin) >= 0]
        cuts = [cut for cut in cuts if cut <= (asked.start if asked.start >= 0 else begin + 80)]
        begin = min(cuts) if cuts else begin
    end = min(len(text), max(begin + length, asked.end))
    if asked.start < 0:
        return text[begin:end], -1, -1, begin == 0
    return text[begin:end], asked.start - begin, asked.end - begin, begin == 0


def word_range(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Give (first, last) word of the characters [start, end); ``UNKNOWN`` twice where no word lies in them."""
    inside = [place for place, (a, b) in enumerate(spans) if a < end and b > start]
    return (inside[0], inside[-1]) if inside else (UNKNOWN, UNKNOWN)


def example_of(table: WordTable, asked: Asked, numbers: random.Random) -> Example:
    """Make a question and a passage around its answer an example; the title is added where it does not open the text."""
    passage, start, end, opens = window_of(asked, numbers)
    words = words_of(passage)
    title = () if opens and asked.title == asked.text[:TITLE] else words_of(flat_text(asked.title)).texts
    rows = table.ids(words_of(flat_text(asked.question)).texts, title, words.texts)
    first, last = word_range(words.spans, start, end) if start >= 0 else (UNKNOWN, UNKNOWN)
    return Example(rows[0], rows[1], rows[2], first, last, int(first >= 0), 1)
