"""Figures, dates and years in Chinese official text, with their spans. Pure functions.

Finds; never interprets what a figure is *of*. Offsets are into the text given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = r"\d+(?:[,，]\d{3})*(?:\.\d+)?"
_HAN = r"[一二两三四五六七八九十百千万亿〇零半]+"
_RANGE = r"(?:\s*[-—–~～至到]\s*)"
# Longest first: “平方公里” before “公里”, “万亿元” before “亿元”.
_UNITS = {
    "money": "万亿元 万亿美元 亿美元 万美元 亿元 万元 千元 百元 元 万亿 亿 美元 万欧元",
    "percent": "个百分点 百分点 % ％ 成",
    "people": "万人次 人次 万人 万名 人 名 位",
    "area": "万平方米 平方公里 平方英里 平方米 万亩 亩 公顷",
    "length": "公里 千米 km 英里 英尺 米",
    "duration": "个工作日 工作日 个月 周年 年 天 小时 分钟",
    "multiple": "倍",
    "score": "分",
    "count": "家 个 项 件 支 只 条 次 处 座 辆 台 套 所 种 类 期 届 批 户 门 款 张 栋 场 部 份 篇 本 艘 架 列 组 块 级 步 岁 公斤 吨 万吨 枚 千瓦 万千瓦 兆瓦",
}
_UNIT_CLASS = {unit: kind for kind, units in _UNITS.items() for unit in units.split()}
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNIT_CLASS, key=len, reverse=True))
# “3-5家”, “180余家”, “1.07万平方米”, “两个”, “26842 个”, “百分之十五”
_QUANTITY = re.compile(
    rf"百分之(?:{_DIGITS}|{_HAN})"
    rf"|(?<![第\d一二三四五六七八九十])(?:{_DIGITS}|{_HAN})(?:\s*[%％])?(?:{_RANGE}(?:{_DIGITS}|{_HAN}))?\s*(?:余|多|来)?\s*(?:[万千百](?=[家个项件人名户]))?(?:{_UNIT})(?![员民才们士物大为之钟别类享析布支立果本长熟功效交品绩])"
)
_CONTACTS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "phone": re.compile(
        r"(?<!\d)(?:0\d{2,3}[-—]?\d{7,8}|1[3-9]\d{9}|400[-—]?\d{3}[-—]?\d{4})(?!\d)|(?:热线|电话)[^。\d]{0,12}\d{5,8}(?!\d)"
    ),
    "url": re.compile(r"https?://|www\.|\w+\.gov\.cn"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit. ``kind``: money, percent, people, count, area, length, duration, multiple."""

    start: int
    end: int
    text: str
    unit: str
    kind: str

    @property
    def indefinite(self) -> bool:
        """“一批企业”, “一个新的高度”: an article rather than a figure."""
        return self.kind == "count" and bool(re.match(r"一(?!百|千|万|亿|十)", self.text))


@lru_cache(maxsize=20_000)  # the same sentences are looked at for question after question
def quantities(text: str) -> tuple[Quantity, ...]:
    """Figures with units, in order. Years (“2025年”) are no quantities."""
    found = []
    for match in _QUANTITY.finditer(text):
        words = match.group()
        if re.fullmatch(r"(?:19|20)\d{2}\s*(?:[-—–~～至到]\s*(?:19|20)\d{2}\s*)?年", words):
            continue
        unit = "%" if words.startswith("百分之") else next(u for u in _UNITS_LONGEST if words.endswith(u))
        if unit in ("年", "级", "步", "分") and not re.match(r"\d", words):
            continue  # “十四五年”, “一级”, “一步”, “一成”: seldom a figure
        found.append(Quantity(match.start(), match.end(), words, unit, _UNIT_CLASS[unit]))
    return tuple(found)


_UNITS_LONGEST = sorted(_UNIT_CLASS, key=len, reverse=True)


def unit_class(unit: str) -> str | None:
    """“家” -> “count”; ``None`` for what is no unit."""
    return _UNIT_CLASS.get(unit)


def counting_units() -> frozenset[str]:
    """The measure words that count things: 家, 个, 项 …"""
    return frozenset(unit for unit, kind in _UNIT_CLASS.items() if kind == "count")


def contacts(text: str, kind: str) -> bool:
    """Whether a text holds an e-mail address, telephone number or web address."""
    return bool(_CONTACTS[kind].search(text))
