"""Passages found for a question, read and scored unit by unit."""

from chat.evidence import answer_spans, evidence_order
from chat.evidence.evidence_order import EvidenceOrder, shipped_order, signals_of_units
from chat.evidence.item_leads import ARTICLE_LABEL, ITEM_LABEL, lead_of, list_of
from chat.evidence.passages import Passages
from chat.evidence.read_passages import Reader, best_passages, reading_title, with_reads
from chat.evidence.retrieval import FoundEvidence, Retrieval
from chat.evidence.scoring import (
    FEW,
    ScoredUnit,
    defines,
    document_years,
    says_what,
    span_unit,
    spells_out,
    whole_unit,
    widened,
)
from chat.evidence.unit_features import features_of_best
from chat.evidence.units import LEADER, Unit

__all__ = [
    "ARTICLE_LABEL",
    "FEW",
    "ITEM_LABEL",
    "LEADER",
    "EvidenceOrder",
    "FoundEvidence",
    "Passages",
    "Reader",
    "Retrieval",
    "ScoredUnit",
    "Unit",
    "answer_spans",
    "best_passages",
    "defines",
    "document_years",
    "evidence_order",
    "features_of_best",
    "lead_of",
    "list_of",
    "reading_title",
    "says_what",
    "shipped_order",
    "signals_of_units",
    "span_unit",
    "spells_out",
    "whole_unit",
    "widened",
    "with_reads",
]
