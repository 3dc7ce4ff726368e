"""Draw more than two documents side by side: what all of them say of the same, their figures, what one has alone.

Pure functions, every piece of text escaped.
"""

from __future__ import annotations

from collections.abc import Sequence

from chat.comparison import ClausePart, FigureRow, SeveralCompared, TopicRow, figure_name
from chat.web.views.cards import status_badge
from chat.web.views.comparison import MOST_ALONE, MOST_PAIRS, folded, opening, shown_words, step_of
from index.hits import DocumentInfo
from ingest.text.normalise import squeeze
from ingest.text.safe_display import escape


def several_html(compared: SeveralCompared) -> str:
    """Draw a comparison: what was found in a line, a row for each topic, what each document has alone."""
    drawn = "".join(_row(row, compared) for row in compared.rows[:MOST_PAIRS])
    alone = "".join(
        _alone(name, info, parts)
        for name, info, parts in zip(compared.names, compared.documents, compared.alone, strict=True)
    )
    if not drawn and not alone:
        return '<p class="wc-empty" role="status">没有找到可以对照的条款。换一个题目，或不填题目。</p>'
    left = len(compared.rows) - MOST_PAIRS
    more = f'<p class="wc-soft">另有 {left} 处，写上题目可以缩小范围，导出可看全部。</p>' if left > 0 else ""
    return f"{_head(compared)}{drawn}{more}{alone}"


def _head(compared: SeveralCompared) -> str:
    figures = sum(len(row.figures) for row in compared.rows)
    alone = sum(map(len, compared.alone))
    words = f"{len(compared.documents)} 份文件：对应 {len(compared.rows)} 处，数字不同 {figures} 处，只有一份写了的 {alone} 处"
    names = "".join(
        f"<div><dt>{number}</dt><dd>{escape(name)} {status_badge(info.status)}</dd></div>"
        for number, (name, info) in enumerate(zip(compared.names, compared.documents, strict=True), 1)
    )
    return (
        f'<dl class="wc-read-as">{names}</dl><p class="wc-matched-count" role="status">{words}</p>'
        '<div class="wc-exports"><span>导出</span><button type="button" class="wc-action" data-compare-file="docx">Word</button>'
        '<button type="button" class="wc-action" data-compare-file="md">Markdown</button></div>'
    )


def _row(row: TopicRow, compared: SeveralCompared) -> str:
    sides = "".join(
        f'<div class="wc-side-words" role="group" aria-label="{escape(name)}"><p class="wc-several-name">{escape(name)}</p>'
        f"{_clauses(info, parts)}</div>"
        for name, info, parts in zip(compared.names, compared.documents, row.clauses, strict=True)
    )
    return (
        f'<section class="wc-pair"><h4>{escape(squeeze(row.topic))}</h4>'
        f'{_figures(row.figures, compared)}<div class="wc-several-sides">{sides}</div></section>'
    )


def _clauses(info: DocumentInfo, parts: Sequence[ClausePart]) -> str:
    if not parts:
        return '<p class="wc-soft">没有写到</p>'
    places = "".join(
        f"<span>{opening(info, part.start, part.end, escape(step_of(part)))}</span>" for part in parts
    )
    words = "\n".join(shown_words(part.quote) for part in parts)
    return f'<p class="wc-origin">{places}</p><p class="wc-clause-words">{words}</p>'


def _figures(figures: Sequence[FigureRow], compared: SeveralCompared) -> str:
    if not figures:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in compared.names)
    body = "".join(
        f'<tr><th scope="row">{escape(figure_name(one))}</th>'
        + "".join(
            f"<td>{opening(info, cell.start, cell.end, escape(squeeze(cell.words))) if cell else ''}</td>"
            for info, cell in zip(compared.documents, one.cells, strict=True)
        )
        + "</tr>"
        for one in figures
    )
    return (
        '<div class="wc-scroll" tabindex="0" role="region" aria-label="不同的数字"><table class="wc-rows">'
        f'<thead><tr><th scope="col">指标</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _alone(name: str, info: DocumentInfo, parts: Sequence[ClausePart]) -> str:
    if not parts:
        return ""
    drawn = "".join(
        f'<section class="wc-pair">{_clauses(info, [part])}</section>' for part in parts[:MOST_ALONE]
    )
    left = len(parts) - MOST_ALONE
    more = f'<p class="wc-soft">另有 {left} 处，导出可看全部。</p>' if left > 0 else ""
    return folded(f"仅见于《{escape(name)}》 {len(parts)} 处", drawn + more)
