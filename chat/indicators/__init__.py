"""Figures over documents: listed, ranked, counted and compared from the facts of a store."""

from chat.indicators.absent import speak_of_indicators
from chat.indicators.answers import by_indicators
from chat.indicators.listing import COLUMNS, WantedIndicators, chart_of, csv_of, listed, rows_json
from chat.indicators.series import IndicatorRow

__all__ = [
    "COLUMNS",
    "IndicatorRow",
    "WantedIndicators",
    "by_indicators",
    "chart_of",
    "csv_of",
    "listed",
    "rows_json",
    "speak_of_indicators",
]
