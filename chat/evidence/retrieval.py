"""Search and rank for a question: the passages of the documents it means, and their units, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chat.evidence.passages import Passages
from chat.evidence.scoring import FEW, ScoredUnit, rank_evidence
from chat.question import Asked, Scope
from index.hits import DocumentInfo, Filters, Hit
from index.models.pretrained_reader import PassageRead
from index.store import DocumentSearcher
from ingest.text.normalise import flat_text
from ingest.text.place_names import EVERYWHERE

CANDIDATES = 40  # passages read for each question
NAMING = 2  # passages looked at for a name
OPENING = 400  # characters in which a document says whom it is for


@dataclass(frozen=True, slots=True)
class FoundEvidence:
    """A question, the passages found for it and their units, best first.

    ``asked``: its scope has inside it the documents that only name the place asked about. ``reads``: what the
    reader makes of the best passages, by chunk id; empty where none was asked.
    """

    asked: Asked
    hits: Sequence[Hit]
    ranked: Sequence[ScoredUnit]
    reads: Mapping[str, PassageRead] = field(default_factory=dict)


class Retrieval:
    """Finds evidence in one store. Thread-safe as far as the store is."""

    def __init__(self, store: DocumentSearcher, passages: Passages) -> None:
        """``passages``: of the same store."""
        self._store, self._passages = store, passages

    def find(self, asked: Asked) -> FoundEvidence:
        """The best evidence of the documents that a question means."""
        hits, scope = self._retrieve(asked)
        return self.among(replace(asked, scope=scope), hits)

    def among(self, asked: Asked, hits: Sequence[Hit]) -> FoundEvidence:
        """The evidence of passages that are known already."""
        units = {hit.chunk.chunk_id: self._passages.units(hit) for hit in hits}
        ranked = rank_evidence(hits, units, asked.question, asked.wording, asked.scope)
        return FoundEvidence(asked, hits, ranked)

    def holder_of(self, name: str, filters: Filters) -> DocumentInfo | None:
        """The document of one of the best passages for a name, where the passage holds it."""
        hits = self._store.search(name, NAMING, filters)
        return next((hit.document for hit in hits if name in flat_text(hit.chunk.text)), None)

    def _retrieve(self, asked: Asked) -> tuple[list[Hit], Scope]:
        """The best passages, those of few documents of the places asked about in any case.

        A region read off a text can be wrong or missing, so documents that name the place
        join those the catalogue knows to be about it: the scope comes back with them inside.
        """
        text, scope, filters = asked.text, asked.scope, asked.filters
        if asked.question.kind != "comparison" and not filters.doc_ids:
            laws = asked.catalogue.laws_named(text, scope.affinity) - scope.older
            hits = (
                self._store.search(text, CANDIDATES, replace(filters, doc_ids=tuple(sorted(laws))))
                if laws
                else []
            )
            if hits:
                return hits, scope
        hits = self._store.search(text, CANDIDATES, filters)
        if not 0 < len(scope.inside) <= FEW or filters.doc_ids:
            return hits, scope
        near = () if scope.settled else hits
        naming = {hit.document.doc_id for hit in near if self._names_place(hit, scope)} - scope.inside
        own = self._store.search(text, CANDIDATES, replace(filters, doc_ids=tuple(sorted(scope.inside))))
        hits = own + [hit for hit in hits if hit.document.doc_id in naming]
        hits.sort(key=lambda hit: -hit.score)
        scope = replace(scope, inside=scope.inside | naming, outside=scope.outside - naming)
        return hits[:CANDIDATES], scope

    def _names_place(self, hit: Hit, scope: Scope) -> bool:
        """Whether a passage, its title or the opening of its document names a place asked about.

        What is of no place that is known may be of the whole country.
        """
        metadata = hit.document.metadata
        if not metadata.region and EVERYWHERE.issuperset(scope.places):
            return True
        texts = (metadata.title, *hit.chunk.path, hit.chunk.text)
        opening = self._passages.document(hit.document).text[:OPENING]
        return any(
            place in flat_text(part) for part in (*texts, opening) for place in (*scope.places, *scope.held)
        )
