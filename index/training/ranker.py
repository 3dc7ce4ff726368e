"""Fit the weights of the learned order: the right document first, and in it the passage that answers.

    python -m index.training.ranker --shared ../shared --first FOLDER --model index/models/wence-static-zh \\
        --out index/models/wence-ranker-zh

``--first``: an embedding that has seen no policy and no question (``index.training.static_embedding --texts-only``). Of each
question of the training halves the candidates of a search are taken, with its cosines, from three
stores: policies among news, law articles, passages of reading sets. The stores are built in a temporary
folder (``--stores`` keeps them). Nothing is drawn at random but the reading questions, by a fixed seed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.models.embedding import EmbeddingModel, load_model
from index.search import Ranker, View, embedding_text, gather, weigh
from index.search.features import NAMES, features
from index.search.fusion import DENSE_WEIGHT
from index.search.ranker import write_ranker
from index.storage.codec import encode_embedding
from index.store import Store, open_store
from index.training import corpora, ranker_card
from index.training.split import training_half
from index.vectors import DenseIndex
from ingest import parse_text
from ingest.document import Document

SEED = 0
READING_QUESTIONS = 1200
# Of the squared distance, standardised, from the weights of plain fusion: what the data do not ask for stays as it was.
PENALTY = 50.0
PLAIN = {"lexical": 8.0, "cosine": 8.0 * DENSE_WEIGHT}
PASSAGE_SHARE = 0.5  # of the passage in the right document, next to the document
# What a question of a collection counts: those of the reading sets were written with the passage in sight.
COUNTS = {"ncp": 1.0, "statutes": 1.0, "reading": 0.3}
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a collection names the right documents and the answer's offset in them (-1: all of them)."""

    text: str
    documents: frozenset[str]
    start: int = -1


@dataclass(frozen=True, slots=True)
class Judged:
    """This holds one question's candidates: ``rows`` as ``features`` gives them, ``grades`` 2 answer, 1 document, 0."""

    rows: np.ndarray
    grades: np.ndarray


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection holds documents to search and questions on them, training halves only."""

    name: str
    documents: Callable[[], Iterator[Document]]
    questions: tuple[Asked, ...]


def policies(shared: Path) -> Collection:
    """Give the policy benchmark as a collection, with its distractors among the documents."""
    folder = shared / "bench/ncp"

    def documents() -> Iterator[Document]:
        for line in (folder / "documents.jsonl").open(encoding="utf-8"):
            record = json.loads(line)
            yield parse_text(record["text"], doc_id=record["docid"])
        with lzma.open(folder / "distractors.txt.xz", "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream):
                if line.strip():
                    yield parse_text(line.rstrip("\n"), doc_id=f"news-{number}")

    records = map(json.loads, (folder / "questions-dev.jsonl").open(encoding="utf-8"))
    questions = tuple(
        Asked(one["question"], frozenset([one["docid"]]), one["answer_start"])
        for one in records
        if training_half(one["docid"])
    )
    return Collection("ncp", documents, questions)


def statutes(shared: Path) -> Collection:
    """Give the articles of law and the laypeople's questions on them as a collection."""
    texts = corpora.statute_texts(shared)
    numbers: dict[str, list[str]] = {}
    for number, (_, text) in enumerate(texts):
        numbers.setdefault(text, []).append(str(number))

    def documents() -> Iterator[Document]:
        for number, (law, text) in enumerate(texts):
            yield parse_text(text, doc_id=str(number), title=law)

    questions = tuple(
        Asked(
            asked.question,
            frozenset(same for number in asked.articles for same in numbers[texts[number][1]]),
        )
        for asked in corpora.statute_questions(shared, texts)
        if asked.training
    )
    return Collection("statutes", documents, questions)


def reading(shared: Path) -> Collection:
    """Give the passages of the reading sets and their questions as a collection."""
    ids: dict[str, str] = {}
    questions = [
        Asked(
            asked.question,
            frozenset([ids.setdefault(asked.passage, f"reading-{len(ids)}")]),
            asked.start,
        )
        for asked in corpora.reading_questions(shared)
    ]
    chosen = np.random.default_rng(SEED).permutation(len(questions))[:READING_QUESTIONS]

    def documents() -> Iterator[Document]:
        for text, doc_id in ids.items():
            yield parse_text(text, doc_id=doc_id)

    return Collection("reading", documents, tuple(questions[place] for place in sorted(chosen.tolist())))


def open_collection(collection: Collection, folder: Path) -> Store:
    """Open the store of a collection in a folder; add its documents where the store is empty."""
    store = open_store(folder / collection.name, create=True, any_model=True)
    if not store.status()["documents"]:
        store.add(collection.documents())
    return store


def with_model(store: Store, model: EmbeddingModel) -> View:
    """Give the store's view with the vectors of another model."""

    def batches() -> Iterator[bytes]:
        waiting: list[str] = []
        for _, chunk, metadata in store.texts():
            waiting.append(embedding_text(chunk, metadata))
            if len(waiting) == _BATCH:
                yield b"".join(map(encode_embedding, model.encode_passages(waiting)))
                waiting.clear()
        if waiting:
            yield b"".join(map(encode_embedding, model.encode_passages(waiting)))

    return replace(store.view, dense=DenseIndex.build(batches(), len(store.view), model.dimension))


