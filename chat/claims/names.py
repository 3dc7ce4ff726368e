"""Find the names in a sentence, and whether a passage has them, in full or shortened. Pure functions of flat text."""

from __future__ import annotations

import re
from functools import lru_cache

from chat.claims.function_words import is_generic
from index.words import tagged
from ingest.text.normalise import letters
from ingest.text.patterns import DOCUMENT_NUMBER

# “‘丰泽计划’”, 「链长制」: a quoted name
_QUOTED = re.compile(r"[“\"「『](?P<words>[^“”\"「」『』]{2,60})[”\"」』]")
# 《丰台区“十四五”规划》: the title of a document
_TITLE = re.compile(r"《(?P<title>[^《》]{2,120})》")
# “5g-a”, “deepseek”, “c++”: a Latin name, in lower case as flat text is; a single letter names nothing
_LATIN = re.compile(r"[a-z][a-z0-9+.\-]*[a-z0-9+]")
# Offices, companies, programmes and places: what a sentence must not make up.
_ENDINGS = (
    "管理委员会|委员会|管委会|办公室|人民政府|政府|财政局|税务局|局|厅|委(?![员托会])|部门|机关|领导小组|工作组|小组|指挥部|"
    "银行|大学|学院|研究院|研究所|院所|学校|医院|公司|集团|协会|联盟|商会|学会|基金会|基金|专项|计划|工程|行动|平台|园区|示范区|开发区|"
    "高新区|经开区|实验室|中心|基地|小镇|法院|检察院|法人|联合社|合作社"
)
# “市发展改革委”, “丽泽金融商务区”: up to the first ending of an office, programme or place
_NAME = re.compile(rf"[\u4e00-\u9fffa-z0-9]{{1,24}}?(?:{_ENDINGS})")
# “丰台区” with “区”: how a name ends
_ENDING = re.compile(rf"(?:{_ENDINGS})$")
# “由市财政局”, “推动新动能基金”: words before a name, cut off; “经济”, “国有”, “上至” are parts of words
_CUT = re.compile(
    r"[由和与及、，的是为在向对将以让使被把给等这该此其]|经(?![信济开贸管发协])|会同|负责|牵头|承担|打造|推动|支持|组织(?!部)|(?<![国公所私没具拥现持])有(?![限色机关效])|另一个|(?<![上])至|从|或|到(?!家)|包括|即"
)
_CLASSIFIERS = "个项家类种份笔大批只支座所条些"
# “这两家”, “其他三个”, “某”: stands before a name and is no part of it
_DETERMINER = re.compile(
    rf"^(?:这|那|该|此|其|本|各|某|另一?|上述|有关|相关)?[两几多二三四五六七八九十\d]*[{_CLASSIFIERS}]?(?:子|类)?"
)
# What stands beside a person's name
_OFFICE = re.compile(
    r"(?:主任|书记|经理|市长|区长|县长|局长|处长|部长|院长|主席|教授|院士|董事长|负责人|代表|记者|同志)$"
)
# “李明表示”, “王芳主任”: by these a tagged name is surely a person's
_SPEAKS = re.compile(r"表示|介绍|指出|强调|认为|透露|说|提出|任|主持|出席|同志|主任|书记|教授|院士")
_NAME_TAGS = ("nr", "ns", "nt", "nz")
# “市财政局”, “首开集团”: an office or company, which can do something
_ORGANISATION = re.compile(
    r"(?:委员会|管委会|办公室|政府|局|厅|委|部门|机关|小组|指挥部|银行|大学|学院|研究院|研究所|公司|集团|协会|联盟|商会|法院|检察院)$"
)
# Endings that are as often plain words: “今年计划”, “综合型平台” are judged word by word where no such name is known.
_PLAIN_ENDING = re.compile(r"(?:专项|计划|工程|行动|平台|中心|基地|法人)$")
# Letters left out between two of a shortened name, and how many times its length the full one may have
_WIDEST_GAP, _LONGEST = 5, 3


