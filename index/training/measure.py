"""Measure the recall of a static embedding on policy questions never trained on.

    python -m index.training.measure --shared ../shared --model index/models/wence-static-zh

Documents and distractors are cut into 250 characters, the first 40 characters of the text in front of each
piece; a document ranks by its best piece (cosine). Questions: those of ``bench/ncp`` whose document is
not in the training half.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.training.split import training_half
from ingest.text.normalise import flat_text

PIECE = 250
TITLE = 40


@dataclass(frozen=True)
class Bench:
    """The benchmark holds pieces of all documents, each piece's document number, questions and their documents."""

    pieces: list[str]
    owners: np.ndarray
    questions: list[str]
    gold: np.ndarray


def load_bench(shared: Path) -> Bench:
    """Read the policy benchmark with its distractors; documents first, in file order."""
    folder = shared / "bench/ncp"
    records = [json.loads(line) for line in (folder / "documents.jsonl").open(encoding="utf-8")]
    with lzma.open(folder / "distractors.txt.xz", "rt", encoding="utf-8") as stream:
        texts = [record["text"] for record in records] + stream.read().splitlines()
    pieces: list[str] = []
    owners: list[int] = []
    for number, text in enumerate(texts):
        text = flat_text(text)
        for start in range(0, max(1, len(text)), PIECE):
            pieces.append(text[:TITLE] + " " + text[start : start + PIECE])
            owners.append(number)
    numbers = {record["docid"]: number for number, record in enumerate(records)}
    asked = [json.loads(line) for line in (folder / "questions-dev.jsonl").open(encoding="utf-8")]
    asked = [record for record in asked if not training_half(record["docid"])]
    return Bench(
        pieces,
        np.array(owners),
        [flat_text(record["question"]) for record in asked],
        np.array([numbers[record["docid"]] for record in asked]),
    )


def token_ids(tokenizer: Tokenizer, texts: Iterable[str]) -> list[np.ndarray]:
    """Give the ids of each text, unknown ones (id 0) dropped."""
    found = []
    for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        ids = np.array(encoding.ids, dtype=np.int32)
        found.append(ids[ids != 0])
    return found


def embed(weights: np.ndarray, ids: list[np.ndarray]) -> np.ndarray:
    """Give unit rows (n, d), float32; a text without a token of the model gives a zero row."""
    rows = np.zeros((len(ids), weights.shape[1]), dtype=np.float32)
    for number, text in enumerate(ids):
        if len(text):
            rows[number] = weights[text].sum(axis=0)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def recall(scores: np.ndarray, owners: np.ndarray, gold: np.ndarray) -> dict[str, float]:
    """Give Recall@1, @5, @10 and MRR@10 of documents ranked by their best piece.

    scores: (questions, pieces); owners: (pieces,) sorted document numbers; gold: (questions,).
    """
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    best = np.maximum.reduceat(scores, starts, axis=1)
    rank = (best > np.take_along_axis(best, gold[:, None], axis=1)).sum(axis=1) + 1
    figures = {f"recall@{k}": float((rank <= k).mean()) for k in (1, 5, 10)}
    return figures | {"mrr@10": float(np.where(rank <= 10, 1 / rank, 0).mean())}


def measure(folder: Path, bench: Bench) -> dict[str, float]:
    """Give figures of the model in a folder, read the way the product reads it."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    weights = load_file(folder / "model.safetensors")["embedding.weight"].astype(np.float32)
    pieces = embed(weights, token_ids(tokenizer, bench.pieces))
    questions = embed(weights, token_ids(tokenizer, bench.questions))
    return recall(questions @ pieces.T, bench.owners, bench.gold)


def main() -> None:
    """Measure the model given on the command line and print its figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder of the shared material")
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    arguments = parser.parse_args()
    bench = load_bench(arguments.shared)
    figures = measure(arguments.model, bench)
    print(json.dumps({"questions": len(bench.questions), "pieces": len(bench.pieces)} | figures))


if __name__ == "__main__":
    main()
