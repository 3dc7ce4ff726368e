"""The rows of a table that are first in a column: “哪个项目投资最大”, “最早开工的是哪个”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from chat.answers import Draft
from chat.computed.offices import duty_in
from chat.computed.patterns import RUNNING_NUMBER
from chat.computed.rankings import Ranking, compared_in
from chat.computed.rows import NamedRow, is_about, narrows, rows_named, table_unit
from chat.computed.table_lists import rows_of_office
from chat.computed.tables import (
    RowTable,
    asked_columns,
    cell_of,
    day_of,
    labels_of,
    number_of,
    section_of,
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
FEWEST_MANY = 9  # things that a question counts, from which on a table may hold more of them
LONGEST_VALUE = 40  # characters of a cell that is compared
LONGEST_LABELS = 160  # characters of the names of rows that are first together


def greatest(
    asked: Asked,
    table: RowTable,
    rankings: Sequence[Ranking],
    passages: Passages,
    *,
    found_first: bool = False,
) -> Draft | None:
    """Give the rows that are first by each ranking; ``None`` where one is of no column of the table.

    ``found_first``: the best evidence for the question is a row of this table, which then need not hold every noun of it.
    """
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    for ranking in rankings:
        compared = _compared(asked, table, ranking, found_first=found_first)
        if compared is None:
            return None
        header, kept = compared
        rows = [row for row, _ in kept]
        naming = table.name_headers(rows, header, ranking.noun)
        told = _ranked(kept, ranking, table.says_of(header))
        labels = labels_of(told, naming)
        pick = table_unit(rows, told[0], table, passages) if told else None
        if not labels or pick is None or len("、".join(labels)) > LONGEST_LABELS:
            return None
        picks.append(pick)
        words.append(_told(told, labels, header, table, ranking, len(labels_of(rows, naming))))
    return Draft("list", picks, tuple(words))


def _told(
    rows: Sequence[Row], labels: Sequence[str], header: str, table: RowTable, ranking: Ranking, among: int
) -> str:
    """“甲、乙：总投资：3亿元（8项中最大）”; of several places each row with its own figure."""
    cells = [with_unit(cell, table) for row in rows if (cell := cell_of(row, header))]
    if len(set(cells)) == 1:
        shown = f"{'、'.join(labels)}：{shown_header(header)}：{cells[0]}"
    else:
        shown = f"{shown_header(header)}：" + "；".join(
            f"{label}{cell}" for label, cell in zip(labels, cells, strict=False)
        )
    return f"{shown}（{among}项中{ranking.told}）。"


def _ranked(kept: Sequence[tuple[Row, Decimal]], ranking: Ranking, says: str) -> list[Row]:
    """The rows at the places asked for, those that share a place together."""
    wanted = ranking.placed([value for _, value in kept], least=ranking.least_in(says))
    return [row for value in wanted for row, own in kept if own == value]


def _compared(
    asked: Asked, table: RowTable, ranking: Ranking, *, found_first: bool
) -> tuple[str, list[tuple[Row, Decimal]]] | None:
    """The column compared, and the rows that are held against one another with their values."""
    rows = list(table.rows)
    columns = {header: held for header in table.headers if (held := _numbers(rows, header, table, ranking))}
    header = _column(asked, table, ranking, columns)
    if not header:
        return None
    label_header = table.label_header(header, ranking.noun)
    duty = duty_in(asked.text)
    wanted = [one for one in rows_named(asked.text, table, header) if narrows(one, label_header, table)]
    labels = labels_of(rows, [label_header])
    besides = " ".join(
        (*labels, duty.office if duty else "", ranking.said_by(table.says_of(header), asked.text))
    )
    if not is_about(asked, table, wanted or [NamedRow(rows[0], ())], besides, loosely=found_first):
        return None
    narrowed = [row for row, _ in rows_of_office(table, duty)] if duty else [one.row for one in wanted]
    if duty and not narrowed:
        return None
    kept = [(row, value) for row, _, value in columns[header] if not narrowed or row in narrowed]
    among = _among(asked, [row for row, _ in kept], label_header)
    kept = [(row, value) for row, value in kept if row in among]
    return (header, kept) if len(kept) >= FEWEST else None


def _column(
    asked: Asked,
    table: RowTable,
    ranking: Ranking,
    columns: Mapping[str, Sequence[tuple[Row, Cell, Decimal]]],
) -> str:
    """The column that a ranking is by: one that its words name, one of changes or shares where such are ranked, else
    the only one of what the superlative measures; empty where that is open.
    """
    years, names = asked.question.years, list(columns)
    measuring = [name for name in names if ranking.is_measured_in(table.says_of(name))]
    names = measuring or names
    found = asked_columns(ranking.words, names, years) or asked_columns(ranking.noun, names, years)
    header = next(iter(found), "") or _nearest(asked, measuring)
    if header:
        return header
    fitting = [name for name in columns if ranking.measures(with_unit(columns[name][0][1], table))]
    return fitting[0] if len(fitting) == 1 else ""


def _among(asked: Asked, rows: Sequence[Row], label_header: str) -> list[Row]:
    """The rows among which a question seeks one; none where it names others, or says that they are another number."""
    names, many = compared_in(asked.text)
    if names:
        # In front of the first name other words may stand.
        meant = [
            row
            for row in rows
            for label in labels_of([row], [label_header])
            if any(label in flat_text(name) or flat_text(name) in flat_text(label) for name in names)
        ]
        return meant if len(meant) >= len(names) - 1 else []
    section = section_of(asked.text, rows, label_header)
    few = 1 < many < FEWEST_MANY  # nine cities of a longer list may be told apart by what no table says
    return [] if few and len(section) != many else section


def _nearest(asked: Asked, headers: Sequence[str]) -> str:
    """The header that shares most with a question; empty for none."""
    pairs = set(bigrams(asked.text))
    return max(headers, key=lambda header: len(pairs & set(bigrams(flat_text(header)))), default="")


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
