"""White space that layout puts into Chinese text, removed for comparison and display (never from cited text)."""

from __future__ import annotations

import re

# “达到 26842个”, “走出去 ”, a hard line break: white space that touches a non-ASCII character
# is layout; between two Latin words it parts them.
_LAYOUT_SPACE = re.compile(r"(?<=[^\x21-\x7e\s])\s+|\s+(?=[^\x21-\x7e\s])")
_NO_LETTER = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """“实施 “引进来 ”工程” -> “实施“引进来”工程”; “Train Control  System” keeps single spaces."""
    return " ".join(_LAYOUT_SPACE.sub("", text).split())


def letters(text: str) -> str:
    """Letters and digits alone, to compare words whatever their punctuation and spacing."""
    return _NO_LETTER.sub("", text)
