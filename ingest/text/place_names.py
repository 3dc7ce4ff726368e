"""Levels and short names of regions: 北京市丰台区 is 北京市, 丰台区; people say 丰台. Pure functions of a name."""

from __future__ import annotations

import re
from functools import lru_cache

EVERYWHERE = frozenset(("全国", "国家", "中国"))

# 北京市 | 丰台区, 广东省 | 广州市, 四川省 | 阿坝藏族羌族自治州. 州 by itself ends no level: it is part of 广州.
_LEVEL = re.compile(r".{2,}?(?:特别行政区|自治[区州县]|地区|新区|[省市盟]|[区县旗](?!.*[区县旗市]))|.+$")

_ENDING = re.compile(
    r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区"
    r"|(?:(?:[藏羌苗彝壮傣侗土白回水瑶满黎畲]|朝鲜|土家|布依|哈尼|景颇|傈僳|蒙古|仡佬)族?|柯尔克孜|哈萨克)*自治[州县]"
    r"|地区|新区|[省市区县旗州盟])$"
)


def levels(region: str) -> list[str]:
    """The levels of a region from the top down: “北京市丰台区” -> [“北京市”, “丰台区”]."""
    return _LEVEL.findall(region)


def short(level: str) -> str:
    """The name people use for a level: “广州市” -> “广州”; the level itself where one character would be left."""
    name = _ENDING.sub("", level)
    return name if len(name) > 1 else level


@lru_cache(maxsize=10_000)
def short_name(region: str) -> str:
    """The name people use for the last level: “北京市丰台区” -> “丰台”; two characters at least."""
    return short((levels(region) or [region])[-1])
