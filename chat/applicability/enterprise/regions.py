"""Whether an enterprise's place lies within the one that a condition names: a division, several of them, or a zone."""

from __future__ import annotations

from functools import lru_cache

from chat.applicability.enterprise.patterns import HERE, OUTSIDE, WHOLE_COUNTRY, ZONE
from ingest.text.normalise import flat_text
from ingest.text.places import regions_in

# Names of several provinces together, as plans of the state use them.
JOINED = {
    "京津冀": ("北京市", "天津市", "河北省"),
    "长三角": ("上海市", "江苏省", "浙江省", "安徽省"),
    "粤港澳大湾区": ("广东省", "香港特别行政区", "澳门特别行政区"),
    "成渝": ("重庆市", "四川省"),
}


@lru_cache(maxsize=20_000)
def place_named(words: str) -> str:
    """Give the full name of the smallest place that words name first; empty where they name none."""
    found = regions_in(flat_text(words))
    if not found:
        return ""
    best = found[0]
    for place in found[1:]:
        if place.region.startswith(best.region):
            best = place
    return best.region


def lies_within(region: str, words: str, wanted: str, here: str = "") -> bool | None:
    """Whether a place lies within the wanted one; ``None`` where what is known does not decide it.

    ``words`` are those that name the place, which may name a zone; ``here`` is the place that the measure's document
    is of, which “本市” means.
    """
    flat = flat_text(wanted)
    if WHOLE_COUNTRY.search(flat):
        return True
    for name, regions in JOINED.items():
        if name in flat:
            return _any_of(region, regions)
    named = place_named(flat)
    if HERE.search(flat) and not named:
        return _one_in(region, here) if here else None
    zone = ZONE.search(flat)
    place = named or (here if zone else "")
    if not place:
        return True if flat in flat_text(words) else None
    inside = _one_in(region, place)
    if not zone or inside is False:
        return inside
    if _names_another(flat, place, region) or _is_denied(zone["name"], flat_text(words)):
        return False
    return True if zone["name"] in flat_text(words) else None


def _is_denied(zone: str, words: str) -> bool:
    """Whether the words for a place say that it is not in a zone (“朝阳区，不在中关村示范区内”)."""
    denied = OUTSIDE.search(words)
    return bool(denied and zone in denied.group())


@lru_cache(maxsize=20_000)
def _names_another(zone: str, place: str, region: str) -> bool:
    """Whether a zone's name holds that of another part of a place (海淀园 for an enterprise of 朝阳区)."""
    parts = [regions_in(f"{zone[at : at + 2]}区", (place,)) for at in range(len(zone) - 1)]
    named = {one[0].region for one in parts if len(one) == 1 and one[0].region.startswith(place)}
    return region != place and bool(named) and not any(region.startswith(one) for one in named)


def _any_of(region: str, wanted: tuple[str, ...]) -> bool | None:
    found = [_one_in(region, one) for one in wanted]
    return True if True in found else (None if None in found else False)


def _one_in(region: str, wanted: str) -> bool | None:
    if region.startswith(wanted):
        return True
    return None if wanted.startswith(region) else False
