"""Answers of the chat about what applies to an enterprise: “我们是……，有什么支持？”, “……能申请《……》吗？”.

A question is answered here only where it tells of an enterprise and the documents hold measures that have to do with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chat.answers import Draft
from chat.applicability.conditions import FIELD_NAMES, MET, UNKNOWN, UNMET
from chat.applicability.enterprise.industries import Relation
from chat.applicability.enterprise.patterns import ASKS_SUPPORT, ASKS_WHETHER, TELLS_OF_ASKER, TITLE_DRESSING
from chat.applicability.enterprise.profile_words import profile_of_text
from chat.applicability.matching import FAILS, FITS, OPEN, Match, MatchedMeasures, match, matched
from chat.applicability.measures import SETTLED, Listed, Measures
from chat.evidence import Passages, ScoredUnit, span_unit
from chat.question import Asked
from index.search import allows
from ingest.document import Span
from ingest.text.normalise import flat_text, squeeze

MOST_SHOWN = 5  # measures of an answer
MOST_CONDITIONS = 8  # of one measure that is tested
SHORTEST_TITLE = 6  # characters of a measure's name that a question is taken to mean it by
LONGEST_WORDS = 160  # characters of a gift's words in an answer


def by_matching(asked: Asked, measures: Measures, passages: Passages, day: date) -> Draft | None:
    """Match the enterprise that a question tells of; ``None`` where it tells of none or asks something else."""
    if asked.question.kind != "applicability":
        return None
    open_question, whether = ASKS_SUPPORT.search(asked.text), ASKS_WHETHER.search(asked.text)
    if not (open_question or whether) or not TELLS_OF_ASKER.search(asked.text):
        return None
    profile = profile_of_text(asked.text, day, measures.regions())
    if not profile.describes():
        return None
    admitted = [listed for listed in measures.listed() if _admits(asked, listed)]
    named = _named(asked.text, admitted) if whether else None
    if named is not None:
        tested = matched(measures, profile, named, day)
        known = any(held.judgement.state != UNKNOWN for held in tested.conditions)
        return _tested(tested, measures, passages) if known else None  # the words of the document say more
    if not open_question:
        return None
    keys = {listed.key for listed in admitted}
    found = match(measures, profile, day, None, lambda listed: listed.key in keys)
    shown = _worth_showing(found.matches)
    return _listed(found, shown, measures, passages) if shown else None


def _admits(asked: Asked, listed: Listed) -> bool:
    return asked.scope.admits(listed.info.doc_id) and (
        not asked.filters or allows(asked.filters, listed.info)
    )


def _named(text: str, listed: Sequence[Listed]) -> Listed | None:
    """The measure whose name a question holds, the longest where it holds several."""
    names = [(TITLE_DRESSING.sub("", flat_text(one.measure.title)), one) for one in listed]
    held = [(len(name), one) for name, one in names if len(name) >= SHORTEST_TITLE and name in text]
    return max(held, key=lambda pair: pair[0])[1] if held else None


def _worth_showing(found: Sequence[Match]) -> list[Match]:
    """The measures of an answer: in force and not failed, first those that fit or are of its industry."""
    able = [one for one in found if one.in_force and one.verdict != FAILS and one.listed.measure.gifts]
    near = [one for one in able if one.industry >= Relation.NEAR or one.verdict == FITS]
    return [*near, *(one for one in able if one not in near)][:MOST_SHOWN]


def _listed(found: MatchedMeasures, shown: Sequence[Match], measures: Measures, passages: Passages) -> Draft:
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    for one in shown:
        span = _best_gift(one)
        picks.append(_unit(one.listed, span, passages))
        said = squeeze(measures.words(one.listed, span))
        said = said if len(said) <= LONGEST_WORDS else said[: LONGEST_WORDS - 1] + "…"
        standing = "" if one.status in SETTLED else f"，{one.status}"
        words.append(
            f"{squeeze(one.listed.measure.title)}（{one.verdict}{standing}）：{said.rstrip('。；;')}。"
        )
    counts = {
        verdict: sum(one.verdict == verdict for one in found.matches) for verdict in (FITS, OPEN, FAILS)
    }
    told = "，".join(f"{verdict}{count}项" for verdict, count in counts.items() if count)
    asked = "、".join(FIELD_NAMES[wanted.field] for wanted in found.ask[:3])
    further = f"补充{asked}后更准。" if asked else ""
    note = f"相关的措施共{len(found.matches)}项：{told}，以上是前{len(shown)}项。{further}"
    return Draft("applicability", picks, tuple(words), note=note)


def _best_gift(one: Match) -> Span:
    """The words of the gift that is worth most, the first where none names a sum."""
    gifts = one.listed.measure.gifts
    return max(gifts, key=lambda gift: (gift.cap or 0.0, gift.amount is not None)).words


def _tested(one: Match, measures: Measures, passages: Passages) -> Draft:
    """One measure tested: the verdict, then each condition with its state and reason."""
    title = squeeze(one.listed.measure.title)
    order = {UNMET: 0, UNKNOWN: 1, MET: 2}
    held = sorted(one.conditions, key=lambda condition: order[condition.judgement.state])[:MOST_CONDITIONS]
    marks = {MET: "满足", UNMET: "不满足", UNKNOWN: "待确认"}
    picks = [_unit(one.listed, condition.condition.words, passages) for condition in held]
    words: list[str | None] = [
        f"{marks[condition.judgement.state]}：{squeeze(measures.words(one.listed, condition.condition.words)).rstrip('。；;')}（{condition.judgement.reason}）。"
        for condition in held
    ]
    standing = "" if one.status in SETTLED else f"，文件{one.status}"
    counts = "，".join(
        f"{marks[state]}{number}条"
        for state in (MET, UNMET, UNKNOWN)
        if (number := sum(held.judgement.state == state for held in one.conditions))
    )
    return Draft(
        "applicability",
        picks,
        tuple(words),
        note=f"{title}：{one.verdict}{standing}。{counts}{'。' if counts else ''}",
    )


def _unit(listed: Listed, span: Span, passages: Passages) -> ScoredUnit:
    return span_unit(passages.document(listed.info), span, listed.info)
