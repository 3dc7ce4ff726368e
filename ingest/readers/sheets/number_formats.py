"""Write numbers of a spreadsheet as it shows them: dates, percentages, thousands, leading zeros. Pure functions.

Covers what lists of policies and figures use; a format that is not understood shows the number itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ingest.readers.sheets.patterns import FORMAT_DATE, FORMAT_DIGITS, FORMAT_LITERAL, FORMAT_QUOTED

# The formats that a workbook may name by number alone (ECMA-376, 18.8.30; 27 to 58 as Chinese Excel shows them).
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "yyyy-mm-dd", 16: "m-d",
    17: "yyyy-mm", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: "h:mm", 33: "h:mm:ss", 36: 'yyyy"年"m"月"',
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
_HIGHEST_DAY = 2_958_465  # 9999-12-31


def shown(value: str, code: str, from_1904: bool = False) -> str:
    """Write a stored number under a format code; the value itself where it is no number."""
    try:
        number = float(value)
    except ValueError:
        return value
    section = _section(code, number)
    bare = FORMAT_QUOTED.sub("", section)
    if FORMAT_DATE.search(bare):
        return _date(number, section, from_1904) or general(value)
    if not FORMAT_DIGITS.search(bare) or "/" in bare or "E+" in bare.upper():
        return general(value)
    return _figure(number, section, bare)


def general(value: str) -> str:
    """Write a number as it is shown without a format: 0.30000000000000004 is 0.3."""
    try:
        number = float(value)
    except ValueError:
        return value
    if number != number or number in (float("inf"), float("-inf")):
        return value
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.12g}"


def _section(code: str, number: float) -> str:
    """A code holds up to three parts: for positive numbers, negative ones, zero."""
    sections = code.split(";")
    if number < 0 and len(sections) > 1 and sections[1].strip():
        return sections[1] if "-" in sections[1] or "(" in sections[1] else f"-{sections[1]}"
    if number == 0 and len(sections) > 2 and FORMAT_DIGITS.search(sections[2]):
        return sections[2]
    return f"-{sections[0]}" if number < 0 else sections[0]


def _figure(number: float, section: str, bare: str) -> str:
    digits = FORMAT_DIGITS.search(bare)
    assert digits is not None
    whole, _, fraction = digits.group().partition(".")
    number = abs(number) * (100 if "%" in bare else 1)
    number /= 1000 ** (len(whole) - len(whole.rstrip(",")))
    decimals = sum(character in "0#?" for character in fraction)
    text = (
        f"{number:,.{min(decimals, 12)}f}" if "," in whole.rstrip(",") else f"{number:.{min(decimals, 12)}f}"
    )
    optional = len(fraction) - len(fraction.rstrip("#"))
    for _ in range(optional):
        text = text.removesuffix("0")
    text = text.removesuffix(".")
    before, _, after = text.partition(".")
    before = before.zfill(min(whole.count("0"), 30)) if "," not in before else before
    text = f"{before}.{after}" if after else before
    front, behind = section.split(digits.group(), 1) if digits.group() in section else ("", "")
    return _literal(front) + text + _literal(behind)


def _literal(code: str) -> str:
    """The words that a code puts round its number: "万元", %, ￥."""
    return "".join(match[1] or match[2] or "" for match in FORMAT_LITERAL.finditer(code)).strip()


def _date(number: float, section: str, from_1904: bool) -> str:
    if not 0 <= number <= _HIGHEST_DAY:
        return ""
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if number >= 60 else 31)
    moment = start + timedelta(seconds=round(number * 86_400))
    bare = FORMAT_QUOTED.sub(lambda match: match.group().strip('"'), section).lower()
    clock = f"{moment:%H:%M:%S}" if "s" in bare else f"{moment:%H:%M}" if "h" in bare else ""
    if "y" in bare and "d" in bare:
        day = f"{moment.year}年{moment.month}月{moment.day}日" if "年" in bare else f"{moment:%Y-%m-%d}"
    elif "y" in bare and "m" in bare:
        day = f"{moment.year}年{moment.month}月" if "年" in bare else f"{moment:%Y-%m}"
    elif "y" in bare:
        day = f"{moment.year}年" if "年" in bare else f"{moment.year}"
    elif "d" in bare:
        day = f"{moment.month}月{moment.day}日" if "月" in bare else f"{moment:%m-%d}"
    else:
        day = ""
    return f"{day} {clock}".strip()
