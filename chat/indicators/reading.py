"""Read what a question asks of the figures of documents: which indicator, of when, aimed at or reached, and what of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from chat.indicators.conditions import FigureCondition, condition_of
from chat.indicators.patterns import (
    AIMS,
    ASKS_BOTH,
    ASKS_VALUE,
    AVERAGES,
    BOTH_KINDS,
    CHANGE_WORDS,
    COMPARES,
    COUNTS,
    DIFFERS,
    EACH,
    FALLS,
    GROUP,
    GROWS,
    HIGHER,
    IN_UNIT,
    LACKS,
    LAST_YEAR,
    LEAST,
    LEVEL,
    LOWER,
    NOT_COUNTED,
    PLACE_OF,
    REACHED,
    STATES,
    SUMS,
    SUPERLATIVE,
    THIS_YEAR,
    TIMES,
    TOP,
)
from ingest.figures import CHANGES, PART_OF_YEAR, RESULT, TARGET, known_names, name_of, unified
from ingest.text.normalise import flat_text
from ingest.text.numerals import number
from ingest.text.years import explicit_years

SHORTEST_ALIAS = 3  # characters; shorter words name an indicator only with what measures it behind them
# “最快的和最慢的”
_GREATEST = re.compile(r"最[高大多快]")
WHOLES = ("总量", "规模")  # “GDP总量” is the level, whatever stands behind
# “出口增速”, “社零总额”: short names that what stands behind makes sure
_SHORT_BEHIND = re.compile(r"(?:总?额|增速|增长|涨幅|目标|增幅|下降|多少|最|排|总?产)")


@dataclass(frozen=True, slots=True)
class AskedIndicator:
    """An indicator as a question names it: its words there, the names of rows that may answer, likeliest first.

    ``own``: its name is that of a document's row and in no table, so that other documents may word it a little otherwise.
    """

    words: str
    name: str
    names: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorQuestion:
    """A question about figures says what is asked of which indicators.

    ``wants``: value, rank, count, list, lacking, compare, difference, ratio, both,
    sum, average.

    ``group``: it asks of many documents; ``kind`` and ``year``: empty and ``None`` where it says nothing of them;
    ``top``: how many of a ranking, 0 for all.
    """

    text: str
    wants: str
    indicators: tuple[AskedIndicator, ...]
    kind: str = ""
    year: int | None = None
    group: bool = False
    condition: FigureCondition | None = None
    least: bool = False
    top: int = 0
    ordered: bool = False
    unit: str = ""  # figures must be written in it
    not_counted: str = ""  # the comparator of figures that are not meant
    how: str = ""  # the word of the superlative: “高”, “快”, “多”
    both_ends: bool = False  # the greatest and the least are asked for
    place_of: bool = False  # which place in the order a place has


def indicator_question(text: str, own_names: Collection[str] = ()) -> IndicatorQuestion | None:
    """Read a folded question; ``None`` where it names no indicator or asks nothing of its figures.

    ``own_names``: names of the documents' rows beside those of the table, which a question may hold in full.
    """
    indicators = indicators_in(text, own_names)
    if not indicators:
        return None
    rest = text
    for one in indicators:
        rest = rest.replace(one.words, "□")
    years = sorted(explicit_years(text))
    wants = _wants(rest, years)
    if not wants:
        return None
    top = TOP.search(rest)
    return IndicatorQuestion(
        text,
        wants,
        indicators,
        kind_of(rest),
        years[-1] if len(years) == 1 else None,
        bool(GROUP.search(rest)),
        condition_of(rest) if wants in ("count", "list", "value") else None,
        bool(LEAST.search(rest)),
        (number(top["count"]) or 0) if top else 0,
        bool(SUPERLATIVE.search(rest) and SUPERLATIVE.search(rest)["order"]),  # type: ignore[index]
        unit["unit"] if (unit := IN_UNIT.search(rest)) else "",
        (leaves["said"] or leaves["other"]) if (leaves := NOT_COUNTED.search(rest)) else "",
        (superlative["how"] or "") if (superlative := SUPERLATIVE.search(rest)) else "",
        bool(_GREATEST.search(rest) and LEAST.search(rest)),
        bool(PLACE_OF.search(rest)),
    )


def _wants(text: str, years: Sequence[int]) -> str:
    """What is asked of the figures; empty where nothing is."""
    if LACKS.search(text):
        return "lacking"
    held_against = HIGHER.search(text) or LOWER.search(text) or COMPARES.search(text)
    if BOTH_KINDS.search(text) or (len(years) > 1 and AIMS.search(text) and held_against):
        return "both"
    if COUNTS.search(text):
        return "count"
    if TIMES.search(text):
        return "ratio"
    if DIFFERS.search(text):
        return "difference"
    if SUMS.search(text) and ASKS_VALUE.search(text):
        return "sum"
    if AVERAGES.search(text):
        return "average"
    if SUPERLATIVE.search(text) or PLACE_OF.search(text):
        return "rank"
    group = GROUP.search(text)
    if group and (condition_of(text) or STATES.search(text)):
        return "list"
    if COMPARES.search(text):
        return "compare"
    return "value" if ASKS_VALUE.search(text) or EACH.search(text) else ""


def kind_of(text: str) -> str:
    """Give 目标 or 实绩 as a question says, empty where it says neither or both."""
    aims, reached = AIMS.search(text), REACHED.search(text)
    if aims and not reached:
        return TARGET
    if reached and not aims:
        return RESULT
    if THIS_YEAR.search(text) and not LAST_YEAR.search(text):
        return TARGET
    return ""


@cache
def _aliases() -> dict[str, str]:
    """Folded words -> the indicator that they name, of the table."""
    return {flat_text(words): one.name for one in known_names() for words in (one.name, *one.aliases)}


@cache
def _alias_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _aliases()), key=len, reverse=True)))


def indicators_in(text: str, own_names: Iterable[str] = ()) -> tuple[AskedIndicator, ...]:
    """Give the indicators that a folded question names, in order; of two that overlap the longer one."""
    for longer, shorter in CHANGE_WORDS:
        text = text.replace(longer, shorter)
    found: list[tuple[int, int, str]] = []
    for match in _alias_pattern().finditer(text):
        words = match.group()
        long = len(words) >= SHORTEST_ALIAS or words.isascii()
        if long or _SHORT_BEHIND.match(text, match.end()):
            found.append((match.start(), match.end(), _aliases()[words]))
    for name in own_names:
        words = flat_text(name)
        place = text.find(words) if len(words) > SHORTEST_ALIAS else -1
        if place >= 0 and not any(s <= place and place + len(words) <= e for s, e, _ in found):
            found = [one for one in found if not (place <= one[0] and one[1] <= place + len(words))]
            found.append((place, place + len(words), name))
    found.sort(key=lambda one: (one[0], -one[1]))
    kept: list[AskedIndicator] = []
    done = 0
    for start, end, name in found:
        if start >= done and all(name != one.name for one in kept):
            kept.append(_asked(text, start, end, name))
            done = end
    return tuple(kept)


def _asked(text: str, start: int, end: int, name: str) -> AskedIndicator:
    """The names of rows that a question's words may mean: the level or its growth, as they say."""
    words, behind = text[start:end], text[end : end + 6]
    rest = f"{text[:start]}□{text[end:]}"
    known = name_of(name)
    family = known.family if known else name
    part = PART_OF_YEAR.search(rest)
    changes = tuple(dict.fromkeys(unified(family, change) for change in CHANGES))
    whole = words.endswith(WHOLES) and not name.endswith(WHOLES)
    if known is None:
        names: tuple[str, ...] = (name,)
    elif known.family != known.name:
        names = (name, *changes, *((family,) if ASKS_BOTH.search(text) else ()))
    elif FALLS.search(behind):
        names = (unified(family, "降幅"), *changes)
    elif whole or (LEVEL.search(rest) and not GROWS.search(rest)):
        names = (name,)
    elif GROWS.search(rest) and not name.endswith(("涨幅", "率")):
        names = changes if not LEVEL.search(rest) and not ASKS_BOTH.search(rest) else (name, *changes)
    else:
        names = (name, *changes)
    if part:
        names = tuple(f"{part.group()}{one}" for one in names)
    return AskedIndicator(words, name, tuple(dict.fromkeys(names)), known is None)
