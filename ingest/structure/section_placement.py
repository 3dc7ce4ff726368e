"""Find which section of the contents a sentence belongs to, where headings are lost. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.structure.interleaved import InterleavedItem, Untangled
from ingest.structure.patterns import SECTION_CUES
from ingest.structure.table_of_contents import ContentsEntry
from ingest.text.likeness import heading_share, pair_weights
from ingest.text.normalise import letters

_FILLED = 0.25  # for a section that would have no words otherwise
_PARENT = 0.15  # against words of a section that others lie under
_CUE = 0.6  # for words that a section of this name is likely to hold


@dataclass(frozen=True, slots=True)
class _Torn:
    """A text whose sentences are put in order again: what its contents name, and how rare its pairs of letters are."""

    text: str
    items: Sequence[InterleavedItem]
    untangled: Untangled
    entries: Sequence[ContentsEntry]
    weights: Mapping[str, float]


def place(
    text: str, items: Sequence[InterleavedItem], untangled: Untangled, entries: Sequence[ContentsEntry]
) -> list[int | None]:
    """Give for each sentence of ``untangled.order`` the number of its contents entry, ``None`` before the first.

    A heading opens its section; sentences joined to one another stay together.
    Where words may be lost, the next sentences can begin a section whose heading
    went with them: one between the last heading and the next, by its words.
    """
    order = untangled.order
    sections: list[int | None] = []
    torn = _Torn(text, items, untangled, entries, pair_weights([item.key for item in items]))
    current: int | None = None
    for number in order:
        if items[number].sections:
            current = items[number].sections[-1]
        sections.append(current)
    for start, end in _stretches(items, order):
        here = sections[start]
        if here is not None:
            for position, section in _settled(torn, here, start, end).items():
                sections[position] = section
    return sections


def _stretches(items: Sequence[InterleavedItem], order: Sequence[int]) -> list[tuple[int, int]]:
    """Positions from one heading to before the next."""
    heads = [position for position, number in enumerate(order) if items[number].sections]
    return list(pairwise([*heads, len(order)]))


def _settled(torn: _Torn, here: int, start: int, end: int) -> dict[int, int]:
    """Give sentences of a stretch, by position, to sections without headings.

    The stretch begins with the heading of section ``here``. Its blocks go each no further back than the one before.
    """
    text, items, untangled, entries = torn.text, torn.items, torn.untangled, torn.entries
    following = items[untangled.order[end]].sections[0] if end < len(untangled.order) else len(entries)
    open_sections = [here, *range(here + 1, following)]
    blocks = _blocks(untangled, start, end)[1:]
    if len(open_sections) < 2 or not blocks:
        return {}
    taken = {here}
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for block in blocks:
        words = "".join(text[items[untangled.order[p]].start : items[untangled.order[p]].end] for p in block)
        scores = [_score(words, entries, section, torn.weights) for section in open_sections]
        grown: dict[int, tuple[float, tuple[int, ...]]] = {}
        for last, (total, path) in best.items():
            for choice in range(last, len(open_sections)):
                fills = _is_leaf(entries, open_sections[choice]) and open_sections[choice] not in (
                    *taken,
                    *path,
                )
                value = total + scores[choice] + (_FILLED if fills else 0.0)
                if choice not in grown or value > grown[choice][0]:
                    grown[choice] = (value, (*path, open_sections[choice]))
        best = grown
    _, chosen = max(best.values())
    return {position: section for block, section in zip(blocks, chosen, strict=True) for position in block}


def _blocks(untangled: Untangled, start: int, end: int) -> list[list[int]]:
    """Runs of sentences with nothing lost between them; the first holds the heading."""
    blocks = [[start]]
    for position in range(start + 1, end):
        if untangled.joined[position]:
            blocks[-1].append(position)
        else:
            blocks.append([position])
    return blocks


def _is_leaf(entries: Sequence[ContentsEntry], section: int) -> bool:
    following = entries[section + 1] if section + 1 < len(entries) else None
    return following is None or len(following.path) <= len(entries[section].path)


def _score(words: str, entries: Sequence[ContentsEntry], section: int, weights: Mapping[str, float]) -> float:
    """How much of a heading's words a block holds, rare pairs weighing more, and what its name lets expect."""
    heading = letters(entries[section].words)
    share = heading_share(heading, letters(words), weights)
    cue = any(name in heading and pattern.search(words) for name, pattern in SECTION_CUES)
    return share + (_CUE if cue else 0.0) - (0.0 if _is_leaf(entries, section) else _PARENT)
