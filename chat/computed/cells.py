"""Cells of a table by row and column: “云谷数据中心总投资多少亿元”, “上海和北京的GDP哪个大”."""

from __future__ import annotations

from collections.abc import Sequence

from chat.answers import Draft
from chat.computed.patterns import BARE_NUMBER, OFFICE_COLUMN, RUNNING_NUMBER, SHARE_WORDS
from chat.computed.rows import (
    NamedRow,
    is_about,
    row_unit,
    rows_by_label,
    rows_named,
    states,
    tables_near,
)
from chat.computed.tables import RowTable, asked_columns, cell_of, name_of, shown_header, unit_of, with_unit
from chat.evidence import Passages, ScoredUnit
from chat.form import table_of
from chat.question import Ask, Asked
from index.hits import Hit
from ingest.document import Row
from ingest.text.normalise import flat_text

MOST_CELLS = 6  # answers of rows that fit alike; of more the question says too little
PER_CENT = ("%", "％", "‰")
LONGEST_CELL = 160  # characters; a longer cell is prose, of which a sentence answers


def cells(asked: Asked, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give the cells that answer each fact a question asks of a row it names; ``None`` where one is in no table."""
    question = asked.question
    if not question.asks or question.kind in ("comparison", "applicability", "definition"):
        return None
    best: tuple[tuple[int, int], RowTable, list[NamedRow], list[list[str]]] | None = None
    for table in tables_near(asked, hits, passages):
        if question.sought and not any(question.sought in flat_text(header) for header in table.headers):
            continue  # what is looked for stands in no column of its own, but in the words of one
        named = rows_named(asked.text, table)
        if not named or not is_about(asked, table, named):
            continue
        columns = _columns_of_each(asked, table, named)
        if all(columns) and (best is None or named[0].size > best[0]):
            best = named[0].size, table, named, columns
    if best is None:
        return None
    _, table, named, columns = best
    headers = list(dict.fromkeys(header for found in columns for header in found))
    return _draft_of_cells(asked, table, named, headers, passages)


def compared_cells(asked: Asked, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give the cells of two rows or more that a comparison names, or of two columns of one row.

    ``None`` where no table found has them.
    """
    if asked.question.kind != "comparison":
        return None
    for table in tables_near(asked, hits, passages):
        named = rows_by_label(asked.text, table)
        label = table.label_header()
        headers = _asked_of(asked, [header for header in table.headers if header != label])
        if len(named) == 1:  # its columns are compared: “2024年和2025年各是多少”
            headers = [header for header in headers if flat_text(name_of(header)) in asked.text]
        if not headers or len(named) * len(headers) < 2 or not is_about(asked, table, named):
            continue
        draft = _draft_of_cells(asked, table, named, headers, passages)
        if draft:
            return draft
    return None


def _asked_of(asked: Asked, headers: Sequence[str]) -> list[str]:
    """The columns asked for by their words or by words that mean the same; the only one where none is named."""
    named = asked_columns(asked.text, headers, asked.question.years)
    if named or len(headers) < 2:
        return named or list(headers)
    words = [word for word in asked.wording.words if not word.asking]
    held = {h: sum(word.weight * word.credit(flat_text(h)) for word in words) for h in headers}
    best = max(held.values())
    return [header for header in headers if best and held[header] == best]


def _columns_of_each(asked: Asked, table: RowTable, named: Sequence[NamedRow]) -> list[list[str]]:
    """The columns that answer each fact asked for; where one is named by none, the only one that is left to it."""
    columns = [_columns_for(ask, asked, table, named) for ask in asked.question.asks]
    taken = {header for found in columns for header in found}
    for place, ask in enumerate(asked.question.asks):
        left = [h for h in _fitting(ask, table, named) if h not in taken] if not columns[place] else []
        if len(left) == 1:
            columns[place] = left
    return columns


def _fitting(ask: Ask, table: RowTable, named: Sequence[NamedRow]) -> list[str]:
    """The columns that name no row and hold what is of the type of a fact asked for."""
    keys = {header for one in named for header, _ in one.items}
    return [
        header
        for header in table.headers
        if header not in keys and any(_answers(ask, one.row, header, table) for one in named)
    ]


def _columns_for(ask: Ask, asked: Asked, table: RowTable, named: Sequence[NamedRow]) -> list[str]:
    """The columns that answer for a fact: the question names them, and what stands there is of its type."""
    fitting = _fitting(ask, table, named)
    if ask.kind == "leader":  # “由谁牵头，责任单位是哪些”: several parts, each with a column of its own
        parts = [header for header in fitting if flat_text(header)[:2] in asked.text]
        if parts:
            return parts
    if ask.kind == "quantity" and not SHARE_WORDS.search(asked.text):  # “有多少万”: a share is no number
        fitting = [header for header in fitting if unit_of(header, table) not in PER_CENT] or fitting
    return asked_columns(asked.text, fitting, asked.question.years) or (fitting if len(fitting) == 1 else [])


def _answers(ask: Ask, row: Row, header: str, table: RowTable) -> bool:
    cell = cell_of(row, header)
    if cell is None or len(cell.text) > LONGEST_CELL or RUNNING_NUMBER.search(header):
        return False
    if ask.kind == "leader":
        return bool(OFFICE_COLUMN.search(header))
    return states(cell, table, ask) or (
        ask.kind in ("phone", "email", "url") and flat_text(ask.words)[:2] in flat_text(header)
    )


def _draft_of_cells(
    asked: Asked, table: RowTable, named: Sequence[NamedRow], headers: Sequence[str], passages: Passages
) -> Draft | None:
    told: dict[str, tuple[ScoredUnit, str]] = {}
    rows: list[list[str]] = []
    values = {tuple(_values(one.row, headers, table)) for one in named}
    for one in named:
        shown = "；".join(_values(one.row, headers, table))
        label = _label(one) if len(values) == 1 else _full_label(one, table, headers)
        pick = row_unit(one.row, table, passages)
        words = f"{label}：{shown}。"
        if pick and shown and words not in told:
            told[words] = pick, shown
            rows.append([label, *(_value(one.row, header, table) for header in headers)])
    if not told or len(told) > MOST_CELLS:
        return None
    picks = [pick for pick, _ in told.values()]
    shown_table = table_of([table.label_header(headers[0]), *map(shown_header, headers)], rows)
    return Draft(asked.question.kind, picks, tuple(told), table=shown_table)


def _values(row: Row, headers: Sequence[str], table: RowTable) -> list[str]:
    held = [(header, value) for header in headers if (value := _value(row, header, table))]
    return [f"{shown_header(header)}：{value}" for header, value in held]


def _value(row: Row, header: str, table: RowTable) -> str:
    cell = cell_of(row, header)
    return with_unit(cell, table) if cell else ""


def _label(one: NamedRow) -> str:
    return "".join(dict.fromkeys(words for _, words in one.items))


def _full_label(one: NamedRow, table: RowTable, headers: Sequence[str]) -> str:
    """The cells before the first one asked for, which tell rows apart that the question names alike."""
    words = []
    for cell in one.row.cells:
        if cell.header in headers:
            break
        if not RUNNING_NUMBER.search(cell.header) and not BARE_NUMBER.fullmatch(flat_text(cell.text)):
            words.append(cell.text)
    return " ".join(dict.fromkeys(words)) or _label(one)
