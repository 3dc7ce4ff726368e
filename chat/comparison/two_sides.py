"""A question of two sides, each side answered from its own documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chat.answer import AnswerTable
from chat.answers import SAME_SUBJECT, Draft, compose, judge, short_title
from chat.answers.select import select
from chat.counting import how_many_divisions
from chat.evidence import Passages, Retrieval, ScoredUnit
from chat.form import table_of
from chat.question import Asked, QuestionReader, Side


def compared(
    asked: Asked, sides: Sequence[Side], reader: QuestionReader, retrieval: Retrieval, passages: Passages
) -> Draft | None:
    """Each side answered from its own documents; refused only where no side answers.

    ``None`` where the sides were one thing after all: nothing to set side by side.
    """
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    nearest: list[ScoredUnit] = []
    reasons: list[str] = []
    for side in sides:
        own = _of_side(asked, side, reader)
        found = retrieval.find(own)
        ranked = found.ranked
        computed = how_many_divisions(own, found.hits, passages)
        if computed:
            picks.append(computed.picks[0])
            words.append(next(iter(computed.words), None))
            continue
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
            words.extend([None] * (len(picks) - len(words)))
    if picks:
        note = f"另一方未找到依据：{reasons[0]}。" if reasons and len(picks) < len(sides) else ""
        table = _side_by_side(asked, picks)
        return Draft("comparison", picks, tuple(words), None, note, more=picks, table=table)
    return Draft("comparison", nearest, (), reasons[0]) if reasons else None


def _side_by_side(asked: Asked, picks: Sequence[ScoredUnit]) -> AnswerTable | None:
    """What each side says as a row, named by its document, in one document by its heading; ``None``: names are alike."""
    names = [short_title(pick.document) for pick in picks]
    header = ("文件", "原文")
    if len(set(names)) < len(names):
        names = [pick.unit.chunk.path[-1] if pick.unit.chunk.path else "" for pick in picks]
        header = ("所在", "原文")
    if len(set(names)) < len(names) or not all(names):
        return None
    said = [compose.words_of(pick, asked.question) for pick in picks]
    return table_of(header, list(zip(names, said, strict=True)))


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
