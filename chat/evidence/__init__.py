"""Passages found for a question as scored units, and the words in them that answer."""

from chat.evidence.near_duplicates import distinct, says_the_same
from chat.evidence.passages import Passages
from chat.evidence.scoring import FEW, Evidence, rank_evidence, says_what, span_unit, spells_out, whole_unit
from chat.evidence.span_selector import Selector, shipped
from chat.evidence.units import LEADER

__all__ = [
    "FEW",
    "LEADER",
    "Evidence",
    "Passages",
    "Selector",
    "distinct",
    "rank_evidence",
    "says_the_same",
    "says_what",
    "shipped",
    "span_unit",
    "spells_out",
    "whole_unit",
]
