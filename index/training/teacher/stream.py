"""The stream of batches: groups drawn anew in every pass, windows cut anew, rows of like length together.

It depends on the seed and the position alone, so a run that stopped goes on with the very next batch.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from index.models.pretrained_inputs import Pieces, PieceVocabulary, padded, room_for
from index.training.teacher.examples import UNKNOWN, Examples, Group

# How often a group of each source is seen in a pass: as a share, and above one as copies with other windows.
RATES: Mapping[str, float] = {
    "cmrc2018_dev": 1.0, "DRCD_dev": 0.25, "DRCD_test": 0.25, "dureader_robust_dev": 1.0,
    "dureader_checklist_dev": 1.0, "cail2019_dev": 0.15, "cail2019_test": 0.15, "squad2_zh_dev": 0.2,
    "antiterror_train": 0.02, "webqa": 0.05, "ncp": 4.0, "ncp_planted": 2.0, "statutes": 0.4, "qbqtc": 0.02,
    "made_up": 1.0, "made_up_twin": 1.0, "asked_twin": 0.6, "product": 1.0,
}  # fmt: skip
KEPT = ("product",)  # seen at its rate however much of the others is left out
# Where the set marks what its texts do not answer, those marks are the scarcer thing.
REFUSED_RATES: Mapping[str, float] = {"cail2019_dev": 0.4, "cail2019_test": 0.4, "squad2_zh_dev": 0.4}
# How many other passages a group is read beside.
RIVALS: Mapping[str, float] = {
    "ncp": 3.0,
    "ncp_planted": 2.0,
    "statutes": 3.0,
    "made_up": 1.2,
    "product": 3.0,
}
_OTHER_RIVALS = 0.4
_UNTITLED = frozenset({"ncp_planted", "squad2_zh_dev"})  # whose title would tell the rival, or is in English
_ALWAYS_TITLED = frozenset(
    {"made_up", "made_up_twin", "product"}
)  # whose title alone may tell the year asked about
_WHOLE = frozenset({"product"})  # whose passages are those of a store
_TITLE_KEPT = 0.6
_SHORTEST, _LONGEST = 150, 340  # characters of a window
_CUTS = "。；！？\n"
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")  # “一次性奖励50万元；”


@dataclass(frozen=True)
class Settings:
    """How a pass is cut into batches."""

    seed: int = 1
    pieces: int = 1_400  # of a batch, its padding counted
    rows: int = 24  # of a batch at most
    slab: int = 1_000  # rows sorted by length together
    rates: Mapping[str, float] = field(default_factory=lambda: dict(RATES))


@dataclass(frozen=True, order=True)
class Position:
    """The next batch: which pass, which slab of it, which batch of that."""

    turn: int = 0
    slab: int = 0
    batch: int = 0


START = Position()


@dataclass(frozen=True)
class Window:
    """A passage as it is read, with labels; ``UNKNOWN`` where no loss is taken."""

    title: str
    text: str
    start: int = UNKNOWN
    end: int = UNKNOWN
    answers: int = UNKNOWN
    fits: int = UNKNOWN
    evidence: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True)
class Batch:
    """Rows with labels.

    ``starts``/``ends``: places of pieces, 0 for none, ``UNKNOWN`` for not said; ``evidence`` (rows, pieces): 1 for
    a piece of words that answer, 0 for another of the passage, ``UNKNOWN`` elsewhere; ``groups``: rows of one
    number are of one question."""

    numbers: Tensor
    present: Tensor
    first: Tensor
    last: Tensor
    starts: Tensor
    ends: Tensor
    answers: Tensor
    fits: Tensor
    groups: Tensor
    evidence: Tensor


@dataclass(frozen=True)
class _Made:
    numbers: np.ndarray
    first: int
    last: int
    start: int
    end: int
    answers: int
    fits: int
    evidence: np.ndarray


def sentences_around(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Give the offsets of the sentences that hold the words between two offsets."""
    spans = (match.span() for match in _SENTENCE.finditer(text))
    return tuple((first, last) for first, last in spans if first < min(last, end) and last > start)


