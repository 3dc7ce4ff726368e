"""Whether a sentence claims more than its passage: all for some, only, surely, a rise for a total. Pure functions.

Each gives the reason in words, or nothing where the passage claims as much.
"""

from __future__ import annotations

import re

from chat.claims.bounds import bound
from chat.claims.passage import Passage
from chat.claims.patterns import CLAUSE, DUTY, LOOSE
from chat.claims.reversals import closest
from chat.claims.statements import JOINS
from ingest.text.figures import Figure, figures_of

# “所有企业”, “都能享受”, “均可”: it holds for each one; “首都”, “都市”, “平均” do not say so
_ALL = re.compile(
    r"所有|全部|全体|一切|任何|凡是?|不论|无论|无一例外|不例外|(?<![首古成京])都(?![市城江])|(?<![平人年月日])均(?![衡匀等线])"
)
# “各县都”, “每家”, “全省”: a passage says “all” in these words too
_ALL_HELD = re.compile(rf"{_ALL.pattern}|各|每|全(?=[省市县区国部体额])|一律|统一")
# “只有企业”, “才能申请”, “仅限”: nothing else; “只有6000辆” is a figure, “才” of “人才” and “只” behind a figure or an animal are other words
_ONLY = re.compile(
    r"只(?:有(?![约近]?\d)|[是能需要限须可采用对给向由按在提适])|仅(?!次|[约近为有占]*\d)|唯一|唯有|(?<!人)才(?:能|可以?|会|算)|单单"
)
# “一定能”, “必将”: no doubt is left
_SURELY = re.compile(
    r"(?<!不)一定(?=能|会|要|可|将|得|是|达|建|实现|获)|必将|必然|必定|定能|定会|肯定|势必|绝对|毫无疑问|无疑|确定会|保证(?=能|会|达到|实现)"
)
# “原则上”, “一般应”: exceptions are allowed
_EXCEPT = re.compile(r"原则上|一般(?=应|须|要|情况|不)|通常|可视")
# “必须是”, “一律”: no exception is
_STRICT = re.compile(r"必须|一律|务必|只能|强制|毫无例外")
# “两个园区都”: so many, told before
_COUNTED = re.compile(r"[两二三四五六七八九十\d]")
# “并且｜达产后”: what joins two conditions, and the first letters of the second
_BOTH = re.compile(r"(?:并且|而且|且|同时|以及|和)(?P<behind>\w{4})")
# “或者｜达产后”: one of two is enough
_EITHER = re.compile(r"或者?(?P<behind>\w{4})")
# “增加值”: an amount, no rise
_NO_RISE = "增加值"
_RISE = r"新增|净增|增加|增长|增幅|提高|提升|上升|延长|扩大|上涨|增速|上浮|追加|下降|减少|降低|缩短"
# “新增｜235个”, “增加了｜50万辆”: the figure is the difference; behind “增加到” it is the whole
_RISEN = re.compile(rf"(?:{_RISE})(?!到|至|为|值|量|额|后)[^，；。：、]{{0,12}}$")
# “新增就业｜2000人”: a rise anywhere before its figure, in the same sentence
_ANY_RISE = re.compile(rf"(?:{_RISE}|增|升|涨|多出|提前)(?!到|至)")
# “企业｜达｜30家”: the clause of a figure says for itself that it is the whole
_LEVEL = re.compile(r"达|为|至|到(?!期)|占")
# “共有｜235个”, “总量达到｜5万”: the figure is the whole
_WHOLE = re.compile(
    r"(?:共有|总共|总数|总量|总计|保有量|现有|拥有|已有|达到|达|共计)[^，；。：、增升提扩]{0,12}$"
)
# “新增……235个”: what the passage counts is what came new, in the item of the figure itself
_NEW = re.compile(r"(?:新增(?!长)|净增|增加(?!到|至|值))[^，；。：、]{0,16}$|增长$")
# “增”, “新”, “提高”: the sentence says in some word that it is about a difference
_SOME_CHANGE = re.compile(r"增|新|升|提高|扩|涨|多")

# “共有｜240家”, “现有｜5万亩”: it is so now
_IS_SO = re.compile(r"(?:共有|现有|已有|拥有|目前有|现在有|已经有)[^，；。：、]{0,12}$")
# “到2025年，……要求企业总数超过240家”, “力争达到”: it is to be so
_TO_BE = re.compile(r"到(?:20\d\d年|“?十[四五六]五”?)|力争|争取|目标|要求[^。]{0,20}(?:增加|超过|达到|突破)")


