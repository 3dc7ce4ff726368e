"""Text to :class:`Document`: front matter, metadata, tables, structure or repair, in that order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.document import Clause, Document, Span
from ingest.extracted import Extracted
from ingest.metadata import find_metadata, part_titles
from ingest.parsing.patterns import FRONT_MATTER
from ingest.progress import finished
from ingest.structure import build, overlaps, repair
from ingest.tables import field_clauses, find_tables, table_rows


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document and what the parser counted on the way."""

    document: Document
    headings: int = 0
    tables: int = 0
    repeated_sentences: int = 0
    contents_only: int = 0


def parse_text(
    text: str,
    *,
    doc_id: str,
    source: str = "",
    media_type: str = "text/plain",
    title: str | None = None,
    overrides: Mapping[str, object] | None = None,
    pages: tuple[int, ...] = (),
) -> Document:
    """Parse a decoded text. ``overrides`` are metadata known from elsewhere, over front matter, over the text."""
    extracted = Extracted(text, media_type, title=title, given=overrides or {}, pages=pages)
    return parse(extracted, doc_id=doc_id, source=source).document


def parse(extracted: Extracted, *, doc_id: str, source: str = "") -> Parsed:
    """Make what a reader hands on a document, with the counts that a report needs."""
    text, title, pages = extracted.text, extracted.title, extracted.pages
    given, start = front_matter(text)
    given = {**given, **({"title": title} if title else {}), **extracted.given}
    found = find_metadata(text, start, given, extracted.page_title, formal_only=bool(pages), file_name=doc_id)
    metadata = found.metadata if found.metadata.title else replace(found.metadata, title=doc_id)
    document = Document(
        doc_id, text, metadata, (), (), source, extracted.media_type, pages, evidence=found.evidence
    )
    finished()
    repaired = repair(text, start, found.title)
    if repaired:
        clauses = [*_title_clause(found.title), *repaired.clauses]
        document = replace(document, clauses=tuple(_on_page(document, clause) for clause in clauses))
        return Parsed(document, repaired.headings, 0, repaired.repeated_sentences, repaired.contents_only)
    tables = find_tables(text, start)
    line = None if any(overlaps(table.span, found.title) for table in tables) else found.title
    spans = [table.span for table in tables]
    parts = part_titles(text, start, metadata, line)
    finished()
    structure = build(text, start, line, spans, parts, extracted.headings)
    if structure.contents:
        tables = [table for table in tables if not overlaps(table.span, structure.contents.span)]
    finished()
    paths = structure.paths_at([table.span.start for table in tables])
    rows, fields = [], []
    for table, path in zip(tables, paths, strict=True):
        sheet = field_clauses(text, table, path)
        fields.extend(sheet)
        rows.extend([] if sheet else table_rows(text, table, path))
    clauses = [*_title_clause(line), *_in_text_order(structure.clauses, fields)]
    document = replace(
        document,
        clauses=tuple(_on_page(document, clause) for clause in clauses),
        rows=tuple(replace(row, page=document.page_at(row.start)) for row in rows) if pages else tuple(rows),
    )
    return Parsed(document, structure.headings, len(tables), contents_only=structure.contents_only)


def front_matter(text: str) -> tuple[dict[str, object], int]:
    """The YAML between --- lines at the top as a mapping, and where the text behind it begins."""
    match = FRONT_MATTER.match(text) if text.startswith(("---", "\ufeff---")) else None
    if not match:
        return {}, 0
    import yaml

    try:
        loaded = yaml.safe_load(match["yaml"])
    except yaml.YAMLError:
        return {}, 0
    return (loaded, match.end()) if isinstance(loaded, dict) else ({}, 0)


def _title_clause(span: Span | None) -> list[Clause]:
    return [Clause((), 0, (span,), None, kind="title")] if span else []


def _in_text_order(clauses: Sequence[Clause], fields: Sequence[Clause]) -> list[Clause]:
    """Clauses with the fields of key–value tables where they stand among them."""
    return sorted([*clauses, *fields], key=lambda clause: (clause.heading or clause.spans[0]).start)


def _on_page(document: Document, clause: Clause) -> Clause:
    if not document.pages:
        return clause
    first = clause.heading or clause.spans[0]
    return replace(clause, page=document.page_at(first.start))
