"""Write what a person sets right in a fact of a document, within a transaction of the store."""

from __future__ import annotations

from collections.abc import Mapping

from index.documents import correction_of, make_current
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
    if changes is None:
        if not writer.facts.restore(doc_id, key):
            raise unknown_fact(doc_id, key)
        return
    document = writer.document(head.row)
    fact = next((fact for fact in facts_of(document) if fact.key == key), None)
    if fact is None:
        raise unknown_fact(doc_id, key)
    writer.facts.correct(correction_of(doc_id, document.text, fact, changes))
