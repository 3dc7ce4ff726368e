"""Tell what a figure of a sentence is of: the words before it, the noun behind it, or the figure before. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.figures.amounts import Amount
from ingest.figures.names import name_of, owned
from ingest.figures.patterns import (
    GENERIC,
    KEPT_ACTION,
    LANDMARK,
    NOUN_BEHIND,
    NOUN_END,
    SAID,
    SIDE,
    TAKES_OBJECT,
    TIME_WORDS,
)
from ingest.figures.words_before import (
    LONGEST_NAME,
    SHORTEST_NAME,
    bare_name,
    first_word,
    is_action,
    noun_of,
    part_start,
    without_verbs,
)

# “、”, “和”: between the noun of one figure and the words for the next
_NAME_BREAK = re.compile(r"、|和|与|及")
# “亿元以上的企业”, “500亿级赛道”, “2500万千瓦级”: the figure tells which
_OF_THESE = re.compile(r"(?:以上|以下)?(?:的(?=[\u4e00-\u9fff])|级)")
# “超千亿元镇”, “超10亿元企业”
_OF_SUCH = re.compile(r"(?:以上)?(?:镇|县|区|市|乡|村|企业|项目|产业|集群|园区|商圈)")
# “在115个县”, “为144所医院”: where or for whom
_THERE = re.compile(r"(?:(?<!稳定|保持|控制|维持)(?<!处)在|[向对]|(?<!作|称|成|均|别|约)为)$")
# “老旧小区改造开工742个、完工548个”: what else is done with the same
_DONE = re.compile(r"(?:开工|竣工|完工|建成|新增|净增|入驻|数量|总数|人数)$")
_LONGEST_SUBJECT = 16  # characters of a subject that a part before names
# “贡献了全国38.7%的贸易增量”: a share, and what it is of
_OF_WHOLE = re.compile(r"(?P<whole>全国|全省|全市|全区|全县|全州|全球)[^，、]{0,2}$")
# “惠及549万人”: whom a measure reaches, where nothing else is named
_PEOPLE = {"人": "人数", "次": "人次", "户": "户数"}
# “新增经贸合作区1个、累计达8个”: the level is of all
OF_TOPIC = 0.65  # how sure a subject is that is only what the sentence is about
# “累计建成近1.2亿亩”
_SO_FAR = re.compile(r"^累计(?:建成|完成|实现|达)?$")
_NEWLY = re.compile(r"^(?:新增|新建|净增)|(?:净增|新增)$")
_RUN = re.compile(r"[\u4e00-\u9fff]{2,12}")
_COUNTERS = frozenset("个家项条座处件名套部辆所支只台张种场次篇户例栋幢块列艘间株头羽口颗枚本册宗笔门趟")
# “平房2008户申请式退租”: a verb behind the figure is no name
_VERB_BEHIND = re.compile(
    r"申请|上升|增加|提高|提升|扩大|[增升降减]至|降低|减少|缩|实现|完成|全部|同比|增长|下降|[均已将在]|投入|获评|开工|竣工|落地|签约|入选|大幅|首次|不断|左右|以上|创|居(?=[全世中首第])|占|比|较|达"
)
_HAN_OR_LATIN = re.compile(r"[\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject is what a figure is of: its name, how the figure changes it (“增速”, “占全国比重”, empty for a level)."""

    name: str
    change: str
    start: int  # place in the flat text where the words of the subject begin
    end: int  # place behind the last word that belongs to the figure
    confidence: float = 1.0
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Head:
    """The words before a figure: without verbs, how they change the subject, where their part and they begin.

    ``said`` is the sentence before.
    """

    bare: str
    change: str
    part: int
    left: int
    said: str


def subject_of(
    flat: str, amounts: Sequence[Amount], index: int, last: Subject | None, said: str
) -> Subject | None:
    """Give what one figure is of; ``None`` where nothing says so."""
    amount = amounts[index]
    part = part_start(flat, amount.start)
    left = _left(flat, amounts, index, part)
    head = flat[left : amount.start]
    bare, change = without_verbs(head, amount)
    bare = _SO_FAR.sub("", bare_name(bare)) if last else bare_name(bare)
    behind = _noun_behind(flat, amounts, index)
    if behind and amount.share and flat[amount.end] == "的":
        whole = _OF_WHOLE.search(head)
        change = f"占{whole['whole']}比重" if whole else "占比"
        return Subject(behind[0], change, first_word(flat, left), behind[1], 0.8)
    takes = _is_counter(amount) or not bare or is_action(bare) or TAKES_OBJECT.search(head)
    if behind and takes and not name_of(bare):
        kept = KEPT_ACTION.search(bare) or KEPT_ACTION.search(head)
        noun, end = behind
        return Subject((kept.group() if kept else "") + noun, "", first_word(flat, left), end, 0.8)
    if bare and not GENERIC.fullmatch(bare) and not SIDE.fullmatch(bare) and not (last and is_action(bare)):
        name = noun_of(bare)
        if SHORTEST_NAME <= len(name) <= LONGEST_NAME and _HAN_OR_LATIN.search(name):
            return Subject(name, change, first_word(flat, left), amount.end, 1.0 if name_of(name) else 0.9)
        return None
    return _carried_over(flat, amounts, index, last, _Head(bare, change, part, left, said))


