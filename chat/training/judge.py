"""Fit the weights that judge whether the best evidence of a few documents answers a question.

    python -m chat.training.judge STORES SETS [--reader FOLDER] [--out FILE] [--without SET …]

``SETS`` holds a folder for each set of questions with its ``questions.jsonl``, ``STORES`` a store of the same name
with that set's documents; one set of the documents and questions of all others shows what many documents change. The
reader must not have learned from the questions: give one of another fold. A question without key points (``must``) has
no answer in them. Printed is, for each set, what the weights fitted on the others refuse: no set judges weights that saw it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from chat.answers import OBJECTIONS, AnswerJudge, Refusal, answer_judge, objections
from chat.answers.answer_judge import judge_signals
from chat.answers.confidence import Answerability, signals_of
from chat.engine import Engine
from chat.training.fold_readers import add_readers, readers_of
from index.store import open_store

# Leave-one-set-out over eight sets: area .904; .003 gives .900, .1 gives .898, boosted trees .901.
REGULARISATION = 0.01  # scikit-learn's C
# Without an objection the judge refuses below this: leave-one-set-out over ten sets, .05 of the answerable then.
THRESHOLD = 0.2
LEAST_SCALE = 1e-6  # a signal that never varies is left out


@dataclass(frozen=True)
class Judged:
    """A question with its signals, the objections of the checks, and whether its documents answer it."""

    question: str
    signals: Mapping[str, float]
    objections: tuple[Refusal, ...]
    answerable: bool


def judged_of(engine: Engine, records: Iterable[Mapping]) -> list[Judged]:
    """Give every question that evidence is found for and that no check is sure of."""
    judged = []
    for record in records:
        found = engine.evidence(record["question"])
        asked = found.asked
        against = objections(found.ranked, asked.question, asked.wording, asked.scope)
        if not found.ranked or any(refusal.code not in OBJECTIONS for refusal in against):
            continue
        signals = judge_signals(signals_of(found, engine.store.idf), found, against)
        judged.append(Judged(record["question"], signals, tuple(against), bool(record["must"])))
    return judged


def fit(judged: Iterable[Judged]) -> Answerability:
    """Fit a logistic regression on the signals; answerable and unanswerable questions count the same in all."""
    judged = list(judged)
    names = sorted(set.intersection(*(set(one.signals) for one in judged)))
    table = np.array([[one.signals[name] for name in names] for one in judged])
    kept = table.std(axis=0) > LEAST_SCALE
    names = [name for name, keep in zip(names, kept, strict=True) if keep]
    scaler = StandardScaler().fit(table[:, kept])
    model = LogisticRegression(C=REGULARISATION, max_iter=2000, class_weight="balanced")
    model.fit(scaler.transform(table[:, kept]), [one.answerable for one in judged])

    def by_name(values: np.ndarray) -> dict[str, float]:
        return {name: round(float(value), 5) for name, value in zip(names, values, strict=True)}

    return Answerability(
        by_name(scaler.mean_),
        by_name(scaler.scale_),
        by_name(model.coef_[0]),
        round(float(model.intercept_[0]), 5),
        THRESHOLD,
    )


def refused(fitted: Answerability, judged: Iterable[Judged]) -> tuple[float, float]:
    """Give the shares of the answerable and of the unanswerable questions that are refused."""
    judge = AnswerJudge(fitted)
    told: dict[bool, list[bool]] = {True: [], False: []}
    for one in judged:
        refusal = judge.refusal(one.objections, fitted.probability(one.signals), one.signals)
        told[one.answerable].append(refusal is not None)
    return tuple(sum(each) / max(1, len(each)) for each in told.values())  # type: ignore[return-value]


def main() -> None:
    """Judge by leaving out each set in turn, then fit on all of them and write the file."""
    options = _options()
    readers = readers_of(options)
    sets: dict[str, list[Judged]] = {}
    for folder in sorted(path for path in options.sets.iterdir() if (path / "questions.jsonl").is_file()):
        if folder.name in options.without:
            continue
        lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        with open_store(options.stores / folder.name) as store:
            engine = Engine(store, reader=partial(readers, folder.name))
            sets[folder.name] = judged_of(engine, map(json.loads, filter(None, lines)))
        print(f"{folder.name}: {len(sets[folder.name])} questions", file=sys.stderr)
    everything = [one for judged in sets.values() for one in judged]
    for name, judged in sets.items():
        own = {one.question for one in judged}
        others = [one for one in everything if one.question not in own]
        if len(judged) > len(others):
            continue  # the set of all questions
        fitted = fit(others)
        among = [one for key, other in sets.items() if key != name for one in other if one.question in own]
        for where, some in (("", judged), (" among all documents", among)):
            wrongly, rightly = refused(fitted, some)
            print(f"{name}{where}: refused wrongly {wrongly:.3f}, rightly {rightly:.3f}")
    written = fit(everything)
    options.out.write_text(json.dumps(asdict(written), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stores", type=Path, help="a store for each set")
    parser.add_argument("sets", type=Path, help="a folder for each set, with questions.jsonl")
    parser.add_argument("--without", nargs="*", default=(), help="sets that the reader has learned from")
    add_readers(parser)
    parser.add_argument("--out", type=Path, default=answer_judge.MODEL)
    return parser.parse_args()


if __name__ == "__main__":
    main()
