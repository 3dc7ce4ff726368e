"""Read what a page says about its article: its meta elements, the fields beside it, the files it offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ingest.extracted import linked_file
from ingest.readers.html.patterns import LIST_OF_NAMES, PAGE_FIELD, SITE_IN_TITLE
from ingest.readers.html.walk import PageLine
from ingest.text.patterns import DATE, DOCUMENT_NUMBER

_META = {
    "articletitle": "title", "pubdate": "published", "publishdate": "published", "publishtime": "published",
    "contentsource": "source", "columnname": "column", "article:published_time": "published", "documentnumber": "文号",
}  # fmt: skip
# The fields of a page under the names that ingest.metadata.given knows.
_FIELDS = {
    "发文机关": "发文机关", "发布机构": "发文机关", "发布机关": "发文机关", "制定机关": "发文机关", "文号": "文号", "发文字号": "文号",
    "成文日期": "成文日期", "发文日期": "成文日期", "制发日期": "成文日期", "签发日期": "成文日期", "生成日期": "成文日期",
    "发布日期": "发布日期", "公开日期": "发布日期", "发布时间": "发布日期", "公布日期": "发布日期", "施行日期": "施行日期", "实施日期": "施行日期",
    "生效日期": "施行日期", "失效日期": "有效期至", "废止日期": "有效期至", "有效期至": "有效期至", "有效性": "status", "效力状态": "status",
    "时效性": "status", "时效状态": "status", "有效状态": "status", "文件状态": "status", "标题": "title", "名称": "title", "信息名称": "title",
    "索引号": "index_number", "主题分类": "subject",
}  # fmt: skip
_DATES = frozenset(("成文日期", "发布日期", "施行日期", "有效期至"))
_HEAD = 80  # lines of a page among which its fields stand
_LONGEST_FIELD_LINE = 300
_MOST_LINKS = 3_000
_MOST_ATTACHMENTS = 200


def page_facts(tree: Any, lines: Sequence[PageLine]) -> dict[str, object]:
    """Give the fields of the page's head and of the lines beside its article; those of the meta elements win."""
    found: dict[str, object] = {}
    for meta in tree.css("meta"):
        attributes = meta.attributes or {}
        name = _META.get((attributes.get("name") or attributes.get("property") or "").lower())
        content = " ".join((attributes.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    for name, value in stated_fields(lines).items():
        found.setdefault(name, value)
    return found


def stated_fields(lines: Sequence[PageLine]) -> dict[str, object]:
    """Read “发文机关：……” as fields; values that cannot be one (no date, no number) are passed over."""
    found: dict[str, object] = {}
    for line in lines[:_HEAD]:
        if len(line.words) > _LONGEST_FIELD_LINE or (line.in_table and line.words.startswith("|")):
            continue
        for match in PAGE_FIELD.finditer(line.words):
            name, value = _FIELDS.get("".join(match["name"].split())), match["value"].strip(" []【】")
            if name and (kept := _value(name, value)):
                found.setdefault(name, kept)
    return found


def _value(name: str, value: str) -> object:
    if name in _DATES:
        return value if DATE.search(value) else None
    if name == "文号":
        return value if DOCUMENT_NUMBER.search(value) else None
    if name == "发文机关":
        return [part for part in LIST_OF_NAMES.split(value) if len(part) > 2]
    return value if len(value) > 1 else None


def page_title(tree: Any) -> str | None:
    """Give the only first heading of a page, else its title without the name of the site."""
    headings = [" ".join((node.text() or "").split()) for node in tree.css("h1")[:3]]
    if len(headings) == 1 and len(headings[0]) > 4:
        return headings[0]
    node = tree.css_first("title")
    words = " ".join((node.text() or "").split()) if node is not None else ""
    return SITE_IN_TITLE.sub("", words)[:200] or None


def attachments(tree: Any) -> tuple[str, ...]:
    """Give “申请表（apply.docx）” for each link to a file."""
    found: dict[str, None] = {}
    for link in _some(tree.css("a[href]")):
        name = linked_file((link.attributes or {}).get("href") or "", link.text() or "")
        if name:
            found.setdefault(name)
    return tuple(found)[:_MOST_ATTACHMENTS]


def _some(links: Iterable[Any]) -> Iterable[Any]:
    return (link for link, _ in zip(links, range(_MOST_LINKS), strict=False))
