"""Recognise tables with lines drawn round their cells: the lines make a grid, missing lines join cells. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.layout.lines import block_text, rows_of
from ingest.layout.patterns import FIGURE_CELL
from ingest.layout.pieces import Piece, Ruling, TableBlock

_NEAR = 3.0  # lines this close (in points, scaled by the type) are one
_SHORTEST = 6.0
_MOST_RULINGS = 3_000
_MOST_GRID = 4_000  # cells of a grid before joining


def merged_rulings(rulings: Iterable[Ruling], near: float = _NEAR) -> list[Ruling]:
    """Join the pieces of the same ruling line and leave short strokes out."""
    merged: list[Ruling] = []
    for level in (True, False):
        groups: list[list[Ruling]] = []
        chosen = sorted((r for r in rulings if r.level is level), key=lambda r: r.position)
        for ruling in chosen:
            if groups and ruling.position - groups[-1][0].position <= near:
                groups[-1].append(ruling)
            else:
                groups.append([ruling])
        for group in groups:
            merged.extend(_end_to_end(group, near))
    return [ruling for ruling in merged if ruling.end - ruling.start >= 2 * near][:_MOST_RULINGS]


def _end_to_end(group: Sequence[Ruling], near: float) -> list[Ruling]:
    joined: list[Ruling] = []
    position = sum(r.position for r in group) / len(group)
    for ruling in sorted(group, key=lambda r: r.start):
        if joined and ruling.start <= joined[-1].end + near:
            joined[-1] = Ruling(ruling.level, position, joined[-1].start, max(joined[-1].end, ruling.end))
        else:
            joined.append(Ruling(ruling.level, position, ruling.start, ruling.end))
    return joined


def ruled_tables(
    pieces: Sequence[Piece], rulings: Sequence[Ruling], near: float = _NEAR
) -> tuple[list[TableBlock], list[Piece]]:
    """Find the tables from top to bottom, and the pieces that stand in none; ``rulings`` are merged ones."""
    tables: list[TableBlock] = []
    rest = list(pieces)
    for component in _components(rulings, near):
        grid = _grid(component, near)
        if grid is None:
            continue
        inside = [p for p in rest if grid.holds(p)]
        table = grid.table(inside)
        if table is not None:
            tables.append(table)
            taken = set(map(id, inside))
            rest = [p for p in rest if id(p) not in taken]
    return sorted(tables, key=lambda table: table.top), rest


def _components(rulings: Sequence[Ruling], near: float) -> list[list[Ruling]]:
    """Lines that touch each other, directly or over others; what lies wholly inside a grid belongs to it."""
    parent = list(range(len(rulings)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    levels = [(n, r) for n, r in enumerate(rulings) if r.level]
    uprights = [(n, r) for n, r in enumerate(rulings) if not r.level]
    for n, level in levels:
        for m, upright in uprights:
            if (
                level.start - near <= upright.position <= level.end + near
                and upright.start - near <= level.position <= upright.end + near
            ):
                parent[root(n)] = root(m)
    groups: dict[int, list[Ruling]] = defaultdict(list)
    for n, ruling in enumerate(rulings):
        groups[root(n)].append(ruling)
    return _nested([group for group in groups.values() if len(group) >= 3])


def _nested(groups: list[list[Ruling]]) -> list[list[Ruling]]:
    """Grids drawn inside a cell of another given to that one."""
    outer: list[tuple[tuple[float, float, float, float], list[Ruling]]] = []
    for group in sorted(groups, key=lambda group: -_area(_frame(group))):
        left, top, right, bottom = _frame(group)
        for (x1, y1, x2, y2), holder in outer:
            if x1 < left and y1 < top and right < x2 and bottom < y2:
                holder.extend(group)
                break
        else:
            outer.append(((left, top, right, bottom), list(group)))
    return [group for _, group in outer]


def _frame(group: Sequence[Ruling]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of all lines."""
    xs = [x for r in group for x in ((r.start, r.end) if r.level else (r.position,))]
    ys = [y for r in group for y in ((r.position,) if r.level else (r.start, r.end))]
    return min(xs), min(ys), max(xs), max(ys)


def _area(frame: tuple[float, float, float, float]) -> float:
    return (frame[2] - frame[0]) * (frame[3] - frame[1])


Joined = tuple[int, int, int, int]  # a cell's first row, first column, last row, last column
Cells = tuple[tuple[str, int, int], ...]  # of a row: words, columns and rows that they span


