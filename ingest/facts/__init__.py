"""Facts that a document states as data, each with the words it was read from."""

from ingest.facts.extract import facts_of
from ingest.facts.fact import DUTY, FACT_KINDS, INDICATOR, MEASURE, Fact
from ingest.facts.indicator import Indicator, indicator_of
from ingest.facts.measure import measure_of
from ingest.facts.version import facts_version

__all__ = [
    "DUTY",
    "FACT_KINDS",
    "INDICATOR",
    "MEASURE",
    "Fact",
    "Indicator",
    "facts_of",
    "facts_version",
    "indicator_of",
    "measure_of",
]
