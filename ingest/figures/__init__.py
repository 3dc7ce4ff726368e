"""Figures as sentences and table rows state them: of what, how much, when, aimed at or reached."""

from ingest.figures.amounts import Amount, amounts_in
from ingest.figures.mapped_text import MappedText
from ingest.figures.names import CHANGES, IndicatorName, known_names, name_of, unified
from ingest.figures.patterns import PART_OF_YEAR
from ingest.figures.periods import RESULT, TARGET, Period, PeriodReader
from ingest.figures.sentences import StatedFigure, statements_of
from ingest.figures.table_rows import statements_of_row

__all__ = [
    "CHANGES",
    "PART_OF_YEAR",
    "RESULT",
    "TARGET",
    "Amount",
    "IndicatorName",
    "MappedText",
    "Period",
    "PeriodReader",
    "StatedFigure",
    "amounts_in",
    "known_names",
    "name_of",
    "statements_of",
    "statements_of_row",
    "unified",
]
