"""Levels and short names of regions: 北京市丰台区 is 北京市, 丰台区; people say 丰台. Pure functions of a name."""

from __future__ import annotations

import re
from functools import lru_cache

EVERYWHERE = frozenset(("全国", "国家", "中国"))

# 北京市 | 丰台区, 广东省 | 广州市, 四川省 | 阿坝藏族羌族自治州. 州 by itself ends no level: it is part of 广州.
_LEVEL = re.compile(r".{2,}?(?:特别行政区|自治[区州县]|地区|新区|[省市盟]|[区县旗](?!.*[区县旗市]))|.+$")

_PEOPLES = (
    "土家 布依 哈尼 景颇 傈僳 蒙古 仡佬 朝鲜 柯尔克孜 哈萨克 维吾尔 达斡尔 鄂温克 鄂伦春 仫佬 毛南 纳西 拉祜 布朗 独龙 普米 裕固 保安 东乡"
    " 撒拉 锡伯 塔吉克 各 藏 羌 苗 彝 壮 傣 侗 土 白 回 水 瑶 满 黎 畲 佤 怒"
)
# Two characters of the name stay: 长白朝鲜族自治县 is 长白, 融水苗族自治县 is 融水, 东乡族自治县 is 东乡.
_ENDING = re.compile(
    rf"(?<=..)(?:特别行政区|族?(?:(?:{'|'.join(_PEOPLES.split())})族?)*自治[区州县旗]|(?:回|达斡尔)族区"
    r"|地区|新区|[省市区县旗州盟])$"
)


def levels(region: str) -> list[str]:
    """The levels of a region from the top down: “北京市丰台区” -> [“北京市”, “丰台区”]."""
    return _LEVEL.findall(region)


def short(level: str) -> str:
    """The name people use for a level: “广州市” -> “广州”; the level itself where one character would be left."""
    return _ENDING.sub("", level)


@lru_cache(maxsize=10_000)
def short_name(region: str) -> str:
    """The name people use for the last level: “北京市丰台区” -> “丰台”; two characters at least."""
    return short((levels(region) or [region])[-1])
