"""Questions to begin with, drawn from the documents that a store holds. Pure functions.

A figure that a document states, a heading that can be asked for, its main contents: from one document after the other, so
that the questions show what there is. They are wishes: whoever offers them asks an engine first whether it would answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from chat.conversations.heading_questions import question_of
from chat.conversations.suggestions import COUNTRY, LONGEST, Wish, field_headings, measured_in
from index.hits import DocumentInfo
from ingest.document import Document
from ingest.text.place_names import short_name

MOST_EXAMPLES = 4
READ = 6  # documents that questions are drawn from, the first ones of the list
TRIED_OF_EACH = 3  # questions of one document
LONGEST_TITLE = 30  # characters of a title in a question
LOOKED_THROUGH = 80  # clauses of a document


def examples(
    documents: Sequence[DocumentInfo], document_of: Callable[[str], Document | None]
) -> Iterator[Wish]:
    """Give questions about the documents, one of each in turn."""
    held = [(info, document_of(info.doc_id)) for info in documents[:READ]]
    titles = [info.metadata.title for info, _ in held]
    whole = (
        f"《{title}》主要讲什么？" for title in titles if len(title) <= LONGEST_TITLE and "《" not in title
    )
    drawn = [
        islice(_of_document(info, document, turn), TRIED_OF_EACH)
        for turn, (info, document) in enumerate(held)
        if document is not None
    ]
    words = (one for round_ in zip_longest(*drawn) for one in round_ if one)
    return (Wish(one, one) for one in dict.fromkeys(chain(words, whole)))


def _of_document(info: DocumentInfo, document: Document, turn: int) -> Iterator[str]:
    """The questions of one document; ``turn`` says whether figures or headings come first, for variety."""
    place = short_name(info.metadata.region or "")
    clauses = [clause for clause in document.clauses if clause.kind == "text"][:LOOKED_THROUGH]
    # Without a place nothing would say which document is meant, and the whole country says no more.
    fields = field_headings(document)  # “服务内容” of which measure?
    named = place and place not in COUNTRY
    headings = (
        question_of(clause.path[-1], place)
        for clause in clauses
        if named and clause.path and clause.path[-1] not in fields
    )
    texts = (document.text[span.start : span.end] for clause in clauses for span in clause.spans)
    figures = (f"{_said(what, place)}是多少？" for text in texts for what in measured_in(text))
    kinds = (figures, headings) if turn % 2 == 0 else (headings, figures)
    mixed = (one for pair in zip_longest(*kinds) for one in pair)
    fitting = (one for one in mixed if one and len(one) <= LONGEST)
    return iter(dict.fromkeys(fitting))


def _said(what: str, place: str) -> str:
    return what if place in what else f"{place}{what}"
