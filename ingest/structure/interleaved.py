"""Separate two copies of one text that a crawl has interleaved sentence by sentence.

One copy (the *leading* one) runs ahead of the other, so of a sentence that
stands twice the first occurrence is the leading copy's and the second the
trailing one's. Sentences that stand once belong to either. Pure functions of a
list of items; no file is treated specially.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.text.likeness import cosines, heading_share, pair_weights

# Costs of calling a lone sentence the leading or the trailing copy's. Only their ratios matter.
_SWITCH = 0.4  # per change of copy between neighbours
_COUNT = 3.0  # per sentence more or fewer than the leading copy lost at the same place
_COHESION = 2.0  # per unit of likeness (cosine) to the sentence before in the same copy
_AFFINITY = 2.0  # per unit of the share of a heading's words, the leading copy's sections against the other's
_BEAM = 300  # states kept while weighing one stretch

# Last item's label, last leading item, last trailing item, trailing items so far.
_State = tuple[bool, int | None, int, int]
_States = dict[_State, tuple[float, tuple[bool, ...]]]


@dataclass(frozen=True, slots=True)
class InterleavedItem:
    """An item is a sentence: ``start:end`` its words, ``sections`` the contents entries whose headings open it.

    ``key`` is what makes two sentences the same. ``breaks`` tells that a line ends behind it.
    """

    start: int
    end: int
    key: str
    sections: tuple[int, ...] = ()
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Untangled:
    """This holds the order of the text: ``order`` lists item numbers, each distinct sentence once.

    ``joined[n]`` tells whether ``order[n]`` directly follows ``order[n - 1]`` in one of the
    copies; where it does not, words between them may be lost.
    """

    order: tuple[int, ...]
    joined: tuple[bool, ...]
    repeated: int


def repeated_pairs(items: Sequence[InterleavedItem], shortest: int = 10) -> list[tuple[int, int]]:
    """Give (first, second) numbers of sentences that stand twice, in an order that both copies share."""
    first: dict[str, int] = {}
    second: dict[str, int] = {}
    for number, item in enumerate(items):
        if len(item.key) < shortest:
            continue
        if item.key not in first:
            first[item.key] = number
        else:
            second.setdefault(item.key, number)
    return _increasing([(first[key], other) for key, other in second.items()])


def _increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises in both numbers (patience sorting)."""
    pairs = sorted(pairs)
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        place = bisect_left(tails, second)
        before.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(second)
            at.append(number)
        else:
            tails[place], at[place] = second, number
    chosen: list[tuple[int, int]] = []
    number = at[-1] if at else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def untangle(items: Sequence[InterleavedItem], headings: Sequence[str] = ()) -> Untangled:
    """Find the order of the text behind two interleaved copies of it.

    ``headings`` are the words of the contents entries that ``InterleavedItem.sections`` count.
    """
    pairs = repeated_pairs(items)
    dropped = _surplus(items, pairs)
    leading = _label(items, pairs, dropped, headings)
    order = _merge(items, pairs, leading, dropped)
    twin = dict(pairs)
    joined = [False]
    for before, after in pairwise(order):
        ends = {before, twin.get(before, before)}
        starts = {after, twin.get(after, after)}
        joined.append(any(end + 1 in starts for end in ends))
    return Untangled(tuple(order), tuple(joined), len(items) - len(order))


def _surplus(items: Sequence[InterleavedItem], pairs: list[tuple[int, int]]) -> set[int]:
    """Occurrences of a sentence beyond its first that are no partner in a pair."""
    partners = {second for _, second in pairs}
    seen: set[str] = set()
    surplus: set[int] = set()
    for number, item in enumerate(items):
        if item.key in seen and number not in partners and len(item.key) >= 10:
            surplus.add(number)
        seen.add(item.key)
    return surplus


# --- which copy a lone sentence belongs to -----------------------------------------------------


def _label(
    items: Sequence[InterleavedItem], pairs: list[tuple[int, int]], dropped: set[int], headings: Sequence[str]
) -> list[bool]:
    """For each item whether it is the leading copy's."""
    decided: list[bool | None] = [None] * len(items)
    for first, second in pairs:
        decided[first], decided[second] = True, False
    keys = [item.key for item in items]
    weights = pair_weights(keys)
    signals = _Signals(cosines(keys, weights), _break_costs(items, decided), headings, weights)
    for (first, second), (next_first, next_second) in pairwise(pairs):
        lost = sum(1 for number in range(first + 1, next_first) if decided[number] is False)
        stretch = [number for number in range(second + 1, next_second) if number not in dropped]
        _force_by_sections(items, decided, stretch, second, next_second)
        labels = _weigh(items, decided, stretch, second, next_second, lost, signals)
        for number, label in zip(stretch, labels, strict=True):
            decided[number] = label
    return [label is not False for label in decided]


@dataclass(frozen=True, slots=True)
class _Signals:
    """What speaks for one copy or the other."""

    alike: Callable[[int | None, int | None], float]
    breaks: tuple[float, float]
    headings: Sequence[str]
    weights: Mapping[str, float]


def _force_by_sections(
    items: Sequence[InterleavedItem],
    decided: list[bool | None],
    stretch: list[int],
    second: int,
    next_second: int,
) -> None:
    """A heading outside what the trailing copy can have reached is the leading copy's, and the reverse."""
    behind = [s for n in range(second + 1) if decided[n] is False for s in items[n].sections]
    ahead = [s for n in range(next_second, len(items)) if decided[n] is False for s in items[n].sections]
    lowest, highest = max(behind, default=-1), min(ahead, default=10**6)
    led = (
        [s for n in range(next_second) if decided[n] is True for s in items[n].sections if n < stretch[0]]
        if stretch
        else []
    )
    for number in stretch:
        if decided[number] is not None or not items[number].sections:
            continue
        section = items[number].sections[-1]
        if not lowest <= section <= highest:
            decided[number] = True
        elif section < max(led, default=-1):
            decided[number] = False


