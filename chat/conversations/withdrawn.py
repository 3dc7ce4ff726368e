"""Take out of a kept conversation what somebody may not see any more. Pure functions.

An answer keeps the words that it quoted. Where a document has been withdrawn from a person since, the exchange keeps
its question and says so in the place of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from chat.conversations.conversation import FAILED, Exchange
from index.hits import DocumentInfo

WITHDRAWN = "这条回答引用的文件现在不对您开放，回答不再显示。"


def without_withdrawn(exchanges: Sequence[Exchange], hidden: Set[str]) -> tuple[Exchange, ...]:
    """Give the exchanges, those that speak of a ``hidden`` document without their answers."""
    if not hidden:
        return tuple(exchanges)
    return tuple(_emptied(one) if any(name in hidden for name in _named(one)) else one for one in exchanges)


def _emptied(exchange: Exchange) -> Exchange:
    return replace(exchange, state=FAILED, text="", citations=(), answer=None, notice=WITHDRAWN, scope="")


def _named(exchange: Exchange) -> Iterator[str]:
    answered = exchange.answer.citations if exchange.answer else ()
    for citation in (*exchange.citations, *answered):
        yield citation.doc_id
        yield from _of_document(citation.document)


def _of_document(info: DocumentInfo) -> Iterator[str]:
    yield from info.copies
    for other in (info.repealed_by, info.replaced_by, info.repeal_claimed_by):
        if other is not None:
            yield other.doc_id
