"""Does it refuse what its documents do not answer, and nothing else? By one command.

    python bench/unanswerable.py [--shared ../shared] [--work FOLDER] [--save FILE.json]

Every question goes through ``chat.engine.Engine`` over a store of passages or documents:

- answerable: the store holds the question's own document;
- unasked: the store holds it, but the set says that it does not answer (SQuAD 2.0, CAIL 2019);
- without: the store lacks exactly such documents (those of bench/ncp in four parts, the passages of the reading
  sets in two, each of the five plans by itself), or nobody has them.

Questions whose answer, of some length, also stands in another document of the store are left out of the last.
Refusing is judged by the flag. “held out” are questions of documents that nothing was fitted on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.asked import (
    NOWHERE,
    Asked,
    Passage,
    answered_elsewhere,
    drawn,
    fold_of,
    homeless_questions,
    passages,
    plan_questions,
    policy_documents,
    policy_questions,
)
from bench.ncp_retrieval import filled_store, parsed, texts_of
from chat.answers.confidence import Answerability, shipped
from chat.answers.refusal import Refusal
from chat.engine import Engine
from eval.calibration import calibration
from eval.curve import as_text
from index import Store, open_store
from ingest import parse_path, parse_text
from ingest.errors import QuestionError

ANSWERABLE, UNASKED, WITHOUT = "answerable", "unasked", "without"
PARTS = 4  # of the documents of bench/ncp, each left out in turn
HALVES = 2  # of the passages of the reading sets
THRESHOLDS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True)
class Decision:
    """What became of one question.

    ``right_document``: whether the first citation, with a refusal the nearest clause, is of its document.
    ``check``: which check of ``chat.answers.refusal`` called for refusing, if any; ``signals`` are those of
    ``chat.answers.confidence``, empty where none were read.
    """

    group: str
    case: str
    held_out: bool
    question: str
    doc_id: str
    refused: bool
    right_document: bool
    confidence: float | None
    check: str
    signals: Mapping[str, float]

    def at(self, model: Answerability, threshold: float | None = None) -> bool:
        """Whether a model would refuse it, with its own or another threshold."""
        if not self.signals:
            return self.refused
        model = model if threshold is None else replace(model, threshold=threshold)
        checked = Refusal("", self.check) if self.check else None
        return model.refusal(checked, model.probability(self.signals), self.signals) is not None


@dataclass(frozen=True)
class Noting(Answerability):
    """The shipped estimate, with what it was given for the last question kept: (check, signals)."""

    noted: list[tuple[str, Mapping[str, float]]]

    def refusal(
        self, checked: Refusal | None, probability: float, signals: Mapping[str, float]
    ) -> Refusal | None:
        self.noted.append((checked.code if checked else "", signals))
        return Answerability.refusal(self, checked, probability, signals)


def ask_all(store: Store, questions: Iterable[Asked], case: str) -> Iterator[Decision]:
    """Each question of a store, in order; one that is no question is left out."""
    noted: list[tuple[str, Mapping[str, float]]] = []
    engine = Engine(store, Noting(**asdict(shipped()), noted=noted))
    for asked in questions:
        noted.clear()
        try:
            answer = engine.answer(asked.question)
        except QuestionError:  # the reading sets hold empty ones
            continue
        cited = bool(answer.citations) and answer.citations[0].doc_id == asked.doc_id
        check, signals = noted[-1] if noted else ("", {})
        yield Decision(
            asked.group, case, asked.held_out, asked.question, asked.doc_id, answer.refused,
            cited, answer.confidence, check, signals,
        )  # fmt: skip


@contextmanager
def without(folder: Path, doc_ids: Sequence[str]) -> Iterator[Store]:
    """A copy of a store without some of its documents, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="wence-without-") as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        with open_store(Path(copy)) as store:
            store.remove(doc_ids)
            yield store


def reading(work: Path, found: Sequence[Passage], name: str) -> Iterator[Decision]:
    """The reading sets: their passages as documents of one store, and of two that hold half of them each."""
    folder = work / name
    asked = [one for passage in found for one in passage.asked]
    with open_store(folder, create=True) as store:
        if not store.status()["documents"]:
            store.add(parse_text(passage.text, doc_id=passage.doc_id) for passage in found)
        yield from ask_all(store, (one for one in asked if one.possible), ANSWERABLE)
        yield from ask_all(store, (one for one in asked if not one.possible), UNASKED)
    for half in range(HALVES):
        gone = [passage.doc_id for passage in found if fold_of(passage.doc_id, HALVES) == half]
        with without(folder, gone) as store:
            own = [one for one in asked if one.possible and fold_of(one.doc_id, HALVES) == half]
            yield from ask_all(store, own, WITHOUT)


def policies(
    shared: Path, work: Path, wanted: Callable[[Asked], bool] = lambda asked: True, share: float = 1.0
) -> Iterator[Decision]:
    """bench/ncp with its 8,300 news texts: whole, without a quarter of its policies, and what nobody has.

    ``share``: of the last.
    """
    folder = work / "ncp"
    texts = policy_documents(shared)
    asked = [one for one in policy_questions(shared) if wanted(one)]
    copied = answered_elsewhere(asked, texts.items())
    nowhere = [one for one in homeless_questions(shared) if wanted(one) and drawn(one.question, share)]
    copied |= answered_elsewhere(nowhere, texts.items())
    with filled_store(folder, parsed(texts_of(shared / "bench/ncp"))) as store:
        yield from ask_all(store, asked, ANSWERABLE)
        yield from ask_all(store, (one for one in nowhere if one not in copied), WITHOUT)
    for part in range(PARTS):
        with without(folder, [doc_id for doc_id in texts if fold_of(doc_id, PARTS) == part]) as store:
            own = [one for one in asked if one not in copied and fold_of(one.doc_id, PARTS) == part]
            yield from ask_all(store, own, WITHOUT)


