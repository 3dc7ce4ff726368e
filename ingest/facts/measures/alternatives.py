"""Tell which predicates of one part of a sentence are wanted together and which are alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.facts.measure import Condition
from ingest.facts.measures.patterns import (
    APPLICANT,
    DIRECTION,
    EXCLUDED,
    FOR_ALL,
    KIND_OF_APPLICANT,
    LEADS_LIST,
    ONE_OF,
    PREFERRED,
)
from ingest.facts.measures.predicates import ReadPredicate

# Fields that say what an applicant is; beside one another in a list they are alternatives.
_KINDS = ("qualification", "legal_form", "size", "stage", "industry")
# Where an enterprise is and what body it is are wanted beside whatever else is an alternative.
_WHERE = ("region", "legal_form")
_LEAST_REPEATED = 2  # conditions that an item shares with one for some applicants
_LEAST_REST = (6, 3)  # characters before and behind 或 that are an alternative of their own
# “高新技术企业、高等学校”, “……企业，以及高等学校”: what joins kinds of applicants
_JOINS = re.compile(
    r"(?:企业|单位|机构|称号|证书|认定)?[、，]?(?:以及|及|和|或者?|与)?(?:其他|各类|相关|符合条件的|经认定的|评价入库的)?"
)
# “及金融服务机构”, “、创业服务机构、园区……单位等”: more applicants behind those that were read
_MORE = re.compile(
    r"^(?:企业)?(?:以及|[、及和或])(?P<more>[^，。；]{2,40}?(?:机构|单位|组织|团队|平台|园区|主体|中心|基地|人员|个人|院所|自然人|经营者))"
)
# “各级媒体、网络视听机构、” before “科研院所、高等院校”: more applicants before those that were read
_MORE_BEFORE = re.compile(
    r"(?:^|[，。；为])(?P<more>[^，。；]{2,40}?(?:机构|单位|组织|团队|平台|园区|媒体|中心|基地|人员|院所))[、及和]$"
)
# “企业”, “领域的企业，”: what ends the words for who did it
_ENDS_SUBJECT = re.compile(r"(?:领域|行业|产业)?(?:的)?(?:企业|机构|单位|主体)?[，。；]?")


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice is the predicates of one condition: all are wanted, or with ``any_of`` one of them suffices.

    ``rest`` are words ``[start, end)`` that are an alternative too and were not read.
    """

    members: tuple[ReadPredicate, ...]
    any_of: bool = False
    rest: tuple[int, int] | None = None


def choices(part: str, found: Sequence[ReadPredicate], naming: bool) -> list[Choice]:
    """Divide the predicates of a part into conditions.

    “成立不超过5年或当年入库的科技型中小企业”: the predicates on both sides of 或 are alternatives. In words that
    name who may apply (``naming``), so are kinds of applicants in one list.
    """
    single = list(found)
    made: list[Choice] = []
    if naming:
        for chain, rest in _chains(part, single):
            made.append(Choice(tuple(chain), True, rest))
            single = [one for one in single if one not in chain]
    for place in _ors(part, found):
        left = next((one for one in reversed(single) if one.end <= place), None)
        right = next((one for one in single if one.start >= place), None)
        sides = [one for one in (left, right) if one and one.predicate.field != "other"]
        if left and right and (left.predicate == right.predicate or len(sides) < 2):
            continue
        if any(one.predicate.field in _WHERE for one in sides):
            continue
        if left and right and _names_subject(part, left, right):
            made.append(Choice((left,), True, trimmed(part, place + 1, right.start - 1)))
            single = [one for one in single if one is not left]
            continue
        if left and right and _opposed(left, right):
            made.append(Choice((left,), True, trimmed(part, place + 1, len(part))))
            single = [one for one in single if one is not right]
        elif left and right:
            made.append(Choice((left, right), True))
        elif not sides or naming:
            continue
        else:
            rest = trimmed(part, place + 1, len(part)) if left else trimmed(part, 0, place)
            if rest[1] - rest[0] <= _LEAST_REST[1 if left else 0]:
                continue
            made.append(Choice((sides[0],), True, rest))
        single = [one for one in single if one not in made[-1].members]
    return [*(Choice((one,)) for one in single), *made]


def _names_subject(part: str, left: ReadPredicate, right: ReadPredicate) -> bool:
    """“通过认证或落实规范的软件企业”: the kind of enterprise behind 的 is wanted beside either act, it is none of them."""
    kind = right.predicate.field in _KINDS and part[right.start - 1] == "的"
    return kind and left.predicate.field == "event" and bool(_ENDS_SUBJECT.fullmatch(part[right.end :]))


def _opposed(one: ReadPredicate, other: ReadPredicate) -> bool:
    """“收入在1000万元以上，或在1000万元以下，但……”: bounds on both sides, of which the second wants more."""
    same = one.predicate.field == other.predicate.field and one.predicate.number is not None
    return same and one.predicate.operator[0] != other.predicate.operator[0]


