"""Have the best passages found read, and order their sentences by what the reader makes of them.

Only the first few are read, as a passage takes the reader some ten milliseconds on two cores; where none of them
answers, some more: a question in other words than the text's finds its passage further down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from chat.evidence.evidence_order import EvidenceOrder, ordered
from chat.evidence.retrieval import FoundEvidence
from chat.evidence.scoring import ScoredUnit
from index.models.pretrained_reader import PassageRead
from ingest.document import Chunk

PASSAGES = 5
MORE = 7  # passages read where none of the first answers
SURELY = 4  # passages read in any case: those of the best units
FUSED = 2  # added to both places of a passage: small, as only the first few are read
ANSWERS = 0.5  # probability of a passage's piece from which on it answers
MOST_HEADERS, MOST_LEAD, MOST_ABOVE = 36, 30, 40  # characters of what stands above a passage


class Reader(Protocol):
    """Reads passages for a question."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> Sequence[PassageRead]:
        """Give one ``PassageRead`` for each (title, text)."""
        ...


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


def reading_title(chunk: Chunk, title: str) -> str:
    """Give what a passage is read under: its table's headers or its heading and lead-in, then its document's title.

    The reader keeps the first three dozen pieces of it.
    """
    if chunk.cells:
        above = "、".join(header for header, _ in chunk.cells if header)[:MOST_HEADERS]
    else:
        above = "".join((*chunk.path[-1:], chunk.lead[-MOST_LEAD:]))[:MOST_ABOVE]
    return f"{above}：{title}" if above else title


def with_reads(
    found: FoundEvidence, reader: Reader | None, order: EvidenceOrder | None = None
) -> FoundEvidence:
    """Give the evidence with its best passages read and its units ordered anew by what they say.

    Without a reader it is as it was; without an order only what was read is added.
    """
    if reader is None or not found.ranked:
        return found
    chosen = _worth_reading(found)
    reads = _read(found, chosen[:PASSAGES], reader)
    if not any(answers(read) for read in reads.values()):
        reads |= _read(found, chosen[PASSAGES:], reader)
    found = replace(found, reads=reads)
    # What a name means is said by the sentence that spells all of it out, not by the likeliest part of it.
    named = found.asked.question.kind == "definition" and found.asked.question.quoted
    return ordered(found, order) if order and not named else found


def _worth_reading(found: FoundEvidence) -> list[tuple[Chunk, tuple[ScoredUnit, ...]]]:
    """Give the passages of the best units, then those that units and search together hold for the best.

    A passage whose best sentence shares the question's words is not always the one that the search finds first: both
    orders are fused by reciprocal ranks (Cormack et al. 2009).
    """
    passages = best_passages(found.ranked, len(found.hits) + 1)
    found_at = {hit.chunk.chunk_id: place for place, hit in enumerate(found.hits)}
    fused = [
        1 / (FUSED + place) + 1 / (FUSED + found_at.get(chunk.chunk_id, len(found.hits)))
        for place, (chunk, _) in enumerate(passages)
    ]
    order = sorted(range(SURELY, len(passages)), key=lambda place: (-fused[place], place))
    return [*passages[:SURELY], *(passages[place] for place in order)][: PASSAGES + MORE]


def answers(read: PassageRead) -> bool:
    """Whether any words of a passage answer, as the reader sees it."""
    return bool(len(read.evidence)) and float(read.evidence.max()) >= np.log(ANSWERS / (1 - ANSWERS))


def _read(
    found: FoundEvidence, chosen: Sequence[tuple[Chunk, tuple[ScoredUnit, ...]]], reader: Reader
) -> dict[str, PassageRead]:
    texts = [(reading_title(chunk, units[0].document.metadata.title), chunk.text) for chunk, units in chosen]
    reads = reader.read(found.asked.question.text, texts) if texts else ()
    return dict(zip((chunk.chunk_id for chunk, _ in chosen), reads, strict=True))
