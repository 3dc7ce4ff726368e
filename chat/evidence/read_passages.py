"""What the reader makes of the best passages found: where each answers, whether, and which sentences that favours.

Only the first few are read: a passage takes the reader some twenty milliseconds on two cores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from chat.evidence.retrieval import FoundEvidence
from chat.evidence.scoring import ScoredUnit
from index.models.pretrained_reader import PassageRead
from ingest.document import Chunk

PASSAGES = 5


class Reader(Protocol):
    """Reads passages for a question."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> Sequence[PassageRead]:
        """Give one ``PassageRead`` for each (title, text)."""
        ...


@dataclass(frozen=True, slots=True)
class ReadWeights:
    """What the reader adds to a sentence's score. Set on the training half of bench/ncp and our own question sets."""

    held: float = 0.4  # the share of the answer that lies in the sentence, where the passage surely answers


WEIGHTS = ReadWeights()


def best_passages(
    ranked: Sequence[ScoredUnit], most: int = PASSAGES
) -> list[tuple[Chunk, tuple[ScoredUnit, ...]]]:
    """Give the passages of the best units with all their units, best first."""
    by_chunk: dict[str, list[ScoredUnit]] = {}
    for evidence in ranked:
        held = by_chunk.get(evidence.unit.chunk.chunk_id)
        if held is not None:
            held.append(evidence)
        elif len(by_chunk) < most:
            by_chunk[evidence.unit.chunk.chunk_id] = [evidence]
    return [(_chunk_of(units), tuple(units)) for units in by_chunk.values()]


def _chunk_of(units: Sequence[ScoredUnit]) -> Chunk:
    """The chunk the units stand in; a heading's unit carries a passage of its own beside it."""
    return next((e.unit.chunk for e in units if not e.unit.heading), units[0].unit.chunk)


def with_reads(found: FoundEvidence, reader: Reader | None, weights: ReadWeights = WEIGHTS) -> FoundEvidence:
    """Give the evidence with its best passages read and its sentences ordered anew; as it is without a reader."""
    if reader is None or not found.ranked:
        return found
    chosen = best_passages(found.ranked)
    texts = [(units[0].document.metadata.title, chunk.text) for chunk, units in chosen]
    reads = dict(
        zip(
            (chunk.chunk_id for chunk, _ in chosen),
            reader.read(found.asked.question.text, texts),
            strict=True,
        )
    )
    starts = {chunk.chunk_id: chunk.start for chunk, _ in chosen}
    ranked = [_favoured(evidence, reads, starts, weights) for evidence in found.ranked]
    ranked.sort(key=lambda evidence: (-evidence.score, evidence.key))
    return replace(found, ranked=ranked, reads=reads)


def _favoured(
    evidence: ScoredUnit, reads: Mapping[str, PassageRead], starts: Mapping[str, int], weights: ReadWeights
) -> ScoredUnit:
    unit = evidence.unit
    read = reads.get(unit.chunk.chunk_id)
    if read is None or unit.heading or not len(read.spans):
        return evidence
    first = starts[unit.chunk.chunk_id]
    share = held_share(read, unit.start - first, unit.end - first)
    return replace(evidence, score=evidence.score + weights.held * read.probability * share)


def held_share(read: PassageRead, start: int, end: int) -> float:
    """Give the share in [0, 1] of the answer's expected characters that lies between two offsets of the passage."""
    expected = (read.spans[:, 1] - read.spans[:, 0]) / (1 + np.exp(-read.inside))
    inside = (read.spans[:, 0] >= start) & (read.spans[:, 1] <= end)
    return float(expected[inside].sum() / max(expected.sum(), 1e-9))
