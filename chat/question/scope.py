"""Find which documents a question is about by the places and documents it names.

Pure functions over the catalogue. Says nothing about whether a document answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chat.question.catalogue import KIND_WORDS, Catalogue, date_of, document_names, is_kind, place_names
from index.hits import DocumentInfo
from index.words import bigrams, tagged
from ingest.text.normalise import fold
from ingest.text.place_names import EVERYWHERE, levels, short
from ingest.text.places import places_in
from ingest.text.years import explicit_years


@dataclass(frozen=True, slots=True)
class Scope:
    """``affinity``: doc_id -> (0, 1], how much the question names that document; absent: not at all.

    ``places`` are the place names of the store that the question uses, ``inside`` the
    documents about them, ``outside`` those about other places (neither holds a
    document without a region). ``words`` are the question's words spent on naming
    places and documents; ``foreign`` the places named that no document is about.
    ``older``: documents of which the store holds a newer edition and whose year the question does not name.
    ``settled``: ``inside`` are the very documents meant, none that names a place joins them.
    """

    affinity: Mapping[str, float]
    places: tuple[str, ...] = ()
    inside: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    title: str = ""  # names of the one document that the question clearly means, joined
    foreign: tuple[str, ...] = ()
    settled: bool = False
    older: frozenset[str] = frozenset()

    def admits(self, doc_id: str) -> bool:
        """Whether a document is of the places asked about, and no earlier edition unless it is the one meant."""
        if self.settled and doc_id in self.inside:
            return True
        return doc_id not in self.outside and doc_id not in self.older


def scope_of(text: str, catalogue: Catalogue) -> Scope:
    """Give the documents that a folded, squeezed question names or is about."""
    places = _named_places(text, catalogue.by_region)
    inside: set[str] = set()
    outside: set[str] = set()
    for region, doc_ids in catalogue.by_region.items() if places else ():
        if set(places) & place_names(region):
            inside |= doc_ids
        elif region not in EVERYWHERE and not _holds_place(region, places, catalogue.by_region):
            # A region read off a text can be wrong; a title that names the place is right.
            outside |= {
                doc_id
                for doc_id in doc_ids
                if not any(place in catalogue.by_id[doc_id].metadata.title for place in places)
            }
    asked_years = explicit_years(text)
    older = frozenset(i for i in catalogue.older if not _is_of(catalogue.by_id[i], asked_years))
    words = {word for place in places for word in (place, short(place))}
    affinity = catalogue.affinities(text)
    named = [catalogue.by_id[doc_id] for doc_id in affinity]
    words |= {
        word
        for word, marks in KIND_WORDS.items()
        if word in text and any(is_kind(info, marks) for info in named)
    }
    return Scope(
        affinity,
        places,
        frozenset(inside),
        frozenset(outside),
        frozenset(words),
        _title_meant(text, affinity, catalogue),
        _foreign_places(text, catalogue),
        older=older,
    )


def _is_of(info: DocumentInfo, asked_years: frozenset[int]) -> bool:
    """Whether a question names the year that an edition is of."""
    return any(str(year) == date_of(info)[:4] for year in asked_years)


def _title_meant(text: str, affinity: Mapping[str, float], catalogue: Catalogue) -> str:
    """The names of the document that a question clearly means; empty where it may mean several or none."""
    ranked = sorted(affinity, key=lambda doc_id: -affinity[doc_id])
    if not ranked or (len(ranked) > 1 and affinity[ranked[1]] > 0.7):
        return ""
    names = " ".join(document_names(catalogue.by_id[ranked[0]]))
    return names if len(set(bigrams(names)) & set(bigrams(text))) >= 4 else ""


def _holds_place(region: str, places: Iterable[str], regions: Iterable[str]) -> bool:
    """Whether a region lies above a place named: what 湖南省 rules holds in 株洲 too."""
    return any(
        other.startswith(region) and set(places) & place_names(other) for other in regions if other != region
    )


def _foreign_places(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    found = []
    # A county's shape alone also fits “园给区里”; the tagger's dictionary says what is a name.
    counties = [
        word for word, tag in tagged(text) if tag == "ns" and len(word) >= 3 and word[-1] in "区县市旗"
    ]
    places = dict.fromkeys((*places_in(text), *counties))
    for place in places:
        if any(other.startswith(place) for other in places if other != place):
            continue  # “山东省青岛市”: only the most local name counts
        own = place_names(levels(fold(place))[-1])
        name = next((name for name in sorted(own, key=len) if name in text), place)
        if not own & catalogue.places and name in text:
            found.append(name)
    return tuple(dict.fromkeys(found))


def _named_places(text: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Place names of the catalogue that the text holds, the most local ones only."""
    found: dict[str, int] = {}
    for region in regions:
        for depth, level in enumerate(levels(region)):
            name = short(level)
            if name in text:
                found[name] = max(depth, found.get(name, 0))
    # “北京市丰台区” names Fengtai; Beijing beside it says nothing more.
    deepest = max(found.values(), default=0)
    return tuple(name for name, depth in found.items() if depth == deepest)
