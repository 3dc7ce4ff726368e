"""Answers over several documents: the greatest, how many and which, which not, apart, together, each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from chat.answers import Draft
from chat.evidence import ScoredUnit
from chat.indicators.desk import Desk
from chat.indicators.patterns import UNMENTIONED
from chat.indicators.scope import HeldRows, same_value
from chat.indicators.series import IndicatorRow, difference, plain, quantity_of, ranked, total
from chat.indicators.told import holder, holders, span_of, title_of
from ingest.text.normalise import squeeze

FEWEST = 2
CENT = Decimal("0.01")  # averages and ratios are told to two digits


def in_order(desk: Desk, held: HeldRows) -> Draft | None:
    """Give the rows from the greatest to the least, or the other way, and whose is first."""
    wanted = desk.wanted
    rows = ranked(held.rows, least=wanted.least and not wanted.both_ends)
    how = wanted.how or ("低" if wanted.least else "高")
    if wanted.place_of:
        lead = _place_of(desk, rows)
    elif wanted.both_ends:
        least = [row for row in rows if same_value(row, rows[-1])]
        lead = f"{_first(desk, rows, '高')}{_tied(desk, least, '低')}"
    elif wanted.ordered:
        lead = f"从{'低到高' if wanted.least else '高到低'}依次为：{desk.names(rows)}。"
    elif wanted.top > 1:
        lead = _top(desk, rows, wanted.top, how)
    else:
        lead = _first(desk, rows, how)
    return desk.draft("list", lead, rows, desk.missing(held))


def _first(desk: Desk, rows: Sequence[IndicatorRow], how: str) -> str:
    return _tied(desk, [row for row in rows if same_value(row, rows[0])], how)


def _tied(desk: Desk, rows: Sequence[IndicatorRow], how: str) -> str:
    return f"{desk.names(rows)}{'并列' if len(rows) > 1 else ''}最{how}。"


def _top(desk: Desk, rows: Sequence[IndicatorRow], count: int, how: str) -> str:
    """The first of an order; where more are equal to the last of them, these too, and that it is so."""
    ranks = {quantity_of(row).rank for row in rows[:count]}
    top = [row for row in rows if quantity_of(row).rank in ranks]
    if len(top) <= count:
        return f"最{how}的{count}个：{desk.names(top)}。"
    tied = [row for row in top if same_value(row, rows[count - 1])]
    return f"最{how}的{count}个（{desk.names(tied)}并列）：{desk.names(top)}。"


def _place_of(desk: Desk, rows: Sequence[IndicatorRow]) -> str:
    """Which place in the order the documents of the places asked about have."""
    parts = []
    for row in rows:
        if row.document.doc_id in desk.asked.scope.inside:
            before = sum(quantity_of(other).rank > quantity_of(row).rank for other in rows)
            if desk.wanted.least:
                before = sum(quantity_of(other).rank < quantity_of(row).rank for other in rows)
            tied = sum(same_value(row, other) for other in rows) > 1
            parts.append(f"{holder(row.document, desk.documents)}{'并列' if tied else ''}第{before + 1}")
    return (
        f"{'、'.join(parts)}（{len(rows)}份有数字的文件，从{'低到高' if desk.wanted.least else '高到低'}）。"
    )


def meeting(desk: Desk, held: HeldRows) -> Draft | None:
    """Give which documents, or how many, meet a condition, or state the figure at all."""
    condition = desk.wanted.condition
    rows = [row for row in held.rows if condition is None or condition.holds(row)]
    said = condition.told if condition else "写明了数字"
    if not rows:
        rest = ranked(held.rows)
        lead = f"{len(held.rows)}份写明数字的文件里，没有一个是{said}的（0个）。"
        return desk.draft("list", lead, rest, desk.missing(held)) if rest else None
    lead = f"{'共' if desk.wanted.wants == 'list' else ''}{len(rows)}个（{said}）：{desk.names(rows)}。"
    return desk.draft("list", lead, rows, desk.missing(held))


def lacking(desk: Desk, held: HeldRows) -> Draft | None:
    """Give which documents do not speak of an indicator, then those that do so without a figure, then the others.

    “没提” asks for the silent ones alone, “没写明”, “没定” also for those that give no figure.
    """
    spoken = [(info, span) for info in held.lacking if (span := desk.mention(held, info))]
    silent = [info for info in held.lacking if all(info is not other for other, _ in spoken)]
    name, only_silent = desk.what(held.indicator), bool(UNMENTIONED.search(desk.wanted.text))
    without = silent if only_silent else list(held.lacking)
    picks: list[ScoredUnit] = [title_of(info, desk.passages) for info in silent]
    words = [f"{holder(info, desk.documents)}：没有提到{name}。" for info in silent]
    for info, span in spoken:
        picks.append(span_of(info, span, desk.passages))
        said = squeeze(desk.passages.document(info).text[span.start : span.end])
        words.append(f"{holder(info, desk.documents)}：{said}（没有写明数字）。")
    picks += desk.units(held.rows)
    words += [desk.told(row) for row in held.rows]
    if not picks:
        return None
    how = "提到" if only_silent else "写明"
    if without:
        lead = f"{len(without)}个没有{how}{name}：{holders(without, desk.documents)}。"
    else:
        lead = f"{len(held.documents)}份文件都{how}了{name}（0个没有）。"
    return Draft("list", picks, (lead + words[0], *words[1:]))


def apart(desk: Desk, held: HeldRows) -> Draft | None:
    """Give which of the documents is above the other, and by how much or how many times."""
    rows = ranked(held.rows)
    high, low = rows[0], rows[-1]
    distance = difference(high, low)
    if distance is None:
        return None
    if same_value(high, low):
        lead = f"{desk.names(rows)}一样。"
    elif desk.wanted.wants == "ratio":
        lead = _times(desk, high, low)
    else:
        turned = "（单位已折算）" if high.indicator.unit != low.indicator.unit else ""
        above, below = desk.names([high]), desk.names([low])
        lead = f"{above}更高，比{below}高{plain(distance[0])}{distance[1]}{turned}。"
    return desk.draft("comparison", lead, rows, desk.missing(held))


def _times(desk: Desk, high: IndicatorRow, low: IndicatorRow) -> str:
    below = quantity_of(low).value
    if not below:
        return ""
    times = (quantity_of(high).value / below).quantize(CENT)
    return f"{desk.names([high])}约为{desk.names([low])}的{plain(times)}倍。"


def together(desk: Desk, held: HeldRows) -> Draft | None:
    """Give the sum or the mean of the documents' figures."""
    rows = list(held.rows)
    if desk.wanted.top:
        rows = ranked(rows, least=desk.wanted.least)[: desk.wanted.top]
    added = total(rows)
    if added is None:
        return None
    if desk.wanted.wants == "average":
        mean = (added[0] / len(rows)).quantize(CENT)
        lead = f"{len(rows)}份文件平均{plain(mean)}{added[1]}。"
    else:
        lead = f"合计{plain(added[0])}{added[1]}（{len(rows)}份文件相加）。"
    return desk.draft("list", lead, rows, desk.missing(held))


