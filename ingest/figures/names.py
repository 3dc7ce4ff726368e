"""Know the indicators that official documents name in several ways, and give each one name. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ingest.text.normalise import flat_text
from ingest.text.places import regions_in

# How a name goes on that is of a change: these are of one family with the level.
CHANGES = ("增速", "降幅", "年均增速", "增量", "提高")
_TABLE = Path(__file__).with_name("data") / "indicators.tsv"
# “全省”, “预计”, “我市”, “地方”: words before an indicator's name that leave it what it is
_SCOPE = re.compile(
    r"^(?:预计|初步|统计|核算|测算|全年|年度|当年|去年|今年|其中|全省|全市|全区|全县|全州|全域|省|市|我[省市区县]|辖区|地方"
    r"|完成|实现|确保|力争|推动|促进|保持|达到|主要|的|，|、|和|与)+"
)
# “占全市生产总值比重”
_SHARE = re.compile(r"占(?P<whole>.+)比重")
# “（亿元）”, “(%)”: the unit behind a name in a table
_UNIT_BEHIND = re.compile(r"[（(][^（）()]*[)）]$")

# “地区生产总值（GDP）增速”, “地区生产总值（GDP”: another name set in brackets, whose end a figure may have cut off
_ASIDE = re.compile(r"（[A-Za-z&]{2,6}）?|（[^（）0-9]{1,16}）")


@dataclass(frozen=True, slots=True)
class IndicatorName:
    """An indicator's name as it is shown, the words it goes by, and why they are one.

    ``family`` is the indicator that a growth or a fall is of (地区生产总值 of 地区生产总值增速), else the name itself.
    """

    name: str
    aliases: tuple[str, ...]
    reason: str
    family: str


@cache
def known_names() -> tuple[IndicatorName, ...]:
    """Give every indicator of the table, in its order."""
    names = []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, family, aliases, reason = line.split("\t")
        names.append(IndicatorName(name, tuple(aliases.split()), reason, family or name))
    return tuple(names)


@cache
def _by_words() -> dict[str, IndicatorName]:
    return {_key(words): one for one in known_names() for words in (one.name, *one.aliases)}


def _key(words: str) -> str:
    """Words as they are compared: folded, and brackets of one kind."""
    return flat_text(words).replace("(", "（").replace(")", "）")


@lru_cache(maxsize=4096)  # a document names the same things again and again
def name_of(words: str) -> IndicatorName | None:
    """Give the indicator that words name, whatever stands before it (“全省”, “预计”); ``None`` where none does."""
    table, key = _by_words(), _key(words)
    if key in table:
        return table[key]
    bare = _SCOPE.sub("", _ASIDE.sub("", key))
    return (
        table.get(_SCOPE.sub("", key))
        or table.get(_SCOPE.sub("", _UNIT_BEHIND.sub("", key)))
        or table.get(bare)
        or table.get(_SCOPE.sub("", _behind_place(bare)))
    )


def _behind_place(words: str) -> str:
    """Words without the places that statistics name before an indicator: “安徽省合肥市地区生产总值”."""
    end = 0
    for place in regions_in(words):
        if place.start > end:
            break
        end = max(end, place.end)
    return words[end:]


def unified(words: str, change: str = "") -> str:
    """Give the one name of an indicator; what is in no table keeps its own name as written.

    ``change``: how the words go on (增速, 降幅 …), empty for a level.
    """
    share = _SHARE.fullmatch(change)
    if share and (whole := name_of(share["whole"])):
        change = f"占{whole.name}比重"
    found = name_of(words + change) or name_of(words)
    if share and found and name_of(found.name + change):
        return name_of(found.name + change).name  # type: ignore[union-attr]
    if found is None:
        return words + change
    if not change or found.name.endswith(change) or name_of(words + change):
        return found.name
    whole = _by_words().get(_key(found.name + change))
    return whole.name if whole else found.name + change


def owned(side: str, words: str) -> str:
    """Give the indicator that a side of something is where words before are about it: “总产量” behind “粮食生产再创新高”.

    Empty where the words hold none.
    """
    for alias in _by_words():
        owner = alias.removesuffix(side)
        if owner != alias and len(owner) >= 2 and owner in words:
            return alias
    return ""
