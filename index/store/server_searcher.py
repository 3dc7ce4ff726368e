"""One query over one revision of a store in a database server: the server finds candidates, and they are ranked here.

Words and vectors are looked up by the server's own indexes; what they find is weighed and ordered by the same features and
weights as in an embedded store (:mod:`index.search.sampled`). Nothing of the store is held here but counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from index.hits import Filters, Hit
from index.search import WholeCounts, allows, bare_view, gather, sampled_view, weigh
from index.storage.codec import decode_counts
from index.storage.database import checksum, damaged
from index.storage.server.server_reader import ServerReader, documents_condition
from index.storage.server.tables import field_totals, indexed_word, vector_words
from index.store.listing import DocumentListing
from index.store.searcher import Searcher, SearchMethod, ordered
from index.words import tokens

# By the server's BM25, which knows nothing of fields: more than are kept by ours.
WORD_CANDIDATES = 400
VECTOR_CANDIDATES = 300
MATCHED = 10_000  # chunks that the terms which are looked up may hold in all: the rarest go first
_LEAST_TERMS = 8  # looked up however common they are
_FEW_PASSAGES = 2_000  # of the documents that filters leave: compared one by one
_ASKED_SINGLY = 500  # terms, before all are fetched at once
_LARGEST_VOCABULARY = 2_000_000  # terms that are held here at once
_KEPT_CONDITIONS = 32


class StoredWords:
    """How many chunks hold a term, asked of the server once for each revision. Thread-safe.

    ``hidden`` (number of a term -> chunks) is taken off: those of documents that may not be seen.
    """

    def __init__(self, reader: ServerReader, hidden: Mapping[int, int]) -> None:
        self._reader, self._hidden = reader, hidden
        self._known: dict[str, tuple[int, int]] = {}
        self._all: list[tuple[str, int]] | None = None
        self._misses = 0
        self.last = -1  # the highest number of a term that was seen when all were read

    def frequency(self, term: str) -> int:
        """Count the chunks that hold a term in any field."""
        found = self._known.get(term)
        if found is None:
            if self._all is not None:
                return 0
            self._misses += 1
            if self._misses > _ASKED_SINGLY:
                self.vocabulary()
            self.learn([term])
            found = self._known[term]
        return found[1]

    def learn(self, terms: Iterable[str]) -> None:
        """Ask for the counts of many terms at once."""
        unknown = [term for term in dict.fromkeys(terms) if term not in self._known]
        if unknown and self._all is None:
            found = self._reader.frequencies(unknown)
            for term in unknown:
                number, count = found.get(term, (-1, 0))
                self._known[term] = number, max(0, count - self._hidden.get(number, 0))

    def numbers(self, terms: Iterable[str]) -> dict[str, int]:
        """Give term -> number of those that the store holds."""
        wanted = list(terms)
        self.learn(wanted)
        known = ((term, self._known.get(term, (-1, 0))) for term in wanted)
        return {term: number for term, (number, count) in known if count}

    def vocabulary(self) -> list[tuple[str, int]]:
        """Give (term, chunks that hold it) of every term; kept, where it is not too large."""
        if self._all is not None:
            return self._all
        found = [
            (number, term, count - self._hidden.get(number, 0))
            for number, term, count in self._reader.vocabulary()
        ]
        self.last = found[-1][0] if found else -1
        standing = [(term, count) for _, term, count in found if count > 0]
        if len(found) <= _LARGEST_VOCABULARY:
            self._known.update((term, (number, max(0, count))) for number, term, count in found)
            self._all = standing
        self._misses = 0
        return standing


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """What a hidden part of a store holds: the rows of its documents, its counts, its terms by number."""

    documents: tuple[int, ...] = ()
    chunks: int = 0
    totals: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    terms: Mapping[int, int] | None = None


class ServerSearcher(Searcher):
    """Searches one revision in a server, as if the documents of ``part`` had never been added. Thread-safe."""

    def __init__(
        self,
        reader: ServerReader,
        counts: WholeCounts,
        listing: DocumentListing,
        method: SearchMethod,
        part: HiddenPart | None = None,
    ) -> None:
        self._reader, self._part = reader, part or HiddenPart()
        self._counts = counts
        self._words = StoredWords(reader, self._part.terms or {})
        self._known_regions: dict[int, str] = {}
        self._conditions: dict[tuple[date, Filters], tuple[str, int]] = {}
        super().__init__(bare_view(counts, method.weights, self._words.frequency), listing, method)

    def without(self, hidden: Set[str]) -> Searcher:
        """Give a searcher for which some documents were never added."""
        heads = [head for head in self.listing.heads() if head.doc_id in hidden]
        rows = [head.row for head in heads]
        blobs = b"".join(self._reader.counts_of(rows))
        numbers, times = np.unique(decode_counts(blobs)["term"], return_counts=True)
        terms = dict(self._part.terms or {})
        for number, count in zip(numbers.tolist(), times.tolist(), strict=True):
            terms[number] = terms.get(number, 0) + count
        part = HiddenPart(
            (*self._part.documents, *rows), sum(head.chunks for head in heads), field_totals(blobs), (), terms
        )
        totals = tuple(whole - less for whole, less in zip(self._counts.totals, part.totals, strict=True))
        listing = self.listing.without(hidden)
        regions = tuple(sorted({head.metadata.region or "" for head in listing.heads()}))
        counts = replace(
            self._counts, chunks=self._counts.chunks - part.chunks, totals=totals, regions=regions
        )
        return ServerSearcher(self._reader, counts, listing, self.method, part)

    def hits(self, query: str, k: int, filters: Filters) -> list[Hit] | None:
        """Find the k best chunks, best first; ``None`` where the store has moved on."""
        with self._reader.snapshot():
            if self._reader.state().tag != self.view.tag:
                return None
            return super().hits(query, k, filters)

    def _rank(self, query: str, k: int, filters: Filters) -> tuple[np.ndarray, ...]:
        self._words.learn(tokens.terms(query))
        asked: list[str] = []

        def note(term: str) -> int:
            asked.append(term)
            return 0

        # Once to see which other wordings there are, so that they are asked for together.
        weigh(query, bare_view(self._counts, self.method.weights, note).lexical)
        self._words.learn(asked)
        weights = weigh(query, self.view.lexical, self.homophones)
        vector = self.method.model.encode_queries([query])[0]
        numbers = self._words.numbers(weights)
        rows = self._candidates(list(numbers), vector, k, *self._condition(filters))
        regions = self._regions_of({document for _, document, *_ in rows})
        view = sampled_view(
            rows,
            self._counts,
            numbers,
            self.method.weights,
            self._words.frequency,
            regions.__getitem__,
        )
        found = gather(view, query, weights, vector, None, k)
        return ordered(view, self._counts.chunks, query, weights, found, self.method.ranker, k)

    def _regions_of(self, documents: Set[int]) -> Mapping[int, str]:
        missing = sorted(documents - self._known_regions.keys())
        if missing:
            self._known_regions.update(self._reader.regions_of(missing))
        return self._known_regions

    def _candidates(
        self, terms: Sequence[str], vector: np.ndarray, k: int, only: str, left: int
    ) -> list[tuple[int, int, str, bytes, bytes]]:
        """(row, document, kind, term counts, embedding) of what the server finds, in order of row."""
        reader, dimension = self._reader, self._counts.dimension
        rows: set[int] = set()
        if terms and left:
            words = " ".join(map(indexed_word, self._telling(terms)))
            rows.update(reader.with_words(dimension, words, only, max(WORD_CANDIDATES, 2 * k)))
        if left and vector.any():
            most = max(VECTOR_CANDIDATES, k)
            exact = left <= _FEW_PASSAGES
            rows.update(reader.nearest(dimension, vector_words(vector), only, most, exact))
        if not rows:
            return []
        found = []
        for row, document, kind, blob, embedding, total in reader.arrays_of(sorted(rows)):
            if checksum(row, document, kind, blob, embedding) != total:
                raise damaged("chunks")
            found.append((row, document, kind, blob, embedding))
        return found

    def _telling(self, terms: Sequence[str]) -> list[str]:
        """The terms to look up: all, but for the commonest of many, which say little and cost most."""
        rarest: list[str] = []
        held = 0
        for term in sorted(terms, key=self._words.frequency):
            if held > MATCHED and len(rarest) >= _LEAST_TERMS:
                break
            rarest.append(term)
            held += self._words.frequency(term)
        return rarest

    def _condition(self, filters: Filters) -> tuple[str, int]:
        """The condition on documents, and how many passages those have that it leaves."""
        if not filters:
            return documents_condition(None, self._part.documents), self._counts.chunks
        key = (self.listing.today, filters)
        found = self._conditions.get(key)
        if found is None:
            listing = self.listing
            allowed = [head for head in listing.heads() if allows(filters, listing.info_of(head))]
            rows = {head.row for head in allowed}
            others = [head.row for head in listing.heads() if head.row not in rows]
            only = documents_condition(sorted(rows), [*self._part.documents, *others])
            found = only, sum(head.chunks for head in allowed)
            if len(self._conditions) >= _KEPT_CONDITIONS:
                self._conditions = {}
            self._conditions[key] = found
        return found

    def documents_with(self, terms: Collection[str]) -> frozenset[str]:
        """Give the ids of the documents whose chunks hold all of some terms; none for no terms."""
        self._words.learn(terms)
        rarest = sorted(set(terms), key=self._words.frequency)
        rows: set[int] | None = None
        for term in rarest:
            if rows is not None and not rows:
                break
            held = self._words.frequency(term) > 0
            found = (
                self._reader.documents_with_word(self._counts.dimension, indexed_word(term))
                if held
                else set()
            )
            rows = found if rows is None else rows & found
        rows = (rows or set()) - set(self._part.documents)
        return frozenset(head.doc_id for head in self.listing.heads_of(rows).values())

    def continue_sounds(self, earlier: Searcher) -> None:
        """Take over the words by their sound, of which the server is asked for the new ones alone."""
        if earlier._sounds is not None and isinstance(earlier, ServerSearcher):
            came = list(self._reader.vocabulary(earlier._words.last))
            self._words.last = came[-1][0] if came else earlier._words.last
            self._take_sounds(earlier, (term for _, term, _ in came))

    def _frequencies(self, terms: Collection[str]) -> dict[str, int]:
        self._words.learn(terms)
        return {term: self._words.frequency(term) for term in terms}

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """Give (term, chunks that hold it) of every term."""
        return iter(self._words.vocabulary())
