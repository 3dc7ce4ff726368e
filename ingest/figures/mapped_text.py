"""Fold a stretch of text for reading and keep the way back to its own characters. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.text.normalise import fold

# “达到 26842个”, “5.2 %”, “400万元 /人”: white space that a reader of figures passes over; “GDP per capita” keeps its own
_SPACE = re.compile(r"(?<=[^A-Za-z\s])\s+|\s+(?=[^A-Za-z\s])")
# “1,200”, “1，200亿元”: the comma that parts thousands
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))(?<!\d{4}[,，])")
# “突破万亿元”, “亿元以上”: one of them, which is not written
_BARE_SCALE = re.compile(r"(?<![\d零〇一二两三四五六七八九十百千万几数多余来])(?=(?:万亿|亿|[百千]亿)元)")
# ASCII marks as Chinese text has them; “①” begins a part of its own, as “；” does
_MARKS = str.maketrans(",:;!?()", "，：；！？（）")
# “GDP”, “ＧＤＰ”
_CAPITALS = re.compile(r"[A-ZＡ-Ｚ]+")
_LIST_MARK = re.compile(r"[①-⑳⑴-⒇]")


@dataclass(frozen=True, slots=True)
class MappedText:
    """A mapped text is a folded text without layout white space; ``offsets[i]`` is where its ``i``-th character stands.

    The case of Latin letters stays, as names are shown in it.
    The last entry of ``offsets`` is the end of the stretch that was folded.
    """

    flat: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> MappedText:
        """Fold ``text[start:end]``; offsets are those of ``text``."""
        marked = _LIST_MARK.sub("；", text[start:end])
        folded = list(fold(marked).translate(_MARKS))
        for match in _CAPITALS.finditer(marked):
            folded[slice(*match.span())] = unicodedata.normalize("NFKC", match.group())
        words = "".join(folded)
        dropped = {place for match in _SPACE.finditer(words) for place in range(*match.span())}
        dropped |= {match.start() for match in _THOUSANDS.finditer(words)}
        added = {match.start() for match in _BARE_SCALE.finditer(words)}
        if not dropped and not added:
            return cls(words, tuple(range(start, end + 1)))
        characters: list[str] = []
        offsets: list[int] = []
        for place, character in enumerate(words):
            if place in added:
                characters.append("1")
                offsets.append(start + place)
            if place not in dropped:
                characters.append(character)
                offsets.append(start + place)
        return cls("".join(characters), (*offsets, end))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the text that ``flat[start:end]`` was folded from; ``end`` is greater than ``start``."""
        return self.offsets[start], self.offsets[end - 1] + 1
