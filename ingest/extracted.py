"""Define what a reader hands on: the text of a file, with what the file itself says about it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from ingest.document import PageWords
from ingest.text.normalise import letters
from ingest.text.patterns import BARE_ANNEX, FILE_NAME, LABEL, NO_SUBHEADING, UNSTATED_TITLE


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A marked line ``text[start:end]`` is a heading by the file's marks; ``level`` counts from 1, 0 stands for unknown."""

    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Extracted:
    """This is what a reader extracted from a file.

    ``text`` becomes ``Document.text``. ``pages`` are start offsets, ``bare_pages`` count from 1.

    A table stands in the text as pipe rows (:func:`ingest.tables.grid.pipe_table`), where it stands in the
    file. What is not part of the running text (running headers, footers, names of attachments) is
    kept beside it.
    """

    text: str
    media_type: str
    title: str | None = None  # given from outside: wins over the text
    page_title: str | None = None  # what the file calls itself: a hint
    given: Mapping[str, object] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    bare_pages: tuple[int, ...] = ()
    headings: tuple[MarkedLine, ...] = ()
    warnings: tuple[str, ...] = ()
    ocr: tuple[tuple[int, float], ...] = ()  # (page from 1, mean confidence 0 to 1) of pages read by OCR
    words: tuple[PageWords, ...] = ()  # of the same pages: where OCR read what
    margins: tuple[str, ...] = ()  # running headers and footers
    attachments: tuple[str, ...] = ()  # names of files that the source links or carries


_LONGEST = 60

_LONGEST_UNMARKED = 36

_MOST_UNMARKED = 0.3  # share of the lines: where more stand out, none does


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source line is a line of text as it stands in the file.

    ``level`` is that of a heading style, ``stands_out`` says that it is bold or centred running text.
    """

    words: str
    level: int = 0
    stands_out: bool = False
    in_table: bool = False


def marked_headings(lines: Sequence[SourceLine], title: str = "") -> tuple[MarkedLine, ...]:
    """Give the headings by style, and the lines that look like one: short, alone, bold or centred, no statement.

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


def linked_file(address: str, words: str) -> str:
    """Give “申请表（apply.docx）” for a link to a file, an empty string for a link to a page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    name = posixpath.basename(unquote(parts.path))
    if not FILE_NAME.search(name):
        match = FILE_NAME.search(unquote(parts.query))
        name = unquote(parts.query)[: match.end()].rpartition("=")[2] if match else ""
    name, words = name.strip(), " ".join(words.split())[:200]
    if not name:
        return ""
    return words if FILE_NAME.search(words) else f"{words}（{name}）" if words else name
