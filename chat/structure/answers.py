"""Answer from a document's structure: facts about it, a clause by its address, a list by its headings.

Each function gives a draft, or ``None`` where the question is not of its kind.
"""

from __future__ import annotations

from collections.abc import Sequence

from chat.answers import LEADS_IN, Draft, compose, fit
from chat.evidence import Passages, ScoredUnit, span_unit, whole_unit
from chat.question import Asked
from chat.structure import addresses, document_facts
from chat.structure.lists import Listing, find_listing
from chat.structure.titled_lists import section_listing, titled_listing
from index.hits import DocumentInfo, Hit
from index.search import allows
from ingest.document import Chunk, Document, Span
from ingest.text.list_numbers import chinese
from ingest.text.normalise import flat_text

LOOKED_THROUGH = 20  # documents read for an address, best named first
LEAST_NAMED = 0.5  # of the affinity of the best named document; others are not the one meant
LISTED_FROM = 8  # best units whose clauses may hold the list asked for
LONGEST_SECTION = 500  # characters of a section whose parts are quoted whole
LISTED_THROUGH = 400  # passages of a document that is looked through for the list as a whole


def named_first(asked: Asked) -> list[DocumentInfo]:
    """Give the documents a question may mean, the best named first."""
    catalogue, scope = asked.catalogue, asked.scope
    ranked = sorted(scope.affinity, key=lambda doc_id: (-scope.affinity[doc_id], doc_id))
    found = [catalogue.by_id[doc_id] for doc_id in ranked if scope.admits(doc_id)]
    found = [info for info in found if scope.affinity[info.doc_id] >= LEAST_NAMED]
    if not found and len(catalogue.documents) <= LOOKED_THROUGH:
        found = [info for info in catalogue.documents if scope.admits(info.doc_id)]
    return [info for info in found[:LOOKED_THROUGH] if allows(asked.filters, info)]


def about_document(asked: Asked, passages: Passages) -> Draft | None:
    """Give number, issuer, dates, period or standing of the document that the question names."""
    if not document_facts.asked_facts(asked.text):
        return None
    for info in named_first(asked)[:1]:
        document = passages.document(info)
        found = document_facts.facts(asked.text, info, document, asked.scope)
        if found:
            picks = [span_unit(document, fact.span, info) for fact in found]
            return Draft("document", picks, tuple(fact.words for fact in found))
    return None


def at_address(asked: Asked, passages: Passages) -> Draft | None:
    """Give the clause or table row whose address the question has, in the document it names best."""
    text, named_as = asked.question.text, asked.scope.affinity
    steps = addresses.address_of(text)
    for info in named_first(asked) if steps else ():
        document, chunks = passages.document(info), passages.chunks(info)
        row = addresses.find_row(document, steps)
        if row:
            rows = [chunk for chunk in chunks if chunk.kind == "row" and chunk.start == row.start]
            return Draft("lookup", [whole_unit(chunk, info) for chunk in rows])
        named = named_as.get(info.doc_id, 0.0) == 1.0 or len(asked.catalogue.documents) == 1
        found = _provision(document, steps, text, info, named)
        if found:
            return found
        path = addresses.find_path(document, steps, text)
        if path:
            return clause_at(path, document, chunks, info)
        numbered = addresses.numbered_passage(document, chunks, steps)
        if numbered:
            unit = span_unit(document, numbered, info)
            return Draft("lookup", [unit], (compose.squeeze_display(unit.unit.text),))
        if named_as.get(info.doc_id, 0.0) == 1.0 and addresses.has_rungs(document, steps[0].kind):
            where = "".join(match.group() for match in addresses.STEP.finditer(text))
            return Draft("lookup", [], (), f"《{compose.short_title(info)}》没有{where}")
    return None


def _provision(
    document: Document, steps: Sequence[addresses.AddressStep], text: str, info: DocumentInfo, named: bool
) -> Draft | None:
    """A 款, 项 or 目 of an article, with its own words; of a document that the question names also that it has none."""
    article, inner = addresses.inner_address(steps)
    path = addresses.find_path(document, article, text) if inner else None
    if path is None:
        return None
    span = addresses.find_provision(document, path, inner)
    where = "".join(f"第{chinese(value)}{kind}" for kind, value in inner.items())
    if span is None:
        reason = f"《{compose.short_title(info)}》{path[-1]}没有{where}"
        return Draft("lookup", [], (), reason) if named else None
    unit = span_unit(document, span, info)
    return Draft("lookup", [unit], (f"{path[-1]}{where}：{compose.squeeze_display(unit.unit.text)}",))


