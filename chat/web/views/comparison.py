"""Draw two documents side by side: clauses that speak of the same, changed words, figures that differ, what one has alone.

Pure functions, every piece of text escaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat.comparison import Aligned, ClausePart, Comparison, marked, side_names
from chat.web.views.cards import status_badge
from index.hits import DocumentInfo
from ingest.text.normalise import CELL_BREAK, squeeze
from ingest.text.safe_display import escape

MOST_PAIRS, MOST_ALONE = 150, 150  # drawn; an export has all of them
LEAST_DOCUMENTS = 2
# “第一章\n\n　总则”: no room for empty lines and indents
_EMPTY_LINES = re.compile(r"[ \t\u3000]*\n\s*")


def options_html(documents: Sequence[DocumentInfo]) -> str:
    """Draw the documents as the options of a list, those of one name told apart by their ids."""
    titles = [info.metadata.title for info in documents]
    options = "".join(
        f'<option value="{escape(info.doc_id)}">{escape(info.metadata.title)}'
        f"{escape(f'（{info.doc_id}）') if titles.count(info.metadata.title) > 1 else ''}</option>"
        for info in documents
    )
    return f'<option value="">请选择</option>{options}'


def waiting_html(documents: int) -> str:
    """Draw what stands there before two documents are chosen."""
    if documents < LEAST_DOCUMENTS:
        return '<p class="wc-empty">比对要两份文件。请先在“文件”里收入，再回到这里。</p>'
    return '<p class="wc-empty">选两份文件：征求意见稿与定稿、旧版与新版、两地的同类文件都可以；几地的同类文件可以一起比。写上题目，就只比这一个题目。</p>'


def compared_html(comparison: Comparison) -> str:
    """Draw a comparison: what was found in a line, the pairs that differ, those that do not, what one has alone."""
    names = side_names(comparison)
    changed = [one for one in comparison.aligned if not one.same]
    same = [one for one in comparison.aligned if one.same]
    sides = (comparison.a, comparison.b)
    alone = "".join(
        _alone(name, info, parts)
        for name, info, parts in zip(names, sides, (comparison.only_a, comparison.only_b), strict=True)
    )
    if not comparison.aligned and not alone:
        return '<p class="wc-empty" role="status">没有找到可以对照的条款。换一个题目，或不填题目。</p>'
    left = len(changed) - MOST_PAIRS
    more = f'<p class="wc-soft">另有 {left} 处，写上题目可以缩小范围，导出可看全部。</p>' if left > 0 else ""
    return (
        f"{_head(comparison, len(changed), len(same))}{''.join(_pair(one, sides, names) for one in changed[:MOST_PAIRS])}{more}"
        f"{folded(f'未改 {len(same)} 处', ''.join(_pair(one, sides, names) for one in same[:MOST_PAIRS])) if same else ''}{alone}"
    )


def _head(comparison: Comparison, changed: int, same: int) -> str:
    figures = sum(len(one.figures) for one in comparison.aligned)
    kind = "同一文件的两版" if comparison.edition else "两份不同的文件"
    pairs = f"改动 {changed} 处，未改 {same} 处" if comparison.edition else f"对应 {changed} 处"
    alone = len(comparison.only_a) + len(comparison.only_b)
    words = f"{kind}：{pairs}，数字不同 {figures} 处，只有一份写了的 {alone} 处"
    sides = "".join(
        f"<div><dt>{name}</dt><dd>{escape(info.metadata.title)} {status_badge(info.status)}</dd></div>"
        for name, info in (("左", comparison.a), ("右", comparison.b))
    )
    legend = (
        '<p class="wc-soft wc-compare-legend"><del>删去的字</del> <ins>加上的字</ins></p>'
        if comparison.edition
        else ""
    )
    return (
        f'<dl class="wc-read-as">{sides}</dl><p class="wc-matched-count" role="status">{words}</p>'
        '<div class="wc-exports"><span>导出</span><button type="button" class="wc-action" data-compare-file="docx">Word</button>'
        f'<button type="button" class="wc-action" data-compare-file="md">Markdown</button></div>{legend}'
    )


def folded(title: str, drawn: str) -> str:
    """Draw something under its title, unfolded on demand."""
    return f'<details class="wc-measures"><summary><h3>{title}</h3></summary>{drawn}</details>'


def _pair(one: Aligned, sides: Sequence[DocumentInfo], names: Sequence[str]) -> str:
    runs = marked(one)
    drawn = "".join(
        f'<div class="wc-side-words" role="group" aria-label="{escape(name)}"><p class="wc-origin">{_places(info, parts)}</p>'
        f'<p class="wc-clause-words">{_marked(words, tag)}</p></div>'
        for info, name, parts, words, tag in zip(
            sides, names, (one.a, one.b), runs, ("del", "ins"), strict=True
        )
    )
    return (
        f'<section class="wc-pair"><h4>{escape(squeeze(one.topic))}</h4><div class="wc-pair-sides">{drawn}</div>'
        f"{_figures(one, sides)}</section>"
    )


def _places(info: DocumentInfo, parts: Sequence[ClausePart]) -> str:
    """The addresses of a side's clauses, each opening the reader at its words."""
    return "".join(
        f"<span>{opening(info, part.start, part.end, escape(step_of(part)))}</span>" for part in parts
    )


