"""Fields of one card: “去哪里办、带什么、几天能办完？” asks for 办理地点, 申请材料, 承诺时限 of the same card.

A card is a heading with fields right below it, each a short label with its value: a row of a guide of services. Each part of
a question is answered by the field it asks for, in the order asked, or named as missing.
"""

from __future__ import annotations

from collections.abc import Sequence

from chat.answers import Draft, compose
from chat.evidence import Passages, ScoredUnit, whole_unit
from chat.question import Asked
from chat.structure.field_questions import FIELDS, wanted_fields
from index.hits import DocumentInfo
from index.words import bigrams
from ingest.document import Chunk
from ingest.text.normalise import flat_text

LOOKED_AT = 12  # best units whose cards may be the one asked about
LEAST_FIELDS = 3  # fields that make a card
LONGEST_LABEL = 10  # characters of a field's label
LONGEST_VALUE = 300  # characters of a field that is quoted whole
LEAST_NAMED = 0.5  # of the character pairs of a card's name, which the question holds


def fields_of_card(asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages) -> Draft | None:
    """Give the fields that a question asks of one card, in the order asked; ``None`` where it asks of none."""
    wanted = wanted_fields(asked.text)
    card = _card_meant(asked, ranked, passages) if wanted else None
    if card is None:
        return None
    info, path = card
    chunks = passages.chunks(info)
    picks: list[ScoredUnit] = []
    words: list[str | None] = []
    missing: list[str] = []
    for one in wanted:
        held = [chunk for chunk in chunks if chunk.path[:-1] == path and one.label.search(chunk.path[-1])]
        if not held:
            missing.append(one.said)
        elif len(flat_text(held[0].text)) > LONGEST_VALUE:
            return None
        elif all(pick.unit.chunk.chunk_id != held[0].chunk_id for pick in picks):
            picks.append(whole_unit(held[0], info))
            words.append(f"{held[0].path[-1]}：{compose.squeeze_display(held[0].text).rstrip('。')}。")
    if not picks:
        return None
    note = (
        f"（《{compose.short_title(info)}》的“{path[-1]}”没有写明：{'、'.join(missing)}。）"
        if missing
        else ""
    )
    return Draft(asked.question.kind, picks, tuple(words), note=note)


def _card_meant(
    asked: Asked, ranked: Sequence[ScoredUnit], passages: Passages
) -> tuple[DocumentInfo, tuple[str, ...]] | None:
    """The card that a question names best among those of the best evidence; ``None`` where none or several are named."""
    pairs = set(bigrams(asked.text))
    named: dict[tuple[str, tuple[str, ...]], float] = {}
    infos: dict[str, DocumentInfo] = {}
    for evidence in ranked[:LOOKED_AT]:
        info, own = evidence.document, evidence.unit.chunk.path
        for path in (own[:-1], own):
            key = (info.doc_id, path)
            if path and key not in named and _is_card(path, passages.chunks(info)):
                name = set(bigrams(flat_text(path[-1])))
                named[key] = len(name & pairs) / len(name) if name else 0.0
                infos[info.doc_id] = info
    if not named:
        return None
    best = max(named, key=lambda key: named[key])
    rivals = [key for key in named if key != best and named[key] >= named[best]]
    return (infos[best[0]], best[1]) if named[best] >= LEAST_NAMED and not rivals else None


def _is_card(path: tuple[str, ...], chunks: Sequence[Chunk]) -> bool:
    """Whether fields stand right below a heading: several short labels that are no numbered headings, with values."""
    labels = {chunk.path[-1] for chunk in chunks if chunk.path[:-1] == path}
    fields = [
        label
        for label in labels
        if len(label) <= LONGEST_LABEL and any(field.label.search(label) for field in FIELDS)
    ]
    return len(fields) >= LEAST_FIELDS
