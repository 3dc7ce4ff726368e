"""The examples: questions with the text that answers them, or does not, and texts that only share their words.

Collected by ``index.training.teacher.collect``.

Of the held-out tenth of the reading sets' passages, of CMRC's trial set, and of the held-out halves of the
policy and law questions (``index.training.split``) nothing is read, neither as text nor as another passage.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from index.training import corpora
from index.training.split import reading_held_out

PASSAGES_FILE, GROUPS_FILE = "passages.jsonl", "groups.jsonl"
UNKNOWN = -1
READING = (
    "cmrc2018_dev", "DRCD_dev", "DRCD_test", "dureader_robust_dev", "dureader_checklist_dev",
    "cail2019_dev", "cail2019_test", "squad2_zh_dev", "antiterror_train",
)  # fmt: skip
TRIAL = "cmrc2018_trial"  # measured on only
WEB = "webqa"
NEIGHBOURS = 6  # other passages kept of a question
_TITLE = 40


@dataclass(frozen=True)
class Passage:
    """A text with the title it stands under, which may be empty."""

    title: str
    text: str


@dataclass(frozen=True)
class Group:
    """A question and what it is read against.

    ``own``: the number of the passage it belongs to; ``start``/``end``: the answer's offsets there, ``UNKNOWN``
    where there is none or its place is not said; ``evidence``: offsets of the sentences, items or rows that answer,
    ``None`` where they are no more than what the answer stands in; ``answers``, ``fits``: 1, 0 or ``UNKNOWN``, whether the own
    passage answers and whether it is the one to be found. ``others``: numbers of passages that do neither.
    """

    source: str
    question: str
    own: int
    start: int = UNKNOWN
    end: int = UNKNOWN
    answers: int = UNKNOWN
    fits: int = UNKNOWN
    others: tuple[int, ...] = ()
    evidence: tuple[tuple[int, int], ...] | None = None


@dataclass
class Examples:
    """All passages and groups; passages alike are kept once."""

    passages: list[Passage] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    _known: dict[Passage, int] = field(default_factory=dict)

    def passage(self, title: str, text: str) -> int:
        """The number of a passage, a new one where it is new."""
        made = Passage(title, text)
        if made not in self._known:
            self._known[made] = len(self.passages)
            self.passages.append(made)
        return self._known[made]

    def save(self, folder: Path) -> None:
        """Write both lists as JSON lines."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, records in ((PASSAGES_FILE, self.passages), (GROUPS_FILE, self.groups)):
            with (folder / name).open("w", encoding="utf-8") as stream:
                stream.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in records)


def load_examples(folder: Path) -> Examples:
    """Examples as they were written."""
    examples = Examples([Passage(**one) for one in _records(folder / PASSAGES_FILE)])
    for one in _records(folder / GROUPS_FILE):
        marked = one.get("evidence")
        evidence = None if marked is None else tuple((start, end) for start, end in marked)
        examples.groups.append(Group(**{**one, "others": tuple(one["others"]), "evidence": evidence}))
    return examples


def _records(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


# -- the reading sets --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A person's question of a text, with all the answers that people gave; none: the text does not answer."""

    question: str
    title: str
    text: str
    answers: tuple[str, ...]
    start: int


def reading_set(shared: Path, name: str, held_out: bool) -> Iterator[Asked]:
    """The questions of one reading set, those of the kept tenth of its passages or the others."""
    if name == WEB:
        yield from _web_questions(shared, held_out)
        return
    record = json.loads("".join(corpora.lines(shared / f"train/reading/{name}.json.xz")))
    for article in record["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            if name != TRIAL and reading_held_out(text) != held_out:
                continue
            title = paragraph.get("casename") or paragraph.get("title") or article.get("title") or ""
            for entry in paragraph["qas"]:
                found = _asked(entry, title[:_TITLE], text)
                if found is not None:
                    yield found


def _asked(entry: dict, title: str, text: str) -> Asked | None:
    """A question as the sets hold it; ``None`` where marks contradict each other or the answer is yes or no."""
    given = [(str(one["text"]), one["answer_start"]) for one in entry.get("answers") or ()]
    impossible = str(entry.get("is_impossible", "false")).lower() == "true"
    question = entry["question"].strip()
    if not question:
        return None
    if impossible:
        spoken = any(words and start >= 0 for words, start in given)
        return None if spoken else Asked(question, title, text, (), UNKNOWN)
    given = [(words, start) for words, start in given if words]
    if not given:
        return None
    words = Counter(words for words, _ in given).most_common(1)[0][0]
    start = next(start for other, start in given if other == words)
    if start < 0 or text[start : start + len(words)] != words:
        start = text.find(words)
    if start < 0:
        return None
    return Asked(question, title, text, (words, *(other for other, _ in given if other != words)), start)


def _web_questions(shared: Path, held_out: bool) -> Iterator[Asked]:
    record = json.loads("".join(corpora.lines(shared / f"train/reading/{WEB}.json.xz")))
    for asked in record.values():
        for evidence in asked["evidences"].values():
            text, words = evidence["evidence"], evidence["answer"][0]
            start = text.find(words)
            if reading_held_out(text) == held_out and start >= 0 and words:
                yield Asked(asked["question"], "", text, (words,), start)


def add_reading(examples: Examples, shared: Path) -> None:
    """Add the reading sets, without the kept tenth."""
    for name in (*READING, WEB):
        for asked in reading_set(shared, name, held_out=False):
            own = examples.passage(asked.title, asked.text)
            if not asked.answers:
                # What it is about fits all the same, so nothing is said of that.
                examples.groups.append(Group(name, asked.question, own, answers=0))
                continue
            end = asked.start + len(asked.answers[0])
            examples.groups.append(Group(name, asked.question, own, asked.start, end, 1, 1))


# -- passages that share the words -------------------------------------------------------------------


def with_neighbours(
    examples: Examples, groups: Sequence[Group], pool: Sequence[int], count: int = NEIGHBOURS
) -> list[Group]:
    """The groups with other passages of the pool that share most words with the question (BM25)."""
    import bm25s

    from index.words.tokens import words

    retriever = bm25s.BM25()
    texts = [examples.passages[number] for number in pool]
    retriever.index([words(f"{one.title} {one.text[:600]}") for one in texts], show_progress=False)
    asked = [
        [word for word in words(group.question) if word in retriever.vocab_dict]
        or [next(iter(retriever.vocab_dict))]
        for group in groups
    ]
    places, _ = retriever.retrieve(asked, k=min(count + 6, len(pool)), show_progress=False)
    found = []
    for group, row in zip(groups, places.tolist(), strict=True):
        others = [
            pool[place] for place in row if pool[place] != group.own and pool[place] not in group.others
        ]
        answer = examples.passages[group.own].text[group.start : group.end] if group.start >= 0 else ""
        others = [one for one in others if not answer or answer not in examples.passages[one].text]
        found.append(replace(group, others=(*group.others, *others[:count])))
    return found


def add_neighbours(examples: Examples) -> None:
    """Give the answerable questions of the reading sets neighbours among the passages of all of them."""
    chosen = [place for place, group in enumerate(examples.groups) if group.fits == 1]
    pool = list(dict.fromkeys(group.own for group in examples.groups))
    found = with_neighbours(examples, [examples.groups[place] for place in chosen], pool)
    for place, group in zip(chosen, found, strict=True):
        examples.groups[place] = group