def window_of(text: str, start: int, end: int, numbers: random.Random) -> tuple[int, int]:
    """Give (begin, end) of a run of the text around an answer, or any run where ``start`` is below zero.

    It begins behind a mark where one is near: passages of the store do.
    """
    length = numbers.randint(_SHORTEST, _LONGEST)
    if len(text) <= length:
        return 0, len(text)
    length = max(length, min(end - start + 20, _LONGEST)) if start >= 0 else length
    if start < 0:
        begin = numbers.randint(0, len(text) - length)
    else:
        latest = min(start, len(text) - length)
        begin = numbers.randint(max(0, min(end - length, latest)), max(0, latest))
    limit = min(begin + 80, start if start >= 0 else begin + 80)
    cuts = [place for mark in _CUTS if (place := text.find(mark, begin, limit)) >= 0 and begin]
    begin = min(cuts) + 1 if cuts else begin
    return begin, min(len(text), max(begin + length, end if start >= 0 else 0))


def rival_window(text: str, start: int, end: int, numbers: random.Random) -> tuple[int, int] | None:
    """A run of the answer's own text that does not hold the answer's words; ``None`` where none is found."""
    for _ in range(4):
        begin, stop = window_of(text, UNKNOWN, UNKNOWN, numbers)
        if (stop <= start or begin >= end) and text[start:end] not in text[begin:stop]:
            return begin, stop
    return None


def windows_of(examples: Examples, group: Group, numbers: random.Random) -> list[Window]:
    """The own passage of a group first, then its rivals."""
    own = examples.passages[group.own]
    titled = group.source not in _UNTITLED and numbers.random() < _TITLE_KEPT
    titled = titled or group.source in _ALWAYS_TITLED
    whole = group.source in _WHOLE
    begin, stop = (0, len(own.text)) if whole else window_of(own.text, group.start, group.end, numbers)
    if group.start >= 0:
        # An answer longer than a window is read as far as it goes.
        place = group.start - begin, min(group.end, stop) - begin
    else:
        place = UNKNOWN, UNKNOWN
    title = own.title if titled else ""
    evidence = _evidence(group, own.text[begin:stop], place)
    found = [Window(title, own.text[begin:stop], *place, group.answers, group.fits, evidence)]
    wanted = RIVALS.get(group.source, _OTHER_RIVALS) if group.fits == 1 else 0
    count = int(wanted) + (numbers.random() < wanted % 1)
    if count and group.start >= 0 and numbers.random() < 0.5:
        rival = rival_window(own.text, group.start, group.end, numbers)
        if rival is not None:
            found.append(Window(title, own.text[slice(*rival)], answers=0, fits=0, evidence=()))
    answer = own.text[group.start : group.end] if group.start >= 0 else ""
    refuses = 0 if group.answers == 1 else UNKNOWN
    for other in numbers.sample(group.others, min(len(group.others), count + 1 - len(found))):
        passage = examples.passages[other]
        whole_text = (0, len(passage.text))
        begin, stop = whole_text if whole else window_of(passage.text, UNKNOWN, UNKNOWN, numbers)
        if not answer or answer not in passage.text[begin:stop]:
            title = passage.title if titled else ""
            nothing = () if refuses == 0 else None
            found.append(Window(title, passage.text[begin:stop], answers=refuses, fits=0, evidence=nothing))
    return found


def _evidence(group: Group, text: str, place: tuple[int, int]) -> tuple[tuple[int, int], ...] | None:
    """What of a window answers: as marked, else the sentences around the answer; ``None`` where nothing is said."""
    if group.evidence is not None or group.answers == 0:
        return group.evidence or ()
    return sentences_around(text, *place) if place[0] >= 0 else None


def turn_order(groups: Sequence[Group], settings: Settings, turn: int) -> list[int]:
    """Numbers of the groups of a pass, shuffled; a source seen in part shows other parts in the next pass."""
    numbers = random.Random(f"{settings.seed} {turn}")
    found: list[int] = []
    for place, group in enumerate(groups):
        rate = settings.rates.get(group.source, 1.0)
        if group.answers == 0:
            rate = REFUSED_RATES.get(group.source, rate)
        copies = int(rate)
        share = rate % 1
        # A group's own number decides which passes it is in: (turn × share) wraps around it once a round.
        at = (random.Random(f"{settings.seed} group {place}").random() + turn * share) % 1
        found += [place] * (copies + (at < share))
    numbers.shuffle(found)
    return found


