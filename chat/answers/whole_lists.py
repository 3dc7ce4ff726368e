"""Lists quoted whole: the words that lead in and every item, where a question wants them or a quote would end at “：”.

A sentence of a list is seldom an answer by itself: “有下列情形之一的，不予补贴：” turns round what its items say, and an item
says nothing of what it is an item of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chat.answers import compose
from chat.answers.draft import Draft
from chat.answers.patterns import TABLE_FOLLOWS, TURNS_ROUND, WANTS_LIST
from chat.evidence import (
    ARTICLE_LABEL,
    ITEM_LABEL,
    Passages,
    ScoredUnit,
    lead_of,
    list_of,
    whole_unit,
    widened,
)
from chat.question import Asked, Question, Wording
from ingest.document import Chunk, Document, Span
from ingest.structure import ItemList
from ingest.text.normalise import flat_text

LONGEST = (
    480  # characters of a list quoted whole; of a longer one the first items, and how many more there are
)
LEAST_ADDED = 0.15  # of the weight of a question, which the words that lead an item in hold beside it
LONGEST_SHORT = 400  # characters of a list that is quoted whole where several of its items are


def with_whole_lists(asked: Asked, draft: Draft, passages: Passages) -> Draft:
    """Give a draft whose first quote is made whole where it is part of a list that the question wants.

    A list that answers stands alone: what else was quoted shares its words and says less.
    """
    if (
        draft.reason
        or not draft.picks
        or draft.picks[0].unit.chunk.kind != "text"
        or draft.picks[0].unit.heading
    ):
        return draft
    pick = draft.picks[0]
    document = passages.document(pick.document)
    found = list_of(pick, document)
    tabled = _with_table_below(draft, asked.question, passages)
    if tabled is not draft:
        return tabled
    if found is None:
        return _led(draft, pick, asked, document)
    if found.items[:2][-1].end - (found.lead or found.items[0]).start > LONGEST:
        return draft  # its items are sections of their own, none of which can be read beside the next
    if asked.question.asks and not _holds_facts(found, draft.picks, asked, document):
        return draft  # what is asked for is a fact, and not in the list
    start, end = pick.quote or (pick.unit.start, pick.unit.end)
    leads = found.lead is not None and found.lead.start < end and start < found.lead.end
    several = sum(item.start < end and start < item.end for item in found.items) > 1
    several = several or _quotes_several(found, draft.picks)
    if (
        leads
        or several
        or (WANTS_LIST.search(asked.text) and _is_asked_for(found, pick, document, asked.wording))
    ):
        return _whole(draft, pick, found, document)
    return _led(draft, pick, asked, document)


def _led(draft: Draft, pick: ScoredUnit, asked: Asked, document: Document) -> Draft:
    """Give a draft that says in front of an item what leads it in, where the item is not to be read without."""
    words = led_words(pick, asked, document)
    return replace(draft, words=(words, *draft.words[1:])) if words else draft


def led_words(pick: ScoredUnit, asked: Asked, document: Document) -> str | None:
    """Give the words of an item behind what leads it in, where that turns it round or says what is asked for; else ``None``."""
    start, end = pick.quote or (pick.unit.start, pick.unit.end)
    lead = lead_of(pick.unit.chunk.path, Span(start, end), document)
    if lead is None:
        return None
    shown = document.text[lead.start : lead.end]
    of_lead, of_item = (
        replace(pick.unit, flat=flat, lead_in="") for flat in (flat_text(shown), pick.unit.flat)
    )
    states = any(of_lead.satisfies(ask) and not of_item.satisfies(ask) for ask in asked.question.asks)
    if not states and not TURNS_ROUND.search(shown) and not _adds(of_lead.flat, of_item.flat, asked.wording):
        return None
    return f"{compose.squeeze_display(shown)}{compose.words_of(pick, asked.question)}"


def with_lead(pick: ScoredUnit, question: Question, document: Document) -> str | None:
    """Give the words of an item behind those that lead it in; ``None`` of a quote that is no item of a list."""
    if pick.unit.chunk.kind != "text" or pick.unit.heading:
        return None
    start, end = pick.quote or (pick.unit.start, pick.unit.end)
    lead = lead_of(pick.unit.chunk.path, Span(start, end), document)
    if lead is None or start < lead.end:
        return None
    return (
        f"{compose.squeeze_display(document.text[lead.start : lead.end])}{compose.words_of(pick, question)}"
    )


def _adds(lead: str, item: str, wording: Wording) -> bool:
    """Whether a lead-in holds a good part of the question's words that the item does not."""
    words = [word for word in wording.words if not word.asking]
    added = sum(word.weight * max(word.credit(lead) - word.credit(item), 0.0) for word in words)
    return added >= LEAST_ADDED * sum(word.weight for word in words)


