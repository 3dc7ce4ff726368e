"""Give the words of a stretch of text without layout, each character with its place, so that grammar reads them whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.document import Span

# One character for one: digits and letters of full width, marks of Latin text, so that one spelling is read.
_FOLDED = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **{chr(0xFF21 + place): chr(0x41 + place) for place in range(26)},
        **{chr(0xFF41 + place): chr(0x61 + place) for place in range(26)},
        "％": "%", "．": ".", "(": "（", ")": "）", "〔": "（", "〕": "）", ";": "；", ":": "：",
        "「": "“", "」": "”", "『": "“", "』": "”", "?": "？", "!": "！", "﹐": "，", "／": "/",
    }
)  # fmt: skip
# “条件 | 企业”: what a table's lines and line breaks put between words
_RUN = re.compile(r"[^\s|]+")
# “| --- |”, “##”: the rule below the first row of a table, the mark of a heading
_RULE = re.compile(r":?-{2,}:?|#{1,6}")
# “设备,并”, not “1,200”: a comma of Latin text
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3})")


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """A wording is the words of a text without white space and table lines, in one spelling.

    ``places[n]`` is where the character ``words[n]`` stands in the text.
    """

    words: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Give the place of ``words[start:end]``, which is not empty, in the text."""
        return Span(self.places[start], self.places[end - 1] + 1)

    @property
    def whole(self) -> Span | None:
        """Give the place of all the words, ``None`` where there are none."""
        return self.span(0, len(self.words)) if self.words else None

    def part(self, start: int, end: int) -> PlacedWords:
        """Give the wording of ``words[start:end]``."""
        return PlacedWords(self.words[start:end], self.places[start:end])


def placed_words(text: str, spans: Iterable[Span]) -> PlacedWords:
    """Give the words that stand in spans of a text, one after the other."""
    words: list[str] = []
    places: list[int] = []
    for span in spans:
        for run in _RUN.finditer(text, span.start, span.end):
            if not _RULE.fullmatch(run.group()):
                words.append(run.group())
                places.extend(range(run.start(), run.end()))
    return PlacedWords(_COMMA.sub("，", "".join(words).translate(_FOLDED)), places)


def last_sentence(text: str, start: int, end: int) -> int:
    """Give where the last sentence of ``text[start:end]`` begins, the one that leads a list in."""
    stop = max(text.rfind(mark, start, max(start, end - 1)) for mark in "。；")
    return max(start, stop + 1)