def judge(store: Store, view: View, model: EmbeddingModel, questions: Sequence[Asked]) -> Iterator[Judged]:
    """Gather the candidates of each question and grade them."""
    # Both in the order they were added; a document without words has no passage.
    names = [info.doc_id for info in store.documents() if info.chunks]
    row_of = dict(zip(names, np.unique(view.chunk_documents).tolist(), strict=True))
    for asked in questions:
        weights = weigh(asked.text, view.lexical, store.homophones)
        found = gather(view, asked.text, weights, model.encode_queries([asked.text])[0])
        rows = features(view, asked.text, weights, found)
        grades = np.zeros(len(rows), np.int8)
        for doc_id in asked.documents:
            of = view.chunk_documents[found.places] == row_of[doc_id]
            grades[of] = 1
            if asked.start < 0:
                grades[of] = 2
            elif of.any():
                first = int(np.searchsorted(view.chunk_documents, row_of[doc_id]))
                for place in np.flatnonzero(of):
                    chunk = store.chunks(doc_id)[found.places[place] - first]
                    if chunk.start <= asked.start < chunk.end:
                        grades[place] = 2
        yield Judged(rows, grades)


def fit(judged: Sequence[Judged], counts: np.ndarray) -> np.ndarray:
    """Fit weights as a ``Ranker`` has them, float32, shape (len(NAMES),); ``counts``: what each question counts.

    Least ``-ln P(right document) - PASSAGE_SHARE * ln P(answering passage | right document)`` over softmax
    probabilities of the candidates (as ListNet, Cao et al. 2007), a document as likely as its passages
    together. Easy wrong candidates have little to say in it, which a pointwise loss hears as loudly.
    """
    from scipy.optimize import minimize

    kept = [place for place, one in enumerate(judged) if (one.grades == 2).any()]
    rows = np.concatenate([judged[place].rows for place in kept]).astype(np.float64)
    grades = np.concatenate([judged[place].grades for place in kept])
    sizes = np.array([len(judged[place].grades) for place in kept])
    spread = np.maximum(rows.std(axis=0), 1e-6)
    plain = np.array([PLAIN.get(name, 0.0) for name in NAMES]) * spread
    scaled, each = rows / spread, np.repeat(counts[kept], sizes)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = scaled @ weights
        every, of_every = _softmax(scores, sizes, grades >= 0)
        right, of_right = _softmax(scores, sizes, grades > 0)
        answer, of_answer = _softmax(scores, sizes, grades == 2)
        value = counts[kept] @ (every - right + PASSAGE_SHARE * (right - answer))
        slope = scaled.T @ (each * (of_every - of_right + PASSAGE_SHARE * (of_right - of_answer)))
        moved = weights - plain
        return float(value + PENALTY / 2 * moved @ moved), slope + PENALTY * moved

    found = minimize(loss, plain, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return (found.x / spread).astype(np.float32)


def _softmax(scores: np.ndarray, sizes: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each question: ln of the sum of exp over some of its candidates, shape (questions,); their shares, (n,)."""
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    highest = np.maximum.reduceat(np.where(among, scores, -np.inf), starts)
    parts = np.where(among, np.exp(np.minimum(scores - np.repeat(highest, sizes), 0)), 0)
    total = np.add.reduceat(parts, starts)
    return highest + np.log(total), parts / np.repeat(total, sizes)


def run(shared: Path, first: Path, model: str, out: Path, stores: Path) -> None:
    """Build the stores, gather, fit, write the file and its card."""
    judged: dict[str, list[Judged]] = {}
    embedder = load_model(str(first))
    for collection in (policies(shared), statutes(shared), reading(shared)):
        with open_collection(collection, stores) as store:
            view = with_model(store, embedder)
            judged[collection.name] = list(judge(store, view, embedder, collection.questions))
        print(f"{collection.name}: {len(judged[collection.name])} questions", file=sys.stderr, flush=True)
    counts = np.concatenate([np.full(len(ones), COUNTS[name]) for name, ones in judged.items()])
    weights = fit([one for ones in judged.values() for one in ones], counts)
    write_ranker(out / "weights.json", Ranker(weights, load_model(model).fingerprint))
    questions = {name: len(ones) for name, ones in judged.items()}
    card = ranker_card.card(questions, dict(zip(NAMES, weights.tolist(), strict=True)))
    (out / "README.md").write_text(card, encoding="utf-8")


def main() -> None:
    """Fit the ranker with the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder of the shared material")
    parser.add_argument("--first", type=Path, required=True, help="an embedding that has seen no question")
    parser.add_argument("--model", required=True, help="the embedding that the ranker will work with")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--stores", type=Path, help="keep the stores here and use them again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        run(options.shared, options.first, options.model, options.out, options.stores or Path(temporary))


if __name__ == "__main__":
    main()
