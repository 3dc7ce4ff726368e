"""A question of several parts, each answered for itself: “填什么表、带什么，多少天内发证？”.

A part that follows another leaves out what it is about; the words before the first thing asked are said again for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from chat.answers.draft import Draft
from chat.evidence import ScoredUnit
from chat.question import Ask, Asked, QuestionReader, understand
from index.words import bigrams

MOST_PARTS = 4
LONGEST_WIDER = 200  # characters of a quote that takes the place of one of its sentences
LEAST_HELD = 0.5  # of the character pairs of a part without typed facts, which its quote holds
LOOKED_AT = 12  # best units among which another quote for a part is looked for
ANSWERS = 0.5  # how likely the reader must hold it that a quote answers which holds another
LEAST_SUPPORT = 0.3  # how likely the reader must hold it that such a quote answers
LEAST_SUBJECT = 4  # characters before the first thing asked, which say what it is about
# “，”, “、”, “？”: what parts the things asked
_MARK = re.compile(r"[，,、；;？?。]|(?<=[么吗谁里少久天])[和及](?=.{1,12}(?:什么|哪|谁|多少|几|怎么|如何))")
# “什么”, “多少”, “几天”, “怎么”, “收不收费”, “有没有”: the words that ask
_ASKS = re.compile(
    r"什么|哪[些个里儿家种几]?|谁|多少|多久|多长|多大|几[天个月年号日点种项次]|何时|怎么|怎样|如何|吗$"
    r"|([\u4e00-\u9fff])[不没]\1"
)
# “要填”, “需要提交”, “由”: the words right before those, which belong to the thing asked
_LEADING = re.compile(
    r"(?:(?:需要|应该|应当|可以|最晚|最多|最高|最低|必须|[要需应须可能会由是在去到向找打交带填有为给发寄])+[\u4e00-\u9fff]{0,2})$"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question: its own words, and the question it is when it stands alone."""

    said: str
    asked: Asked

    @property
    def asks(self) -> tuple[Ask, ...]:
        """The facts that the part's own words ask for."""
        return understand.understand(self.said).asks

    def answered_by(self, pick: ScoredUnit) -> bool:
        """Whether a quote holds the facts asked for, or for a part without such facts the words that it is about."""
        if self.asks:
            return all(pick.unit.satisfies(ask) for ask in self.asks)
        own = self._own_pairs()
        return not own or len(own & set(bigrams(pick.unit.flat))) >= LEAST_HELD * len(own)

    def is_named_by(self, pick: ScoredUnit) -> bool:
        """Whether a quote has any of the part's own words, where it has words of its own (“公示几天”)."""
        own = self._own_pairs()
        return not own or bool(own & set(bigrams(f"{pick.unit.flat} {pick.unit.context}")))

    def _own_pairs(self) -> set[str]:
        return set(bigrams(_ASKS.sub("，", self.said)))


def parts_of(asked: Asked, reader: QuestionReader) -> list[Part]:
    """Give each part as a question that stands alone, in the order asked; empty where there are not several."""
    said = [part for part in _MARK.split(asked.text) if part]
    asking = [n for n, part in enumerate(said) if _ASKS.search(part)]
    if not 2 <= len(asking) <= MOST_PARTS or asked.question.kind in ("comparison", "lookup"):
        return []
    opening, first = said[: asking[0]], said[asking[0]]
    match = _ASKS.search(first)
    before = _LEADING.sub("", first[: match.start()] if match else first)
    subject = "".join((*opening, before))
    if len(subject) < LEAST_SUBJECT:
        return []
    alone = [first.removeprefix(before), *(said[n] for n in asking[1:])]
    texts = ["，".join((*opening, first)), *(f"{subject}，{said[n]}" for n in asking[1:])]
    return [
        Part(
            own,
            reader.part(asked, replace(understand.understand(text), years=asked.question.years), asked.scope),
        )
        for own, text in zip(alone, texts, strict=True)
    ]


