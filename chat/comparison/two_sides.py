"""A question of two sides, each side answered from its own documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import zip_longest

from chat.answer import AnswerTable
from chat.answers import Draft, compose, short_title
from chat.comparison.editions import compared_editions
from chat.computed import compared_cells
from chat.counting import how_many_divisions
from chat.evidence import FoundEvidence, Passages, Retrieval, ScoredUnit
from chat.form import table_of
from chat.question import Asked, QuestionReader, Side, names_editions, understand
from index.words import bigrams
from ingest.text.years import explicit_years

EVEN = 0.5  # how likely it is beforehand that a question has an answer
BESIDE_AN_ANSWER = 0.85  # the same, of a side where another side or the whole question has one
BESIDE_A_REFUSAL = 0.15  # the same, where the whole question has none
LEAST_SAID = 0.5  # of the words that one side alone has, from which a quote is about that side
# “2024”, “100”: what tells sides apart that have the same words
_NUMBER = re.compile(r"\d+")


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
    alone = _own_words(asked.sides)
    likely = EVEN if whole is None else BESIDE_A_REFUSAL if whole.reason else BESIDE_AN_ANSWER

    def draft_of(number: int, taken: Sequence[ScoredUnit], likely: float) -> Draft:
        found = own[number]
        computed = how_many_divisions(found.asked, found.hits, passages)
        if computed:
            return computed
        left = [evidence for evidence in found.ranked if not any(_overlap(evidence, pick) for pick in taken)]
        other = answer(replace(found, ranked=left), likely)
        if not taken or (other.picks and (other.picks[0].support or 0.0) >= EVEN and not other.reason):
            return other
        # What another side was answered with answers this one too where it speaks of it and nothing else does better.
        both = any(_says(pick, alone[number]) for pick in taken)
        return answer(found, likely) if both else other

    drafts: list[Draft] = []
    for number in range(len(own)):
        drafts.append(draft_of(number, _firsts(drafts), likely))
    if _firsts(drafts) and likely < BESIDE_AN_ANSWER:
        for number, draft in enumerate(drafts):
            if draft.reason:
                drafts[number] = draft_of(number, _firsts(drafts), BESIDE_AN_ANSWER)
    told = _each_once(drafts)
    reasons = [draft.reason for draft in drafts if draft.reason]
    if not told:
        nearest = [pick for draft in drafts for pick in draft.picks[:1]]
        return Draft("comparison", nearest, (), reasons[0]) if reasons else None
    picks = [pick for pick, _ in told]
    note = f"另一方未找到依据：{reasons[0]}。" if reasons and len(picks) < len(own) else ""
    table = _side_by_side(asked, picks)
    words = tuple(word for _, word in told)
    sure = min((draft.confidence for draft in drafts if draft.confidence is not None), default=None)
    return Draft("comparison", picks, words, None, note, sure, picks, table)


def _overlap(one: ScoredUnit, other: ScoredUnit) -> bool:
    same = one.document.doc_id == other.document.doc_id
    return same and one.unit.start < other.unit.end and other.unit.start < one.unit.end


def _firsts(drafts: Sequence[Draft]) -> list[ScoredUnit]:
    return [draft.picks[0] for draft in drafts if draft.picks and not draft.reason]


def _each_once(drafts: Sequence[Draft]) -> list[tuple[ScoredUnit, str | None]]:
    """The quote of each side that answers most surely and that no side before it has, with its ready words.

    Two cells of one row are two quotes."""
    told: list[tuple[ScoredUnit, str | None]] = []
    for draft in drafts:
        given = [] if draft.reason else list(zip_longest(draft.picks, draft.words[: len(draft.picks)]))
        given.sort(key=lambda pair: -(pair[0].support or 0.0))
        before = {(pick.key, word) for pick, word in told}
        new = next(((pick, word) for pick, word in given if (pick.key, word) not in before), None)
        if new:
            told.append(new)
    return told


def _covers(whole: Draft, draft: Draft, sides: Sequence[Side]) -> bool:
    """Whether the answer to the whole question speaks of every side.

    Where one quote alone does, it must be likely to answer: “大气污染物或者水污染物” names both and may say nothing of them.
    """
    if whole.reason or draft.reason:
        return False
    saying = [{pick.key for pick in whole.picks if _says(pick, words)} for words in _own_words(sides)]
    apart = len(set().union(*saying)) > 1
    return all(saying) and (apart or (whole.confidence or 0.0) >= EVEN)


def speaks_of_each(sides: Sequence[Side], picks: Sequence[ScoredUnit]) -> bool:
    """Tell whether every side has a quote: one of its documents, or of its own words where it has none."""
    return all(
        any(pick.document.doc_id in side.doc_ids if side.doc_ids else _says(pick, words) for pick in picks)
        for side, words in zip(sides, _own_words(sides), strict=True)
    )


def _own_words(sides: Sequence[Side]) -> list[set[str]]:
    """The words of each side that no other side has."""
    every = [_words(side.thing or side.text) for side in sides]
    return [own - set().union(*every[:n], *every[n + 1 :]) for n, own in enumerate(every)]


def _words(text: str) -> set[str]:
    """The character pairs and numbers of a side, by which it is told from another: “五级” beside “二级”."""
    return {*bigrams(text), *_NUMBER.findall(text)}


def _says(pick: ScoredUnit, words: Collection[str]) -> bool:
    """Whether a quote holds the words of a side that are its own."""
    held = sum(word in pick.unit.flat for word in words)
    return bool(words) and held >= LEAST_SAID * len(words)


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
    """What is asked of one side, as a question that stands alone; in documents of its own where it has some."""
    if not side.doc_ids:
        return replace(reader.read(side.text, asked.filters), sides=())
    quoted = tuple(name for name in asked.question.quoted if name in side.text)
    # “规划和新闻里的企业数量”: what a fact is of names both sides
    years = explicit_years(side.text) or asked.question.years
    if names_editions(asked.text):  # the year that is named is of the newer one
        years = frozenset()
    question = replace(understand.understand(side.text), years=years, quoted=quoted, owner="", attribute="")
    others = frozenset(asked.catalogue.by_id) - side.doc_ids
    scope = replace(asked.scope, inside=side.doc_ids, outside=others, settled=True)
    return reader.part(asked, question, scope)
