"""Facts that a document states as data, each with the words it was read from."""

from ingest.facts.assignment import ROLES, Assignment, assignment_of
from ingest.facts.duty_notes import FIRST_LEADS, HELPING, LEADING, notes_of, parts_of
from ingest.facts.extract import facts_of
from ingest.facts.fact import DUTY, FACT_KINDS, INDICATOR, MEASURE, Fact
from ingest.facts.indicator import Indicator, indicator_of
from ingest.facts.measure import OPERATORS, PREDICATE_FIELDS, Condition, Gift, Measure, Predicate, measure_of
from ingest.facts.measures import held_with, measures_of, qualification_name
from ingest.facts.version import facts_version

__all__ = [
    "DUTY",
    "FACT_KINDS",
    "FIRST_LEADS",
    "HELPING",
    "INDICATOR",
    "LEADING",
    "MEASURE",
    "OPERATORS",
    "PREDICATE_FIELDS",
    "ROLES",
    "Assignment",
    "Condition",
    "Fact",
    "Gift",
    "Indicator",
    "Measure",
    "Predicate",
    "assignment_of",
    "facts_of",
    "facts_version",
    "held_with",
    "indicator_of",
    "measure_of",
    "measures_of",
    "notes_of",
    "parts_of",
    "qualification_name",
]
