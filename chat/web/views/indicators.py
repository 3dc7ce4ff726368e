"""Draw the figures that documents state as a table, each with the words that state it. Pure functions, all text escaped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from chat.web.views.cards import standing_badge
from chat.web.views.charts import chart_html
from index.hits import DocumentInfo
from ingest.text.normalise import squeeze
from ingest.text.safe_display import escape

Row = Mapping[str, Any]
When = tuple[int | None, str]
MOST_ROWS, MOST_COLUMNS, MOST_NAMES = 200, 8, 36
NO_FIGURES = '<p class="wc-empty">库里还没有读出指标。请先在“文件”里收入规划、工作报告、行动方案等写明数字的文件，再回到这里。</p>'
OTHER: When = (-1, "")  # the column of the rarer years


def names_html(names: Sequence[tuple[str, int]], total: int, documents: int) -> str:
    """Draw what stands there before a search: the indicators that most documents state, as buttons."""
    if not total:
        return NO_FIGURES
    chips = "".join(
        f'<button type="button" class="wc-chip" data-indicator="{escape(name)}">{escape(name)}'
        f'<span class="wc-soft-words">{count} 份</span></button>'
        for name, count in names[:MOST_NAMES]
    )
    return (
        f'<p class="wc-empty">库里 {documents} 份文件，读出 {total} 个数。写上指标或地区，或从下面选一个；同一指标的几种叫法会归到一起。</p>'
        f'<div class="wc-chips">{chips}</div>'
    )


def years_html(years: Sequence[int]) -> str:
    """Draw the years as the options of a list."""
    return '<option value="">全部</option>' + "".join(
        f'<option value="{year}">{year}年</option>' for year in years
    )


def figures_html(rows: Sequence[Row], chart: Mapping[str, Any], documents: Sequence[DocumentInfo]) -> str:
    """Draw figures as a table of indicators and places over years, each cell with its source, and their chart."""
    if not rows:
        return '<p class="wc-empty" role="status">没有找到这样的数字。少选一项，或换个叫法。</p>'
    of = {info.doc_id: info for info in documents}
    columns = _columns(rows)
    lines: dict[tuple[str, str], dict[When, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        when = (row["year"], row["kind"])
        lines[row["indicator"], row["place"]][when if when in columns else OTHER].append(row)
    common = Counter(name for name, _ in lines)
    ordered = sorted(lines.items(), key=lambda line: -common[line[0][0]])
    left = len(ordered) - MOST_ROWS
    more = f'<p class="wc-soft">另有 {left} 行，多写一项可以缩小范围，导出可看全部。</p>' if left > 0 else ""
    head = "".join(f'<th scope="col">{_when(when)}</th>' for when in columns)
    body = "".join(_line(key, cells, columns, of) for key, cells in ordered[:MOST_ROWS])
    return (
        f'<div class="wc-list-head"><h3 role="status">{len(rows)} 个数，出自 {len({row["doc_id"] for row in rows})} 份文件</h3>'
        '<div class="wc-exports"><span>导出</span><button type="button" class="wc-action" data-figures-file="xlsx">Excel</button>'
        '<button type="button" class="wc-action" data-figures-file="csv">CSV</button></div></div>'
        f'{chart_html(chart)}<div class="wc-scroll" tabindex="0" role="group" aria-label="指标表"><table class="wc-rows wc-figure-table">'
        f'<thead><tr><th scope="col">指标与地区</th>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}'
    )


def _columns(rows: Sequence[Row]) -> list[When]:
    """The years and kinds that stand side by side, in order; the rarer ones share a column."""
    counts: Counter[When] = Counter((row["year"], row["kind"]) for row in rows)
    kept = [when for when, _ in counts.most_common(MOST_COLUMNS)]
    kept.sort(key=lambda when: (when[0] is None, when[0] or 0, when[1]))
    return kept if len(counts) <= MOST_COLUMNS else [*kept, OTHER]


def _when(when: When) -> str:
    if when == OTHER:
        return "其他"
    year, kind = when
    return f"{year}年{escape(kind)}" if year is not None else f"{escape(kind)}（未写年份）"


def _line(
    key: tuple[str, str],
    cells: Mapping[When, Sequence[Row]],
    columns: Sequence[When],
    of: Mapping[str, DocumentInfo],
) -> str:
    name, place = key
    several = len({row["doc_id"] for each in cells.values() for row in each}) > 1
    where = f'<span class="wc-soft-words">{escape(place)}</span>' if place else ""
    drawn = "".join(
        f"<td>{''.join(_figure(row, of, several, when == OTHER) for row in cells.get(when, ()))}</td>"
        for when in columns
    )
    return f'<tr><th scope="row"><span class="wc-figure-name">{escape(name)}</span>{where}</th>{drawn}</tr>'


def _figure(row: Row, of: Mapping[str, DocumentInfo], several: bool, dated: bool) -> str:
    """One figure: what it comes to, the words that state it, and the document where a place has several."""
    info = of.get(str(row["doc_id"]))
    title = info.metadata.title if info else str(row["doc_id"])
    when = f'<span class="wc-soft-words">{_when((row["year"], row["kind"]))}</span> ' if dated else ""
    source = f'<span class="wc-reason">《{escape(title)}》</span>' if several else ""
    badge = standing_badge(info.status) if info else ""
    return (
        f'<div class="wc-figure">{when}<button type="button" class="wc-words" data-open="{escape(str(row["doc_id"]))}" '
        f'data-start="{row["start"]}" data-end="{row["end"]}" title="打开原文：《{escape(title)}》"><strong>{figure_words(row)}</strong>'
        f'<span class="wc-reason">{escape(squeeze(str(row["quote"])))}</span></button>{source}{badge}</div>'
    )


def figure_words(row: Row) -> str:
    """Write a figure with its unit and what limits it (左右, 不超过), on the side where the document has it; escaped."""
    high = f"—{_number(row['high'])}" if row.get("high") is not None else ""
    number, limit = _number(row["value"]), str(row["comparator"])
    words = f"{number}{high}{row['unit']}"
    quote = str(row["quote"])
    before = limit and 0 <= quote.find(limit) < quote.rfind(number)
    return escape(f"{limit}{words}" if before else f"{words}{limit}")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.6f}".rstrip("0")
