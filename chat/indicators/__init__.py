"""Figures over documents: listed, ranked, counted and compared from the facts of a store."""

from chat.indicators.answers import by_indicators
from chat.indicators.listing import COLUMNS, WantedIndicators, chart_of, csv_of, listed, rows_json

__all__ = ["COLUMNS", "WantedIndicators", "by_indicators", "chart_of", "csv_of", "listed", "rows_json"]