def _quotes_several(found: ItemList, picks: Sequence[ScoredUnit]) -> bool:
    """Whether several items of one short list are quoted, which say more with the words that lead them in."""
    inside = [p for p in picks if found.span.start <= p.unit.start < found.span.end]
    short = found.span.end - found.span.start <= LONGEST_SHORT
    return found.lead is not None and short and len(inside) == len(picks) > 1


def _holds_facts(found: ItemList, picks: Sequence[ScoredUnit], asked: Asked, document: Document) -> bool:
    """Whether a list holds every fact asked for that the quotes hold."""
    text = document.text[found.span.start : found.span.end]
    whole = replace(picks[0].unit, text=text, flat=flat_text(text))
    wanted = [ask for ask in asked.question.asks if any(pick.unit.satisfies(ask) for pick in picks)]
    return all(whole.satisfies(ask) for ask in wanted)


def _is_asked_for(found: ItemList, pick: ScoredUnit, document: Document, wording: Wording) -> bool:
    """Whether the question's words are those of the lead-in and its heading, rather than those of the item."""
    text, path = document.text, pick.unit.chunk.path
    lead = text[found.lead.start : found.lead.end] if found.lead else ""
    title = next((part for part in reversed(path) if not ITEM_LABEL.match(part)), "")
    return _matched(flat_text(f"{title}{lead}"), wording) > _matched(pick.unit.flat, wording)


def _matched(flat: str, wording: Wording) -> float:
    return sum(word.weight * word.credit(flat) for word in wording.words if not word.asking)


def _whole(draft: Draft, pick: ScoredUnit, found: ItemList, document: Document) -> Draft:
    items = list(found.items)
    first = (found.lead or items[0]).start
    label = ARTICLE_LABEL.match(document.text, first, items[0].start)
    first = label.end() if label else first
    kept = 1
    while kept < len(items) and items[kept].end - first <= LONGEST:
        kept += 1
    whole = widened(pick, document, Span(first, items[kept - 1].end))
    note = draft.note
    if kept < len(items):
        note = f"（共{len(items)}项，以上为前{kept}项，其余见《{compose.short_title(pick.document)}》{pick.unit.chunk.clause}。）"
    return replace(draft, picks=[whole], words=(), note=note, table=None)


def _with_table_below(draft: Draft, question: Question, passages: Passages) -> Draft:
    """Give a draft whose first quote, where it leads in a table, runs on to the last of its rows."""
    pick = draft.picks[0]
    rows = _rows_behind(pick, passages.chunks(pick.document)) if TABLE_FOLLOWS.search(pick.unit.text) else []
    if not rows or rows[-1].end - pick.unit.start > LONGEST:
        return draft
    text = passages.document(pick.document).text[pick.unit.start : rows[-1].end]
    chunk = replace(pick.unit.chunk, start=pick.unit.start, end=rows[-1].end, text=text)
    unit = replace(pick.unit, chunk=chunk, end=rows[-1].end, text=text, flat=flat_text(text))
    shown = [compose.words_of(whole_unit(row, pick.document), question).rstrip("。") for row in rows]
    lead = compose.squeeze_display(pick.unit.text).rstrip("。；;")
    words = f"{lead if lead.endswith((':', '：')) else f'{lead}：'}{'；'.join(shown)}。"
    return replace(draft, picks=[replace(pick, unit=unit, quote=None)], words=(words,))


def _rows_behind(pick: ScoredUnit, chunks: tuple[Chunk, ...]) -> list[Chunk]:
    """The rows that follow the passage of a quote, which ends it."""
    place = next((n for n, chunk in enumerate(chunks) if chunk.chunk_id == pick.unit.chunk.chunk_id), None)
    if place is None or flat_text(chunks[place].text[pick.unit.end - chunks[place].start :]):
        return []
    rows: list[Chunk] = []
    for chunk in chunks[place + 1 :]:
        if chunk.kind != "row":
            break
        rows.append(chunk)
    return rows
