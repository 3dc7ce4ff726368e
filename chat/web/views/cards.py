"""Draw citations as cards: the cited passages of a conversation as HTML, every piece of text escaped.

Titles, issuers, clauses and passages come from documents; none of them is trusted.
The only elements are those written in this file. Knows nothing of Gradio. The class
names are those of ``chat/web/static/page.css``, the ``data-`` attributes those of
``chat/web/static/page.js``.
"""

from __future__ import annotations

import re
from collections.abc import Set

from chat.answer import Citation
from chat.citations import reference
from chat.conversations import Conversation, Exchange
from ingest import document as documents
from ingest.text.normalise import CELL_BREAK
from ingest.text.safe_display import escape

GONE = '<span class="wc-gone">文件已从库中删除</span>'
CONTEXT = 120  # characters shown on each side of a quote before “展开全文”
# “……达到5%。”: the words around a quote begin and end at such marks
SENTENCE_END = re.compile(r"[。！？；\n]")
# “（编者注）两处不一致。”: what the editors of a brief say of its original, up to the end of the sentence
_EDITORS_NOTE = re.compile(r"（编者注）[^。！？\n]*(?:[。！？][”’）]*|(?=\n)|$)")
# “第一章\n\n　总则”: a card has no room for empty lines and indents
_EMPTY_LINES = re.compile(r"[ \t\u3000]*\n\s*")

STATUS_CLASS = {
    documents.IN_FORCE: "force",
    documents.UNKNOWN: "unknown",
    documents.DRAFT: "draft",
    documents.EXPIRED: "expired",
    documents.REPEALED: "repealed",
    documents.NEWS: "news",
    documents.UPCOMING: "upcoming",
}

_NOT_HOLDING = (documents.DRAFT, documents.EXPIRED, documents.REPEALED, documents.NEWS, documents.UPCOMING)


def panel_html(conversation: Conversation, gone: Set[str] = frozenset()) -> str:
    """Draw all exchanges' cards, each in a section of its own; only the latest one's is visible.

    ``gone``: ids of documents that are in the library no more; their cards say so and open nothing.

    Keeping every section lets an [n] far up in the conversation open its own card
    at once, without asking the server.
    """
    shown = [exchange for exchange in conversation.exchanges if exchange.citations]
    current = conversation.current
    if current is not None and not current.citations:
        shown.append(current)
    if not shown:
        return _empty_panel()
    return "".join(_section(exchange, exchange is shown[-1], gone) for exchange in shown)


def _empty_panel() -> str:
    """What the panel says before the first question: what will stand here, and what the labels mean."""
    legend = "".join(f"<li>{badge}<span>{words}</span></li>" for badge, words in LEGEND)
    return (
        '<section class="wc-sources"><header class="wc-panel-head"><h2>依据</h2></header>'
        '<p class="wc-empty">回答里的每个编号，都会在这里对应一条原文：出自哪份文件、哪一条、哪一页，原话标亮。</p>'
        f'<ul class="wc-legend">{legend}</ul></section>'
    )


def _section(exchange: Exchange, visible: bool, gone: Set[str]) -> str:
    name = "最接近的条文" if exchange.refused else "依据"
    count = f'<span class="wc-count">{len(exchange.citations)} 条</span>' if exchange.citations else ""
    shown_before = [None, *exchange.citations]
    cards = "".join(
        card_html(citation, exchange, _same_passage(before, citation), citation.doc_id in gone)
        for before, citation in zip(shown_before, exchange.citations, strict=False)
    )
    if cards and exchange.refused:
        cards = (
            f'<details class="wc-nearest"><summary>没有找到答案，展开看相近的条文</summary>{cards}</details>'
        )
    if not cards:
        cards = f'<p class="wc-empty">{"正在查找条文" if exchange.running else "这一问没有可列的条文。"}</p>'
    return (
        f'<section class="wc-sources" data-exchange="{exchange.number}" aria-label="{name}"'
        f"{'' if visible else ' hidden'}>"
        f'<header class="wc-panel-head"><h2>{name}</h2>{count}'
        '<button type="button" class="wc-action wc-latest" data-latest hidden>回到最新</button>'
        f'<p class="wc-about">{escape(exchange.question)}</p></header>{cards}</section>'
    )


def _same_passage(before: Citation | None, citation: Citation) -> bool:
    return before is not None and (before.doc_id, before.passage_start, before.text) == (
        citation.doc_id,
        citation.passage_start,
        citation.text,
    )


