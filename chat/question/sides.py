"""Find the sides of a comparison: which documents each is about, and the question to ask of each.

Pure functions over the catalogue and a question's scope.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chat.question.catalogue import (
    KIND_WORDS,
    Catalogue,
    document_names,
    kind_score,
    names_in,
    place_names,
)
from chat.question.patterns import INTERROGATIVE
from chat.question.scope import Scope, editions_meant, without_editions
from index.hits import DocumentInfo
from index.words import bigrams, tagged
from ingest.text.years import explicit_years

# Character pairs beside its name up to which a side of a comparison is asked nothing of its own.
JUST_NAMED = 3
NEARLY_NAMED = 0.5  # of how much the best document is named, for one of several editions to be the one meant
# “丰台和株洲”, “A vs B”: between two sides; “不同”, “相同” join none
_SIDE_SPLIT = re.compile(
    r"和|与|跟|(?<![不相])同(?!样)|[、，,；;？?]|相比|比起|以及|还有|vs|versus|\band\b", re.I
)
# What is asked of the sides together, and of neither: “有什么不同”, “一样吗”.
_COMPARING = re.compile(
    r"(?:有(?:什么|何|啥|没有)?)?(?:不同|不一样|区别|差别|差异|差距)(?:之处)?|(?:是否|是不是)?(?:不?一样|不?一致|相同)吗?"
)
# “有什么不同”, “一样吗”, “有区别吗”: asks whether both are alike, and nothing of either
_VERDICT = re.compile(
    r"[，,]?(?:(?:又)?(?:有(?:什么|何|啥|没有)?)(?:不同|不一样|区别|差别|差异|差距)(?:之处)?吗?|(?:是否|是不是|都)?(?:不?一样|不?一致|相同|同等)(?:不一样)?吗?|一不一样|是不是一回事)[?？]?$"
)
# “哪个产得多”, “哪边标准更高”, “谁给得最多”, “差多少”: is computed of how much each is
_WHICH_IS_MORE = re.compile(
    r"(?:哪[个边种]|谁)的?(?P<what>[^，,。？?]{0,6}?)(?:更|最|比较)?[多高大少低小快慢长短](?:一?些|一点)?(?=$|[，,])|(?<![多偏])相?差(?:了)?(?:多少[\u4e00-\u9fff]{0,3}|几[\u4e00-\u9fff]{0,4}|多大)$"
)
# “和”, “、”: between two things of a question
_CONJUNCTION = re.compile(r"和|与|跟|、|以及")
# “的”, “里”, “，”, “各”, “哪个”, “差多少”: where what is asked of both things begins
_REST = re.compile(r"里面|里|中|上|对|在|的|[，,]|各|分别|[两二]者|两[地市区县个种类项]|哪[个边种]|谁|相?差")
# “2024”, “2025年”: a number and what is counted
_COUNTED = re.compile(r"(?P<number>\d+)(?P<of>[^\d]{0,2})")
# “，”, “？”: ends a clause
_CLAUSE_END = re.compile(r"[，,。；;？?]")
_NO_NOUN = ("v", "p", "d", "c", "u")  # tags of words behind an 各 that is an adverb
# “区” of “南明区哪个多”, “稿里的” of “征求意见稿里的目标”: what ends a name behind the words that it is known by
_LEVEL = re.compile(r"^(?:[省市区县州](?!级)|稿)?里?的?")
LONGEST_UNIT = 2  # characters of what is counted: 个, 万套
LONGEST_OF_PERIOD = 60  # characters of what is asked of each of two periods
LONGEST_THING = 16  # characters of one of two things side by side
# “各有多少”: said of both sides, and left out where one is asked about
_EACH = re.compile(r"各自?|分别")
# “各是多少”, “奖补各给多少”: the same, and not “各区有多少”
_EACH_ASKED = re.compile(r"(?:各自?|分别)(?=[^，,区县市省地部类项级种]{0,3}(?:多少|几|什么|哪))")
# “各是多少”, “有什么区别”: the question is about two things side by side
_COMPARES = re.compile(r"各|分别|一样|不同|区别|差|相比|对比|比较|相同|同一|谁|哪(?:个|边|种)")


# “多少”, “几座”, “是什么”: asks for something; what a clause is about stands before it
_ASKING = re.compile(
    r"(?:分别|各)?(?:约|大约|是|有|为|达|要|到|做了|开了)?(?:多少|几[\u4e00-\u9fff]|什么|多[长久大高])"
)
# “从2020年的多少亿亩到2025年多少”, “由上年的多少变成2018年的多少”: one thing at two times
_FROM_TO = re.compile(
    r"[从由](?P<first>[^，,多]{2,14}?)的?(?P<asks>多少[^，,到至变增升降]{0,4})(?:变成|变为|增加?[到至为]|上?升[到至为]|下?降[到至为]|提高[到至]|[到至])(?:了)?(?P<second>[^，,多？?]{2,14}?)的?(?:多少|$|[？?])"
)
# “从2010年到2020年变化多少”, “2021年6月到7月涨到多少”: the same, asked for once
_SPAN = re.compile(
    r"[从由]?(?P<first>(?:20\d\d年)?[^，,从由的]{0,4}?[年月](?:末|底|份)?)到(?P<second>[^，,的]{0,8}?[年月](?:末|底|份)?)(?P<asks>[^，,]{0,6}(?:变化|增|升|涨|降|提高|减|少|多)[^，,]{0,4}(?:多少|几))"
)
# “2019年11月和2020年10月”, “从2019年底到2020年底”, “2022、2023年”: two months or years of one thing
_PERIODS = re.compile(
    r"从?(?P<first>20\d\d(?:年(?:\d{1,2}月)?[份底末]?|(?=[和与跟同、到至比]20\d\d年)))(?:和|与|跟|同|、|到|至|比|相比)(?P<second>20\d\d年(?:\d{1,2}月)?[份底末]?)(?:相比)?"
)
# “哪个月”, “哪年”: which of the two periods, which is computed
_WHICH_PERIOD = re.compile(r"哪一?个?[月年季]度?(?:份)?(?:的|更)?")
# “，多多少”, “哪个快，快几个百分点”, “增加了多少”, “少多少万吨”, “怎么变的”: how the one is held against the other
_HOW_MUCH_MORE = re.compile(
    r"[，,]?(?:是?怎[么样]变(?:化)?的?|(?:有|发生)?(?:了)?(?:什么|哪些|何)变化)$"
    r"|[，,？?；;]?(?:哪个|谁)?更?(?<!多)[多少高低大小快慢长短](?:[，,](?:[多少高低大小快慢长短](?:了|出)?)(?:多少|几)(?:个百分点|个点)?)?$"
    r"|(?<!分别)(?<!各)[，,]?(?:多|少|高|低|快|慢|增加|减少|提高|下降|上升|增长|涨|降|变化)(?:了|出)?(?:多少|几)(?P<unit>[\u4e00-\u9fff]{0,4})$"
)
# “2021年”, “2024年底”, “目前”: when
_TIME = re.compile(r"20\d\d年(?:底|末)?|目前|现在|当前")
# “10月底”, “前9月”, “到2025年”: what a clause of its own time begins with
_OWN_TIME = re.compile(
    r"(?:到|至|截至|而)?(?:20\d\d年|前?\d{1,2}[个]?月|[上下]半年|前[一二三四]季度|[一二三四]季度|目前|现在|去年|今年|明年|“?十[三四五]五)"
)
# Two kinds of people or places that one word names; both are told apart in texts by these.
_PAIRS = {"城乡": ("城镇", "农村"), "男女": ("男性", "女性")}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its documents, and the question without the other sides' words.

    ``thing``: the words that it is about, where two things stand side by side."""

    doc_ids: frozenset[str]
    text: str
    thing: str = ""