def joined(whole: Draft, parts: Sequence[Part], drafts: Sequence[Draft]) -> Draft:
    """Give the draft of a question with what its parts add: each part's quote in the order asked, or its name as missing.

    A quote of the whole question that no part wants goes where every part has one. What the whole was refused for may be
    one part alone.
    """
    if not whole.reason and (not whole.more or not whole.picks):
        return whole  # a list read off the structure answers as one
    of_one_kind = _ask_alike(parts)
    alike = of_one_kind and _differ(drafts)
    held = (
        []
        if whole.reason or alike
        else list(zip(whole.picks, (*whole.words, *[None] * len(whole.picks)), strict=False))
    )
    chosen: list[tuple[ScoredUnit, str | None]] = []
    missing: list[str] = []
    for part, draft in zip(parts, drafts, strict=True):
        own = (
            [] if draft.reason else [(p, w) for p, w in zip(draft.picks, (*draft.words, None), strict=False)]
        )
        fitting = [pair for pair in held if part.answered_by(pair[0])]
        named = [pair for pair in fitting if part.is_named_by(pair[0])]
        own_is_named = bool(own) and part.is_named_by(own[0][0])
        fitting = named or ([] if own_is_named else fitting)
        added = [pair for pair in fitting if _is_new(pair[0], chosen)]
        if not added:
            told_before = bool(own) and not _is_new(own[0][0], chosen)
            first = _next_best(part, draft, chosen) if told_before and of_one_kind else own[:1]
            added = [pair for pair in first if part.answered_by(pair[0]) and _is_new(pair[0], chosen or held)]
        told = any(
            part.answered_by(pick) and (part.is_named_by(pick) or not own_is_named) for pick, _ in chosen
        )
        if not added and not fitting and not told:
            wider = [n for n, (pick, _) in enumerate(chosen) for p, _ in own[:1] if _widens(part, p, pick)]
            if wider:
                chosen[wider[0]] = own[0]
            else:
                missing.append(part.said)
        for pair in added:
            if _is_new(pair[0], chosen):
                chosen.append(pair)
    if not chosen or (missing and not whole.reason and not _more_than(whole, chosen)):
        return whole
    same = [pick.key for pick, _ in chosen] == [pick.key for pick in whole.picks]
    note = f"（没有找到：{'；'.join(missing)}。）" if missing else whole.note if same else ""
    base = next((draft for draft in drafts if not draft.reason), whole)
    picks, words = [pick for pick, _ in chosen], tuple(word for _, word in chosen)
    return replace(base, kind=whole.kind, picks=picks, words=words, reason=None, note=note, table=None)


def _next_best(
    part: Part, draft: Draft, chosen: Sequence[tuple[ScoredUnit, str | None]]
) -> list[tuple[ScoredUnit, str | None]]:
    """What answers a part best beside the quotes that answer the parts before it: “几天受理、几天审完”."""
    others: Iterator[tuple[ScoredUnit, str | None]] = (
        (evidence, None)
        for evidence in draft.more[:LOOKED_AT]
        if (evidence.support or 0.0) >= LEAST_SUPPORT
        and part.answered_by(evidence)
        and part.is_named_by(evidence)
        and _is_new(evidence, chosen)
    )
    return list(islice(others, 1))


def _more_than(whole: Draft, chosen: Sequence[tuple[ScoredUnit, str | None]]) -> bool:
    """Whether the quotes of the parts hold every quote of the whole and one more."""
    return len(chosen) > len(whole.picks) and not any(_is_new(pick, chosen) for pick in whole.picks)


def _ask_alike(parts: Sequence[Part]) -> bool:
    """“审核要多久？公示几天？”: two parts want facts of one type, and a quote that holds one seems to answer both."""
    kinds = [tuple(ask.kind for ask in part.asks) for part in parts]
    return any(kind and kinds.count(kind) > 1 for kind in kinds)


def _differ(drafts: Sequence[Draft]) -> bool:
    """Whether each part has an answer of its own."""
    firsts = [draft.picks[0].key for draft in drafts if draft.picks and not draft.reason]
    return len(set(firsts)) == len(drafts)


def _widens(part: Part, pick: ScoredUnit, other: ScoredUnit) -> bool:
    """Whether a quote answers a part, by its facts or as the reader sees it, and holds another quote in a few words more."""
    return (
        (part.answered_by(pick) or ((pick.support or 0.0) >= ANSWERS and pick.unit.chunk.kind == "text"))
        and pick.document.doc_id == other.document.doc_id
        and pick.unit.start <= other.unit.start
        and other.unit.end <= pick.unit.end
        and len(pick.unit.flat) <= LONGEST_WIDER
    )


def _is_new(pick: ScoredUnit, chosen: Sequence[tuple[ScoredUnit, str | None]]) -> bool:
    """Whether a quote is from the document of those chosen, and repeats none of their words."""
    return not any(
        pick.document.doc_id != other.document.doc_id
        or (pick.unit.start < other.unit.end and other.unit.start < pick.unit.end)
        for other, _ in chosen
    )
