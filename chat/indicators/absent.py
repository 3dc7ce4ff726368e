"""Say that documents of figures state none that is asked for, once it is sure that none stands there unread."""

from __future__ import annotations

from collections.abc import Iterable

from chat.answers import Draft, short_title
from chat.indicators.desk import Desk
from chat.indicators.reading import AskedIndicator
from chat.indicators.scope import Held, is_statistical, mention_of, states_unread, words_for
from chat.indicators.told import holders, span_of
from index.hits import DocumentInfo

MOST_READ = 60  # documents whose texts are looked through before it is said that none states a figure


def none_states(desk: Desk, indicator: AskedIndicator) -> Draft | None:
    """Refuse where no document states the figure; ``None`` where one may, unread."""
    read = desk.documents[:MOST_READ]
    if indicator.own or not all(is_statistical(desk.store, info) for info in read):
        return None
    if _may_state(desk, indicator, read):
        return None
    rows = desk.candidates(indicator)
    whose = holders(desk.documents, desk.documents)
    return Draft("figure", desk.units(rows[:2]), (), f"{whose}的文件都没有写明{desk.what(indicator)}是多少")


def one_lacks(desk: Desk, held: Held) -> Draft | None:
    """Refuse to hold against one another what all but one document lack; ``None`` where one may state it, unread."""
    if _may_state(desk, held.indicator, held.lacking):
        return None
    whose = holders(held.lacking, desk.documents)
    reason = f"{whose}的文件没有写明{desk.what(held.indicator)}是多少，无法比较"
    return Draft("comparison", desk.units(held.rows), (), reason)


def not_stated(desk: Desk, info: DocumentInfo, indicator: AskedIndicator) -> Draft | None:
    """Refuse where one document of figures has none behind these words; ``None`` where it may, unread."""
    if not is_statistical(desk.store, info) or _may_state(desk, indicator, [info]):
        return None
    rows = [row for row in desk.candidates(indicator, [info]) if row.of_whole]
    span = None if rows else mention_of(desk.passages.document(info), words_for(indicator))
    nearest = desk.units(rows[:2]) or ([span_of(info, span, desk.passages)] if span else [])
    reason = f"《{short_title(info)}》没有写明{desk.what(indicator)}是多少"
    return Draft("figure", nearest, (), reason)


def without_documents(desk: Desk, places: Iterable[str], indicator: AskedIndicator) -> Draft:
    """Refuse to compare with a place that no document is of; what the other one states is the nearest."""
    held = desk.held(indicator)
    reason = f"现有文件没有关于{'、'.join(places)}的内容，无法比较{desk.what(indicator)}"
    return Draft("comparison", desk.units(held.rows[:2]), (), reason)


def _may_state(desk: Desk, indicator: AskedIndicator, documents: Iterable[DocumentInfo]) -> bool:
    """Whether the text of a document has a figure behind words for the indicator that no row has read."""
    spoken = words_for(indicator)
    return any(states_unread(desk.passages.document(info), spoken, desk.rows(info)) for info in documents)
