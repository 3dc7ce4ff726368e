"""Which documents a question about figures means, which of their rows answer it, and what they say without a figure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from chat.indicators.reading import AskedIndicator, IndicatorQuestion
from chat.indicators.series import (
    IndicatorRow,
    is_within,
    of_one_measure,
    one_each,
    quantity_of,
    rows_alike,
    rows_of,
    select,
)
from chat.question import Asked, date_of, is_kind
from index.hits import DocumentInfo
from index.search import allows
from index.store import DocumentSearcher
from ingest.document import NEWS, Document, Span
from ingest.figures import RESULT, TARGET, PeriodReader, known_names
from ingest.text.normalise import fold
from ingest.text.place_names import levels, short_name
from ingest.text.places import places_in
from ingest.text.sentences import split_sentences

# “省”, “省区市”: provinces and municipalities are asked about
_PROVINCES = re.compile(r"省|自治区|直辖市")
# “哪个市”, “各城市”; “哪个区”, “几个县”; “各地”, “谁”: places below, places of any level
_PLACES = (
    (_PROVINCES, re.compile(r"[省市区]$")),
    (re.compile(r"[哪各几]个?(?:城?市|地级市|州市)"), re.compile(r"[市州盟]$|地区$")),
    (re.compile(r"[哪各几]个?(?:区县|县区|区(?!域)|县|旗)"), re.compile(r"[区县旗]$")),
    (re.compile(r"各地|哪些地方|哪个地方|几个地方|谁"), re.compile(r".")),
)
# “几份报告”
_REPORTS = re.compile(r"报告")
_REPORTING = ("工作报告", "统计公报")  # kinds of documents that state figures, however few were read
FEWEST_FAMILIES = 5  # indicators of the table that a document of figures states
# “增长5％”: a part of a sentence that holds a figure
_DIGIT = re.compile(r"\d")
LONGEST_MENTION = 160  # characters of a sentence that speaks of an indicator without a figure
SHORTEST_MENTION = 4  # characters of the words that such a sentence is known by
# “增长5%”, “达到3000亿元”: what stands right behind an indicator that has a figure
_FIGURE_NEAR = re.compile(r"^[^，。；！,;:!]{0,18}?\d")


@dataclass(frozen=True, slots=True)
class HeldRows:
    """What is held against a question: the documents meant, one row of each that has it, and those without."""

    indicator: AskedIndicator
    documents: tuple[DocumentInfo, ...]
    rows: tuple[IndicatorRow, ...]
    lacking: tuple[DocumentInfo, ...]


def documents_meant(
    asked: Asked, wanted: IndicatorQuestion, store: DocumentSearcher
) -> tuple[DocumentInfo, ...]:
    """Give the documents that a question means, by its places, else by its group, else by the title it names.

    Of several documents of one place the one that states the place's figures of the year asked about.
    """
    named = _named_documents(asked, wanted)
    if asked.scope.places or any(noun.search(asked.text) for noun, _ in _PLACES):
        return _one_of_each_place(named, wanted, store)
    return named


def _one_of_each_place(
    documents: Sequence[DocumentInfo], wanted: IndicatorQuestion, store: DocumentSearcher
) -> tuple[DocumentInfo, ...]:
    """Of each place the report of its figures, the one that has most to say of what is asked, else the newest.

    Of a place that is named, all documents where none is a report; in a group such a place is left out.
    """
    known = statistical(store)
    reports = [info for info in documents if info.doc_id in known]
    placed = {info.metadata.region for info in reports}
    if not wanted.group:
        others = [info for info in documents if info.metadata.region not in placed]
        reports = [info for info in documents if info in reports or info in others]
    elif not reports:
        return tuple(documents)
    names = frozenset().union(*(one.names for one in wanted.indicators))
    fitting = Counter(
        row.document.doc_id
        for row in select(rows_of(store, reports, names), kind=wanted.kind, year=wanted.year)
    )
    best: dict[str | None, DocumentInfo] = {}
    for info in reports:
        held = best.get(info.metadata.region)
        if info.doc_id in known and (held is None or _fits(info, fitting) > _fits(held, fitting)):
            best[info.metadata.region] = info
    return tuple(info for info in reports if best.get(info.metadata.region, info) is info)


def _fits(info: DocumentInfo, fitting: Counter[str]) -> tuple[bool, str]:
    return (fitting[info.doc_id] > 0, date_of(info))


def _named_documents(asked: Asked, wanted: IndicatorQuestion) -> tuple[DocumentInfo, ...]:
    scope = asked.scope
    every = [
        info
        for info in asked.catalogue.documents
        if allows(asked.filters, info)
        and info.doc_id not in scope.older
        and not info.metadata.brief
        and info.status != NEWS
    ]
    # “新建高标准农田” names no county: in a question of many places only provinces and cities count.
    foreign = [name for name in scope.foreign if not wanted.group or places_in(name)]
    if foreign:
        every = [info for info in every if info.doc_id in scope.inside]
        return _of_named_places(every, scope.places) if scope.places else ()
    if scope.places and wanted.place_of:
        size = {len(levels(by_id.metadata.region or "")) for by_id in every if by_id.doc_id in scope.inside}
        return tuple(info for info in every if len(levels(info.metadata.region or "")) in size)
    if scope.places:
        return _of_named_places([info for info in every if info.doc_id in scope.inside], scope.places)
    between = wanted.wants in ("difference", "ratio") and any(noun.search(asked.text) for noun, _ in _PLACES)
    if (
        wanted.group
        or between
        or wanted.wants in ("rank", "count", "list", "lacking", "sum", "average", "both")
    ):
        return _of_group(asked.text, every)
    if scope.title and scope.affinity:
        best = max(scope.affinity, key=lambda doc_id: scope.affinity[doc_id])
        return tuple(info for info in every if info.doc_id == best)
    return ()


def _of_named_places(documents: Sequence[DocumentInfo], places: Sequence[str]) -> tuple[DocumentInfo, ...]:
    """The documents of the places named: what is of a city below a province counts where the province has none."""
    found: list[DocumentInfo] = []
    for place in places:
        own = [info for info in documents if short_name(info.metadata.region or "") == place]
        within = [info for info in documents if is_within(info.metadata.region or "", place)]
        found += [info for info in own or within if info not in found]
    return tuple(info for info in documents if info in found) if found else tuple(documents)


def _of_group(text: str, documents: Sequence[DocumentInfo]) -> tuple[DocumentInfo, ...]:
    """The documents of provinces, of cities, of districts, the reports: whichever a question names.

    Places are asked about only where documents of two of them are there: “哪个区” of one plan are parts of it.
    """
    found = list(documents)
    if _REPORTS.search(text):
        found = [info for info in found if is_kind(info, ("工作报告",))] or found
    for noun, ending in _PLACES:
        if noun.search(text):
            placed = [
                info for info in found if ending.search((levels(info.metadata.region or "") or [""])[-1])
            ]
            found = [
                info
                for info in placed
                if noun is not _PROVINCES or len(levels(info.metadata.region or "")) == 1
            ]
            return tuple(found) if len({info.metadata.region for info in found}) > 1 else ()
    return tuple(found)


def held_against(
    store: DocumentSearcher,
    documents: Sequence[DocumentInfo],
    indicator: AskedIndicator,
    *,
    kind: str = "",
    year: int | None = None,
) -> HeldRows:
    """Find the one row of each document that answers; of the names that may be meant the one that most have."""
    rows = candidates(store, documents, indicator)
    rows = [row for row in select(rows, kind=kind, year=year) if row.of_whole]
    name = _most_stated(rows, indicator.names)
    chosen = of_one_measure(one_each(row for row in rows if row.indicator.name == name))
    having = {row.document.doc_id for row in chosen}
    lacking = tuple(info for info in documents if info.doc_id not in having)
    return HeldRows(indicator, tuple(documents), tuple(chosen), lacking)


def candidates(
    store: DocumentSearcher, documents: Sequence[DocumentInfo], indicator: AskedIndicator
) -> list[IndicatorRow]:
    """Give all rows of an indicator, of whatever time; of one in no table those that are named nearly alike."""
    if indicator.own:
        return rows_alike(store, documents, indicator.name)
    return rows_of(store, documents, indicator.names)


def _most_stated(rows: Iterable[IndicatorRow], names: Sequence[str]) -> str:
    """The name that most documents have rows of; of those as common the one that is likelier meant."""
    documents: dict[str, set[str]] = {name: set() for name in names}
    for row in rows:
        documents[row.indicator.name].add(row.document.doc_id)
    return max(names, key=lambda name: (len(documents[name]), -names.index(name)))


def likeliest_kind(rows: Iterable[IndicatorRow]) -> str:
    """Give 目标 or 实绩, whichever more documents state; of both as common what is aimed at."""
    stated: dict[str, set[str]] = {TARGET: set(), RESULT: set()}
    for row in rows:
        stated[row.indicator.kind].add(row.document.doc_id)
    return TARGET if len(stated[TARGET]) >= len(stated[RESULT]) else RESULT


def words_for(indicator: AskedIndicator) -> tuple[str, ...]:
    """Give the words by which a text speaks of an indicator, folded, longest first."""
    families = {one.family for one in known_names() if one.name == indicator.name} or {indicator.name}
    words = {indicator.name, indicator.words}
    for one in known_names():
        if one.family in families:
            words |= {one.name, *one.aliases}
    long = {fold(word) for word in words if len(word) >= SHORTEST_MENTION or word.isascii()}
    return tuple(sorted(long, key=lambda word: (-len(word), word)))


def speaks_of(document: Document, words: Collection[str]) -> bool:
    """Tell whether a document names an indicator at all, with a figure or without."""
    folded = fold(document.text)
    return any(word in folded for word in words)


def mention_of(document: Document, words: Collection[str], kind: str = "", quality: str = "") -> Span | None:
    """Give where a document speaks of an indicator without a figure: the part between marks; else ``None``.

    ``kind``: 目标 or 实绩 looks only where the document aims, or looks back; ``quality``: words that the part must hold.
    """
    metadata, folded = document.metadata, fold(document.text)
    reader = PeriodReader(metadata.title, metadata.issued or metadata.published, metadata.period)
    for clause in document.clauses:
        reader.enter(clause.path)
        for span in clause.spans:
            for start, end in split_sentences(document.text[span.start : span.end]):
                start, end = span.start + start, span.start + end
                sentence = document.text[start:end]
                for place in sorted(at for word in words if (at := folded.find(word, start, end)) >= 0):
                    if folded[place - 1 : place] in _HELD_AGAINST:
                        continue
                    part = _part_around(document.text, start, end, place)
                    stated = _DIGIT.search(document.text, part.start, part.end)
                    if quality not in document.text[part.start : part.end]:
                        continue
                    if not stated and (not kind or reader.of(sentence, place - start)[0].kind == kind):
                        return part
                reader.leave(sentence)
    return None


_HELD_AGAINST = ("与", "于", "和", "同", "跟", "比")  # “与经济增长同步” is said of something else
_MARKS = "，；。：,;"


def _part_around(text: str, start: int, end: int, place: int) -> Span:
    first = max([start, *(text.rfind(mark, start, place) + 1 for mark in _MARKS)])
    last = min([end, *(at for mark in _MARKS if (at := text.find(mark, place, end)) >= 0)])
    return Span(first, min(last, first + LONGEST_MENTION))


def states_unread(document: Document, words: Collection[str], rows: Iterable[IndicatorRow]) -> bool:
    """Tell whether a text has a figure right behind words for an indicator that none of the rows has read."""
    folded = fold(document.text)
    read = [(row.indicator.words.start, row.indicator.words.end) for row in rows]
    for word in words:
        place = folded.find(word)
        while place >= 0:
            figure = _FIGURE_NEAR.match(folded[place + len(word) : place + len(word) + 30])
            if figure and not any(start <= place < end for start, end in read):
                return True
            place = folded.find(word, place + 1)
    return False


def statistical(store: DocumentSearcher) -> frozenset[str]:
    """Give the ids of the documents that state the figures of their place: reports, bulletins, outlines.

    Kept for the revision of a store, as every document is looked at for it.
    """
    revision, known = _STATISTICAL.get(store, (-1, frozenset()))
    if revision != store.revision:
        revision = store.revision
        stated: dict[str, set[str]] = defaultdict(set)
        for row in rows_of(store, store.documents(), _families()):
            if row.of_whole:
                stated[row.document.doc_id].add(row.indicator.name)
        known = frozenset(
            info.doc_id
            for info in store.documents()
            if len(stated[info.doc_id]) >= FEWEST_FAMILIES or is_kind(info, _REPORTING)
        )
        _STATISTICAL[store] = (revision, known)
    return known


_STATISTICAL: WeakKeyDictionary[DocumentSearcher, tuple[int, frozenset[str]]] = WeakKeyDictionary()


@cache
def _families() -> frozenset[str]:
    return frozenset(one.name for one in known_names())


def same_value(one: IndicatorRow, other: IndicatorRow) -> bool:
    """Tell whether two rows state the same figure."""
    return quantity_of(one) == quantity_of(other)
