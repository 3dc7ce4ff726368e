"""How many items the article lists that a question names: “第四十六条列了几项”, said in front of its words."""

from __future__ import annotations

from dataclasses import replace

from chat.answers import Draft, compose
from chat.counting.patterns import HOW_MANY_OF
from chat.evidence import Passages, list_of
from chat.question import Asked

ITEM_UNITS = frozenset("项条种类个款")  # measure words that the items of an article are counted with


def with_items_counted(asked: Asked, draft: Draft, passages: Passages) -> Draft:
    """Give a draft that quotes an article with the number of its items in front, where a question asks for it."""
    match = HOW_MANY_OF.search(asked.text)
    if not match or match["unit"] not in ITEM_UNITS or draft.reason or not draft.picks:
        return draft
    pick = draft.picks[0]
    items = list_of(pick, passages.document(pick.document))
    if items is None or pick.unit.chunk.kind != "text":
        return draft
    words = (draft.words[0] if draft.words else None) or compose.words_of(pick, asked.question)
    told = f"共{len(items.items)}{match['unit']}。{words}"
    return replace(draft, kind="figure", words=(told, *draft.words[1:]))
