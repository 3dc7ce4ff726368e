"""Find the amounts of a sentence: number, unit and comparator, without its dates, ranks, labels and names. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.text.figures import Figure, figures_of

# Units as documents write them, longest first in the pattern; “吨标准煤”, “人次”, “标箱” before 吨, 人, 箱.
_UNIT_WORDS = (
    "个百分点 百分点 % ‰ 美元 欧元 港元 元 吨标准煤 吨标煤 千瓦时 瓦时 度电 千瓦 兆瓦 吉瓦 万千瓦 标准箱 标箱 吨公里 人公里 吨 公斤 千克 "
    "微克 毫克 克 斤 平方公里 平方千米 平方米 立方米 公顷 亩 公里 千米 米 人次 辆次 架次 车次 班次 批次 件次 户次 人 名 位 户 家 个 件 "
    "款 份 项 条 座 处 辆 套 种 支 只 张 台 头 架 部 册 本 宗 笔 例 栋 幢 块 列 艘 所 篇 间 株 羽 口 颗 枚 组 场次 场 次 门 片 "
    "对 类 层 趟 班 床 岁 倍 分 小时 分钟 个工作日 工作日 个月 天 年 级 TB GB Gbps EFLOPS PFLOPS MW GW KW kw "
    "km kg "
)
_SIMPLE = "|".join(sorted(map(re.escape, _UNIT_WORDS.split()), key=len, reverse=True))
_HAN = "零〇一二两三四五六七八九十百千"
# “1.35万亿元”, “2100多条”, “30.5微克/立方米”, “6.9件/万人”, “三十万人”
_AMOUNT = re.compile(
    rf"(?:(?P<digits>\d+(?:\.\d+)?)|[{_HAN}]+)(?P<vague>[余多来])?(?P<scale>[十百千]?[万亿]{{1,2}}|[百千](?=[万亿元人]))?(?P<rest>[余多来])?"
    rf"(?P<unit>(?:{_SIMPLE})(?:[/每](?:万|百|千)?(?:{_SIMPLE}|月|日|季))?(?:/(?:月|年))?(?:（[套次]）)?)?(?P<after>[余多](?![种样项个家元]))?"
)
# “左右”, “以上”: how a figure is meant, behind it
_BEHIND = re.compile(r"左右|上下|以上|以下|以内|之内|以下|及以上|及以下|(?:的)?水平以上")
# “不低于”, “突破”, “约”: the same before it
_BEFORE = re.compile(
    r"(?:不低于|不少于|不小于|不高于|不超过|不大于|不多于|突破|超过|超出|超|高于|低于|至少|最低|最高|最多|约为|大约|约|接近|近|逾|过|≥|≤|>|<|＞|＜)(?:了|到)?$"
)
# “5.0%—5.5%”, “10-15家”, “4%至5%”: one figure from … to
# “2.2和3.7个百分点”: the unit stands once, behind the last
_SHARED_UNIT = re.compile(r"[、和与]")
_RANGE_AHEAD = re.compile(r"(?:[-—–~～－]{1,2}|[至到、和与])\d")
_TO = re.compile(r"(?:[-—–~～－]{1,2}|至|到)$")
# “全国前5位”
_RANK = re.compile(r"前$")
# “5G”, “G20”, “A+B”, “2+8”: the number of a name
_IN_NAME = re.compile(r"[A-Za-z+＋∶:·./]$")
# “《……》”, ““新政30条””, “（2023-2025年）”: names, whose numbers count nothing
_NAMED = re.compile(r"《[^《》]*》|“[^“”]*”|‘[^‘’]*’|〔[^〔〕]*〕")
# “连续36年”, “近5年”, “3年内”, “5年来”: lengths of time that say since when
_LENGTH = re.compile(r"(?:连续|近|时隔|未来|今后|前|过去|满|每|第|经过|再延长|为期|提前|历经|最近|用)$")
# “达到15分钟”, “压缩至3个工作日”: a length of time that is what the sentence states
_STATES = re.compile(
    r"(?:达到|达|至|到|为|在|不超过|不低于|不少于|不足|少于|以|增加|减少|缩短|压减|缩减|延长|提前|减)$"
)
_TIME_UNITS = ("年", "个月", "天", "工作日", "个工作日", "小时", "分钟")
# Units that label more than they count.
_LABELS = ("级", "层", "组", "片", "班")
# “1/4”, “2.31:1”, “1∶3.4”
_RATIO = re.compile(
    r"(?<![\d.])(?P<one>\d+(?:\.\d+)?)(?P<mark>[/：:∶])(?P<other>\d+(?:\.\d+)?)(?![\d.]|[/：:∶])"
)
# “500强”, “20条政策”, “90后”, “12345热线”, “24小时服务”: what stands behind the number of a name
_NAME_BEHIND = re.compile(
    r"强(?![于度化])|后(?=[，。、])|号|版|[A-Za-z]|周年|届|五(?=规划|时期)|度(?=[角])|线城市"
)
# “平台”, “-A”: what makes a bare number part of a name
_GOES_ON = re.compile(r"[\u4e00-\u9fff\w-]")
_HAN_BEHIND = re.compile(r"[\u4e00-\u9fff]")
# “突破千亿元”, as it is after folding: a thousand 亿元
_BARE = re.compile(r"(?<![\d.])1(?P<tens>[百千])亿元$")
# “连续六年突破千亿元”: says how long, and no figure of a year
_IN_A_ROW = re.compile(r"连续[一二两三四五六七八九十\d]+年[^，。]{0,6}$")
_FEW = Decimal(10)
_LONGEST_PART = 100  # “1/4” is a share, “7/2025” none


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount is a figure of a sentence; ``start:end`` are places in the flat text, comparator words included.

    ``value`` and ``unit`` are as written (1.35 万亿元); ``high`` is the upper end of a range; ``number`` is where its digits begin.
    """

    value: Decimal
    unit: str
    comparator: str
    start: int
    end: int
    number: int
    high: Decimal | None = None

    @property
    def share(self) -> bool:
        """Whether it is a percentage."""
        return self.unit in ("%", "‰")

    @property
    def points(self) -> bool:
        """Whether it is counted in percentage points."""
        return self.unit.endswith("百分点")


