"""Define a fact: something that a document states, as data, with the words that state it.

Facts of all kinds are stored, hidden, corrected and removed alike; what is in ``data`` is known to the
module of their kind alone, which turns its own frozen dataclass into a fact and back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

MEASURE = "measure"
INDICATOR = "indicator"
DUTY = "duty"
FACT_KINDS = (MEASURE, INDICATOR, DUTY)
# “第十二条 ”, “（三）”, “四、”, “2.1 ”, “## 5.”: the numbers that a clause begins with
_NUMBERS = re.compile(
    r"(?:\s*(?:#+\s|第[一二三四五六七八九十百千零〇\d]+[编章节条款项]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,3}(?:\.\d{1,3})*[、.．](?!\d)|[①-⑳]))*\s*"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact is one record read from a document; ``document.text[start:end]`` states it.

    ``key`` is the same for the same words of the same document however often they are read (:func:`fact_key`),
    ``clause`` its address as citations give it, ``page`` counts from 1, ``confidence`` runs from 0 to 1.
    ``data`` holds JSON values only; spans in it are pairs ``[start, end]`` of characters of the document's text.
    ``unnumbered`` is a second key, of the words from ``unnumbered_start`` on, behind the number of their clause: it
    stays the same where the clause is given another number (:func:`with_unnumbered`).
    """

    kind: str
    key: str
    start: int
    end: int
    clause: str = ""
    page: int | None = None
    confidence: float = 1.0
    data: Mapping[str, object] = field(default_factory=dict)
    unnumbered: str = ""
    unnumbered_start: int = 0


def fact_key(kind: str, words: str, nth: int = 0) -> str:
    """Give sixteen hex digits for the ``nth`` fact of a kind that a document states in these words."""
    return sha256(f"{kind}\0{nth}\0{''.join(words.split())}".encode("utf-8", "surrogatepass")).hexdigest()[
        :16
    ]


def with_unnumbered(text: str, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give the facts of a document with this text, each with the key of its words without their clause's number."""
    seen: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        numbers = _NUMBERS.match(text, fact.start, fact.end)
        start = numbers.end() if numbers and numbers.end() < fact.end else fact.start
        told = (fact.kind, "".join(text[start : fact.end].split()))
        yield replace(fact, unnumbered=fact_key(*told, seen[told]), unnumbered_start=start)
        seen[told] += 1
