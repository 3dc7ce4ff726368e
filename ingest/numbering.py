"""Automatic numbers of a Word document: the labels that stand in numbering.xml, not in the text.

Word shows “一、” before a paragraph whose text does not hold it. Counting them
again as Word does gives the ladder back. Knows lxml elements, nothing of files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written (“%1、”) and where it starts."""

    format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class Numbering:
    """Counts the paragraphs of a document as they come (state: one counter a list and level)."""

    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)  # numId -> (counter, levels)
    counters: dict[str, list[int]] = field(default_factory=dict)
    restarted: set[str] = field(default_factory=set)

    def label(self, number_id: str, depth: int) -> str:
        """The label of the next paragraph of a list at a level (from 0); empty for bullets and unknown lists."""
        if number_id not in self.lists or not 0 <= depth <= 8:
            return ""
        counter, levels = self.lists[number_id]
        level = levels.get(depth, Level())
        if level.format in ("bullet", "none"):
            return ""
        counts = self.counters.setdefault(counter, [0] * 9)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (8 - depth)

        def written(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            upper = levels.get(other, Level())
            return FORMATS.get(upper.format, str)(counts[other] or upper.start)

        return re.sub(r"%([1-9])", written, level.text).strip()


def read_numbering(part) -> Numbering:
    """The lists of a numbering part (``None`` for a document without one)."""
    if part is None:
        return Numbering()
    abstract = {_value(node, "abstractNumId"): _levels(node) for node in part.findall(f"{_W}abstractNum")}
    lists: dict[str, tuple[str, dict[int, Level]]] = {}
    for node in part.findall(f"{_W}num"):
        number_id, reference = _value(node, "numId"), node.find(f"{_W}abstractNumId")
        if number_id is None or reference is None:
            continue
        base = reference.get(f"{_W}val")
        levels = dict(abstract.get(base, {}))
        overrides = node.findall(f"{_W}lvlOverride")
        for override in overrides:
            _override(override, levels)
        # A list with overrides counts for itself, others share the counter of their definition.
        lists[number_id] = (f"num{number_id}" if overrides else f"abstract{base}", levels)
    return Numbering(lists)


def _value(node, name: str) -> str | None:
    return node.get(f"{_W}{name}")


def _levels(node) -> dict[int, Level]:
    return {_number(level.get(f"{_W}ilvl"), 0): _level(level) for level in node.findall(f"{_W}lvl")}


def _level(node) -> Level:
    def child(name: str, default: str) -> str:
        found = node.find(f"{_W}{name}")
        value = found.get(f"{_W}val") if found is not None else None
        return value if value is not None else default

    return Level(child("numFmt", "decimal"), child("lvlText", ""), _number(child("start", "1"), 1))


def _override(node, levels: dict[int, Level]) -> None:
    depth = _number(node.get(f"{_W}ilvl"), 0)
    level, start = node.find(f"{_W}lvl"), node.find(f"{_W}startOverride")
    if level is not None:
        levels[depth] = _level(level)
    if start is not None:
        base = levels.get(depth, Level())
        levels[depth] = Level(base.format, base.text, _number(start.get(f"{_W}val"), 1))


def _number(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.lstrip("-").isdigit() and len(value) < 7 else default


def chinese(number: int) -> str:
    """12 -> “十二”, 105 -> “一百零五”; digits one by one from ten thousand on."""
    if not 0 < number < 10_000:
        return "".join(_DIGITS[int(digit)] for digit in str(max(number, 0)))
    written, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if zero else "") + _DIGITS[digit] + name
            zero = False
        elif written and number:
            zero = True
    return written.removeprefix("一") if written.startswith("一十") else written


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 % 50 + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, name in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        count, number = divmod(number, value)
        written += name * count
    return written


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseCountingThousand": chinese,
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
}
