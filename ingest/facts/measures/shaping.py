"""Shape a measure from its parts: what it gives and to whom, read from the words of each part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Document, Span
from ingest.facts.measure import Condition, Gift, Measure
from ingest.facts.measures.conditions import ConditionReader, merged
from ingest.facts.measures.gifts import Giving, givings, helps, left_out, supported
from ingest.facts.measures.industries import title_industries
from ingest.facts.measures.numbered_items import directions_of
from ingest.facts.measures.patterns import ELSEWHERE_TOO
from ingest.facts.measures.placed_words import PlacedWords
from ingest.facts.measures.predicates import readings
from ingest.text.normalise import squeeze

_NO_WORDS = PlacedWords("", ())
_TOPICS_FROM = 400  # characters of the content in which the industries that it is for are looked for
_MOST_TOPICS = 12
# 应当经批准, 不得设立, 必须备案: what asks
_ASKS = re.compile(r"应当|不得|必须|禁止|严禁|须经|应(?:在|于|按|经)|不准")
# 市场准入, 监管要求: what a card calls a measure that asks
_ASKING_TOOL = re.compile(r"准入|监管|许可|规范|约束")


@dataclass(frozen=True, slots=True)
class Parts:
    """These are the parts of a measure: places of its pieces and the words of those that are read further."""

    title: Span
    start: int
    end: int
    path: tuple[str, ...]
    content: PlacedWords
    amounts: PlacedWords = field(default=_NO_WORDS)  # words that state nothing but what is given (支持标准)
    whom: PlacedWords = field(default=_NO_WORDS)
    conditions: PlacedWords = field(default=_NO_WORDS)
    tool: str = ""
    handled_by: Span | None = None
    procedure: Span | None = None
    deadline: Span | None = None
    contact: Span | None = None
    basis: Span | None = None
    confidence: float = 0.9


def shaped(document: Document, parts: Parts, reader: ConditionReader) -> Measure:
    """Give the measure of some parts, without its key (:func:`ingest.facts.measures.document_measures.measures_of` gives it)."""
    found = [*givings(parts.content, reader), *givings(parts.amounts, reader, all_given=True)]
    apart = replace(reader, directions=directions_of(parts.content.words))
    conditions = merged((*reader.of_applicants(parts.whom), *apart.of_field(parts.conditions)))
    if ELSEWHERE_TOO.search(parts.conditions.words):
        conditions = tuple(one for one in conditions if all(p.field != "region" for p in one.predicates))
    gifts, conditions = _attached(found, conditions)
    whom = supported(parts.content, reader) if found else []
    conditions = merged((*conditions, *whom, *left_out(parts.content, reader)))
    gifts = gifts or tuple(helps(parts.content, reader))
    sure = found or conditions
    asks = not found and not parts.conditions.words and bool(_ASKS.search(parts.content.words))
    return Measure(
        "",
        squeeze(document.text[parts.title.start : parts.title.end]).strip("。：:；"),
        parts.start,
        parts.end,
        " / ".join(parts.path),
        document.page_at(parts.start),
        parts.confidence if sure else min(parts.confidence, 0.6),
        asks or bool(_ASKING_TOOL.search(parts.tool) and not found),
        gifts,
        conditions,
        _topics(document, parts, reader),
        parts.title,
        parts.whom.whole,
        parts.handled_by,
        parts.procedure,
        parts.deadline,
        parts.contact,
        parts.basis,
    )


def _attached(
    found: Sequence[Giving], conditions: tuple[Condition, ...]
) -> tuple[tuple[Gift, ...], tuple[Condition, ...]]:
    """What stands in the only giving sentence is wanted for the measure, else for the gift of its sentence."""
    known = {one.predicates for one in conditions if one.predicates}
    own = [tuple(one for one in giving.conditions if one.predicates not in known) for giving in found]
    leading = [place for place, giving in enumerate(found) if not giving.follows]
    if len(leading) == 1:
        conditions = merged((*conditions, *own[leading[0]]))
        return tuple(giving.gift for giving in found), conditions
    gifts: list[Gift] = []
    before: tuple[Condition, ...] = ()
    whole: tuple[Condition, ...] = ()  # of the sentence that a “其中” is a part of
    for giving, mine in zip(found, own, strict=True):
        before = before if giving.follows else mine
        whole = whole if giving.within or giving.follows else mine
        parted = giving.within and not giving.follows
        gifts.append(replace(giving.gift, conditions=merged((*whole, *before)) if parted else before))
    return tuple(gifts), conditions


def _topics(document: Document, parts: Parts, reader: ConditionReader) -> tuple[str, ...]:
    """The industries that title, applicants, conditions and the first words of the content name, and the document's."""
    title = squeeze(document.text[parts.title.start : parts.title.end])
    topics: dict[str, None] = {}
    content = parts.content.words[:_TOPICS_FROM]
    for words, naming in (
        (title, False),
        (parts.whom.words, True),
        (parts.conditions.words, False),
        (content, False),
    ):
        for reading in readings(words, reader.home, naming):
            if reading.predicate.field == "industry":
                topics.update(dict.fromkeys(reading.predicate.values))
    topics.update(dict.fromkeys(title_industries(title)))
    topics.update(dict.fromkeys(title_industries(squeeze(document.metadata.title))))
    return tuple(topics)[:_MOST_TOPICS]
