"""Choose the words that answer by fitted trees, among all runs of clauses of the best passages.

The trees (``chat.training.selector``) weigh what ``chat.answers.answer_spans`` says of a run, the reader's words among it.
The checks stay above them: a run must meet what the best evidence met (the fact asked for, the name, the
year). Without the file the best sentence is quoted whole, as before.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from chat.answers import answer_spans
from chat.answers.patterns import LEADS_IN, WANTS_LIST
from chat.evidence import ScoredUnit, defines
from chat.question import Question, Wording
from index.hits import Hit
from index.models import trees
from index.models.answer_reader import Read, Reader
from ingest.document import Chunk
from ingest.text.normalise import flat_text

MODEL = Path(__file__).resolve().parent / "models" / "selector.npz"
PASSAGES = 5  # best passages looked at
OVERRULES = 0.75  # of the best unit's score that a chosen unit has at least
LONGEST_SHOWN = 280  # characters of the sentences around a run
_log = logging.getLogger(__name__)

ReadPassages = Callable[[str, Sequence[tuple[str, str]]], Sequence[Read]]


@dataclass(frozen=True, slots=True)
class PassageRuns:
    """A passage with its scored units, best first, its runs and their features."""

    chunk: Chunk
    units: tuple[ScoredUnit, ...]
    runs: answer_spans.Runs
    features: dict[str, np.ndarray | float]


def passages_of(
    ranked: Sequence[ScoredUnit],
    hits: Sequence[Hit],
    question: Question,
    wording: Wording,
    read: ReadPassages | None,
) -> list[PassageRuns]:
    """Give the best passages with the features of their runs. ``ranked`` is best first; ``read`` gives the reader's words."""
    by_chunk: dict[str, list[ScoredUnit]] = {}
    for evidence in ranked:
        held = by_chunk.get(evidence.unit.chunk.chunk_id)
        if held is not None:
            held.append(evidence)
        elif len(by_chunk) < PASSAGES:
            by_chunk[evidence.unit.chunk.chunk_id] = [evidence]
    places = {hit.chunk.chunk_id: (place, hit.score) for place, hit in enumerate(hits)}
    best_hit = max((hit.score for hit in hits), default=0.0) or 1.0
    chosen = [tuple(units) for units in by_chunk.values()]
    chunks = [_chunk_of(units) for units in chosen]
    words = (
        read(
            question.text,
            [(u[0].document.metadata.title, c.text) for u, c in zip(chosen, chunks, strict=True)],
        )
        if read
        else None
    )
    of_question = answer_spans.question_features(question, wording)
    found = []
    for rank, (units, chunk) in enumerate(zip(chosen, chunks, strict=True)):
        runs = answer_spans.runs_of(chunk.text)
        place, score = places.get(chunk.chunk_id, (len(hits), 0.0))
        features = answer_spans.features_of(
            chunk.text, runs, units, chunk.start, question, wording, ranked[0].score
        )
        features.update(of_question)
        features["passage rank"], features["hit rank"] = float(rank), float(place)
        features["hit score"] = score / best_hit
        features["top document"] = float(units[0].document.doc_id == ranked[0].document.doc_id)
        features["offset"] = float(np.log1p(chunk.start))
        features["row"] = float(chunk.kind != "text")
        if words is not None:
            features.update(
                answer_spans.read_features(
                    runs, words[rank], max(w.answers for w in words), max(w.belongs for w in words)
                )
            )
        found.append(PassageRuns(chunk, units, runs, features))
    return found


def _chunk_of(units: Sequence[ScoredUnit]) -> Chunk:
    """The chunk the units stand in; a heading's unit carries a passage of its own beside it."""
    return next((e.unit.chunk for e in units if not e.unit.heading), units[0].unit.chunk)


class Selector:
    """Chooses the words to quote first. Thread-safe as far as the reader is."""

    def __init__(self, fitted: trees.Trees, read: ReadPassages | None) -> None:
        self._trees, self._read = fitted, read

    def lead(
        self, ranked: Sequence[ScoredUnit], hits: Sequence[Hit], question: Question, wording: Wording
    ) -> ScoredUnit | None:
        """Give the evidence to lead the answer with, its ``quote`` set; ``None`` where the checks leave no choice."""
        best = ranked[0]
        # What a name means is said by the sentence that spells all of it out, not by the likeliest part.
        if best.unit.chunk.kind != "text" or (
            question.kind == "definition" and (question.quoted or defines(best.unit.flat, question.defined))
        ):
            return None
        # What leads in a list that is wanted is followed by all of it; a likelier part is a part.
        if not question.asks and WANTS_LIST.search(question.text) and LEADS_IN.search(best.unit.flat):
            return None
        best_score, lead = -np.inf, None
        for passage in passages_of(ranked, hits, question, wording, self._read):
            allowed = _allowed(passage, best)
            if not allowed.any():
                continue
            rows = self._trees.columns(passage.features, len(passage.runs))[allowed]
            scores = self._trees.predict(rows)
            place = int(np.argmax(scores))
            if scores[place] > best_score:
                run = np.flatnonzero(allowed)[place]
                best_score = float(scores[place])
                lead = _covering(passage, int(passage.runs.starts[run]), int(passage.runs.ends[run]))
        return lead


def _allowed(passage: PassageRuns, best: ScoredUnit) -> np.ndarray:
    """bool (runs,): those that lie in sentences which meet what the best evidence meets."""
    first, runs = passage.chunk.start, passage.runs
    allowed = np.zeros(len(runs), bool)
    if passage.chunk.kind != "text":
        return allowed
    for evidence in passage.units:
        unit = evidence.unit
        if unit.heading or not _meets(evidence, best):
            continue
        start, end = unit.start - first, unit.end - first
        allowed |= (runs.starts < end) & (runs.ends > start)
    if best.asks_met and not np.isscalar(passage.features["fact met"]):
        allowed &= np.asarray(passage.features["fact met"]) > 0
    return allowed


def _meets(evidence: ScoredUnit, best: ScoredUnit) -> bool:
    return (
        evidence.score >= OVERRULES * best.score
        and evidence.asks_met >= best.asks_met
        and evidence.quoted_met >= best.quoted_met
        and evidence.year_conflict <= best.year_conflict
    )


def _covering(passage: PassageRuns, start: int, end: int) -> ScoredUnit | None:
    """The sentences that hold a run, as one piece of evidence whose quote is the run."""
    chunk = passage.chunk
    first, last = chunk.start + start, chunk.start + end
    held = sorted(
        (e for e in passage.units if not e.unit.heading and e.unit.start < last and e.unit.end > first),
        key=lambda e: e.unit.start,
    )
    if not held:
        return None
    lead = max(held, key=lambda e: e.score)
    begin, stop = min(first, held[0].unit.start), max(last, held[-1].unit.end)
    if stop - begin > LONGEST_SHOWN:
        begin, stop = first, last
    text = chunk.text[begin - chunk.start : stop - chunk.start]
    unit = replace(lead.unit, start=begin, end=stop, text=text, flat=flat_text(text))
    return replace(lead, unit=unit, quote=(first, last))


@cache
def shipped_selector() -> Selector | None:
    """Give the selector that ships with the reader; ``None`` where its file, or the reader's, is not whole."""
    from os import environ

    if environ.get("WENCE_READER") == "0":
        return None
    try:
        fitted = trees.read(MODEL)
        return Selector(fitted, Reader().read)
    except (OSError, ValueError) as error:
        _log.warning("the reader is left out: %s", error)
        return None
