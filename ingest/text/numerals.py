"""Convert numerals of any script to numbers, for labels, years and days. Pure functions."""

from __future__ import annotations

import unicodedata

_DIGITS = {"〇": 0, "零": 0, "○": 0, "O": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6}
_DIGITS |= {"柒": 7, "捌": 8, "玖": 9}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_ROMAN = {"I": 1, "V": 5, "X": 10}  # up to thirty-nine; the others are letters of a list first


def number(numeral: str) -> int | None:
    """Convert “十二” to 12, “二〇二五” to 2025, “３５” to 35, “①”, “⑴”, “Ⅰ”, “a” to 1; ``None`` for anything else.

    I, V and X are taken for Roman numerals.
    """
    numeral = unicodedata.normalize("NFKC", numeral).strip("().（） ")
    if numeral.isascii():
        return int(numeral) if numeral.isdecimal() else _latin(numeral)
    if any(character not in _DIGITS and character not in _UNITS for character in numeral):
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


def _latin(letters: str) -> int | None:
    """“IV” -> 4, “b” -> 2."""
    if letters and all(letter in _ROMAN for letter in letters):
        values = [_ROMAN[letter] for letter in letters]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < after else value for value, after in pairs)
    return ord(letters.upper()) - ord("A") + 1 if len(letters) == 1 and letters.isalpha() else None
