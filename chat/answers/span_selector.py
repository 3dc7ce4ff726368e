"""Choose the words that answer by fitted trees, among all runs of clauses of the best sentence.

The trees (``chat.training.selector``) weigh what ``chat.evidence.answer_spans`` says of a run, the reader's words among it.
The order of evidence stays above them: a run is of the best sentence and holds the fact asked for. Without the file
or the reader the best sentence is quoted whole.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from chat.answers.patterns import LEADS_IN, WANTS_LIST
from chat.evidence import FoundEvidence, ScoredUnit, answer_spans, best_passages, defines
from index.models import trees
from ingest.document import Chunk
from ingest.text.normalise import flat_text

MODEL = Path(__file__).resolve().parent / "models" / "selector.npz"
LONGEST_SHOWN = 280  # characters of the sentences around a run
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PassageRuns:
    """A passage with its scored units, best first, its runs and their features."""

    chunk: Chunk
    units: tuple[ScoredUnit, ...]
    runs: answer_spans.Runs
    features: dict[str, np.ndarray | float]


def passages_of(found: FoundEvidence, least: float = -np.inf) -> list[PassageRuns]:
    """Give the best passages with the features of their runs; ``least``: the score that one of their units has."""
    ranked, hits, question, wording = found.ranked, found.hits, found.asked.question, found.asked.wording
    places = {hit.chunk.chunk_id: (place, hit.score) for place, hit in enumerate(hits)}
    best_hit = max((hit.score for hit in hits), default=0.0) or 1.0
    words = list(found.reads.values())
    of_question = answer_spans.question_features(question, wording)
    passages = []
    for rank, (chunk, units) in enumerate(best_passages(ranked)):
        if units[0].score < least:
            continue
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
        if words:
            features.update(answer_spans.read_features(runs, found.reads.get(chunk.chunk_id), words))
        passages.append(PassageRuns(chunk, units, runs, features))
    return passages


class Selector:
    """Chooses the words to quote first. Thread-safe."""

    def __init__(self, fitted: trees.Trees) -> None:
        self._trees = fitted

    def lead(self, found: FoundEvidence) -> ScoredUnit | None:
        """Give the evidence to lead the answer with, its ``quote`` set.

        ``None`` where nothing was read, and where the checks leave no choice.
        """
        best, question = found.ranked[0], found.asked.question
        if not found.reads:
            return None
        kinds = [ask.kind for ask in question.asks]
        if len(set(kinds)) < len(kinds):
            return None  # “建几所，新增多少个”: one figure seems to answer both
        # What a name means is said by the sentence that spells all of it out, not by the likeliest part.
        if best.unit.chunk.kind != "text" or (
            question.kind == "definition" and (question.quoted or defines(best.unit.flat, question.defined))
        ):
            return None
        # What leads in a list that is wanted is followed by all of it; a likelier part is a part.
        if not question.asks and WANTS_LIST.search(question.text) and LEADS_IN.search(best.unit.flat):
            return None
        best_score, lead = -np.inf, None
        for passage in passages_of(found, best.score):
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
    """bool (runs,): those that lie in the best sentence: which one answers is for the order of evidence to say."""
    first, runs = passage.chunk.start, passage.runs
    allowed = np.zeros(len(runs), bool)
    if passage.chunk.kind != "text":
        return allowed
    for evidence in passage.units:
        unit = evidence.unit
        if unit.heading or evidence.score < best.score:
            continue
        start, end = unit.start - first, unit.end - first
        allowed |= (runs.starts < end) & (runs.ends > start)
    if best.asks_met and not np.isscalar(passage.features["fact met"]):
        allowed &= np.asarray(passage.features["fact met"]) > 0
    if best.asks_met > 1:  # “发哪个邮箱，几号截止？”
        allowed &= np.asarray(passage.features["facts held"]) >= best.asks_met
    return allowed


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
    """Give the selector that ships; ``None`` where its file is not whole."""
    try:
        return Selector(trees.read(MODEL))
    except (OSError, ValueError) as error:
        _log.warning("the choice of words is left out: %s", error)
        return None
