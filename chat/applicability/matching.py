"""Match measures with a profile: which have to do with it, what each of them comes to, in which order.

By rule alone: the same profile, day and documents give the same result every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from chat.applicability.conditions import MET, OTHER, UNKNOWN, UNMET, Held, Judge, Judgement
from chat.applicability.enterprise import needs
from chat.applicability.enterprise.industries import FARTHEST, Relation, industries_in, relation, steps_up
from chat.applicability.enterprise.patterns import (
    ELSEWHERE_TOO,
    FOR_TRADES,
    LISTED,
    NAMES_THING,
    OF_OWN_PROJECT,
    OF_PROJECT,
    TITLE_THING,
)
from chat.applicability.enterprise.profile import Profile
from chat.applicability.measures import NOT_IN_FORCE, SETTLED, Listed, Measures
from chat.applicability.read_conditions import (
    cases_apart,
    defined,
    is_for_other_bodies,
    main_gift,
    projects_apart,
    restated,
    with_exceptions,
    without_explained,
)
from chat.applicability.relevance import industry_fit, need_fit, relevance
from chat.applicability.statements.denials import denied_title
from chat.applicability.statements.figures import figures_wanted
from chat.applicability.statements.held_words import kinds_paid
from index.hits import DocumentInfo
from ingest.document import REPEALED, Span
from ingest.facts import Condition, Gift, Predicate
from ingest.text.normalise import flat_text

FITS, OPEN, FAILS = "符合", "待确认", "不符合"
_ORDER = (FITS, OPEN, FAILS)
LEAST_READ = 300  # measures whose words are read, best first
# What says for whom a measure is, and asks nothing of what they do.
_AUDIENCE = frozenset(("region", "industry", "legal_form", OTHER))
LONGEST_BEHIND = 120  # characters behind the words of a gift that may bound it
# Kinds that are given to whom a measure is for, without a project of their own.
_FOR_THE_ASKING = frozenset(("税费", "登记服务", "服务", "认定"))
_MONEY = frozenset(("资金", "贷款贴息"))
# What a measure comes to that names no condition and is for others than those of the enterprise's industry.
NOBODY_NAMED = Judgement(UNKNOWN, "没有写明适用于哪些企业，需对照原文核对", OTHER)
MOST_ASKED = 5  # fields that are asked for next
# What a person can be asked for; of the rest nobody knows the answer by heart.
_ASKABLE = ("region", "industry", "size", "founded", "employees", "revenue", "rd_share", "rd_spending", "qualification", "stage", "event")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """A measure with what it comes to for a profile; ``conditions`` are all that the verdict rests on."""

    listed: Listed
    verdict: str
    conditions: tuple[Held, ...]
    industry: Relation
    need: int
    steps: int  # how many industries up from the enterprise's own the measure's lies
    status: str  # of its document on the day

    @property
    def in_force(self) -> bool:
        """Whether its document stands on the day as something to be applied for."""
        return self.status not in NOT_IN_FORCE


@dataclass(frozen=True, slots=True)
class OpenField:
    """A field that is not known, with the measures that hang on it."""

    field: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchedMeasures:
    """All that a profile was matched with, best first."""

    profile: Profile
    day: date
    matches: tuple[Match, ...]
    ask: tuple[OpenField, ...]


def match(
    measures: Measures,
    profile: Profile,
    day: date,
    most: int | None = None,
    among: Callable[[Listed], bool] | None = None,
) -> MatchedMeasures:
    """Match every measure of a store with a profile as of a day; at most ``most`` of them are given.

    ``among``: which measures are looked at, by default all.
    """
    judge = Judge(profile, day)
    near = [
        _matched(measures, judge, listed, fits, in_words=False)
        for listed in measures.listed()
        if (among is None or among(listed)) and (fits := relevance(profile, listed, measures))
    ]
    near = sorted((one for one in near if _is_tied(one, profile)), key=_rank)
    # Words are looked at where it matters alone: they take the documents themselves.
    read = max(LEAST_READ, 2 * (most or 0)) if most else len(near)
    found = [
        _matched(measures, judge, one.listed, (one.industry, one.need), in_words=True) for one in near[:read]
    ]
    found = sorted([*found, *near[read:]], key=_rank)
    return MatchedMeasures(profile, day, tuple(found[:most]), wanted_fields(found))


def matched(measures: Measures, profile: Profile, listed: Listed, day: date) -> Match:
    """Hold one measure against a profile, whether it has to do with it or not."""
    industry, need = industry_fit(profile, listed, measures), need_fit(profile, listed)
    return _matched(measures, Judge(profile, day), listed, (industry, need), in_words=True)


def _is_tied(one: Match, profile: Profile) -> bool:
    """Whether anything of a measure speaks of this enterprise: its industry, its need, a condition that can be held
    against it.

    A plan that promises money to all and names no condition has to do with nobody in particular.
    """
    special = any(needs.kinds_in(need.value) - {needs.ANY_MONEY} for need in profile.needs)
    measure = one.listed.measure
    stated = (*measure.conditions, *(condition for gift in measure.gifts for condition in gift.conditions))
    typed = any(test.field != OTHER for condition in stated for test in condition.predicates)
    return one.industry >= Relation.NEAR or (one.need == needs.DIRECT and special) or typed


def _matched(
    measures: Measures, judge: Judge, listed: Listed, fits: tuple[Relation, int], *, in_words: bool
) -> Match:
    measure = listed.measure
    held = [*_outside(measures, judge, listed), *_held(measures, judge, listed, measure.conditions, in_words)]
    counted = in_words and any(_is_counted(measures, listed, one) for one in held)
    tested = counted or any(_selects(one) for one in held)
    held += _direction(measures, judge, listed, in_words, tested=tested)
    refused = denied_title(judge.denied, measure.title, judge.own)
    if refused and verdict_of(held) != FAILS:
        words = measure.title_words or Span(measure.start, measure.end)
        held.append(Held(Condition(words), Judgement(UNMET, f"企业自述：{refused}", "event")))
    if not held and fits[0] is not Relation.WITHIN and not _gifts_name(measures, judge, listed, in_words):
        held.append(Held(Condition(measure.title_words or Span(measure.start, measure.end)), NOBODY_NAMED))
    own = judge.profile.industry
    wanted = (*listed.industries, *listed.topics)
    steps = min((steps_up(own.value, one) for one in wanted), default=FARTHEST) if own else FARTHEST
    return Match(listed, verdict_of(held), tuple(held), *fits, steps, status_on(listed.info, judge.day))


def _gifts_name(measures: Measures, judge: Judge, listed: Listed, in_words: bool) -> bool:
    """Whether what is given names the enterprise's industry (“为社区提供养老、托育、家政服务的机构”)."""
    wording = [measures.words(listed, gift.words) for gift in listed.measure.gifts] if in_words else []
    named = frozenset().union(*(industries_in(words) for words in wording))
    return any(relation(judge.own, name) is Relation.WITHIN for name in named if judge.own)


