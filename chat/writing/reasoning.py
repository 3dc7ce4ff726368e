"""Take a model's thoughts out of its reply as it comes in: what stands between “<think>” and “</think>”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# “<think>”, “<thinking>”: where thoughts begin
_OPEN = re.compile(r"<(?P<name>think|thinking|thought|reasoning|reflection)>", re.I)
# “</think>”, “</reasoning>”: where they end
_CLOSE = re.compile(r"</(?:think|thinking|thought|reasoning|reflection)>", re.I)
# “<thi”: what may still become a mark of either kind
_PENDING = re.compile(r"<[/a-z]{0,12}$", re.I)


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """Give a reply without its thoughts; one that never ends its thoughts gives nothing more."""
    held, thinking = "", False
    for piece in pieces:
        held += piece
        while match := (_CLOSE if thinking else _OPEN).search(held):
            if not thinking and match.start():
                yield _CLOSE.sub("", held[: match.start()])
            held, thinking = held[match.end() :], not thinking
        pending = _PENDING.search(held)
        cut = pending.start() if pending else len(held)
        if not thinking and cut:
            yield _CLOSE.sub("", held[:cut])
        held = held[cut:]
    if held and not thinking:
        yield _CLOSE.sub("", held)
