"""Give what the page offers to choose from: the collections and filters that a question is put to. Pure functions.

Knows nothing of Gradio. The class names are those of ``chat/web/static/scope.css``, the ``data-`` attributes those of
``chat/web/static/scope.js``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chat.collections import Collection
from chat.web.views.known import in_marks
from index.hits import DocumentInfo, Filters
from index.search import allows
from ingest.text.safe_display import escape

NAMED_HIDDEN = 2  # documents named in the line that says what the filters hide
MOST_OFFERED = 60  # values of a filter in its list; others are found by their words
NAMES = {
    "region": "地区", "issuer": "发文机关", "kind": "文种", "status": "效力", "year": "年份", "document": "文件",
}  # fmt: skip
COLLECTION = "collection"
Chosen = Mapping[str, Sequence[str]]


def chosen_of(text: str) -> dict[str, tuple[str, ...]]:
    """Read what the page's script sends as chosen: values by the name of a filter; anything else is left out."""
    try:
        given = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(given, dict):
        return {}
    lists = {name: given.get(name) for name in (*NAMES, COLLECTION)}
    return {
        name: tuple(one for one in held if isinstance(one, str) and one)
        for name, held in lists.items()
        if isinstance(held, list)
    }


def filters_of_chosen(chosen: Chosen) -> Filters:
    """Give the filters that were chosen, the collections aside."""
    return filters_from(
        *(chosen.get(name, ()) for name in ("region", "status", "kind", "document", "issuer", "year"))
    )


def filters_from(
    regions: Sequence[str],
    statuses: Sequence[str],
    kinds: Sequence[str],
    doc_ids: Sequence[str],
    issuers: Sequence[str] = (),
    years: Sequence[str] = (),
) -> Filters:
    """Make the filters of a search from what was chosen on the page; nothing chosen filters nothing."""
    return Filters(
        issuer=tuple(issuers or ()),
        year=tuple(
            int(year.removesuffix("年")) for year in years or () if year.removesuffix("年").isdecimal()
        ),
        doc_ids=tuple(doc_ids or ()),
        region=tuple(regions or ()),
        kind=tuple(kinds or ()),
        status=tuple(statuses or ()),
    )


def scope_words(filters: Filters, documents: Sequence[DocumentInfo], collections: Sequence[str] = ()) -> str:
    """Say filters and collections in words, for the line above an answer; empty without any."""
    titles = {info.doc_id: in_marks(info.metadata.title) for info in documents}
    named = [titles.get(doc_id, doc_id) for doc_id in filters.doc_ids]
    years = [f"{year}年" for year in filters.year]
    gathered = [f"集合“{name}”" for name in collections]
    groups = (gathered, filters.region, filters.issuer, filters.status, filters.kind, years, named)
    return "；".join("、".join(group) for group in groups if group)


def excluded_words(filters: Filters, documents: Sequence[DocumentInfo]) -> str:
    """Say what the filters hide: “已排除 3 份文件：《…》、《…》等”; empty without filters."""
    hidden = [info for info in documents if not allows(filters, info)] if filters else []
    if not hidden:
        return "筛选没有排除任何文件。" if filters else ""
    if len(hidden) == len(documents):
        return "这样筛选后没有文件可查，请减少条件。"
    named = "、".join(in_marks(info.metadata.title) for info in hidden[:NAMED_HIDDEN])
    return f"已排除 {len(hidden)} 份文件：{named}{'等' if len(hidden) > NAMED_HIDDEN else ''}。"


def choices(documents: Sequence[DocumentInfo]) -> dict[str, list[Any]]:
    """Give what each filter offers, in the order of first appearance; documents as (title, doc_id)."""
    return {
        "region": list(dict.fromkeys(info.metadata.region for info in documents if info.metadata.region)),
        "status": list(dict.fromkeys(info.status for info in documents)),
        "issuer": list(dict.fromkeys(issuer for info in documents for issuer in info.metadata.issuers)),
        "year": [
            f"{year}年"
            for year in sorted({year for info in documents for year in years_of(info)}, reverse=True)
        ],
        "kind": list(dict.fromkeys(info.metadata.kind for info in documents if info.metadata.kind)),
        "document": [(info.metadata.title, info.doc_id) for info in documents],
    }


def years_of(info: DocumentInfo) -> set[int]:
    """Give the years that a filter finds a document by: those of its period, of its issue and its publication."""
    metadata = info.metadata
    years = {int(day[:4]) for day in (metadata.issued, metadata.published) if day}
    return years | set(range(metadata.period[0], metadata.period[1] + 1) if metadata.period else ())


# -- drawn -------------------------------------------------------------------------------------------


def filters_html(documents: Sequence[DocumentInfo], chosen: Chosen) -> str:
    """Draw the filters: each a list that opens at its name, which says what is chosen of it."""
    offered = choices(documents)
    return "".join(_filter(name, label, offered[name], chosen.get(name, ())) for name, label in NAMES.items())


def _filter(name: str, label: str, offered: Sequence[Any], chosen: Sequence[str]) -> str:
    search = (
        f'<input type="search" class="wc-pick-find" aria-label="在{label}里找" placeholder="找{label}" autocomplete="off">'
        if len(offered) > MOST_OFFERED // 4
        else ""
    )
    return (
        f'<details class="wc-pick" name="wc-pick" data-pick="{name}"><summary><span>{label}</span>'
        f"<b>{escape(_said(offered, chosen))}</b></summary>"
        f'<div class="wc-pick-list">{search}<div role="group" aria-label="{label}">{options_html(name, offered, chosen)}</div></div></details>'
    )


def options_html(name: str, offered: Sequence[Any], chosen: Sequence[str], words: str = "") -> str:
    """Draw the values of a filter to tick, those that were chosen first; those that hold ``words`` where there are any."""
    pairs = [(one if isinstance(one, tuple) else (one, one)) for one in offered]
    wanted = words.strip().lower()
    held = [pair for pair in pairs if wanted in pair[0].lower()]
    held.sort(key=lambda pair: pair[1] not in chosen)
    drawn = "".join(_tick(name, value, title, value in chosen) for title, value in held[:MOST_OFFERED])
    left = len(held) - MOST_OFFERED
    more = f'<p class="wc-soft">另有 {left} 项，写几个字来找。</p>' if left > 0 else ""
    return drawn + more or '<p class="wc-soft">没有</p>'


def _tick(name: str, value: str, words: str, ticked: bool) -> str:
    return (
        f'<label class="wc-tick"><input type="checkbox" data-scope="{name}" value="{escape(value)}"'
        f"{' checked' if ticked else ''}><span>{escape(words)}</span></label>"
    )


def _said(offered: Sequence[Any], chosen: Sequence[str]) -> str:
    """What is chosen of a filter, in the room of its box."""
    titles = {one[1]: one[0] for one in offered if isinstance(one, tuple)}
    if len(chosen) > 1:
        return f"{len(chosen)} 项"
    return titles.get(chosen[0], chosen[0]) if chosen else "不限"


def collections_html(collections: Sequence[Collection], chosen: Sequence[str]) -> str:
    """Draw the collections to tick beside the chat; empty without any."""
    return "".join(
        f'<li>{_tick(COLLECTION, one.name, one.name, one.name in chosen)}<span class="wc-count">{len(one.doc_ids)}</span></li>'
        for one in collections
    )


def scope_label(chosen: Chosen, documents: Sequence[DocumentInfo]) -> str:
    """Say in a few words what the next question is put to."""
    collections, filters = chosen.get(COLLECTION, ()), filters_of_chosen(chosen)
    return scope_words(filters, documents, collections) or f"全部文件（{len(documents)} 份）"
