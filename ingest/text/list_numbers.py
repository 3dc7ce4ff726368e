"""Write numbers as lists do: 一, 壹, 甲, ①, ⑴, IV, b, 03; read those that markup gives. Pure functions.

The names of the formats are those of Office Open XML (ST_NumberFormat).
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_TRADITIONAL_LEGAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
_HIGHEST = 1_000_000  # a number beyond counts nothing that a person wrote


def given_number(value: str | None, default: int) -> int:
    """Read the whole number that an attribute of a list gives; the default for what is none or too long."""
    return int(value) if value is not None and value.lstrip("-").isdecimal() and len(value) < 7 else default


def written(number: int, format_name: str, custom: str = "") -> str:
    """Write a number in a format; decimal where the format is unknown. ``custom`` is a pattern like “001, 002”."""
    if format_name == "custom":
        width = len(custom.split(",")[0].strip())
        return f"{number:0{width}d}" if custom[:1] == "0" and width < 10 else str(number)
    if not 0 <= number < _HIGHEST:
        return str(number)
    return FORMATS.get(format_name, str)(number)


def chinese(number: int, digits: str = _DIGITS, units: str = "千百十", zero: str = "零") -> str:
    """Write a number in Chinese: 12 -> “十二”, 105 -> “一百零五”; digits one by one from ten thousand on."""
    if not 0 < number < 10_000:
        return "".join(digits[int(digit)] for digit in str(max(number, 0)))
    text, gap = "", False
    for unit, name in ((1000, units[0]), (100, units[1]), (10, units[2]), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += (zero if gap else "") + digits[digit] + name
            gap = False
        elif text and number:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _legal(number: int) -> str:
    return chinese(number, _LEGAL_DIGITS, "仟佰拾")


def _traditional_legal(number: int) -> str:
    return chinese(number, _TRADITIONAL_LEGAL_DIGITS, "仟佰拾")


def _letters(number: int) -> str:
    """27 -> “AA”, 28 -> “BB”: Word repeats the letter."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 % 50 + 1) if number else ""


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, name in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        count, number = divmod(number, value)
        text += name * count
    return text


def _circled(number: int) -> str:
    for first, last, code in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(code + number - first)
    return str(number)


def _from(code: int, last: int) -> Callable[[int], str]:
    """One character a number, in the order of Unicode from ``code`` on."""
    return lambda number: chr(code + number - 1) if 1 <= number <= last else str(number)


def _cycle(names: str) -> Callable[[int], str]:
    return lambda number: names[(number - 1) % len(names)] if number else ""


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 <= number % 100 <= 20 else endings.get(number % 10, 'th')}"


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "decimalEnclosedParen": _from(0x2474, 20),
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda number: "",
    "bullet": lambda number: "",
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _traditional_legal,
    "japaneseLegal": _traditional_legal,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _from(0x3280, 10),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "ordinal": _ordinal,
    "hex": lambda number: f"{number:X}",
}
