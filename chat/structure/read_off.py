"""Answers that stand in the structure around the evidence, tried from the most certain on."""

from __future__ import annotations

from collections.abc import Sequence

from chat.answers import Draft
from chat.evidence import Passages, ScoredUnit
from chat.question import Asked
from chat.structure.answers import listed
from chat.structure.card_fields import fields_of_card
from chat.structure.definitions import defined
from chat.structure.labelled_fields import fields_of_document
from chat.structure.where_stated import where_stated

_READERS = (where_stated, fields_of_card, fields_of_document, defined, listed)


def read_off(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give an address, the fields of a card or guide, a definition or a list by headings; ``None`` where none is asked for.

    ``ranked``: the evidence, best first.
    """
    drafts = (read(asked, ranked, passages) for read in _READERS)
    return next((draft for draft in drafts if draft), None)
