"""Answer a question for all measures that give or ask something: read off the measures of every document that is meant.

A question is answered here only where it asks which policies or measures there are for a matter, names no document, and
two measures at least speak of the matter where they say what they are or give.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from chat.answers import Draft
from chat.applicability import Listed, Measures, status_on
from chat.evidence import Passages, span_unit
from chat.form import table_of
from chat.measure_lists.labelled_members import by_labels
from chat.measure_lists.matters import Matter
from chat.measure_lists.members import by_members
from chat.measure_lists.reading import MEASURES, admitted, list_question
from chat.measure_lists.rows import NOT_IN_FORCE, document_shown, words_shown
from chat.measure_lists.statements import SpokenWords, statement_of_measure, statements_beside
from chat.question import Asked, QuestionReader
from index.hits import DocumentInfo
from ingest.document import Span
from ingest.structure import overlaps
from ingest.text.normalise import squeeze

FEWEST = 2
MOST_CITED = 60
LONGEST_WORDS = 70  # characters of a measure's words beside its title
LONGEST_TITLE = 40  # characters of the name of a clause that no measure was read from
HEADER = ("措施", "给什么", "文件")


@dataclass(frozen=True, slots=True)
class _Found:
    """Words of a document that speak of the matter, with the name of the measure that they stand in."""

    info: DocumentInfo
    title: str
    start: int
    statement: SpokenWords
    status: str


def by_measures(
    asked: Asked, reader: QuestionReader, measures: Measures, passages: Passages, day: date
) -> Draft | None:
    """List the parts of a measure, or every measure that speaks of a matter; ``None`` for any other question."""
    members = by_members(asked, measures, passages) or by_labels(asked, passages)
    question = None if members else list_question(asked, reader, MEASURES)
    if question is None:
        return members
    found = list(_of_measures(asked, question.matter, measures, passages, day))
    found += _of_clauses(asked, question.matter, measures, passages, day)
    if len(found) < FEWEST:
        return None
    return _listed(sorted(found, key=_rank), passages, question.matter)


def _of_measures(
    asked: Asked, matter: Matter, measures: Measures, passages: Passages, day: date
) -> Iterator[_Found]:
    holding = measures.documents_with(matter.first)
    for listed in measures.listed():
        if listed.info.doc_id not in holding or not admitted(asked, listed.info):
            continue
        statement = statement_of_measure(passages.document(listed.info).text, listed.measure, matter)
        if statement:
            yield _Found(listed.info, squeeze(listed.measure.title), listed.measure.start, statement, status_on(listed.info, day))  # fmt: skip


def _of_clauses(
    asked: Asked,
    matter: Matter,
    measures: Measures,
    passages: Passages,
    day: date,
) -> Iterator[_Found]:
    """Clauses that give something for the matter and of which no measure was read."""
    read: dict[str, list[Listed]] = {}
    for listed in measures.listed():
        read.setdefault(listed.info.doc_id, []).append(listed)
    holding = measures.documents_with(matter.first)
    for info in asked.catalogue.documents:
        if info.doc_id not in holding or not admitted(asked, info):
            continue
        document = passages.document(info)
        for clause in document.clauses:
            spans = [
                span
                for span in clause.spans
                if clause.kind == "text"
                and not any(
                    overlaps(span, Span(m.measure.start, m.measure.end)) for m in read.get(info.doc_id, ())
                )
            ]
            for statement in list(statements_beside(document.text, spans, matter, deed=True))[:1]:
                yield _Found(info, squeeze(clause.path[-1] if clause.path else "")[:LONGEST_TITLE], statement.span.start, statement, status_on(info, day))  # fmt: skip


def _rank(one: _Found) -> tuple[object, ...]:
    """In force first, those of the matter by their titles, then in order of documents and words."""
    return one.status in NOT_IN_FORCE, not one.statement.titled, one.info.doc_id, one.start


def _listed(found: Sequence[_Found], passages: Passages, matter: Matter) -> Draft:
    documents = dict.fromkeys(one.info.doc_id for one in found)
    shown = found[:MOST_CITED]
    picks = [span_unit(passages.document(one.info), one.statement.span, one.info) for one in shown]
    rows = [tuple(_row(one, passages.document(one.info).text)) for one in shown]
    lead = f"共{len(found)}项，出自{len(documents)}份文件："
    told = tuple(
        f"{'' if number else lead}{title}{'：' if title and given else ''}{given}（《{document}》）"
        for number, (title, given, document) in enumerate(rows)
    )
    note = f"（看过全部文件里的措施，名称或条文说到“{matter.words}”的都在这里；只在条件里提到的不算。）"
    if len(found) > len(shown):
        note = f"（共{len(found)}项，以上为前{len(shown)}项。）"
    return Draft("list", picks, told, note=note, table=table_of(HEADER, rows, lead))


def _row(one: _Found, text: str) -> Iterator[str]:
    """The cells of a measure: its name, the words that speak of the matter, its document with its standing."""
    yield one.title
    yield words_shown(text, one.statement.span, LONGEST_WORDS)
    yield document_shown(one.info, one.status)
