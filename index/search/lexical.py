"""Compute BM25 over postings in numpy arrays.

An index is built from the term counts of chunks (see ``codec.TERM_COUNTS``)
without reading any text. Knows nothing of SQLite, of files or of embeddings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.storage.codec import FIELDS

# Bits of the fields that hold a term, in the order of ``FIELDS``.
BODY, TITLE, HEADINGS, LEAD = (1 << place for place in range(len(FIELDS)))


@dataclass(frozen=True, slots=True)
class Weights:
    """These are the parameters of BM25 and the weight of a term's count in each field (BM25F).

    BM25: Robertson and Walker 1994; BM25F: Robertson, Zaragoza and Taylor 2004.

    k1 and b as measured on bench/ncp (see bench/README.md); the field weights were
    fitted on half of its questions.
    """

    k1: float = 0.9
    b: float = 0.4
    body: float = 1.0
    title: float = 1.0
    headings: float = 1.0
    lead: float = 0.5

    def combine(self, counts: np.ndarray) -> np.ndarray:
        """Give weighted counts, float32 shape (n,), of entries of ``codec.TERM_COUNTS``."""
        total = np.zeros(len(counts), np.float32)
        for field in FIELDS:
            total += np.float32(getattr(self, field)) * counts[field]
        return total


def field_bits(counts: np.ndarray) -> np.ndarray:
    """Give which fields hold the term of each entry of ``codec.TERM_COUNTS``: uint8 shape (n,).

    The bits are ``BODY`` and its like; those of several fields add up.
    """
    bits = np.zeros(len(counts), np.uint8)
    for place, field in enumerate(FIELDS):
        bits |= (counts[field] > 0).astype(np.uint8) << place
    return bits


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """The lexical index holds postings by term.

    For term t: ``chunks[offsets[t]:offsets[t+1]]``, their counts and fields.

    ``vocabulary`` maps a term to its column t, ``chunks`` are positions (int32) in
    ascending order, ``counts`` weighted term frequencies (float32), ``fields`` the
    bits of the fields they stand in (uint8), ``norms`` the
    length part ``k1 · (1 - b + b · length / average)`` of each chunk (float32). ``lengths`` (float64) are the
    weighted lengths themselves where they were kept, see :func:`lengths_of`.
    """

    vocabulary: Mapping[str, int]
    offsets: np.ndarray
    chunks: np.ndarray
    counts: np.ndarray
    fields: np.ndarray
    norms: np.ndarray
    k1: float
    lengths: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.norms)

    def document_frequency(self, term: str) -> int:
        """Count the chunks that hold a term, in any field."""
        column = self.vocabulary.get(term)
        return 0 if column is None else int(self.offsets[column + 1] - self.offsets[column])

    def idf(self, term: str) -> float:
        """Give ``ln(1 + (N - df + 0.5) / (df + 0.5))``, never negative (Lucene's form of BM25)."""
        frequency = self.document_frequency(term)
        return float(np.log1p((len(self) - frequency + 0.5) / (frequency + 0.5)))

    def find(self, term: str, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give which of some positions (ascending) hold a term, and where in the postings: two int64 arrays."""
        column = self.vocabulary.get(term)
        if column is None:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        start, end = int(self.offsets[column]), int(self.offsets[column + 1])
        span = self.chunks[start:end]
        spots = np.minimum(np.searchsorted(span, places), len(span) - 1)
        hit = np.flatnonzero(span[spots] == places)
        return hit, spots[hit] + start

    def part(self, places: np.ndarray, b: float) -> LexicalIndex:
        """Give the index that the chunks at some places (ascending) alone would make, with the ``b`` of this one.

        Terms that no chunk of them holds are gone, and lengths are relative to their own average.
        """
        where = np.full(len(self), -1, np.int64)
        where[places] = np.arange(len(places))
        kept = where[self.chunks] >= 0
        before = np.concatenate(([0], np.cumsum(kept)))  # postings kept before each
        held = np.diff(before[self.offsets])
        columns = np.flatnonzero(held)
        number = {int(column): place for place, column in enumerate(columns)}
        vocabulary = {term: number[column] for term, column in self.vocabulary.items() if column in number}
        offsets = np.concatenate(([0], np.cumsum(held[columns]))).astype(self.offsets.dtype)
        norms = self.norms[places]
        if b and self.k1 and len(places):
            lengths = (norms / self.k1 - (1 - b)) / b
            norms = self.k1 * (1 - b + b * lengths / max(float(lengths.mean()), 1e-9))
        chunks = where[self.chunks[kept]].astype(self.chunks.dtype)
        return LexicalIndex(
            vocabulary,
            offsets,
            chunks,
            self.counts[kept],
            self.fields[kept],
            norms.astype(np.float32),
            self.k1,
        )

    def scores(self, weights: Mapping[str, float]) -> np.ndarray:
        """Give BM25 of every chunk for a weighted query, float32 shape (chunks,).

        ``Σ w · idf · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average))``
        (Robertson & Zaragoza 2009), tf summed over the fields first.
        """
        total = np.zeros(len(self), np.float32)
        for term, weight in weights.items():
            self.add_to(total, term, self.scale(term, weight))
        return total

    def scale(self, term: str, weight: float) -> np.float32:
        """Give what a weighted term adds to the score of a chunk at most."""
        return np.float32(weight * self.idf(term) * (self.k1 + 1))

    def add_to(self, total: np.ndarray, term: str, scale: np.float32) -> None:
        """Add what a term of some scale gives to the scores of all chunks, float32 shape (chunks,)."""
        column = self.vocabulary.get(term)
        if column is not None:
            span = slice(self.offsets[column], self.offsets[column + 1])
            chunks, counts = self.chunks[span], self.counts[span]
            total[chunks] += scale * counts / (counts + self.norms[chunks])

    def scores_at(self, weights: Mapping[str, float], places: np.ndarray) -> np.ndarray:
        """Give :meth:`scores` of the chunks at some positions (ascending) alone."""
        total = np.zeros(len(places), np.float32)
        for term, weight in weights.items():
            hit, spots = self.find(term, places)
            counts = self.counts[spots]
            total[hit] += self.scale(term, weight) * counts / (counts + self.norms[places[hit]])
        return total


def build(
    batches: Callable[[], Iterable[tuple[np.ndarray, np.ndarray]]],
    chunk_count: int,
    terms: Sequence[tuple[int, str]],
    weights: Weights,
) -> LexicalIndex:
    """Build the postings in two passes over the chunks.

    ``batches()`` starts a pass; each batch is (positions, entries): the chunk's
    position of every entry, and the entries (``codec.TERM_COUNTS``), chunks in
    ascending order. ``terms`` are (term id, term). Peak memory is the finished
    arrays and one batch.
    """
    ids = np.array([number for number, _ in terms], np.int64)
    order = np.argsort(ids)
    columns = np.full(int(ids.max(initial=0)) + 1, -1, np.int64)
    columns[ids[order]] = np.arange(len(ids))
    offsets, lengths = _count(batches(), columns, len(ids), chunk_count, weights)
    chunks = np.empty(int(offsets[-1]), np.int32)
    counts = np.empty(int(offsets[-1]), np.float32)
    fields = np.empty(int(offsets[-1]), np.uint8)
    filled = offsets[:-1].copy()
    for positions, entries in batches():
        entry_columns = columns[entries["term"]]
        by_column = np.argsort(entry_columns, kind="stable")
        sorted_columns = entry_columns[by_column]
        # Place within a batch = rank among the entries of the same term.
        starts = np.searchsorted(sorted_columns, sorted_columns, side="left")
        places = filled[sorted_columns] + np.arange(len(sorted_columns)) - starts
        chunks[places] = positions[by_column]
        counts[places] = weights.combine(entries)[by_column]
        fields[places] = field_bits(entries)[by_column]
        filled += np.bincount(sorted_columns, minlength=len(ids))
    vocabulary = {terms[place][1]: column for column, place in enumerate(order)}
    norms = norms_of(lengths, weights)
    return LexicalIndex(vocabulary, offsets, chunks, counts, fields, norms, weights.k1, lengths)


def norms_of(lengths: np.ndarray, weights: Weights) -> np.ndarray:
    """Give the length part of BM25 of chunks of some weighted lengths, see ``LexicalIndex.norms``."""
    average = float(lengths.mean()) if len(lengths) else 1.0
    return (weights.k1 * (1 - weights.b + weights.b * lengths / max(average, 1e-9))).astype(np.float32)


def lengths_of(lexical: LexicalIndex) -> np.ndarray:
    """Give the weighted length of each chunk, float64: as it was kept, else added up from the postings."""
    if lexical.lengths is not None:
        return lexical.lengths
    return np.bincount(lexical.chunks, lexical.counts, minlength=len(lexical))


def _count(
    batches: Iterable[tuple[np.ndarray, np.ndarray]],
    columns: np.ndarray,
    term_count: int,
    chunk_count: int,
    weights: Weights,
) -> tuple[np.ndarray, np.ndarray]:
    """First pass: where each term's postings begin (int64, terms + 1) and each chunk's weighted length."""
    frequencies = np.zeros(term_count, np.int64)
    lengths = np.zeros(chunk_count, np.float64)
    for positions, entries in batches:
        frequencies += np.bincount(columns[entries["term"]], minlength=term_count)
        lengths += np.bincount(positions, weights.combine(entries), minlength=chunk_count)
    return np.concatenate(([0], np.cumsum(frequencies))), lengths