def overstated(words: str, passage: Passage) -> str:
    """Say which word of a sentence claims more than the words of the passage that its clause follows."""
    for clause in filter(None, CLAUSE.split(words)):
        near = closest(clause, passage.words, 0.3) or passage.words
        around = next((one.text for one in passage.statements if near in one.text), near)
        for claimed, held in ((_ALL, _ALL_HELD), (_ONLY, _ONLY), (_SURELY, _SURELY)):
            said = claimed.search(clause)
            if said is None or said.group() in around or held.search(near):
                continue
            if clause[said.start() : said.end() + 2] in passage.words:
                continue
            before = words[: words.find(clause)] + clause[: said.start()]
            if said.group() in ("都", "均") and (
                JOINS.search(before) or _COUNTED.search(clause[: said.start()])
            ):
                continue  # “甲、乙均由丙局办理”, “两个园区都” tell of a list
            return f"“{said.group()}”不在所引条文中"
        strict = _STRICT.search(clause)
        if strict and strict.group() not in around and _EXCEPT.search(around):
            return f"“{strict.group()}”不在所引条文中"
        if _STRICT.search(clause) and LOOSE.search(near) and not DUTY.search(near):
            return f"“{_STRICT.search(clause).group()}”不在所引条文中"  # type: ignore[union-attr]
    return _joined_otherwise(words, passage)


def to_everyone(words: str, passage: Passage) -> str:
    """Say which figure everyone gets by a sentence, where the passage has it as the most that anyone may get."""
    for clause in filter(None, CLAUSE.split(words)):
        if not (_ALL.search(clause) or _SURELY.search(clause)):
            continue
        for figure in figures_of(clause):
            held = [
                bound(one.text, other)
                for one in passage.statements
                for other in figures_of(one.text)
                if figure.same(other)
            ]
            if held and all("upper" in one for one in held) and not bound(clause, figure):
                return f"“{figure.text}”在所引条文中是上限"
    return ""


def _joined_otherwise(words: str, passage: Passage) -> str:
    """Say which joint makes both of two conditions where the passage asks for one, or one where it asks for both."""
    for mine, theirs in ((_BOTH, _EITHER), (_EITHER, _BOTH)):
        held = {match["behind"] for match in theirs.finditer(passage.words)}
        kept = {match["behind"] for match in mine.finditer(passage.words)}
        for said in mine.finditer(words):
            if said["behind"] in held - kept:
                return f"“{said.group()}”与所引条文相反"
    return ""


def rise_for_whole(words: str, passage: Passage) -> str:
    """Say which figure is told as a difference where the passage states the whole, or the other way round."""
    for figure in figures_of(words):
        if figure.is_year or any(
            figure.end <= other.start
            for other in figures_of(words)
            if _before(words, other).startswith(_before(words, figure))
        ):
            continue  # “百亿企业11家”: the first one only says which
        held = [
            (one.text, other)
            for one in passage.statements
            for other in figures_of(one.text)
            if figure.same(other)
        ]
        before = _before(words, figure)
        if held and _RISEN.search(before) and not any(_rises(text, other) for text, other in held):
            return f"“{figure.text}”在所引条文中不是增减的数"
        told_whole = _WHOLE.search(before) and not _SOME_CHANGE.search(words)
        if held and told_whole and all(_NEW.search(_before(text, other)) for text, other in held):
            return f"“{figure.text}”在所引条文中是新增的数"
    return ""


def goal_for_fact(words: str, passage: Passage) -> str:
    """Say which figure is told as what there is, where all that the passage says of it is what is aimed at."""
    if _TO_BE.search(words):
        return ""
    for figure in figures_of(words):
        held = [one.text for one in passage.statements if any(map(figure.same, figures_of(one.text)))]
        if held and _IS_SO.search(_before(words, figure)) and all(map(_TO_BE.search, held)):
            return f"“{figure.text}”在所引条文中是目标"
    return ""


def _rises(text: str, figure: Figure) -> bool:
    """Whether a statement gives a figure as a difference: by a word of its clause, else of one before it."""
    own, before = _before(text, figure), text[: figure.start].replace(_NO_RISE, "")
    return bool(
        _ANY_RISE.search(own.replace(_NO_RISE, "")) or (not _LEVEL.search(own) and _ANY_RISE.search(before))
    )


def _before(text: str, figure: Figure) -> str:
    return CLAUSE.split(text[: figure.start])[-1]
