"""Whether a sentence repeats a clause of its passage with one part of it exchanged: who does it, which side, which year.

Pure functions of flat text. Each gives the reason in words, or nothing. What is compared is the clause of the passage
that the sentence repeats; a retelling in other words has none and is left to the other checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from chat.claims.names import organisations
from chat.claims.passage import Passage
from chat.claims.patterns import CLAUSE
from index.words import tagged
from ingest.text.normalise import letters

LEAST_SHARED, LEAST_SHARE = 6, 0.4  # letters in a row that a clause repeats, and of all its letters
LEAST_PREDICATE = 4  # letters of “应当接受”, where nothing else follows in either clause
LEAST_LIKE = 0.6  # of a sentence's letters that a statement holds, for it to be the one that is repeated
MOST_SUBJECT, LATEST_OPENING = 16, 6  # letters of who does something, and before it where it opens a sentence
LEAST_SUBJECT = 8  # letters of what the passage denies something of
AROUND = 2  # letters beside a word that tell which use of it is meant
# What stands on either side of one thing: inside and outside, before and after, with and without, one and many
FACING = (
    ("内", "外"), ("前", "后"), ("有", "未作|未|无|没有"), ("多", "一"), ("上", "下"), ("进口", "出口"),
)  # fmt: skip
# “上一年度”, “本年度”: a year told from the day of the act
_YEAR_TOLD = re.compile(
    r"(?P<last>上一?年度|上年|去年)|(?P<this>本年度|当年度?|今年)|(?P<next>下一?年度|次年|明年)"
)
# “（不含｜厦门）”, “除｜厦门｜外”: whom or what the passage leaves out
_LEFT_OUT = re.compile(
    r"(?:不含|不包括|不包含)(?P<whom>[\u4e00-\u9fff]{2,8})[)）、，,]|除(?P<but>[\u4e00-\u9fff]{2,8}?)(?:以|之)?外"
)
# “不含”, “除外”, “以外”: the sentence leaves it out too
_LEAVES_OUT = re.compile(r"不|除|外|无|未|非")
# “任何一种”, “之一”: one of several is enough
_ONE_OF = re.compile(r"任何一|任一|任选|其中一|之一")
# “同时采用”, “全部提交”: all of them together
_ALL_OF = re.compile(r"同时|全部|一并|都要|均须|缺一不可")
# “全区”, “全国”: a whole country or part of one
_WHOLE_PLACE = re.compile(r"^在?全[国省市区县]$")
# “（一）”, “第四条”, “3.”: the number of an article or item before who does it
_NUMBERED = re.compile(r"^(?:第[一二三四五六七八九十百]+[章节条款项]|[一二三四五六七八九十]+[是、)]|[\d.]+)")
# “会同”, “由”, “根据”: what begins so is no subject but how it is done
_HOW = re.compile(
    r"^(?:会同|与|和|对|将|把|按|经|根据|以|为|向|从|通过|并|还|要|及|或|可|应|须|在|到|其中|推动|支持|鼓励|加快)"
)
# “由市财政局”: the letter before who does it
_BY = re.compile(r"^(?:由|即)")
# “应当接受”, “不得转让”: what somebody is to do
_MODAL = re.compile(r"应当?|须|必须|可以|可|不得|负责|有权")
# “……处罚信息｜不予公示”: what the passage denies of the words before
_DENIED_BEHIND = re.compile(r"(?P<denial>不予|不得|不再|无需|无须|免予|不作)(?P<act>\w{2})")
_NOUN_TAGS = ("n", "j", "l", "s")


def other_part(words: str, passage: Passage) -> str:
    """Say which part of a clause is another one in the clause of the passage that it repeats."""
    return (
        _other_subject(words, passage)
        or _other_office(words, passage)
        or _other_agent(words, passage)
        or _other_side(words, passage)
        or _other_year(words, passage)
        or _left_out(words, passage)
        or _all_for_one(words, passage)
        or _denied_of_it(words, passage)
    )


def _other_subject(words: str, passage: Passage) -> str:
    """“甲局出具审核意见” where the passage has “乙局出具审核意见” and says other things of 甲局."""
    known = letters(passage.words)
    parts = list(_clauses_of(passage))
    for clause in filter(None, map(letters, CLAUSE.split(words))):
        if any(clause in part for part, _ in parts):
            continue
        size, mine, theirs = max((_two_subjects(clause, *part) for part in parts), default=(0, "", ""))
        if size and (_whole_for_part(mine, theirs) or (mine in known and _are_subjects(mine, theirs))):
            return f"“{mine}”与所引条文所说不符"
    return ""


def _two_subjects(clause: str, part: str, before: str) -> tuple[int, str, str]:
    """How many letters a clause shares with one of the passage, and what each says before them.

    The words shared are the end of the clause, or begin with “应当”; what the passage says may open its sentence. Both
    are empty where the two clauses say the same before them, and the number is 0 where they share too little.
    """
    match = SequenceMatcher(None, clause, part, autojunk=False).find_longest_match()
    duty = _MODAL.search(clause, match.a, match.a + min(match.size, LATEST_OPENING))
    moved = duty.start() - match.a if duty else 0
    mine_end, theirs_end, size = match.a + moved, match.b + moved, match.size - moved
    ends = mine_end + size == len(clause)
    whole = ends and duty is not None and theirs_end + size == len(part)
    least = LEAST_PREDICATE if whole else max(LEAST_SHARED, LEAST_SHARE * len(clause))
    if size < least or not (ends or duty):
        return 0, "", ""
    mine = _BY.sub("", clause[:mine_end])
    if mine in part[:theirs_end] or (mine in before and not (whole and theirs_end)):
        return size, "～", "～"  # the greater of two that share as much
    theirs = _BY.sub("", _NUMBERED.sub("", part[:theirs_end]))
    return size, mine, theirs or next(iter(organisations(_NUMBERED.sub("", before)[: 2 * MOST_SUBJECT])), "")


def _clauses_of(passage: Passage) -> Iterator[tuple[str, str]]:
    """Give (the letters of a clause, those of its sentence before it)."""
    for statement in passage.statements:
        before = ""
        for clause in CLAUSE.split(statement.text):
            part = letters(clause)
            if part:
                yield part, before
            before += part


def _are_subjects(mine: str, theirs: str) -> bool:
    """Whether both can be who or what something is said of, and neither is part of the other."""
    if not (2 < len(mine) <= MOST_SUBJECT and 1 < len(theirs) <= MOST_SUBJECT):
        return False
    if mine in theirs or theirs in mine or _HOW.search(mine) or _HOW.search(theirs):
        return False
    return all(_is_noun(one) for one in (mine, theirs))


def _is_noun(words: str) -> bool:
    return any(tag.startswith(_NOUN_TAGS) for _, tag in tagged(words))


def _other_office(words: str, passage: Passage) -> str:
    """“甲部门会同……提供培训” where the sentence most like it opens with 乙部门."""
    held = _most_like(words, passage)
    mine, theirs = (next(iter(organisations(one[: 2 * MOST_SUBJECT])), "") for one in (words, held))
    if not mine or not theirs or mine in held or theirs in words or mine not in passage.words:
        return ""
    opens = words.find(mine) <= LATEST_OPENING and _NUMBERED.sub("", held).find(theirs) <= LATEST_OPENING
    return f"“{mine}”与所引条文所说不符" if opens else ""


def _other_agent(words: str, passage: Passage) -> str:
    """“由海关核发” where the passage has “省级文化部门核发”."""
    for clause in CLAUSE.split(words):
        if not clause.startswith("由"):
            continue
        who, act = "", ""
        for word, tag in tagged(clause[1:]):
            if tag.startswith("v") and who:
                act = word
                break
            who += word
        places = (
            [match.start() for match in re.finditer(re.escape(act), passage.words)] if len(act) > 1 else []
        )
        befores = [CLAUSE.split(passage.words[max(0, at - MOST_SUBJECT) : at])[-1] for at in places]
        if (
            befores
            and not any(who in one for one in befores)
            and any(_ends_with_office(one) for one in befores)
        ):
            return f"“{who}”与所引条文所说不符"
    return ""


def _ends_with_office(words: str) -> bool:
    return any(words.endswith(name) for name in organisations(words))


def _whole_for_part(mine: str, theirs: str) -> bool:
    """“在全区” for “在银川市”."""
    whole = _WHOLE_PLACE.match(mine)
    return bool(whole and theirs[:1] == mine[:1] == "在" and tagged(theirs)[-1][1].startswith("ns"))


def _other_side(words: str, passage: Passage) -> str:
    """“届满前” where the sentence that is repeated has “届满后”, “区域外” where it has “区域内”."""
    said = letters(words)
    held = letters(_most_like(words, passage))
    for one, other in FACING:
        for mine, theirs in ((one, other), (other, one)):
            for match in re.finditer(mine, said):
                before, behind = (
                    said[max(0, match.start() - AROUND) : match.start()],
                    said[match.end() :][:AROUND],
                )
                if before + match.group() + behind in held:
                    continue
                left = (
                    len(before) == AROUND
                    and re.search(f"{before}(?:{theirs})", held)
                    and before + match.group() not in held
                )
                right = (
                    len(behind) == AROUND
                    and re.search(f"(?:{theirs}){behind}", held)
                    and match.group() + behind not in held
                )
                if left or right:
                    return f"“{before}{match.group()}{behind}”与所引条文相反"
    return ""


def _most_like(words: str, passage: Passage) -> str:
    """The statement of the passage that a sentence repeats; empty where it repeats none."""
    said = letters(words)
    alike, held = max(
        ((_alike(said, letters(one.text)), one.text) for one in passage.statements), default=(0.0, "")
    )
    return held if alike >= LEAST_LIKE else ""


def _alike(said: str, held: str) -> float:
    pairs = [said[at : at + 2] for at in range(len(said) - 1)]
    return sum(pair in held for pair in pairs) / len(pairs) if pairs else 0.0


def _other_year(words: str, passage: Passage) -> str:
    """“本年度” where the passage only has “上一年度”."""
    held = {match.lastgroup for match in _YEAR_TOLD.finditer(passage.words)}
    for said in _YEAR_TOLD.finditer(words):
        if held and said.lastgroup not in held:
            return f"“{said.group()}”与所引条文不符"
    return ""


def _left_out(words: str, passage: Passage) -> str:
    """What the passage leaves out, told as if it were in: “厦门的企业” where it has “（不含厦门）”."""
    for held in _LEFT_OUT.finditer(passage.words):
        whom = held["whom"] or held["but"]
        if whom in words and passage.words.count(whom) == 1 and not _LEAVES_OUT.search(words):
            return f"所引条文不含“{whom}”"
    return ""


def _all_for_one(words: str, passage: Passage) -> str:
    """“同时采用现金、支票和保函” where the passage asks for any one of them."""
    said = _ALL_OF.search(words)
    if said is None or _ONE_OF.search(words) or said.group() in passage.words:
        return ""
    return f"“{said.group()}”与所引条文相反" if _ONE_OF.search(_most_like(words, passage)) else ""


def _denied_of_it(words: str, passage: Passage) -> str:
    """“处罚信息，满三个月后停止公示” where the passage has “处罚信息不予公示” and tells the rest of other information."""
    for clause in map(letters, CLAUSE.split(words)):
        for held in (letters(one.text) for one in passage.statements) if len(clause) >= LEAST_SUBJECT else ():
            at = held.find(clause)
            denied = _DENIED_BEHIND.match(held, at + len(clause)) if at >= 0 else None
            if denied and denied["act"] in words and denied["denial"] not in words:
                return f"所引条文说的是“{denied.group()}”"
    return ""
