"""Give what the page offers to choose: filters, and questions to ask next. Pure functions.

Knows nothing of Gradio.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.hits import DocumentInfo, Filters
from index.search import allows

NAMED_HIDDEN = 2  # documents named in the line that says what the filters hide


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
        year=tuple(int(year.removesuffix("年")) for year in years or ()),
        doc_ids=tuple(doc_ids or ()),
        region=tuple(regions or ()),
        kind=tuple(kinds or ()),
        status=tuple(statuses or ()),
    )


def scope_words(filters: Filters, documents: Sequence[DocumentInfo]) -> str:
    """Say the filters in words, for the line above an answer; empty without filters."""
    titles = {info.doc_id: f"《{info.metadata.title}》" for info in documents}
    named = [titles.get(doc_id, doc_id) for doc_id in filters.doc_ids]
    years = [f"{year}年" for year in filters.year]
    groups = (filters.region, filters.issuer, filters.status, filters.kind, years, named)
    return "；".join("、".join(group) for group in groups if group)


def excluded_words(filters: Filters, documents: Sequence[DocumentInfo]) -> str:
    """Say what the filters hide: “已排除 3 份文件：《…》、《…》等”; empty without filters."""
    hidden = [info for info in documents if not allows(filters, info)] if filters else []
    if not hidden:
        return "筛选没有排除任何文件。" if filters else ""
    if len(hidden) == len(documents):
        return "这样筛选后没有文件可查，请减少条件。"
    named = "、".join(f"《{info.metadata.title}》" for info in hidden[:NAMED_HIDDEN])
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
