"""Select, order, add and hold against one another the indicators of documents. Pure functions of rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from index.hits import DocumentInfo
from index.store import DocumentSearcher
from index.words import bigrams
from ingest.facts import INDICATOR, Indicator, indicator_of
from ingest.figures import unified
from ingest.text.place_names import levels, short_name

# “设区城市空气质量优良天数比率”, “新建和改造高标准农田”: words before a name that leave the indicator what it is
_VARIANT = re.compile(
    r"^(?:全[省市区县州]|设区的?城?市|地级及以上城市|城市(?!化)|地级市|环境(?=空气)|新增(?=建设|和)|增发国债|新建|建设|改造提升|改造|提升|建成|完成|年度|全年|和|或|、|及)+(?=.{3})"
)
ALIKE = 0.7  # share of character pairs from which two names of no table say the same
LESS_SURE = 0.3  # of a row whose name has such words before it
STRIVEN = "力争"  # a second figure that is only striven for
_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
# Units of one measure in the size of its first: 斤 and 吨 are weighed against one another.
_MEASURES = {
    "重量": {"公斤": "1", "千克": "1", "斤": "0.5", "吨": "1000"},
    "面积": {"平方米": "1", "亩": "666.6667", "公顷": "10000", "平方公里": "1000000", "平方千米": "1000000"},
    "长度": {"米": "1", "公里": "1000", "千米": "1000", "km": "1000"},
    "比例": {"%": "1", "‰": "0.1"},
    "百分点": {"个百分点": "1", "百分点": "1"},
    "钱": {"元": "1", "": "1"},
    "人": {"人": "1", "人次": "1", "名": "1", "位": "1"},
    "个": {"个": "1", "家": "1", "户": "1", "项": "1", "件": "1", "处": "1", "条": "1", "座": "1", "所": "1"},
}
_MEASURE_OF = {
    unit: (name, Decimal(size)) for name, units in _MEASURES.items() for unit, size in units.items()
}


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A row is one indicator and the document that states it."""

    document: DocumentInfo
    indicator: Indicator

    @property
    def place(self) -> str:
        """Give the place as people say it: 湖南省 -> 湖南; the document's title where it is of none."""
        return short_name(self.indicator.place) if self.indicator.place else self.document.metadata.title

    @property
    def of_whole(self) -> bool:
        """Whether the figure is of the document's own place, and not of a part of it or of the nation."""
        region = self.document.metadata.region or ""
        return self.indicator.place in ("", region)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity is a figure in the basic size of its measure, so that two can be compared: 880亿斤 and 1285万吨."""

    value: Decimal
    high: Decimal
    measure: str

    @property
    def rank(self) -> tuple[Decimal, Decimal]:
        """Give what figures of one measure are ordered by."""
        return (self.value, self.high)


def rows_of(
    store: DocumentSearcher, documents: Iterable[DocumentInfo], names: Collection[str] = ()
) -> list[IndicatorRow]:
    """Give the indicators of documents, in their order; with ``names`` those of these names alone."""
    by_id = {info.doc_id: info for info in documents}
    found = []
    for doc_id, fact in store.facts(INDICATOR, by_id):
        name = str(fact.data.get("name", ""))
        if not names or name in names:
            found.append(IndicatorRow(by_id[doc_id], indicator_of(fact)))
        elif (bare := bare_name(name)) in names:
            own = indicator_of(fact)
            found.append(
                IndicatorRow(by_id[doc_id], replace(own, name=bare, confidence=own.confidence - LESS_SURE))
            )
    return found


@lru_cache(maxsize=20_000)
def bare_name(name: str) -> str:
    """Give a name without words that leave the indicator what it is: 设区城市空气质量优良天数比率."""
    return unified(_VARIANT.sub("", name))


def rows_alike(store: DocumentSearcher, documents: Iterable[DocumentInfo], name: str) -> list[IndicatorRow]:
    """Give the rows of documents whose names say nearly the same as one that is in no table, the nearest name first."""
    rows = [(alike(row.indicator.name, name), row) for row in rows_of(store, documents)]
    near = [(score, row) for score, row in rows if score >= ALIKE]
    near.sort(key=lambda pair: -pair[0])
    return [
        IndicatorRow(row.document, replace(row.indicator, name=name, confidence=score)) for score, row in near
    ]


def alike(one: str, other: str) -> float:
    """Give how much two names say the same, 0 to 1: the pairs of characters that they share."""
    first, second = (set(bigrams(_VARIANT.sub("", name))) for name in (one, other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else float(one == other)


def select(
    rows: Iterable[IndicatorRow],
    *,
    names: Collection[str] = (),
    place: str = "",
    year: int | None = None,
    kind: str = "",
) -> Iterator[IndicatorRow]:
    """Give the rows of these names, of a place or within it, of a year and of a kind; what is empty restricts nothing."""
    for row in rows:
        own = row.indicator
        if names and own.name not in names:
            continue
        if (year is not None and own.year != year) or (kind and own.kind != kind):
            continue
        if place and not is_within(own.place, place):
            continue
        yield row


def is_within(region: str, place: str) -> bool:
    """Whether a full name of a region is, lies in or holds a place as people say it: “湖南”, “丰台区”."""
    return any(place in (level, short_name(level)) for level in levels(region)) or place == region


@lru_cache(maxsize=20_000)
def quantity(value: float, high: float | None, unit: str) -> Quantity:
    """Give a figure in the basic size of its measure; a unit of no known measure is a measure of its own."""
    scale = Decimal(1)
    bare = unit
    while bare and bare[0] in _SIZES and bare not in _MEASURE_OF:
        scale *= _SIZES[bare[0]]
        bare = bare[1:]
    measure, size = _MEASURE_OF.get(bare, (bare, Decimal(1)))
    if not bare and not unit:
        measure = ""
    low = Decimal(str(value)) * scale * size
    return Quantity(low, low if high is None else Decimal(str(high)) * scale * size, measure)


def quantity_of(row: IndicatorRow) -> Quantity:
    """Give the quantity of a row."""
    return quantity(row.indicator.value, row.indicator.high, row.indicator.unit)


def one_each(rows: Iterable[IndicatorRow]) -> list[IndicatorRow]:
    """Give one row of each document: of its newest year, its own place, first the surest, then the first stated."""
    best: dict[str, IndicatorRow] = {}
    for row in rows:
        held = best.get(row.document.doc_id)
        if row.indicator.comparator != STRIVEN and (held is None or _order(row) < _order(held)):
            best[row.document.doc_id] = row
    return list(best.values())


def _order(row: IndicatorRow) -> tuple[bool, int, float, int]:
    own = row.indicator
    return (not row.of_whole, -(own.year or 0), -own.confidence, own.words.start)


def of_one_measure(rows: Sequence[IndicatorRow]) -> list[IndicatorRow]:
    """Give the rows of the measure that most of them have: what is not of one measure cannot be compared."""
    measures = Counter(quantity_of(row).measure for row in rows)
    if not measures:
        return []
    usual = measures.most_common(1)[0][0]
    return [row for row in rows if quantity_of(row).measure == usual]


def ranked(rows: Sequence[IndicatorRow], *, least: bool = False) -> list[IndicatorRow]:
    """Give rows of one measure from the greatest to the least, or the other way; equal ones as they came."""
    return sorted(of_one_measure(rows), key=lambda row: quantity_of(row).rank, reverse=not least)


def total(rows: Sequence[IndicatorRow]) -> tuple[Decimal, str] | None:
    """Give the sum of rows of one measure and its unit, that of the first; ``None`` where their measures differ."""
    if not rows or len({quantity_of(row).measure for row in rows}) != 1:
        return None
    unit = rows[0].indicator.unit
    whole = sum((quantity_of(row).value for row in rows), Decimal(0))
    return in_unit(whole, unit), unit


def difference(one: IndicatorRow, other: IndicatorRow) -> tuple[Decimal, str] | None:
    """Give how much the first row is above the second and the unit of that; ``None`` where measures differ.

    Percentages differ by percentage points.
    """
    first, second = quantity_of(one), quantity_of(other)
    if first.measure != second.measure:
        return None
    unit = one.indicator.unit
    return in_unit(first.value - second.value, unit), "个百分点" if first.measure == "比例" else unit


def in_unit(value: Decimal, unit: str) -> Decimal:
    """Give a value of the basic size in a unit, to six digits behind the point at most."""
    one = quantity(1.0, None, unit).value
    return (value / one).quantize(Decimal("0.000001")).normalize()


def plain(value: Decimal) -> str:
    """Give a number as people write it: no exponent, no zeros at its end."""
    words = f"{value:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words
