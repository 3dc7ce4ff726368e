"""Write what a person sets right in a fact of a document, within a transaction of the store."""

from __future__ import annotations

from collections.abc import Mapping

from index.documents import correction_of, found_again, make_current
from index.storage.writer import Writer
from index.store.listing import unknown, unknown_fact
from ingest.facts import facts_of


def correct(writer: Writer, doc_id: str, key: str, changes: Mapping[str, object] | None) -> None:
    """Dismiss a fact or set its data right in a transaction; ``None`` takes that back.

    Raises ``UsageError`` for an unknown document or fact and for wrong changes.
    """
    make_current(writer)
    head = writer.find(doc_id)
    if head is None:
        raise unknown(doc_id)
    if changes is None and writer.facts.restore(doc_id, key):
        return
    document = writer.document(head.row)
    facts = facts_of(document)
    fact = next((fact for fact in facts if fact.key == key), None)
    if fact is None:
        raise unknown_fact(doc_id, key)
    alike = [one for one in facts if one.kind == fact.kind]
    before = found_again(alike, (one for one in writer.facts.corrections(doc_id) if one.kind == fact.kind))
    correction = None if changes is None else correction_of(doc_id, document.text, fact, changes)
    if key in before:  # what was said of it under another number goes with what is said now
        writer.facts.restore(doc_id, before[key].key)
    if correction is not None:
        writer.facts.correct(correction)
    elif key not in before:
        raise unknown_fact(doc_id, key)
