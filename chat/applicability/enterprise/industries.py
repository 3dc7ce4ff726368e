"""How the words of an enterprise's industry meet those of a measure: the same, within, near, or another industry.

What holds what stands in lexicon/industries.txt, after the national classifications. Words that it does not know are
held against each other by the characters they share and by the shipped embedding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from importlib import resources

import numpy as np

from chat.applicability.enterprise.patterns import INDUSTRY_DRESSING
from index.models.embedding import DEFAULT_MODEL, load_model
from ingest.errors import UnreadableFile
from ingest.text.normalise import flat_text

NEAR_COSINE = 0.45  # of two industries that people take for one
FAR_COSINE = 0.25  # of words that have nothing to do with each other
FARTHEST = 6  # industries up, where nothing is found
_FILE = "lexicon/industries.txt"
_SHORTEST = 2  # characters of a word that is looked for inside another


class Relation(IntEnum):
    """What an enterprise's industry is to the one that a measure names, the closest highest."""

    OTHER = 0
    UNKNOWN = 1
    NEAR = 2  # the measure's is a part of it, or like it
    WITHIN = 3  # the same, or a part of the measure's


@dataclass(frozen=True, slots=True)
class _Tree:
    """The industries as the lexicon gives them: a word to the name it stands for, a name to those above it."""

    names: Mapping[str, frozenset[str]]
    above: Mapping[str, frozenset[str]]
    classes: Mapping[str, str]  # of the size standard
    longest: int


@lru_cache(maxsize=50_000)
def relation(own: str, wanted: str) -> Relation:
    """Tell what the enterprise's industry ``own`` is to the industry ``wanted``, both in any words."""
    mine, theirs = _core(own), _core(wanted)
    if not mine or not theirs:
        return Relation.UNKNOWN
    if theirs in mine:
        return Relation.WITHIN
    own_names, wanted_names = _most_specific(industries_in(own)), industries_in(wanted)
    if wanted_names & _with_all_above(own_names):
        return Relation.WITHIN
    if own_names & _with_all_above(wanted_names) or mine in theirs:
        return Relation.NEAR
    likeness = _likeness(mine, theirs)
    if likeness >= NEAR_COSINE:
        return Relation.NEAR
    if (own_names and wanted_names) or likeness < FAR_COSINE:
        return Relation.OTHER if wanted_names else Relation.UNKNOWN
    return Relation.UNKNOWN


@lru_cache(maxsize=50_000)
def steps_up(own: str, wanted: str) -> int:
    """Count how many industries up from one's own the wanted one lies: 0 for the same; ``FARTHEST`` for none above."""
    mine, theirs = _core(own), _core(wanted)
    names = _most_specific(industries_in(own))
    if theirs in mine and not industries_in(theirs) - names:
        return 0
    above, level = _tree().above, set(names)
    goal = industries_in(wanted)
    for step in range(FARTHEST):
        if level & goal:
            return step
        level = {higher for name in level for higher in above.get(name, ())}
    return FARTHEST


def closest(own: str, wanted: Iterable[str]) -> Relation:
    """Tell the closest relation to any of several industries; ``OTHER`` to none at all."""
    return max((relation(own, one) for one in wanted), default=Relation.OTHER)


@lru_cache(maxsize=50_000)
def industries_in(words: str) -> frozenset[str]:
    """Give the industries of the lexicon that words name, the longest name first where they overlap."""
    tree, flat = _tree(), flat_text(words)
    found: set[str] = set()
    start = 0
    while start < len(flat):
        ends = range(min(len(flat), start + tree.longest), start + 1, -1)
        end = next((end for end in ends if flat[start:end] in tree.names), start + 1)
        if end > start + 1:
            found |= tree.names[flat[start:end]]
        start = end
    return frozenset(found)


def size_classes(words: str) -> frozenset[str]:
    """Give the rows of the size standard that an industry may be measured by; empty where nothing is known of it."""
    found: set[str] = set()
    for name in industries_in(words):
        found |= _classes_above(name)
    return frozenset(found)


@cache
def _classes_above(name: str) -> frozenset[str]:
    """The class of an industry, else those of the nearest industries above it that have one."""
    tree = _tree()
    if name in tree.classes:
        return frozenset((tree.classes[name],))
    return frozenset().union(*(_classes_above(above) for above in tree.above.get(name, ())))


def _most_specific(names: frozenset[str]) -> frozenset[str]:
    """Names without those that hold another of them: of 硬科技 and 孵化器 the latter."""
    return frozenset(
        name for name in names if not any(name != one and name in _all_above(one) for one in names)
    )


def _with_all_above(names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(_all_above(name) for name in names))


@cache
def _all_above(name: str) -> frozenset[str]:
    above = _tree().above
    found, todo = {name}, [name]
    while todo:
        for higher in above.get(todo.pop(), ()):
            if higher not in found:
                found.add(higher)
                todo.append(higher)
    return frozenset(found)


@lru_cache(maxsize=50_000)
def _core(words: str) -> str:
    """An industry without what dresses it: 机器人产业企业 -> 机器人."""
    flat = previous = flat_text(words)
    while True:
        flat = INDUSTRY_DRESSING.sub("", flat)
        if flat == previous or len(flat) < _SHORTEST:
            return flat if len(flat) >= _SHORTEST else previous
        previous = flat


def _likeness(one: str, other: str) -> float:
    return float(_vector(one) @ _vector(other))


@lru_cache(maxsize=20_000)
def _vector(words: str) -> np.ndarray:
    return _model().encode_queries([words])[0]


@cache
def _model():  # type: ignore[no-untyped-def]
    """The shipped embedding, whatever the store is embedded with: the limits above are its own."""
    return load_model(str(DEFAULT_MODEL))


@cache
def _tree() -> _Tree:
    names: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    classes: dict[str, str] = {}
    held: list[tuple[str, list[str]]] = []
    for number, line in enumerate(_lexicon().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        left, _, rest = line.partition("\t")
        parts, _, size_class = rest.partition("\t")
        wordings = [flat_text(word) for word in left.split("=")]
        if not all(wordings) or (not parts.strip() and len(wordings) < 2):
            raise UnreadableFile(
                f"行业表第{number}行缺少词语", f"industries.txt, line {number}: words are missing"
            )
        for word in wordings:
            names.setdefault(word, set()).add(wordings[0])
        if size_class:
            classes[wordings[0]] = size_class.strip()
        held.append((wordings[0], [flat_text(part) for part in parts.split()]))
    for name, parts_of in held:
        for part in parts_of:
            for known in names.setdefault(part, {part}):
                if known != name:
                    above.setdefault(known, set()).add(name)
    return _Tree(
        {word: frozenset(of) for word, of in names.items()},
        {name: frozenset(higher) for name, higher in above.items()},
        classes,
        max(map(len, names)),
    )


def _lexicon() -> str:
    try:
        return resources.files("chat.applicability.enterprise").joinpath(_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            "行业表缺失或损坏，请重新安装", "the list of industries is missing or damaged"
        ) from error
