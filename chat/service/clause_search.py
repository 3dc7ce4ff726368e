"""Clause look-up: documents and clauses by 文号, by address (“第十二条”), by words, by an exact phrase in quotes.

Pure functions over documents that were made ready once (:func:`shelved`). Nothing is guessed: what
is found holds every word that was typed. Folding leaves white space, case, full width, traditional
characters and the brackets of a 文号 out of account; ``start`` and ``end`` are offsets in ``Document.text`` all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat.structure import AddressStep, address_of, matches
from index.hits import DocumentInfo
from index.words import tokens
from ingest.document import Document
from ingest.text.normalise import fold, unspaced

MOST_DOCUMENTS = 20
MOST_CLAUSES = 6  # shown of one document
AROUND = 36  # characters shown on each side of a hit
LONGEST_WORD = 12  # characters that are looked at for where a word begins or ends
_ENDING, _BEGINNING = (
    "、，。；：！？）”》",
    "、，；：（“《",
)  # marks that no snippet begins, and none ends with
LONGEST = 200  # characters of a query that are read

_NUMERAL = r"[一二三四五六七八九十百零〇两\d]+"
# “‘首台套’”: the exact phrase in quotation marks, the closing one may be missing
_PHRASE = re.compile(r"[“\"「『]([^“”\"「」『』]+)[”\"」』]?")
# “十二条” for “第十二条”, as people type it
_BARE_RUNG = re.compile(rf"(?<![第\d一二三四五六七八九十百零〇两])({_NUMERAL})([编章节条])(?![\w])")
# “第十二条”, “附件2”, “（三）”: one rung of an address
_RUNG = re.compile(rf"第{_NUMERAL}[编章节条款项]|(?:附件|专栏)\s*{_NUMERAL}|[（(]{_NUMERAL}[）)]")
# “丰政发〔2022〕7号”, “丰政发[2022] 7”: a 文号 in any brackets
_NUMBER = re.compile(
    r"([一-鿿]{2,12})\s*[〔\[［(（【]\s*((?:19|20)\d\d)\s*[〕\]］)）】]\s*(?:第\s*)?(\d{1,5})?\s*号?"
)
# “丰政发〔2022〕7号” → “丰政发20227”: what people leave out or write otherwise
_BRACKETS = re.compile(r"[〔〕\[\]()【】第号\s]")
# “人才，住房”: two words, parted by any mark
_WORD = re.compile(r"[^\s,，。、;；:：?？!！《》〈〉]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks for, folded. All of it must be met."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # 文号 without brackets: “丰政发20227”
    steps: tuple[AddressStep, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.numbers or self.steps)


@dataclass(frozen=True, slots=True)
class ClauseEntry:
    """A clause or a table row: where it begins, its headings and words, folded."""

    path: tuple[str, ...]
    page: int | None
    spans: tuple[tuple[int, int], ...]
    heading: str
    words: str
    row: bool = False


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document made ready for the look-up."""

    info: DocumentInfo
    text: str
    title: str
    number: str
    entries: tuple[ClauseEntry, ...]
    everything: str


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause that meets a query; ``before``, ``hit`` and ``after`` are its words around the first hit.

    ``text[start:end]`` is the hit; they are equal where the address alone was asked for.
    """

    path: tuple[str, ...]
    page: int | None
    start: int
    end: int
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that meets a query, its best clauses and how many there are in all."""

    info: DocumentInfo
    clauses: tuple[FoundClause, ...]
    total: int
    score: float


def number_key(number: str) -> str:
    """A 文号 for comparison: “丰政发〔2022〕7号” and “丰政发[2022] 7 号” are “丰政发20227”."""
    return _BRACKETS.sub("", unspaced(number).replace("〔", "").replace("〕", ""))


def wanted_of(text: str) -> Wanted:
    """What is asked for. Quotes hold an exact phrase; every other word may stand anywhere."""
    rest = fold(text[:LONGEST]).replace("(", "（").replace(")", "）")
    phrases = tuple(filter(None, map(unspaced, _PHRASE.findall(rest))))
    rest = _PHRASE.sub(" ", rest)
    numbers = tuple(number_key(match.group()) for match in _NUMBER.finditer(rest))
    rest = _NUMBER.sub(" ", rest)
    rest = _BARE_RUNG.sub(r"第\1\2 ", rest)
    steps = address_of(" ".join(_RUNG.findall(rest)))
    words = tuple(dict.fromkeys(map(unspaced, _WORD.findall(_RUNG.sub(" ", rest)))))
    return Wanted(tuple(filter(None, words)), phrases, numbers, steps)


def shelved(document: Document, info: DocumentInfo) -> Shelved:
    """A document made ready: some milliseconds for one of 30,000 characters."""
    entries = []
    for clause in document.clauses:
        spans = tuple((span.start, span.end) for span in clause.spans)
        if clause.heading:
            spans = ((clause.heading.start, clause.heading.end), *spans)
        if spans:
            words = "".join(document.text[start:end] for start, end in spans)
            entries.append(
                ClauseEntry(clause.path, clause.page, spans, _heading(clause.path), unspaced(words))
            )
    for row in document.rows:
        words = "".join(f"{cell.header}{cell.text}" for cell in row.cells)
        entries.append(
            ClauseEntry(
                row.path, row.page, ((row.start, row.end),), _heading(row.path), unspaced(words), True
            )
        )
    return Shelved(
        info,
        document.text,
        unspaced(info.metadata.title + "".join(info.metadata.aliases)),
        number_key(info.metadata.number or ""),
        tuple(entries),
        "\n".join(entry.heading + entry.words for entry in entries),
    )


