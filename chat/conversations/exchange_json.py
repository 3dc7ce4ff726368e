"""Write exchanges as JSON values and read them back, so that a conversation outlives the program and its documents.

A citation keeps the head of its document: cards can be drawn when the document is gone. Fields that
a later version does not know are left out, those that an earlier one lacked take their defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

from chat.answer import Answer, AnswerCell, AnswerTable, Citation, Sentence
from chat.conversations.conversation import SEARCHING, STOPPED, WRITING, Exchange
from index.hits import DocumentInfo, Successor
from ingest.document import Metadata, SourceFile


def exchange_json(exchange: Exchange) -> dict[str, Any]:
    """Write an exchange as plain values. One that still runs is kept as stopped."""
    state = STOPPED if exchange.running else exchange.state
    return {**asdict(exchange), "state": state}


def exchange_of(values: Mapping[str, Any]) -> Exchange:
    """Read what :func:`exchange_json` wrote. Raises ``KeyError`` or ``TypeError`` for anything else."""
    answer = values.get("answer")
    state = str(values.get("state", STOPPED))
    return Exchange(
        number=int(values["number"]),
        question=str(values["question"]),
        state=STOPPED if state in (SEARCHING, WRITING) else state,
        text=str(values.get("text", "")),
        citations=_citations(values.get("citations", ())),
        answer=_answer(answer) if answer else None,
        notice=str(values.get("notice", "")),
        scope=str(values.get("scope", "")),
        vote=str(values.get("vote", "")),
    )


def _answer(values: Mapping[str, Any]) -> Answer:
    given = _known(Answer, values)
    sentences = tuple(
        Sentence(str(entry["text"]), tuple(entry["citations"])) for entry in values.get("sentences", ())
    )
    citations, table = _citations(values.get("citations", ())), values.get("table")
    return Answer(
        **{**given, "sentences": sentences, "citations": citations, "table": _table(table) if table else None}
    )


def _table(values: Mapping[str, Any]) -> AnswerTable:
    given = _known(AnswerTable, values)
    rows = tuple(
        tuple(AnswerCell(str(cell["text"]), cell.get("n")) for cell in row) for row in values["rows"]
    )
    return AnswerTable(**{**given, "rows": rows})


def _citations(entries: Any) -> tuple[Citation, ...]:
    return tuple(
        Citation(**{**_known(Citation, entry), "document": _info(entry["document"])}) for entry in entries
    )


def _info(values: Mapping[str, Any]) -> DocumentInfo:
    given = _known(DocumentInfo, values)
    given["metadata"] = Metadata(**_known(Metadata, values["metadata"]))
    if "sources" in given:
        given["sources"] = tuple(SourceFile(**_known(SourceFile, file)) for file in values["sources"])
    for name in ("repealed_by", "replaced_by", "repeal_claimed_by"):
        if given.get(name):
            given[name] = Successor(**_known(Successor, given[name]))
    return DocumentInfo(**given)


def _known(kind: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a dataclass's fields, lists as tuples; empty ones for fields that must be given and are not."""
    found = {}
    for field in fields(kind):
        if field.name in values:
            value = values[field.name]
            found[field.name] = tuple(value) if isinstance(value, list) else value
        elif field.default is MISSING and field.default_factory is MISSING:
            names: dict[str, Any] = {"str": "", "int": 0, "float": 0.0, "bool": False}
            found[field.name] = names.get(str(field.type))
    return found
