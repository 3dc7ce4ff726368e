"""Cut a model's stream of words into whole sentences, each handed on as it ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LONGEST_SENTENCE = 400  # of what a model writes without a full stop

# Behind a full stop come its closing marks and its [n]; then the sentence is whole.
_SENTENCE = re.compile(
    r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)》]*|\n)(?:\s?[\[【［]\d{1,3}(?:\s*[,，、]\s*\d{1,3})*[\]】］])*"
)

# What may still become a mark of the sentence before it, or a closing quotation mark.
_PENDING = re.compile(r"\s?(?:[\[【［][\d\s,，、]{0,20})?$|[”’」』）)》。！？!?]")


def sentences_of(pieces: Iterable[str]) -> Iterator[str]:
    """Give whole sentences with the marks behind them, as a reply comes in; its last one when it ends."""
    held = ""
    for piece in pieces:
        held += piece
        while (match := _SENTENCE.match(held)) and not _PENDING.match(held, match.end()):
            yield match.group()
            held = held[match.end() :]
        if len(held) > _LONGEST_SENTENCE:
            yield held
            held = ""
    while match := _SENTENCE.match(held):
        yield match.group()
        held = held[match.end() :]
    if held.strip():
        yield held
