"""Turn what stands on a page of a PDF or scan into running text: columns, paragraphs, tables, notes."""

from ingest.layout import page_text
from ingest.layout.characters import chinese_marks, plain_letters
from ingest.layout.page_text import PageText
from ingest.layout.patterns import CONTENTS_LINE, DECIMAL_LABEL, FIGURE_CELL, PAGE_NUMBER
from ingest.layout.pieces import PageContent, Piece, Ruling
from ingest.layout.quote_places import QuotePlaces, boxes_among, boxes_of, shares

__all__ = [
    "CONTENTS_LINE",
    "DECIMAL_LABEL",
    "FIGURE_CELL",
    "PAGE_NUMBER",
    "PageContent",
    "PageText",
    "Piece",
    "QuotePlaces",
    "Ruling",
    "boxes_among",
    "boxes_of",
    "chinese_marks",
    "page_text",
    "plain_letters",
    "shares",
]
