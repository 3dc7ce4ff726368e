"""Normalise text for comparison: fold width, case, traditional characters and layout white space away.

The one normaliser: search terms, look-ups, names and checks all compare what it gives. Cited text never
passes through here and comes back. Pure functions of text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

# “达到 26842个”, “走出去 ”, a hard line break: white space that touches a non-ASCII character
# is layout; between two Latin words it parts them.
_LAYOUT_SPACE = re.compile(r"(?<=[^\x21-\x7e\s])\s+|\s+(?=[^\x21-\x7e\s])")
_SPACE = re.compile(r"\s+")
_NO_LETTER = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """Remove layout white space: “实施 “引进来 ”工程” -> “实施“引进来”工程”; Latin words keep single spaces."""
    return " ".join(_LAYOUT_SPACE.sub("", text).split())


def letters(text: str) -> str:
    """Keep letters and digits alone, to compare words whatever their punctuation and spacing."""
    return _NO_LETTER.sub("", text)


CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f〇"

# “关于AI的通知” holds 关于 and 的通知: Chinese without spaces, to be cut into words.
CJK_RUN = re.compile(rf"[{CJK}]+")


class _Folding(dict):
    """Code point -> folded code point, filled as characters turn up."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).lower()
        if len(folded) != 1:
            folded = character
        if CJK_RUN.match(folded):
            simple = _to_simplified()(folded)
            folded = simple if len(simple) == 1 else folded
        self[code] = ord(folded)
        return self[code]


@cache
def _to_simplified():
    from opencc import OpenCC

    return OpenCC("t2s").convert


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Fold width, case and traditional characters, one character for one: offsets stay."""
    return text.translate(_FOLDING)


def unspaced(text: str) -> str:
    """Give a text folded, “㎡” and “⑴” spelled out, without any white space: what look-ups compare; offsets go."""
    return _SPACE.sub("", fold(unicodedata.normalize("NFKC", text)))


def flat_text(text: str) -> str:
    """Give a text folded and without layout white space: what two wordings are compared by."""
    return squeeze(fold(text))


# Parts the lines of a table's cell, whose row stands on one line: the items of a list, paragraphs.
CELL_BREAK = "\N{LINE SEPARATOR}"
_STOPPED = re.compile(r"[。；;：:，,、！？!?…]$")
_SHORTEST_ITEM = 5  # letters; shorter lines are a name that a narrow cell breaks


def items_on_one_line(lines: Sequence[str]) -> str:
    """Give lines as running words: “是否办理动火证；灭火器是否在有效期内”, parted by ； where no mark ends a line."""
    words = ""
    for line in filter(None, lines):
        apart = words and not _STOPPED.search(words) and min(len(words), len(line)) >= _SHORTEST_ITEM
        words += ("；" if apart else "") + line
    return words
