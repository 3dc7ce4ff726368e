"""What a reader took out of a file becomes a document, and a document its chunks."""

from ingest.parsing.chunks import chunk_document
from ingest.parsing.parse import parse_text
from ingest.parsing.parsed_source import failed, understand

__all__ = ["chunk_document", "failed", "parse_text", "understand"]
