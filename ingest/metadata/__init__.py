"""Find who a document says it is: title, issuer, number, dates, validity, region, each with its words."""

from ingest.metadata.entitled import entitled_to_repeal
from ingest.metadata.extract import core_title, find_metadata, part_titles
from ingest.metadata.fields import METADATA_LABELS, field_named, shown_fields
from ingest.metadata.patterns import DRAFT_MARK, PERIOD
from ingest.metadata.titles import name_of_file

__all__ = [
    "DRAFT_MARK",
    "METADATA_LABELS",
    "PERIOD",
    "core_title",
    "entitled_to_repeal",
    "field_named",
    "find_metadata",
    "name_of_file",
    "part_titles",
    "shown_fields",
]
