"""Build the tokenizer of the static embedding: single characters and overlapping pairs, stock parts only.

Pairs carry meaning (专精 in 专精特新, 减免 in 税收减免) and need no dictionary that ages; single
characters catch what no pair covers. Both at once, overlapping, is what a segmenting tokenizer
cannot give, so the normaliser writes every Chinese character three times and regular expressions
cut the result: 人民币 -> 人人人民民民币币币 -> 人 人民 民 民币 币 (see ``charsmap``).

Expects text that went through ``ingest.text.normalise.fold`` and ``squeeze``.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from index.training.charsmap import compile_charsmap

UNKNOWN = "[UNK]"
_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
_EXTRA = "〇"
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff〇]"
_LATIN_OR_NUMBER = r"[a-z]+(?:['-][a-z]+)*|[0-9]+(?:\.[0-9]+)?"
# ai, wi-fi, 3.5: the same words and numbers that the search index knows, beside Chinese characters.
_TERM = re.compile(_LATIN_OR_NUMBER)
_CODE_BITS = 21


def han_characters() -> list[str]:
    """Give the characters that are cut into singles and pairs: the unified ideographs and their extension A."""
    return [chr(code) for start, end in _RANGES for code in range(start, end)] + [_EXTRA]


def build_tokenizer(vocabulary: Iterable[str]) -> Tokenizer:
    """Build a stock tokenizer over these entries, ids in their order from 1; id 0 is everything unknown."""
    ids = {UNKNOWN: 0}
    for entry in vocabulary:
        ids.setdefault(entry, len(ids))
    plain = json.loads(Tokenizer(models.WordLevel(ids, unk_token=UNKNOWN)).to_str())
    charsmap = compile_charsmap({character: character * 3 for character in han_characters()})
    plain["normalizer"] = {
        "type": "Precompiled",
        "precompiled_charsmap": base64.b64encode(charsmap).decode("ascii"),
    }
    tokenizer = Tokenizer.from_str(json.dumps(plain))
    tokenizer.pre_tokenizer = _cutting()
    return tokenizer


def _cutting() -> pre_tokenizers.PreTokenizer:
    """aaabbbccc -> a ab b bc c, in four steps; each works on the pieces that the one before left."""

    def split(pattern: str, behaviour: str, invert: bool = False) -> pre_tokenizers.PreTokenizer:
        return pre_tokenizers.Split(Regex(pattern), behaviour, invert)

    return pre_tokenizers.Sequence(
        [
            split(rf"{_HAN}+|{_LATIN_OR_NUMBER}", "removed", invert=True),
            split(rf"\A{_HAN}(?={_HAN})|(?<={_HAN}){_HAN}\z", "removed"),  # aabbbcc
            split(rf"\A{_HAN}|{_HAN}{{3}}", "isolated"),  # a abb bcc c, the last c still inside bcc
            split(rf"{_HAN}\z", "isolated"),  # a ab b bc c
        ]
    )


def choose_entries(texts: Iterable[str], size: int, characters: int = 6000, others: int = 1500) -> list[str]:
    """Choose the entries of a vocabulary, most frequent first: characters, then words and numbers, then pairs.

    Pairs fill what the two others leave of ``size`` (which counts the unknown entry).
    """
    singles, pairs, terms = _count(texts)
    chosen = [entry for entry, count in singles.most_common(characters) if count > 2]
    chosen += [entry for entry, count in terms.most_common(others) if count > 9]
    return chosen + [entry for entry, _ in pairs.most_common(size - 1 - len(chosen))]


def _count(texts: Iterable[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    singles: Counter[int] = Counter()
    pairs: Counter[int] = Counter()
    terms: Counter[str] = Counter()
    for block in _blocks(texts):
        terms.update(_TERM.findall(block))
        codes = np.frombuffer(block.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        han = np.zeros(len(codes), dtype=bool)
        for start, end in _RANGES:
            han |= (codes >= start) & (codes < end)
        han |= codes == ord(_EXTRA)
        both = han[:-1] & han[1:]
        for counter, keys in ((singles, codes[han]), (pairs, ((codes[:-1] << _CODE_BITS) | codes[1:])[both])):
            values, counts = np.unique(keys, return_counts=True)
            counter.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
    mask = (1 << _CODE_BITS) - 1
    return (
        Counter({chr(code): count for code, count in singles.items()}),
        Counter({chr(key >> _CODE_BITS) + chr(key & mask): count for key, count in pairs.items()}),
        terms,
    )


def _blocks(texts: Iterable[str], limit: int = 4_000_000) -> Iterable[str]:
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size > limit:
            yield "\n".join(held)
            held, size = [], 0
    yield "\n".join(held)
