"""Figures of Chinese text in one spelling: value and unit. Pure functions.

“百分之十五”, “15%”, “1.5成”; “3,500亿元”, “三千五百亿元”, “0.35万亿元”; “1.5万人”, “15000名”;
“2023.12”, “二〇二三年十二月”; “第四位”, “第4”; “翻番”: the members of each group are equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from ingest.text.normalise import flat_text
from ingest.text.numerals import number
from ingest.text.years import FIVE_YEAR_PLAN

_MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_HAN = "零〇一二两三四五六七八九十百千"
# What may be counted, each line one kind: figures of one kind are compared, “65名” is “65人”.
# A unit in another sense: “三人才”, “两家长”, “8分钟”, “三成立”.
_UNITS = {
    "美元": "美元",
    "欧元": "欧元",
    "元": "元|块钱",
    "人": "人次|人(?![才民员士物们])|名|位",
    "%": "%",
    "点": "个?百分点|个点",
    "年": "周年|年",
    "月": "个月|月",
    "日": "个?工作日|日|天",
    "时": "个小时|小时",
    "分钟": "分钟",
    "岁": "周岁|岁",
    "周": "周",
    "平方公里": "平方公里|平方千米",
    "平方米": "平方米",
    "公顷": "公顷",
    "立方米": "立方米",
    "亩": "亩",
    "海里": "海里",
    "公里": "公里|千米|km",
    "米": "米",
    "吨": "吨",
    "公斤": "公斤|千克",
    "斤": "斤",
    "千瓦时": "千瓦时",
    "千瓦": "千瓦",
    "兆瓦": "兆瓦",
    "倍": "倍",
    "分": "分(?![之钟别类享析布支])",
    "章": "章|节|编",
    "条": "条|款|项|号",
    "级": "级(?!别)",
    "类": "类|档",
    "个": "个|家(?!长)|户|件|座|处|辆|套|种|批|份|支|场|期|次|所|艘|篇|张|台|只|组|方|颗|门|间|株|头|架|届|部|册|本|页|宗|笔|层|例|枚|栋|块|列|大(?=[\u4e00-\u9fff])",
}
# What a question may ask for: the kinds of figure that answer it.
_MEASURES = {
    "money": ("元", "美元", "欧元"),
    "percent": ("%", "点"),
    "people": ("人",),
    "duration": ("年", "月", "日", "时", "分钟", "周"),
    "area": ("平方公里", "平方米", "公顷", "亩"),
    "length": ("公里", "米", "海里"),
    "multiple": ("倍",),
    "score": ("分",),
    "count": ("岁", "立方米", "吨", "公斤", "斤", "千瓦", "千瓦时", "兆瓦", "条", "级", "类", "个"),
    "phone": ("电话",),
}
_MEASURE = {kind: measure for measure, kinds in _MEASURES.items() for kind in kinds}
_KINDS = tuple(_UNITS)
_SPELLINGS = {
    kind: tuple(re.sub(r"\(\?.*?\)", "", unit) for unit in units.replace("个?", "").split("|"))
    for kind, units in _UNITS.items()
}
# “一个平台”, “一人” count nothing; “一级”, “一年以上” do
_WITH_ARTICLE = ("个", "人", "条", "日", "时", "分", "倍", "年", "月")
_AS_LIMIT = re.compile(r"以上|以下|以内|内|期")
_UNIT = "|".join(f"(?P<u{place}>{units})" for place, units in enumerate(_UNITS.values()))
_FIGURE = re.compile(
    rf"(?P<ordinal>第)?(?:(?<![a-z\d.])(?P<digits>\d+(?:\.\d+)?)|(?P<han>[{_HAN}][{_HAN}万亿]*(?:点[零〇一二三四五六七八九]+)?))"
    rf"[余多来]?(?P<scale>[十百千]?[万亿]{{1,2}}|[百千](?=[万亿]|元|家|人|个|亩|级))?[余多来]?(?:{_UNIT}|(?P<latin>[a-z]{{1,4}}(?![a-z])))?"
)
# “1,200”: the comma that parts thousands, which no figure needs
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# “3.63 %”: the blank before a sign, which is layout
_PERCENT_APART = re.compile(r"(?<=\d)\s+(?=[%％‰])")
_DOTTED_DATE = re.compile(
    r"(?<![\d.])((?:19|20)\d{2})[./](0?[1-9]|1[0-2])(?:[./](0?[1-9]|[12]\d|3[01]))?(?![\d.%万亿元个家倍])"
)
_DATE_ZERO = re.compile(r"(?<=[年月])0(?=\d[月日])")
# “百分之五十”, “万分之五”, “三分之二”
_SHARE = re.compile(
    rf"(?P<whole>[百千万]|[二三四五六七八九十]+)分之(?P<share>\d+(?:\.\d+)?|[{_HAN}]+(?:点[零〇一二三四五六七八九]+)?)"
)
_YEARS = re.compile(r"(?P<year>[零〇一二三四五六七八九]{4})(?=年)")
_RANGE = re.compile(
    rf"(?<![\d.])(?!(?:19|20)\d\d[-—–~～至到](?:19|20)\d\d)(?P<low>\d+(?:\.\d+)?)"
    rf"(?=[-—–~～至到]\d+(?:\.\d+)?(?P<scale>[十百千]?[万亿]*)(?:{_UNIT}))"
)
# Names: “十四五”, “第三方”, “第三产业”
_NO_FIGURE = re.compile(rf"{FIVE_YEAR_PLAN.pattern}|第[一二三](?=方|者|产业|人称)")
_QUOTED = re.compile(r"“[^“”]{1,8}”")  # “三支一扶” counts nothing
_TENTHS = re.compile(
    r"(?P<tenths>[一二两三四五六七八九]|(?<![\d.])\d(?:\.\d+)?)成(?![立为果员品长熟效功交本套])"
)
_FIRST = re.compile(r"首位|榜首|头名")
_TWICE = re.compile(r"翻(?:了)?(?:一)?番|翻了?一番|增长一倍")
# “010-12345678”, “（0571）87051234”, “0555-12345”, a mobile, “热线：12345”: numbers to call, which count nothing
PHONE = re.compile(
    r"[（(]?(?<![\d.])0\d{2,3}[)）]?\s*[-—–]?\s*\d{7,8}(?!\d)|(?<![\d.])0\d{2,3}[-—–]\d{5}(?!\d)"
    r"|(?<![\d.])(?:1[3-9]\d{9}|400[-—]?\d{3}[-—]?\d{4})(?![\d.]|\s*[万亿元%个家人件户吨斤])"
    r"|(?<=热线)[^。\d]{0,12}\d{5,8}(?![\d.]|\s*[余多万亿元%个家人件户次条])"
    r"|(?<=电话)[^。\d]{0,12}\d{5,8}(?![\d.]|\s*[余多万亿元%个家人件户次条])"
)
# “突破万亿元”, “亿级企业”: one of them
_BARE_SCALE = re.compile(r"(?<![\d零〇一二两三四五六七八九十百千万几数多余来])(?=万亿[元级]|亿[元级])")
_CHINESE_MARKS = str.maketrans(
    ",:;!?()「」『』", "，：；！？（）“”“”"
)  # which folding makes those of Latin text
_HALF = re.compile(r"(?<=[满近超过隔])半年|半年(?=内|以上|以下|以内|后|之)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure is a number of something, as a text states it.

    ``value`` in the unit's own size (“3500亿元” is 350,000,000,000 元), ``kind`` what is counted, empty where
    nothing is named, “第” of a rank, “电话” of a number to call; ``text[start:end]`` of the flat text it was read from.

    ``unit`` as written, without its magnitude. ``article``: “一个平台”, which counts nothing, or part of
    a quoted name (“三支一扶”).
    ``dated``: a day or month of a date (“2月21日”).
    """

    value: Decimal
    kind: str
    text: str
    start: int
    end: int
    unit: str = ""
    article: bool = False
    dated: bool = False

    @property
    def measure(self) -> str:
        """What a figure measures, as questions ask for it: money, percent, people, duration, area, …; empty for none."""
        if self.dated or self.is_year:
            return ""
        if not self.kind and self.text.endswith(("亿", "亿余", "亿多")):
            return "money"
        return _MEASURE.get(self.kind, "")

    @property
    def is_year(self) -> bool:
        """Whether the figure is a year of the last or the next hundred years."""
        return self.kind in ("年", "") and 1900 <= self.value <= 2100 and len(self.text.rstrip("年")) == 4

    def same(self, other: Figure) -> bool:
        """Whether both say the same number of the same kind; “6648.7亿” is “6648.7亿元”."""
        if self.kind == other.kind == "电话":  # with and without the code of the place
            one, two = (re.sub(r"\D", "", figure.text) for figure in (self, other))
            return one.endswith(two) or two.endswith(one)
        if self.value != other.value:
            return False
        return (
            self.kind == other.kind
            or not self.kind
            or (not other.kind and self.value >= 10_000)
            or ({self.kind, other.kind} == {"条", "个"})
        )

    def near(self, other: Figure) -> bool:
        """Whether this one rounds the other: within 1 % and of fewer digits."""
        return (
            self.kind == other.kind
            and other.value != 0
            and abs(self.value - other.value) / abs(other.value) <= Decimal("0.01")
        )