def _break_costs(items: Sequence[InterleavedItem], decided: list[bool | None]) -> tuple[float, float]:
    """What it costs that the trailing copy stands before a line break, and behind one.

    Lines are cut by some rule that is not known; how often each copy stands at a
    break is counted among the decided sentences (−log of the share, Laplace's rule).
    """
    before = [decided[n] for n in range(len(items) - 1) if items[n].breaks and decided[n] is not None]
    behind = [decided[n + 1] for n in range(len(items) - 1) if items[n].breaks and decided[n + 1] is not None]

    def cost(sides: list[bool | None]) -> float:
        trailing = sum(1 for side in sides if side is False)
        return max(0.0, -math.log(2 * (trailing + 1) / (len(sides) + 2)))

    return cost(before), cost(behind)


def _weigh(
    items: Sequence[InterleavedItem],
    decided: list[bool | None],
    stretch: list[int],
    second: int,
    next_second: int,
    lost: int,
    signals: _Signals,
) -> list[bool]:
    """The cheapest labels of a stretch between two sentences of the trailing copy."""
    lead_before = next((n for n in range(second, -1, -1) if decided[n] is True), None)
    lead_after = next((n for n in range(next_second, len(items)) if decided[n] is True), None)
    states: _States = {(False, lead_before, second, 0): (0.0, ())}
    previous = second
    for number in stretch:
        options = (decided[number],) if decided[number] is not None else (True, False)
        affinity = (
            _affinity(items, decided, number, second, next_second, signals) if len(options) > 1 else 0.0
        )
        grown: _States = {}
        for state, (cost, labels) in states.items():
            for option in map(bool, options):
                step = _cost(items, state, previous, number, option, affinity, signals)
                after = _after(state, number, option)
                if after not in grown or cost + step < grown[after][0]:
                    grown[after] = (cost + step, (*labels, option))
        states = dict(sorted(grown.items(), key=lambda pair: pair[1][0])[:_BEAM])
        previous = number
    best = math.inf
    chosen: tuple[bool, ...] = ()
    for (label, lead, trail, count), (cost, labels) in states.items():
        cost += _step(items, previous, label, False, signals.breaks) + _COUNT * abs(count - lost)
        cost -= _COHESION * (signals.alike(trail, next_second) + signals.alike(lead, lead_after))
        if cost < best:
            best, chosen = cost, labels
    return list(chosen)


def _cost(
    items: Sequence[InterleavedItem],
    state: _State,
    previous: int,
    number: int,
    option: bool,
    affinity: float,
    signals: _Signals,
) -> float:
    """What it costs to call an item the leading copy's (``option``) or the trailing one's, after a state."""
    label, lead, trail, _ = state
    cost = _step(items, previous, label, option, signals.breaks)
    if not items[number].sections:  # a new section need not go on from the last
        cost -= _COHESION * signals.alike(lead if option else trail, number)
    return cost + (0.0 if option else _AFFINITY * affinity)


def _after(state: _State, number: int, option: bool) -> _State:
    _, lead, trail, count = state
    return (True, number, trail, count) if option else (False, lead, number, count + 1)


def _affinity(
    items: Sequence[InterleavedItem],
    decided: list[bool | None],
    number: int,
    second: int,
    next_second: int,
    signals: _Signals,
) -> float:
    """How much better an item fits the sections that the leading copy is in than the trailing copy's."""

    def best(leads: bool, before: int, behind: int) -> float:
        here = [s for n in range(before, -1, -1) if decided[n] is leads for s in items[n].sections]
        there = [s for n in range(behind, len(items)) if decided[n] is leads for s in items[n].sections]
        low = max(here, default=0)
        high = min(there, default=len(signals.headings))
        sections = {low, *range(low + 1, high)} & set(range(len(signals.headings)))
        shares = [heading_share(signals.headings[s], items[number].key, signals.weights) for s in sections]
        return max(shares, default=0.0)

    return best(True, number, number + 1) - best(False, second, next_second)


def _step(
    items: Sequence[InterleavedItem], previous: int, label: bool, option: bool, breaks: tuple[float, float]
) -> float:
    cost = _SWITCH if label != option else 0.0
    if items[previous].breaks:
        cost += (0.0 if label else breaks[0]) + (0.0 if option else breaks[1])
    return cost


# --- one order out of two ------------------------------------------------------------------------


def _merge(
    items: Sequence[InterleavedItem], pairs: list[tuple[int, int]], leading: list[bool], dropped: set[int]
) -> list[int]:
    """Both copies in step at the sentences they share; what one of them lacks comes between."""
    order: list[int] = []
    partners = {second for _, second in pairs}
    bounds = [(-1, -1), *pairs, (len(items), len(items))]
    for (first, second), (next_first, next_second) in pairwise(bounds):
        led = [n for n in range(first + 1, next_first) if leading[n] and n not in dropped]
        trailed = [
            n
            for n in range(second + 1, next_second)
            if not leading[n] and n not in dropped and n not in partners
        ]
        order.extend(_by_section(items, trailed, led))
        if next_first < len(items):
            order.append(next_first)
    return order


def _by_section(items: Sequence[InterleavedItem], trailed: list[int], led: list[int]) -> list[int]:
    """Two runs between the same neighbours: each stays in order, lower sections first."""
    keyed = []
    for run in (trailed, led):
        section = -1
        for number in run:
            section = max((section, *items[number].sections))
            keyed.append((section, number))
    return [number for _, number in sorted(keyed, key=lambda pair: pair[0])]
