"""Define an assignment: which unit has which part in which task, by when, each with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.document import Span
from ingest.facts.fact import DUTY, Fact, fact_key

ROLES = ("牵头", "责任", "配合")


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment is one unit's part in one task; ``start:end`` states it, every span is in the document's text.

    ``unit``, ``task`` and ``deadline`` are the words at their spans without layout white space; ``by`` is the last
    day of the deadline as an ISO date, “” where the words set none.
    """

    unit: str
    role: str  # one of ROLES
    task: str
    start: int
    end: int
    unit_words: Span
    task_words: Span
    deadline: str = ""
    deadline_words: Span | None = None
    by: str = ""
    clause: str = ""
    page: int | None = None
    confidence: float = 1.0

    def fact(self, words: str, nth: int) -> Fact:
        """Give the assignment as the ``nth`` fact to be stored that a document states in these words."""
        data = {
            "unit": self.unit,
            "role": self.role,
            "task": self.task,
            "deadline": self.deadline,
            "by": self.by,
            "unit_words": [self.unit_words.start, self.unit_words.end],
            "task_words": [self.task_words.start, self.task_words.end],
            "deadline_words": _pair(self.deadline_words),
        }
        key = fact_key(DUTY, f"{self.unit}\n{self.role}\n{words}", nth)
        return Fact(DUTY, key, self.start, self.end, self.clause, self.page, self.confidence, data)


def assignment_of(fact: Fact) -> Assignment:
    """Give the assignment that a fact holds. Raises ``KeyError`` or ``TypeError`` where it holds none."""
    data: Mapping[str, Any] = fact.data
    return Assignment(
        data["unit"],
        data["role"],
        data["task"],
        fact.start,
        fact.end,
        Span(*data["unit_words"]),
        Span(*data["task_words"]),
        data["deadline"],
        _span(data["deadline_words"]),
        data["by"],
        fact.clause,
        fact.page,
        fact.confidence,
    )


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _span(pair: Sequence[int] | None) -> Span | None:
    return None if pair is None else Span(pair[0], pair[1])
