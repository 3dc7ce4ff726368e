"""One query over one revision: candidates, their scores, their order, and the hits read for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.hits import Filters, Hit
from index.models.embedding import EmbeddingModel
from index.search import (
    Candidates,
    Ranker,
    Reranker,
    View,
    Weights,
    allows,
    fuse,
    gather,
    load_ranker,
    passages_to_rerank,
    ranking,
    reordered,
    rerank,
    weigh,
)
from index.search.features import features
from index.storage.codec import load_chunk
from index.store.facts import RevisionFacts
from index.store.listing import DocumentListing
from index.words import Homophones, LaterHomophones, is_word

# The ranker was fitted on stores of 20,000 passages and more. In one that the candidates nearly cover, what is relative
# to them means something else, and plain fusion answers as well (bench/README.md).
LEAST_RANKED = 1_000
_KEPT_FILTERS = 32
_MOST_CAME = 20_000  # words that came after the sounds of all were read: with more all are read again


@dataclass(frozen=True, slots=True)
class SearchMethod:
    """What decides which passages are found: the same for every revision that a store shows.

    The ranker is ``None`` for an embedding that it was not fitted with, the reranker where none is chosen;
    it reads the best ``reranked`` passages.
    """

    model: EmbeddingModel
    weights: Weights
    ranker: Ranker | None
    reranker: Reranker | None
    reranked: int

    @classmethod
    def of(cls, model: EmbeddingModel, weights: Weights, reranker: Reranker | None) -> SearchMethod:
        """Choose ranker and number of passages to rerank for a model. Raises ``UsageError`` for a wrong setting."""
        return cls(model, weights, _ranker_for(model), reranker, passages_to_rerank())


class Searcher:
    """Searches one view; a new revision takes a new searcher. Thread-safe."""

    def __init__(self, view: View, listing: DocumentListing, method: SearchMethod) -> None:
        self.view, self.listing, self.method = view, listing, method
        self.facts = RevisionFacts(listing.shelf, view.tag, listing.hidden)
        self._allowed_for: dict[tuple[date, Filters], np.ndarray] = {}
        self._sounds: Homophones | None = None

    def without(self, hidden: Set[str]) -> Searcher:
        """Give a searcher for which some documents were never added."""
        listing = self.listing.without(hidden)
        # Those that may be seen, not those that may not: of an older view some have no head any more.
        rows = [head.row for head in listing.heads()]
        return Searcher(part_of(self.view, rows, self.method.weights), listing, self.method)

    def hits(self, query: str, k: int, filters: Filters) -> list[Hit] | None:
        """Find the k best chunks, best first; ``None`` where the database has moved on and one is gone.

        Equal scores come in the order the chunks were added.
        """
        method = self.method
        deep = k if method.reranker is None else max(k, method.reranked)
        found = self._read(*self._rank(query, deep, filters))
        if found is None or method.reranker is None:
            return found
        return rerank(method.reranker, query, found, method.reranked)[:k]

    def _rank(self, query: str, k: int, filters: Filters) -> tuple[np.ndarray, ...]:
        """(rows, scores, BM25, cosines) of the k best chunks, best first."""
        weights = weigh(query, self.view.lexical, self.homophones)
        vector = self.method.model.encode_queries([query])[0]
        allowed = self._allowed(filters) if filters else None
        found = gather(self.view, query, weights, vector, allowed, k)
        return ordered(self.view, len(self.view), query, weights, found, self.method.ranker, k)

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """Give (term, chunks that hold it) of every term."""
        lexical = self.view.lexical
        return zip(lexical.vocabulary, np.diff(lexical.offsets).tolist(), strict=True)

    def documents_with(self, terms: Collection[str]) -> frozenset[str]:
        """Give the ids of the documents whose chunks hold all of some terms; none for no terms."""
        lexical, owners = self.view.lexical, self.view.chunk_documents
        every = np.arange(len(self.view))
        holding = [set(owners[lexical.find(term, every)[0]].tolist()) for term in set(terms)]
        rows = set.intersection(*holding) if holding else set()
        return frozenset(head.doc_id for head in self.listing.heads() if head.row in rows)

    def homophones(self) -> Homophones:
        """Give the words of the view by their sound; built when first asked for."""
        if self._sounds is None:
            self._sounds = Homophones((term, count) for term, count in self.vocabulary() if _has_sound(term))
        return self._sounds

    def continue_sounds(self, earlier: Searcher) -> None:
        """Take over the words by their sound from the searcher of an earlier revision, where it has them."""
        if earlier._sounds is not None:
            came = self.view.lexical.vocabulary.keys() - earlier.view.lexical.vocabulary.keys()
            self._take_sounds(earlier, sorted(came))

    def _take_sounds(self, earlier: Searcher, came: Iterable[str]) -> None:
        sounds = earlier._sounds
        if sounds is None or (isinstance(sounds, LaterHomophones) and sounds.came > _MOST_CAME):
            return
        self._sounds = LaterHomophones(sounds, filter(_has_sound, came), self._frequencies)

    def _frequencies(self, terms: Collection[str]) -> dict[str, int]:
        """How many chunks hold each of some terms."""
        return {term: self.view.lexical.document_frequency(term) for term in terms}

    def _allowed(self, filters: Filters) -> np.ndarray:
        """Positions (int64) of the chunks whose documents the filters allow; the last few are kept."""
        key = (self.listing.today, filters)
        found = self._allowed_for.get(key)
        if found is None:
            listing = self.listing
            rows = [head.row for head in listing.heads() if allows(filters, listing.info_of(head))]
            found = np.flatnonzero(np.isin(self.view.chunk_documents, rows))
            if len(self._allowed_for) >= _KEPT_FILTERS:
                self._allowed_for = {}
            self._allowed_for[key] = found
        return found

    def _read(
        self, chunk_rows: np.ndarray, scores: np.ndarray, lexical: np.ndarray, cosine: np.ndarray
    ) -> list[Hit] | None:
        """The chunks of some rows as hits; ``None`` where one is gone from the database."""
        if not len(chunk_rows):
            return []
        listing, rows = self.listing, chunk_rows.tolist()
        with listing.reader.snapshot():
            found = listing.reader.chunks(rows)
            heads = listing.heads_of({document for document, _ in found.values()})
        if len(found) < len(rows):
            return None
        hits = []
        for row, score, bm25, dense in zip(
            rows, scores.tolist(), lexical.tolist(), cosine.tolist(), strict=True
        ):
            document, payload = found[row]
            head = heads[document]
            hits.append(Hit(load_chunk(payload, head.doc_id), listing.info_of(head), score, bm25, dense))
        return hits


def ordered(
    view: View,
    passages: int,
    query: str,
    weights: Mapping[str, float],
    found: Candidates,
    ranker: Ranker | None,
    k: int,
) -> tuple[np.ndarray, ...]:
    """Give (rows, scores, BM25, cosines) of the k best candidates of a view, best first.

    ``passages``: how many the store has in which they were found.
    """
    scores = fuse(found.lexical, found.cosine, found.factors)
    if ranker is not None and passages >= LEAST_RANKED:
        scores = reordered(scores, ranker.judge(features(view, query, weights, found)))
    order = ranking(scores, found.places, k)
    order = order[scores[order] > 0]
    return view.chunk_rows[found.places[order]], scores[order], found.lexical[order], found.cosine[order]


def part_of(view: View, documents: list[int], weights: Weights) -> View:
    """Give a view as it would be had only the documents of some database rows been added."""
    places = np.flatnonzero(np.isin(view.chunk_documents, documents))
    if len(places) == len(view):
        return view
    used = np.unique(view.chunk_regions[places])
    return View(
        view.revision,
        view.tag,
        view.chunk_rows[places],
        view.chunk_documents[places],
        np.searchsorted(used, view.chunk_regions[places]).astype(view.chunk_regions.dtype),
        view.factors[places],
        tuple(view.regions[number] for number in used),
        view.lexical.part(places, weights.b),
        view.dense.part(places),
    )


def _has_sound(term: str) -> bool:
    """Whether a term is a word that another may be taken for by its sound."""
    return 1 < len(term) < 5 and is_word(term)


def _ranker_for(model: EmbeddingModel) -> Ranker | None:
    """Give the shipped ranker where it was fitted with this embedding."""
    ranker = load_ranker()
    return ranker if ranker.model == model.fingerprint else None