def flat(text: str) -> str:
    """Give a text folded, without layout white space, its dates and thousands spelled one way: what is compared."""
    text = _PERCENT_APART.sub("", THOUSANDS.sub("", flat_text(text)))
    text = _DOTTED_DATE.sub(lambda m: f"{m[1]}年{int(m[2])}月" + (f"{int(m[3])}日" if m[3] else ""), text)
    text = _YEARS.sub(lambda m: str(number(m["year"])), text)
    text = _BARE_SCALE.sub("1", text)
    return _HALF.sub("6个月", _DATE_ZERO.sub("", text)).translate(_CHINESE_MARKS)


@lru_cache(maxsize=20_000)  # the same sentences are looked at for question after question
def figures_in(text: str) -> tuple[Figure, ...]:
    """Give every figure of a text of any spelling in order, articles (“一个”) too; offsets are of ``flat(text)``."""
    return tuple(_read(flat(text)))


def figures_of(words: str) -> list[Figure]:
    """Give the figures of a flat text in order. “一个”, “一批” are articles, no figures."""
    return [figure for figure in _read(words) if not figure.article]


def unit_kind(unit: str) -> str | None:
    """Give the kind that a unit counts: “家” -> “个”, “平方千米” -> “平方公里”; ``None`` for what is no unit."""
    return next((kind for kind, units in _SPELLINGS.items() if unit in units), None)


