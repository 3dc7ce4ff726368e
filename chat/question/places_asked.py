"""Places that a question names and no document of the store is of, by the gazetteer: 合肥, 丰台, 嵊州.

A place that lies within one that documents are of is theirs: what 安徽 rules holds in 合肥. Pure functions of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from chat.question.catalogue import place_names
from index.words import tagged
from ingest.text.normalise import fold
from ingest.text.place_names import EVERYWHERE, levels
from ingest.text.places import places_in, regions_in

_COUNTY_ENDINGS = ("区", "县", "市", "旗")
# “经开区”, “高新区”: a part of a city that many cities have, and no place by itself
_ZONE = re.compile(r"(?:经开|高新|开发|新|城|郊|园|保税|自贸|示范|度假)区$")
# “南京和溧水”, “溧水、高淳”: before a name that stands beside another
_BESIDE = re.compile(r"(?:^|[和与、及跟比同或])$")


def foreign_places(text: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Give the names of places that no document is of or holds in; of “山东省青岛市” the most local one alone."""
    known = {name for region in regions for name in place_names(region)}
    named = list(named_places(text))
    found = []
    for name, full in named:
        if any(other != full and other.startswith(full) for _, other in named) or _is_a_word(
            name, full, text, named
        ):
            continue
        if not place_names(levels(fold(full))[-1]) & known and not holding(full, regions):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _is_a_word(name: str, full: str, text: str, named: list[tuple[str, str]]) -> bool:
    """Whether the short name of a county is a mere word behind another place: “宁波2018年新建的中转站”."""
    at = text.find(name)
    short = len(name) == 2 and not text.startswith(_COUNTY_ENDINGS, at + len(name))
    county = full.endswith(_COUNTY_ENDINGS) and len(levels(fold(full))) > 2
    others = [other for other_name, other in named if other_name != name and text.find(other_name) < at]
    elsewhere = others and not any(full.startswith(other) for other in others)
    return bool(short and county and elsewhere and not _BESIDE.search(text[:at]))


def holding_regions(text: str, regions: Iterable[str]) -> tuple[str, ...]:
    """Give the regions of documents that hold in a place named, which has no documents of its own."""
    found = (holding(full, regions) for _, full in named_places(text))
    return tuple(dict.fromkeys(region for region in found if region))


def holding(full: str, regions: Iterable[str]) -> str:
    """Give the nearest region above a place, in full, that documents are of; empty where none is."""
    above = [
        region
        for region in regions
        if region not in EVERYWHERE and full != region and full.startswith(region)
    ]
    return max(above, key=len, default="")


def named_places(text: str) -> Iterator[tuple[str, str]]:
    """Give each place that a text names, with its full name as far as the gazetteer has one."""
    for full in dict.fromkeys(places_in(text)):
        own = place_names(levels(fold(full))[-1])
        name = next((name for name in sorted(own, key=len) if name in text), "")
        if name:
            yield name, full
    for word, tag in tagged(text):
        if tag != "ns" or _ZONE.fullmatch(word) or any(word in place_names(full) for full in places_in(word)):
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