def in_provision(asked: Asked, passages: Passages) -> Draft | None:
    """Give the 款, 项 or 目 that a question for some fact names, whole, where it holds every fact asked for."""
    text = asked.question.text
    steps = addresses.address_of(text)
    for info in named_first(asked)[:1] if addresses.inner_address(steps)[1] else ():
        draft = _provision(
            passages.document(info), steps, text, info, asked.scope.affinity.get(info.doc_id) == 1.0
        )
        if draft and (draft.reason or all(draft.picks[0].unit.satisfies(ask) for ask in asked.question.asks)):
            return draft
    return None


def in_clause(asked: Asked, passages: Passages) -> list[Hit]:
    """Give the passages of the article (第X条) or annex item that a question for some fact names; empty where none."""
    steps = addresses.address_of(asked.question.text)
    if not any(step.kind == "条" for step in steps) and not (len(steps) > 1 and steps[0].kind == "附件"):
        return []
    for info in named_first(asked):
        document, chunks = passages.document(info), passages.chunks(info)
        row = addresses.find_row(document, steps)
        article, _ = addresses.inner_address(steps)
        path = addresses.find_path(document, article, asked.question.text)
        found = [
            chunk
            for chunk in chunks
            if (row and chunk.kind == "row" and chunk.start == row.start)
            or (not row and path and chunk.path[: len(path)] == path)
        ]
        if found:
            return [Hit(chunk, info, 1.0) for chunk in found]
    return []


def clause_at(
    path: tuple[str, ...], document: Document, chunks: Sequence[Chunk], info: DocumentInfo
) -> Draft:
    """Give a clause by its heading: what stands below it, or its own words."""
    below = [chunk for chunk in chunks if chunk.path[: len(path)] == path]
    children = addresses.children_of(chunks, path)
    own = [whole_unit(chunk, info) for chunk in below if chunk.path == path or not children]
    if children:
        heading = addresses.heading_chunk(document, chunks, path) or below[0]
        words = f"{path[-1]}，包括：{'；'.join(children)}。"
        return Draft("lookup", [whole_unit(heading, info), *fit(own)[:1]], (words,))
    picks = fit(own)
    return Draft("lookup", picks, (f"{path[-1]}：{compose.squeeze_display(picks[0].unit.text)}",))


def listed(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give a list by headings or by 一是、二是 in the clauses of the best evidence."""
    if asked.question.kind not in ("list", "general", "definition", "figure") or not ranked:
        return None
    info = ranked[0].document
    chunks = passages.chunks(info)
    paths = [e.unit.chunk.path for e in ranked[:LISTED_FROM] if e.document.doc_id == info.doc_id]
    if len(chunks) <= LISTED_THROUGH:
        paths += list(dict.fromkeys(chunk.path for chunk in chunks))
    if (
        asked.question.members
        and asked.question.members in ranked[0].unit.flat
        and LEADS_IN.search(ranked[0].unit.flat)
    ):
        return None  # one sentence lists them all
    listing = find_listing(asked.text, chunks, paths) or titled_listing(asked, info, chunks, paths)
    if listing:
        return _members(listing, passages.document(info), chunks, info)
    section = section_listing(asked, ranked, chunks)
    return _whole_section(section, passages.document(info), chunks, info) if section else None


def _whole_section(
    section: tuple[str, ...], document: Document, chunks: Sequence[Chunk], info: DocumentInfo
) -> Draft | None:
    """Quote the parts of a section, each with its words, where they are few enough."""
    below = [
        chunk for chunk in chunks if chunk.path[: len(section)] == section and len(chunk.path) > len(section)
    ]
    span = Span(below[0].start, below[-1].end)
    if span.end - span.start > LONGEST_SECTION or any(chunk.kind != "text" for chunk in below):
        return None
    return Draft("list", [span_unit(document, span, info)])


def _members(listing: Listing, document: Document, chunks: Sequence[Chunk], info: DocumentInfo) -> Draft:
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    above, depth = len(listing.path), len(listing.path) + listing.levels - 1
    headings = {
        flat_text(chunk.path[depth]): chunk
        for chunk in reversed(chunks)
        if len(chunk.path) > depth and chunk.path[:above] == listing.path
    }
    for word, span in zip(listing.words, listing.spans, strict=True):
        if span:
            picks.append(span_unit(document, Span(*span), info))
            words.append(None)
        else:
            first = headings[word]
            path = first.path[: depth + 1]
            picks.append(whole_unit(addresses.heading_chunk(document, chunks, path) or first, info))
            words.append(f"{path[-1]}。")
    return Draft("list", picks, tuple(words))
