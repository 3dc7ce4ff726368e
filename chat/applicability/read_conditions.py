"""Prepare the conditions of a measure before they are held against an enterprise.

Exceptions, cases and projects are set apart, what is said twice is said once, and what is wanted of bodies of another
kind is told from the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from chat.applicability.conditions import MET, UNKNOWN, Held, Judge, Judgement
from chat.applicability.enterprise.industries import Relation, relation
from chat.applicability.enterprise.patterns import EXCEPTION, GIFT_LABEL, LEGAL_FORM, LISTED
from chat.applicability.measures import Listed, Measures
from chat.applicability.statements.held_words import held_by_words, is_case_told, project_case
from chat.applicability.statements.patterns import BODIES, BODY, DEFINED
from chat.applicability.statements.words import content_words, folded, stands_in
from ingest.facts import Condition, Gift

LONGEST_EXCEPTION = 40  # characters of the words between a limit and that of an exception
# What stands around what was read of a condition, and says no more.
_AROUND = frozenset(
    [
        "设立",
        "注册",
        "登记",
        "登记注册",
        "机构",
        "分支机构",
        "地址",
        "注册地址",
        "范围",
        "法人",
        "资格",
        "法人资格",
        "资金",
        "工商",
        "独立",
        "依法",
        "行政区域",
        "区域",
        "领域",
        "服务",
    ]
)


def restated(held: Held, words: str, typed: Sequence[Held], title: str) -> Held:
    """Give a condition in words as met where it says no more than the predicates that were read from its own words.

    “新设立或已注册的独立法人机构的注册地址应在……” beside 独立法人 and the places, both met.
    """
    span = held.condition.words
    inside = [
        one
        for one in typed
        if span.start <= one.condition.words.start and one.condition.words.end <= span.end
    ]
    if held.condition.predicates or held.judgement.state != UNKNOWN or not inside:
        return held
    if any(one.judgement.state != MET for one in inside):
        return held
    rest = words
    for one in inside:
        start, end = one.condition.words.start - span.start, one.condition.words.end - span.start
        rest = rest[:start] + "，" * (end - start) + rest[end:]
    left = [
        word for word in content_words(rest) if word not in _AROUND and not stands_in(word, folded(title))
    ]
    return held if left else replace(held, judgement=inside[0].judgement)


def defined(held: Held, measures: Measures, judge: Judge, listed: Listed) -> Held:
    """Give a qualification as met that the measure itself defines by what the enterprise says: “地区总部是指……的企业”."""
    tests = held.condition.predicates
    if held.judgement.state != UNKNOWN or {test.field for test in tests} != {"qualification"}:
        return held
    words = measures.text(listed)[listed.measure.start : listed.measure.end]
    for match in DEFINED.finditer(folded(words)):
        if not any(
            name in match["name"] or match["name"] in name for test in tests for name in _cores(test.values)
        ):
            continue
        told = held_by_words(match["what"], judge.said, judge.denied, judge.own)
        if told and told[0]:
            return replace(held, judgement=Judgement(MET, f"企业自述：{told[1]}", "qualification"))
    return held


def _cores(names: Sequence[str]) -> Iterator[str]:
    """The names of qualifications without what all have: 总部 of 总部企业."""
    yield from (name.removesuffix("企业") for name in names)


def main_gift(gift: Gift, gifts: Sequence[Gift], wording: Mapping[int, str]) -> Gift:
    """Give the gift whose amount another one states under its name.

    Of “贷款贴息：按照实际利息的40%” that is the one that names 贷款 and 贴息 and says for whom it is.
    """
    label = None if gift.conditions else GIFT_LABEL.match(folded(wording[id(gift)]))
    named = content_words(label["label"]) if label else frozenset()
    for one in gifts:
        if one is gift or not named:
            return gift
        if one.conditions and all(word in wording[id(one)] for word in named):
            return one
    return gift


def without_explained(measures: Measures, listed: Listed, conditions: Sequence[Condition]) -> list[Condition]:
    """Give conditions without those that the next one explains: “……应符合增量发展要求。即……”."""
    following = [measures.words(listed, one.words) for one in conditions[1:]]
    return [
        one
        for one, behind in zip(conditions, (*following, ""), strict=False)
        if one.predicates or not behind.startswith("即")
    ]


def is_for_other_bodies(words: str, judge: Judge, title: str) -> bool:
    """Whether a rule is for bodies of another kind than the enterprise: “第三方评估机构应属于……”, “残疾人服务机构须……”.

    Of another kind is what neither its industry nor anything that it says, nor the measure's title names.
    """
    listing = BODIES.match(folded(words))
    forms = [one for one in LISTED.split(listing["who"]) if one] if listing else []
    if len(forms) > 1 and all(LEGAL_FORM.search(one) for one in forms):
        own = judge.profile.legal_form
        return not (own and any(own.value in one or one in own.value for one in forms))
    match = BODY.match(folded(words))
    if not match or not judge.own:
        return False
    named = content_words(match["who"])
    spoken = (*judge.said, title)
    return bool(named) and not (
        any(stands_in(word, folded(one)) for word in named for one in spoken)
        or relation(judge.own, match["who"]) is Relation.WITHIN
    )


def with_exceptions(
    measures: Measures, judge: Judge, listed: Listed, conditions: Sequence[Condition]
) -> list[Condition]:
    """Give conditions with “不超过5年，其中生物医药领域企业不超过7年” settled.

    The second limit stands in place of the first for who is meant, and is left out for others.
    """
    text, own = measures.text(listed), judge.profile.industry
    kept: list[Condition] = []
    for condition in conditions:
        before = text[kept[-1].words.end : condition.words.start] if kept else ""
        match = EXCEPTION.search(before) if len(before) <= LONGEST_EXCEPTION else None
        fields = {test.field for test in condition.predicates}
        if match and fields and fields == {test.field for test in kept[-1].predicates}:
            if own is None or relation(own.value, match["whom"]) is not Relation.WITHIN:
                continue
            kept.pop()
        kept.append(condition)
    return kept


def cases_apart(conditions: Sequence[Condition]) -> list[Condition]:
    """Give conditions in which “2019年以前成立的……，2019年以后成立的……” are alternatives: nobody can meet both."""
    limits: dict[object, set[str]] = {}
    for condition in conditions:
        for test in condition.predicates:
            if test.field in ("founded", "age") and not condition.group and len(condition.predicates) == 1:
                limits.setdefault((test.field, test.values, test.number), set()).add(test.operator[:1])
    apart = {limit for limit, operators in limits.items() if operators >= {"<", ">"}}
    return [
        replace(condition, group="cases")
        if any((test.field, test.values, test.number) in apart for test in condition.predicates)
        else condition
        for condition in conditions
    ]


def projects_apart(
    conditions: Sequence[Condition], wording: Sequence[str], said: Sequence[str]
) -> Iterator[tuple[Condition, str]]:
    """Give conditions with their words, “申报甲类项目，应……；申报乙类项目，应……” as alternatives.

    Their words then say what is asked alone.
    """
    if not any(wording):
        yield from zip(conditions, wording, strict=True)
        return
    cases = [
        "" if one.group or one.predicates else project_case(words)
        for one, words in zip(conditions, wording, strict=True)
    ]
    several = len(set(filter(None, cases))) > 1
    told = [case for case in cases if case and is_case_told(case, said)] if several else []
    for condition, words, case in zip(conditions, wording, cases, strict=True):
        if case and told and case not in told:
            continue  # of the kinds of projects the enterprise has another
        if case and several:
            yield replace(condition, group="projects", branch=case), words[len(case) :].lstrip("，,")
        else:
            yield condition, words