def card_html(citation: Citation, exchange: Exchange, again: bool = False, gone: bool = False) -> str:
    """Draw one cited passage: where it stands, and the quoted words marked in it.

    ``again``: the card above shows the same passage, so this one unfolds it only when asked to. ``gone``: its document
    is in the library no more.
    """
    identity = f"wc-{exchange.number}-{citation.n}"
    nearest = '<span class="wc-badge wc-badge-nearest">最接近的条文</span>' if exchange.refused else ""
    return (
        f'<article class="wc-card" id="{identity}" tabindex="-1" data-n="{citation.n}" '
        f'data-exchange="{exchange.number}" aria-labelledby="{identity}-title">'
        f'<div class="wc-card-head"><span class="wc-number" aria-hidden="true">{citation.n}</span>'
        f'<h3 class="wc-title" id="{identity}-title"><span class="wc-sr">[{citation.n}] </span>'
        f"{escape(citation.title)}</h3></div>"
        f'<div class="wc-badges">{status_badge(citation.status)}{_brief_badge(citation)}{nearest}{NOTE_BADGE if _in_note(citation) else ""}</div>'
        f"{_origin(citation)}{_address(citation, gone)}{passage_html(citation, 0 if again else CONTEXT)}"
        f'<div class="wc-footer">{GONE if gone else _open_buttons(citation)}'
        f'<button type="button" class="wc-action" data-copy="{escape(reference(citation))}">复制出处</button>'
        f'<button type="button" class="wc-action" data-back="{exchange.number}">回到回答</button></div></article>'
    )


def _open_buttons(citation: Citation) -> str:
    return (
        f'<button type="button" class="wc-action" data-open="{escape(citation.doc_id)}" '
        f'data-start="{citation.start}" data-end="{citation.end}">{open_words(citation.document.metadata.brief)}</button>'
        f"{_sheet_button(citation)}"
    )


def open_words(brief: bool) -> str:
    """Say what a button opens: of a brief there is no original here."""
    return "打开要点" if brief else "打开原文"


def _sheet_button(citation: Citation) -> str:
    """Opens the picture of the page that the quote stands on, where there is one."""
    if citation.page is None or not citation.document.pictured:
        return ""
    return (
        f'<button type="button" class="wc-action" data-open="{escape(citation.doc_id)}" '
        f'data-start="{citation.start}" data-end="{citation.end}" data-picture>看原页</button>'
    )


def status_badge(status: str) -> str:
    """Draw the status of a document (“现行”, “征求意见稿”) as a badge."""
    return f'<span class="wc-badge wc-badge-{STATUS_CLASS.get(status, "other")}">{escape(status)}</span>'


def standing_badge(status: str) -> str:
    """Draw the status of a document as a badge where it says that the document does not hold, or not yet."""
    return status_badge(status) if status in _NOT_HOLDING else ""


BRIEF_BADGE = '<span class="wc-badge wc-badge-brief" title="本产品整理的要点，不是官方原文">要点</span>'
NOTE_BADGE = '<span class="wc-badge wc-badge-brief" title="整理要点的人所注，不是原文的话">编者注</span>'
LEGEND = (
    (status_badge(documents.IN_FORCE), "写明已施行、在期限内，或有文号而未见废止"),
    (status_badge(documents.UNKNOWN), "没有写明施行日期、期限和文号，或只管已过去的年份"),
    (status_badge(documents.DRAFT), "公开征求意见，尚未定稿"),
    (status_badge(documents.EXPIRED), "规划期或有效期已过"),
    (status_badge(documents.NEWS), "报道，不是政策文件"),
    (BRIEF_BADGE, "本产品整理的要点，引用前请核对官方原文"),
)


def _brief_badge(citation: Citation) -> str:
    return BRIEF_BADGE if citation.document.metadata.brief else ""


def _origin(citation: Citation) -> str:
    metadata = citation.document.metadata
    facts = [*(["、".join(metadata.issuers)] if metadata.issuers else []), *filter(None, [metadata.number])]
    if not facts:
        return ""
    return '<p class="wc-origin">' + "".join(f"<span>{escape(fact)}</span>" for fact in facts) + "</p>"


def _address(citation: Citation, gone: bool) -> str:
    steps = [step for step in citation.clause.split(" / ") if step.strip()]
    page = f'<span class="wc-page">第{citation.page}页</span>' if citation.page is not None else ""
    if not steps and not page:
        return ""
    spot = f'data-open="{escape(citation.doc_id)}" data-start="{citation.start}" data-end="{citation.end}"'
    trail = "".join(f"<span>{escape(step)}</span>" for step in steps)
    title = open_words(citation.document.metadata.brief)
    opens = f'<button type="button" class="wc-trail" {spot} title="{title}">{trail}</button>'
    button = (f'<span class="wc-trail">{trail}</span>' if gone else opens) if steps else ""
    return f'<div class="wc-address">{button}{page}</div>'


