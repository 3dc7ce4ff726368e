"""A question of two sides, each side answered from its own documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chat.answers import SAME_SUBJECT, Draft, judge
from chat.answers.select import select
from chat.comparison.differences import difference
from chat.evidence import Retrieval, ScoredUnit
from chat.question import Asked, QuestionReader, Side

# “买卖合同｜的税率”, “职工｜各是多少”: what a side is called
_NAME = re.compile(r"[^的在里中各是分对和与跟、，,。？?]{2,16}")


def compared(
    asked: Asked, sides: Sequence[Side], reader: QuestionReader, retrieval: Retrieval
) -> Draft | None:
    """Each side answered from its own documents; refused only where no side answers.

    ``None`` where the sides were one thing after all: nothing to set side by side.
    """
    picks: list[ScoredUnit] = []
    nearest: list[ScoredUnit] = []
    reasons: list[str] = []
    for side in sides:
        own = _of_side(asked, side, reader)
        found = retrieval.find(own)
        ranked = found.ranked
        # Judged by the side's own documents, without those that only name its place.
        refusal = judge(ranked, own.question, own.wording, own.scope)
        if refusal:
            reasons.append(refusal.reason)
            nearest.extend(ranked[:1])
            continue
        taken = {pick.key for pick in picks}
        others = [evidence for evidence in ranked if evidence.key not in taken]
        if others and others[0].coverage >= SAME_SUBJECT * ranked[0].coverage:
            picks.extend(select(others, own.question, own.wording, most=1))
    if picks:
        note = f"另一方未找到依据：{reasons[0]}。" if reasons and len(picks) < len(sides) else ""
        names = _names(asked, sides) if len(picks) == len(sides) else []
        note = note or difference(asked.question, asked.wording, names, picks)
        return Draft("comparison", picks, (), None, note, more=picks)
    return Draft("comparison", nearest, (), reasons[0]) if reasons else None


def _names(asked: Asked, sides: Sequence[Side]) -> list[str]:
    """What each side is called: the place that only its words name, else the words that the other side lacks."""
    names = []
    for side in sides:
        others = " ".join(other.text for other in sides if other is not side)
        place = next((p for p in asked.scope.places if p in side.text and p not in others), "")
        names.append(place or _own_words(side.text, others))
    return names if all(names) else []


def _own_words(text: str, other: str) -> str:
    """The words of a side behind those with which both begin, up to where what is asked of both sets in: “买卖合同”."""
    start = next((n for n, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), len(text))
    match = _NAME.match(text, start)
    return match.group() if match else ""


def _of_side(asked: Asked, side: Side, reader: QuestionReader) -> Asked:
    """What is asked of one side; a side without documents of its own keeps the question's."""
    quoted = tuple(name for name in asked.question.quoted if name in side.text)
    # “规划和新闻里的企业数量”: what a fact is of names both sides
    question = replace(asked.question, text=side.text, quoted=quoted, owner="", attribute="")
    scope = asked.scope
    if side.doc_ids:
        others = frozenset(asked.catalogue.by_id) - side.doc_ids
        scope = replace(scope, inside=side.doc_ids, outside=others, settled=True)
    return reader.part(asked, question, scope)
