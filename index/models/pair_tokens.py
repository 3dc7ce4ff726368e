"""Cut text into the tokens of the shipped embedding without its tokenizer, which takes twenty times as long.

Its ``tokenizer.json`` gives single Chinese characters and their overlapping pairs, words of Latin letters and numbers
(人民币 -> 人 人民 民 民币 币), by steps that any program of stock parts can follow. Here those of many texts are looked up
at once; what a character does that this module has not met is asked of the tokenizer itself, and a text with one that
does something else goes through it as before: the tokens are always the same.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x3007, 0x3007))
_AFTER_HAN = 0xA000  # the first code point behind them; stands for all that are none
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff〇]"
# “wi-fi”, “don't”, “3.5”: the runs that are one token each; marks and blanks part them.
_WORD_PATTERN = r"[a-z]+(?:['-][a-z]+)*|[0-9]+(?:\.[0-9]+)?"
_WORD = re.compile(_WORD_PATTERN)
# What a tokenizer that cuts so says of itself: aaabbbccc -> a ab b bc c, in four steps.
_STEPS = (
    (rf"{_HAN}+|{_WORD_PATTERN}", "Removed", True),
    (rf"\A{_HAN}(?={_HAN})|(?<={_HAN}){_HAN}\z", "Removed", False),
    (rf"\A{_HAN}|{_HAN}{{3}}", "Isolated", False),
    (rf"{_HAN}\z", "Isolated", False),
)
_PARTED = "\n"  # between two texts: what ends every run


class PairTokens:
    """This looks the tokens of texts up in a tokenizer's vocabulary. Thread-safe."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a tokenizer that cuts as the shipped one does, see :func:`cuts_pairs`."""
        self._tokenizer = tokenizer
        self._vocabulary = tokenizer.get_vocab()
        self._unknown = self._vocabulary[json.loads(tokenizer.to_str())["model"]["unk_token"]]
        self._characters = _CharacterTables(self._vocabulary, self._unknown)
        self._plain: frozenset[str] = frozenset()

    def ids(self, texts: Sequence[str]) -> list[np.ndarray | None]:
        """Give the ids (int32) of each text's tokens in order; ``None`` for a text that the tokenizer itself must cut."""
        plain = [self._is_plain(text) for text in texts]
        cut = iter(self._cut([text for text, one in zip(texts, plain, strict=True) if one]))
        return [next(cut) if one else None for one in plain]

    def _cut(self, texts: Sequence[str]) -> list[np.ndarray]:
        """The ids of each of some texts of plain characters."""
        joined = _PARTED.join(texts)
        # Two places a character: for itself, and for the pair with the next one; -1 where no token is.
        found = self._characters.ids(joined)
        for word in _WORD.finditer(joined):
            found[2 * word.start()] = self._vocabulary.get(word.group(), self._unknown)
        places = np.flatnonzero(found >= 0)
        lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        ends = np.searchsorted(places, 2 * np.cumsum(lengths)).tolist()
        tokens = found[places]
        return [tokens[start:end] for start, end in itertools.pairwise((0, *ends))]

    def _is_plain(self, text: str) -> bool:
        return self._plain.issuperset(text) or self._are_plain(set(text) - self._plain)

    def _are_plain(self, characters: Collection[str]) -> bool:
        """Whether the tokenizer does with each of some characters what is done here; those that are so are kept."""
        # What joins the character before it is one with it to the tokenizer: such texts are rare.
        apart = [one for one in characters if unicodedata.category(one)[0] not in "MC" or one.isspace()]
        probes = [probe for one in apart for probe in (one, f"甲{one}乙", f"a{one}b", f"1{one}2")]
        found = self._tokenizer.encode_batch_fast(probes, add_special_tokens=False)
        same = [cut.ids == ids.tolist() for cut, ids in zip(found, self._cut(probes), strict=True)]
        plain = {one for place, one in enumerate(apart) if all(same[4 * place : 4 * place + 4])}
        self._plain |= plain  # one that another thread adds meanwhile and is lost here is asked for again
        return len(plain) == len(characters)


class _CharacterTables:
    """These give the tokens of single Chinese characters and of pairs of them."""

    def __init__(self, vocabulary: Mapping[str, int], unknown: int) -> None:
        self._is_han = np.zeros(_AFTER_HAN + 1, np.bool_)
        for first, last in _HAN_RANGES:
            self._is_han[first : last + 1] = True
        han = frozenset(map(chr, np.flatnonzero(self._is_han).tolist()))
        self._single = np.full(_AFTER_HAN + 1, -1, np.int32)
        self._single[self._is_han] = unknown
        pairs = []
        for token, number in vocabulary.items():
            if len(token) == 1 and token in han:
                self._single[ord(token)] = number
            elif len(token) == 2 and han.issuperset(token):
                pairs.append((ord(token[0]), ord(token[1]), number))
        columns = np.array(pairs, np.int32).reshape(-1, 3)
        # Which row of the table of pairs a first character has, and which column a second; 0 where it is in no pair.
        self._rows, row = _numbered(columns[:, 0])
        self._columns, column = _numbered(columns[:, 1])
        smallest = np.min_scalar_type(max(vocabulary.values(), default=0))
        self._pairs = np.full((row.max(initial=0) + 1, column.max(initial=0) + 1), unknown, smallest)
        self._pairs[row, column] = columns[:, 2]

    def ids(self, text: str) -> np.ndarray:
        """Give two ids a character (int32): its own, and that of the pair with the next; -1 where there is none."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        codes = np.minimum(codes, _AFTER_HAN)
        found = np.full((len(codes), 2), -1, np.int32)
        found[:, 0] = self._single[codes]
        han = self._is_han[codes]
        beside = np.flatnonzero(han[:-1] & han[1:])
        found[beside, 1] = self._pairs[self._rows[codes[beside]], self._columns[codes[beside + 1]]]
        return found.ravel()


def _numbered(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Code point -> its number from 1, 0 for one that is not among some (int32), and the numbers of these."""
    known, numbers = np.unique(codes, return_inverse=True)
    table = np.zeros(_AFTER_HAN + 1, np.int32)
    table[known] = np.arange(1, len(known) + 1)
    return table, numbers + 1


def cuts_pairs(tokenizer: Tokenizer) -> bool:
    """Whether a tokenizer says of itself that it cuts text into characters and pairs as the shipped one does."""
    said = json.loads(tokenizer.to_str())
    steps = (said["pre_tokenizer"] or {}).get("pretokenizers", ())
    found = tuple(
        ((step.get("pattern") or {}).get("Regex"), step.get("behavior"), step.get("invert")) for step in steps
    )
    others = (said[part] for part in ("added_tokens", "post_processor", "truncation", "padding"))
    return said["model"]["type"] == "WordLevel" and found == _STEPS and not any(others)
