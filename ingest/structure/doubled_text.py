"""Restore the sections of a text that a crawl holds twice over.

Found by its repeated sentences. Each is kept once, in its place; headings that
stand inside lines are taken from the contents; sections that only the contents
name are kept as such. The text itself is never changed: clauses are made of
spans of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Clause, Span
from ingest.structure.interleaved import InterleavedItem, Untangled, repeated_pairs, untangle
from ingest.structure.section_placement import place
from ingest.structure.table_of_contents import Contents, ContentsEntry, find_contents
from ingest.text.normalise import letters
from ingest.text.patterns import LABEL
from ingest.text.sentences import split_sentences

_FEWEST_REPEATS = 8
_REPEATED_SHARE = 0.12  # of the sentences of some length; official texts repeat themselves far less
_LONG = 12  # letters of a sentence that is not repeated by chance


@dataclass(frozen=True, slots=True)
class Repaired:
    """This holds the clauses in the order of the text, and what was counted."""

    clauses: tuple[Clause, ...]
    headings: int
    contents_only: int
    repeated_sentences: int


def repair(text: str, start: int = 0, title: Span | None = None) -> Repaired | None:
    """Give the clauses of a text that holds most of itself twice; ``None`` for any other text."""
    if not _looks_repeated(text, start):
        return None
    contents = find_contents(text, start)
    entries = contents.entries if contents else ()
    items, headings, rest = _items(text, start, contents, entries)
    if not _is_dirty(items):
        return None
    untangled = untangle(items, [letters(entry.words) for entry in entries])
    sections = place(text, items, untangled, entries)
    clauses = _clauses(text, items, untangled, sections, entries, headings, title)
    missing = [clause for clause in clauses if clause.kind == "contents"]
    signature = [Clause((), 0, (rest,), None, kind="signature")] if rest else []
    return Repaired((*signature, *clauses), len(headings), len(missing), untangled.repeated)


def _looks_repeated(text: str, start: int) -> bool:
    """A cheap look before the real one: enough long pieces between full stops stand twice."""
    pieces = [piece for piece in text[start:].split("。") if len(piece) > 2 * _LONG]
    return len(pieces) - len({piece[-_LONG:] for piece in pieces}) >= _FEWEST_REPEATS


def _is_dirty(items: Sequence[InterleavedItem]) -> bool:
    """Whether a share of the long sentences stands twice, in the same order both times."""
    long = [item for item in items if len(item.key) >= _LONG]
    repeats = len(long) - len({item.key for item in long})
    in_order = len(repeated_pairs(items, _LONG))
    return repeats >= _FEWEST_REPEATS and repeats >= _REPEATED_SHARE * len(long) and in_order >= 0.8 * repeats


# --- sentences and their headings ------------------------------------------------------------------


def _items(
    text: str, start: int, contents: Contents | None, entries: Sequence[ContentsEntry]
) -> tuple[list[InterleavedItem], dict[int, Span], Span | None]:
    """Sentences outside the contents, the first heading seen for each entry, and the words that close the notice."""
    parts = [(start, len(text))]
    if contents:
        parts = [(start, contents.span.start), (contents.span.end, len(text))]
    items: list[InterleavedItem] = []
    headings: dict[int, Span] = {}
    rest: Span | None = None
    for part_start, part_end in parts:
        for sentence_start, sentence_end in _full_sentences(text, part_start, part_end):
            if (
                contents
                and sentence_end >= contents.span.start > sentence_start
                and text[sentence_end - 1] not in "。！？"
            ):
                rest = Span(sentence_start, sentence_end)
                continue
            body, found = _headings_at(text, sentence_start, sentence_end, entries)
            for entry, span in found:
                headings.setdefault(entry, span)
            items.append(
                InterleavedItem(
                    body,
                    sentence_end,
                    letters(text[body:sentence_end]),
                    tuple(entry for entry, _ in found),
                    "\n" in text[sentence_end : _next_word(text, sentence_end)],
                )
            )
    return items, headings, rest


def _full_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences up to a full stop; what ends with ； goes on."""
    found: list[tuple[int, int]] = []
    open_from: int | None = None
    for piece_start, piece_end in split_sentences(text[start:end]):
        open_from = piece_start if open_from is None else open_from
        if text[start + piece_end - 1] not in "；;":
            found.append((start + open_from, start + piece_end))
            open_from = None
    if open_from is not None:
        found.append((start + open_from, end))
    return found


def _next_word(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _headings_at(
    text: str, start: int, end: int, entries: Sequence[ContentsEntry]
) -> tuple[int, list[tuple[int, Span]]]:
    """Headings that run into a sentence: where its own words begin, and (entry, span) of each heading."""
    found: list[tuple[int, Span]] = []
    while True:
        lowest = found[-1][0] + 1 if found else 0
        match = _longest_heading(text, start, end, entries, lowest)
        if match is None:
            return start, found
        entry, heading_end = match
        found.append((entry, Span(start, heading_end)))
        start = _next_word(text, heading_end)


def _longest_heading(
    text: str, start: int, end: int, entries: Sequence[ContentsEntry], lowest: int
) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    if not (LABEL.match(text, start) or any(entry.label == "" for entry in entries[:2])):
        return None
    for number in range(lowest, len(entries)):
        heading_end = _match_letters(text, start, end, letters(entries[number].label + entries[number].words))
        if heading_end and (best is None or heading_end > best[1]):
            best = (number, heading_end)
    return best


def _match_letters(text: str, start: int, end: int, wanted: str) -> int | None:
    """The end of ``wanted`` at ``start``, whatever marks and spaces stand between its letters."""
    position, at = start, 0
    while at < len(wanted) and position < end:
        if text[position] == wanted[at]:
            at += 1
        elif text[position].isalnum():
            return None
        position += 1
    while at == len(wanted) and position < end and text[position] in "”」』）)》〉":
        position += 1
    return position if at == len(wanted) else None


# --- clauses -----------------------------------------------------------------------------------------


def _clauses(
    text: str,
    items: Sequence[InterleavedItem],
    untangled: Untangled,
    sections: Sequence[int | None],
    entries: Sequence[ContentsEntry],
    headings: dict[int, Span],
    title: Span | None,
) -> list[Clause]:
    """One clause a section in the order of the contents, words before the first in front."""
    spans: dict[int | None, list[Span]] = {}
    for number, section in zip(untangled.order, sections, strict=True):
        item = items[number]
        start = (
            max(item.start, _next_word(text, title.end))
            if title and title.start <= item.start < title.end
            else item.start
        )
        if start < item.end:
            _append(text, spans.setdefault(section, []), Span(start, item.end))
    clauses = [Clause((), 0, tuple(spans[None]))] if spans.get(None) else []
    filled = {entries[number].path for number in (*headings, *(n for n in spans if n is not None))}
    held = {path[:depth] for path in filled for depth in range(1, len(path))}
    for number, entry in enumerate(entries):
        if number in headings or number in spans:
            words = tuple(spans.get(number, ()))
            clauses.append(Clause(entry.path, len(entry.path), words, headings.get(number)))
        elif entry.path in held:  # its heading is lost, what stands below it is not
            clauses.append(Clause(entry.path, len(entry.path), (), entry.span))
        else:
            clauses.append(Clause(entry.path, len(entry.path), (entry.span,), kind="contents"))
    return clauses


def _append(text: str, spans: list[Span], span: Span) -> None:
    """Add a span, joined to the last one where only white space parts them."""
    if spans and spans[-1].end <= span.start and not text[spans[-1].end : span.start].strip():
        spans[-1] = Span(spans[-1].start, span.end)
    else:
        spans.append(span)