def sides_of(text: str, catalogue: Catalogue, scope: Scope) -> list[Side]:
    """Give the sides of a comparison in the question's order; fewer than two: it compares nothing.

    Two places make two sides; else each part of the question (“规划和新闻”) is
    given the document that it names best, where it names one clearly.
    """
    editions = _editions(text, catalogue, scope)
    if editions:
        return editions
    parts = [part for part in _SIDE_SPLIT.split(_COMPARING.sub("", text)) if part]
    if len(scope.places) >= 2:
        owners = [_owner_by_place(part, catalogue, scope) for part in parts]
    else:
        pool = [catalogue.by_id[doc_id] for doc_id in scope.affinity if scope.admits(doc_id)]
        owners = [_owner(part, pool, catalogue, scope) for part in parts]
    distinct = list(dict.fromkeys(owner for owner in owners if owner))
    if len(distinct) < 2:
        return []
    return [Side(own, _text_of_side(own, parts, owners, catalogue, scope)) for own in distinct]


def _editions(text: str, catalogue: Catalogue, scope: Scope) -> list[Side]:
    """The two editions that a question asks after of the document it names, the newer first."""
    likely = [doc_id for doc_id, named in scope.affinity.items() if named >= NEARLY_NAMED]
    likely.sort(key=lambda doc_id: (-scope.affinity[doc_id], doc_id))
    pair = editions_meant(text, catalogue, likely)
    return [Side(frozenset((doc_id,)), without_editions(text)) for doc_id in reversed(pair)]


