"""Answer a question about figures over documents from their rows, or leave it to be answered otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from chat.answers import Draft
from chat.evidence import Passages
from chat.indicators.absent import none_states, one_lacks, without_documents
from chat.indicators.between import between_documents
from chat.indicators.desk import Desk
from chat.indicators.many import apart, each, in_order, lacking, meeting, of_quality, together
from chat.indicators.one import both_kinds, joined, targets_of, value
from chat.indicators.patterns import (
    ALL_TARGETS,
    ASKS_VALUE,
    BESIDE_NAME,
    BESIDE_PART,
    GROUP,
    NEWLY_MADE,
    PART,
    QUALITY,
)
from chat.indicators.reading import IndicatorQuestion, indicator_question, kind_of
from chat.indicators.scope import HeldRows, documents_meant, statistical
from chat.indicators.series import rows_of, select
from chat.question import Asked
from index.store import DocumentSearcher
from ingest.text.normalise import flat_text
from ingest.text.years import explicit_years

MOST_OWN_NAMES = 100  # documents whose own names of indicators a question is held against
REPORTING = 0.3  # of the documents meant that are reports of figures, for rows to be held against one another
SHORTEST_THING = 4  # characters of the name of a counted thing, without “新增”
MOST_BESIDE = 1  # characters of a question beside it that are not understood
_OVER_MANY: Mapping[str, Callable[[Desk, HeldRows], Draft | None]] = {
    "rank": in_order,
    "count": meeting,
    "list": meeting,
    "lacking": lacking,
    "compare": apart,
    "difference": apart,
    "ratio": apart,
    "sum": together,
    "average": together,
    "value": each,
}
_OF_TWO = ("compare", "difference", "ratio")


def by_indicators(asked: Asked, passages: Passages, store: DocumentSearcher) -> Draft | None:
    """Give what rows answer to a question about figures; ``None`` where they do not, or none is asked about."""
    wanted = indicator_question(asked.text) or _by_own_names(asked, store)
    if wanted is None:
        return (
            _all_targets(asked, passages, store)
            or between_documents(asked, passages, store)
            or _counted_thing(asked, passages, store)
        )
    if asked.sides and wanted.wants != "both" and len(explicit_years(asked.text)) > 1:
        return None  # the figure of each year is a question of its own
    desk = Desk(asked, wanted, documents_meant(asked, wanted, store), passages, store)
    if not desk.documents:
        return None
    if wanted.wants in _OF_TWO and asked.scope.foreign:
        return without_documents(desk, asked.scope.foreign, wanted.indicators[0])
    if wanted.wants == "both" or (len(desk.documents) == 1 and wanted.wants in _OF_TWO):
        return both_kinds(desk)
    if len(desk.documents) == 1:
        return _of_one(desk) if wanted.wants == "value" else None
    return _of_many(desk)


def _of_one(desk: Desk) -> Draft | None:
    if PART.search(
        BESIDE_PART.sub("", desk.asked.text)
    ):  # “九龙街道有多少常住人口”: no row of the county answers
        return None
    drafts = [value(desk, desk.documents[0], indicator) for indicator in desk.wanted.indicators]
    known = [draft for draft in drafts if draft]
    return joined(known) if len(known) == len(drafts) else None


def _of_many(desk: Desk) -> Draft | None:
    drafts: list[Draft] = []
    known = statistical(desk.store)
    if sum(info.doc_id in known for info in desk.documents) < REPORTING * len(desk.documents):
        return (
            None  # a library of other documents, in one of which the answer may stand as words or as a table
        )
    for indicator in desk.wanted.indicators:
        held = desk.held(indicator)
        quality = QUALITY.search(desk.wanted.text) if desk.wanted.wants in ("count", "list") else None
        if quality and not desk.wanted.condition:
            return of_quality(desk, held, quality.group().removeprefix("基本"))
        if not held.rows and desk.wanted.wants != "lacking":
            return none_states(desk, indicator)
        if len(held.rows) == 1 and desk.wanted.wants in _OF_TWO:
            return one_lacks(desk, held)
        draft = _OVER_MANY[desk.wanted.wants](desk, held)
        if draft is None:
            return None
        drafts.append(draft)
    return joined(drafts)


def _by_own_names(asked: Asked, store: DocumentSearcher) -> IndicatorQuestion | None:
    """A question over documents about an indicator of no table, which one of them names as the question does."""
    if not GROUP.search(asked.text) or len(asked.catalogue.documents) > MOST_OWN_NAMES:
        return None
    names = {row.indicator.name for row in rows_of(store, asked.catalogue.documents)}
    return indicator_question(asked.text, sorted(names))


def _all_targets(asked: Asked, passages: Passages, store: DocumentSearcher) -> Draft | None:
    """What one document of a place aims at, where the question names no indicator but asks for all."""
    if not ALL_TARGETS.search(asked.text):
        return None
    years = sorted(asked.question.years)
    wanted = IndicatorQuestion(asked.text, "value", (), year=years[-1] if len(years) == 1 else None)
    documents = documents_meant(asked, wanted, store)
    desk = Desk(asked, replace(wanted), documents, passages, store)
    return targets_of(desk, documents[0]) if len(documents) == 1 else None


def _counted_thing(asked: Asked, passages: Passages, store: DocumentSearcher) -> Draft | None:
    """The one figure of a thing that the report of a place counts, where a question asks for it and nothing else."""
    if not asked.scope.places or not ASKS_VALUE.search(asked.text):
        return None
    years = sorted(asked.question.years)
    wanted = IndicatorQuestion(
        asked.text, "value", (), kind_of(asked.text), years[-1] if len(years) == 1 else None
    )
    documents = documents_meant(asked, wanted, store)
    if len(documents) != 1 or documents[0].doc_id not in statistical(store):
        return None
    desk = Desk(asked, wanted, documents, passages, store)
    rows = [
        row
        for row in select(desk.rows(documents[0]), kind=wanted.kind, year=wanted.year)
        if row.of_whole and _asks_only_for(asked, row.indicator.name)
    ]
    longest = max((len(row.indicator.name) for row in rows), default=0)
    rows = [row for row in rows if len(row.indicator.name) == longest]
    return desk.draft("figure", "", rows) if len(rows) == 1 else None


def _asks_only_for(asked: Asked, name: str) -> bool:
    """Whether a question holds the name of a counted thing and, beside the place and the asking, hardly a word more."""
    thing = NEWLY_MADE.sub("", flat_text(name))
    if len(thing) < SHORTEST_THING or thing not in asked.text:
        return False
    rest = asked.text.replace(thing, "")
    for word in sorted(asked.scope.words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(BESIDE_NAME.sub("", rest)) <= MOST_BESIDE
