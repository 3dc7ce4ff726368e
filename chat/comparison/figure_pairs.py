"""Find the two figures of quotes that a question sets side by side: one for each of two things, or one before and one after.

Pure functions over quotes. Every figure is words of a quote; which is meant, the words in front of it say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from chat.evidence import ScoredUnit
from index.words import bigrams
from ingest.text import figures
from ingest.text.figures import Figure
from ingest.text.normalise import flat_text

# “合计（个）：1023”: a cell whose unit stands in its column's header
_UNIT_OF_COLUMN = re.compile(
    r"(?P<header>[（(](?P<unit>[^（）()\d]{1,8})[)）][:：])(?P<figure>\d[\d.,]*)(?=$|[；;。])"
)
# “、”, “和”: between figures that are given to several names in their order
_NEXT = re.compile(r"[、，,]?(?:和|与|及|、)?")
# “1832户｜增加到｜3382户”, “369位｜上升到｜235位”: between what was and what is
_BECOMES = re.compile(
    r"(?:左右|以上)?[，,]?(?:(?:逐步|进一步|大幅|持续)?(?:增加|增长|提高|提升|上升|上涨|扩大|跃升|攀升|升|下降|减少|降低|回落|缩小|降|变|调整|发展|扩展)?)(?:至|到|为|成)(?:了)?"
)
# “由1832户”, “从21%”, “上年729万人”: in front of what was
_WAS = re.compile(r"[由从](?:上年|去年|20\d\d年|“?十[三四]五”?末)?的?$|[由从][^，。；]{0,12}$")
LEAST_OWN = 0.3  # of a thing's own words in front of a figure, for the figure to be the thing's
SHARED = 0.25  # what a pair of characters of the question adds that stands right in front of a figure
CHARACTER = 0.5  # weight of a single character beside a pair of them


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure of a quote with the words in front of it, back to the figure before it.

    ``place``: how many figures given in turn, as in “分别给予3万元、1万元”, stand before it; those have the words in
    front of the first. ``of``: figures of the quote, ``quote``: its flat words.
    """

    pick: ScoredUnit
    figure: Figure
    before: str
    of: int
    quote: str
    place: int = 0

    @property
    def in_brackets(self) -> bool:
        """Whether the figure stands between brackets."""
        lead = self.quote[: self.figure.start]
        return sum(map(lead.count, "（(")) > sum(map(lead.count, "）)"))


def placed_figures(pick: ScoredUnit, words: str) -> list[Placed]:
    """Give the figures that a quote states, in its order; no dates, ranks or articles.

    ``words``: what is shown of the quote.
    """
    flat = figures.flat(_UNIT_OF_COLUMN.sub(r"\g<header>\g<figure>\g<unit>", flat_text(words)))
    stated = [
        f
        for f in figures.figures_in(flat)
        if not f.article and not f.dated and not f.is_year and "第" not in flat[f.start - 1 : f.start + 1]
    ]
    found: list[Placed] = []
    end = 0
    for figure in stated:
        before, last = flat[end : figure.start], found[-1] if found else None
        if last and last.figure.kind == figure.kind and _NEXT.fullmatch(before) and before:
            found.append(Placed(pick, figure, last.before, len(stated), flat, last.place + 1))
        else:
            found.append(Placed(pick, figure, before, len(stated), flat))
        end = figure.end
    return found


def before_and_after(shown: Iterable[Sequence[Placed]]) -> tuple[Placed, Placed] | None:
    """Give what was and what is of “由1832户增加到3382户”, where one quote alone states such a pair."""
    found = [
        (one, other)
        for placed in shown
        for one, other in pairwise(placed)
        if one.figure.kind == other.figure.kind
        and (one.figure.unit == other.figure.unit)
        and _WAS.search(one.before)
        and _BECOMES.fullmatch(other.before)
    ]
    return found[0] if len({(a.figure.text, b.figure.text) for a, b in found}) == 1 else None


def figures_of_things(
    things: tuple[str, str], placed: Sequence[Placed], asked: str
) -> tuple[Placed, Placed] | None:
    """Give the figure of each of two things, both of one kind; ``None`` where the words leave open which is meant.

    ``asked``: the question, whose other words are to stand in front of both alike. Figures in brackets are mostly
    conditions, and looked at where none outside fits.
    """
    outside = [one for one in placed if not one.in_brackets]
    return _figures_of(things, outside, asked) or (
        _figures_of(things, placed, asked) if len(outside) < len(placed) else None
    )


def _figures_of(
    things: tuple[str, str], placed: Sequence[Placed], asked: str
) -> tuple[Placed, Placed] | None:
    own = _own_words(things)
    shared = set(bigrams(asked)) - own[0] - own[1]
    ranked = []
    for one, other in permutations(placed, 2):
        if one.figure.kind != other.figure.kind or not one.figure.kind:
            continue
        fit = _fit(one, other, own)
        if fit is not None:
            said = sum(word in each.before for word in shared for each in (one, other))
            ranked.append((fit + SHARED * said, one, other))
    ranked.sort(key=lambda pair: -pair[0])
    if not ranked or (len(ranked) > 1 and ranked[1][0] == ranked[0][0] and not _alike(ranked[0], ranked[1])):
        return None
    return ranked[0][1], ranked[0][2]


def _fit(one: Placed, other: Placed, own: tuple[set[str], set[str]]) -> float | None:
    """How well the first figure is of the first thing and the second of the second; ``None`` where one is of neither."""
    if one.before == other.before and one.place != other.place:  # given in turn, to names in their order
        at = [max((one.before.rfind(word) for word in words), default=-1) for words in own]
        in_order = min(at) >= 0 and (at[0] < at[1]) == (one.place < other.place)
        return 1.0 if in_order and {one.place, other.place} == {0, 1} else None
    # What stands in front of both tells neither from the other.
    own = tuple({w for w in words if not (w in one.before and w in other.before)} for words in own)  # type: ignore[assignment]
    first, second = _about(one, own[0], own[1]), _about(other, own[1], own[0])
    crossed = _about(one, own[1], own[0]), _about(other, own[0], own[1])
    if first < LEAST_OWN or second < LEAST_OWN or first <= crossed[0] or second <= crossed[1]:
        return None
    return first + second - sum(crossed)


def _about(one: Placed, words: set[str], others: set[str]) -> float:
    """How much of a thing's own words stands in front of a figure.

    Of a quote that has no word of the other thing, all that stands before the figure counts; of a lone figure the
    headings count half.
    """
    held = _held(one.before, words)
    if not held and not _held(one.quote, others):
        held = _held(one.quote[: one.figure.start], words)
    return held or (_held(one.pick.unit.context, words) / 2 if one.of == 1 else 0.0)


def _held(text: str, words: set[str]) -> float:
    weight = sum(1.0 if len(word) > 1 else CHARACTER for word in words)
    held = sum((1.0 if len(word) > 1 else CHARACTER) for word in words if word in text)
    return held / weight if weight else 0.0


def _own_words(things: tuple[str, str]) -> tuple[set[str], set[str]]:
    """The character pairs and characters of each thing that the other has not."""
    first, second = ({*bigrams(flat_text(thing)), *flat_text(thing)} - set("的，, ") for thing in things)
    return first - second, second - first


def _alike(one: tuple[float, Placed, Placed], other: tuple[float, Placed, Placed]) -> bool:
    """Whether two pairs state the same figures, as a text does that says them twice."""
    return all(a.figure.value == b.figure.value for a, b in zip(one[1:], other[1:], strict=True))
