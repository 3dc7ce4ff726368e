"""The shipped model folder: small enough, stock, and the same vectors in either library."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.training import measure
from index.training.static_embedding import Bags, Settings, batches, starting_weights, write_folder
from index.training.vocabulary import build_tokenizer
from ingest.text.normalise import flat_text

FOLDER = Path(__file__).resolve().parents[1] / "index/models/wence-static-zh"
TEXTS = [
    "轨道交通装备产业链上的龙头企业",
    "地铁车辆制造的主要公司有哪些?",
    "对中小微企业的房租减免",
    "2023年财政收入增长3.5%, cbtc系统",
    "她昨天晚上做了红烧鱼",
]


@pytest.fixture(scope="module")
def model():
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    return tokenizer, load_file(FOLDER / "model.safetensors")["embedding.weight"]


def test_the_weights_are_small_and_fit_the_vocabulary(model):
    tokenizer, weights = model
    assert (FOLDER / "model.safetensors").stat().st_size <= 16_000_000
    assert weights.dtype == np.float16
    assert len(weights) == tokenizer.get_vocab_size()
    assert np.isfinite(weights).all()
    assert not weights[0].any()


def test_sentence_transformers_gives_the_same_vectors(model):
    from sentence_transformers import SentenceTransformer

    tokenizer, weights = model
    theirs = SentenceTransformer(str(FOLDER), device="cpu").encode(TEXTS)
    ours = measure.embed(weights.astype(np.float32), measure.token_ids(tokenizer, TEXTS))
    assert np.abs(theirs.astype(np.float32) - ours).max() < 1e-3


def test_texts_of_one_matter_are_nearer_than_others(model):
    tokenizer, weights = model
    rows = measure.embed(weights.astype(np.float32), measure.token_ids(tokenizer, TEXTS))
    cosine = rows @ rows.T
    assert cosine[0, 1] > cosine[0, 2] > cosine[0, 4]


def test_hardly_a_character_of_policy_text_is_unknown(model):
    tokenizer, _ = model
    corpus = Path(__file__).resolve().parents[1] / "corpus"
    text = flat_text("".join(path.read_text(encoding="utf-8") for path in sorted(corpus.glob("*.md"))))
    characters = [character for character in text if "一" <= character <= "鿿"]
    unknown = [character for character in characters if tokenizer.token_to_id(character) is None]
    assert len(characters) > 1000
    assert len(unknown) < len(characters) / 1000


def _columns():
    def texts(rows):
        return Bags(np.concatenate(rows).astype(np.int32), np.cumsum([0] + [len(row) for row in rows]))

    rows = [np.array([1 + number % 5, 1 + (number * 7) % 5]) for number in range(30)]
    return {"news": (texts(rows), texts(rows)), "policies": (texts(rows[:7]), texts(rows[:7]))}


def test_batches_repeat_with_the_seed_and_hold_the_shares():
    settings = Settings(batch=20, shares={"news": 3, "policies": 1})
    for (queries, passages), (again, _) in zip(
        (next(batches(_columns(), settings)) for _ in range(2)),
        (next(batches(_columns(), settings)) for _ in range(2)),
        strict=True,
    ):
        assert len(queries) == len(passages) == 20
        assert all((one == other).all() for one, other in zip(queries, again, strict=True))
        assert all((one == other).all() for one, other in zip(queries, passages, strict=True))


def test_rarer_entries_start_longer_and_the_unknown_one_is_zero():
    columns = {"news": (Bags(np.array([1]), np.array([0, 1])),) * 2}
    columns["news"] = (columns["news"][0], Bags(np.array([1, 2, 1, 3, 1, 4]), np.array([0, 2, 4, 6])))
    weights = starting_weights(columns, 6, Settings(dimension=64))
    lengths = np.linalg.norm(weights, axis=1)
    assert lengths[0] == 0
    assert lengths[1] < lengths[2] and lengths[1] < lengths[5]


def test_a_written_folder_reads_back(tmp_path):
    tokenizer = build_tokenizer(["规", "划", "规划"])
    weights = np.random.default_rng(0).normal(size=(4, 8)).astype(np.float32)
    weights[0] = 0
    write_folder(tmp_path, tokenizer, weights)
    read = load_file(tmp_path / "model.safetensors")["embedding.weight"]
    assert np.abs(read - weights).max() < 2e-3
    assert Tokenizer.from_file(str(tmp_path / "tokenizer.json")).encode("规划").ids == [1, 3, 2]


def test_recall_ranks_documents_by_their_best_piece():
    scores = np.array([[0.1, 0.9, 0.5, 0.2], [0.6, 0.1, 0.7, 0.2]], dtype=np.float32)
    figures = measure.recall(scores, np.array([0, 0, 1, 2]), np.array([0, 0]))
    assert figures["recall@1"] == 0.5
    assert figures["recall@5"] == 1.0
    assert figures["mrr@10"] == 0.75
