"""Define a fact: something that a document states, as data, with the words that state it.

Facts of all kinds are stored, hidden, corrected and removed alike; what is in ``data`` is known to the
module of their kind alone, which turns its own frozen dataclass into a fact and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

MEASURE = "measure"
INDICATOR = "indicator"
DUTY = "duty"
FACT_KINDS = (MEASURE, INDICATOR, DUTY)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact is one record read from a document; ``document.text[start:end]`` states it.

    ``key`` is the same for the same words of the same document however often they are read (:func:`fact_key`),
    ``clause`` its address as citations give it, ``page`` counts from 1, ``confidence`` runs from 0 to 1.
    ``data`` holds JSON values only; spans in it are pairs ``[start, end]`` of characters of the document's text.
    """

    kind: str
    key: str
    start: int
    end: int
    clause: str = ""
    page: int | None = None
    confidence: float = 1.0
    data: Mapping[str, object] = field(default_factory=dict)


def fact_key(kind: str, words: str, nth: int = 0) -> str:
    """Give sixteen hex digits for the ``nth`` fact of a kind that a document states in these words."""
    return sha256(f"{kind}\0{nth}\0{''.join(words.split())}".encode("utf-8", "surrogatepass")).hexdigest()[
        :16
    ]
