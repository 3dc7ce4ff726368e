"""Answers from documents one by one: the figure that one states, its targets, and what was aimed at beside what was reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chat.answers import Draft
from chat.evidence import ScoredUnit
from chat.indicators.absent import not_stated
from chat.indicators.desk import Desk
from chat.indicators.patterns import ASKS_BOTH, HIGHER, LOWER
from chat.indicators.reading import AskedIndicator, indicators_in
from chat.indicators.scope import held_against, same_value
from chat.indicators.series import STRIVEN, IndicatorRow, difference, plain, select
from chat.indicators.told import with_change
from index.hits import DocumentInfo
from ingest.figures import RESULT, TARGET, name_of
from ingest.text.normalise import flat_text

LEAST_CREDIT = 0.4  # of a word for a part, by which a row speaks of it
FEWEST_TARGETS = 3  # figures from which a document can be said to have set targets


def value(desk: Desk, info: DocumentInfo, indicator: AskedIndicator) -> Draft | None:
    """Give the figure of one document; a refusal where it is known to state none."""
    halves = _halves(indicator)
    rows = [row for row in desk.candidates(indicator, [info]) if row.of_whole]
    fitting = list(select(rows, kind=desk.wanted.kind, year=desk.wanted.year))
    if not fitting and halves:
        drafts = [value(desk, info, half) for half in halves]
        return joined([draft for draft in drafts if draft])
    if not fitting:
        return not_stated(desk, info, indicator)
    fitting = [row for row in fitting if _is_of_part_asked(desk, row, indicator)]
    if not fitting:
        return None  # “乡村常住人口”: a row of all inhabitants does not answer
    names = [name for name in indicator.names if any(row.indicator.name == name for row in fitting)]
    meant = names if ASKS_BOTH.search(desk.wanted.text) else names[:1]
    told: list[IndicatorRow] = []
    for row in fitting:
        kind = row.indicator.kind
        if row.indicator.name not in meant:
            continue
        if not any(same_value(row, other) and kind == other.indicator.kind for other in told):
            told.append(row)
    return desk.draft("figure", "", [with_change(row, desk.passages) for row in told])


def _is_of_part_asked(desk: Desk, row: IndicatorRow, indicator: AskedIndicator) -> bool:
    """Whether a row speaks of the part that a question names right before an indicator: “乡村” of “乡村常住人口”."""
    before = desk.asked.text.partition(indicator.words)[0]
    part = next((w for w in desk.asked.wording.words if w.noun and before.endswith(w.text)), None)
    if part is None or part.text in desk.asked.scope.words or part.text in desk.asked.scope.title:
        return True
    said = " ".join(f"{unit.unit.context} {unit.unit.flat}" for unit in desk.units([row]))
    return part.credit(f"{said} {flat_text(row.indicator.name)}") >= LEAST_CREDIT


def _halves(indicator: AskedIndicator) -> tuple[AskedIndicator, ...]:
    """“城乡居民收入”, of which a document may state two figures, one for each."""
    if "城乡" not in indicator.words:
        return ()
    found = []
    for half in ("城镇", "农村"):
        words = indicator.words.replace("城乡", half)
        found += [replace(one, words=words) for one in indicators_in(f"{words}增长")]
    return tuple(found)


def targets_of(desk: Desk, info: DocumentInfo) -> Draft | None:
    """Give all targets of the table that one document sets for its place, in the order of its text."""
    rows: dict[str, IndicatorRow] = {}
    for row in select(desk.rows(info), kind=TARGET, year=desk.wanted.year):
        own = row.indicator
        if row.of_whole and own.comparator != STRIVEN and (name_of(own.name) or own.confidence >= 1):
            rows.setdefault(own.name, row)
    if len(rows) < FEWEST_TARGETS:
        return None
    told = sorted(rows.values(), key=lambda row: row.indicator.words.start)
    return desk.draft("list", f"写明数字的目标有{len(told)}项。", told)


def both_kinds(desk: Desk) -> Draft | None:
    """Give what was aimed at beside what was reached, document by document, or those where one is above the other."""
    drafts = []
    for indicator in desk.wanted.indicators:
        aimed = held_against(desk.store, desk.documents, indicator, kind=TARGET)
        reached = held_against(desk.store, desk.documents, indicator, kind=RESULT)
        before = {row.document.doc_id: row for row in reached.rows}
        pairs = [
            (row, other)
            for row in aimed.rows
            if (other := before.get(row.document.doc_id)) and other.indicator.name == row.indicator.name
        ]
        if pairs:
            drafts.append(_beside(desk, pairs))
    return joined(drafts) if drafts else None


def _beside(desk: Desk, pairs: Sequence[tuple[IndicatorRow, IndicatorRow]]) -> Draft:
    lead = ""
    if desk.wanted.group and (LOWER.search(desk.wanted.text) or HIGHER.search(desk.wanted.text)):
        lower = bool(LOWER.search(desk.wanted.text))
        kept = [pair for pair in pairs if _is_below(*pair) == lower and not same_value(*pair)]
        lead = f"{len(kept)}个：{desk.names([row for row, _ in kept])}。" if kept else "没有（0个）。"
        pairs = kept or pairs
    picks: list[ScoredUnit] = []
    words: list[str] = []
    for row, other in pairs:
        picks += desk.units([other, row])
        words += [desk.told(other), _against(desk, row, other)]
    words[0] = lead + words[0]
    return Draft("comparison", picks, tuple(words))


def _is_below(row: IndicatorRow, other: IndicatorRow) -> bool:
    apart = difference(row, other)
    return apart is not None and apart[0] < 0


def _against(desk: Desk, row: IndicatorRow, other: IndicatorRow) -> str:
    apart = difference(row, other)
    told = desk.told(row)
    if apart is None:
        return told
    distance, unit = apart
    one, two = row.indicator.kind, other.indicator.kind
    if not distance:
        return f"{told.rstrip('。')}，{one}与{two}持平。"
    how = "高" if distance > 0 else "低"
    return f"{told.rstrip('。')}，{one}比{two}{how}{plain(abs(distance))}{unit}。"


def joined(drafts: Sequence[Draft]) -> Draft | None:
    """Give the answers of several indicators as one, one behind the other; what one lacks is said in a note."""
    if len(drafts) <= 1:
        return drafts[0] if drafts else None
    answered = [draft for draft in drafts if not draft.reason]
    if not answered:
        nearest = [pick for draft in drafts for pick in draft.picks]
        return Draft(drafts[0].kind, nearest, (), "；".join(draft.reason or "" for draft in drafts))
    picks = [pick for draft in answered for pick in draft.picks]
    words = tuple(word for draft in answered for word in draft.words)
    notes = [draft.note or (f"未找到依据：{draft.reason}。" if draft.reason else "") for draft in drafts]
    return Draft(answered[0].kind, picks, words, note="\n".join(dict.fromkeys(filter(None, notes))))
