"""Estimate how likely it is that the evidence answers a question: signals, and a model fitted on them.

The checks of ``chat.answers.refusal`` name what is missing and come first. A passage that shares the words of a
question and still says nothing of it passes them, and one that says it in other words fails those that weigh
wording. How likely an answer is, is estimated here from plain signals by a logistic regression that
``bench/fit_confidence.py`` fits on the training halves and writes to one JSON file.

No signal comes from the embedding: it has seen the questions of the training halves, and its cosines there
promise more than they hold elsewhere (measured: see bench/README.md).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chat.answers.refusal import WEIGHED, Refusal
from chat.evidence import FEW, FoundEvidence, ScoredUnit
from chat.question import Wording
from index.hits import Hit
from index.words import terms
from ingest.text.normalise import flat_text

MODEL = Path(__file__).resolve().parent / "models" / "answerability.json"
NEAR = 10  # best units looked at
OCCURRENCES = 1.9  # k1 + 1: what a term's idf is multiplied by at most in BM25 (index.search.lexical)
SURE = 0.5  # estimate from which a check that weighs wording is overruled
LEAST_LIKELY = -12.0  # logarithm of the likeliest words' probability below which it tells nothing more
REASON = "现有文件没有回答这个问题的内容"


@dataclass(frozen=True, slots=True)
class Answerability:
    """A logistic regression over named signals, each standardised first.

    ``means``, ``scales`` and ``weights`` by signal name; below ``threshold`` a question is refused.
    """

    means: Mapping[str, float]
    scales: Mapping[str, float]
    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signals: Mapping[str, float]) -> float:
        """Give the probability in [0, 1] that there is an answer; a missing signal counts as its mean."""
        total = self.bias
        for name, weight in self.weights.items():
            if name in signals:
                total += weight * (signals[name] - self.means[name]) / self.scales[name]
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def refusal(
        self, checked: Refusal | None, probability: float, signals: Mapping[str, float]
    ) -> Refusal | None:
        """Decide between the refusal that a check called for and the estimate.

        The estimate may refuse, and may overrule a check that weighs wording where it is sure, but only
        where many documents were searched: in a handful, a question in a layperson's words looks like one
        on another subject, and the checks alone decide.
        """
        if not self.many(signals):
            return checked
        if checked:
            return None if checked.code in WEIGHED and probability >= SURE else checked
        return Refusal(REASON, "confidence") if probability < self.threshold else None

    def many(self, signals: Mapping[str, float]) -> bool:
        """Whether so many documents were searched that the estimate is as good as where it was fitted."""
        return signals["searched"] > math.log(FEW)


@cache
def shipped() -> Answerability:
    """Give the fitted model that ships."""
    return Answerability(**json.loads(MODEL.read_text(encoding="utf-8")))


def ceiling(idf_of_terms: Sequence[float]) -> float:
    """Give about the highest BM25 that any passage can reach for terms of these idf; > 0."""
    return OCCURRENCES * sum(idf_of_terms) or 1.0


def signals_of(found: FoundEvidence, idf: Callable[[str], float]) -> dict[str, float]:
    """Give the signals of the estimate by name. ``ranked`` is best first and not empty, nor are the hits.

    ``idf``: the store's. The reader's are missing where it read nothing.
    """
    highest = ceiling([idf(term) for term in dict.fromkeys(terms(found.asked.text))])
    documents = len(found.asked.catalogue.documents)
    ranked, question = found.ranked, found.asked.question
    wording, scope = found.asked.wording, found.asked.scope
    first = ranked[0]
    narrowed = 0 < len(scope.inside) <= FEW
    title = flat_text(first.document.metadata.title)
    signals = {
        "coverage": first.coverage,
        "own": first.own_coverage,
        "best_coverage": max(evidence.coverage for evidence in ranked[:NEAR]),
        "title_pairs": wording.pair_coverage(title),
        "asks_unmet": float(len(question.asks) - first.asks_met),
        "quoted_met": float(first.quoted_met),
        "places": float(bool(scope.places)),
        "inside": float(first.document.doc_id in scope.inside),
        "narrowed": float(narrowed),
        "searched": math.log(len(scope.inside) if narrowed else max(1, documents)),
    }
    signals.update(_of_words(first, wording))
    signals.update(_of_hits(found.hits, first, highest))
    signals.update(_of_order(question.text, first))
    signals.update(_of_reader(found))
    signals["bm25_narrowed"] = signals["bm25"] * signals["narrowed"]
    return signals


def _of_reader(found: FoundEvidence) -> dict[str, float]:
    """Whether any passage read answers, and the one of the best unit; how likely the likeliest words are, how near."""
    reads = list(found.reads.values())
    if not reads:
        return {}
    own = found.reads.get(found.ranked[0].unit.chunk.chunk_id)
    best = max(reads, key=lambda read: read.likelihood)
    return {
        "read_answers": max(read.answers for read in reads),
        "read_first": own.answers if own else min(read.answers for read in reads),
        "read_belongs": max(read.belongs for read in reads),
        "read_likelihood": max(LEAST_LIKELY, best.likelihood),
    }


def _of_words(first: ScoredUnit, wording: Wording) -> dict[str, float]:
    """The words of the question that the store does not hold and the best unit's surroundings do not replace."""
    unit = first.unit
    words = [word for word in wording.words if not word.asking]
    total = sum(word.weight for word in words) or 1.0
    around = f"{flat_text(unit.chunk.text)} {unit.context}"
    unknown = sum(word.weight for word in words if not word.known and word.credit(around) < 0.4)
    return {"unknown": unknown / total, "words": float(len(words))}


def _of_hits(hits: Sequence[Hit], first: ScoredUnit, highest: float) -> dict[str, float]:
    """BM25 of the best passage against what was possible, and its lead over other documents."""
    best = max(hit.lexical for hit in hits)
    own = [hit.lexical for hit in hits if hit.document.doc_id == first.document.doc_id]
    others = [hit.lexical for hit in hits if hit.document.doc_id != first.document.doc_id]
    lead = max(own, default=0.0) - max(others, default=0.0)
    return {"bm25": best / highest, "lead": lead / best if best > 0 else 0.0}


def _of_order(question: str, first: ScoredUnit) -> dict[str, float]:
    """The longest run of the question's characters in the passage; the share of them in order in the unit."""
    passage = flat_text(first.unit.chunk.text) + first.unit.context
    return {
        "run": float(longest_run(question, passage)),
        "in_order": common_subsequence(question, first.unit.flat) / max(1, len(question)),
    }


def longest_run(question: str, text: str) -> int:
    """Count the characters of the longest piece of the question that a text holds as it stands."""
    longest = 0
    for start in range(len(question)):
        while start + longest < len(question) and question[start : start + longest + 1] in text:
            longest += 1
    return longest


def common_subsequence(first: str, second: str) -> int:
    """Give the length of the longest common subsequence.

    Bit-parallel (Hyyrö 2004, “Bit-parallel LCS-length computation revisited”): one integer holds a
    row of the table, a zero bit each place where the length grows. O(n·m / word size).
    """
    places: dict[str, int] = {}
    for position, character in enumerate(first):
        places[character] = places.get(character, 0) | 1 << position
    full = (1 << len(first)) - 1
    row = full
    for character in second:
        matched = row & places.get(character, 0)
        row = (row + matched | row - matched) & full
    return len(first) - row.bit_count()
