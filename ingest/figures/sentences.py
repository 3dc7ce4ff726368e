"""Read the figures of a sentence: of what each is, how it is meant, when, and whether it is aimed at or reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.figures.amounts import Amount, amounts_in
from ingest.figures.mapped_text import MappedText
from ingest.figures.name_lists import SameSubject, listed_subjects
from ingest.figures.names import name_of, unified
from ingest.figures.patterns import EACH, GENERIC, PART_OF_YEAR
from ingest.figures.periods import RESULT, Period, PeriodReader, years_said
from ingest.figures.subjects import Subject, modifies, subject_of
from ingest.figures.words_before import part_start
from ingest.text.places import regions_in

LONGEST_QUOTE = 160  # characters from the subject to its figure
_NATION = re.compile(r"全国|全球|世界|国内|我国")
# “以内”: of two figures of a list, said once
_SHARED = ("以内", "以上", "以下", "左右")
_STRIVES = re.compile(r"[，、](?:力争|努力|争取)[^，、]{0,8}$")


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A statement is one figure of a sentence or a row with what it says; offsets are those of the document's text.

    ``name`` is the indicator's one name, ``place`` the words for a place that the figure is of (empty: the
    document's own). ``confidence`` is lower where the subject was carried over from a figure before.
    """

    name: str
    amount: Amount
    period: Period
    base_year: int | None
    place: str
    start: int
    end: int
    number: tuple[int, int]
    confidence: float


def statements_of(text: MappedText, reader: PeriodReader, before: str = "") -> list[StatedFigure]:
    """Give the statements of one sentence, and let the reader of periods take note of it.

    ``before``: the sentence before it, which may name what its figures are of.
    """
    flat = text.flat
    amounts = _stated(flat, amounts_in(flat))
    amounts = _shared_comparators(flat, [_striven(flat, amount) for amount in amounts])
    found: list[StatedFigure] = []
    last: Subject | None = None
    listed = listed_subjects(flat, amounts)
    subjects: dict[int, Subject] = {}
    for index, amount in enumerate(amounts):
        given = listed.get(index)
        if isinstance(given, SameSubject):
            other = subjects.get(given.index)
            given = [Subject(other.name, given.change, other.start, amount.end, 0.8)] if other else None
        own = None if given else subject_of(flat, amounts, index, last, before)
        for one in given or ([own] if own else []):
            found.append(_stated_figure(text, amount, one, reader))
            last = subjects[index] = one
    reader.leave(flat)
    return found


def _striven(flat: str, amount: Amount) -> Amount:
    """“增长7%以上、力争达到8%”: the second is what is striven for."""
    if amount.comparator or not _STRIVES.search(flat[: amount.start]):
        return amount
    return replace(amount, comparator="力争")


def _shared_comparators(flat: str, amounts: Sequence[Amount]) -> list[Amount]:
    """“分别控制在5%和3%以内”: what stands behind the last figure of a pair is said of the first too."""
    shared = list(amounts)
    for index in range(len(shared) - 2, -1, -1):
        one, other = shared[index], shared[index + 1]
        pair = flat[one.end : other.start] in ("和", "与") and one.unit == other.unit
        if pair and not one.comparator and other.comparator in _SHARED and EACH.search(flat[: one.start]):
            shared[index] = replace(one, comparator=other.comparator)
    return shared


def _stated(flat: str, amounts: Sequence[Amount]) -> list[Amount]:
    """The amounts that state something, without those that only say which are counted (“50米内换乘比例”)."""
    return [
        amount for index, amount in enumerate(amounts) if amount.unit and not modifies(flat, amounts, index)
    ]


def _stated_figure(text: MappedText, amount: Amount, subject: Subject, reader: PeriodReader) -> StatedFigure:
    own = part_start(text.flat, amount.start)
    period, base = reader.of(text.flat, amount.start, 0 if "年均" in subject.change + subject.name else own)
    said = [one for one in years_said(text.flat[: amount.start + 12]) if own <= one.start < amount.start]
    if said and said[-1].against and not subject.change and not GENERIC.search(subject.name):
        period, base = Period(said[-1].year, RESULT), None
    start = (
        subject.start if amount.end - subject.start <= LONGEST_QUOTE else part_start(text.flat, amount.start)
    )
    span = text.span(start, max(subject.end, amount.end))
    name, place = _without_place(subject.name)
    name = unified(name, subject.change)
    if amount.share and not subject.change and (ratio := name_of(f"{name}比率")):
        name = ratio.name  # “空气质量优良天数92.9%” is the ratio
    if subject.change == "降幅" and unified(subject.name).endswith("涨幅"):
        name, amount = unified(subject.name), replace(amount, value=-amount.value)
    part = PART_OF_YEAR.search(text.flat[own : amount.start])
    return StatedFigure(
        f"{part.group()}{name}" if part else name,
        amount,
        period,
        base,
        place,
        *span,
        text.span(amount.number, amount.end),
        subject.confidence,
    )


def _without_place(name: str) -> tuple[str, str]:
    """A name without the place it opens with, and that place: “沈阳地区生产总值”, “全国居民收入”."""
    nation = _NATION.match(name)
    if nation and name_of(name[nation.end() :]):
        return name[nation.end() :], nation.group()
    places = regions_in(name[:14])
    if places and places[0].start == 0:
        place = places[-1] if len(places) == 2 and places[1].start == places[0].end else places[0]
        rest = name[place.end :]
        for words in (rest, rest.removeprefix("地区"), f"地区{rest}"):
            if name_of(words):
                return words, place.region
    return name, ""
