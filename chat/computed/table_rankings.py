"""The rows of a table that are first in a column: “哪个项目投资最大”, “最早开工的是哪个”."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from chat.answers import Draft
from chat.computed.offices import duty_in
from chat.computed.patterns import RUNNING_NUMBER
from chat.computed.rankings import Ranking
from chat.computed.rows import NamedRow, is_about, narrows, rows_named, table_unit
from chat.computed.table_lists import rows_of_office
from chat.computed.tables import (
    RowTable,
    asked_columns,
    cell_of,
    day_of,
    labels_of,
    number_of,
    shown_header,
    with_unit,
)
from chat.evidence import Passages, ScoredUnit
from chat.question import Asked
from index.words import bigrams
from ingest.document import Cell, Row
from ingest.text.normalise import flat_text

FEWEST = 2  # rows that can be compared
NUMBERS = 0.6  # share of a column's rows that must hold a figure
LONGEST_VALUE = 40  # characters of a cell that is compared
LONGEST_LABELS = 160  # characters of the names of rows that are first together


def greatest(asked: Asked, table: RowTable, rankings: Sequence[Ranking], passages: Passages) -> Draft | None:
    """Give the rows that are first by each ranking; ``None`` where one is of no column of the table."""
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    for ranking in rankings:
        found = _best_rows(asked, table, ranking)
        if found is None:
            return None
        header, rows, compared = found
        naming = table.name_headers(compared, header, ranking.noun)
        labels = labels_of(rows, naming)
        value = cell_of(rows[0], header)
        pick = table_unit(compared, rows[0], table, passages)
        if not labels or value is None or pick is None or len("、".join(labels)) > LONGEST_LABELS:
            return None
        shown = f"{shown_header(header)}：{with_unit(value, table)}"
        picks.append(pick)
        words.append(
            f"{'、'.join(labels)}：{shown}（{len(labels_of(compared, naming))}项中最{ranking.how}）。"
        )
    return Draft("list", picks, tuple(words))


def _best_rows(asked: Asked, table: RowTable, ranking: Ranking) -> tuple[str, list[Row], list[Row]] | None:
    """The column compared, the rows that are first in it, and all that were compared."""
    rows = list(table.rows)
    columns = {header: held for header in table.headers if (held := _numbers(rows, header, table, ranking))}
    years, names = asked.question.years, list(columns)
    found = asked_columns(ranking.words, names, years) or asked_columns(ranking.noun, names, years)
    header = next(iter(found), "") or _measuring(asked, names, ranking)
    if not header:
        fitting = [name for name in columns if ranking.measures(with_unit(columns[name][0][1], table))]
        header = fitting[0] if len(fitting) == 1 else ""
    if not header:
        return None
    label_header = table.label_header(header, ranking.noun)
    duty = duty_in(asked.text)
    wanted = [one for one in rows_named(asked.text, table, header) if narrows(one, label_header, table)]
    labels = labels_of(rows, [label_header])
    besides = " ".join((*labels, duty.office if duty else "", ranking.said_by(header, asked.text)))
    if not is_about(asked, table, wanted or [NamedRow(rows[0], ())], besides):
        return None
    narrowed = [row for row, _ in rows_of_office(table, duty)] if duty else [one.row for one in wanted]
    if duty and not narrowed:
        return None
    kept = [(row, value) for row, _, value in columns[header] if not narrowed or row in narrowed]
    if len(kept) < FEWEST:
        return None
    best = (min if ranking.least_in(header) else max)(value for _, value in kept)
    return header, [row for row, value in kept if value == best], [row for row, _ in kept]


def _measuring(asked: Asked, headers: Sequence[str], ranking: Ranking) -> str:
    """The column of changes or of shares that a ranking is by, of several the one nearest to the question; else empty."""
    pairs = set(bigrams(asked.text))
    fitting = [header for header in headers if ranking.is_measured_in(header)]
    return max(fitting, key=lambda header: len(pairs & set(bigrams(flat_text(header)))), default="")


def _numbers(
    rows: Sequence[Row], header: str, table: RowTable, ranking: Ranking
) -> list[tuple[Row, Cell, Decimal]]:
    """The rows of a column that holds figures (days where the first or last is asked for), with their values."""
    if RUNNING_NUMBER.search(header):
        return []
    cells = [(row, cell) for row in rows if (cell := cell_of(row, header))]
    held: list[tuple[Row, Cell, Decimal]] = []
    for row, cell in cells:
        day = day_of(cell)
        value = day if ranking.of_days else number_of(cell, table) if day is None else None
        if value is not None and len(cell.text) <= LONGEST_VALUE:
            held.append((row, cell, value))
    return held if len(held) >= max(FEWEST, NUMBERS * len(cells)) else []
