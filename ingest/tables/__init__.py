"""Find tables in running text, write them as pipe rows and read them back, also where a crawl has lost their grid."""

from ingest.tables import grid
from ingest.tables.find import find_tables, table_rows
from ingest.tables.grid import MOST_COLUMNS, MOST_ROWS, SpanningCell, pipe_table, table_lines
from ingest.tables.patterns import CAPTION, PIPE_ROW

__all__ = [
    "CAPTION",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "PIPE_ROW",
    "SpanningCell",
    "find_tables",
    "grid",
    "pipe_table",
    "table_lines",
    "table_rows",
]
