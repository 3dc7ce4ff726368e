"""The measures of all documents of a store as they are matched: read once for each revision that is seen."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from chat.applicability.enterprise.industries import industries_in
from chat.applicability.enterprise.needs import SUPPORTING, kinds_in
from chat.applicability.enterprise.patterns import OF_PERSONS, OF_TRADE, WORKS_IN
from chat.applicability.enterprise.regions import place_named
from index.hits import DocumentInfo
from index.store import DocumentSearcher
from index.words import bigrams
from ingest.document import DRAFT, EXPIRED, IN_FORCE, NEWS, REPEALED, UNKNOWN, Span
from ingest.facts import MEASURE, Fact, Measure, measure_of
from ingest.text.normalise import flat_text

KEPT_TEXTS = 2_048
NOT_IN_FORCE = (DRAFT, EXPIRED, REPEALED, NEWS)
SETTLED = (IN_FORCE, UNKNOWN)  # nothing to be told beside a verdict: most measures state no day of their end
_OF_TECHNOLOGY = frozenset(("高新技术企业", "中关村高新技术企业", "科技型中小企业", "技术先进型服务企业"))
TECHNOLOGY = "高新技术产业"  # the industry that such qualifications speak of
_OF_THE_STATE = ("国家", "中央", "全国")  # how the title of a measure of the state begins


@dataclass(frozen=True, slots=True)
class Listed:
    """A measure with its document, and what matching asks of it first.

    ``industries``: what its conditions want the industry to be; ``topics``: names of industries among what it is for,
    else its title where that names one (``told`` is false); ``names``: the industries that all of them name;
    ``technical``: it is for those alone who hold a qualification of technology;
    ``personal``: it is for natural persons, whom no enterprise is one of; ``here``: the place that its document is
    of, empty for the whole country.
    """

    info: DocumentInfo
    measure: Measure
    industries: tuple[str, ...]
    topics: tuple[str, ...]
    names: frozenset[str]
    told: bool
    technical: bool
    here: str
    personal: bool = False

    @property
    def key(self) -> str:
        """Give an id that is the same whenever the measure is read from its document."""
        return f"{self.info.doc_id}#{self.measure.key}"


class Measures:
    """The measures of one store. Thread-safe as far as the store is."""

    def __init__(self, store: DocumentSearcher) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._listed: tuple[object, tuple[Listed, ...]] | None = None
        self._read = lru_cache(maxsize=KEPT_TEXTS)(lambda doc_id, sha256: store.document(doc_id).text)

    def listed(self) -> tuple[Listed, ...]:
        """Give all measures in the order of documents and words; read anew when the store has moved on."""
        self._store.refresh()
        stamp = (self._store.revision, self._store.fact_corrections())
        with self._lock:
            if self._listed is None or self._listed[0] != stamp:
                self._listed = (stamp, tuple(_listed(self._store)))
            return self._listed[1]

    def text(self, listed: Listed) -> str:
        """Give the text of a measure's document; the last few are kept."""
        return self._read(listed.info.doc_id, listed.info.sha256)

    def documents_with(self, forms: Iterable[str]) -> frozenset[str]:
        """Give the ids of the documents that may hold one of some words, by the index: those without hold none."""
        found = (self._store.documents_with(bigrams(form) or [form]) for form in forms)
        return frozenset().union(*found)

    def words(self, listed: Listed, span: Span | None) -> str:
        """Give the words of a span of a measure's document; empty for none."""
        return "" if span is None else self.text(listed)[span.start : span.end]

    def audience(self, listed: Listed) -> tuple[str, ...]:
        """Give what the words about whom a measure is for say of industries: “从事商贸流通业经营……的企业”."""
        measure = listed.measure
        words = self.words(listed, measure.for_whom)
        works = [
            match["what"]
            for condition in measure.conditions
            if not condition.group
            for match in WORKS_IN.finditer(self.words(listed, condition.words))
        ]
        return tuple(filter(None, (words, *works)))

    def regions(self) -> tuple[str, ...]:
        """Give the places that the documents with measures are of, which settle names that several places share."""
        return tuple(dict.fromkeys(listed.here for listed in self.listed() if listed.here))


def measure_facts(store: DocumentSearcher) -> Iterator[tuple[str, Fact]]:
    """Give (id of the document, fact) of every measure that the documents of a store state."""
    return store.facts(MEASURE)


def _listed(store: DocumentSearcher) -> Iterator[Listed]:
    infos = {info.doc_id: info for info in store.documents()}
    for doc_id, fact in measure_facts(store):
        info = infos.get(doc_id)
        if info is not None:
            yield listed_measure(info, measure_of(fact))


def listed_measure(info: DocumentInfo, measure: Measure) -> Listed:
    """Give a measure as it is matched."""
    industries = tuple(dict.fromkeys(_wanted_industries(measure)))
    of_some = {  # what an alternative alone wants tells of nobody else
        value
        for condition in measure.conditions
        if condition.group or condition.any_of
        for test in condition.predicates
        if test.field == "industry"
        for value in test.values
    } - set(industries)
    told = tuple(topic for topic in measure.topics if industries_in(topic) and topic not in of_some)
    # A title's words for a kind of support (保险补贴, 知识产权) name no industry, those for a kind of firm do.
    title = flat_text(measure.title)
    titled = [
        name for name in industries_in(title) if not kinds_in(name) & SUPPORTING or OF_TRADE.search(title)
    ]
    topics = told or tuple(titled)
    names = frozenset().union(*(industries_in(one) for one in (*industries, *topics)))
    return Listed(
        info,
        measure,
        industries,
        topics,
        names,
        bool(told),
        _is_technical(measure),
        _here(info, measure),
        bool(OF_PERSONS.search(title)),
    )


def _is_technical(measure: Measure) -> bool:
    """Whether every enterprise must hold a qualification that only those of technology get; schools may be let in too."""
    for condition in measure.conditions:
        fields = {test.field for test in condition.predicates}
        if condition.group or not {"qualification"} <= fields <= {"qualification", "legal_form"}:
            continue
        values = {
            value for test in condition.predicates if test.field == "qualification" for value in test.values
        }
        if values and values <= _OF_TECHNOLOGY:
            return True
    return False


def _wanted_industries(measure: Measure) -> Iterator[str]:
    """The industries that every applicant must be of: no alternative, and no exception for some."""
    for condition in measure.conditions:
        of_industry = [test for test in condition.predicates if test.field == "industry"]
        if condition.group or (condition.any_of and len(of_industry) < len(condition.predicates)):
            continue
        for test in of_industry:
            if test.operator == "in":
                yield from test.values


def _here(info: DocumentInfo, measure: Measure) -> str:
    """The place that a measure holds in: that of its title, else that of its document."""
    title = flat_text(measure.title)
    if title.startswith(_OF_THE_STATE):
        return ""
    region = info.metadata.region or ""
    named = place_named(title)
    return named if named and named.startswith(region) else region
