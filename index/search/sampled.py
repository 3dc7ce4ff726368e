"""Look at the candidates of one search alone, with the word counts of the whole store around them.

A server that keeps a store finds candidates by words and by vectors; their term counts and embeddings make a small view,
which is searched and ranked as the view of a whole embedded store is: by the same numbers, so in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.search.fields import KIND_FACTORS
from index.search.generation import View
from index.search.lexical import LexicalIndex, Weights, field_bits
from index.storage.codec import FIELDS, TERM_COUNTS, decode_counts
from index.vectors import DenseIndex


@dataclass(frozen=True, slots=True)
class WholeCounts:
    """The counts of a whole store: its chunks, the words in each field of all of them, its regions by name."""

    revision: int
    tag: str
    dimension: int
    chunks: int
    totals: tuple[int, ...]  # in the order of ``codec.FIELDS``
    regions: tuple[str, ...]

    def average(self, weights: Weights) -> float:
        """Give the weighted length of the average chunk."""
        total = sum(getattr(weights, name) * count for name, count in zip(FIELDS, self.totals, strict=True))
        return total / self.chunks if self.chunks else 1.0


@dataclass(frozen=True, slots=True)
class SampledLexicalIndex(LexicalIndex):
    """The postings of some chunks, weighed by how many chunks of the whole store hold each term.

    ``frequency`` gives how many chunks hold a term, ``whole`` how many there are.
    """

    frequency: Callable[[str], int] = field(default=lambda term: 0)
    whole: int = 0

    def document_frequency(self, term: str) -> int:
        """Count the chunks of the whole store that hold a term, in any field."""
        return self.frequency(term)

    def idf(self, term: str) -> float:
        """Give ``ln(1 + (N - df + 0.5) / (df + 0.5))`` with the counts of the whole store."""
        frequency = self.frequency(term)
        return float(np.log1p((self.whole - frequency + 0.5) / (frequency + 0.5)))


def bare_view(counts: WholeCounts, weights: Weights, frequency: Callable[[str], int]) -> View:
    """Give a view without a chunk, to weigh a question's terms by."""
    return sampled_view([], counts, {}, weights, frequency, lambda document: "")


def sampled_view(
    rows: Sequence[tuple[int, int, str, bytes, bytes]],
    counts: WholeCounts,
    numbers: Mapping[str, int],
    weights: Weights,
    frequency: Callable[[str], int],
    region_of: Callable[[int], str],
) -> View:
    """Make a view of some chunks: (row, document, kind, term counts, embedding) of each, in order of row.

    ``numbers``: the terms that are searched, by their numbers in the store; ``region_of`` gives a document's region.
    """
    lexical = _postings([blob for *_, blob, _ in rows], counts, numbers, weights, frequency)
    place_of = {region: place for place, region in enumerate(counts.regions)}
    embeddings = [embedding for *_, embedding in rows]
    return View(
        counts.revision,
        counts.tag,
        np.array([row for row, *_ in rows], np.int64),
        np.array([document for _, document, *_ in rows], np.int64),
        np.array([place_of.get(region_of(document), 0) for _, document, *_ in rows], np.int32),
        np.array([KIND_FACTORS.get(kind, 1.0) for _, _, kind, *_ in rows], np.float32),
        counts.regions,
        lexical,
        DenseIndex.build([b"".join(embeddings)] if rows else [], len(rows), counts.dimension),
    )


def _postings(
    blobs: Sequence[bytes],
    counts: WholeCounts,
    numbers: Mapping[str, int],
    weights: Weights,
    frequency: Callable[[str], int],
) -> SampledLexicalIndex:
    entries = decode_counts(b"".join(blobs))
    sizes = np.array([len(blob) // TERM_COUNTS.itemsize for blob in blobs], np.int64)
    owners = np.repeat(np.arange(len(blobs)), sizes)
    weighted = weights.combine(entries)
    lengths = np.bincount(owners, weighted, minlength=len(blobs))
    norms = weights.k1 * (1 - weights.b + weights.b * lengths / max(counts.average(weights), 1e-9))
    wanted = np.sort(np.array(sorted(set(numbers.values())), np.int64))
    kept = np.flatnonzero(np.isin(entries["term"], wanted))
    columns = np.searchsorted(wanted, entries["term"][kept])
    kept = kept[np.argsort(columns, kind="stable")]
    held = np.bincount(columns, minlength=len(wanted))
    column_of = {number: column for column, number in enumerate(wanted.tolist())}
    # A term that none of these chunks holds has no postings to be looked up.
    vocabulary = {term: column_of[number] for term, number in numbers.items() if held[column_of[number]]}
    return SampledLexicalIndex(
        vocabulary,
        np.concatenate(([0], np.cumsum(held))),
        owners[kept].astype(np.int32),
        weighted[kept],
        field_bits(entries[kept]),
        norms.astype(np.float32),
        weights.k1,
        frequency=frequency,
        whole=counts.chunks,
    )
