"""Fit the estimate of ``chat.answers.confidence`` on the training halves and write its one file.

    python bench/fit_confidence.py [--shared ../shared] [--work FOLDER] [--signals FILE.json]

Asked are the training half of bench/ncp (documents there, left out by quarters, and nowhere) and small stores of
its documents sorted by place, so that the rest is as alike as it gets. Each set counts the same, and within it
answerable and unanswerable questions: the estimate takes both for equally likely. What a check of places, names,
years or contacts refuses teaches nothing.

A signal from a model that has seen these questions would promise more than it holds. None comes from the
embedding. The reader has learned from half of the policy questions, which is why ``MOST_WRONG`` stands below what is
wanted, and from all reading passages that are not held out, which is why none of them is asked.

The threshold is the highest at which checks and estimate together refuse no more than ``MOST_WRONG`` of the
answerable policy questions of the training half. Nothing is drawn at random: the same texts, questions, program and
reader give the same file, byte for byte, in whatever order the questions were asked; with ``--signals`` what was asked
in an earlier run is used again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.asked import (
    Asked,
    answered_elsewhere,
    drawn,
    policy_documents,
    policy_questions,
)
from bench.unanswerable import ANSWERABLE, WITHOUT, Decision, ask_all, policies
from chat.answers.confidence import MODEL, Answerability
from eval.calibration import calibration
from eval.curve import as_text
from index import open_store
from ingest import parse_text

SMALL = 10  # documents of a small store
LEFT_OUT = 5  # parts of it, each left out in turn
MOST_WRONG = 0.04  # .05 is wanted of held-out questions
LEAST_SCALE = 1e-6  # a signal that never varies is left out
REGULARISATION = 0.1  # scikit-learn's C
POLICY_WEIGHT = 3.0  # of bench/ncp against each other set: it is what the product is for


def small_stores(shared: Path, share: float) -> Iterator[Decision]:
    """Stores of a few policies of the training half; each question with its document there and not."""
    texts = policy_documents(shared)
    asked = [one for one in policy_questions(shared) if not one.held_out]
    copied = answered_elsewhere(asked, texts.items())
    of_document: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        of_document[one.doc_id].append(one)
    parsed = {doc_id: parse_text(texts[doc_id], doc_id=doc_id) for doc_id in of_document}
    order = sorted(
        parsed, key=lambda doc_id: (parsed[doc_id].metadata.region or "", parsed[doc_id].metadata.title)
    )
    for start in range(0, len(order), SMALL):
        shelf = order[start : start + SMALL]
        if not drawn(shelf[0], min(1.0, 2 * share)):
            continue
        for gone in ((), *(tuple(shelf[part::LEFT_OUT]) for part in range(LEFT_OUT))):
            with (
                tempfile.TemporaryDirectory(prefix="wence-small-") as folder,
                open_store(Path(folder), create=True) as store,
            ):
                store.add(parsed[doc_id] for doc_id in shelf if doc_id not in gone)
                own = [one for doc_id in gone or shelf for one in of_document[doc_id]]
                case = WITHOUT if gone else ANSWERABLE
                for one in ask_all(store, (a for a in own if not gone or a not in copied), case):
                    yield Decision(**{**vars(one), "group": "small"})


def gathered(shared: Path, work: Path, share: float) -> list[Decision]:
    """Questions of the training halves with their signals; see ``--share``."""
    found: list[Decision] = []
    for some in (
        policies(shared, work, lambda asked: not asked.held_out, share),
        small_stores(shared, share),
    ):
        found += (one for one in some if not one.held_out)
        print(f"{len(found)} questions asked", file=sys.stderr)
    return found


def family(one: Decision) -> str:
    return "ncp" if one.group.startswith("ncp") else one.group


def weights_of(decisions: Sequence[Decision]) -> np.ndarray:
    """One weight a question: each set the same, answerable and not the same within it; mean 1."""
    answerable = [(family(one), one.case == ANSWERABLE) for one in decisions]
    counts = Counter(answerable)
    weights = np.array([1 / counts[key] for key in answerable])
    weights *= [POLICY_WEIGHT if family(one) == "ncp" else 1.0 for one in decisions]
    return weights / weights.mean()


def fitted(decisions: Sequence[Decision]) -> Answerability:
    """The logistic regression over the signals of the questions that have any, without a threshold."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    # Sums of floats depend on their order and on how many threads share them: both are fixed.
    known = sorted((one for one in decisions if one.signals), key=_order)
    names = sorted({name for one in known for name in one.signals})
    table = np.array([[one.signals.get(name, np.nan) for name in names] for one in known])
    means, scales = np.nanmean(table, axis=0), np.nanstd(table, axis=0)
    table = np.where(np.isnan(table), means, table)  # a signal that is not there counts as its mean
    used = scales > LEAST_SCALE
    names = [name for name, there in zip(names, used, strict=True) if there]
    model = LogisticRegression(C=REGULARISATION, max_iter=5000)
    with threadpool_limits(limits=1):
        model.fit(
            (table[:, used] - means[used]) / scales[used],
            [one.case == ANSWERABLE for one in known],
            sample_weight=weights_of(known),
        )
    return Answerability(
        means=_named(names, means[used]),
        scales=_named(names, scales[used]),
        weights=_named(names, model.coef_[0]),
        bias=round(float(model.intercept_[0]), 5),
        threshold=0.0,
    )


def _order(one: Decision) -> tuple[str, ...]:
    """What a question is told from all others by, the store it was asked of included: its signals."""
    return one.group, one.case, one.doc_id, one.question, json.dumps(one.signals, sort_keys=True)


def _named(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 5) for name, value in zip(names, values, strict=True)}


def threshold_of(model: Answerability, decisions: Sequence[Decision]) -> float:
    """The highest, in steps of a hundredth, at which no more policy questions are refused than ``MOST_WRONG``."""
    asked = [one for one in decisions if one.case == ANSWERABLE and family(one) == "ncp"]
    best = 0.0
    for step in range(1, 51):
        wrong = sum(one.at(model, step / 100) for one in asked)
        if wrong > MOST_WRONG * len(asked):
            break
        best = step / 100
    return best


def write(path: Path, model: Answerability) -> None:
    """Write the estimate as JSON, its keys in order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(model), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="folder of the shared material"
    )
    parser.add_argument("--work", type=Path, help="keep the stores here and use them again if they stand")
    parser.add_argument("--signals", type=Path, help="keep what was asked here and use it again if it stands")
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="of the questions that nobody's document answers; of small stores twice that",
    )
    parser.add_argument("--out", type=Path, default=MODEL, help="where the model goes")
    options = parser.parse_args()
    if options.signals and options.signals.exists():
        decisions = [Decision(**record) for record in json.loads(options.signals.read_text())]
    else:
        work = options.work or Path(tempfile.mkdtemp(prefix="wence-confidence-"))
        decisions = gathered(options.shared, work, options.share)
        if options.signals:
            options.signals.write_text(json.dumps([asdict(one) for one in decisions], ensure_ascii=False))
    model = fitted(decisions)
    model = replace(model, threshold=threshold_of(model, decisions))
    write(options.out, model)
    pairs = [(model.probability(one.signals), one.case == ANSWERABLE) for one in decisions if one.signals]
    print(f"{len(pairs)} questions, {len(model.weights)} signals, threshold {model.threshold:.2f}")
    print(as_text(calibration(pairs)))


if __name__ == "__main__":
    main()
