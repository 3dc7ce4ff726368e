"""Divide running text into clauses: headings, articles, provisions, and text that a crawl doubled or mixed up."""

from ingest.structure import article_gaps
from ingest.structure.clauses import build, overlaps
from ingest.structure.doubled_text import repair
from ingest.structure.headings import label_value
from ingest.structure.item_lists import ItemList, item_lists, list_around
from ingest.structure.patterns import CONTENTS_TITLE, DATE_LINE, FURNITURE, MARKDOWN_HEADING, SIGNED_LINE
from ingest.structure.provisions import provision

__all__ = [
    "CONTENTS_TITLE",
    "DATE_LINE",
    "FURNITURE",
    "MARKDOWN_HEADING",
    "SIGNED_LINE",
    "ItemList",
    "article_gaps",
    "build",
    "item_lists",
    "label_value",
    "list_around",
    "overlaps",
    "provision",
    "repair",
]
