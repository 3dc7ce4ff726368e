"""Leave out what an answer does not need: quotes behind those that already hold the one fact asked for."""

from __future__ import annotations

from dataclasses import replace

from chat.answers import Draft
from chat.evidence import ScoredUnit
from chat.question import Question, is_english

AS_MUCH = 0.9  # of what the first quote covers, from which another document speaks of the same
_WHOLE = frozenset(("list", "comparison", "responsible"))  # kinds whose quotes are parts of one answer


def without_idle(draft: Draft, question: Question) -> Draft:
    """Give a draft without the quotes that add nothing where one thing is asked and those before hold every fact of it.

    A quote that holds more of the question than the first stays, and so does one of the same clause or of another
    document that gives such a fact too.
    Ready words, lists and tables are left alone, as are questions that ask several things (their focus has several
    clauses) or that were asked in English, whose search words say less of what is wanted.
    """
    whole = draft.reason or draft.table or any(draft.words) or draft.kind in _WHOLE
    several = "，" in question.focus or is_english(question.text)
    if whole or several or not question.asks or len(draft.picks) < 2:
        return draft
    kept: list[ScoredUnit] = []
    for pick in draft.picks:
        unmet = any(not any(one.unit.satisfies(ask) for one in kept) for ask in question.asks)
        if not kept or unmet or _adds(pick, kept[0], question):
            kept.append(pick)
    return replace(draft, picks=kept, words=())


def _adds(pick: ScoredUnit, first: ScoredUnit, question: Question) -> bool:
    if pick.coverage > first.coverage:
        return True
    if pick.document.doc_id == first.document.doc_id:  # the same clause may give it for another case
        alike = pick.unit.chunk.path == first.unit.chunk.path
    else:
        alike = pick.coverage >= AS_MUCH * first.coverage
    return alike and all(pick.unit.satisfies(ask) for ask in question.asks)
