"""Read measures: what a document gives or asks, to whom, under which conditions, from cards, articles and notices."""

from ingest.facts.measures.document_measures import measure_facts, measures_of
from ingest.facts.measures.qualifications import held_with, qualification_name

__all__ = ["held_with", "measure_facts", "measures_of", "qualification_name"]
