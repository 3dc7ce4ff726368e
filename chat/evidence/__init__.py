"""Passages found for a question as scored units, and the words in them that answer."""

from chat.evidence.passages import Passages
from chat.evidence.retrieval import FoundEvidence, Retrieval
from chat.evidence.scoring import FEW, ScoredUnit, says_what, span_unit, spells_out, whole_unit
from chat.evidence.span_selector import Selector, shipped
from chat.evidence.units import LEADER

__all__ = [
    "FEW",
    "LEADER",
    "FoundEvidence",
    "Passages",
    "Retrieval",
    "ScoredUnit",
    "Selector",
    "says_what",
    "shipped",
    "span_unit",
    "spells_out",
    "whole_unit",
]
