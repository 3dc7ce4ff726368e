"""The difference of two figures that were quoted side by side: which is the greater, and by how much. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chat.evidence import ScoredUnit
from chat.question import Question, Wording
from ingest.text.figures import Figure, figures_in

# “谁更高”, “哪边多”, “差多少”, “多几块钱”: the two figures are to be compared
WANTS_DIFFERENCE = re.compile(
    r"(?:谁|哪[个边家里种类方]?|哪一[个边家方])[^，,。？?]{0,6}?(?:更|比较|要)?(?:[多高大长快贵强少低小短慢]|便宜)"
    r"|相差|差(?:了)?(?:多少|几|多大|在哪)|(?:多|高|少|低|长|短)(?:了|出)?(?:多少|几)"
)
# “，”, “；”: between the parts of a quote
_MARK = re.compile(r"[，,；;。：:|]")
_HOW = {"percent": "高", "duration": "长", "length": "长", "area": "大", "score": "高"}
_SCALES = ((Decimal(100_000_000), "亿"), (Decimal(10_000), "万"), (Decimal(1), ""))


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure and what it is of."""

    name: str
    figure: Figure


def difference(
    question: Question, wording: Wording, names: Sequence[str], picks: Sequence[ScoredUnit]
) -> str:
    """Say which of two quoted figures of one measure is the greater and by how much; empty where either is not clear."""
    if not WANTS_DIFFERENCE.search(question.text) or len(picks) != 2 or len(names) != 2:
        return ""
    found = [_figure(pick, question, wording) for pick in picks]
    if found[0] is None or found[1] is None or found[0].kind != found[1].kind:
        return ""
    one, other = (NamedFigure(name, figure) for name, figure in zip(names, found, strict=True) if figure)
    if one.figure.value == other.figure.value:
        return f"（两者相同：{one.figure.text}。）"
    more, less = sorted((one, other), key=lambda named: named.figure.value, reverse=True)
    apart = _words(more.figure.value - less.figure.value, more.figure)
    how = _HOW.get(more.figure.measure, "多")
    return f"（{more.name}更{how}：{more.figure.text}，比{less.name}的{less.figure.text}{how}{apart}。）"


def _figure(pick: ScoredUnit, question: Question, wording: Wording) -> Figure | None:
    """The one figure of the kind asked for, in the part of the quote that is most about the question."""
    wanted = {
        kind
        for ask in question.asks
        for kind in (("money", "percent") if ask.kind == "share" else (ask.kind,))
    }
    parts = [part for part in _MARK.split(pick.unit.flat) if part]
    held = []
    for part in parts:
        figures = [f for f in figures_in(part) if f.measure and not f.article and not f.dated]
        figures = [f for f in figures if not wanted or f.measure in wanted or "quantity" in wanted]
        if figures:
            held.append((sum(word.weight * word.credit(part) for word in wording.words), figures))
    best = max((weight for weight, _ in held), default=0.0)
    first = [figures for weight, figures in held if weight == best]
    return first[0][0] if len(first) == 1 and len(first[0]) == 1 else None


def _words(value: Decimal, like: Figure) -> str:
    """A difference in the unit of the figures: 15万元, 1.2个百分点."""
    if like.kind == "%":
        return f"{_plain(value)}个百分点"
    size, scale = next((size, scale) for size, scale in _SCALES if value >= size or size == 1)
    return f"{_plain(value / size)}{scale}{like.unit}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
