"""Find the place that a document is about: province, prefecture and county as one name. Pure functions of text."""

from __future__ import annotations

from collections import Counter

from ingest.document import Span
from ingest.metadata.patterns import DATELINE, EVERYWHERE, NATIONAL
from ingest.text.places import MUNICIPALITIES, Place, regions_in

_BODY = 6000  # characters in which a text without a place in its title says what it is about
_HEAD = 200  # characters above a title that may name its place
_FEWEST = 2  # times that a text must name a place to be about it
_FEWEST_COUNTY = 3


def find_region(
    text: str, start: int, line: str, issuers: tuple[str, ...], title: Span | None
) -> tuple[str | None, Span | None]:
    """Find the region: “北京市丰台区”, “湖南省”, “全国”; ``None`` where issuers, title and text name no place.

    Issuers go before the title, the title before the text. A county named together with the place
    that it belongs to makes it more precise.
    """
    if line.startswith(("中华人民共和国", "国务院")):
        return "全国", title
    body = text[start : start + _BODY]
    around = [place.region for place in regions_in(body)]
    named = [place for words in (*issuers, line) for place in regions_in(words, around)]
    if any(NATIONAL.match(issuer) for issuer in issuers) and not _places_of(issuers, around):
        return "全国", None
    region = _first_with_deeper([place.region for place in named])
    # “蔡甸区责任分解方案” above “区政府关于印发……的通知”
    if region is None and title and title.start > start:
        above = regions_in(text[start : min(title.start, start + _HEAD)], around)
        region = _first_with_deeper([place.region for place in above])
    if region is None:
        everywhere = EVERYWHERE.search(line) and not issuers
        region = (
            None
            if everywhere
            else "全国"
            if NATIONAL.match(line) and not named
            else _of_text(text, start, title)
        )
    elif not issuers and (region in MUNICIPALITIES or region != _province(region)):
        region = _with_county(region, body)
    return region, _where(text, start, region)


def _places_of(issuers: tuple[str, ...], around: list[str]) -> list[Place]:
    return [place for issuer in issuers for place in regions_in(issuer, around)]


def _first_with_deeper(regions: list[str]) -> str | None:
    """The first place named, made precise by those within it: 北京市, 北京市丰台区 -> 北京市丰台区."""
    best: str | None = None
    for region in regions:
        if best is None or region.startswith(best):
            best = region
    return best


def _with_county(region: str, body: str) -> str:
    """A district that a text keeps naming under the place of its title: news of a district's park."""
    counted = Counter(place.region for place in regions_in(body))
    within = [(count, name) for name, count in counted.items() if name.startswith(region) and name != region]
    count, name = max(within, default=(0, region))
    others = sum(other for other, _ in within) - count
    return name if count >= 2 * _FEWEST_COUNTY and count > 2 * others else region


def _of_text(text: str, start: int, title: Span | None) -> str | None:
    """The place that a text without one in its title keeps naming, datelines left out."""
    first = title.end if title else start
    body = DATELINE.sub("", text[first : first + _BODY])
    counted: Counter[str] = Counter()
    for place in regions_in(body):
        counted[place.region] += 1
    provinces: Counter[str] = Counter()
    for region, count in counted.items():
        provinces[_province(region)] += count
    if not provinces:
        return None
    province, most = provinces.most_common(1)[0]
    if most < _FEWEST or most < 0.6 * provinces.total():
        return None
    best = province
    for fewest in (_FEWEST, _FEWEST_COUNTY):
        deeper = [(n, name) for name, n in counted.items() if name.startswith(best) and name != best]
        count, name = max(deeper, default=(0, best))
        if count >= fewest and count * 2 > sum(n for n, _ in deeper):
            best = name
    return best


def _province(region: str) -> str:
    for ending in ("特别行政区", "自治区", "省", "市"):
        position = region.find(ending)
        if position > 0:
            return region[: position + len(ending)]
    return region


def _where(text: str, start: int, region: str | None) -> Span | None:
    """The first words of the text that name the place."""
    for place in regions_in(text[start : start + _BODY]) if region else ():
        if place.region == region:
            return Span(start + place.start, start + place.end)
    return None