def units_of(measure: str) -> frozenset[str]:
    """Give the units of a measure as written: of “area” 平方公里, 平方千米, 亩 and so on."""
    return frozenset().union(*map(units_of_kind, _MEASURES[measure]))


def units_of_kind(kind: str) -> frozenset[str]:
    """Give the units that count a kind, as written: of “公里” 公里, 千米, km."""
    return frozenset(_SPELLINGS.get(kind, ()))


def _read(words: str) -> list[Figure]:
    found: list[Figure] = []
    rest = words
    for match in PHONE.finditer(rest):
        digits = re.sub(r"\D", "", match.group())
        found.append(Figure(Decimal(digits), "电话", match.group(), *match.span()))
    rest = PHONE.sub(lambda match: "□" * len(match.group()), rest)
    rest = _NO_FIGURE.sub(lambda match: "□" * len(match.group()), rest)
    for pattern, read in (
        (_SHARE, _share),
        (_TENTHS, _tenths),
        (_TWICE, _twice),
        (_FIRST, _first),
        (_RANGE, _low),
    ):
        for match in pattern.finditer(rest):
            value, kind = read(match)
            if value is not None:
                unit = kind if pattern is not _RANGE else _unit(match)
                found.append(Figure(value, kind, match.group(), *match.span(), unit))
        rest = pattern.sub(lambda match: "□" * len(match.group()), rest)
    quoted = [match.span() for match in _QUOTED.finditer(words)]
    for match in _FIGURE.finditer(rest):
        figure = _figure(match)
        inside = any(start < match.start() < end for start, end in quoted)
        if figure is not None:
            found.append(replace(figure, article=figure.article or inside))
    return sorted(found, key=lambda figure: figure.start)


