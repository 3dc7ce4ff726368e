"""Train the shipped static embedding: one row for each token, a text is the mean of its rows.

    python -m index.training.static_embedding --shared ../shared --out index/models/wence-static-zh

Writes a stock sentence-transformers folder (``StaticEmbedding`` + ``Normalize``): ``tokenizer.json``,
``model.safetensors`` (float16) and the model card. Fixed seeds; with ``--steps`` the result does not
depend on how fast the machine is, and the card names the number of steps that ``--minutes`` gave.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.training import corpora, measure, pairs
from index.training.model_card import model_card
from index.training.vocabulary import build_tokenizer, choose_entries

# Pairs of each source in a batch, in thousandths: what it says times how much of it there is.
SHARES = {
    "news": 340,
    "articles": 140,
    "reports": 40,
    "policies": 100,
    "policy questions": 150,
    "reading questions": 210,
    "statute questions": 100,
    "equal sentences": 80,
}
# Of a model that has seen no policy and no question; the ranker is fitted to its cosines.
TEXT_SHARES = {"news": 480, "articles": 280, "reports": 60, "equal sentences": 180}


@dataclass(frozen=True)
class Settings:
    """The settings are what a training run depends on, besides the data."""

    seed: int = 0
    entries: int = 31_000
    dimension: int = 256
    batch: int = 2048
    learning_rate: float = 0.006
    scale: float = 20.0
    minutes: float = 12.0
    steps: int = 0
    # Share of tokens left out of a text each time it is seen, so that pairs are learned from what goes
    # together and not from the words they share alone.
    query_dropout: float = 0.2
    passage_dropout: float = 0.4
    shares: dict[str, int] = field(default_factory=lambda: dict(SHARES))


@dataclass(frozen=True)
class Bags:
    """Bags are token ids of many texts end to end: text i is ``ids[bounds[i] : bounds[i + 1]]``."""

    ids: np.ndarray
    bounds: np.ndarray

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def take(self, rows: np.ndarray) -> list[np.ndarray]:
        """Give the token ids of some texts, an array each."""
        return [self.ids[self.bounds[row] : self.bounds[row + 1]] for row in rows]


def read_pairs(shared: Path, seed: int) -> dict[str, list[pairs.Pair]]:
    """Read all pairs by source, the same for the same seed."""
    numbers = random.Random(seed)
    return {
        "news": list(pairs.document_pairs(corpora.news(shared), numbers, spans=2)),
        "articles": list(pairs.article_pairs(corpora.articles(shared), numbers)),
        "reports": list(pairs.document_pairs(corpora.reports(shared), numbers, spans=6)),
        "policies": list(pairs.document_pairs(corpora.policies(shared), numbers, spans=6)),
        # Twice: the passage around an answer is cut at another place each time.
        "policy questions": [
            pair for _ in range(2) for pair in pairs.question_pairs(corpora.policy_questions(shared), numbers)
        ],
        "reading questions": list(pairs.question_pairs(corpora.reading_questions(shared), numbers)),
        "statute questions": list(pairs.statute_pairs(shared)),
        "equal sentences": list(corpora.equal_sentences(shared)),
    }


def vocabulary_texts(sources: dict[str, list[pairs.Pair]]) -> Iterator[str]:
    """Give the text to count entries in: the passages once, questions and titles as asked."""
    for rows in sources.values():
        last = ""
        for query, passage in rows:
            if passage != last:
                yield passage
            last = passage
            yield query


def bags(tokenizer: Tokenizer, texts: list[str], slab: int = 20_000) -> Bags:
    """Give the token ids of the texts, unknown ones (id 0) dropped."""
    found = list(
        chain.from_iterable(
            measure.token_ids(tokenizer, texts[start : start + slab]) for start in range(0, len(texts), slab)
        )
    )
    lengths = np.array([len(ids) for ids in found], dtype=np.int64)
    return Bags(np.concatenate(found).astype(np.int32), np.r_[0, np.cumsum(lengths)])


def starting_weights(
    columns: dict[str, tuple[Bags, Bags]], entries: int, settings: Settings, sample: int = 10_000
) -> np.ndarray:
    """Draw random directions, rarer entries longer: the start already finds shared words.

    Length: inverse document frequency, counted in about ``sample`` passages of each source.
    """
    frequency = np.ones(entries)
    documents = 1
    for _, passages in columns.values():
        for row in range(0, len(passages), max(1, len(passages) // sample)):
            frequency[list(set(passages.ids[passages.bounds[row] : passages.bounds[row + 1]].tolist()))] += 1
            documents += 1
    weights = np.random.default_rng(settings.seed).normal(size=(entries, settings.dimension))
    weights *= np.log(documents / frequency)[:, None] / np.sqrt(settings.dimension) / 4
    weights[0] = 0
    return weights.astype(np.float32)


def batches(
    columns: dict[str, tuple[Bags, Bags]], settings: Settings
) -> Iterator[tuple[list[np.ndarray], list[np.ndarray]]]:
    """Give endless batches (queries, passages), each source shuffled anew when it has been seen."""
    numbers = np.random.default_rng(settings.seed + 1)
    total = sum(settings.shares.values())
    orders = {name: iter(()) for name in columns}

    def draw(name: str, count: int) -> np.ndarray:
        rows: list[int] = []
        while len(rows) < count:
            row = next(orders[name], None)
            if row is None:
                orders[name] = iter(numbers.permutation(len(columns[name][0])).tolist())
            else:
                rows.append(row)
        return np.array(rows)

    counts = {name: round(settings.batch * settings.shares[name] / total) for name in columns}
    while True:
        queries: list[np.ndarray] = []
        passages: list[np.ndarray] = []
        for name, count in counts.items():
            rows = draw(name, count)
            queries += columns[name][0].take(rows)
            passages += columns[name][1].take(rows)
        yield queries, passages


def train(
    tokenizer: Tokenizer, columns: dict[str, tuple[Bags, Bags]], settings: Settings
) -> tuple[np.ndarray, int]:
    """Give trained weights (entries, dimension), float32, and the number of steps taken."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)  # moments of rare entries fade to denormals, four times slower
    start = starting_weights(columns, tokenizer.get_vocab_size(), settings)
    module = StaticEmbedding(tokenizer, embedding_weights=start)
    loss_of = MultipleNegativesRankingLoss(
        SentenceTransformer(modules=[module, Normalize()], device="cpu"), scale=settings.scale
    )
    optimiser = torch.optim.Adam(module.parameters(), lr=settings.learning_rate, fused=True)

    dropping = np.random.default_rng(settings.seed + 2)

    def features(texts: list[np.ndarray], dropout: float) -> dict[str, torch.Tensor]:
        ids = np.concatenate(texts)
        kept = dropping.random(len(ids)) >= dropout
        bounds = np.r_[0, np.cumsum(kept)][np.r_[0, np.cumsum([len(text) for text in texts[:-1]])]]
        return {"input_ids": torch.from_numpy(ids[kept]), "offsets": torch.from_numpy(bounds).int()}

    steps = settings.steps
    began = time.monotonic()
    losses: list[float] = []
    for step, (queries, passages) in enumerate(batches(columns, settings)):
        if not steps and step == 20:
            steps = max(40, int(settings.minutes * 60 / ((time.monotonic() - began) / 20)))
        if steps and step >= steps:
            break
        for group in optimiser.param_groups:
            group["lr"] = settings.learning_rate * _pace(step, steps)
        loss = loss_of(
            [features(queries, settings.query_dropout), features(passages, settings.passage_dropout)], None
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        if step % 100 == 99:
            print(f"step {step + 1}/{steps}  loss {np.mean(losses[-100:]):.3f}", file=sys.stderr, flush=True)
    weights = module.embedding.weight.detach().numpy().copy()
    weights[0] = 0
    return weights, steps


def _pace(step: int, steps: int) -> float:
    """Share of the learning rate: 20 steps of warming up, then a cosine down to a fiftieth."""
    if step < 20 or not steps:
        return min(1.0, (step + 1) / 20)
    return 0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * (step - 20) / max(1, steps - 20)))


