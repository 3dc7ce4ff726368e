"""Whether a text holds a key point: one normalisation and one test, for answers and for passages.

A key point is a short form (“50家”, “3-5家”, “厂所结合”). Writing varies more than facts do, so
width, case, white space, quotation marks, thousands separators and the many dashes of a range are
levelled before a form is looked for; a form that begins or ends in a digit must stand at the edge
of its number, otherwise “50家” would be found in “150家”.

Knows nothing of questions, answers or documents.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.text.normalise import letters

# Marks that carry no fact: quotation marks, book-title marks, Markdown emphasis and code.
_DROPPED = dict.fromkeys(map(ord, "\"'“”‘’「」『』《》〈〉<>`*_#"))
# “30 万元” and “30万元” are the same words.
_SPACE = re.compile(r"\s+")
# "26,842个" -> "26842个"; "1,2" is a list and stays.
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
# "10—15家", "10至15家", "2021年至2025年", "3%~4%" -> "10-15家", …; the first "年" is part of the join.
_RANGE = re.compile(r"(?<=[\d%])年?(?:[-‐‑‒–—―−~～]+|[至到])(?=\d)")
# “2022年”: a form with a digit is held with its number's boundaries
_DIGIT = re.compile(r"\d")


def plain(text: str) -> str:
    """Give a text in NFKC and lower case; characters stay traditional, as in the scorer that questions come with."""
    return unicodedata.normalize("NFKC", text).lower()


def normalise(text: str) -> str:
    """Level what differs in writing but not in fact. Idempotent.

    >>> normalise("“十四五”末达到 10—15 家、26，842 个")
    '十四五末达到10-15家、26842个'
    """
    levelled = _SPACE.sub("", plain(text)).translate(_DROPPED)
    return _RANGE.sub("-", _THOUSANDS.sub("", levelled))


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    """A normalised form as a pattern with number boundaries where it begins or ends in a digit."""
    before = r"(?<!\d)(?<!\d\.)" if form[0].isdigit() else ""
    after = r"(?!\d|\.\d)" if form[-1].isdigit() else ""
    return re.compile(before + re.escape(form) + after)


def holds(text: str, form: str) -> bool:
    """Whether ``form`` occurs in ``text``. An empty form occurs nowhere.

    Numbers must match whole: neither “150家” nor “0.50家” holds “50家”. A form without digits is
    also found across differing punctuation (“政务、公开” in “政务公开”), where a number form is not:
    dropping its point would make 5.5 out of 55.
    """
    return holds_normalised(normalise(text), form)


def holds_normalised(text: str, form: str) -> bool:
    """Whether a form occurs, as :func:`holds`, in a text that :func:`normalise` has levelled already."""
    wanted = normalise(form)
    if not wanted:
        return False
    if _pattern(wanted).search(text):
        return True
    bare = letters(wanted)
    return bool(bare) and not _DIGIT.search(wanted) and bare in letters(text)


def holds_passage(passage: str, evidence: str) -> bool:
    """Whether the letters and digits of ``evidence`` run through ``passage`` unbroken."""
    wanted = letters(plain(evidence))
    return bool(wanted) and wanted in letters(plain(passage))
