"""Describe a document's metadata field by field: value, whether it was read or set, and the words that state it."""

from __future__ import annotations

from dataclasses import dataclass

from index.documents.edits import EDITABLE
from index.hits import DocumentInfo
from ingest.document import Clause, Document, Metadata
from ingest.metadata import METADATA_LABELS
from ingest.text.normalise import squeeze

READ, GIVEN, EDITED, MISSING = "原文", "随文件给出或推得", "更正", "未找到"
_LONGEST = 80  # characters of the words shown


@dataclass(frozen=True, slots=True)
class FieldFact:
    """This is a field of ``Metadata`` with its value; ``words`` is verbatim ``text[start:end]``, shortened, where read.

    ``origin`` is one of the four above; of an edited field ``was`` is what had been read, as people read it.
    """

    field: str
    label: str
    value: object
    shown: str
    origin: str
    words: str = ""
    clause: str = ""
    start: int | None = None
    end: int | None = None
    was: str = ""


def described(info: DocumentInfo, found: Metadata, document: Document) -> list[FieldFact]:
    """Give all editable fields in order; ``found`` are the metadata as they were read."""
    spans = {evidence.field: (evidence.start, evidence.end) for evidence in document.evidence}
    return [_fact(field, info, found, document, spans.get(field)) for field in EDITABLE]


def _fact(
    field: str, info: DocumentInfo, found: Metadata, document: Document, span: tuple[int, int] | None
) -> FieldFact:
    value, read = getattr(info.metadata, field), getattr(found, field)
    label, words = METADATA_LABELS[field], shown(value)
    if field in info.edited:
        return FieldFact(field, label, value, words, EDITED, was=shown(read))
    if value in (None, (), False):
        return FieldFact(field, label, value, words, MISSING)
    if span is None:
        return FieldFact(field, label, value, words, GIVEN)
    start, end = span
    quote = squeeze(document.text[start:end])
    quote = quote if len(quote) <= _LONGEST else quote[: _LONGEST - 1] + "…"
    return FieldFact(field, label, value, words, READ, quote, _clause_at(document, start), start, end)


def shown(value: object) -> str:
    """Write a field's value as people read it."""
    if value is None or value == ():
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        numbers = all(isinstance(item, int) for item in value)
        return ("—" if numbers else "；").join(map(str, value))
    return str(value)


def _clause_at(document: Document, place: int) -> str:
    """The address of the clause that holds a place; empty before the first."""

    def holds(clause: Clause) -> bool:
        spans = (*clause.spans, *((clause.heading,) if clause.heading else ()))
        return any(span.start <= place < span.end for span in spans)

    return " / ".join(next((clause.path for clause in document.clauses if holds(clause)), ()))
