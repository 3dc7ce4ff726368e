"""Tell which measures have to do with an enterprise: by its industry, what it wants, what it does and denies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from chat.applicability.enterprise import needs
from chat.applicability.enterprise.industries import Relation, closest, industries_in, relation
from chat.applicability.enterprise.profile import Profile
from chat.applicability.enterprise.profile_words import qualifications_in
from chat.applicability.measures import TECHNOLOGY, Listed, Measures
from chat.applicability.statements.denials import denied_title
from chat.applicability.statements.words import content_words
from ingest.text.normalise import flat_text

LEAST_NAMED = 2  # words of a need that a title holds, for the need to name the measure


def relevance(profile: Profile, listed: Listed, measures: Measures) -> tuple[Relation, int] | None:
    """Tell how a measure has to do with a profile's industry and need; ``None`` where it has not."""
    need = need_fit(profile, listed)
    if listed.personal or _is_empty(listed):
        return None
    if need == needs.NONE:
        need = needs.KINDRED if _is_done(profile, listed) or _is_denied(profile, listed) else needs.NONE
    if need == needs.NONE:
        return None
    industry = industry_fit(profile, listed, measures)
    if industry is Relation.OTHER and _is_named(profile, listed):
        industry = Relation.UNKNOWN
    return None if industry is Relation.OTHER else (industry, need)


def _is_empty(listed: Listed) -> bool:
    """Whether a measure gives nothing, asks nothing and has a title that names no support (“任务分工”)."""
    measure = listed.measure
    return not (measure.gifts or measure.conditions or measure.topics or needs.kinds_in(measure.title))


def _is_done(profile: Profile, listed: Listed) -> bool:
    """Whether an enterprise tells of doing what a measure's title says it is for."""
    kinds = needs.kinds_in(listed.measure.title) - {needs.ANY_MONEY}
    return any(kinds & needs.kinds_in(event.words) for event in profile.events)


def _is_denied(profile: Profile, listed: Listed) -> bool:
    """Whether an enterprise denies by name the very thing that a measure's title says it is for."""
    return bool(denied_title([one.words for one in profile.denied], listed.measure.title))


def _is_named(profile: Profile, listed: Listed) -> bool:
    """Whether a need, or a denial, names what a measure's title says it is for, whatever its industries."""
    title = flat_text(listed.measure.title)
    said = {words for need in profile.needs for words in (need.value, need.words)}
    wanted = {word for words in said for word in content_words(words) if not needs.is_money(word)}
    return any(word in title for word in wanted) or bool(
        denied_title(
            [one.words for one in profile.denied], "，".join((title, *listed.industries, *listed.topics))
        )
    )


def need_fit(profile: Profile, listed: Listed) -> int:
    """Give how what an enterprise wants is met by what a measure gives, see ``needs.fit``."""
    measure = listed.measure
    given = [gift.kind for gift in measure.gifts] + [measure.title]
    found = needs.fit(tuple(need.value for need in profile.needs), tuple(given))
    return needs.DIRECT if found == needs.NONE and _is_asked_by_name(profile, measure.title) else found


def _is_asked_by_name(profile: Profile, title: str) -> bool:
    """Whether a need names what a title is about, of whatever kind it is: “跨国公司地区总部”, by two words or a long one."""
    flat = flat_text(title)
    for need in profile.needs:
        named = [word for word in content_words(need.value) if not needs.is_money(word) and word in flat]
        if len(named) >= LEAST_NAMED or any(len(word) > LEAST_NAMED + 1 for word in named):
            return True
    return False


def industry_fit(profile: Profile, listed: Listed, measures: Measures) -> Relation:
    """Give how the industry fits what the measure wants, else what it is for; ``UNKNOWN`` where it is for any."""
    if profile.industry is None:
        return Relation.UNKNOWN
    own = profile.industry.value
    if listed.technical and not _is_qualified(profile) and relation(own, TECHNOLOGY) is Relation.OTHER:
        return Relation.OTHER
    if not listed.industries and not listed.topics:
        return Relation.UNKNOWN
    found = closest(own, listed.industries or listed.topics)
    if found is Relation.UNKNOWN and listed.topics:  # words that no list knows: what it is for tells more
        found = min(found, closest(own, listed.topics))
    if found is not Relation.OTHER:
        return found
    if not listed.industries and _is_wanted(profile, listed.topics):
        return Relation.UNKNOWN
    if named_beside(profile) & listed.names:
        return Relation.NEAR
    if listed.industries:
        return found
    audience = [word for word in measures.audience(listed) if industries_in(word)]
    if audience:
        return closest(own, audience)
    return found


def _is_qualified(profile: Profile) -> bool:
    """Whether an enterprise holds a qualification that enterprises of any trade are given, not a licence of its own."""
    return any(qualifications_in(one.value) for one in profile.qualifications)


def _is_wanted(profile: Profile, topics: Sequence[str]) -> bool:
    """Whether what a measure is for is what the enterprise wants: 外贸 for who wants to sell abroad, of any industry."""
    wanted = frozenset().union(*(needs.kinds_in(need.value) for need in profile.needs)) - {needs.ANY_MONEY}
    return any(needs.kinds_in(topic) & wanted for topic in topics)


@lru_cache(maxsize=64)
def named_beside(profile: Profile) -> frozenset[str]:
    """Give the industries that an enterprise's other words name, also those that it denies."""
    said = (
        *profile.needs,
        *profile.events,
        *profile.notes,
        *profile.denied,
        *([profile.industry] if profile.industry else []),
    )
    return frozenset().union(*(industries_in(one.words) for one in said))
