"""Read files, folders, archives and addresses to parsed sources, several at once and in order."""

from ingest.sources.fetch import is_url
from ingest.sources.intake import error_line, in_batches, report_line, stored_sources, take_in
from ingest.sources.items import items_of
from ingest.sources.pipeline import PLAIN_RUN, Run, parse_path, parse_sources

__all__ = [
    "PLAIN_RUN",
    "Run",
    "error_line",
    "in_batches",
    "is_url",
    "items_of",
    "parse_path",
    "parse_sources",
    "report_line",
    "stored_sources",
    "take_in",
]
