"""Read the names of units out of a list as documents write it: “市发改委、市财政局等部门”. Pure functions of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.text.places import regions_in

_LONGEST = 40  # characters of a unit's name
_OPEN, _CLOSE, _MARKS = "（(〔【[", "）)〕】]", "、，,；;。/\n\u2028"
# From wide to narrow: of “各市、县政府” the wider shares the name of the narrower.
_LEVELS = {kind: level for level, kinds in enumerate(("省", "市州盟", "县区旗", "镇乡街")) for kind in kinds}

# 局, 厅, 管委会, 集团, 领导小组: what the name of an office or another body ends in
OFFICE_END = (
    r"(?:局|厅|委|部|署|院|会|办|府|处|室|科|所|站|队|社|校|行|中心|单位|部门|集团|公司|法院|海关|大学|街道|镇|乡|领导小组"
    r"|工作组|推进组|指挥部|专班|联盟|开发区|高新区|新区|机构|支公司)"
)
# “市财政局”, “各区（市）政府（管委会）”: a whole name of that kind
_IS_OFFICE = re.compile(rf"{OFFICE_END}(?:[（(〔][^（）()〔〕]*[）)〕])?$")
# “商务部、农业农村部等和各省级人民政府”: the end of one list and the beginning of the next
_AND_OTHERS = re.compile(r"等(?:[有相]关)?(?:部门|单位|地区|机构)?(?:以及|和|及|与)")
# “市直相关部门及各地”: what may part two units; in “工业和信息化局” it does not
_AND = re.compile(r"以及|和|及|与")
# “由市发改委”, “会同市财政局”: what stands before a name
_BEFORE = re.compile(r"^(?:由|会同|以及|及|和|与|请|并)+")
# “市财政局按职责分工负责”, “市工信局共同负责”: what it does, behind a name
_DOES = re.compile(
    r"(?:按照?(?:各自)?职[责能](?:分工)?(?:分别|共同|具体)?(?:组织实施|负责|落实|实施|配合|推进|抓好落实)?"
    r"|(?:分别|共同|具体)?(?:负责|落实|配合|牵头))$"
)
# “市发改委等”, “市工信局等市直相关部门”: that there are others
_AND_MORE = re.compile(r"等(?:[\u4e00-\u9fff]{0,3}(?:[有相]关)?(?:部门|单位|机构|地区|处室))?$")
# “各”, “市、县”, “各设区市”: a kind of place that shares the name behind it
_SHARES_NAME = re.compile(r"各?(?:设区|地级以上)?[省市区县州盟旗镇乡]{1,2}")
# “，以下均需各市落实”, “，下同”, “，排在第一位的部门为牵头部门”: a remark behind the names
_REMARK = re.compile(r"(?:^|[，,；;、])(?:以下|下同|不再|具体|详见|[排列]在?(?:第一|首|前面)|第一个).*", re.S)
# “—”, “无”, “略”: a cell that names nobody
_EMPTY = re.compile(r"[—\-/ ]*|无|略|暂无")
# “有关部门”, “等单位”, “各”: nobody is named
_NOBODY = re.compile(r"(?:等|有关|相关)*(?:部门|单位)?|各")
# 市发改委|石峰区政府, 市发改委|市财政局: names that run together
_RUN_TOGETHER = re.compile(
    r"(?<=[局委办厅])(?=[市省县区](?![场政直级委])[\u4e00-\u9fff]{1,10}(?:局|委|办|厅)(?:$|[（(]))"
)
# 政府, 管委会 behind the name of a place
_GOVERNMENT = re.compile(r"(?:人民)?政府|管委会|管理委员会")


def units_in(words: str) -> list[str]:
    """Give the units that a list without white space names, in order, each once; each is a part of the words.

    Brackets keep what they hold (“各县（市、区）政府”), a shared name stays whole (“各市、县政府”), and names that
    run together are parted where the next one begins.
    """
    names = (
        _bare(name)
        for piece in _pieces(_REMARK.sub("", words))
        for part in _AND_OTHERS.split(piece)
        for joined in _parted(part)
        for name in _apart(joined)
    )
    return list(dict.fromkeys(name for name in names if name))


def is_office(name: str) -> bool:
    """Whether a name ends as those of offices and other bodies do."""
    return bool(_IS_OFFICE.search(name))


def _pieces(words: str) -> Iterator[str]:
    """Give the parts between marks outside of brackets; one that shares the name of the next stays with it."""
    depth, start, kept = 0, 0, 0
    for place, character in enumerate(words):
        depth += character in _OPEN
        depth -= character in _CLOSE and depth > 0
        if depth or character not in _MARKS:
            continue
        piece, start = words[start:place], place + 1
        if character == "、" and _shares_name(_BEFORE.sub("", piece), words[start : start + 1]):
            continue
        yield words[kept:place]
        kept = start
    yield words[kept:]


def _shares_name(piece: str, following: str) -> bool:
    wide, narrow = _LEVELS.get(piece[-1:], 9), _LEVELS.get(following, -1)
    return bool(_SHARES_NAME.fullmatch(piece)) and wide < narrow


def _parted(piece: str) -> Iterator[str]:
    """“市直相关部门及各地” -> both, “工业和信息化局” -> itself."""
    start = 0
    for mark in _AND.finditer(piece):
        left, right = piece[start : mark.start()], piece[mark.end() :]
        if len(right) >= 2 and is_office(left):
            yield left
            start = mark.end()
    yield piece[start:]


def _apart(name: str) -> Iterator[str]:
    """“市发改委石峰区政府” -> both; an office of the state and its branch in a place are one."""
    cuts = {cut.start() for cut in _RUN_TOGETHER.finditer(name)}
    if name[:1] in _LEVELS:
        cuts |= {
            place.start
            for place in regions_in(name)
            if is_office(name[: place.start]) and _GOVERNMENT.match(name, place.end)
        }
    bounds = [0, *sorted(cuts), len(name)]
    yield from (name[start:end] for start, end in pairwise(bounds))


def _bare(name: str) -> str:
    """Give a name without what stands around it, “” where nobody is named."""
    bare = _BEFORE.sub("", name.strip("。．.：: \u3000"))
    if _EMPTY.fullmatch(bare):
        return ""
    bare = _AND_MORE.sub("", _DOES.sub("", bare))
    return bare if 2 <= len(bare) <= _LONGEST and not _NOBODY.fullmatch(bare) else ""