def _share(match: re.Match[str]) -> tuple[Decimal | None, str]:
    share, whole = _value(match["share"]), _value(match["whole"]) or _scale(match["whole"])
    return None if share is None else share * 100 / whole, "%"


def _tenths(match: re.Match[str]) -> tuple[Decimal | None, str]:
    value = _value(match["tenths"])
    return None if value is None else value * 10, "%"


def _twice(_: re.Match[str]) -> tuple[Decimal | None, str]:
    return Decimal(100), "%"


def _first(_: re.Match[str]) -> tuple[Decimal | None, str]:
    return Decimal(1), "第"


def _low(match: re.Match[str]) -> tuple[Decimal | None, str]:
    """The lower end of “10-15家”, which has the unit of the upper one."""
    return Decimal(match["low"]) * _scale(match["scale"]), _kind(match)


def _unit(match: re.Match[str]) -> str:
    return next((unit for place in range(len(_KINDS)) if (unit := match[f"u{place}"])), "")


def _kind(match: re.Match[str]) -> str:
    return next((kind for place, kind in enumerate(_KINDS) if match[f"u{place}"]), "")


def _scale(characters: str | None) -> Decimal:
    size = 1
    for character in characters or "":
        size *= _MAGNITUDES[character]
    return Decimal(size)


def _figure(match: re.Match[str]) -> Figure | None:
    numeral, kind = match["digits"] or match["han"], _kind(match)
    value = _value(numeral)
    if value is None:
        return None
    article = False
    if match["han"] and not match["ordinal"]:
        if not (kind or match["scale"] or re.search(r"[万亿]", numeral)):
            return None
        limit = _AS_LIMIT.match(match.string, match.end())
        article = numeral == "一" and kind in _WITH_ARTICLE and not limit
    unit = _unit(match)
    before = match.string[max(0, match.start() - 1) : match.start()]
    dated = (kind == "日" and before == "月") or (kind == "月" and not unit.startswith("个"))
    kind = "第" if match["ordinal"] else kind or match["latin"] or ""
    return Figure(
        value * _scale(match["scale"]),
        kind,
        match.group(),
        *match.span(),
        unit.removeprefix("个") or unit,
        article,
        dated,
    )


def _value(numeral: str) -> Decimal | None:
    """“3500.5”, “四万五千一百”, “一百六十一点九”."""
    try:
        return Decimal(numeral)
    except InvalidOperation:
        pass
    whole, _, part = numeral.partition("点")
    total = Decimal(0)
    for mark, size in (("亿", 100_000_000), ("万", 10_000)):
        if mark in whole:
            head, whole = whole.rsplit(mark, 1)
            counted = _value(head) if head else Decimal(1)
            if counted is None:
                return None
            total += counted * size
    if whole:
        rest = number(whole)
        if rest is None:
            return None
        total += rest
    digits = "".join(str(number(character)) for character in part)
    return total + Decimal(f"0.{digits}") if digits else total


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_ADDRESS = re.compile(r"https?://|www\.|\w+\.gov\.cn")
_CONTACTS = {"email": _EMAIL, "phone": PHONE, "url": _ADDRESS}


def contacts(text: str, kind: str) -> bool:
    """Whether a text holds an “email” address, a “phone” number or a web address (“url”)."""
    return bool(_CONTACTS[kind].search(text))
