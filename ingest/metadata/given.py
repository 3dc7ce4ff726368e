"""Metadata given from outside, by front matter or a JSON line, put in place of what the text states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ingest.document import Metadata
from ingest.metadata.fields import METADATA_LABELS, field_named
from ingest.metadata.patterns import PERIOD, SITE_OF, VOID
from ingest.metadata.signature import is_organisation
from ingest.text.dates import iso_date
from ingest.text.normalise import squeeze
from ingest.text.patterns import DATE


def by_field(given: Mapping[str, object]) -> dict[str, object]:
    """Give what is given under the names of ``Metadata``; keys that name no field of it keep theirs."""
    return {field_named(str(key)) or str(key): value for key, value in given.items()}


def apply_given(metadata: Metadata, given: Mapping[str, object]) -> Metadata:
    """Put given fields (front matter, JSONL) in place of found ones. Unknown keys are ignored.

    An organisation that a page gives as its source is its issuer where nothing else names one.
    """
    changes: dict[str, object] = {}
    for name, value in by_field(given).items():
        if name in METADATA_LABELS and (cleaned := _clean(name, value)) is not None:
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
