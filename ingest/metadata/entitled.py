"""Whether whoever issued one document may repeal another: of the same place and rank, or above it. Pure functions."""

from __future__ import annotations

import re

from ingest.document import Metadata
from ingest.metadata.patterns import NATIONAL

# 人民政府、人民代表大会常务委员会、中共……委员会、国务院: what leads a place; its departments do not repeal its acts
_LEADING = re.compile(r"人民政府|人民代表大会|国务院|^中共|^中国共产党|党委")


def entitled_to_repeal(one: Metadata, other: Metadata) -> bool:
    """Whether the issuers of ``one`` may repeal ``other``: they issued it, or stand over its place, or lead theirs.

    A document that names nobody as its issuer repeals only one of the same place that names nobody either.
    """
    if set(one.issuers) & set(other.issuers):
        return True
    mine, theirs = one.region or "", other.region or ""
    if not one.issuers:
        return not other.issuers and mine == theirs
    if any(NATIONAL.search(issuer) for issuer in one.issuers):
        return True
    if not mine or not theirs.startswith(mine):
        return False
    return mine != theirs or _leads(one) or not _leads(other)


def _leads(metadata: Metadata) -> bool:
    return any(_LEADING.search(issuer) for issuer in metadata.issuers)
