"""Read the tables of a Word document: which are data and which lay out the page, and the cells of the former."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.docx.styles import is_shaded
from ingest.readers.ooxml.word_names import MC, VAL, W, flag_of, number_of
from ingest.tables import MOST_COLUMNS

_WRAPPERS = frozenset(
    W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "bdo", "dir")
) | {f"{MC}AlternateContent", f"{MC}Choice"}
_LAID_OUT_PARAGRAPHS = 12  # a cell of as many, in a table of few rows, is a page put into a frame
_LAID_OUT_ROWS = 3


@dataclass(frozen=True, slots=True)
class TableCell:
    """This holds a cell's element, the columns it spans, and its part in a vertical merge (“”, “restart”, “continue”)."""

    node: object
    columns: int
    merge: str
    shaded: bool


def children(node, *tags: str) -> Iterator:
    """Give the elements of some tags below a node, those inside content controls and insertions too, in order."""
    waiting = list(reversed(node))
    while waiting:
        child = waiting.pop()
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            waiting.extend(reversed(child))


def table_rows(table, most: int) -> tuple[list[list[TableCell]], int, bool]:
    """Give a table's rows, how many of them it marks as its header, and whether some were left out."""
    rows: list[list[TableCell]] = []
    header, heads = 0, True
    properties = table.find(f"{W}tblPr")
    styled = properties is not None and (properties.find(f"{W}tblStyle") is not None or is_shaded(properties))
    for row in children(table, f"{W}tr"):
        if len(rows) == most:
            return rows, header, True
        stated = row.find(f"{W}trPr")
        if stated is not None and stated.find(f"{W}del") is not None:
            continue
        heads = heads and bool(flag_of(stated, "tblHeader"))
        header += heads
        rows.append(_cells(row, stated, styled))
    return rows, header, False


def _cells(row, stated, styled: bool) -> list[TableCell]:
    cells: list[TableCell] = []
    before = number_of(stated, "gridBefore")
    if before and before > 0:
        cells.append(TableCell(None, min(before, MOST_COLUMNS), "", False))
    for node in children(row, f"{W}tc"):
        properties = node.find(f"{W}tcPr")
        if properties is None:
            cells.append(TableCell(node, 1, "", styled))
            continue
        if properties.find(f"{W}cellDel") is not None:
            continue
        beside = properties.find(f"{W}hMerge")
        columns = min(max(number_of(properties, "gridSpan") or 1, 1), MOST_COLUMNS)
        if beside is not None and beside.get(VAL) != "restart" and cells:
            last = cells.pop()
            cells.append(TableCell(last.node, last.columns + columns, last.merge, last.shaded))
            continue
        merged = properties.find(f"{W}vMerge")
        merge = (merged.get(VAL) or "continue") if merged is not None else ""
        cells.append(TableCell(node, columns, merge, styled or is_shaded(properties)))
    return cells


def lays_out(rows: list[list[TableCell]]) -> bool:
    """Whether a table only places text on the page: one row, one column, frames round other tables or long texts."""
    if len(rows) < 2 or all(len(row) < 2 for row in rows):
        return True
    nodes = [cell.node for row in rows for cell in row if cell.node is not None]
    if len(rows) <= _LAID_OUT_ROWS and any(_paragraphs(node) >= _LAID_OUT_PARAGRAPHS for node in nodes):
        return True
    nested = [node for node in nodes if next(node.iter(f"{W}tbl"), None) is not None]  # type: ignore[attr-defined]
    if not nested:
        return False
    inside = sum(_runs(table) for node in nested for table in children(node, f"{W}tbl"))
    return 2 * inside > sum(map(_runs, nodes))


def _paragraphs(cell) -> int:
    return sum(1 for _ in zip(children(cell, f"{W}p"), range(_LAID_OUT_PARAGRAPHS), strict=False))


def _runs(node) -> int:
    return sum(1 for _ in node.iter(f"{W}t"))


def with_depths(
    rows: list[list[tuple[str, int, str]]],
) -> list[list[tuple[str, int, int]]]:
    """Turn vertical merges into the number of rows that the first cell spans; leave out the cells below it."""
    starts: list[dict[int, tuple[str, int, str]]] = []
    for row in rows:
        column, by_column = 0, {}
        for cell in row:
            by_column[column] = cell
            column += cell[1]
        starts.append(by_column)
    below: list[dict[int, int]] = [{} for _ in rows]  # column -> rows that go on from the next one
    for number in range(len(rows) - 2, -1, -1):
        for column, (_, _, merge) in starts[number + 1].items():
            if merge == "continue" and starts[number].get(column, ("", 1, ""))[2]:
                below[number][column] = 1 + below[number + 1].get(column, 0)
    laid: list[list[tuple[str, int, int]]] = []
    for number, by_column in enumerate(starts):
        goes_on = below[number - 1] if number else {}
        laid.append(
            [
                (words, columns, 1 + below[number].get(column, 0))
                for column, (words, columns, merge) in by_column.items()
                if not (merge == "continue" and column in goes_on)
            ]
        )
    return laid