def amounts_in(flat: str) -> list[Amount]:
    """Give the amounts of a flat sentence in order; ranges as one."""
    named = [match.span() for match in _NAMED.finditer(flat)]
    found: list[Amount] = []
    ratios = [amount for match in _RATIO.finditer(flat) if (amount := _ratio(flat, match))]
    taken = [(amount.number, amount.end) for amount in ratios] + [
        match.span() for match in _RATIO.finditer(flat)
    ]
    for figure in figures_of(flat.lower()):
        if any(start <= figure.start < end for start, end in (*named, *taken)):
            continue
        amount = _amount(flat, figure)
        if amount is not None:
            found.append(amount)
    return _with_ranges(flat, sorted((*found, *ratios), key=lambda amount: amount.start))


def _amount(flat: str, figure: Figure) -> Amount | None:
    rank = _RANK.search(flat[: figure.start]) and figure.kind == "人"
    if figure.dated or figure.is_year or rank or figure.kind in ("第", "电话"):
        return None
    if "番" in figure.text:
        return None
    if figure.unit == "%" and not flat[figure.start].isdigit():
        return _made(flat, figure.value, "%", figure.start, figure.end)
    match = _AMOUNT.match(flat, figure.start)
    if match is None or not match.group():
        return None
    unit = f"{match['scale'] or ''}{match['unit'] or ''}"
    if not _counts(flat, match, figure):
        return None
    scale = _size(match["scale"])
    vague = match["vague"] or match["rest"] or match["after"] or ""
    value = Decimal(match["digits"]) if match["digits"] else figure.value / scale
    if (bare := _BARE.search(flat[: match.start()] + match.group())) is not None:
        if _IN_A_ROW.search(flat[: match.start()]):
            return None
        value, unit = value * _size(bare["tens"]), f"亿{match['unit']}"
    amount = _made(flat, value, unit, match.start(), match.end())
    return Amount(amount.value, unit, vague or amount.comparator, amount.start, amount.end, amount.number)


def _counts(flat: str, match: re.Match[str], figure: Figure) -> bool:
    """Whether a number measures or counts something, and is no part of a name, a date or a length of time."""
    before, after, unit = flat[: match.start()], flat[match.end() :], match["unit"] or ""
    han = not match.group()[0].isdigit()
    if _IN_NAME.search(before) or (not unit and _NAME_BEHIND.match(after)) or after[:1] in ("+", "＋"):
        return False
    if not unit and not han and _RANGE_AHEAD.match(after):
        return True
    if unit in _TIME_UNITS:
        return (
            bool(_STATES.search(before))
            and not _LENGTH.search(before)
            and not after.startswith(("内", "来", "前", "后"))
        )
    if unit in _LABELS:
        return False
    if han and (
        not unit or (figure.value < _FEW and not match["scale"] and unit not in ("倍", "%", "个百分点"))
    ):
        return False
    if not unit:
        if not match["scale"]:
            return bool(_STATES.search(before) or _BEFORE.search(before)) and not _GOES_ON.match(after)
        if match["scale"].endswith("亿"):
            return not _HAN_BEHIND.match(after) or bool(_BEHIND.match(after))
    return True


def _made(flat: str, value: Decimal, unit: str, start: int, end: int) -> Amount:
    """An amount with the words around it that say how it is meant."""
    before, behind = _BEFORE.search(flat[:start]), _BEHIND.match(flat, end)
    said = (before.group().removesuffix("了") if before else "") or (behind.group() if behind else "")
    if before and behind and behind.group() == "左右":
        said = "左右"
    return Amount(
        value, unit, said, before.start() if before else start, behind.end() if behind else end, start
    )


def _ratio(flat: str, match: re.Match[str]) -> Amount | None:
    """“2.31:1” and “1/4”, which are one figure each."""
    one, other = Decimal(match["one"]), Decimal(match["other"])
    if match["mark"] == "/":
        if not 0 < one < other <= _LONGEST_PART:
            return None
        if _HAN_BEHIND.match(flat[match.end() :]):
            return None
        return _made(flat, (one * 100 / other).quantize(Decimal("0.01")), "%", *match.span())
    if other == 1:
        return _made(flat, one, "：1", *match.span())
    return _made(flat, other, "1：", *match.span()) if one == 1 else None


def _with_ranges(flat: str, found: list[Amount]) -> list[Amount]:
    """Join “5.0%—5.5%” and “10-15家” into one amount each."""
    joined: list[Amount] = []
    for amount in found:
        last = joined[-1] if joined else None
        between = flat[last.end : amount.number] if last else ""
        if last and len(between) <= 2 and _TO.fullmatch(between) and last.unit in ("", amount.unit):
            joined[-1] = Amount(
                last.value, amount.unit, amount.comparator, last.start, amount.end, last.number, amount.value
            )
        elif last and not last.unit and _SHARED_UNIT.fullmatch(between):
            joined[-1] = replace(last, unit=amount.unit)
            joined.append(amount)
        else:
            joined.append(amount)
    return joined


def _size(scale: str | None) -> Decimal:
    sizes = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
    size = 1
    for character in scale or "":
        size *= sizes[character]
    return Decimal(size)
