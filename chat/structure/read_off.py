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
from ingest.text.normalise import flat_text

ANSWERS = 0.5  # how likely the reader must hold it that the best sentence answers, which no structure holds
LEAST_SHOWN = 0.5  # of a passage's characters, which the words told of it have where they tell it

_READERS = (where_stated, fields_of_card, fields_of_document, defined, listed)


def read_off(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give an address, the fields of a card or guide, a definition or a list by headings; ``None`` where none is asked for.

    ``ranked``: the evidence, best first.
    """
    drafts = (read(asked, ranked, passages) for read in _READERS)
    return next((draft for draft in drafts if draft), None)


def answered_elsewhere(draft: Draft, ranked: Sequence[ScoredUnit]) -> bool:
    """Whether the best evidence answers, as the reader holds it, and is not among the words read off.

    Where a rule stands is answered by its address alone.
    """
    best = ranked[0]
    if draft.reason or draft.kind == "lookup" or (best.support or 0.0) < ANSWERS:
        return False
    words = (*draft.words, *[None] * len(draft.picks))
    return not any(_tells(pick, said, best) for pick, said in zip(draft.picks, words, strict=False))


def _tells(pick: ScoredUnit, words: str | None, best: ScoredUnit) -> bool:
    """Whether a pick says what the best evidence does, or is below it as its heading; a heading alone tells nothing of its section."""
    unit, other = pick.unit, best.unit
    shown = flat_text(words or unit.text)
    inside = (
        unit.start < other.end and other.start < unit.end and pick.document.doc_id == best.document.doc_id
    )
    whole = inside and len(shown) >= LEAST_SHOWN * len(unit.flat)
    return whole or other.flat in shown or any(other.flat in flat_text(part) for part in unit.chunk.path)
