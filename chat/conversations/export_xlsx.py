"""Write tables as an Excel workbook, by xlsxwriter, which is imported when one is written."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.text.safe_display import in_order

A4 = 9  # as Excel numbers paper
LONGEST_CELL = 32_000  # characters; Excel takes 32,767
# Characters that XML cannot hold.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# “[Sheet]: a/b”: what no name of a sheet may hold
_UNFIT_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet holds a table: its name, the header, rows of words and numbers, and how wide its columns are (characters)."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | float]]
    widths: Sequence[int] = ()


def xlsx_bytes(sheets: Sequence[SheetTable]) -> bytes:
    """Give a workbook of these sheets as the bytes of a .xlsx file.

    Words are written as words whatever they begin with: no cell is a formula or a link.
    """
    import xlsxwriter

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})  # fmt: skip
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F2F2F2"})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    workbook.set_properties({"title": sheets[0].name if sheets else "", "author": "问策"})
    for sheet in sheets:
        page = workbook.add_worksheet(_UNFIT_NAME.sub(" ", sheet.name)[:31])
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for column, words in enumerate(sheet.header):
            page.write_string(0, column, _fit(words), head)
        for number, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, column, _fit(value), body)
                else:
                    page.write_number(number, column, value, body)
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&C&P / &N")
    workbook.close()
    return stream.getvalue()


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", in_order(text))[:LONGEST_CELL]
