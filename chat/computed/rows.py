"""Hold rows of tables against a question: which it names, whether its thing is there, and rows as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chat.computed.patterns import BARE_NUMBER, CELL_NAMES, RUNNING_NUMBER
from chat.computed.tables import RowTable, cell_of, tables_of, with_unit
from chat.counting import short_place, speaks_of
from chat.evidence import Passages, ScoredUnit, whole_unit
from chat.question import Ask, Asked
from index.hits import Hit
from index.words import tagged
from ingest.document import Cell, Chunk, Row
from ingest.text.normalise import flat_text
from ingest.text.years import explicit_years

DOCUMENTS = 6  # whose tables are looked through, best found first
LONGEST_QUOTE = 2_500  # characters of a table that is cited whole
READ_ROWS = 6  # rows named by the question whose words may hold its nouns


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with the words of its cells that the question holds, in the order of the cells."""

    row: Row
    items: tuple[tuple[str, str], ...]  # (header, words)

    @property
    def size(self) -> tuple[int, int]:
        """How many characters of the question are named, and in how many cells."""
        return sum(len(words) for words in dict.fromkeys(words for _, words in self.items)), len(self.items)


def tables_near(asked: Asked, hits: Sequence[Hit], passages: Passages) -> Iterator[RowTable]:
    """Give the tables of the documents found that the question may be about, best document first."""
    infos = dict.fromkeys(hit.document.doc_id for hit in hits if asked.scope.admits(hit.document.doc_id))
    by_id = {hit.document.doc_id: hit.document for hit in hits}
    for doc_id in list(infos)[:DOCUMENTS]:
        for table in tables_of(by_id[doc_id], passages.document(by_id[doc_id])):
            if table.rows:
                yield table


def rows_named(text: str, table: RowTable, besides: str = "") -> list[NamedRow]:
    """The rows whose cells the question names most of; none where it names no cell."""
    found = [
        NamedRow(row, tuple(items))
        for row in table.rows
        if (
            items := [
                (c.header, words) for c in row.cells if c.header != besides and (words := _said(text, c))
            ]
        )
    ]
    found = _without_matter(found, table)
    most = max((named.size for named in found), default=(0, 0))
    return [named for named in found if named.size == most]


def _without_matter(found: list[NamedRow], table: RowTable) -> list[NamedRow]:
    """Rows without those that only words of what the whole table is about name, where another is named by its label.

    “乡村常住人口” means the row 乡村 of a table of 常住人口, not its first row, which is called so itself.
    """
    label = table.label_header()
    matter = flat_text(" ".join((table.caption, *table.headers)))
    labels = [flat_text(words) for named in found for header, words in named.items if header == label]
    if not labels:
        return found
    of_label = matter if any(words not in matter for words in labels) else ""
    return [
        named
        for named in found
        if any(
            flat_text(words) not in (of_label if header == label else table.about)
            for header, words in named.items
        )
    ]


def rows_by_label(text: str, table: RowTable) -> list[NamedRow]:
    """The rows whose label the question holds, one for each label, in the question's order.

    A label within another (北京 in 北京经济技术开发区) is not meant where the longer one stands in the question.
    """
    header = table.label_header()
    said = [(words, row) for row in table.rows if (c := cell_of(row, header)) and (words := _said(text, c))]
    names = {words for words, _ in said}
    found: dict[str, NamedRow] = {}
    for words, row in said:
        if not any(words != other and words in other for other in names):
            found.setdefault(words, NamedRow(row, ((header, words),)))
    return [found[words] for words in sorted(found, key=lambda name: _place_of(name, text))]


def _place_of(name: str, text: str) -> int:
    flat = flat_text(name)
    return max(text.find(flat), text.find(short_place(flat)))


def _said(text: str, cell: Cell) -> str:
    """The longest name of a cell that a folded text holds: “石家庄市、张家口市” in “石家庄的标准” gives “石家庄市”."""
    flat = flat_text(cell.text)
    if RUNNING_NUMBER.search(cell.header):
        return ""
    if BARE_NUMBER.fullmatch(flat) and not (len(flat) == 4 and explicit_years(f"{flat}年")):
        return ""
    names = [name for name in (cell.text, *CELL_NAMES.split(cell.text)) if len(name) >= 2]
    if len(flat) == 1:  # 蛋: a character that stands in the question as a word of its own
        return cell.text if flat in _nouns(text) else ""
    held = [name for name in names if flat_text(name) in text or short_place(flat_text(name)) in text]
    return max(held, key=len, default="")


@lru_cache(maxsize=64)
def _nouns(text: str) -> frozenset[str]:
    return frozenset(word for word, tag in tagged(text) if tag[0] == "n")


def is_about(
    asked: Asked, table: RowTable, named: Sequence[NamedRow], besides: str = "", *, loosely: bool = False
) -> bool:
    """Whether the question's nouns, places and years all stand in a table, above it or in the rows it names.

    ``loosely``: most of what it says is enough.
    """
    cells = " ".join(flat_text(cell.text) for one in named[:READ_ROWS] for cell in one.row.cells)
    said = [words for one in named for _, words in one.items]
    return speaks_of(asked, table.info, f"{table.about} {cells}{besides}", said, loosely=loosely)


def narrows(one: NamedRow, label_header: str, table: RowTable) -> bool:
    """Whether a row is named by what it says, not by what it is called or what all rows are about."""
    return any(header != label_header and flat_text(words) not in table.about for header, words in one.items)


def row_unit(row: Row, table: RowTable, passages: Passages) -> ScoredUnit | None:
    """Give a row as evidence; ``None`` where it was too long to be kept as one passage."""
    chunks = passages.chunks(table.info)
    chunk = next((c for c in chunks if c.kind == "row" and c.start == row.start and c.end == row.end), None)
    return whole_unit(chunk, table.info) if chunk else None


def table_unit(rows: Sequence[Row], first: Row, table: RowTable, passages: Passages) -> ScoredUnit | None:
    """Give rows as one piece of evidence, from the first to the last; of a longer table one row alone."""
    pick = row_unit(first, table, passages)
    start, end = min(row.start for row in rows), max(row.end for row in rows)
    if pick is None or end - start > LONGEST_QUOTE:
        return pick
    text = table.document.text[start:end]
    chunk = replace(pick.unit.chunk, start=start, end=end, text=text, cells=(), kind="text")
    unit = replace(pick.unit, chunk=chunk, start=start, end=end, text=text, flat=flat_text(text))
    return replace(pick, unit=unit)


def states(cell: Cell, table: RowTable, ask: Ask) -> bool:
    """Whether a cell, with its unit, holds a fact of the type asked for."""
    words = with_unit(cell, table)
    return whole_unit(Chunk("", table.info.doc_id, 0, len(words), words), table.info).unit.satisfies(ask)
