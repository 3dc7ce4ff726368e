"""Take the words before a figure apart: verbs, time and connectives off, what is left is its name. Pure functions."""

from __future__ import annotations

import re

from ingest.figures.amounts import Amount
from ingest.figures.names import name_of
from ingest.figures.patterns import (
    ACTION,
    ADVERB,
    BOUNDARY,
    CONNECTIVE,
    DISTANCE,
    FALLS,
    FROM,
    GENERIC,
    KEPT_ACTION,
    LEVEL,
    PREDICATE,
    REACHED_IN,
    RISES,
    SHARE,
    STRONG_ACTION,
    TIME_WORDS,
    TIMES,
)

LONGEST_NAME = 40  # characters; a longer name was not understood
SHORTEST_NAME = 2
# “比上次增长”, “较3年前增长”: what a change is held against
_COMPARED = re.compile(r"(?:比|较|相比)[^，、]{1,10}$")


def without_verbs(head: str, amount: Amount) -> tuple[str, str]:
    """Give the words before a figure without those that lead to it, and how it changes its subject."""
    times = TIMES.search(head) if amount.unit == "倍" else None
    if times:
        return head[: times.start()], "倍数"
    change = ""
    head = TIME_WORDS.sub("", REACHED_IN.sub("到", head))
    while head:
        if match := (ADVERB.search(head) or LEVEL.search(head)):
            head = head[: match.start()]
        elif amount.share and not change and (share := SHARE.search(head)):
            return head[: share.start()], f"占{share['whole'].removesuffix('的')}比重"
        elif not change and (amount.points or amount.share) and (distance := DISTANCE.search(head)):
            return head[: distance.start()], distance["words"]
        elif not change and (match := RISES.search(head) or FALLS.search(head)):
            pace = match["pace"] if match["pace"] in ("年均", "年平均", "平均", "每年") else ""
            change = ("年均" if pace and amount.share else "") + _change(match.re is RISES, amount)
            head = _COMPARED.sub("", head[: match.start()])
        else:
            break
    return head, change


def _change(rises: bool, amount: Amount) -> str:
    if amount.share:
        return "增速" if rises else "降幅"
    if amount.points:
        return "提高" if rises else "下降"
    if amount.unit == "倍":
        return "增长倍数"
    return "增量" if rises else "减量"


def bare_name(words: str) -> str:
    """Give words before a figure without the time and what connects them."""
    words = FROM.sub("", words)
    parts = words.split("、")
    said = [place for place, part in enumerate(parts[:-1]) if PREDICATE.search(part)]
    words = "、".join(parts[said[-1] + 1 :]) if said else words
    previous = None
    while previous != words:
        previous, words = words, CONNECTIVE.sub("", words)
    return words.strip("、和与及的 ，（）")


def is_action(words: str) -> bool:
    """Tell whether words only say what is done (“完成”, “建设和改造”) and name nothing."""
    return not ACTION.sub("", words).strip("和、并与全市省的再中新")


def noun_of(words: str) -> str:
    """Give the noun that words end with: “支持企业建设保障房” -> “保障房”; what is newly made keeps its “新增”."""
    if name_of(words):
        return words
    while match := (ACTION.match(words) or CONNECTIVE.match(words)):
        if len(words) - match.end() < SHORTEST_NAME or KEPT_ACTION.match(words):
            break
        words = words[match.end() :]
        if name_of(words):
            return words
    for match in reversed(list(STRONG_ACTION.finditer(words))):
        noun = words[match.end() :].strip("、和与及的了")
        if match.start() and len(noun) >= SHORTEST_NAME and not GENERIC.fullmatch(noun):
            return (match.group() if KEPT_ACTION.fullmatch(match.group()) else "") + noun
    return words


def part_start(flat: str, place: int) -> int:
    """Give where the part of a sentence begins, between commas, that a place lies in."""
    found = 0
    for match in BOUNDARY.finditer(flat, 0, place):
        found = match.end()
    return found


def first_word(flat: str, place: int) -> int:
    """Give where words begin behind the marks at a place."""
    while place < len(flat) and flat[place] in "、和与及，； ）”":
        place += 1
    return place
