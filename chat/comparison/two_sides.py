"""A question of two sides, each side answered from its own documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from chat.answer import AnswerTable
from chat.answers import Draft, compose, short_title, with_lead
from chat.comparison.assignment import (
    assigned,
    each_once,
    entitled,
    further_of,
    of_one_kind,
    overlap,
    own_words,
    says,
    told_of,
)
from chat.comparison.editions import compared_editions
from chat.computed import compared_cells
from chat.counting import how_many_divisions
from chat.evidence import FoundEvidence, Passages, Retrieval, ScoredUnit
from chat.form import table_of
from chat.question import Asked, QuestionReader, Side, understand
from ingest.text.years import explicit_years

EVEN = 0.5  # how likely it is beforehand that a question has an answer
BESIDE_AN_ANSWER = 0.85  # the same, of a side where another side or the whole question has one
FIGURES = ("quantity", "money", "percent", "duration")  # facts of which both sides state one kind
BESIDE_A_REFUSAL = 0.15  # the same, where the whole question has none


def side_by_side(
    asked: Asked,
    reader: QuestionReader,
    retrieval: Retrieval,
    passages: Passages,
    answer: Callable[[FoundEvidence, float], Draft],
    whole: Callable[[FoundEvidence], Draft],
) -> Draft | None:
    """Give what two sides say: of editions the clause that changed, of one table its cells, else each side's own answer.

    ``answer``: gives the draft of a question that stands alone and is as likely to have an answer as told;
    ``whole``: gives the answer to the whole question, which is asked for where the sides have no documents of their
    own or do not answer. ``None`` where nothing is compared.
    """
    draft = compared_editions(asked, reader, retrieval)
    if draft:
        return draft
    found = retrieval.find(asked) if asked.question.kind == "comparison" else None
    draft = compared_cells(asked, found.hits, passages) if found else None
    if draft or not asked.sides:
        return draft
    own = [retrieval.find(_of_side(asked, side, reader)) for side in asked.sides]
    if all(side.doc_ids for side in asked.sides):
        draft = _of_each(asked, own, passages, answer)
        if draft and not draft.reason:
            return draft
    told = whole(found or retrieval.find(asked))
    draft = _of_each(asked, own, passages, answer, told)
    return draft if draft and not _covers(told, draft, asked.sides) else told


def _of_each(
    asked: Asked,
    own: Sequence[FoundEvidence],
    passages: Passages,
    answer: Callable[[FoundEvidence, float], Draft],
    whole: Draft | None = None,
) -> Draft | None:
    """Each side answered from what was found for it (``own``); refused only where no side answers.

    ``whole``: the answer to the whole question, where it was asked. ``None`` where the sides were one thing after
    all: nothing to set side by side.
    """
    # Documents of its own tell a side apart, and their quotes need not say whose they are.
    alone = [
        set() if side.doc_ids else words
        for side, words in zip(asked.sides, own_words(asked.sides), strict=True)
    ]
    likely = EVEN if whole is None else BESIDE_A_REFUSAL if whole.reason else BESIDE_AN_ANSWER

    def draft_of(number: int, likely: float, taken: Sequence[ScoredUnit] = ()) -> Draft:
        found = own[number]
        computed = None if taken else how_many_divisions(found.asked, found.hits, passages)
        left = [one for one in found.ranked if not any(overlap(one, pick) for pick in taken)]
        return computed or answer(replace(found, ranked=left), likely)

    drafts = [draft_of(number, likely) for number in range(len(own))]
    if likely < BESIDE_AN_ANSWER and not all(draft.reason for draft in drafts):
        drafts = [
            draft_of(number, BESIDE_AN_ANSWER) if draft.reason else draft
            for number, draft in enumerate(drafts)
        ]
    quotes = [told_of(draft, words) for draft, words in zip(drafts, alone, strict=True)]
    further = [further_of(draft, words) for draft, words in zip(drafts, alone, strict=True)]
    figures = any(ask.kind in FIGURES for found in own for ask in found.asked.question.asks)
    given = of_one_kind(quotes, further, alone, asked.question) if figures else assigned(quotes, alone)
    for number, one in enumerate(given):  # what a side has beside that which answers another better
        taken = [other.pick for other in given if other]
        if one is None and taken:
            quotes[number] += told_of(draft_of(number, BESIDE_AN_ANSWER, taken), alone[number])
    told = each_once(given if None not in given else assigned(quotes, alone))
    reasons = [draft.reason for draft in drafts if draft.reason]
    if not told:
        nearest = [pick for draft in drafts for pick in draft.picks[:1]]
        return Draft("comparison", nearest, (), reasons[0]) if reasons else None
    picks = [one.pick for one in told]
    note = f"另一方未找到依据：{reasons[0]}。" if reasons and len(picks) < len(own) else ""
    table = _side_by_side(asked, picks)
    words = tuple(
        one.words or with_lead(one.pick, asked.question, passages.document(one.pick.document)) for one in told
    )
    sure = min((draft.confidence for draft in drafts if draft.confidence is not None), default=None)
    return Draft("comparison", picks, words, None, note, sure, picks, table)


def _covers(whole: Draft, draft: Draft, sides: Sequence[Side]) -> bool:
    """Whether the answer to the whole question speaks of every side, and no less surely than the answers to each.

    Where one quote alone does, it must be likely to answer: “大气污染物或者水污染物” names both and may say nothing of them.
    """
    if whole.reason or draft.reason:
        return False
    alone = own_words(sides)
    saying = [{pick.key for pick in whole.picks if says(pick, words)} for words in alone]
    apart = len(set().union(*saying)) > 1
    if not all(saying) or not (apart or (whole.confidence or 0.0) >= EVEN):
        return False
    return _worth(whole, alone) >= _worth(draft, alone)


def _worth(draft: Draft, alone: Sequence[Collection[str]]) -> float:
    """How well the quotes of an answer answer all sides together."""
    given = assigned([told_of(draft, words) for words in alone], alone)
    return sum(one.worth for one in given if one)


def speaks_of_each(sides: Sequence[Side], picks: Sequence[ScoredUnit]) -> bool:
    """Tell whether every side has a quote: one of its documents, else one that says its words or whose title does."""
    return all(
        any(
            pick.document.doc_id in side.doc_ids
            if side.doc_ids
            else says(pick, words) or entitled(pick, words)
            for pick in picks
        )
        for side, words in zip(sides, own_words(sides), strict=True)
    )


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


def _are_editions(asked: Asked) -> bool:
    """Whether the sides are editions of one document."""
    ids = [doc_id for side in asked.sides for doc_id in side.doc_ids]
    return len(ids) > 1 and set(ids) <= set(asked.catalogue.editions_of(ids[0]))


def _of_side(asked: Asked, side: Side, reader: QuestionReader) -> Asked:
    """What is asked of one side, as a question that stands alone; in documents of its own where it has some."""
    if not side.doc_ids:
        return replace(reader.read(side.text, asked.filters), sides=())
    quoted = tuple(name for name in asked.question.quoted if name in side.text)
    # “规划和新闻里的企业数量”: what a fact is of names both sides
    years = explicit_years(side.text) or asked.question.years
    if _are_editions(asked):  # the years that are named tell the editions apart
        years = frozenset()
    question = replace(understand.understand(side.text), years=years, quoted=quoted, owner="", attribute="")
    others = frozenset(asked.catalogue.by_id) - side.doc_ids
    scope = replace(asked.scope, inside=side.doc_ids, outside=others, settled=True)
    return reader.part(asked, question, scope)