def titles_and_quotes(words: str) -> list[str]:
    """Give what stands in 《》 and “”, and Latin names."""
    found = [match["words"] for match in _QUOTED.finditer(words)]
    found += [match["title"] for match in _TITLE.finditer(words)]
    found += [match.group() for match in _LATIN.finditer(words) if len(match.group()) > 1]
    return [letters(name) for name in found if letters(name)]


def proper_names(words: str) -> list[str]:
    """Give places, persons and organisations as the tagger sees them."""
    bare = DOCUMENT_NUMBER.sub("", words)
    return [
        word
        for word, tag in tagged(bare)
        if tag.startswith(_NAME_TAGS)
        and len(word) > 1
        and not is_generic(word, "n")
        and not _DETERMINER.fullmatch(word)
    ]


def persons(words: str) -> list[str]:
    """Give the names of people as the tagger sees them."""
    named = tagged(words)
    found = []
    for place, (word, tag) in enumerate(named):
        before = named[place - 1][0] if place else ""
        behind = "".join(other for other, _ in named[place + 1 : place + 3])
        if tag.startswith("nr") and 2 <= len(word) <= 4 and (_OFFICE.search(before) or _SPEAKS.match(behind)):
            found.append(word)
    return found


def organisations(words: str) -> list[str]:
    """Give words that end like the name of an office, programme or place, cut at the particles before them."""
    found = []
    for match in _NAME.finditer(DOCUMENT_NUMBER.sub("", words)):
        name = _CUT.split(match.group())[-1]
        name = _DETERMINER.sub("", name)
        stem = _ENDING.sub("", name)
        if len(name) > 2 and stem and not (len(stem) == 1 and stem in _CLASSIFIERS):
            found.append(name)
    return found


def is_office(name: str) -> bool:
    """Whether a name is that of an office or company, which does things."""
    return bool(_ORGANISATION.search(name))


def knows(known: str, name: str) -> bool:
    """Whether a text of letters has a name, whole or shortened, or a shorter name that this one extends."""
    return name in known or shortened(name, known) or _longer_than_known(name, known)


@lru_cache(maxsize=4096)
def shortened(name: str, known: str) -> bool:
    """Whether a text has a name in short: “京投公司” is 北京市基础设施投资有限公司, its letters in order and near."""
    if len(name) < 3:
        return False
    start = known.find(name[0])
    while start >= 0:
        at = start
        for letter in name[1:]:
            at = known.find(letter, at + 1, at + 2 + _WIDEST_GAP)
            if at < 0:
                break
        if at >= 0 and at - start < _LONGEST * len(name):
            return True
        start = known.find(name[0], start + 1)
    return False


def _longer_than_known(name: str, known: str) -> bool:
    """“市发展改革委” where the passage has 市发改委; “株洲市财政局” where it has 市财政局."""
    ending = _ENDING.search(name)
    if ending is None:
        return False
    for match in re.finditer(rf"[\u4e00-\u9fffa-z0-9]{{2,10}}?{ending.group()[-1]}", known):
        for start in range(max(0, len(match.group()) - 3)):
            other = match.group()[start:]
            if other[0] == name[0] and len(other) >= 3 and shortened(other, name):
                return True
    return False


def is_plain(name: str) -> bool:
    """Whether a name ends in a word that often is no name’s."""
    return bool(_PLAIN_ENDING.search(name))


def known_part(name: str, known: str) -> tuple[str, str]:
    """Split a name into (words before, its longest end that a text has); the end is empty where there is none.

    “新增了上市公司” is found as 上市公司 behind words that are no part of the name. What is left of an end
    is more than its kind: “局”, “中心” alone name nobody.
    """
    ending = _ENDING.search(name)
    least = (len(ending.group()) if ending else 0) + 1
    for start in range(len(name) - least + 1):
        if knows(known, name[start:]):
            return name[:start], name[start:]
    return name, ""


def stranger_in(before: str, known: str) -> str:
    """Give the first word before a name's end that a text lacks; empty where they only lead to the name."""
    for word, tag in tagged(before):
        if len(word) > 1 and not is_generic(word, tag) and not tag.startswith("v") and word not in known:
            return word
    return ""