def status_on(info: DocumentInfo, day: date) -> str:
    """Give a document's standing on a day; what another document has repealed stays repealed."""
    return REPEALED if info.repealed_by else info.metadata.status_on(day)


def _is_counted(measures: Measures, listed: Listed, held: Held) -> bool:
    """Whether a condition on a project or a shop is met by what is said of it: the enterprise has what is paid for."""
    words = measures.words(listed, held.condition.words) if held.judgement.state == MET else ""
    if not words or held.condition.predicates:
        return False
    own = OF_OWN_PROJECT.search(flat_text(words))
    return bool(own or (OF_PROJECT.search(words) and figures_wanted(words)))


def _selects(held: Held) -> bool:
    """Whether a condition chooses among the enterprises that a measure is for, by what is known of them."""
    return any(test.field not in _AUDIENCE for test in held.condition.predicates)


def _direction(
    measures: Measures, judge: Judge, listed: Listed, in_words: bool, *, tested: bool
) -> list[Held]:
    """The conditions of the gift that comes closest, among those that meet the need; none where one has none.

    Money of a measure that says no more than for whom it is goes to who does what it pays for: the words of the gift
    are then a condition themselves.
    """
    gifts = listed.measure.gifts
    wanted = tuple(need.value for need in judge.profile.needs)
    # By identity: a gift holds conditions, whose hashes take longer than the rest.
    wording = {id(gift): measures.words(listed, gift.words) if in_words else "" for gift in gifts}
    main = {id(gift): main_gift(gift, gifts, wording) for gift in gifts}
    own = [one for one in gifts if not _is_for_others(wording[id(main[id(one)])], judge.own)]
    gifts = tuple(own) or gifts
    said = {
        id(gift): judge.direction(wording[id(gift)], listed.measure.title, _behind(measures, listed, gift))
        for gift in gifts
        if wording[id(gift)]
    }
    able = [gift for gift in gifts if needs.fit(wanted, (f"{gift.kind}{wording[id(gift)]}",)) == needs.DIRECT]
    # What the enterprise tells of doing is what it comes for, whatever kind of support it is called.
    done = [one for one in gifts if id(one) in said and said[id(one)].state == MET]
    able += [gift for gift in done if able and not any(gift is one for one in able)]
    naming = [
        gift
        for gift in able or gifts
        if not in_words
        or main[id(gift)].conditions
        or gift.kind not in _MONEY
        or NAMES_THING.search(wording[id(gift)])
        or kinds_paid(wording[id(gift)])
    ]
    told = {id(one): said[id(one)] for one in naming or able or gifts if id(one) in said}
    about = [gift for gift in gifts if not tested and id(gift) in told and told[id(gift)].state != UNKNOWN]
    each = []
    for gift in about or naming or able or gifts:
        held = list(_held(measures, judge, listed, main[id(gift)].conditions, in_words))
        asks = any(_selects(one) or not one.condition.predicates for one in held)
        judged = told.get(id(gift), judge.direction(""))
        free = gift.kind in _FOR_THE_ASKING and needs.special_fit(wanted, gift.kind)
        if in_words and not naming:  # it says how much: for what, the title says
            judged = judge.direction(f"{listed.measure.title}：{wording[id(gift)]}")
            free = free or not TITLE_THING.search(listed.measure.title)
        if judged.state == UNMET or (not tested and not asks and not free):
            held.append(Held(Condition(gift.words), judged))
        elif judged.state == MET and verdict_of(held) == OPEN:
            held = [Held(one.condition, judged) if _is_open(one) else one for one in held]
        each.append(held)
    return min(each, key=lambda held: (_ORDER.index(verdict_of(held)), len(held)), default=[])


