"""The checkable particulars of a sentence: figures, dates, numbers of documents, names. Pure functions of text.

A particular is a normalised string. A sentence is only as good as its source where
each of its particulars stands in the source too. What is compared is spelled one
way: “百分之十五” and “15%”, “3,500亿元” and “3500亿元”, “三年” and “3年” are the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.tokens import fold, squeeze, tagged
from ingest.numerals import number
from ingest.patterns import DOCUMENT_NUMBER
from ingest.spacing import letters

# “3,500亿元”, “15%”, “2025年”, “5G”: a number and what it counts.
_FIGURE = re.compile(
    r"(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>(?:个?百分点|%|[十百千万亿]*(?:平方公里|平方米|公里|亩|元|人次|人|家|个工作日|个月|个|项|件|年|月|日|天|倍|条|名|户|次|处|座|辆|套|类|种|批|岁|级|吨|小时|分钟|米|号|章|节|款)|[十百千万亿]+|[a-z]{1,4}(?![a-z]))?)"
)
_SHARE = re.compile(
    r"百分之(?P<share>\d+(?:\.\d+)?|[零〇一二三四五六七八九十百两]+(?:点[零〇一二三四五六七八九]+)?)"
)
# “三家”, “二十条”, “十五年”: numerals that count. “一个”, “一批”, “一方面” are articles.
_HAN_FIGURE = re.compile(
    r"(?<![第十百千万亿\d])(?P<numeral>[二两三四五六七八九十百千][零〇一二三四五六七八九十百千]*)(?P<unit>[万亿]*(?:元|人|家|个工作日|个月|个|项|件|年|天|倍|条|名|户|次|处|座|辆|套|类|种|批|岁|级|吨|成))"
)
# “该办法的文号是临政发〔2023〕15号”: what a sentence puts before a number.
_BEFORE_NUMBER = re.compile(r"^.*(?:文号|字号|根据|依据|按照|[是为据照以])")
_QUOTED = re.compile(r"[“\"「『](?P<words>[^“”\"「」『』]{2,60})[”\"」』]")
_TITLE = re.compile(r"《(?P<title>[^《》]{2,120})》")
_LATIN = re.compile(r"[a-z][a-z0-9+.\-]*[a-z0-9+]")
# Offices, places, programmes and persons: what a sentence must not make up.
_NAME = re.compile(
    r"[\u4e00-\u9fffa-z0-9]{1,20}?(?:管理委员会|委员会|管委会|办公室|人民政府|财政局|税务局|局|厅|委(?![员托会])|部门|银行|大学|学院|研究院|公司|集团|协会|联盟|基金|专项|计划|工程|行动|平台|园区|示范区|实验室|中心|基地|小镇|法院|检察院)"
)
_NAME_TAGS = ("nr", "ns", "nt", "nz")


@dataclass(frozen=True, slots=True)
class Particulars:
    """``figures``: numbers with units, years, dates; ``names``: words that name one thing; ``numbers``: 文号."""

    figures: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]


def flat(text: str) -> str:
    """Folded, without layout white space: the form that everything here is compared in."""
    return squeeze(fold(text))


def particulars(text: str) -> Particulars:
    """What a sentence states that can be looked up, of a text in its own words."""
    words = flat(text)
    numbers = frozenset(
        letters(_BEFORE_NUMBER.sub("", match.group())) for match in DOCUMENT_NUMBER.finditer(words)
    )
    bare = without_numbers(words)
    return Particulars(frozenset(figures(bare)), frozenset(_names(bare)), numbers)


def without_numbers(words: str) -> str:
    """A flat text without the numbers of documents, whose digits count nothing."""
    return DOCUMENT_NUMBER.sub("", words)


def figures(words: str) -> set[str]:
    """Figures of a flat text, each as number and unit: “3500亿元”, “15%”, “2025年”."""
    return {figure for figure, _, _ in placed_figures(words)}


def placed_figures(words: str) -> list[tuple[str, int, int]]:
    """(figure, start, end) in a flat text, in order."""
    found = [(f"{_plain(match['share'])}%", *match.span()) for match in _SHARE.finditer(words)]
    rest = _SHARE.sub(lambda match: "□" * len(match.group()), words)
    for match in _FIGURE.finditer(rest):
        digits = match["digits"].replace(",", "").lstrip("0")
        digits = digits if digits[:1].isdigit() else f"0{digits}"
        found.append((digits + (match["unit"] or ""), *match.span()))
    for match in _HAN_FIGURE.finditer(rest):
        value = number(match["numeral"].replace("两", "二"))
        if value is not None:
            found.append((f"{value}{match['unit']}", *match.span()))
    return sorted(found, key=lambda entry: entry[1])


def _plain(share: str) -> str:
    whole, _, part = share.partition("点")
    value = number(whole)
    digits = "".join(str(number(character) or 0) for character in part)
    return whole if value is None else f"{value}.{digits}" if digits else str(value)


def _names(words: str) -> set[str]:
    found = {match["words"] for match in _QUOTED.finditer(words)}
    found |= {match["title"] for match in _TITLE.finditer(words)}
    found |= {match.group() for match in _LATIN.finditer(words) if len(match.group()) > 1}
    found |= {word for word, tag in tagged(words) if tag in _NAME_TAGS and len(word) > 1}
    return {letters(name) for name in found if letters(name)}


def organisations(words: str) -> list[str]:
    """Words that end like the name of an office, programme or place, cut at the verbs and particles before them."""
    found = []
    for match in _NAME.finditer(words):
        name = re.split(r"[由和与及、，的是为在向对将从至到或经会同以]", match.group())[-1]
        if len(name) > 2:
            found.append(name)
    return found
