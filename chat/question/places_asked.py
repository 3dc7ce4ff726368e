"""Places that a question names and no document of the store is of, by the gazetteer: 合肥, 丰台, 嵊州.

A place that lies within one that documents are of is theirs: what 安徽 rules holds in 合肥. Pure functions of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chat.question.catalogue import place_names
from index.words import tagged
from ingest.text.normalise import fold
from ingest.text.place_names import EVERYWHERE, levels
from ingest.text.places import places_in, regions_in

_COUNTY_ENDINGS = ("区", "县", "市", "旗")


def foreign_places(text: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Give the names of places that no document is of or holds in; of “山东省青岛市” the most local one alone."""
    known = {name for region in regions for name in place_names(region)}
    named = list(_named(text))
    found = []
    for name, full in named:
        if any(other != full and other.startswith(full) for _, other in named):
            continue
        if not place_names(levels(fold(full))[-1]) & known and not holding(full, regions):
            found.append(name)
    return tuple(dict.fromkeys(found))


def holding_regions(text: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Give the regions of documents that hold in a place named, which has no documents of its own."""
    found = (holding(full, regions) for _, full in _named(text))
    return tuple(dict.fromkeys(region for region in found if region))


def holding(full: str, regions: Iterable[str]) -> str:
    """Give the nearest region above a place, in full, that documents are of; empty where none is."""
    above = [
        region
        for region in regions
        if region not in EVERYWHERE and full != region and full.startswith(region)
    ]
    return max(above, key=len, default="")


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Each place that a text names, with its full name as far as the gazetteer has one."""
    for full in dict.fromkeys(places_in(text)):
        own = place_names(levels(fold(full))[-1])
        name = next((name for name in sorted(own, key=len) if name in text), "")
        if name:
            yield name, full
    for word, tag in tagged(text):
        if tag != "ns" or any(word in place_names(full) for full in places_in(word)):
            continue
        if len(word) >= 3 and word[-1] in _COUNTY_ENDINGS:  # its shape alone also fits “园给区里”
            yield word, _county(word) or word
        elif len(word) == 2 and (
            full := next(filter(None, (_county(word + e) for e in _COUNTY_ENDINGS)), "")
        ):
            yield word, full


def _county(name: str) -> str:
    """Give the full name of a county that is the only one of its name; empty where there are several or none."""
    found = regions_in(name)
    return found[0].region if len(found) == 1 and found[0].end - found[0].start == len(name) else ""
