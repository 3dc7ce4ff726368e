"""Make a document of what a reader extracted from a file, and chunks of a document."""

from ingest.parsing.chunks import chunk_document
from ingest.parsing.parse import parse_text
from ingest.parsing.parsed_source import failed, understand

__all__ = ["chunk_document", "failed", "parse_text", "understand"]
