"""Refuse a filter that no document meets because there is no such value: a slip of the pen would pass for “found nothing”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from index.hits import DocumentInfo, Filters
from index.search import allows
from ingest.errors import NotFound

_NAMED = {
    "doc_ids": "文件编号",
    "region": "地区",
    "issuer": "发文机关",
    "kind": "文种",
    "status": "效力",
    "year": "年份",
}
_CHECKED = ("doc_ids", "region", "issuer", "kind")  # a status that no document has is still one; so is a year
MOST_NAMED = 8  # of the values that there are, in a message


def check_filters(filters: Filters, infos: Sequence[DocumentInfo]) -> None:
    """Raise ``NotFound`` for the first value of a filter that none of the documents has, naming those that some have."""
    for field in fields(filters):
        if field.name not in _CHECKED:
            continue
        for value in getattr(filters, field.name):
            alone = replace(Filters(), **{field.name: (value,)})
            if not any(allows(alone, info) for info in infos):
                label = _NAMED[field.name]
                known = "、".join(_known(field.name, infos)[:MOST_NAMED])
                told = f"，有的是：{known}" if known else ""
                raise NotFound(
                    f"库中没有{label}为“{str(value)[:60]}”的文件{told}",
                    f"no document has {str(value)[:60]!r} as its {field.name}",
                )


def _known(name: str, infos: Sequence[DocumentInfo]) -> list[str]:
    """The values of a field that documents have, the most frequent first; none for documents, of which there are many."""
    held: list[str | None] = []
    for info in infos:
        if name == "region":
            held.append(info.metadata.region)
        elif name == "issuer":
            held += info.metadata.issuers
        elif name == "kind":
            held.append(info.metadata.kind)
    given = [value for value in held if value]
    return sorted(set(given), key=lambda value: (-given.count(value), value))
