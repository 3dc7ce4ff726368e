"""Mark the words that differ between two wordings of one clause, and the figures among them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ingest.text.figures import Figure, figures_in

_COMPARED = 1_500_000  # product of the letters of two wordings up to which they are compared letter by letter
_BETWEEN = 2  # letters alike between two changes that are read as one
_OF_DATE = ("年", "月", "日")
_LONGEST_NAME = 20  # characters of the words that name a figure
# “应当自交付之日起30日内支付款项，”: a part of a sentence with its mark
_PART = re.compile(r"[^，,。；;\n]*[，,。；;\n]|[^，,。；;\n]+")
# 30, 三十, 1.5: characters of which a change takes all or none
_OF_NUMBER = re.compile(r"[0-9０-９.]")
# “，”, “；”: the marks between parts of a sentence
_MARK = re.compile(r"[，,。；;：:、（()）\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """``first[a:b]`` of one wording stands where ``second[c:d]`` of the other does; one of them may be empty."""

    first: tuple[int, int]
    second: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that is another in the other wording, by the words before it; spans are of the two wordings."""

    name: str
    first: tuple[int, int]
    second: tuple[int, int]


def changes(first: str, second: str) -> list[Change]:
    """Give what differs in order, white space left out of account; numbers change as wholes."""
    ones, others = _letters(first), _letters(second)
    if len(ones) * len(others) > _COMPARED:
        ones, others = _sentences(first), _sentences(second)
    matcher = SequenceMatcher(
        None, [_unit(first, span) for span in ones], [_unit(second, span) for span in others], autojunk=False
    )
    merged: list[list[int]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        if merged and sum(end - start for start, end in ones[merged[-1][1] : a]) <= _BETWEEN:
            merged[-1][1], merged[-1][3] = b, d
        else:
            merged.append([a, b, c, d])
    found = [Change(_span(first, ones, a, b), _span(second, others, c, d)) for a, b, c, d in merged]
    return list(_whole_numbers(first, second, found))


def _letters(text: str) -> list[tuple[int, int]]:
    return [(place, place + 1) for place, character in enumerate(text) if not character.isspace()]


def _sentences(text: str) -> list[tuple[int, int]]:
    """Parts of sentences: what very long wordings are compared by, which letter by letter would take minutes."""
    return [found.span() for found in _PART.finditer(text) if found.group().strip()]


def _unit(text: str, span: tuple[int, int]) -> str:
    return "".join(text[slice(*span)].split())


def _span(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Places of the text that units ``start`` to ``end`` take; an empty span where there are none."""
    if start == end:
        place = spans[start][0] if start < len(spans) else len(text)
        return place, place
    return spans[start][0], spans[end - 1][1]


def _whole_numbers(first: str, second: str, found: Sequence[Change]) -> Iterator[Change]:
    """Widen changes that begin or end within a number: “3[0→5]日” is “[30→35]日”."""
    for change in found:
        (a, b), (c, d) = change.first, change.second
        while (
            a
            and c
            and first[a - 1] == second[c - 1]
            and _OF_NUMBER.match(first, a - 1)
            and _cuts(first, second, a, c)
        ):
            a, c = a - 1, c - 1
        while (
            b < len(first)
            and d < len(second)
            and first[b] == second[d]
            and _OF_NUMBER.match(first, b)
            and _ends_in(first, second, b, d)
        ):
            b, d = b + 1, d + 1
        yield Change((a, b), (c, d))


def _cuts(first: str, second: str, a: int, c: int) -> bool:
    return bool(_OF_NUMBER.match(first, a) or _OF_NUMBER.match(second, c))


def _ends_in(first: str, second: str, b: int, d: int) -> bool:
    return bool((b and _OF_NUMBER.match(first, b - 1)) or (d and _OF_NUMBER.match(second, d - 1)))


def changed_figures(first: str, second: str, found: Sequence[Change]) -> list[ChangedFigure]:
    """Give the figures that the changes replace by others, with the words that stand before them."""
    ones, others = list(placed_figures(first)), list(placed_figures(second))
    pairs: list[ChangedFigure] = []
    for change in found:
        left = [one for one in ones if _touches(one[0], change.first)]
        right = [other for other in others if _touches(other[0], change.second)]
        for (span, one), (other_span, other) in zip(left, right, strict=False):
            numbered = first[span[0]] == "第"  # “第三条” is a place in the text
            if len(left) == len(right) and one.kind == other.kind and not (numbered or one.same(other)):
                pairs.append(ChangedFigure(_name(first, span[0]), span, other_span))
    return pairs


def placed_figures(text: str) -> Iterator[tuple[tuple[int, int], Figure]]:
    """Give the figures of a text with their places in it, a date as one; one spelled in its own way is left out."""
    place = 0
    held: tuple[tuple[int, int], Figure] | None = None
    for figure in figures_in(text):
        match = re.compile(r"\s*,?".join(map(re.escape, figure.text))).search(text, place)
        if figure.article or not match:
            continue
        place = match.end()
        if held and held[0][1] == match.start() and figure.kind in _OF_DATE and held[1].kind in _OF_DATE:
            dated = replace(figure, value=held[1].value * 100 + figure.value)
            held = (held[0][0], place), dated
            continue
        if held:
            yield held
        held = match.span(), figure
    if held:
        yield held


def _touches(span: tuple[int, int], change: tuple[int, int]) -> bool:
    return span[0] < change[1] and change[0] < span[1]


def _name(text: str, place: int) -> str:
    """The words in front of a figure, back to the mark before them; further where these are too few."""
    start = place
    while start and place - start < _LONGEST_NAME:
        if _MARK.match(text, start - 1) and place - start >= 2:
            break
        start -= 1
    return "".join(text[start:place].split()).strip("，,。；;：:、（()）")
