"""Answer which documents, or whose, say something: “哪些文件规定可以用保函”, “哪些地方实行容缺受理”, with the words of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chat.answers import Draft
from chat.applicability import Measures
from chat.evidence import Passages, span_unit
from chat.form import table_of
from chat.measure_lists.matters import Matter
from chat.measure_lists.reading import DOCUMENTS, ListQuestion, admitted, list_question
from chat.measure_lists.rows import document_shown, words_shown
from chat.measure_lists.statements import sentences_of
from chat.question import Asked, QuestionReader
from index.hits import DocumentInfo
from ingest.document import Document, Span
from ingest.text.normalise import flat_text
from ingest.text.place_names import EVERYWHERE

FEWEST = 2
MOST_READ = 300  # documents whose texts are looked through
MOST_CITED = 40
LONGEST_WORDS = 120  # characters of a document's words in a row
LONGEST_QUOTE = 360  # characters of the sentences of a paragraph that say it together
HEADER = ("地方", "文件", "原文")
_NOWHERE = (None, "", *EVERYWHERE)  # regions of documents that are of no place


@dataclass(frozen=True, slots=True)
class _Saying:
    """The words by which a document says what is asked for."""

    info: DocumentInfo
    span: Span


def by_documents(
    asked: Asked, reader: QuestionReader, measures: Measures, passages: Passages
) -> Draft | None:
    """List the documents that say something; ``None`` for any other question, or where fewer than two say it."""
    question = list_question(asked, reader, DOCUMENTS)
    if question is None:
        return None
    holding = measures.documents_with(question.matter.first)
    meant = [
        info
        for info in asked.catalogue.documents
        if info.doc_id in holding
        and admitted(asked, info)
        and (info.metadata.region not in _NOWHERE or not question.places)
    ]
    said = (
        _Saying(info, span)
        for info in meant[:MOST_READ]
        if (span := _words_of(passages.document(info), question.matter))
    )
    found = sorted(said, key=lambda one: (one.info.metadata.region or "", one.info.doc_id))
    return _listed(found, passages, question) if len(found) >= FEWEST else None


def _words_of(document: Document, matter: Matter) -> Span | None:
    """The first sentence that says it, else the sentences of one paragraph that say it together."""
    together: Span | None = None
    for clause in document.clauses:
        for span in clause.spans:
            if not matter.may_hold(flat_text(document.text[span.start : span.end])):
                continue
            sentences = list(sentences_of(document.text, span))
            flats = [flat_text(document.text[one.start : one.end]) for one in sentences]
            whole = [one for one, flat in zip(sentences, flats, strict=True) if matter.held_by(flat)]
            if whole:
                return whole[0]
            if together is None and matter.held_by("".join(flats)):
                part = [one for one, flat in zip(sentences, flats, strict=True) if matter.part_of(flat)]
                if part and part[-1].end - part[0].start <= LONGEST_QUOTE:
                    together = Span(part[0].start, part[-1].end)
    return together


def _listed(found: Sequence[_Saying], passages: Passages, question: ListQuestion) -> Draft:
    places = dict.fromkeys(one.info.metadata.region or "" for one in found)
    shown = found[:MOST_CITED]
    picks = [span_unit(passages.document(one.info), one.span, one.info) for one in shown]
    rows = [_row(one, passages.document(one.info)) for one in shown]
    counted = f"{len(found)}份文件" + (f"，{len(places)}个地方" if question.places else "")
    lead = f"共{counted}："
    told = tuple(
        f"{'' if number else lead}{place}{'：' if place else ''}{words}（《{document}》）"
        for number, (place, document, words) in enumerate(rows)
    )
    note = f"（看过全部文件，同一段里说到“{question.matter.words}”的都在这里。）"
    if len(found) > len(shown):
        note = f"（共{counted}，以上为前{len(shown)}份。）"
    return Draft("list", picks, told, note=note, table=table_of(HEADER, rows, lead))


def _row(one: _Saying, document: Document) -> tuple[str, str, str]:
    shown = document_shown(one.info, one.info.status)
    return one.info.metadata.region or "", shown, words_shown(document.text, one.span, LONGEST_WORDS)
