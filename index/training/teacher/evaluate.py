"""Measure a reader on questions that nothing was trained on: spans, refusal, telling passages apart, ranking.

    python -m index.training.teacher.evaluate FOLDER --shared ../shared [--most 400] [--only cmrc2018_trial]

``FOLDER`` holds a trained network (``model.safetensors``) or an exported one (``model.onnx``). F1 is of characters, marks and blanks left out, against the best of
the answers that people gave.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from index.models.pretrained_inputs import PieceVocabulary
from index.models.pretrained_reader import MODEL_FILE, TOKENIZER_FILE, PretrainedReader
from index.training import corpora
from index.training.split import training_half
from index.training.teacher.examples import TRIAL, Asked, Examples, Group, reading_set, with_neighbours
from index.training.teacher.network import load_network
from ingest.text.normalise import fold

SPANS = (
    TRIAL,
    "cmrc2018_dev",
    "DRCD",
    "dureader_robust_dev",
    "dureader_checklist_dev",
    "webqa",
    "antiterror_train",
)
REFUSALS = ("squad2_zh_dev", "cail2019", "dureader_checklist_dev")
POLICIES = "ncp"
_FAMILIES = {"DRCD": ("DRCD_dev", "DRCD_test"), "cail2019": ("cail2019_dev", "cail2019_test")}
_FALSE_REFUSALS = 0.10
_WINDOW = 300
_SPARED = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Found:
    """A reader's likeliest answer in a passage, and how sure it is that there is one (any rising scale)."""

    start: int
    end: int
    answers: float
    fits: float
    likelihood: float = 0.0  # logarithm of the probability of the span


ReadOne = Callable[[str, Sequence[tuple[str, str]]], list[Found]]


def new_reader(folder: Path) -> ReadOne:
    """The reader of a folder, by torch where the weights are not exported yet."""
    if (folder / MODEL_FILE).exists():
        reader = PretrainedReader(folder)
    else:
        network = load_network(folder).bfloat16().eval()

        def run(rows: dict[str, np.ndarray]) -> Sequence[np.ndarray]:
            tensors = [torch.from_numpy(values) for values in rows.values()]
            with torch.no_grad():
                output = network(tensors[0], tensors[1].bfloat16(), *tensors[2:])
            return [part.float().numpy() for part in vars(output).values()]

        reader = PretrainedReader.over(folder.name, PieceVocabulary(folder / TOKENIZER_FILE), run)
    return lambda question, passages: [
        Found(one.start, one.end, one.answers, one.belongs, one.likelihood)
        for one in reader.read(question, passages)
    ]


# -- measures ------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    """A text folded, without marks and blanks."""
    return _SPARED.sub("", fold(text))


def character_f1(given: str, right: Iterable[str]) -> float:
    """The best F1 of the characters of an answer against each of the right ones."""
    best = 0.0
    held = Counter(bare(given))
    for one in right:
        wanted = Counter(bare(one))
        common = (held & wanted).total()
        if common:
            best = max(best, 2 * common / (held.total() + wanted.total()))
    return best


