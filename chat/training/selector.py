"""Fit the trees that choose which words of a passage to quote.

    python -m chat.training.selector --shared ../shared --store FOLDER

Questions of the training half of ``bench/ncp``, asked of all its texts; every run of clauses of the best
passages, with its ROUGE-L to the human answer, is a row. The reader learned from the questions of one fold of that
half (``index.training.teacher.ranking.READ_FOLD``) and may be surer of them than it will ever be again: both folds'
figures are printed, so that it shows. The held-out half is only measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from chat.answers.span_selector import MODEL, PassageRuns, passages_of
from chat.engine import Engine
from chat.evidence.answer_spans import Runs
from index.models import trees
from index.models.pretrained_reader import DEFAULT_FOLDER, PretrainedReader
from index.store import open_store
from index.training.split import training_fold, training_half

# By four-fold cross-validation on the training half: .516; leaves 8 and at least 200 rows in each .507.
SETTINGS = {
    "max_iter": 300, "learning_rate": 0.05, "max_leaf_nodes": 16, "max_depth": 7, "min_samples_leaf": 100,
    "l2_regularization": 20.0, "max_features": 0.3, "random_state": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question with its answer; ``doc_id`` decides what it is used for."""

    question: str
    answer: str
    doc_id: str


@dataclass(frozen=True)
class Rows:
    """The runs of many questions: features float32 (n, features), ``rouge`` and the ``question`` of each (n,)."""

    names: tuple[str, ...]
    features: np.ndarray
    rouge: np.ndarray
    question: np.ndarray


def rouge_of_runs(text: str, runs: Runs, answer: str) -> np.ndarray:
    """Give ROUGE-L (F1 of the longest common subsequence of characters; Lin 2004) of each run with an answer.

    Bit-parallel (Hyyrö 2004): runs with one start share one pass over the text.
    """
    places: dict[str, int] = {}
    for place, character in enumerate(answer):
        places[character] = places.get(character, 0) | 1 << place
    full = (1 << len(answer)) - 1
    found = np.zeros(len(runs))
    start, at, bits = -1, 0, full
    for row, (begin, end) in enumerate(zip(runs.starts.tolist(), runs.ends.tolist(), strict=True)):
        if begin != start:
            start, at, bits = begin, begin, full
        for character in text[at:end]:
            shared = bits & places.get(character, 0)
            if shared:
                bits = ((bits + shared) | (bits - shared)) & full
        at = end
        common = len(answer) - bits.bit_count()
        found[row] = 2 * common / (len(answer) + end - begin) if common else 0.0
    return found


def rows_of(engine: Engine, asked: Sequence[Asked]) -> Rows:
    """Give all runs of the best passages for the questions."""
    names: tuple[str, ...] = ()
    features, rouge, numbers = [], [], []
    for number, one in enumerate(asked):
        found = engine.evidence(one.question)
        if not found.ranked:
            continue
        for passage in passages_of(found):
            names = names or tuple(passage.features)
            features.append(_table(passage, names))
            rouge.append(rouge_of_runs(passage.chunk.text, passage.runs, one.answer))
            numbers.append(np.full(len(passage.runs), number))
    return Rows(names, np.concatenate(features), np.concatenate(rouge), np.concatenate(numbers))


def _table(passage: PassageRuns, names: Iterable[str]) -> np.ndarray:
    columns = [np.broadcast_to(passage.features[name], len(passage.runs)) for name in names]
    return np.stack(columns, axis=1).astype(np.float32)


def joined(parts: Sequence[Rows]) -> Rows:
    """Join the rows of several sets of questions."""
    shift = np.cumsum([0, *(int(part.question.max(initial=-1)) + 1 for part in parts)])
    return Rows(
        parts[0].names,
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.rouge for part in parts]),
        np.concatenate([part.question + first for part, first in zip(parts, shift, strict=False)]),
    )


def chosen_rouge(rows: Rows, scores: np.ndarray) -> float:
    """Give the mean ROUGE-L, over questions, of the run with the highest score."""
    order = np.lexsort((scores, rows.question))
    last = np.flatnonzero(np.diff(rows.question[order], append=-1))
    return float(rows.rouge[order[last]].mean())


def fit(rows: Rows, about: Mapping[str, object]) -> trees.Trees:
    """Fit trees that predict the ROUGE-L of a run from its features; ``about`` is kept beside them."""
    model = HistGradientBoostingRegressor(**SETTINGS).fit(rows.features, rows.rouge)
    return trees.from_histogram_boosting(model, rows.names, {**about, "settings": SETTINGS})


def main() -> None:
    """Fit on the training questions, print how well the rest is answered, and write the model."""
    options = _options()
    bench = options.shared / "bench" / "ncp" / "questions-dev.jsonl"
    records = [json.loads(line) for line in bench.open(encoding="utf-8")]
    asked = [Asked(record["question"], record["answer"], record["docid"]) for record in records]
    training = [one for one in asked if training_half(one.doc_id)]
    held_out = [one for one in asked if not training_half(one.doc_id)]
    reader = PretrainedReader(options.reader)
    with open_store(options.store) as store:
        engine = Engine(store, selector=lambda: None, reader=lambda: reader)
        folds = []
        for fold in (0, 1):
            folds.append(rows_of(engine, [one for one in training if training_fold(one.doc_id) == fold]))
            print(f"fold {fold}: {len(folds[-1].rouge)} runs", file=sys.stderr)
        measured = rows_of(engine, held_out)
    rows = joined(folds)
    fitted = fit(rows, {"questions": len(training), "runs": len(rows.rouge), "reader": reader.name})
    figures = {
        f"ROUGE-L {name}": round(chosen_rouge(some, fitted.predict(some.features)), 3)
        for name, some in (("fold 0", folds[0]), ("fold 1", folds[1]), ("held out", measured))
    }
    print(json.dumps(figures))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    trees.write(options.out, fitted)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds bench/ncp")
    parser.add_argument(
        "--store", type=Path, required=True, help="store of the bench (bench/ncp_retrieval.py --store)"
    )
    parser.add_argument("--reader", type=Path, default=DEFAULT_FOLDER, help="folder of the reader that ships")
    parser.add_argument("--out", type=Path, default=MODEL)
    return parser.parse_args()


if __name__ == "__main__":
    main()
