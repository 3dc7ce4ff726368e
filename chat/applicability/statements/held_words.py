"""What an enterprise says of itself in words, held against the words of a condition: events, days, figures, facts.

Rules of words alone, and strict ones: a condition is met by what is said of the very things that it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from chat.applicability.enterprise.industries import Relation, industries_in, relation
from chat.applicability.enterprise.patterns import (
    AMOUNT_OF_KINDS,
    ASKING,
    BAD_KINDS,
    BAD_THING,
    CASE,
    CLAUSE,
    DENIAL,
    ELABORATES,
    ELSEWHERE_TOO,
    ENTERPRISE_FORM,
    GIFT_LABEL,
    LEFT_OUT_ITEM,
    LEGAL_FORM,
    LISTED,
    MUST_BE_SAID,
    OPPOSITES,
    OR,
    PROCEDURE,
    PROJECT_CASE,
    QUALIFICATION_DRESSING,
    SINCE,
    SUBJECT,
    WAIVES,
    WINDOW,
)
from chat.applicability.statements.denials import denies
from chat.applicability.statements.figures import OF_TIME, figures_wanted, held_by_day, held_by_figures
from chat.applicability.statements.patterns import (
    AFTERWARDS,
    AIMS,
    CATCH_ALL,
    CLOSED,
    HEAD,
    KINDS_LISTED,
    NET_GROWTH,
    NONE_CLOSED,
    OPENED,
    OR_LIST,
    RULE_FOR_FIRMS,
    TAKEN_ONCE,
    TO_A_DAY,
)
from chat.applicability.statements.words import content_words, folded, share_said, stands_in
from chat.applicability.statements.yearly import held_growth
from ingest.text.normalise import letters

LEAST_OF_STATEMENT = 0.5  # of a statement's words that a rule names, for the statement to be about it
LEAST_SAID = 0.5  # of a condition's words that are said, for it to be met
LEAST_OF_MANY = 0.4  # where many of them are said
MANY_SAID = 4
LONG_WORD = 4  # characters of a word that says as much as two (升级改造)
SHORT_CONDITION = 14  # characters of a condition that one word tells all of: “具有良好的诚信记录”
LEAST_WITH_FIGURES = 0.2  # where its figures or days are met besides
LEAST_DENIED = 0.6  # of a condition's words that are denied, for it to be unmet
SHORTEST_DENIED = 3  # characters of a thing that is denied by its name
LEAST_OF_CASE = 0.7  # of the words of a case that are said, for the case to be this one
LONGEST_SUBJECT = 16  # characters at the head of a part in which others are listed
LEAST_OF_LABEL = 0.6  # of the words that name what a gift pays for, for a statement to be about it


def is_told_of(rule: str, said: Sequence[str], title: str = "") -> tuple[bool, str] | None:
    """Give what an enterprise says of the thing that a rule supports, and whether it keeps to the rule's figures.

    ``None`` where nothing is about it: most words of a statement, and two at least, are to stand in the rule, one of
    them beside those of the measure's ``title``, which all that it gives has in common.
    """
    if not rule:
        return None
    flat, common = folded(rule), folded(title)
    label = GIFT_LABEL.match(flat)
    named = content_words(label["label"]) if label else frozenset()
    kinds = kinds_paid(rule)
    must = [told for wanted, told in MUST_BE_SAID[1:2] if wanted.search(flat)]
    for statement in said:
        if (
            any(not told.search(statement) for told in must)
            and held_by_figures(rule, (statement,)) is not False
        ):
            continue
        if any(kind in folded(statement) for kind in kinds):
            return True, statement
        if any(
            one.search(statement) and other.search(flat) and not one.search(flat) for one, other in OPPOSITES
        ):
            continue
        if len(named) >= 2 and share_said(named, statement) >= LEAST_OF_LABEL:
            return held_by_figures(rule, (statement,)) is not False, statement
        for part in (statement, *_parts(folded(statement))):
            words = content_words(part)
            shared = [word for word in words if stands_in(word, flat)]
            own = [word for word in shared if not stands_in(word, common)]
            several = len(shared) >= 2 or any(len(word) >= LONG_WORD and word in flat for word in shared)
            if several and own and len(shared) > LEAST_OF_STATEMENT * len(words):
                return held_by_figures(rule, (statement,)) is not False, statement
    return None


def kinds_paid(rule: str) -> tuple[str, ...]:
    """Give the kinds of things that an amount of a list is for: 戏曲, 话剧 of “戏曲、话剧项目不超过250万元”."""
    flat = folded(rule)
    match = AMOUNT_OF_KINDS.match(flat) or KINDS_LISTED.search(flat)
    return tuple(kind for kind in LISTED.split(match["kinds"]) if len(kind) >= 2) if match else ()


def held_by_words(
    condition: str, said: Sequence[str], denied: Sequence[str], own: str = "", *, excluded: bool = False
) -> tuple[bool, str] | None:
    """Tell whether what is said meets a condition that is known in words alone, and the words; ``None`` where nothing does.

    Figures and days decide first; then what is denied, of a condition that wants something not to be the case; then
    the words. A condition of several parts is met where each of them is. ``excluded``: it wants not to be the case
    what it says.
    """
    if excluded:
        statement = next((one for one in denied if _is_about(one, condition)), "")
        return (True, statement) if statement else None
    if NET_GROWTH.search(folded(condition)):
        return _held_growth(said, denied)
    grown = held_growth(condition, said)
    if grown is not None and (not grown[0] or len(_parts(folded(condition))) <= 1):
        return grown
    parts = [part for part in _parts(folded(condition)) if not PROCEDURE.search(part)]
    own_parts = [part for part in parts if not _is_of_others(part, own, said)]
    whole = _held_whole(condition, said, denied)
    if whole and not whole[0] and 0 < len(own_parts) < len(parts):
        whole = None  # what is wanted of others (“百货店在2000万元以上”) fails nobody else
    if whole is not None or not parts or parts == [folded(condition)]:
        return whole
    found = [_held_whole(part, said, denied) for part in own_parts]
    refused = next((one for one in found if one is not None and not one[0]), None)
    if refused is not None:
        return refused
    told = [one for one in found if one is not None]
    # A figure says what the general words before it mean; what a thing is for is said with the thing.
    counted = any(one and figures_wanted(part) for one, part in zip(found, own_parts, strict=True))
    open_parts = [
        part
        for place, (one, part) in enumerate(zip(found, own_parts, strict=True))
        if one is None
        and not (place and found[place - 1] and ELABORATES.match(part))
        and not (counted and not place and not ASKING.search(part))
    ]
    return told[0] if told and not open_parts else None


def _held_growth(said: Sequence[str], denied: Sequence[str]) -> tuple[bool, str] | None:
    """Whether more was opened than closed, where both are told."""
    opened = [(int(match["n"]), one) for one in said for match in OPENED.finditer(folded(one))]
    closed = [int(match["n"]) for one in said for match in CLOSED.finditer(folded(one))]
    if any(NONE_CLOSED.search(folded(one)) for one in denied):
        closed.append(0)
    if not opened or not closed:
        return None
    most, words = max(opened)
    return most > max(closed), words


def _is_of_others(part: str, own: str, said: Sequence[str]) -> bool:
    """Whether a part of a condition speaks of others: of a trade (“专业专卖店应大于2000平方米”), of schools, of offices."""
    listed = LISTED.split(part[:LONGEST_SUBJECT])[:-1]
    if listed and all(LEGAL_FORM.search(one) and not ENTERPRISE_FORM.search(one) for one in listed):
        return True
    subject = SUBJECT.match(part)
    if subject and LEGAL_FORM.search(subject["who"]) and not ENTERPRISE_FORM.search(subject["who"]):
        return True
    trades = [one for one in LISTED.split(subject["who"]) if industries_in(one)] if subject and own else []
    if any(one in folded(statement) for one in trades for statement in said):
        return False
    return bool(trades) and all(relation(own, one) is not Relation.WITHIN for one in trades)


@lru_cache(maxsize=20_000)
def _parts(flat: str) -> tuple[str, ...]:
    """The parts of a condition between commas that say something, each with the head that leads them in (“营业面积：”)."""
    parts = [part for part in CLAUSE.split(flat) if part and len(content_words(part)) >= 2]
    head = HEAD.match(flat)
    if head and len(parts) > 1:
        parts[1:] = [part if HEAD.match(part) else f"{head.group()}{part}" for part in parts[1:]]
    return tuple(parts)


def _held_whole(condition: str, said: Sequence[str], denied: Sequence[str]) -> tuple[bool, str] | None:
    flat = folded(condition)
    by_figures, by_day = held_by_figures(condition, said), held_by_day(condition, said)
    if by_figures is False or by_day is False:
        return False, _nearest(condition, said)
    if BAD_THING.search(flat) or LEFT_OUT_ITEM.search(flat):
        statement = next((one for one in denied if _is_about(one, condition)), "")
        return (True, statement) if statement else None
    wanted = content_words(condition)
    for one in denied:
        core = letters(QUALIFICATION_DRESSING.sub("", DENIAL.sub("", folded(one))))
        named = len(core) >= SHORTEST_DENIED and core in letters(flat)
        if (
            named
            or denies(one, condition)
            or (len(wanted) >= 2 and share_said(wanted, DENIAL.sub("", one)) >= LEAST_DENIED)
        ):
            return False, one
    if by_figures is None and figures_wanted(condition):
        return None
    if by_day and content_words(WINDOW.sub("", SINCE.sub("", flat))) <= OF_TIME:
        return True, _nearest(condition, said)
    together = "，".join(said)
    if any(wanted_words.search(flat) and not told.search(together) for wanted_words, told in MUST_BE_SAID):
        return None
    least = LEAST_WITH_FIGURES if by_figures or by_day else LEAST_SAID
    for choice in _choices(condition):
        words = content_words(choice) - (OF_TIME if by_day else frozenset())
        share = share_said(words, together)
        enough = least if share * len(words) < MANY_SAID else min(least, LEAST_OF_MANY)
        telling = len(words) >= 2 or len(folded(choice)) <= SHORT_CONDITION
        if words and telling and share >= enough:
            return True, _nearest(choice, said)
    return None


def _choices(condition: str) -> tuple[str, ...]:
    """The condition, and what stands on each side of an “或” where either suffices."""
    acts = OR_LIST.search(condition)
    if acts:
        before, behind = condition[: acts.start("list")], condition[acts.end() :]
        return (condition, *(f"{before}{one}{behind}" for one in (*acts["list"].split("、"), acts["last"])))
    sides = OR.split(condition)
    return (condition, *(side for side in sides if len(content_words(side)) >= 2)) if len(sides) > 1 else (condition,)  # fmt: skip


def asks_nothing(condition: str, said: Sequence[str], own: str, title: str = "") -> bool:
    """Whether words among conditions ask nothing of this enterprise: a procedure, a case that it does not speak of.

    “申请……支持资金的，需……” counts for who says that they do, and where the measure's ``title`` names the case; “早餐项目申报单位应……” for who is of that industry.
    """
    flat = folded(condition)
    if any(
        nothing.search(flat) for nothing in (WAIVES, ELSEWHERE_TOO, CATCH_ALL, TAKEN_ONCE, AIMS, AFTERWARDS)
    ):
        return True
    if TO_A_DAY.match(flat):
        return True
    firm = RULE_FOR_FIRMS.match(flat)
    if firm and own and relation(own, firm["trade"]) not in (Relation.WITHIN, Relation.NEAR):
        return True
    asking = [
        part for part in CLAUSE.split(flat) if part and not PROCEDURE.search(part) and ASKING.search(part)
    ]
    if PROCEDURE.search(flat) and not asking:
        return True
    match = CASE.search(flat)
    if not match:
        return False
    case = match["case"] or match["when"] or match["project"] or match["named"] or match["kinds"]
    words = content_words(case)
    if share_said(words, title) >= LEAST_OF_CASE:
        return False  # the case is what the measure is for
    if match["named"] or match["kinds"]:
        trades = [part for part in LISTED.split(case) if industries_in(part)]
        if trades and own:
            return all(relation(own, part) is Relation.OTHER for part in trades)
    return bool(words) and share_said(words, "，".join(said)) < LEAST_OF_CASE


def is_case_told(case: str, said: Sequence[str]) -> bool:
    """Whether an enterprise speaks of a case that a rule is for (“节能改造项目”)."""
    words = content_words(case)
    return bool(words) and share_said(words, "，".join(said)) >= LEAST_OF_CASE


def project_case(words: str) -> str:
    """Give the words that say for which of several kinds of projects a condition is; empty where they say none."""
    match = PROJECT_CASE.match(words)
    return match.group() if match else ""


def _nearest(condition: str, said: Sequence[str]) -> str:
    wanted = content_words(condition)
    return max(said, key=lambda one: share_said(wanted, one), default="")


def _is_about(statement: str, condition: str) -> bool:
    """Whether a denial names what a condition wants not to be the case: by its kind, or by half of its words."""
    flat, own = letters(folded(condition)), folded(statement)
    if any(kind.search(flat) and kind.search(own) for kind in BAD_KINDS):
        return True
    words = content_words(DENIAL.sub("", own))
    shared = [word for word in words if word in flat]
    return len(shared) >= 1 and len(shared) >= LEAST_OF_STATEMENT * len(words)
