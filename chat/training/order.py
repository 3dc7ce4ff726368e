"""Fit the weights that order the units of evidence, on question sets whose answering words are marked.

    python -m chat.training.order STORES SETS [--reader FOLDER] [--out FILE] [--without SET …]

``STORES`` and ``SETS`` are those of ``chat.training.judge``. Printed is, for each set, how often a unit that answers
comes first and among the first three, by the score alone and by weights fitted on the other sets. The reader must not
have learned from the questions: where it has, give the one of another fold and the sets it has not seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from chat.engine import Engine
from chat.evidence import EvidenceOrder, FoundEvidence, evidence_order, signals_of_units
from chat.training.fold_readers import add_readers, readers_of
from chat.training.readings import Spans, gold_passages
from index.store import open_store

PENALTY = 0.01  # of the squared standardised weights; .001 and .03 order as well
LIKE = 5  # best units whose share of the first one's score stays, in the median, what it was


@dataclass(frozen=True)
class Ordered:
    """The units of one question: signals float64 (units, signals), whether each answers bool (units,)."""

    signals: np.ndarray
    answers: np.ndarray


def answering(found: FoundEvidence, gold: Mapping[str, Spans]) -> np.ndarray:
    """Tell which units hold words that are marked, bool (units,). ``gold``: offsets in each passage by its id."""
    starts = {
        one.unit.chunk.chunk_id: one.unit.chunk.start
        for one in reversed(found.ranked)
        if not one.unit.heading
    }
    told = []
    for evidence in found.ranked:
        unit, name = evidence.unit, evidence.unit.chunk.chunk_id
        first = starts.get(name, 0)
        spans = () if unit.heading else gold.get(name, ())
        told.append(any(start + first < unit.end and end + first > unit.start for start, end in spans))
    return np.array(told, bool)


def questions_of(engine: Engine, records: Iterable[Mapping]) -> list[Ordered]:
    """Give the questions for which a unit that answers was found. The engine has no order of its own."""
    titles = {info.doc_id: info for info in engine.store.documents()}
    found_all = []
    for record in records:
        if not record["must"]:
            continue
        found = engine.evidence(record["question"])
        documents = [titles[name] for name in record["docs"] if name in titles]
        gold = gold_passages(engine, documents, record.get("evidence") or ())
        answers = answering(found, gold) if found.ranked else np.zeros(0, bool)
        if answers.any():
            found_all.append(Ordered(signals_of_units(found), answers))
    return found_all


def fit(questions: Sequence[Ordered]) -> EvidenceOrder:
    """Fit weights under which the units that answer take the most of a softmax over a question's units."""
    table = np.concatenate([one.signals for one in questions])
    mean, scale = table.mean(axis=0), table.std(axis=0)
    kept = scale > 1e-6
    scaled = (table[:, kept] - mean[kept]) / scale[kept]
    right = np.concatenate([one.answers for one in questions])
    starts = np.cumsum([0, *(len(one.answers) for one in questions)])[:-1]
    of = np.repeat(np.arange(len(questions)), [len(one.answers) for one in questions])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = scaled @ weights
        logits -= np.maximum.reduceat(logits, starts)[of]
        shares = np.exp(logits)
        all_of, right_of = np.add.reduceat(shares, starts), np.add.reduceat(shares * right, starts) + 1e-12
        slope = scaled.T @ (shares / all_of[of] - shares * right / right_of[of]) / len(starts)
        value = float(np.mean(np.log(all_of) - np.log(right_of)))
        return value + PENALTY * float(weights @ weights), slope + 2 * PENALTY * weights

    found = minimize(loss, np.zeros(int(kept.sum())), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    weights = np.zeros(table.shape[1])
    weights[kept] = found.x / scale[kept]
    names = evidence_order.NAMES
    return EvidenceOrder(
        {name: round(float(value), 5) for name, value in zip(names, weights, strict=True)},
        temperature(questions, weights),
    )


def temperature(questions: Sequence[Ordered], weights: np.ndarray) -> float:
    """Give the temperature by which the next best units keep, in the median, the share of the first one's score."""
    score = evidence_order.NAMES.index("score")
    gaps, shares = [], []
    for one in questions:
        logits = np.sort(one.signals @ weights)[::-1]
        scores = np.sort(one.signals[:, score])[::-1]
        if len(scores) > LIKE and scores[0] > 0:
            gaps.append(logits[0] - logits[1:LIKE].mean())
            shares.append(max(scores[1:LIKE].mean() / scores[0], 1e-3))
    return round(float(np.median(gaps) / -np.log(np.median(shares))), 4) if gaps else 1.0


def first_right(questions: Sequence[Ordered], weights: np.ndarray) -> tuple[float, float]:
    """Give the shares of questions with a unit that answers in the first place, and in the first three."""
    places = []
    for one in questions:
        order = np.argsort(-(one.signals @ weights), kind="stable")
        places.append(int(np.argmax(one.answers[order])))
    found = np.array(places)
    return float((found < 1).mean()), float((found < 3).mean())


def main() -> None:
    """Measure by leaving out each set in turn, then fit on all of them and write the file."""
    options = _options()
    readers = readers_of(options)
    sets: dict[str, list[Ordered]] = {}
    for folder in sorted(path for path in options.sets.iterdir() if (path / "questions.jsonl").is_file()):
        if folder.name in options.without:
            continue
        lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        with open_store(options.stores / folder.name) as store:
            engine = Engine(store, reader=partial(readers, folder.name), order=lambda: None)
            sets[folder.name] = questions_of(engine, map(json.loads, filter(None, lines)))
        print(f"{folder.name}: {len(sets[folder.name])} questions", file=sys.stderr)
    alone = np.array([float(name == "score") for name in evidence_order.NAMES])
    for name, questions in sets.items():
        fitted = fit([one for key, other in sets.items() if key != name for one in other])
        weights = np.array([fitted.weights[key] for key in evidence_order.NAMES])
        by_score, by_weights = first_right(questions, alone), first_right(questions, weights)
        print(
            f"{name}: by score {by_score[0]:.3f} {by_score[1]:.3f}, fitted {by_weights[0]:.3f} {by_weights[1]:.3f}"
        )
    written = fit([one for questions in sets.values() for one in questions])
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(asdict(written), indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stores", type=Path, help="a store for each set")
    parser.add_argument("sets", type=Path, help="a folder for each set, with questions.jsonl")
    add_readers(parser)
    parser.add_argument("--without", nargs="*", default=(), help="sets that are kept for measuring")
    parser.add_argument("--out", type=Path, default=evidence_order.MODEL)
    return parser.parse_args()


if __name__ == "__main__":
    main()
