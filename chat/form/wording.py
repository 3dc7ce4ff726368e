"""A draft in words, in the language of the question: text with [n] marks, sentences, citations and the table."""

from __future__ import annotations

from chat.answer import AnswerTable, Citation, Sentence
from chat.answers import Draft, compose
from chat.form import english
from chat.form.lengths import shortened
from chat.question import Question

# Text, sentences, citations, table.
Worded = tuple[str, tuple[Sentence, ...], tuple[Citation, ...], AnswerTable | None]


def worded(draft: Draft, question: Question, *, in_english: bool = False) -> Worded:
    """Put a draft into words: an answer, or the reason why there is none."""
    if draft.reason:
        refuse = english.refused if in_english else compose.refuse
        return *refuse(draft.reason, draft.picks), None
    if in_english and draft.picks:
        return shortened(*english.composed(draft, question), english.tabled(draft), in_english=True)
    return shortened(*compose.compose(draft.picks, question, draft.words, draft.note), draft.table)
