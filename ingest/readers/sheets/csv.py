"""Read lists in plain text (.csv, .tsv): detect the encoding and the mark between cells, treat the rest as a sheet."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from ingest.decode import decode
from ingest.errors import NoTextFound
from ingest.extracted import Extracted
from ingest.readers.sheets.sheet_text import Sheet, write_sheets
from ingest.tables import MOST_ROWS

_MARKS = (",", "\t", ";", "|", "，")
_SAMPLE = 200  # rows that decide on the mark
_LONGEST_CELL = 1_000_000


def read_csv(data: bytes) -> Extracted:
    """Give the rows of a list under its header. Raises :class:`NoTextFound` and the errors of decoding."""
    text = decode(data).lstrip("\ufeff")
    csv.field_size_limit(_LONGEST_CELL)
    mark, text = _mark(text)
    rows = list(islice(_rows(text, mark), MOST_ROWS + 1))
    written = write_sheets([Sheet("", rows)])
    if not written.text().strip():
        raise NoTextFound("未提取到文字", "no text was found")
    cut = len(rows) > MOST_ROWS or written.cut
    warnings = ("表格过大，只读入一部分（too large: read in part）",) if cut else ()
    return Extracted(written.text(), "text/csv", headings=tuple(written.headings), warnings=warnings)


def _rows(text: str, mark: str):
    """Rows of cells; a cell that never ends is cut where the longest may end, so that the rest can be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    while True:
        try:
            yield [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            continue


def _mark(text: str) -> tuple[str, str]:
    """The mark that parts most rows into the same number of cells; Excel may name it in the first line (sep=;)."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    sample = text[:200_000]

    def agreement(mark: str) -> float:
        widths = Counter(len(row) for row in islice(_rows(sample, mark), _SAMPLE) if any(row))
        width, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        return rows / sum(widths.values()) + min(width, 50) / 1000 if width > 1 else 0.0

    return max(_MARKS, key=agreement), text
