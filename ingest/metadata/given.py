"""Metadata given from outside, by front matter or a JSON line, put in place of what the text states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from ingest.document import Metadata
from ingest.metadata.patterns import PERIOD, SITE_OF, VOID
from ingest.metadata.signature import is_organisation
from ingest.text.dates import iso_date
from ingest.text.normalise import squeeze
from ingest.text.patterns import DATE

_OTHER_NAMES = {
    "issuer": "issuers", "发文机关": "issuers", "发布机构": "issuers", "文号": "number", "发文字号": "number",
    "date": "issued", "成文日期": "issued", "发布日期": "published", "publish_date": "published", "施行日期": "effective",
    "有效期至": "expires", "地区": "region", "area": "region", "type": "kind", "体裁": "kind", "alias": "aliases",
    "标题": "title", "title": "title",
}  # fmt: skip
_NAMES = {field.name for field in fields(Metadata)}


def apply_given(metadata: Metadata, given: Mapping[str, object]) -> Metadata:
    """Put given fields (front matter, JSONL) in place of found ones. Unknown keys are ignored.

    An organisation that a page gives as its source is its issuer where nothing else names one.
    """
    changes: dict[str, object] = {}
    for key, value in given.items():
        name = _OTHER_NAMES.get(key, key)
        if name in _NAMES and (cleaned := _clean(name, value)) is not None:
            changes[name] = cleaned
    status = str(given.get("status") or "")
    if "draft" not in changes and "征求意见" in status:
        changes["draft"] = True
    if "repealed" not in changes and VOID.search(status):
        changes["repealed"] = True
    source = SITE_OF.sub("", str(given.get("source") or "").strip())
    reported = changes.get("kind", metadata.kind) == "新闻"
    if not metadata.issuers and "issuers" not in changes and not reported and is_organisation(source):
        changes["issuers"] = (source,)
    return replace(metadata, **changes)  # type: ignore[arg-type]


def _clean(name: str, value: object) -> object:
    if value is None or value == "":
        return None
    if name in ("issuers", "supersedes", "aliases"):
        items = value if isinstance(value, (list, tuple)) else [value]
        return tuple(str(item).strip() for item in items if str(item).strip())
    if name in ("draft", "repealed", "brief"):
        return value if isinstance(value, bool) else str(value).strip().lower() in ("true", "1", "yes", "是")
    if name in ("issued", "published", "effective", "expires"):
        match = DATE.search(str(value))
        return iso_date(match.group()) if match else None
    if name == "period":
        if isinstance(value, (list, tuple)) and len(value) == 2:
            value = "-".join(str(year) for year in value)
        match = PERIOD.search(str(value))
        return (int(match["first"]), int(match["last"])) if match else None
    return squeeze(str(value))