def _text_of_side(
    own: frozenset[str],
    parts: Sequence[str],
    owners: Sequence[frozenset[str]],
    catalogue: Catalogue,
    scope: Scope,
) -> str:
    """The parts that are of one side or of no side.

    “丰台和株洲各有多少家企业”: a side that is only named is asked what is asked of the last one.
    """
    text = "，".join(part for part, owner in zip(parts, owners, strict=True) if not owner or owner == own)
    last = max(place for place, owner in enumerate(owners) if owner)
    naming = re.compile("|".join(sorted({*scope.places, *KIND_WORDS}, key=len, reverse=True)))
    names = {
        pair for doc_id in own for name in document_names(catalogue.by_id[doc_id]) for pair in bigrams(name)
    }
    mine = [part for part, owner in zip(parts, owners, strict=True) if owner == own]
    said = {pair for part in mine for piece in naming.split(part) for pair in bigrams(piece)} - names
    rest = _LEVEL.sub("", naming.split(parts[last])[-1])
    if owners[last] != own and len(said) <= JUST_NAMED:
        text = f"{text}，{rest}".rstrip("，")
    elif owners[last] != own and not INTERROGATIVE.search(text) and (asking := _ASKING.search(rest)):
        text = f"{text}{asking.group()}"
    return _of_one(text, _EACH_ASKED)


def _owner_by_place(part: str, catalogue: Catalogue, scope: Scope) -> frozenset[str]:
    """The documents of the one place that a part of a question names; of the kind it names (“丰台规划”) where some are."""
    held = [place for place in scope.places if place in part]
    if len(held) != 1:
        return frozenset()
    own = frozenset(
        doc_id
        for region, ids in catalogue.by_region.items()
        if held[0] in place_names(region)
        for doc_id in ids
    )
    return frozenset(doc_id for doc_id in own if kind_score(part, catalogue.by_id[doc_id]) > 0) or own


def _owner(part: str, pool: Sequence[DocumentInfo], catalogue: Catalogue, scope: Scope) -> frozenset[str]:
    """The one document that a part of a question names, by a word for its kind or by its name.

    Among several of the kind, the one that the question as a whole is nearer to.
    """
    named = [info for info in pool if kind_score(part, info) > 0 or names_in(part, info)]
    if not named or len(pool) < 2:
        return frozenset()
    scores = catalogue.affinities(part)
    return frozenset(
        [
            max(
                named, key=lambda info: scores.get(info.doc_id, 0.0) + scope.affinity.get(info.doc_id, 0.0)
            ).doc_id
        ]
    )


