"""Rows of a table counted by group, by a cell they share, or by the sign of a figure: “哪一类最多”, “哪些行业负增长”."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from chat.answers import Draft
from chat.computed.patterns import BARE_NUMBER, RUNNING_NUMBER, WANTS_ALL, WHICH_ONE
from chat.computed.rows import narrows, rows_named, table_unit
from chat.computed.tables import RowTable, cell_of, label_of, labels_of, section_of, shown_header
from chat.counting import HOW_MANY_OF, SUPERLATIVE
from chat.evidence import Passages
from chat.question import Asked
from index.hits import Hit
from ingest.document import Row
from ingest.text.normalise import flat_text

FEWEST = 4  # rows of a table that are worth grouping
LEAST_HELD = 0.5  # of the question's weight that the table, with its name and headers, must hold
MOST_NAMED = 20  # rows that are named beside their number
# “哪一类”, “哪种”: the column of kinds
_KINDS = re.compile(r"哪(?:一|个)?[类种]")
# “类别”, “种类”, “产业类型”
_KIND_COLUMN = re.compile(r"类|种")
# “哪个县”, “哪个单位”: the column whose header has that word
_OF_WHAT = re.compile(r"哪(?:一|个|家|些)?个?(?P<what>县|市|区|省|镇|乡|单位|部门|地区|企业|公司|学校)")
# “负增长”, “下降的”: rows below zero
_BELOW = re.compile(r"负增长|下降|下滑|下跌|[跌降]了?的|减少|降低|回落|为负|负的")
# “正增长”, “增长的”: rows above it
_ABOVE = re.compile(r"正增长|为正|(?<!负)增长的|上涨|[涨升]了?的|上升")
# “比上年增长%”, “同比（%）”, “增速”: a column of changes
_CHANGE = re.compile(r"增长|增减|增速|增幅|降幅|同比|比上年|涨跌|涨幅|变化")


def largest_group(asked: Asked, table: RowTable, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give the group of rows that is the largest, or the least, and how many it has; ``None`` for other questions."""
    how = SUPERLATIVE.search(asked.text)
    if (
        not how
        or how["how"] not in "多少"
        or not WHICH_ONE.search(asked.text)
        or not _is_of(asked, table, hits)
    ):
        return None
    header = _group_header(asked.text, table)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        cell = cell_of(row, header) if header else None
        if cell and cell.text.strip():
            groups[flat_text(cell.text)].append(row)
    if len(groups) < 2 or sum(map(len, groups.values())) < FEWEST or len(groups) == len(table.rows):
        return None
    size = (max if how["how"] == "多" else min)(len(rows) for rows in groups.values())
    first = {name: rows for name, rows in groups.items() if len(rows) == size}
    rows = [row for held in first.values() for row in held]
    pick = table_unit(list(table.rows), rows[0], table, passages)
    names = "、".join(label_of(held[0], [header]) for held in first.values())
    unit = match["unit"] if (match := HOW_MANY_OF.search(asked.text)) else "项"
    words = f"{names}最{how['how']}，{'各' if len(first) > 1 else ''}有{size}{unit}（共{len(table.rows)}{unit}，{len(groups)}类）。"
    return Draft("figure", [pick], (words,)) if pick else None


def _group_header(text: str, table: RowTable) -> str:
    """The column whose cells name the groups that a question means."""
    what = _OF_WHAT.search(text)
    for header in table.headers:
        flat = flat_text(header)
        if RUNNING_NUMBER.search(header):
            continue
        if (_KINDS.search(text) and _KIND_COLUMN.search(flat)) or (what and what["what"] in flat):
            return header
    return ""


def rows_sharing(asked: Asked, table: RowTable, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give how many rows hold a cell that the question names, and which: “来自上海市的有几项”."""
    match = HOW_MANY_OF.search(asked.text)
    if not match or match["noun"] or asked.question.aims or not _is_of(asked, table, hits):
        return None
    label = table.label_header()
    named = [one for one in rows_named(asked.text, table) if narrows(one, label, table)]
    full = [one for one in named if all(flat_text(words) in asked.text for _, words in one.items)]
    named = full or named  # “新乡市的名录里，来自封丘县的”: 新乡县 is not named by the city's name
    headers = {header for one in named for header, _ in one.items}
    if len(named) < 2 or len(headers) != 1:
        return None
    rows = [one.row for one in named]
    pick = table_unit(rows, rows[0], table, passages)
    naming = [h for h in table.headers if h not in headers and not RUNNING_NUMBER.search(h)]
    apart = next((h for h in naming if len(labels_of(table.rows, [h])) == len(table.rows)), label)
    names = [label_of(row, [apart]) for row in rows]
    shown = "；".join(names[:MOST_NAMED]) + ("等" if len(names) > MOST_NAMED else "")
    return Draft("figure", [pick], (f"共{len(rows)}{match['unit']}：{shown}。",)) if pick else None


def rows_by_sign(asked: Asked, table: RowTable, hits: Sequence[Hit], passages: Passages) -> Draft | None:
    """Give every row whose change is below zero, or above, with its figure: “哪些行业是负增长的”, “下跌的有几种”."""
    below, counted = bool(_BELOW.search(asked.text)), HOW_MANY_OF.search(asked.text)
    wanted = counted or (WANTS_ALL.search(asked.text) and not asked.question.asks)
    if not (below or _ABOVE.search(asked.text)) or not wanted:
        return None
    columns = [header for header in table.headers if _CHANGE.search(flat_text(table.says_of(header)))]
    label = table.label_header()
    if len(columns) != 1 or not label or not _is_of(asked, table, hits):
        return None
    among = section_of(asked.text, table.rows, label)
    rows = [row for row in among if _on_side(row, columns[0], table, below)]
    if not rows or len(rows) > MOST_NAMED:
        return None
    pick = table_unit(list(table.rows), rows[0], table, passages)
    told = [f"{label_of(row, [label])}（{cell.text}）" for row in rows if (cell := cell_of(row, columns[0]))]
    unit = counted["unit"] if counted else "项"
    words = (
        f"共{len(rows)}{unit}，{shown_header(columns[0])}{'为负' if below else '为正'}：{'、'.join(told)}。"
    )
    return Draft("list", [pick], (words,)) if pick else None


def _on_side(row: Row, header: str, table: RowTable, below: bool) -> bool:
    cell = cell_of(row, header)
    if cell is None or not BARE_NUMBER.fullmatch(flat_text(cell.text).rstrip("%％")):
        return False
    value = Decimal(flat_text(cell.text).rstrip("%％").replace(",", ""))
    return value < 0 if below else value > 0


def _is_of(asked: Asked, table: RowTable, hits: Sequence[Hit]) -> bool:
    """Whether the table is of the document found first and holds what the question says besides."""
    best = {hit.document.doc_id for hit in hits[:3]}
    words = [word for word in asked.wording.words if not word.asking]
    cells = " ".join(flat_text(cell.text) for row in table.rows for cell in row.cells)
    text = f"{table.about} {cells} {table.info.metadata.region or ''}"
    total = sum(word.weight for word in words)
    held = sum(word.weight * word.credit(text) for word in words)
    years = asked.question.years
    dated = not years or any(str(year) in text for year in years)
    alone = best == asked.scope.inside and len(best) == 1  # the one document of the place asked about
    return table.info.doc_id in best and dated and (alone or held >= LEAST_HELD * total)
