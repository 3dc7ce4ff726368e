"""Write a match as the JSON of the command line and the API, and as the tables and sections of an export.

Every quote is ``document.text[start:end]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from chat.applicability.conditions import FIELD_NAMES, MET, UNKNOWN, UNMET, Held
from chat.applicability.enterprise.profile import Days, Extent, Profile, Stated
from chat.applicability.matching import Match, MatchedMeasures
from chat.applicability.measures import SETTLED, Listed, Measures
from chat.citations import cited_name, cited_place
from ingest.document import Span
from ingest.facts import Gift
from ingest.text.normalise import squeeze

LONGEST_CONDITION = 80  # characters of a condition's name; its quote is whole
MOST_GIFTS = 3  # shown to a person


def match_json(matches: MatchedMeasures, measures: Measures) -> dict[str, object]:
    """Give what ``match --json`` prints."""
    return {
        "profile": profile_json(matches.profile),
        "as_of": matches.day.isoformat(),
        "ask": [
            {"field": wanted.field, "why": f"决定 {len(wanted.keys)} 项", "measures": list(wanted.keys)}
            for wanted in matches.ask
        ],
        "measures": [measure_json(one, measures) for one in matches.matches],
    }


def match_text(matches: MatchedMeasures, measures: Measures) -> str:
    """Give a match as lines for a person: what was understood, each measure with its reasons, what to say next."""
    lines = ["画像：" + "；".join(profile_lines(matches.profile))]
    for number, one in enumerate(matches.matches, 1):
        listed = one.listed
        standing = "" if one.status in SETTLED else f"（{one.status}）"
        lines.append(f"\n{number}. [{one.verdict}] {squeeze(listed.measure.title)}{standing}")
        lines += [f"   给：{gift_line(gift, listed, measures)}" for gift in listed.measure.gifts[:MOST_GIFTS]]
        lines += [f"   {line}" for line in condition_lines(one, measures)]
        lines.append(f"   出处：{source_of(one)}")
    if matches.ask:
        asked = "、".join(
            f"{FIELD_NAMES[wanted.field]}（决定 {len(wanted.keys)} 项）" for wanted in matches.ask
        )
        lines.append(f"\n补充后更准：{asked}")
    return "\n".join(lines)


def condition_lines(one: Match, measures: Measures) -> list[str]:
    """Give each condition of a match on a line: its state, its words, the reason."""
    marks = {MET: "满足", UNMET: "不满足", UNKNOWN: "待确认"}
    return [
        f"{marks[held.judgement.state]}：{_name(squeeze(measures.words(one.listed, held.condition.words)))}（{held.judgement.reason}）"
        for held in one.conditions
    ]


def gift_line(gift: Gift, listed: Listed, measures: Measures) -> str:
    """Give what a measure gives in a line: the kind, and the words that state it."""
    return f"{gift.kind}：{_name(squeeze(measures.words(listed, gift.words)))}"


def source_of(one: Match) -> str:
    """Give where a measure stands: 《标题》（文号），address and page."""
    measure, metadata = one.listed.measure, one.listed.info.metadata
    path = tuple(step for step in measure.clause.split(" / ") if step.strip())
    return "，".join(filter(None, (cited_name(metadata), cited_place(path, measure.page))))


def profile_lines(profile: Profile) -> list[str]:
    """Give what is known of an enterprise, a field on a line."""
    lines = []
    for one in fields(Profile):
        value = getattr(profile, one.name)
        said = value if isinstance(value, tuple) else (value,) if value is not None else ()
        words = "、".join(dict.fromkeys(_shown(shown_value(of)) for of in said))
        if words:
            lines.append(f"{FIELD_NAMES.get(one.name, one.name)}：{words}")
    return lines or ["没有读出"]


def _shown(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _name(words: str) -> str:
    return words if len(words) <= LONGEST_CONDITION else words[: LONGEST_CONDITION - 1] + "…"


def profile_json(profile: Profile) -> dict[str, object]:
    """Give what is known of the enterprise, each value with the words that it is from."""
    found: dict[str, object] = {}
    for one in fields(Profile):
        value = getattr(profile, one.name)
        if isinstance(value, tuple) and value:
            found[one.name] = [_said_json(said) for said in value]
        elif isinstance(value, Stated):
            found[one.name] = _said_json(value)
    return found


def measure_json(one: Match, measures: Measures) -> dict[str, object]:
    """Give one measure with what it comes to."""
    listed, measure = one.listed, one.listed.measure
    place = measure.title_words or Span(measure.start, measure.end)
    return {
        "measure": listed.key,
        "title": squeeze(measure.title),
        "doc_id": listed.info.doc_id,
        "document": listed.info.metadata.title,
        "clause": measure.clause,
        "page": measure.page,
        "start": place.start,
        "end": place.end,
        "status": one.status,
        "verdict": one.verdict,
        "gives": [_gift_json(gift, listed, measures) for gift in measure.gifts],
        "conditions": [_condition_json(held, listed, measures) for held in one.conditions],
        "for_whom": _words(listed, measure.for_whom, measures),
        "handled_by": _words(listed, measure.handled_by, measures),
        "contact": _words(listed, measure.contact, measures),
        "deadline": _words(listed, measure.deadline, measures),
    }


def _said_json(said: Stated[Any]) -> dict[str, object]:
    return {"value": shown_value(said), "from": said.words}


def shown_value(said: Stated[Any]) -> object:
    """Give a value of a profile as JSON: a number for an extent, ISO days or a year for days."""
    value = said.value
    if isinstance(value, Extent):
        return int(value.number) if value.number == int(value.number) else value.number
    if isinstance(value, Days):
        first, last = value.first, value.last
        if (first.month, first.day, last.month, last.day, first.year) == (1, 1, 12, 31, last.year):
            return str(first.year)
        return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    return list(value) if isinstance(value, tuple) else value


def _gift_json(gift: Gift, listed: Listed, measures: Measures) -> dict[str, object]:
    return {
        "kind": gift.kind,
        "amount": _words(listed, gift.amount, measures),
        **_quoted(gift.words, listed, measures),
    }


def _condition_json(held: Held, listed: Listed, measures: Measures) -> dict[str, object]:
    quoted = _quoted(held.condition.words, listed, measures)
    return {
        "condition": _name(squeeze(str(quoted["quote"]))),
        "state": held.judgement.state,
        "field": held.judgement.field,
        "reason": held.judgement.reason,
        **quoted,
    }


def _quoted(span: Span, listed: Listed, measures: Measures) -> Mapping[str, object]:
    return {"quote": measures.words(listed, span), "start": span.start, "end": span.end}


def _words(listed: Listed, span: Span | None, measures: Measures) -> str:
    return squeeze(measures.words(listed, span))
