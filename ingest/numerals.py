"""Chinese numerals to numbers, for labels, years and days. Pure functions."""

from __future__ import annotations

_DIGITS = {"〇": 0, "零": 0, "○": 0, "Ｏ": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number(numeral: str) -> int | None:
    """“十二” -> 12, “二〇二五” -> 2025, “35” -> 35, “①” -> 1; ``None`` for anything else."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if len(numeral) == 1 and "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    if not numeral or any(character not in _DIGITS and character not in _UNITS for character in numeral):
        return None
    if not any(character in _UNITS for character in numeral):
        return int("".join(str(_DIGITS[character]) for character in numeral))
    total, current = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += max(current, 1) * _UNITS[character]
            current = 0
        else:
            current = _DIGITS[character]
    return total + current
