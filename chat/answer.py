"""An answer is made of sentences, each tied to citations that code has made.

Knows nothing of how it is found or shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.hits import DocumentInfo

# The fields of an answer's JSON that say its form; those that it has not are left out.
FORM = ("certainty", "certainty_reason", "table")


@dataclass(frozen=True, slots=True)
class Citation:
    """Words in a source that a person can open.

    ``quote == document.text[start:end]``, verbatim; ``text`` is the passage
    around it (also verbatim, ``document.text[passage_start:passage_start+len(text)]``).
    ``n`` counts from 1 in the order of the answer's ``[n]`` marks. ``sentence`` are the
    offsets of the whole sentence or row that the answer shows, where ``quote`` is only the
    part of it that answers.
    """

    n: int
    doc_id: str
    title: str
    clause: str
    page: int | None
    text: str
    quote: str
    start: int
    end: int
    passage_start: int
    status: str
    document: DocumentInfo
    sentence: tuple[int, int] | None = None

    def as_dict(self) -> dict[str, object]:
        """Give the citation as the JSON of the command line and the API."""
        metadata = self.document.metadata
        return {
            "n": self.n,
            "doc_id": self.doc_id,
            "title": self.title,
            "clause": self.clause,
            "page": self.page,
            "text": self.text,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "passage_start": self.passage_start,
            "status": self.status,
            "issuers": list(metadata.issuers),
            "number": metadata.number,
            "brief": metadata.brief,
            **(
                {"sentence_start": self.sentence[0], "sentence_end": self.sentence[1]}
                if self.sentence
                else {}
            ),
        }


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement of an answer and the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One cell of an answer's table: its words, and the number of the citation that carries them (``None``: ours)."""

    text: str
    n: int | None = None

    def as_dict(self) -> dict[str, object]:
        """Give the cell as the JSON of the command line and the API."""
        return {"text": self.text, "n": self.n}


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """An answer that is a table: as many cells in each row as words in ``header``.

    Of the lines of the answer's text, those from ``line`` on, ``lines`` of them, say the rows in words: a page
    shows the table in their place. ``lead`` is what the first of them says before its row (“共3项：”).
    """

    header: tuple[str, ...]
    rows: tuple[tuple[AnswerCell, ...], ...]
    lead: str = ""
    line: int = 0
    lines: int = 0

    def as_dict(self) -> dict[str, object]:
        """Give the table as the JSON of the command line and the API."""
        return {"header": list(self.header), "rows": [[cell.as_dict() for cell in row] for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question. ``text`` is what people read, with ``[n]`` marks.

    With ``refused`` the text says what was not found and ``citations`` holds the
    nearest clauses or nothing. ``kind`` is the question's kind (see
    ``chat.question.understand.KINDS``); ``resolved`` is the question after follow-up resolution.
    ``confidence`` in [0, 1] estimates that the documents answer the question; ``None``
    where the answer was read off a document's structure, or a place, name, year or
    contact that is asked about is missing. ``model`` names the language model that wrote it, empty where the
    documents' own words stand; ``notice`` says in a sentence what became of the model's part.
    ``table`` holds the answer as a table where it is one. ``certainty`` is 高, 中 or 低 and ``certainty_reason``
    why in a few words (see ``chat.form.certainty``); both are empty in answers that were kept before there were any.
    """

    question: str
    resolved: str
    kind: str
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    refused: bool
    elapsed_ms: float
    confidence: float | None = None
    model: str = ""
    notice: str = ""
    table: AnswerTable | None = None
    certainty: str = ""
    certainty_reason: str = ""

    def as_dict(self) -> dict[str, object]:
        """Give the answer as the JSON of the command line and the API."""
        return {
            "answer": self.text,
            "refused": self.refused,
            "kind": self.kind,
            "resolved": self.resolved,
            "citations": [citation.as_dict() for citation in self.citations],
            "elapsed_ms": round(self.elapsed_ms, 1),
            "confidence": None if self.confidence is None else round(self.confidence, 3),
            **(
                {"certainty": self.certainty, "certainty_reason": self.certainty_reason}
                if self.certainty
                else {}
            ),
            **({"table": self.table.as_dict()} if self.table else {}),
            **({"model": self.model} if self.model else {}),
            **({"notice": self.notice} if self.notice else {}),
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation, oldest first in a history."""

    question: str
    resolved: str
    answer: Answer
