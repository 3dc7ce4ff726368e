"""Rows of a table that a question picks by what stands in another column: “续建的项目有哪些”, all of them, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from chat.answers import Draft
from chat.computed.patterns import FILTERED, RUNNING_NUMBER
from chat.computed.rows import NamedRow, is_about, narrows, row_unit, rows_named
from chat.computed.table_lists import counted_list
from chat.computed.tables import RowTable, cell_of, shown_header, with_unit
from chat.evidence import Passages, ScoredUnit
from chat.question import Asked
from ingest.text.normalise import flat_text

FEWEST = 2
MOST_COLUMNS = 4  # beside the names of the rows
LONGEST_CELL = 40  # characters of a cell that a list of rows can show beside the next


def filtered(asked: Asked, table: RowTable, passages: Passages) -> Draft | None:
    """Give the rows whose cells, other than their names, are those that the question names; ``None`` for all or one.

    What is to be listed must be what the table's rows are: “哪些项目” of a column of 项目.
    """
    match = FILTERED.search(asked.text)
    if not match or asked.question.asks:
        return None
    noun = match["noun"] or match["before"] or ""
    label_header = table.label_header("", noun)
    if not noun or noun not in f"{flat_text(label_header)} {table.about}":
        return None
    named = [one for one in rows_named(asked.text, table) if narrows(one, label_header, table)]
    if not FEWEST <= len(named) < len(table.rows) or not is_about(asked, table, named):
        return None
    return _listed(named, label_header, table, passages)


def _listed(
    named: Sequence[NamedRow], label_header: str, table: RowTable, passages: Passages
) -> Draft | None:
    said = {header for one in named for header, _ in one.items}
    headers = [
        header
        for header in table.headers
        if header != label_header
        and not RUNNING_NUMBER.search(header)
        and all(len(cell.text) <= LONGEST_CELL for one in named if (cell := cell_of(one.row, header)))
    ]
    headers.sort(key=lambda header: header not in said)
    headers = headers[:MOST_COLUMNS]
    picks: list[ScoredUnit] = []
    words: list[str] = []
    rows: list[list[str]] = []
    for one in named:
        label, pick = cell_of(one.row, label_header), row_unit(one.row, table, passages)
        if not label or not pick:
            continue
        values = [with_unit(cell, table) if (cell := cell_of(one.row, h)) else "" for h in headers]
        told = "；".join(f"{shown_header(h)}：{v}" for h, v in zip(headers, values, strict=True) if v)
        picks.append(pick)
        words.append(f"{label.text}（{told}）" if told else label.text)
        rows.append([label.text, *values])
    return counted_list(picks, words, "项", [label_header, *map(shown_header, headers)], rows)
