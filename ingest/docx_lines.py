"""Lines of a Word document as they were read, and which of them are its headings. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extracted import MarkedLine
from ingest.patterns import BARE_ANNEX, LABEL, NO_SUBHEADING, UNSTATED_TITLE
from ingest.spacing import letters

_LONGEST = 60
_LONGEST_UNMARKED = 36
_MOST_UNMARKED = 0.3  # share of the lines: where more stand out, none does


@dataclass(frozen=True, slots=True)
class DocxLine:
    """A line of text. ``level`` is that of a heading style, ``stands_out`` bold or centred running text."""

    words: str
    level: int = 0
    stands_out: bool = False
    in_table: bool = False


def marked_headings(lines: Sequence[DocxLine], title: str = "") -> tuple[MarkedLine, ...]:
    """The headings by style, and lines that look like one: short, alone, bold or centred, no statement.

    Lines at the head (title, date, issuer) are no headings of the text, nor is what the title names: a
    notice that issues one text shows its name again above it. The words below “附件2” are its title.
    """
    filled = [number for number, line in enumerate(lines) if line.words.strip()]
    head = next((number for number in filled if not lines[number].stands_out), len(lines))
    named = letters(title + "".join(lines[number].words for number in filled if number < head))
    guessed = {
        number
        for number in filled
        if number > head and lines[number].stands_out and _is_title(lines[number].words.strip())
    }
    above = dict(zip(filled[1:], filled, strict=False))
    guessed = {
        number
        for number in guessed
        if not _among_others(number, guessed)
        and not BARE_ANNEX.match(lines[above[number]].words)
        and letters(lines[number].words) not in named
    }
    if len(guessed) > _MOST_UNMARKED * len(filled):
        guessed = set()
    marked: list[MarkedLine] = []
    position = 0
    for number, line in enumerate(lines):
        words = line.words.strip()
        if (line.level and 2 <= len(words) <= _LONGEST and not LABEL.match(words)) or number in guessed:
            start = position + line.words.index(words)
            marked.append(MarkedLine(start, start + len(words), line.level))
        position += len(line.words) + 1
    return tuple(marked)


def _is_title(words: str) -> bool:
    return (
        2 <= len(words) <= _LONGEST_UNMARKED
        and not LABEL.match(words)
        and not NO_SUBHEADING.search(words)
        and bool(UNSTATED_TITLE.search(words))
    )


def _among_others(number: int, guessed: set[int]) -> bool:
    """Whether a line stands in a run of three or more of its kind: a list of names, a signature, a verse."""
    run = 1
    for step in (-1, 1):
        neighbour = number + step
        while neighbour in guessed and run < 3:
            run += 1
            neighbour += step
    return run >= 3
