"""The size of an enterprise by the national standard (工信部联企业〔2011〕300号), as far as what is known decides it.

An enterprise is large, medium or small where it reaches every lower limit of that size, else it goes one size down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from chat.applicability.enterprise.industries import size_classes
from chat.applicability.enterprise.patterns import SIZE
from chat.applicability.enterprise.profile import Extent, Profile
from ingest.facts import held_with

# Given to enterprises that are not large alone.
_ONLY_FOR_SMALLER = frozenset(("创新型中小企业", "科技型中小企业"))
SIZES = ("微型", "小型", "中型", "大型")
_WAN = 10_000
# Lower limits of 小型, 中型, 大型 in each industry: people, yuan of revenue a year, yuan of assets; 0 where none counts.
_LIMITS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "农林牧渔业": ((0, 50, 0), (0, 500, 0), (0, 20_000, 0)),
    "工业": ((20, 300, 0), (300, 2_000, 0), (1_000, 40_000, 0)),
    "建筑业": ((0, 300, 300), (0, 6_000, 5_000), (0, 80_000, 80_000)),
    "批发业": ((5, 1_000, 0), (20, 5_000, 0), (200, 40_000, 0)),
    "零售业": ((10, 100, 0), (50, 500, 0), (300, 20_000, 0)),
    "交通运输业": ((20, 200, 0), (300, 3_000, 0), (1_000, 30_000, 0)),
    "仓储业": ((20, 100, 0), (100, 1_000, 0), (200, 30_000, 0)),
    "邮政业": ((20, 100, 0), (300, 2_000, 0), (1_000, 30_000, 0)),
    "住宿业": ((10, 100, 0), (100, 2_000, 0), (300, 10_000, 0)),
    "餐饮业": ((10, 100, 0), (100, 2_000, 0), (300, 10_000, 0)),
    "信息传输": ((10, 100, 0), (100, 1_000, 0), (2_000, 100_000, 0)),
    "软件": ((10, 50, 0), (100, 1_000, 0), (300, 10_000, 0)),
    "房地产开发经营": ((0, 100, 2_000), (0, 1_000, 5_000), (0, 200_000, 10_000)),
    "物业管理": ((100, 500, 0), (300, 1_000, 0), (1_000, 5_000, 0)),
    "租赁和商务服务": ((10, 0, 100), (100, 0, 8_000), (300, 0, 120_000)),
    "其他": ((10, 0, 0), (100, 0, 0), (300, 0, 0)),
}
_UNBOUND = Extent(0, math.inf)


def possible_sizes(profile: Profile) -> frozenset[str]:
    """Give the sizes that the enterprise may have: one where what is known decides it, all where nothing does.

    What it says of its size itself goes first; a qualification that only smaller enterprises get rules 大型 out.
    """
    if profile.size is not None:
        return frozenset(profile.size.value)
    found = frozenset(SIZES)
    if profile.employees is not None or profile.revenue is not None:
        classes = size_classes(profile.industry.value) if profile.industry else frozenset()
        found = frozenset().union(*(_in_class(profile, one) for one in classes or _LIMITS))
    if any(held_with(held.value) & _ONLY_FOR_SMALLER for held in profile.qualifications):
        found = (found - {"大型"}) or found
    return found


def _in_class(profile: Profile, size_class: str) -> frozenset[str]:
    people, revenue = profile.employees, profile.revenue
    known = (people.value if people else _UNBOUND, revenue.value if revenue else _UNBOUND, _UNBOUND)
    lowest = _rank(size_class, tuple(extent.low for extent in known))
    highest = _rank(size_class, tuple(extent.high for extent in known))
    return frozenset(SIZES[lowest : highest + 1])


def _rank(size_class: str, known: tuple[float, ...]) -> int:
    """How many of the sizes above 微型 are reached."""
    rank = 0
    for people, revenue, assets in _LIMITS[size_class]:
        limits = (people, revenue * _WAN, assets * _WAN)
        if not all(value >= limit for value, limit in zip(known, limits, strict=True)):
            break
        rank += 1
    return rank


def sizes_named(values: Sequence[str]) -> frozenset[str]:
    """Give the sizes that the values of a condition mean: “中小企业” is 中型, 小型 and 微型."""
    expanded = {
        "all": ("中型", "小型", "微型"), "medium_small": ("中型", "小型", "微型"), "small": ("小型", "微型"),
        "micro": ("微型",), "middle": ("中型",), "large": ("大型",), "little": ("小型",),
    }  # fmt: skip
    found: set[str] = set()
    for value in values:
        if value in SIZES:
            found.add(value)
        for match in SIZE.finditer(value if value not in SIZES else ""):
            found |= set(expanded[match.lastgroup or "all"])
    return frozenset(found)
