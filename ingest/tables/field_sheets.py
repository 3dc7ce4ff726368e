"""Key–value tables: each row names a field and gives its value (申报条件 | …), as policy cards and service guides do.

A field is read as a clause of its own, headed by its label, so that what is asked of it is answered by a sentence
of its value and not by the whole card. Pure functions of a text and a table found in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Clause, Span
from ingest.tables.model import Table
from ingest.tables.patterns import FIELD_LABEL, HEADER_WORD, NO_FIELD_LABEL
from ingest.text.normalise import squeeze

LONGEST_LABEL = 16  # characters
LEAST_LABELLED = 0.5  # share of the labels that are known names of fields
MOST_TWINS = 0.2  # share of the labels that may repeat another

_Cells = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SheetField:
    """One field of a sheet: where its label stands (``None``: its value goes on from the field before) and its value."""

    label: Span | None
    value: Span


def field_clauses(text: str, table: Table, path: tuple[str, ...]) -> list[Clause]:
    """Give a key–value table's fields as clauses under ``path``; nothing for a table of another shape."""
    fields = fields_of(text, table)
    clauses: list[Clause] = []
    for field in fields:
        words = squeeze(text[field.label.start : field.label.end]).rstrip("：:") if field.label else ""
        if not words:
            if clauses:
                last = clauses[-1]
                clauses[-1] = Clause(last.path, last.level, (*last.spans, field.value), last.heading)
            continue
        own = (*path, words)
        clauses.append(Clause(own, len(own), (field.value,), field.label))
    return clauses


def fields_of(text: str, table: Table) -> list[SheetField]:
    """Give the fields of a key–value table in order; nothing where the rows are records under column names."""
    rows = [spans for row in (table.header_cells, *table.rows) if (spans := _distinct(text, row))]
    if rows and len(rows[0]) == 1 and len(rows) > 2:
        rows = rows[1:]  # a title over the whole table
    if len(rows) < 2 or any(len(row) not in (1, 2, 4) for row in rows) or len(rows[0]) == 1:
        return []
    fields = [field for row in rows for field in _fields(row)]
    if _is_header(text, rows[0]):
        fields = fields[len(rows[0]) // 2 :]
    labels = [squeeze(text[f.label.start : f.label.end]).rstrip("：:") for f in fields if f.label]
    if len(labels) < 2 or any(len(label) > LONGEST_LABEL or NO_FIELD_LABEL.search(label) for label in labels):
        return []
    if len(labels) - len(set(labels)) > MOST_TWINS * len(labels):
        return []
    named = sum(bool(FIELD_LABEL.search(label)) for label in labels)
    return fields if named >= LEAST_LABELLED * len(labels) else []


def _distinct(text: str, row: Sequence[_Cells]) -> list[Span]:
    """The filled cells of a row, a value that a merged cell repeats once."""
    found: list[Span] = []
    for spans in row:
        if not spans:
            continue
        span = Span(spans[0].start, spans[-1].end)
        if not found or text[found[-1].start : found[-1].end] != text[span.start : span.end]:
            found.append(span)
    return found


def _fields(row: Sequence[Span]) -> list[SheetField]:
    if len(row) == 1:
        return [SheetField(None, row[0])]
    return [SheetField(label, value) for label, value in zip(row[::2], row[1::2], strict=True)]


def _is_header(text: str, row: Sequence[Span]) -> bool:
    """Whether a first row names columns: 项目 | 内容."""
    return all(HEADER_WORD.match(squeeze(text[span.start : span.end])) for span in row)
