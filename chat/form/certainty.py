"""How certain an answer is, in a word and a reason: 高, 中 or 低.

What stands at an address, in a document's facts or in a table's cell was read and not estimated. Elsewhere the estimate
of ``chat.answers.confidence`` speaks, with the two marks that it decides by: where it is sure, and where it would refuse
among many documents.
"""

from __future__ import annotations

from dataclasses import dataclass

from chat.answers import SURE, Answerability, Draft

HIGH, MIDDLE, LOW = "高", "中", "低"


@dataclass(frozen=True, slots=True)
class Certainty:
    """A level (高, 中, 低) and the reason for it in a few words."""

    level: str
    reason: str


def certainty_of(draft: Draft, answerability: Answerability) -> Certainty:
    """Say how certain a draft is; of a refusal, how certain it is that the documents do not answer."""
    confidence = draft.confidence
    if draft.reason:
        if confidence is None:
            return Certainty(HIGH, "所问的东西不在现有文件里")
        if confidence >= SURE:
            return Certainty(LOW, "有相近的条文，可能只是说法不同")
        return Certainty(MIDDLE, "最接近的条文没有说到所问的事")
    if draft.kind == "comparison":
        return Certainty(MIDDLE, "只找到一方的条文" if draft.note else "两边各取最相关的一处条文")
    if confidence is None:
        where = "表格" if draft.table else "文件结构和文件信息"
        return Certainty(HIGH, f"从{where}里直接读出")
    if confidence < answerability.threshold:
        return Certainty(LOW, "条文与问题的说法相差较远，请核对原文")
    if confidence < SURE:
        return Certainty(MIDDLE, "条文与问题大体相符")
    return Certainty(HIGH, "条文与问题相符")
