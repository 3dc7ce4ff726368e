"""Decide which files are one document, what replaced what, and what a person set right."""

from index.documents.admission import (
    Admission,
    Entry,
    Outcome,
    forget,
    make_current,
    replace_head,
    title_key,
)
from index.documents.edits import edited
from index.documents.fact_corrections import corrected, correction_of, found_again
from index.documents.field_facts import described
from index.documents.succession import Succession, final_title

__all__ = [
    "Admission",
    "Entry",
    "Outcome",
    "Succession",
    "corrected",
    "correction_of",
    "described",
    "edited",
    "final_title",
    "forget",
    "found_again",
    "make_current",
    "replace_head",
    "title_key",
]
