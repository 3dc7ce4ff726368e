"""Cut text into the tokens of the shipped embedding without its tokenizer, which takes six times as long.

Its ``tokenizer.json`` gives single Chinese characters and their overlapping pairs, words of Latin letters and numbers
(人民币 -> 人 人民 民 民币 币), by steps that any program of stock parts can follow. Here they are looked up at once; what
a character does that this module has not met is asked of the tokenizer itself, and a text with one that does something
else goes through it as before: the tokens are always the same.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff〇]"
# “丰台”, “wi-fi”, “3.5”: the runs that tokens are made of; marks and blanks part them.
_RUN_PATTERN = rf"{_HAN}+|[a-z]+(?:['-][a-z]+)*|[0-9]+(?:\.[0-9]+)?"
_RUN = re.compile(_RUN_PATTERN)
_FIRST_HAN = re.compile(_HAN)
# What a tokenizer that cuts so says of itself: aaabbbccc -> a ab b bc c, in four steps.
_STEPS = (
    (_RUN_PATTERN, "Removed", True),
    (rf"\A{_HAN}(?={_HAN})|(?<={_HAN}){_HAN}\z", "Removed", False),
    (rf"\A{_HAN}|{_HAN}{{3}}", "Isolated", False),
    (rf"{_HAN}\z", "Isolated", False),
)
_KEPT_RUNS = 20_000


class PairTokens:
    """This looks the tokens of texts up in a tokenizer's vocabulary. Thread-safe."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a tokenizer that cuts as the shipped one does, see :func:`cuts_pairs`."""
        self._tokenizer = tokenizer
        self._vocabulary = tokenizer.get_vocab()
        self._unknown = self._vocabulary[json.loads(tokenizer.to_str())["model"]["unk_token"]]
        self._plain: set[str] = set()
        self._of_run = lru_cache(maxsize=_KEPT_RUNS)(self._looked_up)

    def ids(self, text: str) -> list[int] | None:
        """Give the ids of a text's tokens in order; ``None`` for a text that the tokenizer itself must cut."""
        if not self._plain.issuperset(text) and not self._are_plain(set(text) - self._plain):
            return None
        return self._cut(text)

    def _cut(self, text: str) -> list[int]:
        found: list[int] = []
        for run in _RUN.findall(text):
            found += self._of_run(run)
        return found

    def _looked_up(self, run: str) -> tuple[int, ...]:
        tokens = [run]
        if _FIRST_HAN.match(run):
            tokens = [""] * (2 * len(run) - 1)
            tokens[::2] = run
            tokens[1::2] = map("".join, itertools.pairwise(run))
        return tuple(self._vocabulary.get(token, self._unknown) for token in tokens)

    def _are_plain(self, characters: set[str]) -> bool:
        """Whether the tokenizer does with each of some characters what is done here; those that are so are kept."""
        for character in characters:
            # What joins the character before it is one with it to the tokenizer: such texts are rare.
            if unicodedata.category(character)[0] in "MC" and not character.isspace():
                return False
            probes = [character, f"甲{character}乙", f"a{character}b", f"1{character}2"]
            found = self._tokenizer.encode_batch_fast(probes, add_special_tokens=False)
            if any(cut.ids != self._cut(probe) for cut, probe in zip(found, probes, strict=True)):
                return False
            self._plain.add(character)
        return True


def cuts_pairs(tokenizer: Tokenizer) -> bool:
    """Whether a tokenizer says of itself that it cuts text into characters and pairs as the shipped one does."""
    said = json.loads(tokenizer.to_str())
    steps = (said["pre_tokenizer"] or {}).get("pretokenizers", ())
    found = tuple(
        ((step.get("pattern") or {}).get("Regex"), step.get("behavior"), step.get("invert")) for step in steps
    )
    others = (said[part] for part in ("added_tokens", "post_processor", "truncation", "padding"))
    return said["model"]["type"] == "WordLevel" and found == _STEPS and not any(others)