def _heading(path: tuple[str, ...]) -> str:
    return unspaced(path[-1]) if path else ""


def find(wanted: Wanted, shelf: Iterable[Shelved]) -> list[FoundDocument]:
    """The documents that meet a query, best first, ``MOST_DOCUMENTS`` at most."""
    if not wanted:
        return []
    found = [match for document in shelf if (match := _in_document(wanted, document))]
    found.sort(key=lambda match: -match.score)
    return found[:MOST_DOCUMENTS]


def _in_document(wanted: Wanted, document: Shelved) -> FoundDocument | None:
    if not all(number and document.number.startswith(number) for number in wanted.numbers):
        return None
    named = [word for word in wanted.words if word in document.title or _in_number(word, document)]
    left = [word for word in wanted.words if word not in named]
    sought = (*left, *wanted.phrases)
    if not all(part in document.everything or part in document.title for part in sought):
        return None
    score = (
        100.0 * len(wanted.numbers) + 40.0 * len(named) + len("".join(named)) / max(1, len(document.title))
    )
    # What the title holds is met by every clause: these are listed only where they hold it too.
    inside = sought or (tuple(wanted.words) if not wanted.steps else ())
    ranked = [
        (rank, number)
        for number, entry in enumerate(document.entries)
        if (rank := _rank(entry, inside, wanted.steps, document.title))
    ]
    if not ranked and (sought or wanted.steps) and not _titled(wanted, document):
        return None
    ranked.sort(key=lambda pair: (-pair[0], pair[1]))
    clauses = [_clause(document, document.entries[number], inside) for _, number in ranked[:MOST_CLAUSES]]
    return FoundDocument(document.info, tuple(clauses), len(ranked), score + (ranked[0][0] if ranked else 0))


def _in_number(word: str, document: Shelved) -> bool:
    return bool(document.number) and number_key(word) in document.number and len(word) > 1


def _titled(wanted: Wanted, document: Shelved) -> bool:
    """Whether the title alone meets the query."""
    return not wanted.steps and all(part in document.title for part in (*wanted.words, *wanted.phrases))


def _rank(entry: ClauseEntry, sought: Sequence[str], steps: Sequence[AddressStep], title: str) -> float:
    """How well a clause meets what is sought; 0 where it does not."""
    if steps and not matches(entry.path, steps):
        return 0.0
    if not sought:  # of an address the highest clause is meant, and no row of a table below it
        return 1.0 + 1.0 / len(entry.path) if steps and not entry.row else 0.0
    rank = 10.0 if steps else 0.0
    for part in sought:
        if part in entry.heading:
            rank += 8.0 + len(part) / len(entry.heading)
        elif part in entry.words:
            rank += 2.0
        elif not (part in title or any(part in unspaced(step) for step in entry.path)):
            return 0.0
    held = any(part in entry.heading or part in entry.words for part in sought)
    return rank if held or steps else 0.0


def _clause(document: Shelved, entry: ClauseEntry, sought: Sequence[str]) -> FoundClause:
    """A clause with the words around the first of what is sought, its beginning where only its address is."""
    for part in sought:
        for first, last in entry.spans:
            place = _place(document.text, first, last, part)
            if place:
                start, end = place
                before = _before(document.text, first, start)
                after = _after(document.text, end, last, AROUND)
                return FoundClause(
                    entry.path, entry.page, start, end, before, document.text[start:end], after
                )
    first, last = entry.spans[-1]
    opening = _after(document.text, first, last, 2 * AROUND)
    return FoundClause(entry.path, entry.page, entry.spans[0][0], entry.spans[0][0], "", "", opening)


def _before(text: str, first: int, start: int) -> str:
    """The words before a hit, from the first whole one that there is room for; “…” where others stand before."""
    least = start - AROUND
    if least <= first:
        return text[first:start]
    at = max(first, least - LONGEST_WORD)
    for word in tokens.cut(text[at:start]):
        if at >= least:
            break
        at += len(word)
    return "…" + text[at:start].lstrip(_ENDING)


def _after(text: str, end: int, last: int, room: int) -> str:
    """The words behind a hit, up to the last whole one that there is room for; “…” where others follow."""
    most = end + room
    if most >= last:
        return text[end:last]
    at = end
    for word in tokens.cut(text[end : min(last, most + LONGEST_WORD)]):
        if at + len(word) > most:
            break
        at += len(word)
    return text[end:at].rstrip(_BEGINNING) + "…"


def _place(text: str, first: int, last: int, part: str) -> tuple[int, int] | None:
    """Where a folded part stands in ``text[first:last]``."""
    characters, offsets = [], []
    for offset in range(first, last):
        for character in unspaced(text[offset]):
            characters.append(character)
            offsets.append(offset)
    start = "".join(characters).find(part)
    if start < 0:
        return None
    return offsets[start], offsets[start + len(part) - 1] + 1