def plans(shared: Path, work: Path) -> Iterator[Decision]:
    """The five plans: our question sets, each question also asked of the other four."""
    folder = work / "plans"
    asked = plan_questions(shared)
    with open_store(folder, create=True) as store:
        if not store.status()["documents"]:
            parsed = [
                one.document for path in sorted((shared / "plans").iterdir()) for one in parse_path(path)
            ]
            store.add(document for document in parsed if document is not None)
        doc_ids = [info.doc_id for info in store.documents()]
        yield from ask_all(store, asked, ANSWERABLE)
    for gone in doc_ids:
        with without(folder, [gone]) as store:
            yield from ask_all(store, (one for one in asked if one.doc_id == gone), WITHOUT)


# --- Tables -----------------------------------------------------------------------------------------


def table(decisions: Sequence[Decision]) -> str:
    """Refusals by group and half, in Markdown; unanswerable questions of both cases apart."""
    lines = [
        "| questions | half | answerable | refused wrongly | document right | unasked | refused | without | refused |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for group, half, chosen in _parts(decisions):
        cases = {case: [one for one in chosen if one.case == case] for case in (ANSWERABLE, UNASKED, WITHOUT)}
        right = _share(one.right_document and not one.refused for one in cases[ANSWERABLE])
        shares = {case: _share(one.refused for one in some) for case, some in cases.items()}
        lines.append(
            f"| {group} | {half} | {len(cases[ANSWERABLE])} | {shares[ANSWERABLE]} | {right} "
            f"| {len(cases[UNASKED])} | {shares[UNASKED]} | {len(cases[WITHOUT])} | {shares[WITHOUT]} |"
        )
    return "\n".join(lines)


def trade_off(decisions: Sequence[Decision], model: Answerability) -> str:
    """What other thresholds of the estimate would do: wrong refusals / refusals without the document."""
    lines = [
        "| questions | half | " + " | ".join(f"{threshold:g}" for threshold in THRESHOLDS) + " |",
        "|---|---|" + "---|" * len(THRESHOLDS),
    ]
    for group, half, chosen in _parts(decisions):
        cells = []
        for threshold in THRESHOLDS:
            wrong = _share(one.at(model, threshold) for one in chosen if one.case == ANSWERABLE)
            right = _share(one.at(model, threshold) for one in chosen if one.case == WITHOUT)
            cells.append(f"{wrong} / {right}")
        lines.append(f"| {group} | {half} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _parts(decisions: Sequence[Decision]) -> Iterator[tuple[str, str, list[Decision]]]:
    for group in dict.fromkeys(one.group for one in decisions):
        own = [one for one in decisions if one.group == group]
        for half, chosen in (
            ("fitted", [one for one in own if not one.held_out]),
            ("held out", [one for one in own if one.held_out]),
        ):
            if chosen:
                yield group, half, chosen


def _share(values: Iterable[bool]) -> str:
    counted = Counter(values)
    return f"{counted[True] / counted.total():.3f}" if counted else "–"


def main() -> None:
    options = _options()
    if options.decided:
        decisions = [_again(Decision(**one)) for one in json.loads(options.decided.read_text())]
    else:
        decisions = list(_asked(options.shared, options.work, options.share))
    if options.save:
        options.save.write_text(json.dumps([asdict(one) for one in decisions], ensure_ascii=False))
    print(table(decisions))
    print(f"\nBy the threshold of the estimate (it is {shipped().threshold:.3f}):\n")
    print(trade_off(decisions, shipped()))
    print("\nCalibration of the estimate, held out, bench/ncp and the reading sets:\n")
    pairs = [
        (one.confidence, one.case == ANSWERABLE)
        for one in decisions
        if one.confidence is not None and one.held_out and one.group not in ("plans", NOWHERE)
    ]
    print(as_text(calibration(pairs)))


def _asked(shared: Path, work: Path | None, share: float) -> Iterator[Decision]:
    work = work or Path(tempfile.mkdtemp(prefix="wence-unanswerable-"))
    yield from policies(shared, work, lambda asked: asked.held_out or share == 1, share)
    yield from reading(
        work, [one for one in passages(shared, held_out=True) if drawn(one.text, share)], "reading"
    )
    yield from plans(shared, work)


def _again(one: Decision) -> Decision:
    """A decision with the shipped estimate as it is now, from the signals of an earlier run."""
    if not one.signals:
        return one
    return replace(one, confidence=shipped().probability(one.signals), refused=one.at(shipped()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="folder of the shared material"
    )
    parser.add_argument("--work", type=Path, help="keep the stores here and use them again if they stand")
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="of the reading passages and of the questions that nobody's document answers; with less than 1, "
        "of bench/ncp the held-out half alone",
    )
    parser.add_argument("--decided", type=Path, help="judge the decisions saved here anew, without asking")
    parser.add_argument("--save", type=Path, help="write every decision with its signals as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
