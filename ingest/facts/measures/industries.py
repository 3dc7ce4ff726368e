"""Find the industries that words name: of lists (“新一代信息技术、医药健康等产业”), of enterprises (“机器人企业”)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.facts.measures.applicant_patterns import (
    BEFORE_INDUSTRY,
    BUSINESS,
    INDUSTRY_FIRM,
    MAIN_BUSINESS,
    NAMED_FIRM,
    NO_INDUSTRY,
    OF_INDUSTRY,
    TITLE_INDUSTRY,
    WORKS_IN,
)

_MOST_INDUSTRIES = 12
Named = tuple[tuple[str, ...], int, int]

# 本市重点发展的, 《……规划》所支持的: what may describe an industry
_DESCRIBES = re.compile(r"条件|发展|支持|鼓励|规划|中$|范围|统计|领域|纳入|定位|重点|目录|□$")
# “与证券公司……”, “为科技创新企业……”: words before an enterprise that is not who applies
_OBJECT_OF = ("与", "同", "向", "为", "给", "将", "把", "由", "被")
# 高精尖产业: an industry for all the words that name who may apply
_BARE_INDUSTRY = re.compile(r"(?:(?![在利用])[一-龥]){2,6}(?:产业|行业|(?<!企)业)")
# （以下简称企业）, 《……目录》: asides and names of documents, where nothing is said of an industry
_ASIDE = re.compile(r"（[^（）]*）|《[^《》]*》")


def industries_in(words: str) -> Iterator[Named]:
    """Give the industries that words name: values, start and end, one for each list."""
    words = _ASIDE.sub(lambda match: "□" * len(match.group()), words)
    for pattern in (OF_INDUSTRY, INDUSTRY_FIRM, MAIN_BUSINESS, WORKS_IN):
        for match in pattern.finditer(words):
            listed = match["list"]
            if pattern is OF_INDUSTRY:
                listed += match["head"]
            values = _industry_values(listed, strict=pattern is OF_INDUSTRY)
            if values:
                start = max(match.start(), match.string.find(values[0], match.start("list")))
                yield values, start, match.end()


def _industry_values(listed: str, strict: bool = False) -> tuple[str, ...]:
    """“新一代信息技术、医药健康等高精尖产业” -> 新一代信息技术, 医药健康, 高精尖产业."""
    values = []
    for part in re.split(r"、|以及|(?<=业)(?:和|及|或|与)|或者?|等(?=[一-龥])|领域(?=[一-龥])", listed):
        value = (
            BEFORE_INDUSTRY.sub("", part.strip("“”"))
            .removesuffix("等")
            .removesuffix("领域")
            .removesuffix("行业")
        )
        described, _, value = value.rpartition("的")
        if described and strict and not _DESCRIBES.search(described):
            continue
        if 2 <= len(value) <= 16 and not NO_INDUSTRY.match(value):
            values.append(value)
    return tuple(dict.fromkeys(values))[:_MOST_INDUSTRIES]


def title_industries(title: str) -> tuple[str, ...]:
    """Give the industries that a title is about (“丰台区轨道交通产业发展规划” -> 轨道交通产业)."""
    named = (_industry_values(match["name"]) for match in TITLE_INDUSTRY.finditer(title))
    return tuple(dict.fromkeys(value for values in named for value in values))


def named_industry(words: str, taken: Sequence[tuple[int, int]]) -> Iterator[Named]:
    """Give the industry that stands before 企业 (“机器人企业”) in words that name who may apply.

    ``taken`` are the places of what was read otherwise (size, qualification …).
    """
    bare = _industry_values(words) if _BARE_INDUSTRY.fullmatch(words) else ()
    if bare:
        yield bare, 0, len(words)
        return
    for match in BUSINESS.finditer(words):
        yield (match["name"],), *match.span()
        return
    for match in NAMED_FIRM.finditer(_ASIDE.sub(lambda aside: "□" * len(aside.group()), words)):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        behind = words[match.end() : match.end() + 1]
        if match.group().endswith("公司") and behind not in ("", "，", "（"):
            continue
        if words[match.start() - 1 : match.start()] in _OBJECT_OF:
            continue
        values = _industry_values(match["name"])
        if values:
            start = max(match.start(), words.find(values[0], match.start()))
            yield values, start, match.end()