def _is_for_others(words: str, own: str) -> bool:
    """Whether a gift goes to firms of other trades, which it lists (“支持银行、担保、保险机构为企业提供……”)."""
    match = FOR_TRADES.match(flat_text(words)) if own else None
    trades = [one for one in LISTED.split(match["whom"]) if industries_in(one)] if match else []
    return len(trades) > 1 and all(relation(own, one) is Relation.OTHER for one in trades)


def _behind(measures: Measures, listed: Listed, gift: Gift) -> str:
    """The words that follow those of a gift, up to the next one."""
    later = [one.words.start for one in listed.measure.gifts if one.words.start >= gift.words.end]
    stop = min((*later, listed.measure.end, gift.words.end + LONGEST_BEHIND))
    return measures.text(listed)[gift.words.end : stop]


def _is_open(held: Held) -> bool:
    """Whether a condition of a gift is left open by what no number decides."""
    fields = {test.field for test in held.condition.predicates}
    return held.judgement.state == UNKNOWN and fields <= {"industry", "event", OTHER}


def _outside(measures: Measures, judge: Judge, listed: Listed) -> Iterator[Held]:
    """A condition that goes without saying: a place's measure is for that place, where no condition names another."""
    measure = listed.measure
    said = any(test.field == "region" for condition in measure.conditions for test in condition.predicates)
    if not listed.here or said:
        return
    verdict = judge.predicate(Predicate("region", "in", (listed.here,)))
    if verdict.state == UNMET and not any(
        ELSEWHERE_TOO.search(flat_text(measures.words(listed, one.words))) for one in measure.conditions
    ):
        words = measure.title_words or Span(measure.start, min(measure.end, measure.start + 60))
        yield Held(Condition(words), verdict)


