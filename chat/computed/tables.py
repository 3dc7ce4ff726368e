"""Read the tables of a document as their readers do: rows of one table together, units from headers, totals left out.

Pure functions of a document. Rows leave out empty cells, so a table's headers are those of all its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chat.computed.patterns import (
    BARE_NUMBER,
    BELOW_HEAD,
    BELOW_ZERO,
    BETWEEN_ROWS,
    BRACKETS,
    HEAD_ROW,
    HEADER_UNIT,
    OF_HEADS,
    RUNNING_NUMBER,
    TABLE_UNIT,
    TOTAL_ROW,
    WRITTEN_YEAR,
)
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.document import Cell, Document, Row
from ingest.text.dates import iso_date
from ingest.text.figures import figures_in
from ingest.text.normalise import flat_text
from ingest.text.years import explicit_years

ABOVE = 300  # characters above a table in which its unit and its name stand
MOST_ROWS = 5_000  # of a document whose tables are read for an answer


@dataclass(frozen=True, slots=True)
class RowTable:
    """The rows of one table, totals left out; ``about`` is the folded text of its title, headings, headers and lines above."""

    info: DocumentInfo
    document: Document
    rows: tuple[Row, ...]
    headers: tuple[str, ...]
    about: str
    unit: str  # “元/人·天” of “单位：元/人·天” above it, else empty
    caption: str = ""  # the line right above it

    def says_of(self, header: str) -> str:
        """Give what a column is said to be of: its header, and the table's caption where it is the only one of figures."""
        alone = sum(not self._is_of_words(other) for other in self.headers) == 1
        return f"{header} {self.caption}" if alone and not self._is_of_words(header) else header

    def name_headers(self, rows: Sequence[Row], value_header: str, noun: str) -> list[str]:
        """Give the columns that name rows: one that holds a noun, else the first of words that tell all rows apart."""
        named = self.label_header(value_header, noun)
        if noun and noun in flat_text(named):
            return [named]
        chosen: list[str] = []
        for header in self.headers:
            if header == value_header:
                break
            if RUNNING_NUMBER.search(header) or not self._is_of_words(header):
                continue
            chosen.append(header)
            if len({label_of(row, chosen) for row in rows}) == len(rows):
                return chosen
        return chosen[:1] or [named]

    def label_header(self, value_header: str = "", noun: str = "") -> str:
        """Give the header of the column that names the rows: one that holds a noun, else the first of words."""
        named = [h for h in self.headers if h != value_header and not RUNNING_NUMBER.search(h)]
        of_noun = [h for h in named if noun and noun in flat_text(h) and self._is_of_words(h)]
        return next(iter(of_noun), next((h for h in named if self._is_of_words(h)), ""))

    def _is_of_words(self, header: str) -> bool:
        found = [cell.text for row in self.rows for cell in row.cells if cell.header == header]
        bare = sum(bool(BARE_NUMBER.fullmatch(flat_text(text))) for text in found)
        return 2 * bare < len(found)


def tables_of(info: DocumentInfo, document: Document) -> list[RowTable]:
    """Give the tables of a document in order; nothing of a document that is a mass of rows."""
    if len(document.rows) > MOST_ROWS:
        return []
    return [_table(info, document, rows) for rows in _runs(document)]


def _runs(document: Document) -> Iterator[list[Row]]:
    run: list[Row] = []
    for row in document.rows:
        between = document.text[run[-1].end : row.start] if run else ""
        if run and (row.path != run[-1].path or not BETWEEN_ROWS.fullmatch(between)):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _table(info: DocumentInfo, document: Document, rows: Sequence[Row]) -> RowTable:
    headers = tuple(dict.fromkeys(cell.header for row in rows for cell in row.cells))
    first = min(row.start for row in rows)
    above = document.text[max(0, first - ABOVE) : first]
    lines = [line for line in above.split("\n") if line.strip() and not line.startswith("|")]
    caption = lines[-1] if lines else ""
    unit = TABLE_UNIT.findall(above) or _caption_unit(caption)
    file = info.sources[0].name if info.sources else info.source
    about = flat_text(" ".join((info.metadata.title, file, *rows[0].path, *headers, above)))
    kept = tuple(row for row in rows if not _is_total(row) and not _is_header(row))
    return RowTable(info, document, kept, headers, about, unit[-1] if unit else "", caption)


def _caption_unit(caption: str) -> list[str]:
    """The unit in the brackets that a caption ends with: “图2：居民消费价格比上年涨跌幅度（%）”."""
    match = HEADER_UNIT.search(caption)
    return [match[1]] if match and counts(match[1]) else []


def _is_total(row: Row) -> bool:
    """Whether a row sums up others: 合计, 总计, 小计 in one of its first cells."""
    return any(TOTAL_ROW.fullmatch(flat_text(cell.text)) for cell in row.cells[:2])


