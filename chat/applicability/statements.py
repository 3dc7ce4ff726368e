"""What an enterprise says of itself in words, held against the words of a condition: events, days, figures, facts.

Rules of words alone, and strict ones: a condition is met by what is said of the very things that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chat.applicability.industries import Relation, industries_in, relation
from chat.applicability.patterns import (
    AMOUNT_OF_KINDS,
    AREA,
    ASIDE,
    ASKING,
    AT_LEAST,
    AT_MOST,
    BAD_KINDS,
    BAD_THING,
    CASE,
    CLAUSE,
    DENIAL,
    ELABORATES,
    ELSEWHERE_TOO,
    ENTERPRISE_FORM,
    EVENT_FILLING,
    FIGURE_FILLING,
    GIFT_LABEL,
    GROWS,
    LEFT_OUT_ITEM,
    LEGAL_FORM,
    LISTED,
    MUST_BE_SAID,
    OPPOSITES,
    OR,
    PREMISES,
    PROCEDURE,
    PROJECT_CASE,
    QUALIFICATION_DRESSING,
    SAID_OTHERWISE,
    SINCE,
    SUBJECT,
    WAIVES,
    WINDOW,
)
from chat.applicability.profile import days_in, falls_within, window_in
from index.words import bigrams, tagged
from ingest.text.figures import Figure, figures_in
from ingest.text.figures import flat as spelled
from ingest.text.normalise import flat_text, letters

LEAST_SHARED = 0.6  # of the wanted event's character pairs, of a condition's words
LEAST_OF_STATEMENT = 0.5  # of a statement's words that a rule names, for the statement to be about it
LEAST_SAID = 0.5  # of a condition's words that are said, for it to be met
LEAST_OF_MANY = 0.4  # where many of them are said
MANY_SAID = 4
SHORT_CONDITION = 14  # characters of a condition that one word tells all of: “具有良好的诚信记录”
LEAST_WITH_FIGURES = 0.2  # where its figures or days are met besides
LEAST_DENIED = 0.6  # of a condition's words that are denied, for it to be unmet
SHORTEST_DENIED = 3  # characters of a thing that is denied by its name
LEAST_OF_CASE = 0.7  # of the words of a case that are said, for the case to be this one
LONGEST_SUBJECT = 16  # characters at the head of a part in which others are listed
LEAST_OF_LABEL = 0.6  # of the words that name what a gift pays for, for a statement to be about it
BEFORE_FIGURE = 16  # characters before a figure that name what it counts
# Words that any condition and any enterprise says.
_SAID_OF_ALL = (
    "企业 单位 公司 项目 申报 申请 具有 拥有 具备 符合 满足 相关 支持 给予 条件 要求 进行 开展 能够 可以 应当 需要 以上 以下 有关 其他 情况 主体 机构 完成 "
    "较强 较好 一定 良好 年度 实际 用于 近三年 上年度 上一年度 北京 北京市 本市 获得 没有 万元 亿元 规定 属于 记录 方面 存在 作为 通过 国家 市级 "
    "不低于 不少于 不超过 小于 大于 超过 低于 高于 少于 多于 达到 占比 比应 比例 工商 取得 万元以上 亿元以上 原则上"
)
_GENERAL = frozenset(_SAID_OF_ALL.split())
# Words of a condition that only says when: “项目实施时间应在……以后”.
_OF_TIME = frozenset(["实施", "时间", "建设", "启动", "开始", "日期"])
_TELLING = ("n", "v", "a", "l", "i", "j", "b", "t")


_flat = lru_cache(maxsize=50_000)(
    flat_text
)  # the same conditions and statements are held against each other often


@dataclass(frozen=True, slots=True)
class _Limit:
    """A figure of a condition: what it counts, from where or up to where, and the words that name it."""

    figure: Figure
    at_least: bool
    inclusive: bool
    names: tuple[str, ...]
    name: str  # the words right before it, which end in what it counts


@lru_cache(maxsize=20_000)
def content_words(words: str) -> frozenset[str]:
    """Give the words that say what a stretch of words is about: nouns, verbs and the like, of two characters and more."""
    return frozenset(
        word
        for word, tag in tagged(_flat(words))
        if len(word) >= 2 and tag.startswith(_TELLING) and word not in _GENERAL and not word.isascii()
    )


@lru_cache(maxsize=20_000)
def speaks_of_event(said: str, wanted: str) -> bool:
    """Whether words tell of the wanted event: most character pairs of it stand in them."""
    pairs = set(bigrams(EVENT_FILLING.sub("", _flat(wanted))))
    held = set(bigrams(EVENT_FILLING.sub("", _flat(said))))
    return bool(pairs) and len(pairs & held) >= LEAST_SHARED * len(pairs)


def as_rules_say(words: str) -> str:
    """Give words as rules put it: “产值第一次过亿” -> “产值首次突破1亿元”."""
    for pattern, official in SAID_OTHERWISE:
        words = pattern.sub(official, words)
    return words


def is_told_of(rule: str, said: Sequence[str], title: str = "") -> tuple[bool, str] | None:
    """Give what an enterprise says of the thing that a rule supports, and whether it keeps to the rule's figures.

    ``None`` where nothing is about it: most words of a statement, and two at least, are to stand in the rule, one of
    them beside those of the measure's ``title``, which all that it gives has in common.
    """
    if not rule:
        return None
    flat, common = _flat(rule), _flat(title)
    label = GIFT_LABEL.match(flat)
    named = content_words(label["label"]) if label else frozenset()
    kinds = kinds_paid(rule)
    for statement in said:
        if any(kind in _flat(statement) for kind in kinds):
            return True, statement
        if any(
            one.search(statement) and other.search(flat) and not one.search(flat) for one, other in OPPOSITES
        ):
            continue
        if len(named) >= 2 and _share(named, statement) >= LEAST_OF_LABEL:
            return held_by_figures(rule, (statement,)) is not False, statement
        for part in (statement, *_parts(_flat(statement))):
            words = content_words(part)
            shared = [word for word in words if _stands_in(word, flat)]
            own = [word for word in shared if not _stands_in(word, common)]
            if len(shared) >= 2 and own and len(shared) > LEAST_OF_STATEMENT * len(words):
                return held_by_figures(rule, (statement,)) is not False, statement
    return None


def kinds_paid(rule: str) -> tuple[str, ...]:
    """Give the kinds of things that an amount of a list is for: 戏曲, 话剧 of “戏曲、话剧项目不超过250万元”."""
    match = AMOUNT_OF_KINDS.match(_flat(rule))
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
    whole = _held_whole(condition, said, denied)
    parts = [part for part in _parts(_flat(condition)) if not PROCEDURE.search(part)]
    if whole is not None or not parts or parts == [_flat(condition)]:
        return whole
    own_parts = [part for part in parts if not _is_of_others(part, own)]
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


def _is_of_others(part: str, own: str) -> bool:
    """Whether a part of a condition speaks of others: of a trade (“专业专卖店应大于2000平方米”), of schools, of offices."""
    listed = LISTED.split(part[:LONGEST_SUBJECT])[:-1]
    if listed and all(LEGAL_FORM.search(one) and not ENTERPRISE_FORM.search(one) for one in listed):
        return True
    subject = SUBJECT.match(part)
    if subject and LEGAL_FORM.search(subject["who"]) and not ENTERPRISE_FORM.search(subject["who"]):
        return True
    trades = [one for one in LISTED.split(subject["who"]) if industries_in(one)] if subject and own else []
    return bool(trades) and all(relation(own, one) is not Relation.WITHIN for one in trades)


@lru_cache(maxsize=20_000)
def _parts(flat: str) -> tuple[str, ...]:
    """The parts of a condition between commas that say something."""
    return tuple(part for part in CLAUSE.split(flat) if part and len(content_words(part)) >= 2)


def _held_whole(condition: str, said: Sequence[str], denied: Sequence[str]) -> tuple[bool, str] | None:
    flat = _flat(condition)
    by_figures, by_day = held_by_figures(condition, said), _held_by_day(condition, said)
    if by_figures is False or by_day is False:
        return False, _nearest(condition, said)
    if BAD_THING.search(flat) or LEFT_OUT_ITEM.search(flat):
        statement = next((one for one in denied if _is_about(one, condition)), "")
        return (True, statement) if statement else None
    wanted = content_words(condition)
    for one in denied:
        core = letters(QUALIFICATION_DRESSING.sub("", DENIAL.sub("", _flat(one))))
        named = len(core) >= SHORTEST_DENIED and core in letters(flat)
        if named or (len(wanted) >= 2 and _share(wanted, DENIAL.sub("", one)) >= LEAST_DENIED):
            return False, one
    if by_figures is None and figures_wanted(condition):
        return None
    if by_day and content_words(WINDOW.sub("", SINCE.sub("", flat))) <= _OF_TIME:
        return True, _nearest(condition, said)
    together = "，".join(said)
    if any(wanted_words.search(flat) and not told.search(together) for wanted_words, told in MUST_BE_SAID):
        return None
    least = LEAST_WITH_FIGURES if by_figures or by_day else LEAST_SAID
    for choice in _choices(condition):
        words = content_words(choice)
        share = _share(words, together)
        enough = least if share * len(words) < MANY_SAID else min(least, LEAST_OF_MANY)
        telling = len(words) >= 2 or len(_flat(choice)) <= SHORT_CONDITION
        if words and telling and share >= enough:
            return True, _nearest(choice, said)
    return None


def _choices(condition: str) -> tuple[str, ...]:
    """The condition, and what stands on each side of an “或” where either suffices."""
    sides = OR.split(condition)
    return (condition, *(side for side in sides if len(content_words(side)) >= 2)) if len(sides) > 1 else (condition,)  # fmt: skip


def asks_nothing(condition: str, said: Sequence[str], own: str, title: str = "") -> bool:
    """Whether words among conditions ask nothing of this enterprise: a procedure, a case that it does not speak of.

    “申请……支持资金的，需……” counts for who says that they do, and where the measure's ``title`` names the case; “早餐项目申报单位应……” for who is of that industry.
    """
    flat = _flat(condition)
    if WAIVES.search(flat) or ELSEWHERE_TOO.search(flat):
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
    if _share(words, title) >= LEAST_OF_CASE:
        return False  # the case is what the measure is for
    if match["named"] or match["kinds"]:
        trades = [part for part in LISTED.split(case) if industries_in(part)]
        if trades and own:
            return all(relation(own, part) is Relation.OTHER for part in trades)
    return bool(words) and _share(words, "，".join(said)) < LEAST_OF_CASE


def project_case(words: str) -> str:
    """Give the words that say for which of several kinds of projects a condition is; empty where they say none."""
    match = PROJECT_CASE.match(words)
    return match.group() if match else ""


def _nearest(condition: str, said: Sequence[str]) -> str:
    wanted = content_words(condition)
    return max(said, key=lambda one: _share(wanted, one), default="")


def _share(wanted: frozenset[str], said: str) -> float:
    """The share of wanted words that something says."""
    flat = _flat(said)
    return sum(_stands_in(word, flat) for word in wanted) / len(wanted) if wanted else 0.0


def _stands_in(word: str, flat: str) -> bool:
    """Whether a word stands in folded words, one of three characters and more also by its beginning or end."""
    return word in flat or (len(word) >= 3 and (word[:2] in flat or word[-2:] in flat))


def _is_about(statement: str, condition: str) -> bool:
    """Whether a denial names what a condition wants not to be the case: by its kind, or by half of its words."""
    flat, own = letters(_flat(condition)), _flat(statement)
    if any(kind.search(flat) and kind.search(own) for kind in BAD_KINDS):
        return True
    words = content_words(DENIAL.sub("", own))
    shared = [word for word in words if word in flat]
    return len(shared) >= 1 and len(shared) >= LEAST_OF_STATEMENT * len(words)


# -- figures ---------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def figures_wanted(condition: str) -> tuple[_Limit, ...]:
    """Give the figures of a condition with a limit: “营业面积5000平方米以上”, “综合节能率不小于15%”."""
    return tuple(_limits(condition))


def held_by_figures(condition: str, said: Sequence[str]) -> bool | None:
    """Whether the figures that are said keep to all limits of a condition; ``None`` where one is not spoken of.

    A figure is that of a limit where it is of the same kind and two words that name the limit stand beside it, or all.
    """
    limits = figures_wanted(condition)
    if not limits:
        return None
    states = [_kept(limit, said) for limit in limits]
    return False if False in states else (None if None in states else True)


def _limits(condition: str) -> Iterator[_Limit]:
    words = spelled(condition)
    for figure in figures_in(condition):
        if (
            not figure.kind
            or figure.article
            or figure.dated
            or figure.is_year
            or figure.kind in ("第", "电话")
        ):
            continue
        before, behind = words[: figure.start], words[figure.end : figure.end + 8]
        least = AT_LEAST.search(before[-8:]) or AT_LEAST.match(behind)
        most = AT_MOST.search(before[-8:]) or AT_MOST.match(behind)
        if bool(least) == bool(most):
            continue
        part = CLAUSE.split(before[-BEFORE_FIGURE:])[-1] or before[-BEFORE_FIGURE:]
        if before.rfind("(") > before.rfind(")"):
            continue  # an aside bounds what stands before it
        part = CLAUSE.split(ASIDE.sub("", before)[-BEFORE_FIGURE:])[-1] or part
        name = FIGURE_FILLING.sub("", AT_LEAST.sub("", AT_MOST.sub("", part)))
        if not content_words(name):  # “2年以上人才培训经验”: the name stands behind
            name = CLAUSE.split(words[figure.end : figure.end + 2 * BEFORE_FIGURE])[0]
        strict = (least or most)[0] in ("超过", "大于", "低于", "小于", "少于", "高于", "多于")  # type: ignore[index]
        yield _Limit(figure, bool(least), not strict, tuple(content_words(name)), name)


def _kept(limit: _Limit, said: Sequence[str]) -> bool | None:
    """Whether a figure that is said keeps to a limit: one of the same kind beside the words that name the limit."""
    if not limit.names:
        return None
    for statement in said:
        for clause in filter(None, CLAUSE.split(_flat(statement))):
            shared = sum(_stands_in(name, statement) for name in limit.names) + bool(
                GROWS.search(limit.name) and GROWS.search(clause)
            )
            nearest = any(
                end and end in clause for end in (limit.name[-2:], limit.name[-3:-1]) if len(end) == 2
            )
            area = bool(AREA.search(limit.name) and PREMISES.search(clause))
            if not nearest and shared < 2 and not area:
                continue
            for figure in figures_in(clause):
                if figure.kind == limit.figure.kind and not figure.article and not figure.dated:
                    kept = _keeps(limit, figure)
                    # What fails must surely be the same thing.
                    if kept or area or (nearest and shared >= min(2, len(limit.names))):
                        return kept
    return None


def _keeps(limit: _Limit, figure: Figure) -> bool:
    value, bound = figure.value, limit.figure.value
    if limit.at_least:
        return value >= bound if limit.inclusive else value > bound
    return value <= bound if limit.inclusive else value < bound


# -- days ------------------------------------------------------------------------------------------


def _held_by_day(condition: str, said: Sequence[str]) -> bool | None:
    """Whether what is said falls within the days that a condition names for it; ``None`` where no statement is dated."""
    window = window_in(condition)
    wanted = content_words(WINDOW.sub("", SINCE.sub("", _flat(condition))))
    if window is None:
        return None
    for statement in said:
        days = days_in(statement)
        shared = sum(word in _flat(statement) for word in wanted)
        if days is not None and (
            wanted <= _OF_TIME or (shared and shared >= len(content_words(statement)) / 4)
        ):
            return falls_within(days, window)
    return None