def conjuncts_of(text: str) -> list[Side]:
    """Split a question about two things side by side into one for each; empty where it is not of that form.

    Where the first begins and the second ends is open (“治疗工伤期间的工资和治疗工伤的医药费”): those two runs
    are taken that are most alike, as conjuncts are (parallelism; Okumura and Muraki 1994).
    """
    best: tuple[tuple[float, int, int], list[Side]] | None = None
    for mark in _CONJUNCTION.finditer(text):
        for start in _starts(text, mark.start()):
            first = text[start : mark.start()]
            for end in _ends(text, mark):
                second, rest = text[mark.end() : end], text[end:]
                chained = _CONJUNCTION.search(text[start - 1 : start] + rest[:1]) or "、" in first + second
                if chained or not _COMPARES.search(rest):
                    continue  # three things and more, or nothing compared
                if bool(explicit_years(first)) != bool(explicit_years(second)):
                    continue  # “2024年续建和计划开工项目”: the year is of both
                score = _alike(first, second), -abs(len(first) - len(second)), -len(first)
                if best is None or score > best[0]:
                    both = _of_one(rest)
                    things = first + _noun_of_both(first, second), second
                    best = score, [Side(frozenset(), f"{text[:start]}{one}{both}", one) for one in things]
    return best[1] if best else []


def _of_one(rest: str, each: re.Pattern[str] = _EACH) -> str:
    """What is asked of each of two things, of what is asked of both.

    “哪个大”, “差多少” leave how much each is, “哪个奖得多” what it gives, “有什么不同”, “一样吗” what is said of each.
    """
    one = _VERDICT.sub("", each.sub("", rest)).rstrip("?？。，,")
    match = _WHICH_IS_MORE.search(one)
    if match:
        what = match["what"] or ""
        asked = f"{what[:-1]}多少" if what.endswith("得") and len(what) > 1 else what
        behind = one[match.end() :]  # “哪个高，分别多少”: asked once
        behind = "" if _ASKING.fullmatch(behind.lstrip("，,")) else behind
        one = f"{one[: match.start()]}{asked}{behind}".rstrip("，,")
        return one if _ASKING.search(one) else f"{one}是多少"
    if one == rest.rstrip("?？。，,"):
        return rest
    return one


def times_of(text: str) -> list[Side]:
    """Split a question about one thing at two times into one for each: “从2020年的多少到2025年多少”."""
    match = _FROM_TO.search(text) or _SPAN.search(text)
    if not match:
        return []
    thing = text[: match.start()]
    asks = match["asks"] if match.re is _FROM_TO else "是多少"
    times = (match["first"], match["second"])
    return [Side(frozenset(), f"{thing}{time}{asks}", f"{thing}{time}") for time in times]


def periods_of(text: str) -> list[Side]:
    """Split a question that holds one thing of two months or years against each other: “2024年比2016年少多少万吨”."""
    match = _PERIODS.search(text)
    if not match:
        return []
    thing, rest = text[: match.start()], _WHICH_PERIOD.sub("", text[match.end() :]).rstrip("?？。")
    compared = _HOW_MUCH_MORE.search(rest)
    if compared:
        rest = rest[: compared.start()].rstrip("，,")
        asks = _ASKING.search(_CLAUSE_END.split(rest)[-1])
        rest = rest if asks else f"{rest}是多少{compared['unit'] or ''}"
    rest = _of_one(rest)
    if not _ASKING.search(rest) or len(f"{thing}{rest}") > LONGEST_OF_PERIOD:
        return []
    first, second = match["first"], match["second"]
    times = (first if "年" in first else f"{first}年", second)
    return [Side(frozenset(), f"{thing}{time}{rest}", time) for time in times]


