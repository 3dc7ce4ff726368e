"""Read which of several things a question wants by size, length, price or time: “哪个项目投资最大”. Pure functions of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chat.computed.patterns import WHICH_ONE
from chat.counting import SUPERLATIVE
from ingest.text.figures import figures_in

# “谁的GDP最大，｜谁增速最快”: each clause asks for one
_CLAUSE_MARK = re.compile(r"[，,。；;？?]")
_LEAST = frozenset("小少低短慢轻早先") | {"便宜"}
_OF_DAYS = frozenset("早先晚迟")
# What “最贵”, “最长” measure where the question has no other word for it.
_MEASURES = {
    "贵": ("money",),
    "便宜": ("money",),
    "长": ("duration", "length"),
    "久": ("duration",),
    "短": ("duration", "length"),
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is ranked: the words of the clause without “哪个……” and “最……”, the noun sought, and how (大, 低, 早, …)."""

    words: str
    noun: str
    how: str

    @property
    def least(self) -> bool:
        """Whether the least is asked for, or the first day."""
        return self.how in _LEAST

    @property
    def of_days(self) -> bool:
        """Whether days are compared."""
        return self.how in _OF_DAYS

    def measures(self, words: str) -> bool:
        """Whether words hold a figure of what the superlative itself measures: a sum for 最贵, days for 最早."""
        if self.of_days:
            return True
        wanted = _MEASURES.get(self.how, ())
        return any(figure.measure in wanted for figure in figures_in(words))


def rankings_of(text: str) -> tuple[Ranking, ...]:
    """Give what a folded question wants ranked, in order; nothing where it asks for a cap (“最高补多少”)."""
    found = []
    for clause in _CLAUSE_MARK.split(text):
        how = SUPERLATIVE.search(clause)
        rest = SUPERLATIVE.sub("", clause, count=1)
        which = WHICH_ONE.search(rest)
        if how and which:
            words = WHICH_ONE.sub("", rest, count=1)
            found.append(Ranking(words, which["noun"] or "", how["how"]))
    return tuple(found)
