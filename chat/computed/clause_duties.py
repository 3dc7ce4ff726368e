"""Clauses of one office: “综合保税区有哪些任务由海关总署负责”, read off the notes that close the clauses, all of them."""

from __future__ import annotations

from collections.abc import Sequence

from chat.answers import Draft
from chat.computed.offices import Duty
from chat.computed.patterns import TASKS
from chat.computed.table_lists import counted_list
from chat.counting import HOW_MANY_OF, speaks_of
from chat.evidence import Passages, span_unit
from chat.question import Asked
from index.hits import DocumentInfo, Hit
from ingest.document import Document
from ingest.facts import FIRST_LEADS, HELPING, LEADING, notes_of, parts_of
from ingest.text.normalise import flat_text

DOCUMENTS = 4  # looked through for notes, best found first


def of_office_in_clauses(asked: Asked, duty: Duty, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give every clause whose note names the office in the role asked for, from the first document found that has any."""
    infos = {hit.document.doc_id: hit.document for hit in hits if asked.scope.admits(hit.document.doc_id)}
    for info in list(infos.values())[:DOCUMENTS]:
        document = passages.document(info)
        notes = list(notes_of(document))
        first_leads = bool(FIRST_LEADS.search(document.text))
        found = [note for note in notes if has_role(note.flat, duty, first_leads)]
        if found and _is_asked_of(asked, info, document, duty):
            picks = [span_unit(document, note.task, info) for note in found]
            words = [f"{note.name}（{note.words}）" for note in found]
            rows = [(note.name, note.words) for note in found]
            counted = bool(HOW_MANY_OF.search(asked.text))
            return counted_list(picks, words, "项", ("任务", "分工"), rows, counted=counted)
    return None


def _is_asked_of(asked: Asked, info: DocumentInfo, document: Document, duty: Duty) -> bool:
    headings = " ".join(part for path in {clause.path for clause in document.clauses} for part in path)
    file = info.sources[0].name if info.sources else info.source
    text = flat_text(f"{info.metadata.title} {file} {headings} {duty.office}")
    return speaks_of(asked, info, text, (duty.office, *TASKS.findall(asked.text)))


def has_role(flat: str, duty: Duty, first_leads: bool) -> bool:
    """Whether a folded note gives an office the role asked for; ``first_leads``: the first named office leads."""
    parts = list(parts_of(flat))
    if duty.role == "配合":
        return any(role in HELPING and duty.holds(names) for role, names in parts)
    if duty.role == "牵头":
        if any(role in LEADING for role, _ in parts):
            return any(role in LEADING and duty.holds(names) for role, names in parts)
        return first_leads and any(duty.leads(names) for _, names in parts)
    return any(role not in HELPING and duty.holds(names) for role, names in parts)
