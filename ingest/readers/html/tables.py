"""Read the tables of a page: which hold data, their cells, and which only place words on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from ingest.readers.html.patterns import PAGE_FIELD_NAME
from ingest.tables import MOST_COLUMNS, MOST_ROWS, table_lines

WordsOf = Callable[[Any], str]
_LAID_OUT = 800  # characters in one cell of a table of few rows: a page put into a frame
_LAID_OUT_ROWS = 3
_FEWEST_FIELDS = 2


def table_of(table: Any, words_of: WordsOf) -> tuple[list[str] | None, bool]:
    """Give a data table as lines (:func:`ingest.tables.grid.table_lines`), and whether rows or columns were cut off.

    ``words_of`` gives the visible words of a cell. The lines are ``None`` for a table that lays out the page. The
    table in which a government page states number, issuer and dates becomes “文号：…” lines.
    """
    if _holds_table(table) or (table.attributes or {}).get("role") == "presentation":
        return None, False
    rows = [cells for row in islice(_rows(table), MOST_ROWS + 1) if (cells := _cells(row))]
    cut = len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows)
    return _lines(table, rows, words_of), cut


def _lines(table: Any, rows: list[list[Any]], words_of: WordsOf) -> list[str] | None:
    if len(rows) < 2 or all(len(row) < 2 for row in rows):
        return None if not _is_form(rows) else _form(rows, words_of)
    if _is_form(rows):
        return _form(rows, words_of)
    if len(rows) <= _LAID_OUT_ROWS and any(len(c.text() or "") > _LAID_OUT for row in rows for c in row):
        return None
    words = [
        [(words_of(c), _span(c, "colspan"), _span(c, "rowspan")) for c in row[:MOST_COLUMNS]]
        for row in rows[:MOST_ROWS]
    ]
    return table_lines(words, _header_rows(table, rows))


def _holds_table(table: Any) -> bool:
    return any(node.tag == "table" for node in _below(table))


def _below(root: Any) -> Iterator[Any]:
    node = root.child
    while node is not None:
        yield node
        if node.child is not None:
            node = node.child
            continue
        while node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return
        node = node.next


def _children(node: Any) -> Iterator[Any]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _rows(table: Any) -> Iterator[Any]:
    for child in _children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in _children(child) if row.tag == "tr")


def _cells(row: Any) -> list[Any]:
    if "display:none" in ((row.attributes or {}).get("style") or "").replace(" ", "").lower():
        return []
    return [cell for cell in _children(row) if cell.tag in ("td", "th")]


def _header_rows(table: Any, rows: list[list[Any]]) -> int:
    """Rows of a thead, else the leading rows of th alone; 0 where the table marks none."""
    heads = sum(1 for part in _children(table) if part.tag == "thead" for _ in _rows_of(part))
    if heads:
        return heads
    leading = 0
    for row in rows:
        if not all(cell.tag == "th" for cell in row):
            break
        leading += 1
    return leading if leading < len(rows) else 0


def _rows_of(part: Any) -> Iterator[Any]:
    return (row for row in _children(part) if row.tag == "tr" and row.child is not None)


def _span(cell: Any, name: str) -> int:
    value = (cell.attributes or {}).get(name) or "1"
    most = MOST_COLUMNS if name == "colspan" else MOST_ROWS
    return min(max(int(value), 1), most) if value.isdecimal() and len(value) < 6 else 1


# --- the table of a page's fields --------------------------------------------------------------------


def _is_form(rows: list[list[Any]]) -> bool:
    """Whether names of known fields stand before their values, or a th before each td."""
    if all(len(row) == 2 and row[0].tag == "th" and row[1].tag == "td" for row in rows):
        return len(rows) > 1
    if len(rows) > 40:
        return False
    names = [cell for row in rows for cell in row[::2] if PAGE_FIELD_NAME.match((cell.text() or "").strip())]
    return len(names) >= _FEWEST_FIELDS and 2 * len(names) >= sum((len(row) + 1) // 2 for row in rows)


def _form(rows: list[list[Any]], words_of: WordsOf) -> list[str]:
    lines = []
    for row in rows:
        for name, value in zip(row[::2], row[1::2], strict=False):
            label = "".join(words_of(name).split()).rstrip(":：")
            lines.append(f"{label}：{' '.join(words_of(value).split())}")
    return lines
