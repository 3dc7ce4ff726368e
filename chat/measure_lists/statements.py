"""Find the sentences of a document that speak of a matter. Pure functions over texts and spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chat.measure_lists.matters import Matter
from chat.measure_lists.patterns import FIELD, FIELD_ASIDE, MONEY, PART_END, RELIEF, SUPPORTS
from ingest.document import Span
from ingest.facts import Measure
from ingest.structure import overlaps
from ingest.text.normalise import flat_text
from ingest.text.sentences import split_sentences

LONGEST_RUN = 400  # characters of sentences that follow one another and are quoted as one
# “| 服务内容 | 对……给予补助 |”: each cell of a row, without the blanks around it
_CELL = re.compile(r"[^|\s][^|]*[^|\s]")
_ENDS = ("。", "；", "！", ";")
_LABEL_MARKS = "0123456789.．、|- ()（）一二三四五六七八九十。"
_MANY = 4  # names in a row, of which one alone is no matter of its own


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """Words of a document that speak of a matter; ``titled``: its title alone says it all."""

    span: Span
    titled: bool = False


def statement_of_measure(text: str, measure: Measure, matter: Matter) -> SpokenWords | None:
    """Give the words of a measure that speak of a matter, or what it gives where its title does; conditions alone do not."""
    region = Span(measure.start, measure.end)
    title = flat_text(measure.title)
    titled = matter.held_by(title)
    if not titled and not matter.may_hold(title + flat_text(text[region.start : region.end])):
        return None
    gifts = [gift.words for gift in measure.gifts]
    paid = [gift.words for gift in measure.gifts if gift.amount is not None]
    aside = [
        condition.words
        for condition in measure.conditions
        if not any(overlaps(condition.words, g) for g in gifts)
    ]
    aside += filter(None, (measure.procedure, measure.deadline, measure.contact, measure.basis))
    found: list[tuple[int, Span]] = []
    for sentence in sentences_of(text, region):
        if any(part.start <= sentence.start and sentence.end <= part.end for part in aside):
            continue
        flat = flat_text(text[sentence.start : sentence.end])
        if in_field_aside(text, region, sentence.start) or not matter.held_by(flat, title):
            continue
        given = any(overlaps(sentence, gift) for gift in paid)
        if titled or given or _is_matter(flat, matter):
            does = matter.deed is None or matter.deed.search(flat) is not None
            worth = given + any(overlaps(sentence, gift) for gift in gifts) + 2 * does
            found.append((-1 if _is_title(flat, title) else worth, sentence))
    if found:
        best = max(found, key=lambda one: one[0])[1]
        return SpokenWords(
            _run_around([one for worth, one in found if worth >= 0 or one == best], best), titled
        )
    if not titled:
        return None
    gift = max(measure.gifts, key=lambda gift: (gift.amount is not None, gift.cap or 0.0), default=None)
    return SpokenWords(gift.words if gift else measure.title_words or Span(measure.start, measure.end), True)


def statements_beside(
    text: str, spans: Sequence[Span], matter: Matter, *, deed: bool
) -> Iterator[SpokenWords]:
    """Give the first run of sentences in each of some spans that speak of a matter; ``deed``: and give something."""
    for span in spans:
        found = []
        if not matter.may_hold(flat_text(text[span.start : span.end])):
            continue
        for sentence in sentences_of(text, span):
            flat = flat_text(text[sentence.start : sentence.end])
            gives = not deed or MONEY.search(flat) or RELIEF.search(flat)
            if gives and matter.held_by(flat):
                found.append(sentence)
        if found:
            yield SpokenWords(_run_around(found, found[0]))


def sentences_of(text: str, span: Span) -> Iterator[Span]:
    """Give the sentences of a span, in order; the cells of a row are parted."""
    for start, end in split_sentences(text[span.start : span.end]):
        first = span.start + start
        for cell in _CELL.finditer(text, first, span.start + end):
            yield Span(cell.start(), cell.end())


def in_field_aside(text: str, region: Span, place: int) -> bool:
    """Tell whether a place stands in a field of a card that says nothing of what is given: 条件要求, 服务流程."""
    label = ""
    for match in FIELD.finditer(text, region.start, place):
        label = match["label"]
    return bool(label) and FIELD_ASIDE.search(label) is not None


def _is_matter(flat: str, matter: Matter) -> bool:
    """Whether a sentence does something for a thing, and names it neither in passing nor among many others."""
    if matter.deed:
        return True
    terms = matter.things or matter.acts
    forms = [form for term in terms for form in (*term.forms, *term.halves)]
    parts = PART_END.split(flat)
    for place, part in enumerate(parts):
        around = "，".join(parts[max(place - 1, 0) : place + 2])
        alone = part.count("、") < _MANY or MONEY.search(around) or RELIEF.search(around)
        if alone and any(form in part for form in forms) and SUPPORTS.search(around):
            return True
    return False


def _is_title(flat: str, title: str) -> bool:
    """Whether a line is a measure's heading and no sentence, even where the sentence gave the measure its title."""
    return flat[-1:] not in _ENDS and flat.strip(_LABEL_MARKS) == title.strip(_LABEL_MARKS)


def _run_around(found: Sequence[Span], best: Span) -> Span:
    """The best sentence with those right before and behind it that speak of the matter too."""
    place = found.index(best)
    first = last = place
    while (
        first
        and best.end - found[first - 1].start <= LONGEST_RUN
        and found[first].start - found[first - 1].end <= 1
    ):
        first -= 1
    while (
        last + 1 < len(found)
        and found[last + 1].end - found[first].start <= LONGEST_RUN
        and found[last + 1].start - found[last].end <= 1
    ):
        last += 1
    return Span(found[first].start, found[last].end)
