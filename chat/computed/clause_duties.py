"""Clauses of one office: “综合保税区有哪些任务由海关总署负责”, read off the notes that close the clauses, all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chat.answers import Draft
from chat.computed.about import speaks_of
from chat.computed.offices import Duty
from chat.computed.patterns import (
    DUTY_LABEL,
    DUTY_MARK,
    DUTY_NOTE,
    DUTY_VERB,
    FIRST_LEADS,
    HOW_MANY_OF,
    ONLY_LABEL,
    TASKS,
)
from chat.computed.table_lists import counted_list
from chat.evidence import Passages, span_unit
from chat.question import Asked
from index.hits import DocumentInfo, Hit
from ingest.document import Document, Span
from ingest.text.normalise import flat_text, squeeze
from ingest.text.sentences import split_sentences

DOCUMENTS = 4  # looked through for notes, best found first
LONGEST_TASK = 400  # characters of a clause that is quoted with its note
_LEADING = frozenset(("牵头", "主办", "主责"))
_HELPING = frozenset(("配合", "协办", "参与"))


@dataclass(frozen=True, slots=True)
class DutyNote:
    """A note of duties, the task that it is about and the words to call that task by."""

    task: Span
    name: str
    words: str
    flat: str


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


def notes_of(document: Document) -> Iterator[DutyNote]:
    """Give the notes of a document's clauses in order."""
    text = document.text
    for clause in document.clauses:
        found = [
            (match, span)
            for span in (clause.spans if clause.kind == "text" else ())
            for match in DUTY_NOTE.finditer(text, span.start, span.end)
        ]
        heading = clause.path[-1] if clause.path else ""
        named = len(found) == 1 and heading and not ONLY_LABEL.fullmatch(flat_text(heading))
        begin = clause.heading.start if clause.heading and named else 0
        for match, span in found:
            task = _task_before(
                text, match.start(), begin if named and begin else span.start, whole=bool(named)
            )
            name = heading if named else _first_sentence(text[task : match.start()])
            words = squeeze(match["inner"] or match["line"])
            yield DutyNote(Span(task, match.end()), name.rstrip("。；;"), words, flat_text(words))


def _task_before(text: str, note: int, start: int, *, whole: bool) -> int:
    """Where the task of a note begins: at its heading, else at its line, never behind an earlier note."""
    if whole and note - start <= LONGEST_TASK:
        return start
    line = max(start, text.rfind("\n", 0, note) + 1)
    earlier = [match.end() for match in DUTY_NOTE.finditer(text, line, note)]
    task = earlier[-1] if earlier else line
    while task < note and text[task] in "。；; \u3000":
        task += 1
    return task if note - task <= LONGEST_TASK else note


def _first_sentence(words: str) -> str:
    spans = split_sentences(words)
    return squeeze(words[spans[0][0] : spans[0][1]]) if spans else ""


def has_role(flat: str, duty: Duty, first_leads: bool) -> bool:
    """Whether a folded note gives an office the role asked for; ``first_leads``: the first named office leads."""
    parts = list(_parts(flat))
    if duty.role == "配合":
        return any(role in _HELPING and duty.holds(names) for role, names in parts)
    if duty.role == "牵头":
        if any(role in _LEADING for role, _ in parts):
            return any(role in _LEADING and duty.holds(names) for role, names in parts)
        return first_leads and any(duty.leads(names) for _, names in parts)
    return any(role not in _HELPING and duty.holds(names) for role, names in parts)


def _parts(flat: str) -> Iterator[tuple[str, str]]:
    """(role, offices) of each part of a note: “牵头单位：A；配合单位：B”, “A牵头，B、C配合”."""
    labelled = list(DUTY_LABEL.finditer(flat))
    if labelled:
        ends = [*(match.start() for match in labelled[1:]), len(flat)]
        for match, end in zip(labelled, ends, strict=True):
            yield match["role"], flat[match.end() : end]
        return
    names = ""
    for piece in DUTY_MARK.split(flat):
        verb = DUTY_VERB.search(piece)
        names = f"{names}、{piece[: verb.start()] if verb else piece}"
        if verb:
            yield verb["role"], names.strip("、")
            names = ""
