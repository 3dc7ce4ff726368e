"""How certain an answer is, in a word and a reason: 高, 中 or 低.

What stands at an address, in a document's facts or in a table's cell was read and not estimated. Elsewhere the estimate
of ``chat.answers.confidence`` speaks, with the two marks that it decides by: where it is sure, and where it would refuse
among many documents.
"""

from __future__ import annotations

from dataclasses import dataclass

from chat.answers import SURE, Answerability, Draft
from chat.question import is_english

HIGH, MIDDLE, LOW = "高", "中", "低"
_ENGLISH = {HIGH: "high", MIDDLE: "medium", LOW: "low"}


@dataclass(frozen=True, slots=True)
class Certainty:
    """A level (高, 中, 低) and the reason for it in a few words."""

    level: str
    reason: str


def certainty_of(draft: Draft, answerability: Answerability, *, in_english: bool = False) -> Certainty:
    """Say how certain a draft is; of a refusal, how certain it is that the documents do not answer.

    ``in_english``: the reason is given in English; the level is one of the three words all the same.
    """
    level, reason, english = _refused(draft) if draft.reason else _answered(draft, answerability.threshold)
    return Certainty(level, english if in_english else reason)


def _refused(draft: Draft) -> tuple[str, str, str]:
    if draft.confidence is None:
        return HIGH, "所问的东西不在现有文件里", "what is asked about is not in the documents"
    if draft.confidence >= SURE:
        return LOW, "有相近的条文，可能只是说法不同", "a clause is near, perhaps in other words"
    return MIDDLE, "最接近的条文没有说到所问的事", "the nearest clause does not speak of it"


def _answered(draft: Draft, least: float) -> tuple[str, str, str]:
    confidence = draft.confidence
    if draft.kind == "comparison":
        if draft.note:
            return MIDDLE, "只找到一方的条文", "a clause was found for one side only"
        return MIDDLE, "两边各取最相关的一处条文", "the most relevant clause of each side"
    if confidence is None:
        if draft.table:
            return HIGH, "从表格里直接读出", "read off a table"
        return HIGH, "从文件结构和文件信息里直接读出", "read off the document's structure"
    if confidence < least:
        return (
            LOW,
            "条文与问题的说法相差较远，请核对原文",
            "the clause says it in other words: check the original",
        )
    if confidence < SURE:
        return MIDDLE, "条文与问题大体相符", "the clause fits the question on the whole"
    return HIGH, "条文与问题相符", "the clause fits the question"


def certainty_words(level: str, question: str) -> str:
    """Say a level to who asked a question: “把握 低”, “Certainty: low”."""
    return f"Certainty: {_ENGLISH[level]}" if is_english(question) else f"把握 {level}"
