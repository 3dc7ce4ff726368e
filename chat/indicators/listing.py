"""List the indicators of documents for a command, an interface or a page: as rows, as data of a chart, as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chat.indicators.series import (
    STRIVEN,
    IndicatorRow,
    bare_name,
    in_unit,
    of_one_measure,
    quantity_of,
    rows_of,
    select,
)
from index.store import DocumentSearcher
from ingest.figures import CHANGES, known_names, name_of, unified
from ingest.text.normalise import squeeze
from ingest.text.place_names import short_name

# What a row is in JSON, in its order, and what its columns are called in a table for people.
COLUMNS = {
    "indicator": "指标",
    "value": "数值",
    "unit": "单位",
    "comparator": "限定",
    "kind": "目标或实绩",
    "year": "年份",
    "base_year": "基期",
    "place": "地区",
    "doc_id": "文件编号",
    "clause": "条款",
    "quote": "原文",
    "start": "起",
    "end": "止",
}


@dataclass(frozen=True, slots=True)
class WantedIndicators:
    """These words say which indicators are wanted; what is empty restricts nothing.

    ``indicator``: any word for one of the table means all of its family (its level and its growth), other words
    are looked for in names; ``place``: as people say it, holds what lies within.
    """

    indicator: str = ""
    place: str = ""
    year: int | None = None
    kind: str = ""
    doc_ids: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """Tell whether a row of this name is wanted."""
        if not self.indicator:
            return True
        names = _family(self.indicator)
        return bare_name(name) in names if names else squeeze(self.indicator) in name


def _family(words: str) -> frozenset[str]:
    """The names of rows that a word for an indicator of the table means; empty for a word that is in no table."""
    found = name_of(words)
    if found is None:
        return frozenset()
    if found.family != found.name:
        return frozenset((found.name,))
    of_family = {one.name for one in known_names() if one.family == found.name}
    return frozenset(of_family | {unified(found.name, change) for change in CHANGES})


def listed(store: DocumentSearcher, wanted: WantedIndicators) -> list[IndicatorRow]:
    """Give the rows that are wanted, in the order of documents and of their words."""
    documents = [info for info in store.documents() if not wanted.doc_ids or info.doc_id in wanted.doc_ids]
    rows = select(rows_of(store, documents), place=wanted.place, year=wanted.year, kind=wanted.kind)
    return [row for row in rows if wanted.wants(row.indicator.name)]


def rows_json(rows: Iterable[IndicatorRow], text_of: Callable[[str], str]) -> list[dict[str, object]]:
    """Give rows as JSON values; ``text_of`` gives a document's text, of which ``quote`` is ``text[start:end]``."""
    found: list[dict[str, object]] = []
    texts: dict[str, str] = {}
    for row in rows:
        own, doc_id = row.indicator, row.document.doc_id
        if doc_id not in texts:
            texts = {doc_id: text_of(doc_id)}  # rows come document by document
        values = (
            own.name,
            _number(own.value),
            own.unit,
            own.comparator,
            own.kind,
            own.year,
            own.base_year,
            own.place,
            doc_id,
            own.clause,
            texts[doc_id][own.words.start : own.words.end],
            own.words.start,
            own.words.end,
        )
        more = {"high": _number(own.high)} if own.high is not None else {}
        found.append({**dict(zip(COLUMNS, values, strict=True)), **more, "page": own.page, "key": own.key})
    return found


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def chart_of(rows: Sequence[IndicatorRow]) -> dict[str, object]:
    """Give the data of a chart of rows of one indicator: bars over places, or lines over years where there are several.

    Values are in the unit that most rows have, rows of another measure and figures only striven for are left out:
    ``{"kind": "bars" | "lines", "indicator", "unit", "points": [{"place", "year", "value", "high", "aim", "doc_id"}]}``.
    """
    names = Counter(row.indicator.name for row in rows if row.of_whole)
    name = names.most_common(1)[0][0] if names else ""
    kept = [row for row in rows if row.of_whole and row.indicator.name == name]
    kept = [row for row in of_one_measure(kept) if row.indicator.comparator != STRIVEN]
    units = Counter(row.indicator.unit for row in kept)
    unit = units.most_common(1)[0][0] if units else ""
    points = [
        {
            "place": short_name(row.indicator.place) if row.indicator.place else row.document.metadata.title,
            "year": row.indicator.year,
            "value": float(in_unit(quantity_of(row).value, unit)),
            "high": None if row.indicator.high is None else float(in_unit(quantity_of(row).high, unit)),
            "aim": row.indicator.kind,
            "doc_id": row.document.doc_id,
        }
        for row in kept
    ]
    several = _years_of_one_place(points)
    return {"kind": "lines" if several else "bars", "indicator": name, "unit": unit, "points": points}


def _years_of_one_place(points: Iterable[Mapping[str, object]]) -> bool:
    """Whether some place has figures of three years or more, which make a line."""
    years: dict[object, set[object]] = {}
    for point in points:
        years.setdefault(point["place"], set()).add(point["year"])
    return any(len(found - {None}) > 2 for found in years.values())


def csv_of(rows: Collection[Mapping[str, object]]) -> str:
    """Give rows of :func:`rows_json` as CSV for a spreadsheet, a line of Chinese headers first.

    What a spreadsheet would take for a formula is written as words.
    """
    target = io.StringIO()
    target.write("\ufeff")  # by which spreadsheets know UTF-8
    writer = csv.writer(target)
    writer.writerow(COLUMNS.values())
    for row in rows:
        writer.writerow([_as_words(row[name]) for name in COLUMNS])
    return target.getvalue()


def _as_words(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else value
    words = squeeze(value)
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words
