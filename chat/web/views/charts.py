"""Draw figures as a chart: bars over places, or lines over years, as SVG in the page. Pure functions, all text escaped.

Places along the width are shares of it, so that a chart fits a phone and a desk with letters of one size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from ingest.text.safe_display import escape

Point = Mapping[str, Any]
MOST_BARS, MOST_LINES = 40, 6
ROW = 40  # pixels of a bar with its words
HEIGHT, TOP, BOTTOM = 260, 34, 44  # pixels of a chart of lines, and what is left free above and below them
LEFT, RIGHT = 6.0, 88.0  # between these shares of the width stand the years
LEAST_BARS, LEAST_YEARS = 2, 2


def chart_html(chart: Mapping[str, Any]) -> str:
    """Draw a chart of the data of ``chart_of``; nothing where there is nothing to hold against one another."""
    points: Sequence[Point] = chart["points"]
    drawn = _lines(points, chart) if chart["kind"] == "lines" else ""
    return drawn or _bars(points, chart)


def _figure(title: str, svg: str) -> str:
    return f'<figure class="wc-chart"><figcaption>{escape(title)}</figcaption>{svg}</figure>'


# --- bars -------------------------------------------------------------------------------------------


def _bars(points: Sequence[Point], chart: Mapping[str, Any]) -> str:
    when = Counter((point["year"], point["aim"]) for point in points)
    if not when:
        return ""
    year, aim = max(when, key=lambda one: (when[one], one[0] or 0, one[1]))
    each: dict[str, Point] = {}
    for point in points:
        if (point["year"], point["aim"]) == (year, aim):
            each.setdefault(str(point["place"]), point)
    if len(each) < LEAST_BARS:
        return ""
    ranked = sorted(each.values(), key=lambda point: -float(point["value"]))[:MOST_BARS]
    most = max(abs(float(point["value"])) for point in ranked) or 1.0
    bars = "".join(_bar(point, number, most, chart["unit"]) for number, point in enumerate(ranked))
    title = (
        f"{chart['indicator']}（{f'{year}年' if year else '年份未写明'}{aim}，{chart['unit'] or '无单位'}）"
    )
    told = "；".join(f"{point['place']}{_number(point['value'])}{chart['unit']}" for point in ranked)
    svg = (
        f'<svg class="wc-bars" role="img" aria-label="{escape(title)}：{escape(told)}" width="100%" '
        f'height="{ROW * len(ranked)}">{bars}</svg>'
    )
    return _figure(title, svg)


def _bar(point: Point, number: int, most: float, unit: str) -> str:
    top, value = number * ROW, float(point["value"])
    width = max(abs(value) / most * 100, 0.5)
    kind = " wc-bar-below" if value < 0 else ""
    return (
        f'<text class="wc-chart-name" x="0" y="{top + 16}">{escape(str(point["place"]))}</text>'
        f'<text class="wc-chart-value" x="100%" y="{top + 16}" text-anchor="end">{_shown(point, unit)}</text>'
        f'<rect class="wc-chart-bar{kind}" x="0" y="{top + 22}" width="{width:.2f}%" height="10" rx="3"></rect>'
    )


def _shown(point: Point, unit: str) -> str:
    high = f"—{_number(point['high'])}" if point.get("high") is not None else ""
    return f"{_number(point['value'])}{high}{escape(unit)}"


def _number(value: Any) -> str:
    number = float(value)
    return str(int(number)) if number.is_integer() else f"{number:.6f}".rstrip("0")


# --- lines ------------------------------------------------------------------------------------------


def _lines(points: Sequence[Point], chart: Mapping[str, Any]) -> str:
    dated = [point for point in points if point["year"] is not None]
    years = sorted({int(point["year"]) for point in dated})
    if len(years) < LEAST_YEARS:
        return ""
    series = _series(dated)
    values = [float(point["value"]) for each in series.values() for point in each]
    low, high = min(values), max(values)
    lines = "".join(
        _line(name, each, number, years, (low, high), chart["unit"])
        for number, (name, each) in enumerate(series.items())
    )
    ticks = "".join(
        f'<text class="wc-chart-year" x="{_across(year, years):.2f}%" y="{HEIGHT - 12}" text-anchor="middle">{year}</text>'
        for year in years
    )
    title = f"{chart['indicator']}（{years[0]}—{years[-1]}年，{chart['unit'] or '无单位'}；空心为目标）"
    told = "；".join(
        f"{name}："
        + "，".join(f"{point['year']}年{_number(point['value'])}{chart['unit']}" for point in each)
        for name, each in series.items()
    )
    svg = (
        f'<svg class="wc-lines" role="img" aria-label="{escape(title)}：{escape(told)}" width="100%" height="{HEIGHT}">'
        f"{lines}{ticks}</svg>"
    )
    return _figure(title, svg)


def _series(points: Sequence[Point]) -> dict[str, list[Point]]:
    """One figure of each place and year, reached before aimed at; the places with most years."""
    found: dict[str, dict[int, Point]] = {}
    for point in sorted(points, key=lambda one: one["aim"] != "实绩"):
        found.setdefault(str(point["place"]), {}).setdefault(int(point["year"]), point)
    most = sorted(found, key=lambda place: -len(found[place]))[:MOST_LINES]
    return {place: [found[place][year] for year in sorted(found[place])] for place in most}


def _across(year: int, years: Sequence[int]) -> float:
    return LEFT + (RIGHT - LEFT) * (year - years[0]) / (years[-1] - years[0])


def _down(value: float, between: tuple[float, float]) -> float:
    low, high = between
    share = (value - low) / (high - low) if high > low else 0.5
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def _line(
    name: str,
    points: Sequence[Point],
    number: int,
    years: Sequence[int],
    between: tuple[float, float],
    unit: str,
) -> str:
    places = [
        (_across(int(point["year"]), years), _down(float(point["value"]), between), point) for point in points
    ]
    parts = [
        f'<line x1="{x1:.2f}%" y1="{y1:.1f}" x2="{x2:.2f}%" y2="{y2:.1f}"></line>'
        for (x1, y1, _), (x2, y2, _) in pairwise(places)
    ]
    for x, y, point in places:
        hollow = "" if point["aim"] == "实绩" else ' class="wc-hollow"'
        parts.append(f'<circle{hollow} cx="{x:.2f}%" cy="{y:.1f}" r="4.5"></circle>')
        parts.append(
            f'<text class="wc-chart-value" x="{x:.2f}%" y="{y - 10:.1f}" text-anchor="middle">{_number(point["value"])}</text>'
        )
    x, y, _ = places[-1]
    parts.append(f'<text class="wc-chart-name" x="{x:.2f}%" dx="10" y="{y + 5:.1f}">{escape(name)}</text>')
    return f'<g class="wc-line wc-line-{number}">{"".join(parts)}</g>'