class Stream:
    """Draws batches from a position on, for ever."""

    def __init__(self, examples: Examples, vocabulary: PieceVocabulary, settings: Settings) -> None:
        self._examples, self._vocabulary, self._settings = examples, vocabulary, settings

    def batches(self, position: Position) -> Iterator[tuple[Position, Batch]]:
        """Give (position of the batch after it, batch)."""
        turn = position.turn
        while True:
            order = turn_order(self._examples.groups, self._settings, turn)
            slabs = list(range(0, len(order), self._settings.slab))
            for slab in range(position.slab, len(slabs)):
                chosen = order[slabs[slab] : slabs[slab] + self._settings.slab]
                made = self._slab(chosen, random.Random(f"{self._settings.seed} {turn} {slab}"))
                for batch in range(position.batch, len(made)):
                    yield Position(turn, slab, batch + 1), self._batch(made[batch])
                position = Position(turn, slab + 1)
            turn += 1
            position = Position(turn)

    def _slab(self, chosen: Sequence[int], numbers: random.Random) -> list[list[list[_Made]]]:
        """Batches as lists of groups of rows."""
        groups = [self._examples.groups[place] for place in chosen]
        windows = [windows_of(self._examples, group, numbers) for group in groups]
        questions = self._vocabulary.cut([group.question for group in groups])
        flat = [window for some in windows for window in some]
        titles = iter(self._vocabulary.cut([window.title for window in flat]))
        texts = iter(self._vocabulary.cut([window.text for window in flat]))
        made = [
            [self._row(question, next(titles), next(texts), window) for window in some]
            for question, some in zip(questions, windows, strict=True)
        ]
        made.sort(key=lambda rows: max(len(row.numbers) for row in rows))
        packed: list[list[list[_Made]]] = [[]]
        for rows in made:
            longest = max(len(row.numbers) for row in rows)
            count = sum(map(len, packed[-1])) + len(rows)
            if packed[-1] and (count * longest > self._settings.pieces or count > self._settings.rows):
                packed.append([])
            packed[-1].append(rows)
        numbers.shuffle(packed)
        return packed

    def _row(self, question: Pieces, title: Pieces, text: Pieces, window: Window) -> _Made:
        """Pieces of the answer, moved to where the passage begins; cut off by the row's end it counts as not said."""
        room = room_for(len(question.numbers), len(title.numbers))
        start, end = UNKNOWN, UNKNOWN
        passage, skip = text.numbers, 0
        if window.start >= 0:
            inside = np.flatnonzero((text.spans[:, 0] < window.end) & (text.spans[:, 1] > window.start))
            if len(inside):
                # Few windows are longer than a row; of those the run around the answer is read.
                skip = max(0, min(int(inside[0]) - room // 4, len(passage) - room))
                passage = passage[skip:]
                start, end = int(inside[0]) - skip, min(int(inside[-1]) - skip, room - 1)
        row = self._vocabulary.row(question.numbers, title.numbers, passage)
        if start >= 0:
            start, end = start + row.first, end + row.first
        elif window.answers == 0:
            start = end = 0
        marks = np.full(len(row.numbers), UNKNOWN, np.int64)
        if window.evidence is not None:
            spans = text.spans[skip : skip + row.last - row.first]
            marks[row.first : row.last] = 0
            for begin, stop in window.evidence:
                marks[row.first : row.last][(spans[:, 0] < stop) & (spans[:, 1] > begin)] = 1
        return _Made(row.numbers, row.first, row.last, start, end, window.answers, window.fits, marks)

    def _batch(self, groups: Sequence[Sequence[_Made]]) -> Batch:
        rows = [row for some in groups for row in some]
        numbers, present = padded([row.numbers for row in rows], self._vocabulary.pad)
        labels = torch.tensor(
            [
                (row.first, row.last, row.start, row.end, row.answers, row.fits, place)
                for place, some in enumerate(groups)
                for row in some
            ]
        )
        marks = np.full(numbers.shape, UNKNOWN, np.int64)
        for place, row in enumerate(rows):
            marks[place, : len(row.evidence)] = row.evidence
        pieces = (torch.from_numpy(numbers), torch.from_numpy(present))
        first, last, starts, ends, answers, fits, of = labels.unbind(1)
        return Batch(*pieces, first, last, starts, ends, answers, fits, of, torch.from_numpy(marks))
