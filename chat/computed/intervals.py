"""Rows that hold for a range of figures: “标的八百块” is answered by the row “1000元以下”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chat.answers import Draft
from chat.computed.patterns import RUNNING_NUMBER
from chat.computed.rows import row_unit, states, tables_near
from chat.computed.tables import RowTable, cell_of, shown_header, with_unit
from chat.evidence import Passages
from chat.question import Ask, Asked
from index.hits import Hit
from ingest.document import Row
from ingest.text.figures import Figure, figures_in
from ingest.text.normalise import flat_text

FEWEST_ROWS = 2  # of a column that gives ranges
TABLES = 3  # of the best documents
LONGEST_CELL = 60  # characters; a longer cell is prose with figures
# “1000元以下”, “不足5人”: up to the figure
_UP_TO = re.compile(r"以下|以内|不足|不满|不超过|低于|小于|不到|未满|≤|<")
# “超过100000元”, “300张以上”, “满5年”: from the figure on
_FROM = re.compile(r"以上|超过|大于|高于|不低于|不少于|(?<!不)(?<!未)满|起|≥|>")


# “超过一百万的部分”: right before a figure, what is asked about lies above it
_ABOVE = re.compile(r"(?:超过|高于|大于|多于)了?$")
A_LITTLE = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval is a range of figures of one kind, its ends included; ``None``: without end on that side."""

    kind: str
    least: Decimal | None
    most: Decimal | None

    def holds(self, value: Decimal) -> bool:
        """Whether a figure lies within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


def interval_of(text: str) -> Interval | None:
    """Read the range that a label states; ``None`` where it states a figure without a side, or none.

    >>> interval_of("1001元至50000元的部分")
    Interval(kind='元', least=Decimal('1001'), most=Decimal('50000'))
    """
    flat = flat_text(text)
    figures = [f for f in figures_in(flat) if not f.article and f.kind]
    if len(flat) > LONGEST_CELL or not 1 <= len(figures) <= 2 or len({f.kind for f in figures}) > 1:
        return None
    if len(figures) == 2:
        low, high = sorted(figure.value for figure in figures)
        return Interval(figures[0].kind, low, high)
    value = figures[0].value
    if _UP_TO.search(flat):
        return Interval(figures[0].kind, None, value)
    return Interval(figures[0].kind, value, None) if _FROM.search(flat) else None


def in_range(asked: Asked, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give the row whose range holds the figure that a question names; ``None`` where no table has such rows."""
    question = asked.question
    values = [f for f in figures_in(asked.text) if not f.article and not f.dated and not f.is_year]
    values = [f for f in values if f.kind or f.text.endswith(("万", "亿"))]
    if not values or not question.asks or question.kind == "comparison":
        return None
    for table in tables_near(asked, hits[:TABLES], passages):
        for header in table.headers:
            found = _row_for(values, asked.text, header, table)
            draft = found and _draft(asked, found, header, table, passages)
            if draft:
                return draft
    return None


def _row_for(values: Sequence[Figure], text: str, header: str, table: RowTable) -> Row | None:
    """The row of a column of ranges that holds a figure, or the middle of two of one kind (“5万到10万”)."""
    if RUNNING_NUMBER.search(header):
        return None
    rows = [(row, interval) for row in table.rows if (interval := _interval(row, header))]
    kinds = {interval.kind for _, interval in rows}
    if len(rows) < FEWEST_ROWS or len(kinds) != 1:
        return None
    kind = next(iter(kinds))
    of_kind = [
        figure.value + (A_LITTLE if _ABOVE.search(text[: figure.start]) else 0)
        for figure in values
        if figure.kind in (kind, "") or (kind == "元" and figure.unit == "块")
    ]
    if not of_kind:
        return None
    value = sum(of_kind[:2], Decimal(0)) / len(of_kind[:2])
    held = [row for row, interval in rows if interval.holds(value)]
    return held[0] if len(held) == 1 else None


def _interval(row: Row, header: str) -> Interval | None:
    cell = cell_of(row, header)
    return interval_of(cell.text) if cell else None


def _draft(asked: Asked, row: Row, header: str, table: RowTable, passages: Passages) -> Draft | None:
    """The row's cells that answer what is asked, behind its range."""
    told = [
        f"{shown_header(cell.header)}：{with_unit(cell, table)}"
        for cell in row.cells
        if cell.header != header
        and any(_answers(ask, cell.header, row, table) for ask in asked.question.asks)
    ]
    pick, label = row_unit(row, table, passages), cell_of(row, header)
    if not told or pick is None or label is None:
        return None
    return Draft(asked.question.kind, [pick], (f"{label.text}：{'；'.join(told)}。",))


def _answers(ask: Ask, header: str, row: Row, table: RowTable) -> bool:
    cell = cell_of(row, header)
    return cell is not None and not RUNNING_NUMBER.search(header) and states(cell, table, ask)
