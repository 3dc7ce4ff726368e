"""Replace characters that print like a letter but are coded as something else: ligatures, radicals, compatibility forms."""

from __future__ import annotations

import unicodedata

from ingest.layout.patterns import LATIN_MARK

# Fonts subset by some programs name a radical (U+2E80 …) for the character of the same shape.
_RADICALS = dict(
    zip(
        "⺟⺠⺫⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民目虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
# Bullets of Wingdings and Symbol, which PDF programs put into the private use area.
_BULLETS = frozenset(
    "\uf06c\uf06d\uf06e\uf06f\uf071\uf075\uf076\uf077\uf09f\uf0a7\uf0a8\uf0b2\uf0b7\uf0d8\uf0e8\uf0fc"
)
_ODD_BLOCKS = (
    (0x2E80, 0x2FDF),  # radicals
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFB00, 0xFB06),  # ﬁ ﬂ …
    (0x2F800, 0x2FA1F),
)


def plain_letters(character: str) -> str:
    """Give the letters that a character stands for: “ﬁ” -> “fi”, the radical “⽬” -> “目”; any other stays."""
    code = ord(character)
    if code < 0x2E80:
        return character
    if character in _BULLETS:
        return "•"
    if any(first <= code <= last for first, last in _ODD_BLOCKS):
        return _RADICALS.get(character) or unicodedata.normalize("NFKC", character)
    return character


def chinese_marks(text: str) -> str:
    """Make Latin marks between Chinese characters Chinese, as OCR confuses them: “的,如:” -> “的，如：”."""
    return LATIN_MARK.sub(lambda match: _MARKS[match.group()], text)


_MARKS = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
