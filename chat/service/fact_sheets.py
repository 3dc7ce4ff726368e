"""Write figures and duties of documents as Excel workbooks, each row with its words and their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chat.conversations import SheetTable, xlsx_bytes
from chat.duties import DutyRow
from chat.indicators import COLUMNS

# Widths of columns in characters.
_FIGURE_WIDTHS = (24, 12, 8, 8, 12, 8, 8, 16, 24, 40, 60, 8, 8)
_DUTY_COLUMNS = {
    "unit": ("单位", 24), "role": ("分工", 8), "task": ("任务", 60), "deadline": ("时限", 16), "by": ("最晚日期", 12),
    "title": ("文件", 40), "status": ("效力", 10), "clause": ("条款", 40), "page": ("页", 6), "quote": ("原文", 60),
    "doc_id": ("文件编号", 24), "start": ("起", 8), "end": ("止", 8),
}  # fmt: skip


def figures_xlsx(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Give the rows of ``indicators --json`` as the bytes of a .xlsx file."""
    cells = [["" if row[name] is None else row[name] for name in COLUMNS] for row in rows]
    return xlsx_bytes([SheetTable("指标", tuple(COLUMNS.values()), cells, _FIGURE_WIDTHS)])


def duties_xlsx(rows: Sequence[DutyRow]) -> bytes:
    """Give duties as the bytes of a .xlsx file, a sheet of all and one of how many each unit has."""
    cells: list[list[str | float]] = []
    for row in rows:
        values = row.as_dict()
        cells.append(["" if values[name] is None else values[name] for name in _DUTY_COLUMNS])  # type: ignore[misc]
    names, widths = zip(*_DUTY_COLUMNS.values(), strict=True)
    units: dict[str, dict[str, int]] = {}
    for row in rows:
        counts = units.setdefault(row.unit, {})
        counts[row.role] = counts.get(row.role, 0) + 1
    roles = ("牵头", "责任", "配合")
    counted: list[list[str | float]] = [
        [unit, *(float(counts.get(role, 0)) for role in roles)] for unit, counts in units.items()
    ]
    return xlsx_bytes(
        [
            SheetTable("任务", names, cells, widths),
            SheetTable("各单位", ("单位", *roles), counted, (30, 8, 8, 8)),
        ]
    )
