"""Find tables in running text, write them as pipe rows and read them back, also where a crawl has lost their grid."""

from ingest.tables import grid
from ingest.tables.field_sheets import field_clauses
from ingest.tables.find import find_tables, table_rows
from ingest.tables.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    SpanningCell,
    is_sheet,
    pipe_table,
    table_lines,
    titles_over,
)
from ingest.tables.patterns import CAPTION, PIPE_ROW

__all__ = [
    "CAPTION",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "PIPE_ROW",
    "SpanningCell",
    "field_clauses",
    "find_tables",
    "grid",
    "is_sheet",
    "pipe_table",
    "table_lines",
    "table_rows",
    "titles_over",
]
