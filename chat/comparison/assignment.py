"""Assign quotes to the sides of a comparison: to each side the quote that answers it best, none to two sides.

Pure functions. A quote may serve two sides where it speaks of both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations, product, zip_longest

from chat.answers import Draft, compose
from chat.comparison.figure_pairs import placed_figures
from chat.evidence import ScoredUnit
from chat.question import Question, Side
from index.words import bigrams
from ingest.text.normalise import flat_text

LEAST_SAID = 0.5  # of the words that one side alone has, from which a quote is about that side
OWN = 0.4  # what a quote gains that holds all the words that are a side's own, beside the reader's support in [0, 1]
FIRST = 0.1  # what the quote gains that its side's answer puts first
UNREAD = 0.2  # support of a quote that the reader was not asked about
CONSIDERED = 4  # quotes of a side
FURTHER = 4  # units of a side looked at beside those, for a figure of the kind that the other side's has
LATER = 0.1  # what such a unit loses
LEAST_FURTHER = 0.15  # support of such a unit
ONE_KIND = (
    0.6  # what quotes gain together that state figures of one kind, where a figure is asked of each side
)
# “2024”, “100”: what tells sides apart that have the same words
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Told:
    """A quote of a side's answer with its ready words, and how well it answers that side."""

    pick: ScoredUnit
    words: str | None
    worth: float

    def kinds(self, question: Question) -> frozenset[str]:
        """Give the kinds of the figures that it states: money, shares, what is counted."""
        placed = placed_figures(self.pick, self.words or compose.words_of(self.pick, question))
        return frozenset(one.figure.kind for one in placed) - {""}

    def same(self, other: Told) -> bool:
        """Tell whether two quotes overlap, or say the same twice in one document; two cells of a row are two quotes."""
        one, two = self.pick, other.pick
        if one.unit.chunk.cells and two.unit.chunk.cells and self.words != other.words:
            return False
        twice = one.document.doc_id == two.document.doc_id and one.unit.flat == two.unit.flat
        return overlap(one, two) or twice


def told_of(draft: Draft, own: Collection[str]) -> list[Told]:
    """Give the quotes of a side's answer, each with its worth for the side whose own words are given."""
    if draft.reason:
        return []
    given = list(zip_longest(draft.picks, draft.words[: len(draft.picks)]))
    return [
        Told(pick, words, support_of(pick) + OWN * held(pick, own) + (FIRST if number == 0 else 0.0))
        for number, (pick, words) in enumerate(given)
    ]


def further_of(draft: Draft, own: Collection[str]) -> list[Told]:
    """Give what a side's answer left out of what was read for it, likeliest first."""
    left = [
        one
        for one in draft.more
        if support_of(one) >= LEAST_FURTHER
        and not one.unit.heading
        and not any(overlap(one, pick) for pick in draft.picks)
    ]
    told = [Told(one, None, support_of(one) + OWN * held(one, own) - LATER) for one in left]
    return sorted(told, key=lambda one: -one.worth)[:FURTHER] if not draft.reason else []


def of_one_kind(
    candidates: Sequence[Sequence[Told]],
    further: Sequence[Sequence[Told]],
    own: Sequence[Collection[str]],
    question: Question,
) -> list[Told | None]:
    """Give each side a quote as ``assigned`` does, of figures of one kind where both sides have such.

    ``further``: for each side what its answer left out, looked at where the quotes first given state no figures of one kind.
    """
    first = assigned(candidates, own)
    if None in first or len(first) > 2 or _one_kind(first, question):
        return first
    every = [[*quotes[:CONSIDERED], *more] for quotes, more in zip(candidates, further, strict=True)]
    best: tuple[float, list[Told | None]] = (sum(one.worth for one in first if one), first)
    for chosen in product(*every):
        worth = ONE_KIND + sum(one.worth for one in chosen)
        if worth > best[0] and not _clash(chosen, own) and _one_kind(chosen, question):
            best = worth, list(chosen)
    return best[1]


def _one_kind(chosen: Sequence[Told | None], question: Question) -> bool:
    """Whether all quotes state figures of one kind."""
    kinds = [one.kinds(question) for one in chosen if one]
    return bool(kinds and frozenset.intersection(*kinds))


def support_of(pick: ScoredUnit) -> float:
    """Give how likely the reader finds a quote to answer, in [0, 1]."""
    return UNREAD if pick.support is None else pick.support


def assigned(candidates: Sequence[Sequence[Told]], own: Sequence[Collection[str]]) -> list[Told | None]:
    """Give each side the quote with which all sides together are answered best; ``None`` for a side that has none left.

    ``candidates``: the quotes of each side; ``own``: the words that are each side's own.
    """
    best: tuple[float, list[Told | None]] = (-1.0, [None for _ in candidates])
    for chosen in product(*([*quotes[:CONSIDERED], None] for quotes in candidates)):
        if _clash(chosen, own):
            continue
        worth = sum(one.worth for one in chosen if one)
        if worth > best[0]:
            best = worth, list(chosen)
    return best[1]


def _clash(chosen: Sequence[Told | None], own: Sequence[Collection[str]]) -> bool:
    """Whether two sides were given one quote that does not speak of both."""
    given = [(one, words) for one, words in zip(chosen, own, strict=True) if one]
    return any(
        one.same(other) and not (says(one.pick, words) and says(one.pick, others))
        for (one, words), (other, others) in combinations(given, 2)
    )


def overlap(one: ScoredUnit, other: ScoredUnit) -> bool:
    """Tell whether two quotes share words of a document."""
    same = one.document.doc_id == other.document.doc_id
    return same and one.unit.start < other.unit.end and other.unit.start < one.unit.end


def each_once(given: Sequence[Told | None]) -> list[Told]:
    """Give the quotes of all sides in their order, one that serves two sides once."""
    found: list[Told] = []
    for one in given:
        if one and not any(one.same(other) for other in found):
            found.append(one)
    return found


def own_words(sides: Sequence[Side]) -> list[set[str]]:
    """Give the character pairs and numbers of each side that no other side has: “五级” beside “二级”."""
    every = [{*bigrams(said), *_NUMBER.findall(said)} for said in (side.thing or side.text for side in sides)]
    return [own - set().union(*every[:n], *every[n + 1 :]) for n, own in enumerate(every)]


def held(pick: ScoredUnit, words: Collection[str]) -> float:
    """Give the share of words that a quote holds."""
    # A year may stand in the title alone, a name (“南丰县”) in the heading.
    said_of = f"{pick.unit.flat}{flat_text(''.join(pick.unit.chunk.path[-1:]))}"
    said = [word in said_of or (word.isdigit() and word in pick.unit.context) for word in words]
    return sum(said) / len(said) if said else 0.0


def entitled(pick: ScoredUnit, words: Collection[str]) -> bool:
    """Tell whether the title of a quote's document speaks of the side that these words are the own of."""
    title = flat_text(pick.document.metadata.title)
    return bool(words) and sum(word in title for word in words) >= LEAST_SAID * len(words)


def says(pick: ScoredUnit, words: Collection[str]) -> bool:
    """Tell whether a quote speaks of the side that these words are the own of."""
    return held(pick, words) >= LEAST_SAID