def clauses_of(text: str) -> list[Side]:
    """Split a question of two clauses of which the second begins with its own time: “现在有几座加氢站，2025年要到多少？”.

    The second leaves out what it is about: what the first is about is said again for it, without its year where
    the second names one. Empty where a question is not of that form.
    """
    said = [part for part in _CLAUSE_END.split(text) if part]
    if len(said) == 2 and said[1].endswith("呢") and (first := _ASKING.search(said[0])):
        said[1] = f"{said[1][:-1]}{first.group()}"  # “2025年是多少，2026年目标呢”
    asking = [match for part in said if (match := _ASKING.search(part))]
    if len(said) != 2 or len(asking) != 2 or not _OWN_TIME.match(said[1]):
        return []
    subject = said[0][: asking[0].start()]
    counted, second = said[0][asking[0].end() :], said[1]
    if len(counted) <= LONGEST_UNIT and second.endswith("多少"):  # “计划多少套，上半年开了多少”
        counted, second = "", f"{second}{counted}"
    if explicit_years(said[1]):
        subject = _TIME.sub("", subject)
    own = said[1][: asking[1].start()]
    if len(own) > LONGEST_THING or len(subject + counted) < 2:
        return []
    return [
        Side(frozenset(), said[0], said[0]),
        Side(frozenset(), f"{subject}{counted}，{second}", own),
    ]


def pair_of(text: str) -> list[Side]:
    """Split a question about two kinds that one word names: “男女各多少人”."""
    for word, kinds in _PAIRS.items():
        if word in text and _COMPARES.search(text):
            rest = _of_one(text)
            return [Side(frozenset(), rest.replace(word, kind), kind) for kind in kinds]
    return []


def _starts(text: str, end: int) -> Iterator[int]:
    """Where the thing before a conjunction may begin: behind a year, and at a word of its clause."""
    clause = max((match.end() for match in _CLAUSE_END.finditer(text, 0, end)), default=0)
    years = [match.end() for match in _TIME.finditer(text, clause, end)]
    yield from (place for place in years if 2 <= end - place <= LONGEST_THING)
    place = clause
    for word, _ in tagged(text[clause:end]):
        if 2 <= end - place <= LONGEST_THING and word != "的" and not text[place - 1 : place].isdigit():
            yield place
        place += len(word)


def _ends(text: str, mark: re.Match[str]) -> Iterator[int]:
    """Where the thing behind a conjunction may end: where the rest begins, or in the letter that the first one ends in."""
    clause = _CLAUSE_END.search(text, mark.end())
    last = min(clause.start() if clause else len(text), mark.end() + LONGEST_THING)
    before = text[mark.start() - 1]
    for place in range(mark.end() + 2, last + 1):
        counted = (
            before.isdigit()
            and _COUNTED.fullmatch(text, mark.end(), place)
            and not text[place : place + 1].isdigit()
        )
        if _REST.match(text, place) or text[place - 1] == before or counted:
            yield place


def _noun_of_both(first: str, second: str) -> str:
    """“项目” of “续建” beside “计划开工项目”: the last noun of a longer second thing is the first one's too; “年” of 2024."""
    counted = _COUNTED.fullmatch(second)
    if first.isdigit() and counted:
        return counted["of"]
    noun, tag = tagged(second)[-1]
    longer = len(second) - len(first) >= len(noun) >= 2 and len(second) > len(noun)
    return noun if longer and tag == "n" and noun not in first else ""


def _alike(first: str, second: str) -> float:
    """The share of characters that two runs have in common (Dice), half of it where the second adds to all of the first.

    “科教惠民和文体惠民”: of “惠民” the second is a kind, and nothing to set beside it.
    """
    shared = sum((Counter(first) & Counter(second)).values())
    alike = 2 * shared / (len(first) + len(second))
    return alike / 2 if second.endswith(first) else alike


def asks_each(text: str) -> bool:
    """Whether a question asks something of each of several things: “各是多少”, “分别由谁牵头”, not “各部门”."""
    words = tagged(text)
    return bool(
        "分别" in text or _EACH_ASKED.search(text) or _WHICH_IS_MORE.search(text.rstrip("?？。"))
    ) or any(
        (word in ("各", "各自") and (tag.startswith(_NO_NOUN) or INTERROGATIVE.match(behind)))
        or (word.startswith("各") and own.startswith(_NO_NOUN))  # 各是, as one word
        for (word, own), (behind, tag) in pairwise(words)
    )