def write_folder(folder: Path, tokenizer: Tokenizer, weights: np.ndarray) -> None:
    """Write the stock sentence-transformers layout; weights in float16."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    save_file({"embedding.weight": weights.astype(np.float16)}, folder / "model.safetensors")
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules, indent=2) + "\n", encoding="utf-8")
    configuration = {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps(configuration, indent=2) + "\n", encoding="utf-8"
    )


def describe(entries: list[str]) -> dict[str, int]:
    """Count the entries of each kind, for the card."""
    han = [entry for entry in entries if not entry.isascii()]
    return {
        "entries": len(entries),
        "characters": sum(len(entry) == 1 for entry in han),
        "pairs": sum(len(entry) == 2 for entry in han),
        "others": len(entries) - len(han) - 1,
    }


def run(shared: Path, out: Path, settings: Settings, entries_of: Path | None = None) -> dict[str, float]:
    """Read, train, write the folder with its card; gives the figures of ``measure``.

    ``entries_of``: a model whose entries are kept.
    """
    began = time.monotonic()
    sources = read_pairs(shared, settings.seed)
    sources = {name: sources[name] for name in settings.shares}
    tokenizer = (
        Tokenizer.from_file(str(entries_of / "tokenizer.json"))
        if entries_of
        else build_tokenizer(choose_entries(vocabulary_texts(sources), settings.entries))
    )
    columns = {
        name: (
            bags(tokenizer, [query for query, _ in rows]),
            bags(tokenizer, [passage for _, passage in rows]),
        )
        for name, rows in sources.items()
    }
    print(f"pairs ready after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    began = time.monotonic()
    weights, steps = train(tokenizer, columns, settings)
    minutes = (time.monotonic() - began) / 60
    write_folder(out, tokenizer, weights)
    bench = measure.load_bench(shared)
    figures = measure.measure(out, bench) | {"questions": len(bench.questions), "pieces": len(bench.pieces)}
    card = model_card(
        command="python -m index.training.static_embedding --shared ../shared "
        f"--out index/models/wence-static-zh --steps {steps} --seed {settings.seed}",
        run={
            "dimension": settings.dimension,
            "megabytes": (out / "model.safetensors").stat().st_size / 1e6,
            "steps": steps,
            "batch": settings.batch,
            "scale": settings.scale,
            "learning_rate": settings.learning_rate,
            "query_dropout": settings.query_dropout,
            "passage_dropout": settings.passage_dropout,
            "seed": settings.seed,
            "minutes": minutes,
        },
        vocabulary=describe(sorted(tokenizer.get_vocab())),
        figures=figures,
        pairs={name: len(rows) for name, rows in sources.items()},
        shares=settings.shares,
    )
    (out / "README.md").write_text(card, encoding="utf-8")
    return figures


def main() -> None:
    """Train the embedding with the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder of the shared material")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--minutes", type=float, default=12.0, help="about how long to train (default 12)")
    parser.add_argument("--steps", type=int, default=0, help="train this many steps, whatever the time")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--entries-of", type=Path, help="keep the entries of this model")
    parser.add_argument("--texts-only", action="store_true", help="no policies, no questions: for the ranker")
    arguments = parser.parse_args()
    shares = TEXT_SHARES if arguments.texts_only else SHARES
    settings = Settings(
        seed=arguments.seed, minutes=arguments.minutes, steps=arguments.steps, shares=dict(shares)
    )
    print(json.dumps(run(arguments.shared, arguments.out, settings, arguments.entries_of)))


if __name__ == "__main__":
    main()
