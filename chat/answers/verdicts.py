"""Verdicts: 能, 不能, 需要 or 不需要 in front of an answer, where a rule of the document settles a yes-or-no question.

A verdict follows from one quoted condition and what the asker says of himself, or it is not given: a case that the
rule shuts out, a bound that a stated figure breaks, a requirement that the asker denies, words that forbid or permit
the very thing. Where another condition of the same matter speaks for the other side there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from chat.answers import compose
from chat.answers import verdict_patterns as p
from chat.answers.draft import Draft
from chat.answers.stated_bounds import breaks, keeps
from chat.evidence import ARTICLE_LABEL, Passages, ScoredUnit, list_of
from chat.question import Asked, Wording
from index.words import tagged
from ingest.document import Span
from ingest.text.figures import figures_in
from ingest.text.normalise import flat_text
from ingest.text.places import places_in

MOST = 40  # units of the document that are looked at
NEAR = 0.3  # of what the best unit covers: units that are looked at
ABOUT = 0.6  # of the weight of what is wanted that a condition and what it stands under must hold
SAME_CASE = 0.8  # of the content characters of a case that the asker must say
SAME_THING = 0.7  # of the question's weight in words that forbid or permit it
CAN, CANNOT, NEEDED, NEEDLESS = "能", "不能", "需要", "不需要"


@dataclass(frozen=True)
class YesNo:
    """A question for yes or no. ``said``: what the asker says before it; ``wanted``: what may or must be done."""

    said: str
    wanted: str
    must: bool
    wording: Wording

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """What is said, clause by clause."""
        return tuple(part for part in p.SAID_END.split(self.said) if part)

    def says(self, case: str) -> tuple[float, bool]:
        """Give the share of a case's content that the clause nearest to it says, and whether that clause denies."""
        shares = [(self._share(case, clause), bool(p.DENIED.search(clause))) for clause in self.clauses]
        return max(shares, default=(0.0, False))

    def is_about(self, subject: str) -> bool:
        """Whether the subject of a rule is what is asked about, with no figure that narrows it."""
        return not subject or (
            not figures_in(subject) and self._share(subject, f"{self.said}{self.wanted}") >= SAME_THING
        )

    def concerns(self, flat: str) -> bool:
        """Whether a text holds most of what is wanted; where that is a mere verb, of the whole question."""
        words = [word for word in self.wording.words if not word.asking]
        wanted = [word for word in words if word.noun and word.text in self.wanted] or words
        total = sum(word.weight for word in wanted)
        return sum(word.weight * word.credit(flat) for word in wanted) >= ABOUT * total

    def _share(self, case: str, clause: str) -> float:
        """Count the characters of a case's words that the clause holds, itself or in another wording."""
        tokens = [
            (word, tag)
            for word, tag in tagged(p.CLASS_NOUN.sub("", case))
            if tag[0] in "nvajlie" and len(word) > 1
        ]
        total = sum(len(word) for word, _ in tokens)
        if total < 2:
            return 0.0
        forms = {
            form
            for word in self.wording.words
            if word.text in clause
            for form, credit in ((word.text, 1.0), *word.alternatives)
            if credit >= 0.6
        }
        held = 0.0
        for word, tag in tokens:
            if word in forms or word in clause:
                held += len(word)
            elif tag[0] == "v":
                held += len(word) * any(character in clause for character in word)
            else:
                held += sum(character in clause for character in word)
        return held / total


@dataclass(frozen=True, slots=True)
class RuleCondition:
    """One condition of a rule: its words at their offsets, and the words that lead in the list it stands in."""

    evidence: ScoredUnit
    span: Span
    flat: str
    lead: Span | None
    lead_flat: str

    @property
    def scope(self) -> str:
        """The condition with what it stands under: the matter that it is a condition of."""
        return f"{self.flat} {self.lead_flat} {self.evidence.unit.context}"

    @property
    def shuts_out(self) -> bool:
        """Whether what the condition says is shut out by the words that lead it in."""
        return bool(p.SHUTS_OUT.search(self.lead_flat))

    @property
    def required(self) -> bool:
        """Whether the condition must hold, with no other way open."""
        words = f"{self.lead_flat}{self.flat}"
        return (
            not self.shuts_out
            and bool(p.REQUIRES.search(words))
            and not p.ONE_OF.search(words)
            and not p.OR_ELSE.search(self.flat)
            and not p.WISH.search(words)
        )


def yes_or_no(text: str, wording: Wording) -> YesNo | None:
    """Read a question that wants yes or no; ``None`` for any other."""
    found = [
        (match, must)
        for pattern, must in ((p.MAY, False), (p.MUST, True))
        for match in pattern.finditer(text)
    ]
    if not found:
        return None
    match, must = max(found, key=lambda pair: pair[0].start())
    wanted = p.SAID_END.split(text[match.end() :])[0].rstrip("吗么呢")
    return YesNo(text[: match.start()], wanted, must, wording)