def _carried_over(
    flat: str, amounts: Sequence[Amount], index: int, last: Subject | None, head: _Head
) -> Subject | None:
    """What a figure is of that names no subject of its own, or only a side of one (“总数”, “总产量”)."""
    amount, bare, change = amounts[index], head.bare, head.change
    if bare and is_action(bare) and amount.unit[-1:] in _PEOPLE:
        reached = f"{bare}{_PEOPLE[amount.unit[-1:]]}"
        return Subject(reached, "", first_word(flat, head.left), amount.end, 0.7)
    before = _subject_before(flat, head.part, amount, amounts)
    if before and not SIDE.fullmatch(bare):
        return Subject(_joined(before[0], bare), change, before[1], amount.end, 0.8)
    if SIDE.fullmatch(bare):
        bare = owned(bare, head.said + flat[: head.left]) or bare
        return Subject(bare, change, first_word(flat, head.left), amount.end, 0.7)
    if last is None and (topic := _topic(bare, change, flat[: amount.start])):
        return Subject(topic, change, first_word(flat, head.left), amount.end, OF_TOPIC)
    if last is None:
        return None
    if bare:
        return Subject(_joined(last.name, bare), change, last.start, amount.end, 0.8)
    led = flat[head.left : amount.start].strip("、和与及，") or amount.comparator
    if not led and not change:
        return None
    if not change and index and _same_sort(amount, amounts[index - 1]):
        change = last.change
    # What the sentence is about stands far before: each of its figures is quoted from its own part.
    start = max(last.start, head.part) if last.confidence == OF_TOPIC else last.start
    subject = last.name if change else _NEWLY.sub("", last.name)
    sure = OF_TOPIC if last.confidence == OF_TOPIC else 0.8
    return Subject(subject, change, start, amount.end, sure)


def _topic(bare: str, change: str, before: str) -> str:
    """What the sentence is about where a growth or a total stands alone: “顶住经济下行压力，……全年增长4.8%、总量达5.3万亿元”."""
    side = "增长" if change and not bare else bare if GENERIC.fullmatch(bare) else ""
    found = owned(side, before) if side else ""
    return found.removesuffix(side) if found else ""


def _left(flat: str, amounts: Sequence[Amount], index: int, part: int) -> int:
    """Where the words for a figure begin: its part of the sentence, or behind the figure before and what that counts."""
    if not index or amounts[index - 1].end <= part:
        return part
    end = amounts[index - 1].end
    head = flat[end : amounts[index].start]
    mark = _NAME_BREAK.search(head)
    return end + mark.end() if mark and mark.start() else end


def _noun_behind(flat: str, amounts: Sequence[Amount], index: int) -> tuple[str, int] | None:
    """The noun right behind a figure that counts it, and where it ends."""
    amount = amounts[index]
    if not amount.unit or amount.points:
        return None
    limit = amounts[index + 1].start if index + 1 < len(amounts) else len(flat)
    of = amount.share and flat.startswith("的", amount.end)
    match = NOUN_BEHIND.match(flat[amount.end + of : limit])
    if match is None or LANDMARK.match(match["noun"]):
        return None
    noun = match["noun"]
    end = NOUN_END.search(noun)
    noun = noun[: end.start()] if end else noun
    mark = _NAME_BREAK.search(noun)
    noun = noun[: mark.start()] if mark and index + 1 < len(amounts) else noun
    noun = noun.removeprefix("的").rstrip("的和与及、")
    if len(noun) < SHORTEST_NAME or _VERB_BEHIND.match(noun):
        return None
    return noun, amount.end + of + len(noun)


def modifies(flat: str, amounts: Sequence[Amount], index: int) -> bool:
    """Tell whether a figure only says which are counted behind it: “收入超500亿元企业1家”, “在115个县建设示范片1000个”."""
    amount, after = amounts[index], flat[amounts[index].end :]
    if (_OF_THESE.match(after) and not amount.share) or (
        amount.unit.endswith("米") and after.startswith("内")
    ):
        return True
    if amount.unit.endswith("元") and amount.comparator == "以上" and _HAN_OR_LATIN.match(after):
        return True
    if amount.unit.endswith("元") and amount.comparator and _OF_SUCH.match(after):
        return True
    if _is_counter(amount) and _THERE.search(flat[: amount.start]):
        return True
    if index + 1 < len(amounts):
        between = flat[amount.end : amounts[index + 1].start]
        money = amount.unit.endswith(("元", "亿"))
        return (
            money
            and _RUN.fullmatch(between) is not None
            and between.startswith(("企业", "项目", "产业", "集群"))
        )
    return False


def _is_counter(amount: Amount) -> bool:
    """Whether the unit is a measure word, behind which stands what is counted."""
    return amount.unit.lstrip("十百千万亿") in _COUNTERS or amount.unit == "万"


def _same_sort(amount: Amount, other: Amount) -> bool:
    return amount.unit == other.unit or (amount.share and other.share)


def _subject_before(
    flat: str, part: int, amount: Amount, amounts: Sequence[Amount]
) -> tuple[str, int] | None:
    """The subject of the part before, where that has no figure: “粮食总产量再上新台阶，突破1600亿斤”."""
    start = part_start(flat, part - 1) if part else 0
    own = any(part <= one.start < amount.start for one in amounts)
    if not part or own or any(start <= one.start < part for one in amounts):
        return None
    words = flat[start : part - 1]
    said = SAID.search(words)
    if said is None:
        return None
    noun = noun_of(bare_name(TIME_WORDS.sub("", words[: said.start()])))
    return (noun, start) if SHORTEST_NAME <= len(noun) <= _LONGEST_SUBJECT else None


def _joined(subject: str, generic: str) -> str:
    """A subject with a word for a side of it: 粮食播种面积 and 总产量."""
    if not generic:
        return subject
    done = _DONE.search(subject)
    subject = subject[: done.start()] if done and done.start() >= SHORTEST_NAME else subject
    subject = KEPT_ACTION.sub("", subject[:2]) + subject[2:]
    return subject if subject.endswith(generic) else subject + generic