def verdict_of(held: Iterable[Held]) -> str:
    """Give 不符合 where a condition is unmet, 待确认 where one is unknown, else 符合."""
    states = {one.judgement.state for one in held}
    return FAILS if UNMET in states else (OPEN if UNKNOWN in states else FITS)


def _held(
    measures: Measures, judge: Judge, listed: Listed, conditions: Sequence[Condition], in_words: bool
) -> Iterator[Held]:
    """Conditions held against the profile; of alternatives the one that is met stands alone, the unmet ones go
    where another may be met."""
    settled = with_exceptions(measures, judge, listed, conditions) if in_words else conditions
    settled = without_explained(measures, listed, settled) if in_words else settled
    wording = [measures.words(listed, one.words) if in_words else "" for one in settled]
    groups: dict[str, dict[str, list[Held]]] = {}
    others: dict[str, set[str]] = {}  # branches for bodies of another kind
    typed: list[Held] = []
    for place, (condition, words) in enumerate(projects_apart(cases_apart(settled), wording, judge.said)):
        if judge.asks_nothing(condition, words, listed.measure.title):
            continue
        name = condition.branch or f"\0{place}"
        if words and not condition.predicates and is_for_other_bodies(words, judge, listed.measure.title):
            others.setdefault(condition.group, set()).add(name)
            continue
        one = Held(condition, judge.condition(condition, listed.here, words))
        one = restated(one, words, typed, listed.measure.title) if words else one
        one = defined(one, measures, judge, listed) if words else one
        typed.extend([one] if condition.predicates else [])
        if condition.group:
            groups.setdefault(condition.group, {}).setdefault(name, []).append(one)
        else:
            yield one
    for group, branches in groups.items():
        # A branch of which nothing in words is left but what is asked of others is theirs.
        own = [
            branch
            for name, branch in branches.items()
            if name not in others.get(group, ()) or any(not one.condition.predicates for one in branch)
        ]
        found = own or list(branches.values())
        best = min(_ORDER.index(verdict_of(branch)) for branch in found)
        chosen = [branch for branch in found if _ORDER.index(verdict_of(branch)) == best]
        for branch in chosen[:1] if _ORDER[best] == FITS else chosen:
            # Of an alternative that fails or is open only what decides it is told.
            yield from branch


def wanted_fields(found: Iterable[Match]) -> tuple[OpenField, ...]:
    """Give the fields whose answer decides most of the measures that are open, first those that hang on one alone."""
    hanging: dict[str, list[tuple[bool, str]]] = {}
    for one in found:
        if one.verdict != OPEN:
            continue
        fields = {held.judgement.field for held in one.conditions if held.judgement.state == UNKNOWN}
        for field in fields & set(_ASKABLE):
            hanging.setdefault(field, []).append((fields == {field}, one.listed.key))
    order = sorted(
        hanging, key=lambda field: (-sum(alone for alone, _ in hanging[field]), -len(hanging[field]), field)
    )
    return tuple(OpenField(field, tuple(key for _, key in hanging[field])) for field in order[:MOST_ASKED])


def _rank(one: Match) -> tuple[object, ...]:
    """In force first, then by verdict, need, how close the industry is, validity, amount."""
    listed = one.listed
    caps = [gift.cap for gift in listed.measure.gifts if gift.cap]
    return (
        not one.in_force,
        _ORDER.index(one.verdict),
        -one.need,
        one.steps,
        -int(one.industry),
        one.status not in SETTLED,
        -max(caps, default=0.0),
        listed.info.doc_id,
        listed.measure.start,
    )


def states(one: Match) -> dict[str, int]:
    """Count the conditions of a match that are met, unmet and unknown."""
    found = {MET: 0, UNMET: 0, UNKNOWN: 0}
    for held in one.conditions:
        found[held.judgement.state] += 1
    return found