def with_verdict(asked: Asked, draft: Draft, passages: Passages) -> Draft:
    """Give a draft that says 能, 不能, 需要 or 不需要 first, and the words that settle it, where any do."""
    question = yes_or_no(asked.text, asked.wording) if not draft.reason and draft.picks else None
    if question is None:
        return draft
    conditions = [c for c in _conditions(draft, passages) if question.concerns(c.scope)]
    found = [
        (verdict, condition, rule)
        for condition in conditions
        for rule in _RULES
        if (verdict := rule(question, condition))
    ]
    if len({verdict for verdict, _, _ in found}) != 1:
        return draft
    verdict, condition, rule = found[0]
    if rule is _beyond and any(_lets_in(question, other) for other in conditions):
        return draft
    if rule is _from_elsewhere and any(p.REGISTERED_ANYWHERE.search(other.flat) for other in conditions):
        return draft
    return _led_by(verdict, condition, draft, asked, passages)


def _conditions(draft: Draft, passages: Passages) -> Iterator[RuleCondition]:
    """The conditions of the document that answers which are of the matter asked about."""
    info = draft.picks[0].document
    picks = [evidence for evidence in draft.picks if evidence.document.doc_id == info.doc_id]
    more = [evidence for evidence in draft.more if evidence.document.doc_id == info.doc_id][:MOST]
    best = max(evidence.coverage for evidence in (*picks, *more))
    near = [evidence for evidence in more if evidence.coverage >= NEAR * best]
    document = passages.document(info)
    seen: set[int] = set()
    for evidence in (*picks, *near):
        unit = evidence.unit
        if unit.heading or unit.chunk.kind not in ("text", "row"):
            continue
        found = list_of(evidence, document) if unit.chunk.kind == "text" else None
        for span in _segments(unit.text, unit.start):
            if span.start in seen:
                continue
            seen.add(span.start)
            inside = found is not None and any(item.start <= span.start < item.end for item in found.items)
            lead = found.lead if found is not None and inside else None
            lead_flat = flat_text(document.text[lead.start : lead.end]) if lead else ""
            yield RuleCondition(
                evidence, span, flat_text(document.text[span.start : span.end]), lead, lead_flat
            )


def _segments(text: str, offset: int) -> Iterator[Span]:
    start = 0
    for match in [*p.BETWEEN.finditer(text), None]:
        end = match.start() if match else len(text)
        words = text[start:end]
        left = len(words) - len(words.lstrip())
        if words.strip():
            yield Span(offset + start + left, offset + start + len(words.rstrip()))
        start = match.end() if match else end


def _excluded(question: YesNo, condition: RuleCondition) -> str | None:
    """A case that is shut out, and that the asker says of himself."""
    if question.must:
        return None
    cases = [condition.flat] if condition.shuts_out else []
    for pattern in (p.EXCEPTED, p.NOT_GRANTED):
        for match in pattern.finditer(condition.flat):
            before = condition.flat[: match.start(1)] + condition.lead_flat
            if pattern is p.EXCEPTED and p.SHUTS_OUT.search(before):
                continue  # an exception from what is not granted
            cases += [match[1], *p.JOINED.split(match[1])]
    for case in cases:
        share, denies = question.says(case)
        if share >= SAME_CASE and denies == bool(p.DENIED.search(case)):
            return CANNOT
    return None


def _beyond(question: YesNo, condition: RuleCondition) -> str | None:
    """A bound that a figure of the asker breaks, or keeps where those within it are shut out."""
    if question.must or p.WISH.search(condition.flat) or p.OR_ELSE.search(condition.flat):
        return None
    if p.ONE_OF.search(condition.lead_flat) and not condition.shuts_out:
        return None
    if condition.shuts_out:
        return CANNOT if keeps(question.said, condition.flat, named=True) else None
    if p.SHUTS_OUT.search(condition.flat):
        return None
    return CANNOT if breaks(question.said, condition.flat) else None


def _denied(question: YesNo, condition: RuleCondition) -> str | None:
    """A requirement that something be so, which the asker denies, or be not so, which he affirms."""
    if question.must or p.SHUTS_OUT.search(condition.flat):
        return None
    if not condition.required:
        return None
    for match in p.NEGATIVE_STATE.finditer(condition.flat):
        for case in (match[1], *p.JOINED.split(match[1])):
            share, denies = question.says(case)
            if share >= SAME_CASE and not denies:
                return CANNOT
    for match in p.HAS_NOT.finditer(question.said):
        if match[1] not in question.wanted and re.search(p.HAS + re.escape(match[1]), condition.flat):
            return CANNOT
    return None


