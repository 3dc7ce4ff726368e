"""Choose which units an answer quotes, and how much of each.

Pure functions of scored evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chat.answers.near_duplicates import says_the_same
from chat.evidence import ARTICLE_LABEL, ITEM_LABEL, ScoredUnit, Unit, defines, says_what
from chat.question import Question, Wording
from ingest.text.normalise import flat_text

LENGTH_BUDGET = 300  # characters of quoted sentences in an answer
NEARLY_AS_GOOD = 0.6  # of the best unit's score
LEAST_OF_FACT = 0.35  # of the best unit's score, for a sentence that holds a further fact asked for
ANSWERED = 0.5  # support from which on the first sentence surely answers
IDLE = 0.3  # support below which another sentence then says nothing of what is asked
UNSUPPORTED = 0.02  # support below which neither of two sentences answers
MOST_EXPLAINED = 5  # sentences that spell out the parts of a name
# “‘1233’发展思路”, “「链长制」”: a name whose meaning the answer may have to add
_QUOTED = re.compile(r"[“「『]([^”」』]{2,40})[”」』]")
LONGEST_LIST = 280  # characters up to which a list is run on to its full stop
# “包括：”, “如下”, “四个方面”: the sentence opens a list, which is quoted whole
_LISTS = re.compile(r"包括|如下|分为|主要有|分别|即|[:：]|[一二三四五六七八九十\d]+(?:个方面|项|条|类|大)")
LONG_SENTENCE = 150  # characters; longer ones are cut to the clauses that matter
KEPT_WEIGHT = 0.9  # of the matched weight that such a cut must keep
# “到2025年，” then “建成50家；”: the pieces that a long sentence is cut to, each with its mark
_COMMA_CLAUSE = re.compile(r"[^，,；;]+[，,；;]*")
# A clause that spells out the one before it stays with it: “……的品牌，即：……”.
_EXPLAINS = re.compile(r"即|就是|包括|其中|分别|例如|比如|如(?!何|果)|主要(?:有|是|包括)|具体")
# “具体包括：……”, “其中，……包括”: a sentence that only goes with the one before it
_SPELLS_OUT = re.compile(
    r"(?:具体|主要|分别)?(?:包括|包含|分为|是指|有以下|如下)|具体(?:为|是|有)|即[:：,，]"
)
_MAX_PICKS = {"figure": 2, "responsible": 2, "deadline": 2, "definition": 3, "comparison": 2}


def select(
    ranked: Sequence[ScoredUnit],
    question: Question,
    wording: Wording,
    most: int | None = None,
    lead: ScoredUnit | None = None,
) -> list[ScoredUnit]:
    """Choose the units an answer quotes: the best one, then those that add words or facts asked for.

    ``most``: how many at the most, by default as the question's kind needs. ``lead``: evidence
    to begin with instead of the best unit.
    """
    ranked = [evidence for evidence in ranked if not evidence.year_conflict] or list(ranked)
    ranked = _with_a_fact_first(ranked, question)
    first = lead or _fitted(ranked[0], question, wording)
    picks = [first]
    top = ranked[0].score
    length = len(first.unit.flat)
    covered = {word.text: word.credit(first.unit.flat) for word in wording.words}
    limit = most or _MAX_PICKS.get(question.kind, 4)
    if question.kind == "definition" and defines(first.unit.flat, question.defined):
        limit = 1  # what defines a name says all that is asked
    if question.kind == "definition" and not most:
        picks += explained(picks[0], ranked[1:])
        length += sum(len(pick.unit.flat) for pick in picks[1:])
        limit = max(limit, len(picks))
    behind = _spelt_out(first, ranked, question)
    if behind:
        picks.append(behind)
        length += len(behind.unit.flat)
    for evidence in ranked[0 if lead else 1 : 40]:
        if len(picks) >= limit or length >= LENGTH_BUDGET:
            break
        if _repeats(evidence, picks) or length + len(evidence.unit.flat) > LENGTH_BUDGET + 80:
            continue
        if not _adds(evidence, picks, question, wording, covered, top):
            continue
        evidence = _fitted(evidence, question, wording)
        picks.append(evidence)
        length += len(evidence.unit.flat)
        for word in wording.words:
            covered[word.text] = max(covered[word.text], word.credit(evidence.unit.flat))
    return _with_each_fact(picks, ranked, question, top) if not most else picks


def _spelt_out(first: ScoredUnit, ranked: Sequence[ScoredUnit], question: Question) -> ScoredUnit | None:
    """The sentence right behind the first that spells it out, where its members are asked for: “具体包括：……”."""
    if question.kind not in ("list", "definition", "applicability", "general"):
        return None
    end = first.unit.end if first.quote is None else max(first.unit.end, first.quote[1])
    behind = (
        evidence
        for evidence in ranked
        if evidence.unit.chunk.chunk_id == first.unit.chunk.chunk_id and 0 <= evidence.unit.start - end <= 2
    )
    return next((evidence for evidence in behind if _SPELLS_OUT.match(evidence.unit.flat)), None)


def _with_each_fact(
    picks: list[ScoredUnit], ranked: Sequence[ScoredUnit], question: Question, top: float
) -> list[ScoredUnit]:
    """Give picks that hold every fact asked for, as far as the document quoted first has it, and no idle sentence.

    “几天能批？打什么电话？”: the second fact seldom stands near the words of the question.
    """
    document = picks[0].document.doc_id
    for ask in question.asks:
        if any(pick.unit.satisfies(ask) for pick in picks):
            continue
        held = (
            evidence
            for evidence in ranked
            if evidence.document.doc_id == document
            and evidence.score >= LEAST_OF_FACT * top
            and evidence.unit.satisfies(ask)
        )
        found = next(held, None)
        if found is not None:
            picks.append(found)
    checked = [ask for ask in question.asks if any(pick.unit.satisfies(ask) for pick in picks)]
    if len(question.asks) < 2 or len(checked) < len(question.asks):
        return picks
    return [pick for pick in picks if any(pick.unit.satisfies(ask) for ask in question.asks)]


def _with_a_fact_first(ranked: list[ScoredUnit], question: Question) -> list[ScoredUnit]:
    """Led by a unit that holds a fact asked for, where the best one holds none and another is nearly as good."""
    if not question.asks or ranked[0].asks_met:
        return ranked
    least = NEARLY_AS_GOOD * ranked[0].score
    first = next((evidence for evidence in ranked if evidence.asks_met and evidence.score >= least), None)
    return [first, *(evidence for evidence in ranked if evidence is not first)] if first else ranked


def fit(found: Sequence[ScoredUnit]) -> list[ScoredUnit]:
    """Give passages in order, as many as an answer holds: the first whole, then those within the budget."""
    picks: list[ScoredUnit] = []
    length = 0
    for evidence in found:
        length += len(evidence.unit.flat)
        if picks and length > LENGTH_BUDGET:
            break
        picks.append(evidence)
    return picks


def explained(pick: ScoredUnit, others: Sequence[ScoredUnit]) -> list[ScoredUnit]:
    """Find the units that say what the quoted names in a unit mean.

    “‘1233’即‘一个主题、两产融合’” names two things; a unit with “‘一个主题’即……” says what the first is.
    """
    names = [name for quoted in _QUOTED.findall(pick.unit.flat) for name in quoted.split("、")]
    found = [
        evidence
        for evidence in others
        if evidence.document.doc_id == pick.document.doc_id
        and any(says_what(evidence.unit.flat, name) for name in names if len(name) >= 2)
        and not _repeats(evidence, [pick])
    ]
    return sorted(found[:MOST_EXPLAINED], key=lambda evidence: evidence.unit.start)


def complete(evidence: ScoredUnit, question: Question) -> ScoredUnit:
    """Run a list or a rule of an article that is split by ； on to its full stop where that is near."""
    unit = evidence.unit
    opens = unit.text.rstrip().endswith(("：", ":"))
    goes_on = unit.text.rstrip().endswith(("；", ";"))
    listed = _LISTS.search(unit.flat) and question.kind in ("list", "definition", "general")
    if unit.chunk.kind != "text" or not (opens or (goes_on and (listed or _is_rule(unit)))):
        return evidence
    offset = unit.chunk.start
    stop = unit.chunk.text.find("。", unit.end - offset)
    if stop < 0 or offset + stop + 1 - unit.start > LONGEST_LIST:
        return evidence
    text = unit.chunk.text[unit.start - offset : stop + 1]
    run = replace(unit, end=unit.start + len(text), text=text, flat=flat_text(text))
    return replace(evidence, unit=run)


def _is_rule(unit: Unit) -> bool:
    """Whether a unit is of an article and no item: what follows its ； says what else holds of the same."""
    path = unit.chunk.path
    return bool(path and ARTICLE_LABEL.match(path[-1]) and not ITEM_LABEL.match(unit.text.lstrip()))


def narrow(evidence: ScoredUnit, question: Question, wording: Wording) -> ScoredUnit:
    """Cut a long sentence to the run of its comma clauses that holds what the question shares with it.

    The run keeps nearly all of the sentence's matched weight and every fact asked for;
    the clause before it stays, as it often holds the subject.
    """
    unit = evidence.unit
    if len(unit.flat) <= LONG_SENTENCE or unit.chunk.kind != "text":
        return evidence
    parts = [match.span() for match in _COMMA_CLAUSE.finditer(unit.text)]
    flats = [flat_text(unit.text[start:end]) for start, end in parts]
    wanted = [ask for ask in question.asks if unit.satisfies(ask)]
    whole = _matched(unit.flat, wording)
    best: tuple[int, int] | None = None
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            run = "".join(flats[first : last + 1])
            if best and len(run) >= sum(len(flat) for flat in flats[best[0] : best[1] + 1]):
                break
            held = replace(unit, text=run, flat=run)
            if (
                _matched(run, wording) >= KEPT_WEIGHT * whole
                and all(held.satisfies(ask) for ask in wanted)
                and all(name in run for name in question.quoted if name in unit.flat)
            ):
                best = (first, last)
                break
    if best is None:
        return evidence
    last = best[1]
    while last + 1 < len(parts) and _EXPLAINS.match(flats[last + 1]):
        last += 1
    start, end = parts[max(0, best[0] - 1)][0], parts[last][1]
    text = unit.text[start:end].rstrip("，,；; \n\t")
    cut = replace(
        unit,
        start=unit.start + start,
        end=unit.start + start + len(text),
        text=text,
        flat=flat_text(text),
    )
    return replace(evidence, unit=cut)


def _fitted(evidence: ScoredUnit, question: Question, wording: Wording) -> ScoredUnit:
    """A unit as an answer quotes it: a list whole, another long sentence cut."""
    whole = complete(evidence, question)
    return whole if whole is not evidence else narrow(evidence, question, wording)


def _matched(flat: str, wording: Wording) -> float:
    return sum(word.weight * word.credit(flat) for word in wording.words)


def _repeats(evidence: ScoredUnit, picks: Sequence[ScoredUnit]) -> bool:
    return any(
        evidence.unit.flat in pick.unit.flat
        or pick.unit.flat in evidence.unit.flat
        or evidence.key == pick.key
        or says_the_same(evidence, pick)
        for pick in picks
    )


def _adds(
    evidence: ScoredUnit,
    picks: Sequence[ScoredUnit],
    question: Question,
    wording: Wording,
    covered: dict[str, float],
    top: float,
) -> bool:
    gain = sum(
        word.weight * max(0.0, word.credit(evidence.unit.flat) - covered[word.text]) for word in wording.words
    )
    unmet = [ask for ask in question.asks if not any(pick.unit.satisfies(ask) for pick in picks)]
    if any(evidence.unit.satisfies(ask) for ask in unmet) and evidence.score >= NEARLY_AS_GOOD * top:
        return True
    if picks[0].quoted_met and not evidence.quoted_met:
        return False
    if (picks[0].support or 0.0) >= ANSWERED and (evidence.support or 0.0) < IDLE:
        return False  # it shares the question's words and does not answer beside one that does
    beside = any(
        pick.unit.chunk.chunk_id == evidence.unit.chunk.chunk_id
        and (0 <= evidence.unit.start - pick.unit.end <= 2 or 0 <= pick.unit.start - evidence.unit.end <= 2)
        for pick in picks
    )
    needed = 0.10 if beside else 0.14
    if gain / wording.total >= needed and evidence.score >= 0.62 * top:
        return True
    read = [one.support for one in (picks[0], evidence) if one.support is not None]
    # Where neither answers, being nearly as good tells little; where the reader holds the other likelier, a little less is enough.
    idle = len(read) == 2 and max(read) < UNSUPPORTED
    likelier = len(read) == 2 and read[1] > max(read[0], ANSWERED)
    several = question.kind in ("list", "applicability", "general") and not idle
    return evidence.score >= (0.88 if several or likelier else 0.93) * top
