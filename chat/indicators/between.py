"""How far apart two named documents set a figure whose name is their own: “规划和征求意见稿的收入目标差多少”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chat.answers import Draft, short_title
from chat.evidence import Passages
from chat.indicators.patterns import AIMS, DIFFERS
from chat.indicators.series import IndicatorRow, difference, plain, quantity_of, rows_of, select
from chat.indicators.told import unit_of, words_of
from chat.question import KIND_WORDS, Asked, Side, is_kind
from index.hits import DocumentInfo
from index.store import DocumentSearcher
from index.words import bigrams
from ingest.figures import TARGET
from ingest.text.normalise import flat_text

# “关于《行动计划（征求意见稿）》的起草说明”
_TITLE_IN_TITLE = re.compile(r"《([^《》]+)》")
SHORTEST_ENDING = 2  # characters of an indicator's name that a question must hold: “收入” of “产业总体收入”


def between_documents(asked: Asked, passages: Passages, store: DocumentSearcher) -> Draft | None:
    """Give the figures of two documents and how far apart they are; ``None`` where not both state one that is meant."""
    if len(asked.sides) != 2 or not DIFFERS.search(asked.text):
        return None
    one, other = (_candidates(side, asked) for side in asked.sides)
    pairs = [(a, b) for a in one for b in other if a.doc_id != b.doc_id]
    pairs.sort(key=lambda pair: -_alike(*pair))
    for pair in pairs:
        rows = _closest(asked.text, *(_rows(info, asked, store) for info in pair))
        if rows:
            return _told(rows, passages)
    return None


def _candidates(side: Side, asked: Asked) -> list[DocumentInfo]:
    """The documents that a side may mean: all in question of the kind it names, else the one it was given."""
    marks = [KIND_WORDS[word] for word in KIND_WORDS if word in side.text]
    inside = asked.scope.inside or frozenset(asked.catalogue.by_id)
    of_kind = [
        info
        for info in asked.catalogue.documents
        if info.doc_id in inside and any(is_kind(info, mark) for mark in marks)
    ]
    return of_kind or [asked.catalogue.by_id[doc_id] for doc_id in sorted(side.doc_ids)]


def _alike(one: DocumentInfo, other: DocumentInfo) -> int:
    """How many character pairs two titles share: the draft and the plan of one subject belong together."""
    first, second = (set(bigrams(flat_text(_subject(info.metadata.title)))) for info in (one, other))
    return len(first & second)


def _subject(title: str) -> str:
    """The title that a title speaks of: of “……关于《……行动计划》的起草说明” the plan's."""
    inner = _TITLE_IN_TITLE.search(title)
    return inner[1] if inner else title


def _rows(info: DocumentInfo, asked: Asked, store: DocumentSearcher) -> list[IndicatorRow]:
    years = asked.question.years
    kind = TARGET if AIMS.search(asked.text) else ""
    rows = select(rows_of(store, [info]), kind=kind)
    return [row for row in rows if not years or row.indicator.year in years]


def _closest(
    text: str, one: Sequence[IndicatorRow], other: Sequence[IndicatorRow]
) -> tuple[IndicatorRow, IndicatorRow] | None:
    """The two rows of one measure whose names end most as the question has it."""
    best: tuple[int, tuple[IndicatorRow, IndicatorRow]] | None = None
    seconds = [(row, score) for row, score in _scored(text, other)]
    for row, score in _scored(text, one):
        for second, more in seconds:
            if quantity_of(row).measure == quantity_of(second).measure and (
                best is None or score + more > best[0]
            ):
                best = (score + more, (row, second))
    return best[1] if best else None


def _scored(text: str, rows: Iterable[IndicatorRow]) -> list[tuple[IndicatorRow, int]]:
    found = []
    for row in rows:
        name = flat_text(row.indicator.name)
        size = next((size for size in range(len(name), 0, -1) if name[-size:] in text), 0)
        if size >= SHORTEST_ENDING:
            found.append((row, size))
    return found


def _told(rows: tuple[IndicatorRow, IndicatorRow], passages: Passages) -> Draft | None:
    first, second = rows
    apart = difference(first, second)
    if apart is None:
        return None
    value, unit = apart
    titles = [f"《{short_title(row.document)}》" for row in rows]
    words = [f"{title}：{words_of(row, passages)}。" for title, row in zip(titles, rows, strict=True)]
    how = f"相差{plain(abs(value))}{unit}。" if value else "两者相同。"
    return Draft("comparison", [unit_of(row, passages) for row in rows], (how + words[0], words[1]))
