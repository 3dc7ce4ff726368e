"""Read the words of an enterprise about itself into what is known of it; pure functions of words.

A value given for one field (“2023年产值1.1亿元，2022年8200万元”) and a text about everything are read by the same
grammar; what is denied in a clause counts as denied, never as said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from typing import Any

from chat.applicability.enterprise.figure_patterns import OF_OTHERS, UNWANTED
from chat.applicability.enterprise.industries import industries_in
from chat.applicability.enterprise.needs import kinds_in
from chat.applicability.enterprise.patterns import (
    APPLIES_FOR,
    DENIAL,
    DENIED_BEHIND,
    DESCRIBING,
    DOES,
    EVENT,
    FIELD_SAID,
    IS_A,
    IS_OF_FORM,
    OF_ENTERPRISE,
    ONE_OF_THEM,
    QUALIFICATION_DRESSING,
    QUALIFICATIONS,
    SIZE,
    STAGE,
    WANTS,
    YET_TO_COME,
    ZONE_BEHIND,
)
from chat.applicability.enterprise.profile import Profile, Stated, days_in
from chat.applicability.enterprise.profile_figures import (
    clauses,
    employees_said,
    founded_said,
    rd_share_said,
    rd_spending_said,
    revenue_said,
)
from index.words import tagged
from ingest.text.normalise import flat_text, fold
from ingest.text.places import Place, regions_in

_SIZES_SAID = {
    "all": ("中型", "小型", "微型"),
    "small": ("小型", "微型"),
    "medium_small": ("中型", "小型", "微型"),
    "micro": ("微型",),
    "middle": ("中型",),
    "large": ("大型",),
    "little": ("小型", "微型"),
}
# Zones that people call by a name without their place, and the division that each lies in.
ZONES_SAID = {
    "亦庄": "北京市大兴区",
    "中关村": "北京市",
    "首钢园": "北京市石景山区",
    "滨海高新区": "天津市",
    "光谷": "湖北省武汉市",
}
_FORMS_NAMED = (("个体", "个体工商户"), ("医院", "医疗卫生机构"))  # as rules name them
SHORTEST_NOTE = 4  # characters of a clause that tells something
SHORTEST_WISH = 6  # characters of a wish that says itself what it is for
_BROAD = frozenset(
    ("高精尖产业", "战略性新兴产业", "未来产业", "高新技术产业", "制造业")
)  # of many industries at once
_ENOUGH = 2  # characters of an industry's name


def profile_of_text(text: str, today: date, near: Iterable[str] = ()) -> Profile:
    """Read a text about an enterprise into its fields, each with the words it is from.

    ``today`` is the day from which an age counts back; ``near``: see :func:`region_said`.
    """
    flat = flat_text(text)
    region = region_said(flat, near)
    around = (*near, *((region.value,) if region else ()))
    held, denied = qualifications_said(flat)
    happened, not_happened = events_said(flat)
    others, refused = rest_said(flat, (*happened, *not_happened, *denied))
    return in_words_of(
        Profile(
            region=region,
            industry=industry_said(flat, around),
            founded=founded_said(flat, today),
            employees=employees_said(flat),
            revenue=revenue_said(flat),
            rd_share=rd_share_said(flat),
            rd_spending=rd_spending_said(flat),
            size=size_said(flat),
            legal_form=legal_form_said(flat),
            stage=stage_said(flat),
            qualifications=held,
            events=happened,
            needs=needs_said(flat),
            denied=(*denied, *not_happened, *refused),
            notes=others,
        ),
        text,
    )


def in_words_of(profile: Profile, text: str) -> Profile:
    """Give a profile whose words are spelled as the text spells them, which was folded to be read."""
    folded = fold(text)

    def spelled_as_given(said: Stated[Any]) -> Stated[Any]:
        start = folded.find(said.words)
        value = said.value
        if isinstance(value, str) and (at := folded.find(value)) >= 0:
            value = text[at : at + len(value)]
        return Stated(value, text[start : start + len(said.words)] if start >= 0 else said.words)

    changes: dict[str, Any] = {}
    for one in fields(Profile):
        value = getattr(profile, one.name)
        if isinstance(value, tuple):
            changes[one.name] = tuple(spelled_as_given(said) for said in value)
        elif value is not None:
            changes[one.name] = spelled_as_given(value)
    return replace(profile, **changes)


# -- who and where ---------------------------------------------------------------------------------


def region_said(text: str, near: Iterable[str] = ()) -> Stated[str] | None:
    """Give the place that a text names, the smallest of the first one; a zone's name stays in the words.

    ``near`` are places that settle a name which several places share.
    """
    found = _places(text, tuple(near))
    if not found:
        called = next((name for name in ZONES_SAID if name in text), "")
        return Stated(ZONES_SAID[called], called) if called else None
    best, first, end = found[0], found[0].start, found[0].end
    for place in found[1:]:
        if place.region.startswith(best.region):
            best, end = place, max(end, place.end)
    zone = ZONE_BEHIND.match(text, end)
    return Stated(best.region, text[first : zone.end() if zone else end])


def _places(text: str, near: Sequence[str] = ()) -> list[Place]:
    """The places that a text names in order, counties also without their ending: 丰台 for 丰台区."""
    found = regions_in(text, near)
    context = [*near, *(place.region for place in found)]
    for place in tuple(found):  # “北京怀柔”: right behind a place that it lies in
        for ending in ("区", "县", "市"):
            for length in (3, 2):
                name = text[place.end : place.end + length] + ending
                behind = regions_in(text[place.start : place.end] + name)
                if len(behind) == 2 and behind[1].end == place.end - place.start + len(name):
                    found.append(Place(behind[1].region, place.end, place.end + length))
                    break
    position, before = 0, ""
    for word, tag in tagged(text):
        after = text[position + len(word) :]
        # “在大兴做……”, “怀柔科学城”: of a place that the documents are of
        told = before in ("在", "位于", "是", "来自") or ZONE_BEHIND.match(after)
        stem = word.removesuffix("园") if len(word) > _ENOUGH else word  # 海淀园: a zone of 海淀区
        sure = tag.startswith("ns") or (tag == "nz" and before in ("在", "位于"))
        named = sure or (told and near)
        if named and 2 <= len(word) <= 3 and not any(p.start <= position < p.end for p in found):
            for ending in ("区", "市", "县"):
                places = regions_in(stem + ending, context)
                ours = sure or (places and places[0].region.startswith(tuple(near)))
                if ours and len(places) == 1 and places[0].end == len(stem) + 1:
                    found.append(Place(places[0].region, position, position + len(word)))
                    break
        position += len(word)
        before = word
    return sorted(found, key=lambda place: place.start)


def industry_said(text: str, near: Iterable[str] = ()) -> Stated[str] | None:
    """Give the industry that a text says the enterprise is in: what it does, makes or is."""
    candidates: list[tuple[int, str, str]] = []
    for clause in clauses(text):
        if DENIAL.search(clause):
            continue
        candidates += _industries_of(clause, near)
    if not candidates:
        return _industry_of_some_kind(text, near)
    _, words, clause = max(candidates, key=lambda one: one[0])
    return Stated(words, clause)


def _industry_of_some_kind(text: str, near: Iterable[str]) -> Stated[str] | None:
    """What else tells an industry: “想办网络货运平台”, a wish that names one; “一家驾校”, which no list knows."""
    for clause in clauses(text):
        names = [word for word, tag in tagged(clause) if tag.startswith("n") and industries_in(word)]
        if industries_in(clause) and not DENIAL.search(clause):
            words = bare_industry(clause, near) if len(clause) <= 12 else max(names, key=len, default="")
            if words:
                return Stated(words, clause)
    match = ONE_OF_THEM.search(text)
    return Stated(match["what"], match.group()) if match else None


def _industries_of(clause: str, near: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """(how sure, words, clause) of what a clause may say of the industry; a name that the lexicon knows is surer."""
    for sure, pattern in ((3, FIELD_SAID), (2, DOES), (2, IS_A)):
        for match in pattern.finditer(clause):
            if WANTS.match(match.group()) or (sure == 2 and WANTS.search(clause[: match.start()])):
                continue
            said = next(part for part in match.groups() if part)
            if pattern is IS_A:  # “加工厂”: a word of what it is, not a 工厂
                said += clause[match.end("what") : _word_around(clause, match.end("what"))[1]]
            if pattern is DOES:
                said = OF_ENTERPRISE.sub("", said)
            if pattern is IS_A and industries_in(whole := said.rpartition("的")[2] + match.group()[-1]):
                said = (
                    whole if not industries_in(said) else said
                )  # “一家实体书店”: the last word is part of it
            words = bare_industry(said.rpartition("的")[2] if pattern is IS_A else said, near)
            if len(words) < _ENOUGH:
                words = bare_industry(said, near)
            if len(words) < _ENOUGH:
                continue
            known = bool(industries_in(words))
            if known or (pattern is not IS_A and len(words) <= 16):
                broad = known and industries_in(words) <= _BROAD
                yield sure + 2 * known - 3 * broad, words, clause


def bare_industry(words: str, near: Iterable[str] = ()) -> str:
    """Give an industry without what else a description holds: places, qualifications, size, stage, figures."""
    flat = flat_text(words)
    for place in reversed(_places(flat, tuple(near))):
        flat = flat[: place.start] + flat[place.end :]
    for _, start, end in reversed(qualifications_in(flat)):
        flat = flat[:start] + flat[end:]
    previous = ""
    while previous != flat:
        previous = flat
        flat = DESCRIBING.sub(_but_for_a_word, flat).strip("的、 “”\"'")
    return flat


def _but_for_a_word(match: re.Match[str]) -> str:
    """What stays of what describes an industry: the part of a word that it ends, or begins, within (小麦, 家居)."""
    flat, cut = match.string, match.end() if match.start() == 0 else match.start()
    start, end = _word_around(flat, cut)
    if not start < cut < end or not (industries_in(flat[start:end]) or end - start == _ENOUGH):
        return ""
    return flat[start:cut] if match.start() == 0 else flat[cut:end]


def _word_around(text: str, place: int) -> tuple[int, int]:
    """The word ``[start, end)`` within which a place lies; the place itself where it lies between words."""
    end = 0
    for word, _ in tagged(text):
        start, end = end, end + len(word)
        if start < place < end:
            return start, end
    return place, place


def size_said(text: str) -> Stated[tuple[str, ...]] | None:
    """Give the sizes that a text says the enterprise may have; “小企业” is 小型 or 微型."""
    for clause in clauses(text):
        rest = clause
        for _, start, end in reversed(qualifications_in(clause)):
            rest = rest[:start] + "□" * (end - start) + rest[end:]
        match = SIZE.search(rest)
        before = clause[: match.start()] if match else ""
        if match and not DENIAL.search(before) and not OF_OTHERS.search(before):
            return Stated(_SIZES_SAID[match.lastgroup or "all"], clause)
    return None


def stage_said(text: str) -> Stated[str] | None:
    """Give the stage that a text says the enterprise is at."""
    return next(
        (
            Stated(match.group(), clause)
            for clause in clauses(text)
            if (match := STAGE.search(clause)) and not DENIAL.search(clause[: match.start()])
        ),
        None,
    )


def legal_form_said(text: str) -> Stated[str] | None:
    """Give what the applicant is by law where a text says that it is no enterprise."""
    match = IS_OF_FORM.search(text)
    if not match:
        return None
    form = match["form"] or match["alone"]
    named = next((name for start, name in _FORMS_NAMED if start in form), form)
    return Stated(named, match.group().strip("，,。；;"))


# -- qualifications, events, needs -----------------------------------------------------------------


@lru_cache(maxsize=10_000)
def qualification_named(words: str) -> str:
    """Give the one name of a qualification: “国高新” -> 高新技术企业; else the words without what dresses them."""
    flat = flat_text(words)
    return next(
        (name for pattern, name in QUALIFICATIONS if pattern.search(flat)),
        QUALIFICATION_DRESSING.sub("", flat),
    )


def qualifications_in(words: str) -> tuple[tuple[str, int, int], ...]:
    """Give (name, start, end) of the qualifications that words name, in order; offsets are of ``flat_text(words)``."""
    flat = flat_text(words)
    found: list[tuple[str, int, int]] = []
    for pattern, name in QUALIFICATIONS:
        for match in pattern.finditer(flat):
            if not any(start < match.end() and match.start() < end for _, start, end in found):
                found.append((name, *match.span()))
    return tuple(sorted(found, key=lambda one: one[1]))


def qualifications_said(text: str) -> tuple[tuple[Stated[str], ...], tuple[Stated[str], ...]]:
    """Give the qualifications that a text says the enterprise holds, and those that it denies."""
    held: dict[str, Stated[str]] = {}
    denied: dict[str, Stated[str]] = {}
    for clause in clauses(text):
        for name, start, _ in qualifications_in(clause):
            before = clause[:start]
            refused = bool(DENIAL.search(before) or DENIED_BEHIND.search(clause, start))
            if not refused and WANTS.search(before) and APPLIES_FOR.search(before):
                continue  # “想申请高新技术企业”: it is wanted, not held, and not denied either
            (denied if refused else held).setdefault(name, Stated(name, clause))
    return tuple(held.values()), tuple(said for name, said in denied.items() if name not in held)


def events_said(text: str) -> tuple[tuple[Stated[str], ...], tuple[Stated[str], ...]]:
    """Give what a text says has happened, a clause each, and what it says has not."""
    happened: list[Stated[str]] = []
    denied: list[Stated[str]] = []
    for clause in clauses(text):
        match = EVENT.search(clause)
        if match and is_yet_to_come(clause, match.start()):
            continue
        if not match or (WANTS.search(clause[: match.start()]) and not days_in(clause)):
            continue
        refused = DENIAL.search(clause)
        (denied if refused else happened).append(Stated(clause, clause))
    return tuple(happened), tuple(denied)


def is_yet_to_come(clause: str, start: int) -> bool:
    """Whether what a clause names from a place on has not happened yet: “拟上市”, “计划明年投产”."""
    return bool(YET_TO_COME.search(clause, 0, start) or YET_TO_COME.match(clause, max(0, start - 1)))


def rest_said(
    text: str, told: Iterable[Stated[str]]
) -> tuple[tuple[Stated[str], ...], tuple[Stated[str], ...]]:
    """Give the clauses that tell of something else, and those that deny something; not those that want something."""
    known = {said.words for said in told}
    others: list[Stated[str]] = []
    refused: list[Stated[str]] = []
    for clause in clauses(text):
        wish, event = WANTS.search(clause), EVENT.search(clause)
        if event and is_yet_to_come(clause, event.start()):
            continue
        least = SHORTEST_NOTE - bool(DENIAL.match(clause))  # “不侵权”
        if clause in known or len(clause) < least or (wish and wish.start() < SHORTEST_NOTE):
            continue
        (refused if DENIAL.search(clause) else others).append(Stated(clause, clause))
    return tuple(others), tuple(refused)


def needs_said(text: str) -> tuple[Stated[str], ...]:
    """Give what a text says is wanted: a kind of support in a clause that wants something."""
    found: dict[str, Stated[str]] = {}
    for clause in clauses(text):
        match = WANTS.search(clause)
        before = clause[: match.start()] if match else ""
        if not match or DENIAL.search(before) or UNWANTED.search(before):
            continue
        # “专利有资助的话也想申请”: what is wanted stands before
        wanted = clause[match.start() :] if len(clause) - match.start() >= SHORTEST_WISH else clause
        for kind in sorted(kinds_in(wanted)):
            found.setdefault(kind, Stated(kind, clause))
    return tuple(found.values())