def _chains(
    part: str, found: Sequence[ReadPredicate]
) -> Iterator[tuple[list[ReadPredicate], tuple[int, int] | None]]:
    """Lists of kinds of applicants (“高新技术企业、高等学校和创业团队”), with the words of those that were not read."""
    chain: list[ReadPredicate] = []
    kinds = [one for one in found if one.predicate.field in _KINDS and one.predicate.values != ("独立法人",)]
    for one in [*kinds, None]:
        between = part[chain[-1].end : one.start] if chain and one else ""
        if chain and (one is None or not between or not _JOINS.fullmatch(between)):
            more = _MORE.match(part[chain[-1].end :])
            before = _MORE_BEFORE.search(part, 0, chain[0].start)
            rest = None
            if more:
                rest = (chain[-1].end + more.start("more"), chain[-1].end + more.end("more"))
            elif before:
                rest = before.span("more")
            if len({member.predicate.field for member in chain}) > 1 or rest:
                yield chain, rest
            chain = []
        if one is not None:
            chain.append(one)


def _ors(part: str, found: Sequence[ReadPredicate]) -> Iterator[int]:
    """Where 或 stands between predicates, not inside one and not in an aside."""
    place = part.find("或")
    while place >= 0:
        inside = any(one.start <= place < one.end for one in found)
        aside = part.rfind("（", 0, place) > part.rfind("）", 0, place)
        if not inside and not aside:
            yield place
        place = part.find("或", place + 1)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Give ``[start, end)`` without the marks at its ends."""
    while start < end and text[start] in "，。；：、":
        start += 1
    while end > start and text[end - 1] in "，。；：、":
        end -= 1
    return start, end


def or_among(made: list[Condition], found: list[Condition]) -> list[Condition]:
    """Set what is wanted of some beside what is wanted of the others: “不超过5年，其中生物医药领域企业不超过7年”."""
    fields = {one.field for condition in found for one in condition.predicates if one.number is not None}
    last = made[-1] if made else None
    if not last or not fields or not fields & {one.field for one in last.predicates} or last.group:
        return found
    group = f"among{last.words.start}"
    made[-1] = replace(last, group=group, branch="1")
    return [replace(one, group=group, branch="2") for one in found]


def items_apart(
    lead: str, heads: Sequence[str], found: Sequence[Sequence[Condition]], given: Sequence[bool] = ()
) -> tuple[int, ...]:
    """Give for each item of a list the number of the alternative that it belongs to; 0 for what is wanted of all.

    ``heads`` are the words that lead each item in, ``found`` the conditions of each. Items that each name what is
    applied for, or who applies, are alternatives; so is one that repeats the conditions of such an item, for what is
    wanted of all is said once. ``given`` says of each item whether it begins with the name of a thing that the measure
    gives. ``lead`` are the words before the list where they name who applies (“科技型小微企业须满足
    以下条件：”): then a single item for others (“获奖企业须满足条件：”) is an alternative to the rest.
    """
    named = [
        names_direction(head) or told
        for head, told in zip(heads, given or (False,) * len(heads), strict=True)
    ]
    if sum(bool(KIND_OF_APPLICANT.match(head)) for head in heads) > 1:
        return tuple(range(1, len(heads) + 1))
    if sum(named) > 1:
        said = {one.predicates for own, apart in zip(found, named, strict=True) if apart for one in own}
        return tuple(
            number if apart or (head and len(_tests(own) & said) >= _LEAST_REPEATED) else 0
            for number, (apart, head, own) in enumerate(zip(named, heads, found, strict=True), 1)
        )
    if sum(named) == 1 and not named[0] and names_direction(lead):
        return tuple(2 if apart else 1 for apart in named)
    return (0,) * len(heads)


def _tests(conditions: Iterable[Condition]) -> set[object]:
    return {one.predicates for one in conditions if one.predicates}


def names_direction(head: str) -> bool:
    """Whether the head of a list names one of several things to apply for, not what is wanted of all."""
    named = DIRECTION.match(head) or (APPLICANT.search(head) and LEADS_LIST.search(head))
    others = EXCLUDED.search(head) or FOR_ALL.search(head) or (PREFERRED.search(head) and ONE_OF.search(head))
    return bool(named and not others)


def branched(conditions: Iterable[Condition], group: str, number: int) -> Iterator[Condition]:
    """Put conditions into a branch; alternatives among them make a branch each, with what is wanted beside them."""
    found = list(conditions)
    inner = next((one.group for one in found if one.group), "")
    common = [one for one in found if one.group != inner] if inner else found
    common = [replace(one, group="", branch="") for one in common]
    names = dict.fromkeys(one.branch or str(one.words.start) for one in found if inner and one.group == inner)
    for name in names or ("",):
        own = [
            one
            for one in found
            if inner and one.group == inner and (one.branch or str(one.words.start)) == name
        ]
        branch = f"{number}.{name}" if name else str(number)
        yield from (replace(one, group=group, branch=branch) for one in (*common, *own))