@dataclass(slots=True)
class _Grid:
    """Columns between ``xs``, rows between ``ys``; ``right_of`` and ``below`` say which cells a line parts."""

    xs: list[float]
    ys: list[float]
    right_of: set[tuple[int, int]] = field(default_factory=set)  # (row, column): a line on the cell's right
    below: set[tuple[int, int]] = field(default_factory=set)

    def holds(self, piece: Piece) -> bool:
        x, y = (piece.left + piece.right) / 2, piece.middle
        return self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] - 1 <= y <= self.ys[-1] + 1

    def table(self, pieces: Sequence[Piece]) -> TableBlock | None:
        """The table with its words, or ``None`` where the grid is none: one column, one row, hardly a word."""
        owners = self._joined_cells()
        boxes = sorted(set(owners.values()))
        if len(boxes) < 2 or len(self.xs) < 3:
            return None
        held: dict[Joined, list[Piece]] = {box: [] for box in boxes}
        for piece in pieces:
            column = _place(self.xs, (piece.left + piece.right) / 2)
            row = _place(self.ys, piece.middle)
            held[owners[row, column]].append(piece)
        words = {box: block_text(inside) if inside else "" for box, inside in held.items()}
        if sum(1 for word in words.values() if word) < max(2, 0.2 * len(boxes)):
            return None
        rows = self._rows(words, held)
        return TableBlock(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1], rows, tuple(self.xs))

    def _rows(self, words: dict[Joined, str], held: dict[Joined, list[Piece]]) -> tuple[Cells, ...]:
        rows: list[Cells] = []
        for number in range(len(self.ys) - 1):
            boxes = sorted(box for box in words if box[0] == number)
            boxes.sort(key=lambda box: box[1])
            listed = _listed_rows([held[box] for box in boxes]) if all(b[2] == b[0] for b in boxes) else None
            if listed and len(boxes) >= 2:
                for line in listed:
                    rows.append(
                        tuple((w, box[3] - box[1] + 1, 1) for w, box in zip(line, boxes, strict=True))
                    )
                continue
            rows.append(tuple((words[b], b[3] - b[1] + 1, b[2] - b[0] + 1) for b in boxes))
        return tuple(rows)

    def _joined_cells(self) -> dict[tuple[int, int], Joined]:
        """Each small cell's joined one as (first row, first column, last row, last column)."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        owner: dict[tuple[int, int], Joined] = {}
        for row in range(rows):
            for column in range(columns):
                if (row, column) in owner:
                    continue
                last = column
                while (
                    last + 1 < columns and (row, last) not in self.right_of and (row, last + 1) not in owner
                ):
                    last += 1
                bottom = row
                while (
                    bottom + 1 < rows
                    and all(
                        (bottom, c) not in self.below and (bottom + 1, c) not in owner
                        for c in range(column, last + 1)
                    )
                    and all((bottom + 1, c) not in self.right_of for c in range(column, last))
                ):
                    bottom += 1
                box = (row, column, bottom, last)
                for r in range(row, bottom + 1):
                    for c in range(column, last + 1):
                        owner[r, c] = box
        return owner


def _place(edges: Sequence[float], value: float) -> int:
    """The interval between edges that holds a value; the nearest for one outside."""
    for number, (_, end) in enumerate(pairwise(edges)):
        if value <= end:
            return number
    return len(edges) - 2


def _grid(component: Sequence[Ruling], near: float) -> _Grid | None:
    levels = [r for r in component if r.level]
    uprights = [r for r in component if not r.level]
    if len(levels) < 2 or not uprights:
        return None
    left, right = min(r.start for r in levels), max(r.end for r in levels)
    top, bottom = min(r.start for r in uprights), max(r.end for r in uprights)
    xs = _edges([*(r.position for r in uprights), left, right], near)
    ys = _edges([*(r.position for r in levels), top, bottom], near)
    if not 3 <= len(xs) <= 65 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > _MOST_GRID:
        return None
    grid = _Grid(xs, ys)
    for row, (y1, y2) in enumerate(pairwise(ys)):
        middle = (y1 + y2) / 2
        for column, x in enumerate(xs[1:]):
            if any(abs(r.position - x) <= near and r.start <= middle <= r.end for r in uprights):
                grid.right_of.add((row, column))
    for column, (x1, x2) in enumerate(pairwise(xs)):
        middle = (x1 + x2) / 2
        for row, y in enumerate(ys[1:]):
            if any(abs(r.position - y) <= near and r.start <= middle <= r.end for r in levels):
                grid.below.add((row, column))
    return grid


def _edges(positions: Iterable[float], near: float) -> list[float]:
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > near:
            edges.append(position)
    return edges


def _listed_rows(cells: Sequence[Sequence[Piece]]) -> list[list[str]] | None:
    """Rows that no line parts: every cell holds the same number (≥ 3) of lines, level, figures among them."""
    lines = [rows_of(cell) for cell in cells]
    count = len(lines[0]) if lines else 0
    if count < 3 or any(len(column) != count for column in lines):
        return None
    for level in zip(*lines, strict=True):
        middles = [sum(p.middle for p in row) / len(row) for row in level]
        if max(middles) - min(middles) > 0.3 * level[0][0].size:
            return None
    words = [[block_text(row) for row in level] for level in zip(*lines, strict=True)]
    columns = list(zip(*words, strict=True))
    figures = any(all(FIGURE_CELL.match(cell) for cell in column) for column in columns)
    return words if figures else None