def step_of(part: ClausePart) -> str:
    """Give the last step of a clause's address with its page."""
    steps = [step.strip() for step in part.clause.split(" / ") if step.strip()]
    page = f"第{part.page}页" if part.page is not None else ""
    return " ".join(filter(None, (steps[-1] if steps else "原文", page)))


def opening(info: DocumentInfo, start: int, end: int, words: str) -> str:
    """Draw a button that opens the reader at a place; ``words`` are escaped."""
    return (
        f'<button type="button" class="wc-trail" data-open="{escape(info.doc_id)}" data-start="{start}" data-end="{end}">'
        f"{words}</button>"
    )


def _marked(runs: Sequence[tuple[str, bool]], tag: str) -> str:
    """Words with those changed in an element of their own, on each of their lines; an empty line is nobody's change."""
    return "".join(
        "\n".join(
            f"<{tag}>{line}</{tag}>" if line.strip() else line for line in shown_words(words).split("\n")
        )
        if changed
        else shown_words(words)
        for words, changed in runs
    )


def shown_words(words: str) -> str:
    """Give words of a document as they are drawn, escaped, without empty lines."""
    return escape(_EMPTY_LINES.sub("\n", words.replace(CELL_BREAK, "\n")))


def _figures(one: Aligned, sides: Sequence[DocumentInfo]) -> str:
    if not one.figures:
        return ""
    items = "".join(
        f'<li><span class="wc-kind">{escape(figure.indicator)}</span>'
        f"{opening(sides[0], figure.a_start, figure.a_end, escape(squeeze(figure.a)))} → "
        f"{opening(sides[1], figure.b_start, figure.b_end, escape(squeeze(figure.b)))}</li>"
        for figure in one.figures
    )
    return f'<ul class="wc-pair-figures" aria-label="不同的数字">{items}</ul>'


def _alone(name: str, info: DocumentInfo, parts: Sequence[ClausePart]) -> str:
    if not parts:
        return ""
    drawn = "".join(
        f'<section class="wc-pair"><p class="wc-origin"><span>{opening(info, part.start, part.end, escape(step_of(part)))}</span></p>'
        f'<p class="wc-clause-words">{shown_words(part.quote)}</p></section>'
        for part in parts[:MOST_ALONE]
    )
    left = len(parts) - MOST_ALONE
    more = f'<p class="wc-soft">另有 {left} 处，导出可看全部。</p>' if left > 0 else ""
    return folded(f"仅见于《{escape(name)}》 {len(parts)} 处", drawn + more)
