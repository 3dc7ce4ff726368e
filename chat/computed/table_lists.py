"""Rows of a table that belong together, all of them: those of one office, those counted, those a cell picks (“续建的有哪些”)."""

from __future__ import annotations

from collections.abc import Sequence

from chat.answers import Draft
from chat.computed.offices import Duty
from chat.computed.patterns import COUNTED_LIST, DUTY_COLUMNS, FILTERED, RUNNING_NUMBER, TASKS
from chat.computed.rows import NamedRow, is_about, narrows, row_unit, rows_named, table_unit
from chat.computed.tables import RowTable, cell_of, label_of, labels_of, shown_header, with_unit
from chat.counting import HOW_MANY_OF
from chat.evidence import Passages, ScoredUnit
from chat.form import table_of
from chat.question import Asked
from index.hits import Hit
from ingest.document import Cell, Row
from ingest.text.normalise import flat_text
from ingest.text.numerals import number

MOST_NAMED = 40  # rows named beside their number
FEWEST = 2  # rows that are listed
MOST_COLUMNS = 4  # beside the names of the rows
LONGEST_CELL = 40  # characters of a cell that a list of rows can show beside the next


def of_office(asked: Asked, table: RowTable, duty: Duty, passages: Passages) -> Draft | None:
    """Give the rows whose column of offices names the one asked about, with the role asked for, all of them."""
    rows = rows_of_office(table, duty)
    said = tuple(("", words) for words in (duty.office, *TASKS.findall(asked.text)))
    if not rows or not is_about(asked, table, [NamedRow(row, said) for row, _ in rows], duty.office):
        return None
    names = table.name_headers(table.rows, rows[0][1].header, "")
    told: dict[str, ScoredUnit] = {}
    cells: list[tuple[str, str]] = []
    for row, cell in rows:
        task, pick = _task(row, names), row_unit(row, table, passages)
        if task and pick:
            offices = cell.text.rstrip("。；;")
            words = f"{task}（{shown_header(cell.header)}：{offices}）"
            if words not in told:
                told[words] = pick
                cells.append((task, offices))
    header = ("、".join(names), *dict.fromkeys(shown_header(cell.header) for _, cell in rows))
    header = header if len(header) == 2 else (header[0], "单位")
    return counted_list(
        list(told.values()), list(told), "项", header, cells, counted=bool(HOW_MANY_OF.search(asked.text))
    )


def _task(row: Row, headers: Sequence[str]) -> str:
    """What a row is about: of columns that only tell rows apart together, each, from the widest on."""
    return "：".join(dict.fromkeys(cell.text.rstrip("。；;") for cell in row.cells if cell.header in headers))


def rows_of_office(table: RowTable, duty: Duty) -> list[tuple[Row, Cell]]:
    """Give the rows of a table with the cell that names an office in its role."""
    literal = [header for header in table.headers if duty.role in header]
    columns = literal or [
        header
        for header in table.headers
        if DUTY_COLUMNS[duty.role].search(header)
        and (duty.role == "配合" or not DUTY_COLUMNS["配合"].search(header))
    ]
    cells = [(row, cell) for row in table.rows for h in columns if (cell := cell_of(row, h))]
    return [(row, cell) for row, cell in cells if duty.holds(flat_text(cell.text))]


def how_many(asked: Asked, table: RowTable, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give the number of a table's rows, those alone that the question's other words name, and what they are."""
    match = HOW_MANY_OF.search(asked.text)
    if not match or not match["noun"] or asked.question.aims or not _is_found(table, hits):
        return None
    noun = next(
        (match["noun"][n:] for n in range(len(match["noun"]) - 1) if match["noun"][n:] in table.about), ""
    )
    label_header = table.label_header("", noun)
    if not noun or not (noun in flat_text(label_header) or noun in flat_text(table.info.metadata.title)):
        return None
    named = rows_named(asked.text, table)
    narrowed = [one for one in named if narrows(one, label_header, table)]
    rows = [one.row for one in narrowed] or list(table.rows)
    labels = labels_of(rows, [label_header])
    if not labels or not is_about(asked, table, narrowed):
        return None
    pick = table_unit(rows, rows[0], table, passages)
    names = "、".join(labels[:MOST_NAMED]) + ("等" if len(labels) > MOST_NAMED else "")
    return Draft("figure", [pick], (f"共{len(labels)}{match['unit']}：{names}。",)) if pick else None


def counted_rows(asked: Asked, table: RowTable, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give all rows of a table that is called what is asked for and has as many rows: “十大事项是哪些”."""
    match = COUNTED_LIST.search(asked.text)
    if not match or number(match["count"]) != len(table.rows) or asked.question.aims:
        return None
    heading = flat_text(" ".join((table.info.metadata.title, *table.rows[0].path)))
    paths = {hit.chunk.path for hit in hits if hit.document.doc_id == table.info.doc_id}
    if match["name"] not in heading or table.rows[0].path not in paths:
        return None
    label = table.label_header("", match["noun"])
    told = [
        (words, pick)
        for row in table.rows
        if (words := label_of(row, [label])) and (pick := row_unit(row, table, passages))
    ]
    if len(told) != len(table.rows):
        return None
    return counted_list([pick for _, pick in told], [words.rstrip("。；;") for words, _ in told], "项")


def _is_found(table: RowTable, hits: Sequence[Hit]) -> bool:
    """Whether a row of the table, or its title, is among the best passages."""
    starts = {row.start for row in table.rows}
    best = [hit.chunk for hit in hits[:3] if hit.document.doc_id == table.info.doc_id]
    return any(chunk.kind == "title" or chunk.start in starts for chunk in best)


def counted_list(
    picks: Sequence[ScoredUnit],
    words: Sequence[str],
    unit: str,
    header: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    *,
    counted: bool = False,
) -> Draft | None:
    """Give a list of quotes, each with its words, and how many they are in front of the first.

    ``header`` and ``rows`` are the same as a table, a row for each quote. ``counted``: the number is asked for, even of
    one.
    """
    if not picks:
        return None
    shown = [f"{one}。" for one in words]
    lead = f"共{len(picks)}{unit}：" if len(picks) > 1 or counted else ""
    shown[0] = lead + shown[0]
    table = table_of(header, rows, lead) if len(rows) == len(picks) else None
    return Draft("list", picks, tuple(shown), table=table)


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
    return _as_list(named, label_header, table, passages)


def _as_list(
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
