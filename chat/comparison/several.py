"""Compare more than two documents of a store: clauses of all of them that speak of the same, and their figures.

The clauses of the first document are laid beside those of each other, then what is left of the second beside what is
left of those behind it, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from chat.comparison.clause_pairs import MOST_PIECES, align
from chat.comparison.documents import ClausePart, ComparedSide, looked_up, named, saying, side_of
from chat.comparison.indicator_pairs import PairedFigure, rows_of
from index.hits import DocumentInfo
from index.store import DocumentSearcher
from ingest.errors import UsageError
from ingest.text.likeness import pairs_of
from ingest.text.normalise import fold, letters

MOST_DOCUMENTS = 8
LEAST_HELD = 0.5  # of a topic's pairs of letters that a clause holds which speaks of it in other words


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure as a document states it: ``words`` is ``text[start:end]`` of its document."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """An indicator with the figure of each document, ``None`` where it states none; ``kind``: 目标 or 实绩."""

    indicator: str
    kind: str
    cells: tuple[FigureCell | None, ...]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """What several documents say of the same: the clauses of each, none where it says nothing, and the figures."""

    topic: str
    clauses: tuple[tuple[ClausePart, ...], ...]
    figures: tuple[FigureRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SeveralCompared:
    """Several documents side by side; ``alone`` are the clauses that each has alone."""

    documents: tuple[DocumentInfo, ...]
    topic: str
    rows: tuple[TopicRow, ...]
    alone: tuple[tuple[ClausePart, ...], ...]

    def as_dict(self) -> dict[str, object]:
        """Give the comparison as JSON values."""
        return {
            "documents": [
                {"doc_id": info.doc_id, "title": info.metadata.title, "status": info.status}
                for info in self.documents
            ],
            "topic": self.topic,
            "aligned": [asdict(row) for row in self.rows],
            "only": [[asdict(part) for part in parts] for parts in self.alone],
        }

    @property
    def names(self) -> tuple[str, ...]:
        """Give the titles as the documents are told apart: with the ids where two titles are the same."""
        titles = [info.metadata.title for info in self.documents]
        return tuple(
            f"{title}（{info.doc_id}）" if titles.count(title) > 1 else title
            for info, title in zip(self.documents, titles, strict=True)
        )


def compare_several(store: DocumentSearcher, doc_ids: Sequence[str], topic: str = "") -> SeveralCompared:
    """Compare documents of a store, all of them or what they say of a topic.

    Raises ``UsageError`` for an unknown document, one named twice, too many, and one too long to be compared whole.
    """
    if len(set(doc_ids)) < len(doc_ids):
        raise UsageError("请写不同的文件", "name different documents")
    if not 2 <= len(doc_ids) <= MOST_DOCUMENTS:
        raise UsageError(f"一次对照 2 至 {MOST_DOCUMENTS} 份文件", f"compare 2 to {MOST_DOCUMENTS} documents")
    infos = tuple(store.info(doc_id) for doc_id in doc_ids)
    sides = [side_of(store, doc_id) for doc_id in doc_ids]
    rows: list[list[list[int]]]
    alone: list[list[int]]
    if topic.strip():
        found = [saying(side, topic) or _near(side, looked_up(store, side, topic), topic) for side in sides]
        rows, alone = [found] if any(found) else [], [[] for _ in sides]
    else:
        if max(len(side.pieces) for side in sides) > MOST_PIECES:
            raise UsageError(
                "文件太长，请写明只比较哪一题目（--topic）", "too long to compare whole: name a topic"
            )
        rows, alone = _rows(sides)
    return SeveralCompared(
        infos,
        topic,
        tuple(_row(sides, numbers, topic) for numbers in rows),
        tuple(side.parts(numbers) for side, numbers in zip(sides, alone, strict=True)),
    )


def _near(side: ComparedSide, numbers: Sequence[int], topic: str) -> list[int]:
    """Of pieces that were found for a topic those that hold most of its words, though not as they stand."""
    pairs = set(pairs_of(letters(fold(topic))))
    return [
        number
        for number in numbers
        if len(pairs & set(pairs_of(side.pieces[number].words))) >= LEAST_HELD * len(pairs)
    ]


def _rows(sides: Sequence[ComparedSide]) -> tuple[list[list[list[int]]], list[list[int]]]:
    """The numbers of the pieces of each row, a list for each document, and those of what each has alone."""
    left = [list(range(len(side.pieces))) for side in sides]
    rows: list[list[list[int]]] = []
    for base in range(len(sides) - 1):
        joined: dict[int, list[list[int]]] = {}  # number of a piece of the base -> its row
        for other in range(base + 1, len(sides)):
            found = align([sides[base].pieces[n] for n in left[base]], [sides[other].pieces[n] for n in left[other]])  # fmt: skip
            for pair in found.pairs:
                ones = [left[base][n] for n in pair.first]
                row = _joined([joined[n] for n in ones if n in joined], len(sides))
                row[base] = sorted({*row[base], *ones})
                row[other] += [left[other][n] for n in pair.second]
                joined |= dict.fromkeys(row[base], row)
        made = list({id(row): row for _, row in sorted(joined.items())}.values())
        rows += made
        for number in range(base, len(sides)):
            used = {n for row in made for n in row[number]}
            left[number] = [n for n in left[number] if n not in used]
    return rows, left


def _joined(rows: Sequence[list[list[int]]], width: int) -> list[list[int]]:
    """One row of what stands in several."""
    different = {id(row): row for row in rows}.values()
    return [sorted({n for row in different for n in row[number]}) for number in range(width)]


def _row(sides: Sequence[ComparedSide], numbers: Sequence[Sequence[int]], topic: str) -> TopicRow:
    clauses = tuple(side.parts(own) for side, own in zip(sides, numbers, strict=True))
    stated = [side.stated_in(own) for side, own in zip(sides, numbers, strict=True)]
    if topic.strip():
        asked = [[one for one in side if one.is_asked(topic)] for side in stated]
        stated = asked if sum(map(bool, asked)) > 1 else stated
    figures = tuple(map(_figures, rows_of(stated)))
    names = (
        named(side.pieces[own[0]], parts[0])
        for side, own, parts in zip(sides, numbers, clauses, strict=True)
        if own
    )
    return TopicRow(topic.strip() or next(filter(None, names), ""), clauses, figures)


def _figures(row: Sequence[PairedFigure | None]) -> FigureRow:
    stated = [one for one in row if one]
    cells = (FigureCell(one.words, one.start, one.end) if one else None for one in row)
    return FigureRow(min((one.name for one in stated), key=len), stated[0].kind, tuple(cells))


def figure_name(row: FigureRow) -> str:
    """Give the name of an indicator with what kind of figure it is."""
    return f"{row.indicator}（{row.kind}）" if row.kind else row.indicator