def _is_header(row: Row) -> bool:
    """Whether a row goes on with its columns' headers: “城市 | 上月=100” below “城市 | 环比”."""
    return bool(row.cells) and len(row.cells) > 1 and row.cells[0].text == row.cells[0].header


def label_of(row: Row, headers: Sequence[str]) -> str:
    """Give what a row is called: the words of its cells below headers, those of merged columns too, each once."""
    return "".join(dict.fromkeys(cell.text for cell in row.cells if cell.header in headers))


def labels_of(rows: Sequence[Row], headers: Sequence[str]) -> list[str]:
    """Give what rows are called, each name once."""
    return list(dict.fromkeys(label for row in rows if (label := label_of(row, headers))))


def section_of(text: str, rows: Sequence[Row], label_header: str) -> list[Row]:
    """Give the rows that a folded question is about where some rows head others: those below “一、食品” for “食品类里”.

    Where it asks for the heads themselves (“八大类里”), those; else all rows.
    """
    heads = [
        (place, match["name"])
        for place, row in enumerate(rows)
        for label in labels_of([row], [label_header])[:1]
        if (match := HEAD_ROW.match(flat_text(label)))
    ]
    ends = [place for place, _ in heads[1:]] + [len(rows)]
    for (place, name), end in zip(heads, ends, strict=False):
        if re.search(rf"{re.escape(name)}{BELOW_HEAD}", text):
            return list(rows[place + 1 : end])
    if len(heads) > 1 and OF_HEADS.search(text):
        return [rows[place] for place, _ in heads]
    return list(rows)


def cell_of(row: Row, header: str) -> Cell | None:
    """Give the last cell of a row under a header: of merged columns the one that tells most."""
    return next((cell for cell in reversed(row.cells) if cell.header == header), None)


def unit_of(header: str, table: RowTable) -> str:
    """Give the unit of a column: in its header's brackets, else the table's."""
    match = HEADER_UNIT.search(header)
    if match and counts(match[1]):
        return match[1]
    return table.unit


def counts(unit: str) -> bool:
    """Whether words are a unit that figures have: 亿元, %, 元/人·天; not 单间."""
    found = figures_in(f"5{unit}")
    return bool(found and found[0].kind and found[0].start == 0)


def with_unit(cell: Cell, table: RowTable) -> str:
    """Give a cell's words, its unit behind it where it is a bare number."""
    bare = BARE_NUMBER.fullmatch(flat_text(cell.text))
    return f"{cell.text}{unit_of(cell.header, table)}" if bare else cell.text


def number_of(cell: Cell, table: RowTable) -> Decimal | None:
    """Give the first figure of a cell in the unit's own size, below zero behind a minus; ``None`` where it holds none."""
    found = [figure for figure in figures_in(with_unit(cell, table)) if not figure.article]
    if not found:
        return None
    return -abs(found[0].value) if BELOW_ZERO.match(flat_text(cell.text)) else found[0].value


def day_of(cell: Cell) -> Decimal | None:
    """Give the day that a cell states, as a number that grows with time."""
    written = iso_date(cell.text)
    return Decimal(date.fromisoformat(written).toordinal()) if written else None


def shown_header(header: str) -> str:
    """Give a header as an answer says it, its unit left out: “总投资(亿元)” -> “总投资”."""
    match = HEADER_UNIT.search(header)
    return header[: match.start()] if match and counts(match[1]) else header


def name_of(header: str) -> str:
    """Give a header without its brackets: “总投资(亿元)” -> “总投资”."""
    return BRACKETS.sub("", header)


def asked_columns(text: str, headers: Sequence[str], years: frozenset[int]) -> list[str]:
    """Give the headers that a folded question names best, those that tie together; none of another year."""
    pairs = set(bigrams(WRITTEN_YEAR.sub("|", text)))
    best: tuple[int, float] = (0, 0.0)
    found: list[str] = []
    shared_by: dict[str, set[str]] = {}
    for header in headers:
        of_years = explicit_years(header)
        if RUNNING_NUMBER.search(header) or (years and of_years and not years & of_years):
            continue
        own = set(bigrams(WRITTEN_YEAR.sub("|", flat_text(name_of(header)))))
        shared_by[header] = own & pairs
        shared = len(own & pairs) + bool(years & of_years)
        score = (shared, shared / max(1, len(own)))
        if score > best:
            best, found = score, [header]
        elif score == best and shared:
            found.append(header)
    if not found:
        return []
    # “住宿费标准” of “住宿费标准部级”, “住宿费标准司局级”: columns below one merged header, of which none is named
    same = [
        h
        for h, shared in shared_by.items()
        if shared == shared_by[found[0]] and _is_below(h, found[0], best[0])
    ]
    return [header for header in headers if header in found or header in same]


def _is_below(header: str, other: str, pairs: int) -> bool:
    """Whether two headers begin with the same words, as many as they share with the question."""
    return flat_text(header)[: pairs + 1] == flat_text(other)[: pairs + 1]
