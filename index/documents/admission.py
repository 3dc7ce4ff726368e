"""Decide what becomes of a document that arrives: it is new, unchanged, another version, or a copy of a stored one.

Original before brief; one document for all the files that hold it; ids that were given are kept. Decides and
keeps the books; what is to be written goes to a function. Knows nothing of models and search.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from hashlib import sha256

from index.documents.minhash import bands_of, content_letters
from index.documents.same_document import Reading, reading_of, same_document
from index.storage.codec import content_sha256, pack_bands
from index.storage.document_head import DocumentHead, head_of, with_sources
from index.storage.writer import Writer
from ingest import chunk_document
from ingest.document import Chunk, Document, Metadata
from ingest.text.normalise import flat_text

MOST_COMPARED = 16  # documents that share a band with a new one, those that share most first
MOST_COPIES = 50  # ids that a document names as its copies
_KEPT_READINGS = 64
_BATCH = 512  # chunks embedded at a time
# “融通”, 「融通」, '融通': sites print the quotation marks of one title in different kinds.
_QUOTES = re.compile(r"[“”‘’「」『』\"']")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry is a document to be written."""

    document: Document
    head: DocumentHead
    chunks: tuple[Chunk, ...]


@dataclass(slots=True)
class Outcome:
    """The outcome lists ids by what became of them.

    ``duplicates`` maps ids that arrived to those of the documents they are copies of.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    replaced_briefs: list[str] = field(default_factory=list)
    duplicates: dict[str, str] = field(default_factory=dict)


class Admission:
    """An admission is one run of arrivals within one write transaction. Call :meth:`finish` at the end."""

    def __init__(
        self,
        writer: Writer,
        write: Callable[[Iterable[Entry]], None],
        joins: Callable[[str], bool] = lambda doc_id: True,
    ) -> None:
        """``joins``: whether a copy may join the document of an id; else it is kept beside it."""
        self.outcome = Outcome()
        self._joins = joins
        self._writer, self._write = writer, write
        self._waiting: list[Entry] = []
        self._waiting_bands: set[str] = set()
        self._read = lru_cache(maxsize=_KEPT_READINGS)(self._read_row)
        make_current(writer)

    def admit(self, document: Document) -> bool:
        """Take a document in; gives whether anything of it is to be written."""
        chunks = chunk_document(document)
        bands = "" if document.metadata.brief else packed_bands(document.text)
        # What the store holds decides: have it hold all that may bear on this document.
        if document.metadata.brief or self._bears_on(document, bands):
            self.finish()
        entry = self._entry(document, chunks, bands)
        if entry is not None:
            self._waiting.append(entry)
            self._waiting_bands |= _bands(bands)
            if document.metadata.brief or sum(len(waiting.chunks) for waiting in self._waiting) >= _BATCH:
                self.finish()
        return entry is not None

    def finish(self) -> None:
        """Write what waits."""
        self._write(self._waiting)
        self._waiting.clear()
        self._waiting_bands.clear()

    def _bears_on(self, document: Document, bands: str) -> bool:
        return not self._waiting_bands.isdisjoint(_bands(bands)) or any(
            document.doc_id == waiting.document.doc_id for waiting in self._waiting
        )

    def _entry(self, document: Document, chunks: tuple[Chunk, ...], bands: str) -> Entry | None:
        """What is to be written; what it takes the place of is removed. Notes the outcome."""
        writer, doc_id, brief = self._writer, document.doc_id, document.metadata.brief
        content, key = content_sha256(document, chunks), title_key(document.metadata.title)
        standing = writer.find(doc_id)
        if standing is not None and standing.content == content:
            self._read_again(standing, document)
            return None
        if brief and (
            (standing and not standing.found.brief) or (key and writer.same_title(key, brief=False))
        ):
            self.outcome.unchanged.append(doc_id)
            return None
        head = head_of(document, content, len(chunks), bands)
        twins = self._twins(document, bands)
        files = (twin for twin in twins if twin.is_file and twin.doc_id != doc_id)
        kept = next((twin for twin in files if self._joins(twin.doc_id)), None)
        if kept is not None and head.is_file:
            return self._merged(document, head, kept, standing)
        if standing is not None:
            again = any(twin.doc_id == doc_id for twin in twins)
            sources = with_sources(standing.sources, document.sources) if again else document.sources
            head = replace(head, sources=_first(document.source, sources), edits=standing.edits)
            forget(writer, standing)
        self._replace_briefs(head, key, standing)
        self.outcome.updated.append(doc_id) if standing else self.outcome.added.append(doc_id)
        return Entry(document, self._linked(head, twins), chunks)

    def _read_again(self, standing: DocumentHead, document: Document) -> None:
        """Note the files and the evidence of a document that was read once more and says the same."""
        self.outcome.unchanged.append(document.doc_id)
        sources = with_sources(standing.sources, document.sources)
        if (sources, document.evidence) != (standing.sources, standing.evidence):
            replace_head(self._writer, replace(standing, sources=sources, evidence=document.evidence))

    def _replace_briefs(self, head: DocumentHead, key: str, standing: DocumentHead | None) -> None:
        if head.found.brief:
            return
        for doc_id in self._writer.same_title(key, brief=True) if key else ():
            brief = self._writer.find(doc_id)
            assert brief is not None
            forget(self._writer, brief)
            self.outcome.replaced_briefs.append(doc_id)
        if standing and standing.found.brief:
            self.outcome.replaced_briefs.append(head.doc_id)

    # -- copies ------------------------------------------------------------------------------------

    def _twins(self, document: Document, bands: str) -> list[DocumentHead]:
        """Documents of the store that are the same one, the most alike first."""
        if not bands:
            return []
        alike = self._writer.sharing_bands(bands, MOST_COMPARED)
        if not alike:
            return []
        reading = reading_of(document.doc_id, document.text, document.metadata)
        files = {file.sha256 for file in document.sources}
        return [
            head
            for head in alike
            if any(file.sha256 in files for file in head.sources)
            or same_document(reading, Reading(head.doc_id, *self._read(head.row), head.metadata))
        ]

    def _read_row(self, row: int) -> tuple[str, str]:
        """Text and letters of a document."""
        text = self._writer.document(row).text
        return text, content_letters(text)

    def _merged(
        self, document: Document, head: DocumentHead, kept: DocumentHead, standing: DocumentHead | None
    ) -> Entry | None:
        """A copy: its files join those of the document that stands, and the better text of the two is kept."""
        writer = self._writer
        self.outcome.duplicates[document.doc_id] = kept.doc_id
        edits = kept.edits
        if standing is not None:  # the file held another document before
            edits = edits or standing.edits
            forget(writer, standing)
        sources = with_sources(kept.sources, document.sources)
        if quality(writer.document(kept.row)) >= quality(document):
            if (sources, edits) != (kept.sources, kept.edits):
                replace_head(writer, replace(kept, sources=sources, edits=edits))
            return None
        forget(writer, kept)
        document = document.with_id(kept.doc_id)
        sources = _first(document.source, sources)
        head = replace(head, doc_id=kept.doc_id, sources=sources, edits=edits, copies=kept.copies)
        others = [found for doc_id in kept.copies if (found := writer.find(doc_id))]
        return Entry(document, self._linked(head, others), chunk_document(document))

    def _linked(self, head: DocumentHead, twins: list[DocumentHead]) -> DocumentHead:
        """A head that names its copies, as they do it from now on."""
        named = [doc_id for twin in twins for doc_id in (twin.doc_id, *twin.copies)]
        copies = tuple(sorted({doc_id for doc_id in named if doc_id != head.doc_id}))[:MOST_COPIES]
        for doc_id in copies:
            other = self._writer.find(doc_id)
            if other is not None and head.doc_id not in other.copies and len(other.copies) < MOST_COPIES:
                both = tuple(sorted((*other.copies, head.doc_id)))
                replace_head(self._writer, replace(other, copies=both))
        return replace(head, copies=copies)


def make_current(writer: Writer) -> None:
    """Bring a store of an older format to the newest; facts of what stands are read by whoever fills them in."""
    if not writer.has_bands:
        writer.add_bands(packed_bands)
    if not writer.facts.has_tables:
        writer.facts.add_tables()


def forget(writer: Writer, head: DocumentHead) -> None:
    """Remove a document, also from the copies that its copies name."""
    for doc_id in head.copies:
        other = writer.find(doc_id)
        if other is not None:
            left = tuple(copy for copy in other.copies if copy != head.doc_id)
            replace_head(writer, replace(other, copies=left))
    writer.delete(head)


def replace_head(writer: Writer, head: DocumentHead) -> None:
    """Write another head for a stored document, under the key of its title."""
    writer.replace_head(head, title_key(head.metadata.title))


def title_key(title: str) -> str:
    """Give a title for comparison: folded, without white space, kinds of quotation marks and 《》 around all of it.

    “（征求意见稿）” and “起草说明” stay: a draft is another document than the plan.
    """
    key = _QUOTES.sub('"', flat_text(title))
    if key.startswith("《") and key.endswith("》") and "《" not in key[1:]:
        key = key[1:-1]
    return key


def quality(document: Document) -> tuple[float, ...]:
    """Rate how reliably a copy gives the text, for comparison with other copies of the same document.

    By order: structure (headings and table rows, in doublings), facts known about it, cleanliness (misread
    letters make pairs of letters that nothing else has), length; then by chance, the same in any order of arrival.
    """
    letters = content_letters(document.text)
    structure = sum(clause.heading is not None for clause in document.clauses) + len(document.rows)
    known = sum(getattr(document.metadata, entry.name) not in (None, (), False) for entry in fields(Metadata))
    pairs = len({letters[place : place + 2] for place in range(len(letters) - 1)}) / max(1, len(letters))
    chance = int.from_bytes(sha256(document.text.encode("utf-8", "surrogatepass")).digest()[:6], "big")
    return round(math.log2(1 + structure)), known, -round(50 * pairs), len(letters), chance


def packed_bands(text: str) -> str:
    """Give the bands of a text as a document's head holds them (:func:`index.storage.codec.pack_bands`)."""
    return pack_bands(bands_of(content_letters(text)))


def _bands(packed: str) -> set[str]:
    return {packed[place : place + 16] for place in range(0, len(packed), 16)}


def _first(name: str, sources: tuple) -> tuple:
    """Files with the one whose text is kept in front."""
    return tuple(sorted(sources, key=lambda source: source.name != name))