def area(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The probability that a right one scores above a wrong one."""
    if not right or not wrong:
        return float("nan")
    ranked = np.sort(np.array(wrong))
    scores = np.array(right)
    below = np.searchsorted(ranked, scores, "left") + np.searchsorted(ranked, scores, "right")
    return float(below.mean() / (2 * len(ranked)))


def refused_at(right: Sequence[float], wrong: Sequence[float], share: float = _FALSE_REFUSALS) -> float:
    """The share of the unanswerable refused where that share of the answerable is."""
    if not right or not wrong:
        return float("nan")
    threshold = np.quantile(np.array(right), share)
    return float(np.mean(np.array(wrong) < threshold))


def held_out(shared: Path, name: str) -> list[Asked]:
    """The questions of a set, or of a family of sets, that are measured on."""
    names = _FAMILIES.get(name, (name,))
    return [asked for one in names for asked in reading_set(shared, one, held_out=True)]


def some_of(asked: list[Asked], most: int, seed: int = 5) -> list[Asked]:
    """So many of the questions, drawn from a seed, in order."""
    if not most or len(asked) <= most:
        return asked
    kept = sorted(random.Random(seed).sample(range(len(asked)), most))
    return [asked[place] for place in kept]


def measure_spans(read: ReadOne, asked: Sequence[Asked]) -> dict[str, float]:
    """F1 and exact matches of the likeliest span, refusal left aside."""
    scores, exact = [], []
    for one in asked:
        if one.answers:
            found = read(one.question, [(one.title, one.text)])[0]
            given = one.text[found.start : found.end]
            scores.append(character_f1(given, one.answers))
            exact.append(bare(given) in {bare(right) for right in one.answers})
    return {"questions": len(scores), "f1": float(np.mean(scores)), "exact": float(np.mean(exact))}


def measure_refusals(read: ReadOne, asked: Sequence[Asked]) -> dict[str, float]:
    """How well the score of “answers” tells the questions that a passage does not answer."""
    found = [(bool(one.answers), read(one.question, [(one.title, one.text)])[0]) for one in asked]
    measured: dict[str, float] = {
        "answerable": sum(right for right, _ in found),
        "unanswerable": sum(not right for right, _ in found),
    }
    scores: dict[str, Callable[[Found], float]] = {
        "": lambda one: one.answers,
        ", by the span": lambda one: one.likelihood,
        ", by both": lambda one: one.answers + one.likelihood,
    }
    for name, score in scores.items():
        right, wrong = ([score(one) for good, one in found if good == side] for side in (True, False))
        measured[f"area{name}"] = area(right, wrong)
        measured[f"refused{name}"] = refused_at(right, wrong)
    return measured


def measure_speed(read: ReadOne, shared: Path, count: int = 20) -> dict[str, float]:
    """Milliseconds that a question with five passages of 300 characters takes, the first runs left out."""
    texts = [text for text in corpora.policy_texts(shared).values() if len(text) > 5 * _WINDOW][: count + 2]
    taken = []
    for text in texts:
        began = time.perf_counter()
        read("企业复工复产有什么补贴？", [("通知", text[at * _WINDOW :][:_WINDOW]) for at in range(5)])
        taken.append((time.perf_counter() - began) * 1000)
    return {"median ms": float(np.median(taken[2:])), "least ms": float(np.min(taken[2:]))}


def policy_cases(shared: Path) -> tuple[Examples, list[Group]]:
    """The held-out policy questions: own the passage with the answer's start, others those that share its words."""
    examples, groups, pool = Examples(), [], []
    texts = {one: text for one, text in corpora.policy_texts(shared).items() if not training_half(one)}
    begins: dict[str, list[int]] = {}
    for doc_id, text in texts.items():
        marks = [match.end() for match in re.finditer(r"[。；\n]", text)]
        begin, begins[doc_id] = 0, [0]
        for mark in marks:
            if mark - begin > _WINDOW:
                begin = mark
                begins[doc_id].append(mark)
        ends = [*begins[doc_id][1:], len(text)]
        pool += [
            examples.passage(text[:40], text[a:b][:600]) for a, b in zip(begins[doc_id], ends, strict=True)
        ]
    for line in corpora.lines(shared / "bench/ncp/questions-dev.jsonl"):
        record = json.loads(line)
        if record["docid"] in texts:
            text, start = texts[record["docid"]], record["answer_start"]
            begin = max(one for one in begins[record["docid"]] if one <= start)
            after = [one for one in begins[record["docid"]] if one > start]
            own = examples.passage(text[:40], text[begin : min(after, default=len(text))][:600])
            answer = slice(start - begin, start - begin + len(record["answer"]))
            groups.append(Group(POLICIES, record["question"], own, answer.start, answer.stop, 1, 1))
    return examples, with_neighbours(examples, groups, list(dict.fromkeys(pool)), count=5)


def measure_policies(read: ReadOne, shared: Path, most: int) -> dict[str, float]:
    """How “answers” and “fits” tell the answering passage of a policy question from others, and the span's F1."""
    examples, groups = policy_cases(shared)
    numbers = random.Random(7)
    if most and len(groups) > most:
        groups = numbers.sample(groups, most)
    right, hard, far, first_answers, first_fits, f1 = [], [], [], [], [], []
    for group in groups:
        places = [group.own, *group.others, numbers.randrange(len(examples.passages))]
        passages = [(examples.passages[one].title, examples.passages[one].text) for one in places]
        found = read(group.question, passages)
        right.append(found[0].answers)
        hard.append(max(one.answers for one in found[1:-1]))
        far.append(found[-1].answers)
        first_answers.append(found[0].answers > hard[-1])
        first_fits.append(found[0].fits > max(one.fits for one in found[1:-1]))
        text = passages[0][1]
        f1.append(character_f1(text[found[0].start : found[0].end], [text[group.start : group.end]]))
    return {
        "questions": len(groups), "area, random": area(right, far), "area, hardest of five": area(right, hard),
        "first of six by answers": float(np.mean(first_answers)), "first of six by fits": float(np.mean(first_fits)),
        "span f1": float(np.mean(f1)),
    }  # fmt: skip


def measure_ranking(
    read: ReadOne, path: Path, weights: Sequence[float], most: int, first: int = 10
) -> dict[str, float]:
    """R@1 and R@10 of documents where the fit of the first passages is added to their standardised scores.

    ``path``: JSON lines of a question, the ids that are right and the passages found (id, title, text, score).
    """
    ranks: dict[float, list[float]] = {weight: [] for weight in weights}
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in lines if not most else random.Random(11).sample(lines, min(most, len(lines))):
        record = json.loads(line)
        hits, rest = record["hits"][:first], record["hits"][first:]
        found = read(record["question"], [(hit["title"], hit["text"]) for hit in hits])
        scores, fits = (
            np.array(one) for one in ([hit["score"] for hit in hits], [one.fits for one in found])
        )
        scores = (scores - scores.mean()) / (scores.std() + 1e-9)
        fits = (fits - fits.mean()) / (fits.std() + 1e-9)
        for weight in weights:
            order = np.argsort(-(scores + weight * fits), kind="stable")
            ids = list(dict.fromkeys(hit["id"] for hit in (*(hits[place] for place in order), *rest)))
            ranks[weight].append(next((n for n, one in enumerate(ids, 1) if one in record["right"]), np.inf))
    return {
        f"R@{depth}, weight {weight:g}": float(np.mean(np.array(some) <= depth))
        for weight, some in ranks.items()
        for depth in (1, 5, 10)
    }


def _of_set(
    of: Callable[[ReadOne, Sequence[Asked]], dict[str, float]],
    read: ReadOne,
    shared: Path,
    name: str,
    most: int,
) -> dict[str, float]:
    return of(read, some_of(held_out(shared, name), most))


def measure(
    read: ReadOne, shared: Path, most: int, only: Sequence[str], candidates: Path | None = None
) -> Mapping[str, Mapping[str, float]]:
    """All measures by name, printed as they are ready."""
    tasks: dict[str, Callable[[], dict[str, float]]] = {}
    for kind, names, of in (("span", SPANS, measure_spans), ("refusal", REFUSALS, measure_refusals)):
        for name in names:
            tasks[f"{name}, {kind}"] = partial(_of_set, of, read, shared, name, most)
    tasks[POLICIES] = lambda: measure_policies(read, shared, most)
    if candidates is not None:
        tasks["ncp, ranking"] = partial(measure_ranking, read, candidates, (0, 0.25, 0.5, 1, 2), most)
    tasks["speed"] = partial(measure_speed, read, shared)
    found = {}
    for name, task in tasks.items():
        if not only or any(name.startswith(one) for one in only):
            began = time.monotonic()
            found[name] = task()
            figures = "  ".join(f"{key} {value:.3f}" for key, value in found[name].items())
            print(f"{name}: {figures}  ({time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Measure a reader on what was never trained on."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--most", type=int, default=400, help="questions of each set; 0 for all")
    parser.add_argument("--only", nargs="*", default=(), help="names of measures, by their beginnings")
    parser.add_argument("--candidates", type=Path, help="passages found for the held-out policy questions")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    read = new_reader(options.folder)
    found = measure(read, options.shared, options.most, options.only, options.candidates)
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
