"""Keep a store's documents, passages and units of evidence in memory once they are read.

Everything is kept by document and content hash, so that a changed document is read anew.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from chat.evidence.item_leads import ARTICLE_LABEL, ITEM_LABEL, lead_of
from chat.evidence.scoring import ScoredUnit
from chat.evidence.stated_facts import unit_caption
from chat.evidence.units import Unit, heading_unit, last_years, units_of
from index.hits import DocumentInfo, Hit
from index.store import DocumentSearcher
from ingest.document import Chunk, Document, Span
from ingest.text.normalise import CELL_BREAK, flat_text

KEPT_DOCUMENTS = 256
KEPT_PASSAGES = 20_000
LONGEST_FIELD = 400  # characters of a heading's own words that are given whole
SHORT = 16  # characters; a shorter sentence under a heading says little by itself


class Passages:
    """Read documents and passages through to the store. Thread-safe as far as the store is."""

    def __init__(self, store: DocumentSearcher) -> None:
        self._read_document = lru_cache(maxsize=KEPT_DOCUMENTS)(lambda doc_id, sha256: store.document(doc_id))
        self._read_chunks = lru_cache(maxsize=KEPT_DOCUMENTS)(lambda doc_id, sha256: store.chunks(doc_id))
        self._read_headings = lru_cache(maxsize=KEPT_DOCUMENTS)(self._find_headings)
        self._units: dict[tuple[str, str], tuple[Unit, ...]] = {}
        self._shunned: dict[str, tuple[tuple[int, int], ...]] = {}  # by content of a document

    def document(self, info: DocumentInfo) -> Document:
        """Give the document of a row of the store's list."""
        return self._read_document(info.doc_id, info.sha256)

    def verify(self, info: DocumentInfo, start: int, end: int, words: str) -> None:
        """Check code with code: a quote is a verbatim part of its document. Raises ``AssertionError``."""
        if self.document(info).text[start:end] != words:
            raise AssertionError(f"quote of {info.doc_id} does not stand at its offsets")

    def chunks(self, info: DocumentInfo) -> tuple[Chunk, ...]:
        """Give all passages of a document, in order."""
        return self._read_chunks(info.doc_id, info.sha256)

    def units(self, hit: Hit) -> tuple[Unit, ...]:
        """Give the sentences or the row of a passage, and the headings that open with it."""
        key = (hit.chunk.chunk_id, hit.document.sha256)
        units = self._units.get(key)
        if units is None:
            units = self._make_units(hit)
            if len(self._units) > KEPT_PASSAGES:
                self._units.clear()
            self._units[key] = units
        shunned = self._shunned.get(hit.document.sha256)
        return tuple(unit for unit in units if not _overlaps(unit, shunned)) if shunned else units

    def shun(self, info: DocumentInfo, start: int, end: int) -> None:
        """Let no unit that overlaps a span of a document be evidence from now on."""
        if len(self._shunned) > KEPT_PASSAGES:
            self._shunned.clear()
        known = self._shunned.get(info.sha256, ())
        if (start, end) not in known:
            self._shunned[info.sha256] = (*known, (start, end))

    def _make_units(self, hit: Hit) -> tuple[Unit, ...]:
        chunk, title = hit.chunk, hit.document.metadata.title
        same = [other for other in self.chunks(hit.document) if other.path == chunk.path]
        if chunk.kind == "row" and not chunk.lead:
            above = [other.text for other in same if other.kind != "row" and other.end <= chunk.start]
            chunk = replace(chunk, lead=unit_caption(above[-1] if above else ""))
        before = next((other.text for other in reversed(same) if other.end <= chunk.start), "")
        clause = " ".join(other.text for other in same) if chunk.kind == "text" else ""
        units = units_of(chunk, title, clause, last_years(before))
        return tuple(self._led_in(unit, hit.document) for unit in units) + self._headings(hit)

    def _led_in(self, unit: Unit, info: DocumentInfo) -> Unit:
        """An item of a list, with the words that lead the list in."""
        path = unit.chunk.path
        if unit.chunk.kind != "text" or not (
            ITEM_LABEL.match(unit.flat) or ITEM_LABEL.match(path[-1] if path else "")
        ):
            return unit
        document = self.document(info)
        lead = lead_of(path, Span(unit.start, unit.end), document)
        return replace(unit, lead_in=flat_text(document.text[lead.start : lead.end])) if lead else unit

    def _headings(self, hit: Hit) -> tuple[Unit, ...]:
        """Some headings say a thing that no sentence below them repeats."""
        info, chunk = hit.document, hit.chunk
        chunks = self.chunks(info)
        spans = self._read_headings(info.doc_id, info.sha256)
        place = next((i for i, other in enumerate(chunks) if other.chunk_id == chunk.chunk_id), 0)
        above = chunks[place - 1].path if place else ()
        text = self.document(info).text
        return tuple(
            heading_unit(chunk, spans[path], text, path, info.metadata.title)
            for depth in range(1, len(chunk.path) + 1)
            if (path := chunk.path[:depth]) in spans and above[:depth] != path and not _only_counts(path[-1])
        )

    def _find_headings(self, doc_id: str, sha256: str) -> dict[tuple[str, ...], Span]:
        clauses = self._read_document(doc_id, sha256).clauses
        return {clause.path: clause.heading for clause in reversed(clauses) if clause.heading and clause.path}

    def first_below(self, evidence: ScoredUnit) -> ScoredUnit | None:
        """Give the first longer sentence under a heading as evidence; ``None`` where there is none.

        Short words of the heading's own, and lines of a table's field, belong together: they are given whole.
        """
        info, path = evidence.document, evidence.unit.chunk.path
        chunk = next((c for c in self.chunks(info) if c.path[: len(path)] == path and c.kind == "text"), None)
        if chunk is None:
            return None
        units = units_of(chunk, info.metadata.title)
        unit = next((unit for unit in units if len(unit.flat) > SHORT), None)
        own = chunk.path == path and evidence.unit.end <= chunk.start and len(chunk.text) <= LONGEST_FIELD
        if units and own and (unit is None or CELL_BREAK in chunk.text):
            text = chunk.text
            unit = replace(units[0], start=chunk.start, end=chunk.end, text=text, flat=flat_text(text))
        return replace(evidence, unit=unit) if unit else None


def _only_counts(heading: str) -> bool:
    """Whether a heading is a label alone: “第二百零二条”, “（三）”."""
    return bool(ARTICLE_LABEL.fullmatch(heading) or ITEM_LABEL.fullmatch(heading))


def _overlaps(unit: Unit, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start < unit.end and unit.start < end for start, end in spans)
