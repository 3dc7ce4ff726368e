"""Describe the best unit of evidence by numbers, for what judges whether it answers.

Pure functions of found evidence. The unit is looked at as a run of its passage (``answer_spans``): what it holds of the
question, which facts, what stands before and behind, what the reader makes of it; and as it was found: how its passage
and its document were ranked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from chat.evidence import answer_spans
from chat.evidence.reading import held_share
from chat.evidence.retrieval import FoundEvidence

HALF = 0.5  # support from which on a unit counts as one that answers


def features_of_best(found: FoundEvidence) -> dict[str, float]:
    """Give the named features of the best unit of evidence that is not empty."""
    features: dict[str, float] = {}
    features.update(answer_spans.question_features(found.asked.question, found.asked.wording))
    features.update(_in_passage(found))
    features.update(_as_found(found))
    return features


def _in_passage(found: FoundEvidence) -> Mapping[str, float]:
    """What the unit holds, what stands around it in its passage, and what the reader says of both."""
    best = found.ranked[0]
    unit, chunk = best.unit, best.unit.chunk
    # A unit may reach beyond its passage: a heading with the words below it, a field with its label.
    start, end = np.clip([unit.start - chunk.start, unit.end - chunk.start], 0, len(chunk.text))
    one = np.ones(1, np.int64)
    runs = answer_spans.Runs(start * one, end * one, one, one)
    # A heading's unit carries a passage of its own that shares the chunk's name.
    of_passage = [
        evidence
        for evidence in found.ranked
        if (evidence.unit.chunk.chunk_id, evidence.unit.chunk.start) == (chunk.chunk_id, chunk.start)
    ]
    question, wording = found.asked.question, found.asked.wording
    features = answer_spans.features_of(
        chunk.text, runs, of_passage, chunk.start, question, wording, best.score
    )
    read = None if unit.heading else found.reads.get(chunk.chunk_id)
    features.update(answer_spans.read_features(runs, read, list(found.reads.values())))
    features["read"] = float(read is not None)
    features["read probability"] = read.probability if read else 0.0
    features["read held"] = held_share(read, int(start), int(end)) if read and len(read.spans) else 0.0
    return {name: float(np.ravel(value)[0]) for name, value in features.items()}


def _as_found(found: FoundEvidence) -> Mapping[str, float]:
    """How the unit, its passage and its document were found."""
    best, question = found.ranked[0], found.asked.question
    unit = best.unit
    best_hit = max((hit.score for hit in found.hits), default=0.0) or 1.0
    hits = (one for one in enumerate(found.hits) if one[1].chunk.chunk_id == unit.chunk.chunk_id)
    place, hit = next(hits, (len(found.hits), None))
    supports = [evidence.support for evidence in found.ranked if evidence.support is not None]
    return {
        "score": best.score,
        "coverage": best.coverage,
        "own": best.own_coverage,
        "asks share": best.asks_met / len(question.asks) if question.asks else -1.0,
        "other years": float(best.year_conflict),
        "quoted": float(best.quoted_met),
        "heading": float(unit.heading),
        "row": float(unit.chunk.kind != "text"),
        "offset": math.log1p(unit.start),
        "depth": float(len(unit.chunk.path)),
        "hit rank": float(place),
        "hit score": hit.score / best_hit if hit else 0.0,
        "dense": hit.dense if hit else 0.0,
        "support": best.support or 0.0,
        "most support": max(supports, default=0.0),
        "supported": float(sum(support >= HALF for support in supports)),
        "title named": found.asked.scope.affinity.get(unit.chunk.doc_id, 0.0),
    }
