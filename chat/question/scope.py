"""Find which documents a question is about by the places and documents it names.

Pure functions over the catalogue. Says nothing about whether a document answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chat.question.catalogue import (
    KIND_WORDS,
    Catalogue,
    date_of,
    document_names,
    is_kind,
    names_in,
    place_names,
)
from chat.question.places_asked import foreign_places, holding_regions, named_places
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.text.place_names import EVERYWHERE, levels, short
from ingest.text.years import explicit_years

# “新旧仲裁法”, “修订前后”, “新版和旧版”, “旧仲裁法和2025年新法”, “2013版和2025版”: two editions of one document
_EDITIONS = re.compile(
    r"新[旧老](?:两[版部个])?(?:的)?|(?:修订|修改|修正|修法|改)(?:之)?前后|两[个种]?版本?(?:本)?|[新旧老][版法规]?(?:和|与|跟|、|比)[新旧老原][版法规]?"
    r"|(?:和|与|跟|比)(?:原来|以前|之前|旧版|旧法|老版)(?:的)?(?:相比)?"
    r"|[旧老](?P<law>[^，,。？?旧老新]{1,14}?)(?:和|与|跟|、|比)(?:20\d\d年?)?(?:的)?新(?:法|版|条例|办法|规|(?P=law))|新(?P<new>[^，,。？?旧老新]{1,14}?)(?:和|与|跟|、|比)(?:20\d\d年?)?(?:的)?[旧老](?:法|版|条例|办法|规|(?P=new))"
    r"|20\d\d年?版?(?:和|与|跟|、|比)20\d\d年?版"
)
# “2013年渔业法与2025年渔业法”, “2020年和2025年的条例”: the years that editions are told apart by
_OF_YEARS = re.compile(r"20\d\d年?(?:和|与|跟|、|比)20\d\d年?的?|20\d\d年?版?")


@dataclass(frozen=True, slots=True)
class Scope:
    """``affinity``: doc_id -> (0, 1], how much the question names that document; absent: not at all.

    ``places`` are the place names of the store that the question uses, ``inside`` the
    documents about them, ``outside`` those about other places (neither holds a
    document without a region). ``words`` are the question's words spent on naming
    places and documents; ``foreign`` the places named that no document is about.
    ``older``: documents of which the store holds a newer edition and whose year the question does not name.
    ``held``: places named that have no documents of their own and lie in ``places``, as 厦门 in 福建.
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
    held: tuple[str, ...] = ()

    def admits(self, doc_id: str) -> bool:
        """Whether a document is of the places asked about, and no earlier edition unless it is the one meant."""
        if self.settled and doc_id in self.inside:
            return True
        return doc_id not in self.outside and doc_id not in self.older


def scope_of(text: str, catalogue: Catalogue) -> Scope:
    """Give the documents that a folded, squeezed question names or is about."""
    places = _named_places(text, catalogue.by_region)
    above = () if places else holding_regions(text, catalogue.by_region)
    places = places or tuple(short(levels(region)[-1]) for region in above)
    inside: set[str] = set()
    outside: set[str] = set()
    for region, doc_ids in catalogue.by_region.items() if places else ():
        # What a province rules holds in its city; what another of its cities rules does not.
        if region in above if above else set(places) & place_names(region):
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
        foreign_places(text, catalogue.by_region),
        older=older,
        held=tuple(name for name, _ in named_places(text)) if above else (),
    )


def names_editions(text: str) -> bool:
    """Whether a question asks after two editions of a document."""
    return bool(_EDITIONS.search(text))


def without_editions(text: str) -> str:
    """Give what a question asks of two editions, without the words and years that tell them apart."""
    said = _EDITIONS.sub("", text)
    return _OF_YEARS.sub("", said) if len(explicit_years(text)) == 2 or said != text else said


def editions_meant(text: str, catalogue: Catalogue, likely: Iterable[str]) -> list[str]:
    """Give the two editions that a question asks after, the older first; empty where it asks after none.

    ``likely``: the documents that may be meant, likeliest first. Two years mean editions where the newer is of the
    later of them and the question names the document.
    """
    years = sorted(explicit_years(text))
    for doc_id in likely:
        editions = catalogue.editions_of(doc_id)
        if len(editions) < 2:
            continue
        infos = [catalogue.by_id[edition] for edition in editions]
        of_years = [info.doc_id for info in infos if _is_of(info, frozenset(years))]
        two = len(years) == 2 and _is_of(infos[-1], frozenset(years[1:]))
        if two and (names_editions(text) or names_in(text, infos[-1])):
            return of_years[-2:] if len(of_years) > 1 else editions[-2:]
        if names_editions(text):
            return editions[-2:]
    return []


def _is_of(info: DocumentInfo, asked_years: frozenset[int]) -> bool:
    """Whether a question names the year that an edition is of."""
    days = (date_of(info), info.metadata.published or "")
    return any(str(year) == day[:4] for year in asked_years for day in days)


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


def _named_places(text: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Place names of the catalogue that the text holds; of “北京市丰台区” the local one alone."""
    found: dict[str, str] = {}  # name -> its region from the top down to it
    for region in regions:
        above = ""
        for level in levels(region):
            above += level
            if short(level) in text:
                found.setdefault(short(level), above)
    return tuple(name for name in found if not _stands_before(name, found, text))


def _stands_before(name: str, found: Mapping[str, str], text: str) -> bool:
    """Whether a place is named only to say where another lies: “北京市丰台区”, “湖南的株洲”."""
    return any(
        re.search(f"{re.escape(name)}[省市州]?(?:自治区)?的?{re.escape(other)}", text)
        and text.count(name) == 1
        for other, region in found.items()
        if other != name and region.startswith(found[name])
    )