def editors_notes(text: str) -> list[tuple[int, int]]:
    """Give where the notes of the editors stand in the text of a brief."""
    return [match.span() for match in _EDITORS_NOTE.finditer(text)]


def _in_note(citation: Citation) -> bool:
    """Whether the quoted words are those of the editors and not of the original."""
    first = citation.start - citation.passage_start
    notes = editors_notes(citation.text) if citation.document.metadata.brief else ()
    return any(start <= first < end for start, end in notes)


def passage_html(citation: Citation, context: int = CONTEXT) -> str:
    """Draw the passage with its quote in ``<mark>`` and the rest of the sentence in the answer tinted.

    What stands more than ``context`` characters away is folded.
    """
    before, quote, after = split_passage(citation)
    before, lead, tail, after = _sentence_parts(citation, before, after)
    bars = (before + lead).lstrip().startswith("|") or (
        not (before + lead).strip() and quote.lstrip().startswith("|")
    )
    fold, near = _fold_before(before, context)
    next_to, rest = _fold_after(after, context)
    pieces = [
        _folded(fold, bars, "before"),
        _shown(near.lstrip() if not fold else near, bars),
        _tinted(lead, bars),
        _quoted(quote, bars, _in_note(citation)),
        _tinted(tail, bars),
        _shown(next_to.rstrip() if not rest else next_to, bars),
        _folded(rest, bars, "after"),
    ]
    more = (
        '<button type="button" class="wc-action wc-unfold" data-unfold aria-expanded="false">展开全文</button>'
        if fold or rest
        else ""
    )
    return f'<blockquote class="wc-passage">{"".join(pieces)}</blockquote>{more}'


def _sentence_parts(citation: Citation, before: str, after: str) -> tuple[str, str, str, str]:
    """What stands around a quote, parted where its sentence begins and ends: before, lead, tail, after."""
    if citation.sentence is None:
        return before, "", "", after
    lead = min(max(citation.start - citation.sentence[0], 0), len(before))
    tail = max(citation.sentence[1] - citation.end, 0)
    return before[: len(before) - lead], before[len(before) - lead :], after[:tail], after[tail:]


def _quoted(quote: str, bars: bool, note: bool) -> str:
    """The quoted words marked; those of a note of the editors only tinted."""
    if note:
        return f'<span class="wc-editor">{_tinted(quote, bars)}</span>'
    return f"<mark>{_shown(quote, bars)}</mark>" if quote else ""


def _tinted(text: str, bars: bool) -> str:
    return f'<span class="wc-said">{_shown(text, bars)}</span>' if text.strip() else _shown(text, bars)


def split_passage(citation: Citation) -> tuple[str, str, str]:
    """Split a passage before, in and after the quote; without the quote in it, all of it comes before."""
    text, quote = citation.text, citation.quote
    start = citation.start - citation.passage_start
    if start < 0 or text[start : start + len(quote)] != quote:
        start = text.find(quote)
    if not quote or start < 0:
        return text, "", ""
    return text[:start], text[start : start + len(quote)], text[start + len(quote) :]


def _fold_before(text: str, context: int) -> tuple[str, str]:
    """(far, near) context before a quote; the near part starts with a sentence where one starts there."""
    if len(text) <= context * 3 // 2:
        return "", text
    cut = len(text) - context
    end = SENTENCE_END.search(text, cut, len(text) - 1)
    cut = end.end() if end else cut
    return text[:cut], text[cut:]


def _fold_after(text: str, context: int) -> tuple[str, str]:
    """(near, far) context after a quote."""
    if len(text) <= context * 3 // 2:
        return text, ""
    end = SENTENCE_END.search(text, context // 2, context)
    cut = end.end() if end else context
    return text[:cut], text[cut:]


def _folded(text: str, bars: bool, side: str) -> str:
    if not text:
        return ""
    return f'<span class="wc-ellipsis">……</span><span class="wc-fold" data-side="{side}">{_shown(text, bars)}</span>'


def _shown(text: str, bars: bool) -> str:
    """Escaped passage text: empty lines closed up, a cell's lines under each other, a row's bars drawn as rules."""
    escaped = escape(_EMPTY_LINES.sub("\n", text.replace(CELL_BREAK, "\n")))
    return escaped.replace("|", '<span class="wc-bar">|</span>') if bars else escaped
