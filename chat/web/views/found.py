"""Draw the results of the clause look-up and the list of conversations. Pure functions, all text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from chat.conversations import Kept
from chat.service.clause_search import FoundClause, FoundDocument
from chat.web.views.cards import BRIEF_BADGE, status_badge
from ingest.text.normalise import squeeze
from ingest.text.safe_display import escape


def found_html(found: Sequence[FoundDocument], query: str) -> str:
    """Draw results grouped by document; a click opens the reader at the clause."""
    if not query.strip():
        return ""
    if not found:
        return (
            f'<p class="wc-empty">没有找到“{escape(query.strip()[:60])}”。每个词都要出现才算找到，可以少写几个词；'
            "要问意思相近的内容，请用“对话”。</p>"
        )
    clauses = sum(group.total for group in found)
    return (
        f'<p class="wc-soft" role="status">{len(found)} 份文件，{clauses} 处</p>{"".join(map(_group, found))}'
    )


def _group(group: FoundDocument) -> str:
    info = group.info
    data = info.metadata
    origin = "".join(
        f"<span>{escape(part)}</span>" for part in ("、".join(data.issuers), data.number or "") if part
    )
    items = "".join(_clause(info.doc_id, clause) for clause in group.clauses)
    left = group.total - len(group.clauses)
    more = f'<p class="wc-soft">另有 {left} 处，多写几个词可以缩小范围。</p>' if left > 0 else ""
    return (
        f'<section class="wc-group"><h3><button type="button" class="wc-doc-title" data-open="{escape(info.doc_id)}">'
        f"{escape(data.title)}</button></h3><div class='wc-badges'>{status_badge(info.status)}"
        f"{BRIEF_BADGE if data.brief else ''}</div><p class='wc-origin'>{origin}</p><ul>{items}</ul>{more}</section>"
    )


def _clause(doc_id: str, clause: FoundClause) -> str:
    trail = " › ".join(escape(step) for step in clause.path) or "开头"
    page = f'<span class="wc-page">第{clause.page}页</span>' if clause.page is not None else ""
    mark = f"<mark>{escape(squeeze(clause.hit))}</mark>" if clause.hit else ""
    words = f"{escape(squeeze(clause.before))}{mark}{escape(squeeze(clause.after))}"
    return (
        f'<li><button type="button" class="wc-hit" data-open="{escape(doc_id)}" data-start="{clause.start}" '
        f'data-end="{clause.end}"><span class="wc-hit-path">{trail}{page}</span>'
        f'<span class="wc-hit-words">{words}</span></button></li>'
    )


def conversations_html(kept: Sequence[Kept], current: str, today: date) -> str:
    """Draw the list of conversations under the days they were last used."""
    if not kept:
        return '<p class="wc-empty">问过的内容会留在这里。</p>'
    parts, heading = [], ""
    for one in kept:
        words = _day(datetime.fromtimestamp(one.changed).date(), today)
        if words != heading:
            parts.append(f"{'</ul>' if heading else ''}<h3>{words}</h3><ul>")
            heading = words
        parts.append(_conversation(one, current))
    return "".join([*parts, "</ul>"])


def _day(day: date, today: date) -> str:
    ago = (today - day).days
    if ago <= 0:
        return "今天"
    return "昨天" if ago == 1 else "近七天" if ago < 7 else "近三十天" if ago < 30 else "更早"


def _conversation(kept: Kept, current: str) -> str:
    title, key = escape(kept.title), escape(kept.id)
    here = ' aria-current="true"' if kept.id == current else ""
    return (
        f'<li class="wc-talk"{here}><button type="button" class="wc-talk-open" data-talk="{key}"{here}>{title}</button>'
        f'<button type="button" class="wc-talk-more" data-talk-menu="{key}" data-title="{title}" '
        f'aria-label="管理对话：{title}" aria-haspopup="dialog">⋯</button></li>'
    )
