"""Find which documents may be one, by MinHash over their letters, in bands (locality-sensitive hashing).

A. Broder, On the resemblance and containment of documents, 1997; the bands are those of Leskovec,
Rajaraman, Ullman, Mining of Massive Datasets, ch. 3. Two texts share a band with probability
1 - (1 - J³)²⁰, where J is the share of their runs of five letters that they have in common:
.9995 at J .68 (both copies misread at 2 % of their letters), .93 at .5, .15 at .2, .0002 at .02.
So no document is held against all others. Pure functions.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from ingest.text.normalise import fold

RUN = 5  # letters in a run (a “shingle”)
ROWS = 3
BANDS = 20
_AT_ONCE = 4_000  # runs of a text that is ordered in all ways in one step: two megabytes
LEAST_LETTERS = 60  # of a text whose likeness to another says anything

# What numbers a heading or a list item, at the start of a line or behind a full stop (lines are broken anew in
# other formats): one format keeps it, the next loses it. “第三章 ”, “第十二条之一”, “（二）”, “3.”, “①”
_NUMBERING = re.compile(
    r"(?:(?<!\d\n)^[ \t\u3000|*#>-]*|(?<=[。；;：:！？!? \t\u3000])[ \t\u3000]*)(?:第[〇零一二三四五六七八九十百千\d]{1,6}[章节条编款](?:之[一二三四五六七八九十])?"
    r"|[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|[（(]\d{1,2}[）)]|\d{1,2}(?:[）)、．]|\.(?!\d))|[①-⑳])",
    re.MULTILINE,
)
# “— 3 —”, “-12-”, “第 3 页 共 20 页”, “3 / 20”
_PAGE_NUMBER = re.compile(
    r"^[ \t\u3000]*(?:[-—–－]+ ?\d{1,4} ?[-—–－]+|第 ?\d{1,4} ?页(?:[ ，,/]?共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4})[ \t\u3000]*$",
    re.MULTILINE,
)
# ，, 《, _ and the full stop of a sentence; the point of “3.5” stays, as 35 is another figure.
_NO_LETTER = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.]+|_")


def content_letters(text: str) -> str:
    """Give a text's letters, digits and decimal points, folded; without numbering and page numbers."""
    bare = "".join(_PAGE_NUMBER.sub("", _NUMBERING.sub("", text)).split())  # “1.\n5” is a number
    return _NO_LETTER.sub("", fold(bare))


def runs_of(letters: str, length: int = RUN) -> np.ndarray:
    """Give a 64-bit hash of every run of so many letters, in order, shape (letters - length + 1,)."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    count = max(0, len(codes) - length + 1)
    hashes = np.zeros(count, np.uint64)
    for offset in range(length):
        hashes = hashes * np.uint64(0x100000001B3) + codes[offset : offset + count]
    return _mixed(hashes)


def bands_of(letters: str) -> tuple[int, ...]:
    """Give the bands of a text, each a number below 2⁶³.

    A text too short to be like another has one band, of all its letters.
    """
    if len(letters) < LEAST_LETTERS:
        return (int(runs_of(letters, len(letters))[0] >> np.uint64(1)),) if letters else ()
    runs = runs_of(letters)  # one that comes twice changes no smallest
    if len(runs) <= _AT_ONCE:
        smallest = (_factors()[:, None] * runs).min(axis=1)
    else:
        smallest = np.array([(runs * factor).min() for factor in _factors()], np.uint64)
    bands = np.arange(BANDS, dtype=np.uint64)
    for row in range(ROWS):
        bands = _mixed(bands * np.uint64(0x100000001B3) + smallest[row::ROWS])
    return tuple(sorted({int(band) for band in bands >> np.uint64(1)}))


def _mixed(values: np.ndarray) -> np.ndarray:
    """Every bit of each value spread over all of it (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@cache
def _factors() -> np.ndarray:
    """Odd numbers: each orders the runs in another way (multiply-shift hashing)."""
    numbers = np.arange(1, ROWS * BANDS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return _mixed(numbers) | np.uint64(1)
