"""Qualifications of enterprises: one name for each, and the ladders on which the higher one includes the lower."""

from __future__ import annotations

from functools import lru_cache

from chat.applicability.patterns import QUALIFICATION_DRESSING, QUALIFICATIONS
from ingest.text.normalise import flat_text

# From the lowest rung: who holds one holds those before it (《优质中小企业梯度培育管理暂行办法》).
LADDERS = (("创新型中小企业", "专精特新中小企业", "专精特新“小巨人”企业"),)
# Given to enterprises that are not large alone.
ONLY_FOR_SMALLER = ("创新型中小企业", "科技型中小企业")


@lru_cache(maxsize=10_000)
def qualification_name(words: str) -> str:
    """Give the one name of a qualification: “国家级专精特新‘小巨人’” -> 专精特新小巨人企业; else the words without dressing."""
    flat = flat_text(words)
    for pattern, name in QUALIFICATIONS:
        if pattern.search(flat):
            return name
    return QUALIFICATION_DRESSING.sub("", flat)


def qualifications_in(words: str) -> tuple[tuple[str, int, int], ...]:
    """Give (name, start, end) of the qualifications that words name, in order; offsets are of ``flat_text(words)``."""
    flat = flat_text(words)
    found: list[tuple[str, int, int]] = []
    for pattern, name in QUALIFICATIONS:
        for match in pattern.finditer(flat):
            if not any(start < match.end() and match.start() < end for _, start, end in found):
                found.append((name, *match.span()))
    return tuple(sorted(found, key=lambda one: one[1]))


def held_or_above(held: str, wanted: str) -> bool:
    """Whether a qualification is the wanted one or includes it."""
    held, wanted = qualification_name(held), qualification_name(wanted)
    return held == wanted or any(
        held in ladder and wanted in ladder and ladder.index(held) >= ladder.index(wanted)
        for ladder in LADDERS
    )


def on_one_ladder(one: str, other: str) -> bool:
    """Whether two qualifications are rungs of one ladder."""
    names = {qualification_name(one), qualification_name(other)}
    return any(names <= set(ladder) for ladder in LADDERS)
