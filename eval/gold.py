"""Read question files: one JSON object a line, the gold an answer is held against.

Fields: ``id``, ``type``, ``question``, ``must`` (key points, each a list of alternative forms),
``must_not`` (forms that make an answer wrong), ``docs`` (acceptable documents), ``evidence`` (short
verbatim strings of which a citation should hold one), ``answer`` (a model answer), ``note``, and
``history`` (earlier questions of the conversation, for follow-ups). Only the first three are required.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UnreadableFile, UsageError

NEGATIVE = "negative"  # the documents do not answer: refusing is right
SHIPPED = Path(__file__).resolve().parent / "questions"


@dataclass(frozen=True, slots=True)
class Question:
    """One question and its gold. ``must`` is empty where refusing is right."""

    id: str
    type: str
    question: str
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    docs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    answer: str = ""
    note: str = ""
    history: tuple[str, ...] = ()

    @property
    def unanswerable(self) -> bool:
        """Whether refusing is the right answer."""
        return self.type == NEGATIVE


def question_file(name: str) -> Path:
    """Give the shipped set of a name (“briefs”, “originals”), else the file at that path."""
    shipped = SHIPPED / f"{name}.jsonl"
    return shipped if shipped.is_file() else Path(name)


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read a question file; raises :class:`UsageError` naming the line that is no question."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            f"读不了问题文件“{path.name}”。", f"The question file {path.name!r} cannot be read."
        ) from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    questions = tuple(_question(path.name, number, line) for number, line in numbered)
    if not questions:
        raise UsageError(f"问题文件“{path.name}”里没有问题。", f"There is no question in {path.name!r}.")
    repeated = {question.id for question in questions if sum(q.id == question.id for q in questions) > 1}
    if repeated:
        names = "、".join(sorted(repeated))
        raise UsageError(f"问题编号重复：{names}。", f"Question ids are used twice: {names}.")
    return questions


def _question(name: str, number: int, line: str) -> Question:
    try:
        fields = json.loads(line)
        return question_of(fields)
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(
            f"“{name}”第{number}行不是一个问题：{error}。",
            f"Line {number} of {name!r} is no question: {error}.",
        ) from error


def question_of(fields: Mapping[str, object]) -> Question:
    """Make a question of its JSON object; raises ``TypeError`` or ``KeyError`` where it is malformed."""
    if not isinstance(fields, Mapping):
        raise TypeError("not an object")
    must = fields.get("must") or []
    if not isinstance(must, list):
        raise TypeError("must: not a list")
    return Question(
        id=str(fields["id"]),
        type=str(fields["type"]),
        question=str(fields["question"]),
        must=tuple(_strings({"must": forms}, "must") for forms in must),
        must_not=_strings(fields, "must_not"),
        docs=_strings(fields, "docs"),
        evidence=_strings(fields, "evidence"),
        answer=str(fields.get("answer") or ""),
        note=str(fields.get("note") or ""),
        history=_strings(fields, "history"),
    )


def _strings(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    values = fields.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{name}: not a list of strings")
    return tuple(values)