def of_quality(desk: Desk, held: HeldRows, quality: str) -> Draft | None:
    """Give which documents, or how many, set an aim in words (“与经济增长同步”) instead of a figure."""
    spans = [(info, span) for info in held.documents if (span := desk.mention(held, info, quality))]
    if not spans:
        return None
    names = holders([info for info, _ in spans], desk.documents)
    picks = [span_of(info, span, desk.passages) for info, span in spans]
    told = [
        f"{holder(info, desk.documents)}：{squeeze(desk.passages.document(info).text[span.start : span.end])}。"
        for info, span in spans
    ]
    others = [info for info in held.documents if all(info is not other for other, _ in spans)]
    note = f"（在{holders(others, desk.documents)}的文件里没有找到。）" if others else ""
    lead = f"{len(spans)}个（{quality}）：{names}。"
    return Draft("list", picks, (lead + told[0], *told[1:]), note=note)


def each(desk: Desk, held: HeldRows) -> Draft | None:
    """Give the figure of each document; of those without one, what they say instead."""
    draft = desk.draft("list", "", held.rows, desk.missing(held))
    spoken = [(info, span) for info in held.lacking if (span := desk.mention(held, info))]
    picks = [*draft.picks, *(span_of(info, span, desk.passages) for info, span in spoken)]
    return replace(draft, picks=picks, words=(*draft.words, *(None for _ in spoken)))
