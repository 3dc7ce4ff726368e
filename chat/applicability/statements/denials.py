"""Tell what an enterprise denies by name, and whether a rule, or a measure's title, is about the very thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from chat.applicability.enterprise.needs import kinds_in
from chat.applicability.enterprise.patterns import BAD_KINDS, DENIAL, LISTED
from chat.applicability.statements.words import folded, words_of
from index.words import tagged

LEAST_NAME = 3  # characters of a thing that is named by one word
LEAST_WORDS = 2  # words that name a thing otherwise, characters of a thing in a list
LEAST_OF_LIST = 0.5  # of the things that a rule lists, for a list of denials to leave nothing of it
_LONGEST_VERB = 2  # characters
NEAR_OR = 8  # characters between a thing and the 或 that makes it one of several
NEAR_VERB = 14  # characters between what is done and what it is done to
_ABROAD = "国际化"  # who denies all business abroad is given nothing for it
_OF_ABROAD = frozenset((_ABROAD, "创作"))  # “没有节目出海”
_REFUSED = ("非", "无", "未", "不")  # before a thing that a rule does not want
# “、没有”, “，不做”: a list in which each thing is denied again
_AGAIN = re.compile(r"、(?=没有|没|不|未|无)")
# “电视剧、纪录片、动画片”: what parts the things of a list
_LIST = re.compile(r"[、和及]")
# “，”, “；”: what parts the clauses of a rule
_CLAUSE = re.compile(r"[，。；：,;:]")
# “新建研发中心”, “培育小巨人企业”: what is made by a measure, which who applies has not yet
_MADE = r"(?<!已)(?:新建|建设|设立|培育|创建|组建|引进|搭建|申请)(?!有)"
# “或”, “之一”: other things suffice where one is denied
_OTHERWISE = re.compile(r"之一|除外|以外")
# “不拍”, “不租用”: the denial of an act, whose verb says what is not done
_ACT = re.compile(r"不[^在是属具含做办搞有开想符受提]$")
# “做过”, “有”, “别人的”: what stands before the name of a thing and names nothing
_BEFORE_NAME = re.compile(
    r"^(?:什么|任何|各类|银行(?=贷)|别人的|他人的|自己的?|其他|参加|承担|办|开展|做|设|有(?!机|效|色|源)|过|了|是|在|的|用)+"
)
# “高标准农田项目里没有”: a denial of what is elsewhere
_BESIDE = re.compile(r"[里中内]$")
# “没有拿过投贷奖”: a denial of what was given before
_GIVEN_BEFORE = re.compile(r"^(?:拿|领|享受|申请|申报)过")
# “获得……专利”, “签订贷款”: what is had or done, before the name of a thing that one word of two characters names
_HAD = re.compile(r"获得|取得|拥有|签订|发生|办理|租|购|投保|经营|从事|出品|通过|发行")
# “（套）”: marks around a part of a name, which people leave out
_MARKS = str.maketrans("", "", '()（）“”‘’"')
# Kinds of support that who has nothing of them is given: “没有场地” refuses no measure about places.
_WANTING = frozenset(("场地", "人才", "平台", "资金", "服务", "数据"))
# “外派劳务业务”, “零售门店”: what stands behind the name of a thing
_BEHIND_NAME = re.compile(r"(?<=..)(?:业务|活动|经营|情况|门店|方面)$")


def each_denied(statement: str) -> tuple[str, ...]:
    """Give the denials of a statement apart: “没有退耕还林、没有间作” denies two things."""
    return tuple(part for part in _AGAIN.split(statement) if part)


@lru_cache(maxsize=10_000)
def _things(denial: str) -> tuple[tuple[str, str], ...]:
    """The things that a denial names, each with the verb of the act that is denied of them, if any."""
    flat = folded(denial).translate(_MARKS)
    match = DENIAL.search(flat)
    if match is None or any(kind.search(flat) for kind in BAD_KINDS):
        return ()
    if _BESIDE.search(flat[: match.start()]) or _GIVEN_BEFORE.match(flat[match.end() :]):
        return ()
    act = _ACT.search(match.group())
    verb = flat[match.start() + 1 : match.end()] if act else ""
    word = tagged(flat[match.start() + 1 :])[0][0] if act else ""  # “反映”, not “拍电影”
    verb = word if len(word) == _LONGEST_VERB else verb
    rest = flat[match.start() + 1 + len(verb) :] if act else flat[match.end() :]
    listed = [_BEHIND_NAME.sub("", _BEFORE_NAME.sub("", one)) for one in LISTED.split(rest)]
    return tuple((one, verb[:1]) for one in listed if len(one) >= LEAST_WORDS)


@lru_cache(maxsize=50_000)
def denies(denial: str, rule: str) -> bool:
    """Whether a denial names what a rule wants: all the things of a list where the rule lists them, else any of them."""
    things = _things(denial)
    return bool(things) and any(
        _denied(things, part) for part in _CLAUSE.split(folded(rule).translate(_MARKS)) if part
    )


def all_denied(denials: Sequence[str], rule: str) -> str:
    """Give the last of several denials that leave nothing of what a rule lists; empty where anything of it is left.

    “没有贷款、没有发债” of “采用贷款贴息、发债贴息方式”.
    """
    things = [thing for one in denials for thing, _ in _things(one)]
    for part in _CLAUSE.split(folded(rule).translate(_MARKS)):
        listed = _LIST.split(part)
        if len(listed) > 1 and all(any(_places(thing, one) for thing in things) for one in listed):
            return next(
                one for one in reversed(denials) if any(_places(thing, part) for thing, _ in _things(one))
            )
    return ""


def _denied(things: Sequence[tuple[str, str]], part: str) -> bool:
    listed = _LIST.split(part)
    denied = sum(any(_places(thing, one) for thing, _ in things) for one in listed)
    if len(things) > 1 and len(listed) > 1 and denied >= LEAST_OF_LIST * len(listed):
        return all(_places(thing, part) for thing, _ in things)
    return any(_names(thing, verb, part) and not _is_one_of(thing, part) for thing, verb in things)


def _is_one_of(thing: str, part: str) -> bool:
    """Whether other things suffice where one is denied: it stands in a list, or beside an “或”."""
    if _OTHERWISE.search(part) or f"、{thing}" in part or f"{thing}、" in part:
        return True
    near = "|".join(re.escape(word) for word in (words_of(thing) or {thing}))
    return bool(re.search(rf"(?:{near})[^，]{{0,{NEAR_OR}}}或|或者?[^，]{{0,{NEAR_OR}}}(?:{near})", part))


def denied_title(denials: Sequence[str], title: str, own: str = "") -> str:
    """Give the first denial that names what a measure's title says it is for; empty where none does.

    Who denies business abroad denies all of it, but for an enterprise whose own industry ``own`` is such business.
    """
    flat, kinds = folded(title).translate(_MARKS), kinds_in(title)
    for one in denials:
        acts = [(thing, verb) for thing, verb in _things(one) if not _is_to_be_made(thing, flat)]
        things = [thing for thing, _ in acts]
        abroad = _ABROAD in kinds - kinds_in(own) and any(
            _ABROAD in kinds_in(thing) and kinds_in(thing) <= _OF_ABROAD for thing in things
        )
        if abroad or any(
            _names(thing, "", flat) or (not verb and _is_head(thing, flat)) for thing, verb in acts
        ):
            return one
    return ""


def may_lack(denial: str, rule: str) -> bool:
    """Whether a rule is for who has not yet what a denial names: “对新建研发中心的，给予补助”."""
    flat = folded(rule)
    return any(_is_to_be_made(thing, flat) for thing, _ in _things(denial))


def _is_to_be_made(thing: str, flat: str) -> bool:
    near = "|".join(re.escape(word) for word in (words_of(thing) or {thing}))
    return bool(
        re.search(rf"(?:{_MADE})[^，。；,]{{0,{NEAR_OR}}}?(?:{near})|(?:{near})[^，。；,]{{0,4}}认定", flat)
    )


def _names(thing: str, verb: str, flat: str) -> bool:
    """Whether words speak of a thing: by its whole name, or by all of several words of it; of an act with its verb."""
    words = words_of(thing)
    if len(words) >= LEAST_WORDS:
        return all(_places(word, flat) for word in words)
    if len(thing) >= LEAST_NAME and words and _places(thing, flat):
        return True
    near = (flat[max(0, at - NEAR_VERB) : at] for at in _places(thing, flat))
    if verb:
        return any(verb in before for before in near)
    return _is_head(thing, flat) and any(_HAD.search(before) for before in near)


def _is_head(thing: str, flat: str) -> bool:
    """Whether words hold a thing of two characters as a word, or at the end of one: 专利 in 发明专利, not in 标准化 标准."""
    if len(thing) != LEAST_WORDS or words_of(thing) != {thing} or kinds_in(thing) & _WANTING:
        return False
    return any(word.endswith(thing) for word in words_of(flat))


def _places(thing: str, flat: str) -> list[int]:
    """Where words speak of a thing, but for what is not to be it (“非关联方”)."""
    found = (match.start() for match in re.finditer(re.escape(thing), flat))
    return [at for at in found if flat[at - 1 : at] not in _REFUSED]
