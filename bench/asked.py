"""Questions whose answering document is known, and the texts they are of: what a refusal is measured on.

Readers of the shared material. Each question says which document answers it; whether a store answers
depends on what is in the store, and for the sets that hold unanswerable questions on the question itself.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.training.split import reading_held_out, training_half

READING = (
    "squad2_zh_dev",
    "cail2019_dev",
    "cail2019_test",
    "DRCD_dev",
    "DRCD_test",
    "cmrc2018_trial",
    "antiterror_train",
)
# Of one kind, reported as one.
_FAMILY = {"cail2019_dev": "cail2019", "cail2019_test": "cail2019", "DRCD_dev": "DRCD", "DRCD_test": "DRCD"}
NOWHERE = "ncp, document nowhere"
LEAST_COPIED = 8  # characters from which an answer that stands in another document is taken for the same fact
PIECE = 6
MOSTLY = 0.7


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``possible``: its own document answers it; ``held_out``: nothing was fitted on it."""

    group: str
    question: str
    doc_id: str
    answer: str
    possible: bool
    held_out: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a reading set with its questions."""

    doc_id: str
    text: str
    asked: tuple[Asked, ...]


def fold_of(doc_id: str, folds: int) -> int:
    """Which of the parts of a set a document is left out with; independent of ``training_half``."""
    return hashlib.sha256(f"fold {doc_id}".encode()).digest()[0] % folds


def drawn(name: str, share: float) -> bool:
    """Whether a text or question is of a share of them, always the same one."""
    return (
        int.from_bytes(hashlib.sha256(f"drawn {name}".encode("utf-8", "replace")).digest()[:4], "big")
        < share * 2**32
    )


def passages(shared: Path, *, held_out: bool) -> Iterator[Passage]:
    """The passages of the reading sets on one side of the split, one text once, in the order of the files."""
    seen: set[str] = set()
    for name, text, entries in (*_squad_like(shared), *_web_questions(shared)):
        if text in seen or reading_held_out(text) is not held_out:
            continue
        seen.add(text)
        doc_id = f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        group = _FAMILY.get(name, name)
        asked = tuple(Asked(group, q, doc_id, answer, possible, held_out) for q, answer, possible in entries)
        yield Passage(doc_id, text, asked)


def _squad_like(shared: Path) -> Iterator[tuple[str, str, list[tuple[str, str, bool]]]]:
    """(set, passage, [(question, answer, answerable)]) of the files in the form of SQuAD."""
    for name in READING:
        record = _read(shared / f"train/reading/{name}.json.xz")
        for part in (part for article in record["data"] for part in article["paragraphs"]):
            entries = []
            for asked in part["qas"]:
                impossible = str(asked.get("is_impossible", "false")).lower() == "true"
                answers = [answer["text"] for answer in asked.get("answers") or ()]
                entries.append((asked["question"], answers[0] if answers else "", not impossible))
            yield name, part["context"], entries


def _web_questions(shared: Path) -> Iterator[tuple[str, str, list[tuple[str, str, bool]]]]:
    for asked in _read(shared / "train/reading/webqa.json.xz").values():
        for evidence in asked["evidences"].values():
            answer = evidence["answer"][0]
            if answer in evidence["evidence"]:
                yield "webqa", evidence["evidence"], [(asked["question"], answer, True)]


def _read(path: Path) -> dict:
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        return json.load(stream)


def policy_documents(shared: Path) -> dict[str, str]:
    """Policy texts of bench/ncp by id."""
    return {record["docid"]: record["text"] for record in _records(shared / "bench/ncp/documents.jsonl")}


def policy_questions(shared: Path) -> list[Asked]:
    """Questions of bench/ncp on documents that are there."""
    records = _records(shared / "bench/ncp/questions-dev.jsonl")
    return [_policy_question("ncp", record) for record in records]


def homeless_questions(shared: Path) -> list[Asked]:
    """Questions of the same makers on documents that nobody has, each wording once."""
    there = policy_documents(shared)
    records = _records(shared / "bench/ncp/train-answers.jsonl")
    known = {asked.question for asked in policy_questions(shared)}
    found = {
        record["question"]: _policy_question(NOWHERE, record)
        for record in records
        if record["docid"] not in there and record["question"] not in known
    }
    return list(found.values())


def _policy_question(group: str, record: dict) -> Asked:
    held_out = not training_half(record["docid"])
    return Asked(group, record["question"], record["docid"], record["answer"], True, held_out)


def plan_questions(shared: Path) -> list[Asked]:
    """Our question sets over the five plans, those that one plan answers and that need no conversation."""
    own = Path(__file__).resolve().parent.parent / "eval/questions"
    files = (own / "originals.jsonl", own / "originals-blind.jsonl", shared / "questions/plans-dev.jsonl")
    return [
        Asked("plans", record["question"], record["docs"][0], "", True, True)
        for path in files
        for record in _records(path)
        if len(record.get("docs") or ()) == 1 and not record.get("history")
    ]


def answered_elsewhere(asked: Sequence[Asked], texts: Iterable[tuple[str, str]]) -> set[Asked]:
    """Questions whose answer, of some length, also stands in another text, copies of a notice being common.

    An answer stands there when most of its pieces of ``PIECE`` characters do.
    """
    wanted: dict[str, list[Asked]] = defaultdict(list)
    pieces: dict[Asked, int] = {}
    for one in asked:
        own = _pieces_of(one.answer) if len(one.answer) >= LEAST_COPIED else set()
        pieces[one] = len(own)
        for piece in own:
            wanted[piece].append(one)
    found: set[Asked] = set()
    for doc_id, text in texts:
        held = Counter(one for piece in _pieces_of(text) & wanted.keys() for one in wanted[piece])
        found.update(one for one, n in held.items() if one.doc_id != doc_id and n >= MOSTLY * pieces[one])
    return found


def _pieces_of(text: str) -> set[str]:
    text = "".join(text.split())
    return {text[start : start + PIECE] for start in range(len(text) - PIECE + 1)}


def _records(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]
