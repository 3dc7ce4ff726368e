"""Give each figure of “A、B分别增长4%、5%” its name, and both names of “A和B均达到93%” their figure. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.figures.amounts import Amount
from ingest.figures.names import name_of
from ingest.figures.patterns import BOTH, BOUNDARY, EACH, FIGURE_MARK, NAME_MARK, PAIRED
from ingest.figures.subjects import Subject
from ingest.figures.words_before import (
    LONGEST_NAME,
    SHORTEST_NAME,
    bare_name,
    first_word,
    noun_of,
    part_start,
    without_verbs,
)


@dataclass(frozen=True, slots=True)
class SameSubject:
    """A figure is of the same subject as the figure at ``index``: “企业69家、人才20名，分别增长27.7%和37.5%”."""

    index: int
    change: str


def listed_subjects(flat: str, amounts: Sequence[Amount]) -> dict[int, list[Subject] | SameSubject]:
    """Give the place of a figure -> what it is of, for figures that “分别” or “均” gives to several names."""
    found: dict[int, list[Subject] | SameSubject] = {}
    for match in EACH.finditer(flat):
        group = _figures_behind(flat, amounts, match.end())
        if len(group) < 2:
            continue
        left = _names_start(flat, amounts, match.start())
        lead, change = without_verbs(flat[match.end() : amounts[group[0]].start], amounts[group[0]])
        if bare_name(lead):
            continue
        whole, own = without_verbs(flat[left : match.start()], amounts[group[0]])
        change = change or own
        if not bare_name(whole):
            before = range(max(0, group[0] - len(group)), group[0])
            for place, other in zip(group, before, strict=False):
                found[place] = SameSubject(other, change)
            continue
        names = _names(noun_of(bare_name(whole)), len(group))
        if len(names) != len(group):
            continue
        for place, name in zip(group, names, strict=True):
            found[place] = [Subject(name, change, first_word(flat, left), amounts[group[-1]].end, 0.95)]
    for match in BOTH.finditer(flat):
        index = next((i for i, amount in enumerate(amounts) if amount.start >= match.end() - 1), None)
        if index is None or index in found or BOUNDARY.search(flat[match.end() : amounts[index].start]):
            continue
        left = _names_start(flat, amounts, match.start())
        bare, change = without_verbs(flat[left : amounts[index].start], amounts[index])
        names = _names(bare_name(bare), 0)
        if len(names) >= 2 and all(SHORTEST_NAME <= len(name) <= LONGEST_NAME for name in names):
            found[index] = [
                Subject(name, change, first_word(flat, left), amounts[index].end, 0.9) for name in names
            ]
    return found


def _names_start(flat: str, amounts: Sequence[Amount], place: int) -> int:
    """Where the names before “分别” begin: in its own part of the sentence, or in the part before."""
    start = part_start(flat, place)
    if start and not bare_name(flat[start:place]):
        start = part_start(flat, start - 1)
    return max([start, *(amount.end for amount in amounts if amount.end <= place)])


def _figures_behind(flat: str, amounts: Sequence[Amount], place: int) -> list[int]:
    """The figures behind a place that nothing but 、 and 和 parts."""
    group: list[int] = []
    for index, amount in enumerate(amounts):
        if amount.start < place:
            continue
        if not group:
            if BOUNDARY.search(flat[place : amount.start]):
                return []
            group.append(index)
        elif FIGURE_MARK.fullmatch(flat[amounts[group[-1]].end : amount.start]):
            group.append(index)
        else:
            break
    return group


def _names(words: str, count: int) -> list[str]:
    """The names of “城镇居民、农村居民人均可支配收入”, each whole; of “城乡居民收入” where two figures are given."""
    names = [name for name in NAME_MARK.split(words) if name]
    if len(names) == 1 and count == 2:
        for pair, (one, other) in PAIRED.items():
            if pair in words:
                return [words.replace(pair, one, 1), words.replace(pair, other, 1)]
    if count and len(names) != count:
        return names
    return [*_completed(names[:-1], names[-1]), names[-1]] if len(names) >= 2 else names


def _completed(names: Sequence[str], whole: str) -> Iterator[str]:
    """Names with the words that only the last of them carries: 城镇居民 with 人均可支配收入."""
    for name in names:
        yield name + _rest_of(name, whole)


def _rest_of(name: str, whole: str) -> str:
    if name_of(name):
        return ""
    for size in range(len(name), 0, -1):
        ending = name[-size:]
        place = whole.find(ending)
        if place > 0 and (size >= 2 or place + size == len(name)):
            return whole[place + size :]
    return ""
