"""An answer before it is put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chat.answer import AnswerTable
from chat.evidence import ScoredUnit


@dataclass(frozen=True, slots=True)
class Draft:
    """The units to quote, best first.

    ``words`` are ready sentences for the first picks (``None``: the unit's own words);
    with ``reason`` there is no answer and the picks are the nearest clauses; ``note`` is a
    sentence to close with; ``more`` is further evidence, best first, that a language model may draw on; ``confidence`` the estimate of ``chat.answers.confidence`` where one was made.
    ``table``: the same as a table, whose cells count the picks from 1 as ``compose`` numbers its citations.
    """

    kind: str
    picks: Sequence[ScoredUnit]
    words: tuple[str | None, ...] = ()
    reason: str | None = None
    note: str = ""
    confidence: float | None = None
    more: Sequence[ScoredUnit] = ()
    table: AnswerTable | None = None
