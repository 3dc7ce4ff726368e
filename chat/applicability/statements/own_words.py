"""Gather what an enterprise says of itself and denies, as rules are held against it."""

from __future__ import annotations

from datetime import date

from chat.applicability.enterprise.patterns import CONTEST, DENIAL, QUALIFICATION_DRESSING, YEARS_BACK
from chat.applicability.enterprise.profile import Profile
from chat.applicability.statements.denials import denies
from chat.applicability.statements.words import as_rules_say, content_words, speaks_of_event
from ingest.text.normalise import flat_text


def statements_of(profile: Profile) -> tuple[str, ...]:
    """Give what an enterprise says of itself in words, which conditions in words are held against."""
    said = [as_rules_say(one.words) for one in (*profile.events, *profile.notes, *profile.qualifications)]
    said += [one.words for one in (profile.industry, profile.legal_form) if one]
    if profile.revenue:  # as conditions say it, whatever it was called
        said.append(f"年营业收入{profile.revenue.value.number:.0f}元")
    if profile.employees:
        said.append(f"职工总数{profile.employees.value.number:.0f}人")
    return tuple(dict.fromkeys(said))


def is_refused(wanted: str, denied: str) -> bool:
    """Tell whether a denial names a qualification by a part of its name: “没有老字号认定” refuses 中华老字号."""
    flat = flat_text(denied)
    name = QUALIFICATION_DRESSING.sub("", DENIAL.sub("", flat))
    if len(name) >= 3 and name in wanted:
        return True
    words = content_words(wanted)  # “没有高新技术企业证书（国家的和中关村的都没有）”
    return len(words) >= 2 and all(word in flat for word in words)


def denies_event(denied: str, wanted: str) -> bool:
    """Tell whether a denial is of an event: of it by its words, or of prizes as a kind (“没参加过创新大赛”)."""
    return (
        speaks_of_event(denied, wanted)
        or denies(denied, wanted)
        or bool(CONTEST.search(denied) and CONTEST.search(wanted))
    )


def as_of(words: str, day: date) -> str:
    """Give words with the years that they tell from a day: “去年3月” -> “2023年3月” in 2024."""
    for pattern, back in YEARS_BACK:
        words = pattern.sub(f"{day.year - back}年", words)
    return words
