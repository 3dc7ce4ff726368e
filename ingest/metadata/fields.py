"""The fields of a document's metadata in the words that people read. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.document import Metadata

METADATA_LABELS: Mapping[str, str] = {
    "title": "标题", "issuers": "发文机关", "number": "发文字号", "issued": "成文日期", "published": "发布日期",
    "effective": "施行日期", "expires": "有效期至", "period": "规划期", "region": "地区", "kind": "文种",
    "draft": "征求意见稿", "repealed": "已废止", "supersedes": "废止或替代", "aliases": "别名", "brief": "要点",
}  # fmt: skip


def shown_fields(metadata: Metadata) -> list[tuple[str, str, str]]:
    """(field, label, value in words) of every field that says something, in the order above."""
    found = []
    for name, label in METADATA_LABELS.items():
        words = _words(name, getattr(metadata, name))
        if words:
            found.append((name, label, words))
    return found


def _words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    if name == "period" and isinstance(value, tuple):
        return f"{value[0]}—{value[1]}年"
    if isinstance(value, tuple):
        return "；".join(map(str, value))
    return str(value) if value else ""
