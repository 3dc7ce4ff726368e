"""Divide clauses and table rows into chunks. Pure functions of a document.

A chunk is a verbatim, contiguous piece of one clause: whole where it fits, else
cut at paragraph ends, sentence ends and, inside a single endless sentence, at
commas. Together the chunks of a clause hold each of its characters once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from ingest.document import Cell, Chunk, Document, Row, Span
from ingest.parsing.patterns import FIRST_OF_LIST, INTRODUCES, NEXT_OF_LIST
from ingest.text.normalise import CELL_BREAK
from ingest.text.sentences import split_sentences

_LONGEST_LEAD = 100
_LONGEST_ROW = 4_000  # characters
_LONGEST_LIST = 6_000  # characters from the first item of a list to its last
_HEADING_SENTENCE = 24  # characters: “园区经济呈现快速增长态势。”
# “……，” “……、” “……：”: where a sentence too long for one passage may be cut.
_COMMA = re.compile(r"[，、,：:]")


def chunk_document(document: Document, cap: int = 320) -> tuple[Chunk, ...]:
    """Give the chunks of a document in text order, ``text`` of clauses at most ``cap`` characters.

    A table row stays whole, so that an answer quotes it with all its cells; what is longer than
    ``_LONGEST_ROW`` is no row that people read and is cut between its cells, a longer cell like a clause.
    A heading and a title stay whole, too.
    """
    pieces = _in_order(document, list(_clause_pieces(document, cap)), list(_row_pieces(document, cap)))
    return tuple(
        Chunk(
            chunk_id=f"{document.doc_id}#{ordinal}",
            doc_id=document.doc_id,
            start=piece.start,
            end=piece.end,
            text=document.text[piece.start : piece.end],
            path=piece.path,
            kind=piece.kind,
            page=document.page_at(piece.start) if document.pages else None,
            cells=piece.cells,
            lead=piece.lead,
        )
        for ordinal, piece in enumerate(pieces)
    )


class _Piece:
    """A chunk before it has its number."""

    __slots__ = ("cells", "end", "kind", "lead", "path", "start")

    def __init__(
        self, start: int, end: int, path: tuple[str, ...], kind: str, lead: str = "", cells=()
    ) -> None:
        self.start, self.end, self.path, self.kind, self.lead, self.cells = (
            start,
            end,
            path,
            kind,
            lead,
            cells,
        )


def _in_order(document: Document, pieces: list[_Piece], rows: list[_Piece]) -> list[_Piece]:
    """Rows where they stand among the clauses; behind them in a repaired text, whose clauses are not in text order."""
    first = [(clause.heading or clause.spans[0]).start for clause in document.clauses]
    if any(after < before for before, after in pairwise(first)):
        return [*pieces, *rows]
    return sorted([*pieces, *rows], key=lambda piece: piece.start)


def _row_pieces(document: Document, cap: int) -> Iterator[_Piece]:
    for row in document.rows:
        if row.end - row.start > _LONGEST_ROW:
            yield from _cut_row(document.text, row, cap)
            continue
        cells = tuple((cell.header, cell.text) for cell in row.cells)
        yield _Piece(row.start, row.end, row.path, "row", cells=cells)


def _cut_row(text: str, row: Row, cap: int) -> Iterator[_Piece]:
    """A row of absurd length, in runs of whole cells; a cell that is too long for one is cut itself."""
    run: list[Cell] = []
    for cell in row.cells:
        if run and cell.end - run[0].start > _LONGEST_ROW:
            yield _run_of_cells(run, row)
            run = []
        if cell.end - cell.start <= _LONGEST_ROW:
            run.append(cell)
            continue
        for start, end in cut(text, Span(cell.start, cell.end), cap):
            yield _Piece(start, end, row.path, "row", cells=((cell.header, text[start:end]),))
    if run:
        yield _run_of_cells(run, row)


def _run_of_cells(cells: list[Cell], row: Row) -> _Piece:
    words = tuple((cell.header, cell.text) for cell in cells)
    return _Piece(cells[0].start, cells[-1].end, row.path, "row", cells=words)


def _clause_pieces(document: Document, cap: int) -> Iterator[_Piece]:
    text = document.text
    leads = _leads(document)
    for clause in document.clauses:
        kind = clause.kind if clause.kind in ("contents", "title", "signature") else "text"
        if not clause.spans and clause.heading:
            yield _Piece(clause.heading.start, clause.heading.end, clause.path, "text")
            continue
        introduction = leads.get(clause.path[:-1], "")
        for span in clause.spans:
            pieces = cut(text, span, cap)
            openings = _list_openings(text, span) if len(pieces) > 1 else []
            for start, end in pieces:
                lead = list_lead(text, span, openings, start) or introduction
                yield _Piece(start, end, clause.path, kind, lead)


def _leads(document: Document) -> dict[tuple[str, ...], str]:
    """Path -> the words that introduce its sub-clauses (“……主要包括：”)."""
    leads: dict[tuple[str, ...], str] = {}
    for clause in document.clauses:
        if clause.spans and clause.path and clause.kind == "text":
            words = document.text[clause.spans[-1].start : clause.spans[-1].end]
            if INTRODUCES.search(words):
                start, end = split_sentences(words)[-1]
                leads[clause.path] = words[max(start, end - _LONGEST_LEAD) : end]
    return leads


def _list_openings(text: str, span: Span) -> list[int]:
    """Where lists begin in a clause: at 一是, （一）, 第一， …"""
    return [match.start() for match in FIRST_OF_LIST.finditer(text, span.start, span.end)]


def list_lead(text: str, span: Span, openings: list[int], start: int) -> str:
    """Give the words before the first item of a list, for a chunk that begins with or inside a later item."""
    before = bisect_left(openings, start)
    if not before or start - openings[before - 1] > _LONGEST_LIST:
        return ""
    opening = openings[before - 1]
    if not NEXT_OF_LIST.match(text, start):
        paragraph_end = _paragraph_end(text, start, min(span.end, start + _LONGEST_LIST))
        inside = "\n" not in text[opening:start] and NEXT_OF_LIST.search(text, start, paragraph_end)
        if not inside:
            return ""
    words = text[max(span.start, opening - 3 * _LONGEST_LEAD) : opening].rstrip()
    sentences = split_sentences(words)
    if not sentences:
        return ""
    sentence_start, sentence_end = sentences[-1]
    return words[max(sentence_start, sentence_end - _LONGEST_LEAD) : sentence_end]


def _paragraph_end(text: str, start: int, limit: int) -> int:
    end = text.find("\n", start, limit)
    return limit if end < 0 else end


def cut(text: str, span: Span, cap: int) -> list[tuple[int, int]]:
    """Give consecutive spans of at most ``cap`` characters that cover ``span`` but for white space between them."""
    if span.end - span.start <= cap:
        return [(span.start, span.end)]
    units = [unit for sentence in _sentences(text, span) for unit in _within(text, *sentence, cap)]
    return _pack(text, units, cap)


def _sentences(text: str, span: Span) -> list[tuple[int, int]]:
    words = text[span.start : span.end]
    return [(span.start + start, span.start + end) for start, end in split_sentences(words)]


def _within(text: str, start: int, end: int, cap: int) -> list[tuple[int, int]]:
    """A sentence, in parts of at most ``cap`` characters: cut behind a comma where there is one."""
    parts = []
    while end - start > cap:
        stops = [match.end() for match in _COMMA.finditer(text, start + cap // 3, start + cap)]
        stop = stops[-1] if stops else start + cap
        parts.append((start, stop))
        start = stop
        while start < end and text[start].isspace():
            start += 1
    parts.append((start, end))
    return parts


def _pack(text: str, units: list[tuple[int, int]], cap: int) -> list[tuple[int, int]]:
    """Join neighbours up to the cap.

    A paragraph or list item that does not fit whole opens a new chunk once there
    is enough in this one; the short sentence that heads a passage goes with it.
    """
    chunks: list[tuple[int, int]] = []
    start, end = units[0]
    previous = start  # start of the last unit taken
    for position, (unit_start, unit_end) in enumerate(units[1:], 1):
        opens = _opens_passage(text, end, unit_start)
        whole = not opens or _passage_end(text, units, position) - start <= cap
        if unit_end - start > cap or (not whole and end - start >= cap // 3):
            heads = not opens and previous > start and end - previous <= _HEADING_SENTENCE
            if heads and unit_end - previous <= cap:
                chunks.append((start, _strip(text, start, previous)))
                start = previous
            else:
                chunks.append((start, end))
                start = unit_start
        previous, end = unit_start, unit_end
    chunks.append((start, end))
    return chunks


def _opens_passage(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return "\n" in between or CELL_BREAK in between or bool(NEXT_OF_LIST.match(text, start))


def _passage_end(text: str, units: list[tuple[int, int]], position: int) -> int:
    """The end of the paragraph or list item that opens at a unit."""
    end = units[position][1]
    for following in range(position + 1, len(units)):
        if _opens_passage(text, end, units[following][0]):
            break
        end = units[following][1]
    return end


def _strip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