def _from_elsewhere(question: YesNo, condition: RuleCondition) -> str | None:
    """A rule for those registered in the place, and an asker who says that he is from another."""
    if question.must or not p.FROM_ELSEWHERE.search(question.said) or p.SHUTS_OUT.search(condition.flat):
        return None
    open_to_others = p.REGISTERED_ANYWHERE.search(condition.flat) or p.OR_ELSE.search(condition.flat)
    return CANNOT if p.REGISTERED_HERE.search(condition.flat) and not open_to_others else None


def _in_another_place(question: YesNo, condition: RuleCondition) -> str | None:
    """A rule for what is registered in one place, and an asker who says that he is registered in another."""
    said, ruled = p.REGISTERED_IN.search(question.said), p.REGISTERED_IN.search(condition.flat)
    if question.must or not said or not ruled or p.SHUTS_OUT.search(condition.flat):
        return None
    if p.OR_ELSE.search(condition.flat) or p.ONE_OF.search(condition.lead_flat):
        return None
    own, wanted = places_in(said["place"]), places_in(ruled["place"])
    apart = own and wanted and not any(one.startswith(other) for one in own for other in wanted)
    return CANNOT if apart else None


def _settled_by_words(question: YesNo, condition: RuleCondition) -> str | None:
    """Words that forbid, permit, demand or spare the very thing, in every case."""
    if condition.lead or p.CONDITIONAL.search(condition.flat) or condition.evidence.unit.chunk.kind != "text":
        return None
    pairs = (
        ((p.NEEDLESS, NEEDLESS), (p.NEEDED, NEEDED))
        if question.must
        else ((p.FORBIDS, CANNOT), (p.PERMITS, CAN))
    )
    for pattern, verdict in pairs:
        for match in pattern.finditer(condition.flat):
            subject = p.SAID_END.split(condition.flat[: match.start()])[-1]
            if (
                _is_wanted(question, match[1])
                and question.is_about(subject)
                and _holds_question(question, condition)
            ):
                return verdict
    return None


def _is_wanted(question: YesNo, words: str) -> bool:
    """Whether the words behind a modal are those of the thing wanted: its first verb."""
    verbs = [word for word, tag in tagged(question.wanted) if tag.startswith("v")]
    return bool(verbs) and any(character in words for character in verbs[0])


def _holds_question(question: YesNo, condition: RuleCondition) -> bool:
    words = [word for word in question.wording.words if not word.asking]
    total = sum(word.weight for word in words)
    context = condition.evidence.unit.context
    held = sum(
        word.weight * max(word.credit(condition.flat), word.credit(context) if word.known else 0.0)
        for word in words
    )
    own = sum(word.weight * word.credit(condition.flat) for word in words)
    return total > 0 and held >= SAME_THING * total and own >= SAME_THING / 2 * total


_RULES: tuple[Callable[[YesNo, RuleCondition], str | None], ...] = (
    _excluded,
    _beyond,
    _denied,
    _from_elsewhere,
    _in_another_place,
    _settled_by_words,
)


def _lets_in(question: YesNo, condition: RuleCondition) -> bool:
    """Whether the asker's figure keeps the bounds of another condition of the matter, as of another group."""
    grants = not condition.shuts_out and not p.SHUTS_OUT.search(condition.flat)
    return grants and keeps(question.said, condition.flat, named=True)


def _led_by(verdict: str, condition: RuleCondition, draft: Draft, asked: Asked, passages: Passages) -> Draft:
    """The words that settle a question first, then of the draft what else was asked for."""
    text = passages.document(condition.evidence.document).text
    deciding = replace(condition.evidence, quote=(condition.span.start, condition.span.end))
    leading = text[condition.lead.start : condition.lead.end] if condition.lead else ""
    lead = compose.squeeze_display(ARTICLE_LABEL.sub("", leading, count=1))
    own = compose.squeeze_display(text[condition.span.start : condition.span.end]).rstrip("；;。，, ")
    words: list[str | None] = [f"{verdict}：{lead}{own}。"]
    picks: list[ScoredUnit] = [deciding]
    kept = len(draft.picks) if asked.question.asks else 0
    ready: Sequence[str | None] = (*draft.words, *[None] * (len(draft.picks) - len(draft.words)))
    for pick, shown in list(zip(draft.picks, ready, strict=True))[:kept]:
        start, end = pick.quote or (pick.unit.start, pick.unit.end)
        if not (start < condition.span.end and condition.span.start < end):
            picks.append(pick)
            words.append(shown)
    return replace(draft, picks=picks, words=tuple(words), note=draft.note if len(picks) > 1 else "")
