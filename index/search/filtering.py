"""Decide which documents a search may look in, by one pure predicate."""

from __future__ import annotations

from index.hits import DocumentInfo, Filters
from ingest.text.normalise import fold


def _holds_region(wanted: str, region: str | None) -> bool:
    """“北京市” holds “北京市丰台区”; “丰台区” and “丰台” name it as well."""
    return bool(region) and fold(wanted) in fold(region or "")


def _in_year(wanted: int, info: DocumentInfo) -> bool:
    metadata = info.metadata
    if metadata.period and metadata.period[0] <= wanted <= metadata.period[1]:
        return True
    return any(day is not None and day[:4] == str(wanted) for day in (metadata.issued, metadata.published))


def allows(filters: Filters, info: DocumentInfo) -> bool:
    """Whether a document meets every field of the filters that is not empty."""
    metadata = info.metadata
    tests = (
        (filters.doc_ids, lambda wanted: wanted == info.doc_id),
        (filters.region, lambda wanted: _holds_region(wanted, metadata.region)),
        (filters.issuer, lambda wanted: any(fold(wanted) in fold(issuer) for issuer in metadata.issuers)),
        (filters.kind, lambda wanted: wanted == metadata.kind),
        (filters.status, lambda wanted: wanted == info.status),
        (filters.year, lambda wanted: _in_year(wanted, info)),
    )
    return all(not wanted or any(test(value) for value in wanted) for wanted, test in tests)
