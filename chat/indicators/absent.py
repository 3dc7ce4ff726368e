"""Say that documents of figures state none that is asked for, once it is sure that none stands there unread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chat.answers import Draft, short_title
from chat.evidence import ScoredUnit
from chat.indicators.desk import Desk
from chat.indicators.reading import AskedIndicator, indicators_in
from chat.indicators.scope import HeldRows, mention_of, speaks_of, states_unread, statistical, words_for
from chat.indicators.told import holders, span_of
from chat.question import Asked, is_kind
from index.hits import DocumentInfo
from ingest.text.normalise import fold

_OF_FIGURES = ("规划", "计划", "报告", "公报", "纲要")  # kinds of documents that state figures of a place
MOST_READ = 60  # documents whose texts are looked through before it is said that none states a figure


def none_states(desk: Desk, indicator: AskedIndicator) -> Draft | None:
    """Refuse where no document states the figure; ``None`` where one may, unread."""
    read, known = desk.documents[:MOST_READ], statistical(desk.store)
    others = [info for info in read if info.doc_id not in known]
    # A measure or a notice states no figures of its place; it may still be meant where it speaks of the indicator.
    if indicator.own or any(speaks_of(desk.passages.document(info), words_for(indicator)) for info in others):
        return None
    if _may_state(desk, indicator, [info for info in read if info.doc_id in known]):
        return None
    rows = desk.candidates(indicator)
    whose = holders(desk.documents, desk.documents)
    return Draft("figure", desk.units(rows[:2]), (), f"{whose}的文件都没有写明{desk.what(indicator)}是多少")


def one_lacks(desk: Desk, held: HeldRows) -> Draft | None:
    """Refuse to hold against one another what all but one document lack; ``None`` where one may state it, unread."""
    if _may_state(desk, held.indicator, held.lacking):
        return None
    whose = holders(held.lacking, desk.documents)
    reason = f"{whose}的文件没有写明{desk.what(held.indicator)}是多少，无法比较"
    return Draft("comparison", desk.units(held.rows), (), reason)


def not_stated(desk: Desk, info: DocumentInfo, indicator: AskedIndicator) -> Draft | None:
    """Refuse where one document of figures has none behind these words; ``None`` where it may, unread."""
    of_figures = info.doc_id in statistical(desk.store)
    if not of_figures and speaks_of(desk.passages.document(info), words_for(indicator)):
        return None
    if indicator.own or _may_state(desk, indicator, [info]) or _said_elsewhere(desk, info, indicator):
        return None
    rows = [row for row in desk.candidates(indicator, [info]) if row.of_whole]
    span = mention_of(desk.passages.document(info), words_for(indicator), desk.wanted.kind)
    nearest = [span_of(info, span, desk.passages)] if span else desk.units(rows[:2])
    whose = (
        f"《{short_title(info)}》" if of_figures else f"现有关于{'、'.join(desk.asked.scope.places)}的文件"
    )
    reason = f"{whose}没有写明{desk.what(indicator)}是多少"
    return Draft("figure", nearest, (), reason)


def without_documents(desk: Desk, places: Iterable[str], indicator: AskedIndicator) -> Draft:
    """Refuse to compare with a place that no document is of; what the other one states is the nearest."""
    held = desk.held(indicator)
    reason = f"现有文件没有关于{'、'.join(places)}的内容，无法比较{desk.what(indicator)}"
    return Draft("comparison", desk.units(held.rows[:2]), (), reason)


def speak_of_indicators(asked: Asked, picks: Sequence[ScoredUnit]) -> bool:
    """Tell whether every quote names an indicator that a question asks for, and every such indicator has a quote."""
    meant = [words_for(one) for one in indicators_in(asked.text)]
    said = [fold(f"{pick.unit.context} {pick.unit.flat}") for pick in picks]
    each = all(any(word in flat for words in meant for word in words) for flat in said)
    return (
        bool(picks) and each and all(any(word in flat for word in words for flat in said) for words in meant)
    )


def _said_elsewhere(desk: Desk, info: DocumentInfo, indicator: AskedIndicator) -> bool:
    """Whether a plan or another report of the same place has a figure behind words for the indicator."""
    region, words = info.metadata.region, words_for(indicator)
    others = [
        other
        for other in desk.asked.catalogue.documents
        if other.metadata.region == region and other is not info and is_kind(other, _OF_FIGURES)
    ]
    return any(states_unread(desk.passages.document(other), words, ()) for other in others[:MOST_READ])


def _may_state(desk: Desk, indicator: AskedIndicator, documents: Iterable[DocumentInfo]) -> bool:
    """Whether the text of a document has a figure behind words for the indicator that no row has read."""
    spoken = words_for(indicator)
    return any(states_unread(desk.passages.document(info), spoken, desk.rows(info)) for info in documents)
