"""Judge by fitted weights whether the best evidence of up to some hundreds of documents answers a question.

The checks of ``chat.answers.refusal`` each see one thing and are each wrong at times: a word may be missing because the
text says it otherwise. Here their objections are signals among others: what the estimate for many documents looks at
(``chat.answers.confidence``), and what the best unit holds and the reader makes of it.
``chat.training.judge`` fits a logistic regression on questions with and without an answer.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from chat.answers.confidence import REASON, Answerability, signals_of
from chat.answers.refusal import WEIGHED, Refusal, dated, objections
from chat.evidence import FoundEvidence, Passages, features_of_best

MODEL = Path(__file__).resolve().parent / "models" / "judge.json"
# Objections that the judge weighs; those of places, names, years and contacts always stand.
OBJECTIONS = ("coverage", "fact", "attribute", "thing", "undated")
OVERRULED_FROM = 0.4  # probability from which on it overrules them: leave-one-set-out over seven sets
NEARLY_ALL = 0.8  # of a question's weight that the best unit and what stands around it hold
MOST = math.log(2_000)  # documents searched up to which it judges, as their logarithm; fitted on 30 to 700
_log = logging.getLogger(__name__)


class AnswerJudge:
    """Says whether evidence answers. Thread-safe."""

    def __init__(self, fitted: Answerability) -> None:
        self._fitted = fitted

    def judges(self, signals: Mapping[str, float]) -> bool:
        """Whether as few documents were searched as it was fitted on; ``signals``: those of ``signals_of``."""
        return signals["searched"] <= MOST

    def probability(
        self, signals: Mapping[str, float], found: FoundEvidence, objections: Sequence[Refusal]
    ) -> float:
        """Give the probability in [0, 1] that the evidence answers, both taken for equally likely beforehand.

        ``signals``: those of ``signals_of`` for the evidence.
        """
        return self._fitted.probability(judge_signals(signals, found, objections))

    def refusal(
        self,
        objections: Sequence[Refusal],
        probability: float,
        signals: Mapping[str, float],
        likely: float = 0.5,
    ) -> Refusal | None:
        """Give the reason to refuse: the first objection unless the judge is sure, else its own doubt.

        ``likely``: how likely an answer is beforehand, in (0, 1): beside a side that has one, the other has it oftener.
        It does not doubt a unit that holds nearly all words and every fact asked for: a reason could be named then.
        """
        odds = probability / max(1 - probability, 1e-9) * likely / (1 - likely)  # Bayes
        probability = odds / (1 + odds)
        if objections:
            weighed = all(refusal.code in OBJECTIONS for refusal in objections)
            return None if weighed and probability >= OVERRULED_FROM else objections[0]
        held = signals["coverage"] >= NEARLY_ALL and signals["asks_unmet"] <= 0
        return Refusal(REASON, "judged") if probability < self._fitted.threshold and not held else None


def judge_signals(
    signals: Mapping[str, float], found: FoundEvidence, objections: Sequence[Refusal]
) -> dict[str, float]:
    """Give the signals by name: those of ``signals_of`` and the judge's own. ``found`` is read and not empty."""
    codes = {refusal.code for refusal in objections}
    return {
        **signals,
        **{f"objection {code}": float(code in codes) for code in OBJECTIONS},
        **{f"best {name}": value for name, value in features_of_best(found).items()},
    }


def weighed(
    found: FoundEvidence,
    likely: float,
    judge: AnswerJudge | None,
    answerability: Answerability,
    idf: Callable[[str], float],
    passages: Passages,
) -> tuple[Refusal | None, float | None, bool]:
    """Give why to refuse, how likely the evidence answers, where that was estimated, and whether a fact asked for is nowhere.

    ``likely``: how likely an answer is beforehand. ``answerability`` estimates where there is no ``judge`` or it does
    not judge. ``idf`` and ``passages``: of the store.
    """
    asked = found.asked
    against = [
        dated(one, found.ranked, asked.question, passages)
        for one in objections(found.ranked, asked.question, asked.wording, asked.scope)
    ]
    refusal = next(iter(against), None)
    lacks = refusal is not None and refusal.code == "fact"
    if any(one.code not in OBJECTIONS for one in against):
        return refusal, None, lacks
    signals = signals_of(found, idf)
    if judge and judge.judges(signals):
        confidence = judge.probability(signals, found, against)
        return judge.refusal(against, confidence, signals, likely), confidence, lacks
    if refusal and refusal.code not in WEIGHED:
        return refusal, None, lacks
    confidence = answerability.probability(signals)
    return answerability.refusal(refusal, confidence, signals), confidence, lacks


@cache
def shipped_judge() -> AnswerJudge | None:
    """Give the judge that ships; ``None`` where its file is not whole."""
    try:
        return AnswerJudge(Answerability(**json.loads(MODEL.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError) as error:
        _log.warning("the judge of evidence is left out: %s", error)
        return None
