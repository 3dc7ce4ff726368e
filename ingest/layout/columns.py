"""Find the order in which a page is read: columns one after the other, tables with aligned columns kept whole.

A page is swept from the top. Rows go together as long as some strip from the
first to the last of them stays white; such a strip parts either columns of text
(each then read by itself, in the same way) or the columns of a table. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.layout.aligned_tables import aligned_table
from ingest.layout.pieces import Piece, PieceLine, Ruling, TableBlock

_NARROWEST_GAP = 0.35  # em
_BROKEN = 3.0  # em between tables side by side, at most
_NARROWEST_COLUMN = 8.0  # em of text
_FEWEST_ROWS = 3  # in a column
_NEAR_END = 2.0  # em: a line of running text ends this close to its column's side
_FILLED = 0.45  # of the lines in a column of text
_DEEPEST = 5
_MOST_WAITING = 40  # rows that are looked at again when a strip is found

Item = Piece | TableBlock
Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow is a run of lines and tables read one after the other, in a column from ``left`` to ``right``."""

    left: float
    right: float
    items: tuple[PieceLine | TableBlock, ...]


@dataclass(slots=True)
class _Band:
    """Rows with common white strips."""

    rows: list[list[Item]]
    gaps: list[Gap]

    def parting(self) -> list[Gap]:
        """The strips with something on both sides."""
        items = [item for row in self.rows for item in row]
        return [
            gap
            for gap in self.gaps
            if any(item.right <= gap[0] + 0.1 for item in items)
            and any(item.left >= gap[1] - 0.1 for item in items)
        ]


def reading_order(items: Sequence[Item], rulings: Sequence[Ruling], em: float, depth: int = 0) -> list[Flow]:
    """Give the cells and tables of a page in the order they are read; ``em`` is the size of the page's type."""
    if not items:
        return []
    left, right = min(item.left for item in items), max(item.right for item in items)
    breaks = _breaks(rulings, em)
    flows: list[Flow] = []
    single: list[PieceLine | TableBlock] = []
    for band in _bands(rows_of_items(items, em), (left, right), breaks, em):
        gap = _column_gap(band, breaks, em) if depth < _DEEPEST else None
        if gap is None:
            single.extend(_lines(band, rulings, em))
            continue
        if single:
            flows.append(Flow(left, right, tuple(single)))
            single = []
        middle = (gap[0] + gap[1]) / 2
        inside = [item for row in band.rows for item in row]
        for side in (
            [i for i in inside if i.right <= middle],
            [i for i in inside if i.right > middle],
        ):
            flows.extend(reading_order(side, rulings, em, depth + 1))
    if single:
        flows.append(Flow(left, right, tuple(single)))
    return flows


def rows_of_items(items: Sequence[Item], em: float) -> list[list[Item]]:
    """Give the items in rows from the top; a tall one stands in the row where it begins."""
    rows: list[list[Item]] = []
    limit = 0.0
    for item in sorted(items, key=lambda item: item.top):
        middle = item.top + min(item.bottom - item.top, 2 * em) / 2
        if rows and item.top < limit and middle < limit + 0.5 * em:
            rows[-1].append(item)
            limit = min(limit, max(middle, item.top + 0.3 * em))
        else:
            rows.append([item])
            limit = middle
    return [sorted(row, key=lambda item: item.left) for row in rows]


def _breaks(rulings: Sequence[Ruling], em: float) -> list[Gap]:
    """Strips between tables that stand side by side: three lines or more on each side, all of one length there."""
    stacks: dict[tuple[int, int], list[Ruling]] = {}
    for ruling in rulings:
        if ruling.level and ruling.end - ruling.start >= _NARROWEST_COLUMN * em:
            stacks.setdefault((round(ruling.start / 3), round(ruling.end / 3)), []).append(ruling)
    blocks = [
        (lines[0].start, lines[0].end, min(r.position for r in lines), max(r.position for r in lines))
        for lines in stacks.values()
        if len(lines) >= _FEWEST_ROWS
    ]
    return [
        (a[1], b[0])
        for a in blocks
        for b in blocks
        if 0 < b[0] - a[1] <= _BROKEN * em
        and min(a[3], b[3]) - max(a[2], b[2]) > 0.5 * min(a[3] - a[2], b[3] - b[2])
    ]


def _bands(
    rows: Sequence[list[Item]], sides: Gap, breaks: Sequence[Gap], em: float, strict: bool = False
) -> Iterator[_Band]:
    """Rows that share white strips; with ``strict`` no strip may be lost on the way (columns of a table)."""
    band: _Band | None = None
    waiting: list[_Band] = []  # rows that nothing parts yet
    for row in rows:
        alone = _Band([row], _free(row, sides, breaks, em))
        if band is not None:
            joined = _Band([*band.rows, row], _common(band.gaps, alone.gaps, breaks, em))
            fewest = len(band.parting()) if strict else 1
            if len(joined.parting()) >= fewest and not _is_far(band, row, em):
                band = joined
                continue
            yield band
            band = None
        band, taken = _parted_above(waiting, alone, breaks, em, strict)
        if band is None:
            waiting.append(alone)
        else:
            yield from waiting[: len(waiting) - taken]
            waiting = []
    yield from waiting
    if band is not None:
        yield band


def _parted_above(
    waiting: Sequence[_Band], row: _Band, breaks: Sequence[Gap], em: float, strict: bool
) -> tuple[_Band | None, int]:
    """A row with as many of the rows above it as share a strip that parts them, and how many those are."""
    found, taken = (row, 0) if row.parting() else (None, 0)
    band = row
    for count, above in enumerate(reversed(waiting), 1):
        common = _common(above.gaps, band.gaps, breaks, em)
        if not common or _is_far(above, band.rows[0], em) or (strict and found):
            break
        band = _Band([*above.rows, *band.rows], common)
        if band.parting():
            found, taken = band, count
        elif found or count >= _MOST_WAITING:
            break
    return found, taken


def _free(row: Sequence[Item], sides: Gap, breaks: Sequence[Gap], em: float) -> list[Gap]:
    """The white strips of a row between two sides."""
    gaps: list[Gap] = []
    reached = sides[0]
    for item in row:
        gaps.append((reached, item.left))
        reached = max(reached, item.right)
    gaps.append((reached, sides[1]))
    return [gap for gap in gaps if _is_strip(gap, breaks, em)]


def _is_strip(gap: Gap, breaks: Sequence[Gap], em: float) -> bool:
    """Whether a strip is wide enough to part something, or lines drawn above show that it does."""
    if gap[1] - gap[0] >= _NARROWEST_GAP * em:
        return True
    return gap[1] > gap[0] and any(gap[0] <= b[1] + 1 and gap[1] >= b[0] - 1 for b in breaks)


def _common(first: Sequence[Gap], second: Sequence[Gap], breaks: Sequence[Gap], em: float) -> list[Gap]:
    shared = ((max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second)
    return [gap for gap in shared if _is_strip(gap, breaks, em)]


def _is_far(band: _Band, row: Sequence[Item], em: float) -> bool:
    """Whether a row far below all that stands above it begins something new."""
    lowest = max(item.bottom for above in band.rows for item in above)
    return min(item.top for item in row) - lowest > 3.0 * em


# --- columns of text -----------------------------------------------------------------------------


def _column_gap(band: _Band, breaks: Sequence[Gap], em: float) -> Gap | None:
    """The strip that parts a band into columns read one after the other, if one does."""
    for gap in band.parting():
        if any(gap[0] <= b[1] + 1 and gap[1] >= b[0] - 1 for b in breaks):
            return gap
    for gap in sorted(band.parting(), key=lambda gap: gap[0] - gap[1]):
        middle = (gap[0] + gap[1]) / 2
        left = [[item for item in row if item.right <= middle] for row in band.rows]
        right = [[item for item in row if item.right > middle] for row in band.rows]
        left, right = [row for row in left if row], [row for row in right if row]
        if _is_column(left, em) and _is_column(right, em):
            if max(_cells_a_row(left), _cells_a_row(right)) > 1.6:
                continue
            if min(_filled(left, em), _filled(right, em)) >= _FILLED or not _level(left, right, em):
                return gap
    return None


def _is_column(rows: Sequence[Sequence[Item]], em: float) -> bool:
    if not rows:
        return False
    extent = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
    tall = any(isinstance(item, TableBlock) for row in rows for item in row)
    return extent >= _NARROWEST_COLUMN * em and (len(rows) >= _FEWEST_ROWS or tall)


def _cells_a_row(rows: Sequence[Sequence[Item]]) -> float:
    return sum(map(len, rows)) / len(rows)


def _filled(rows: Sequence[Sequence[Item]], em: float) -> float:
    """The share of rows that reach the right side of their column."""
    right = max(row[-1].right for row in rows)
    return sum(1 for row in rows if right - row[-1].right <= _NEAR_END * em) / len(rows)


def _level(left: Sequence[Sequence[Item]], right: Sequence[Sequence[Item]], em: float) -> bool:
    """Whether most rows of the shorter side lie level with one of the other: cells, not columns of text."""
    few, many = sorted((left, right), key=len)
    middles = [_middle(row) for row in many]
    level = sum(1 for row in few if any(abs(_middle(row) - middle) <= 0.2 * em for middle in middles))
    return level >= 0.6 * len(few)


def _middle(row: Sequence[Item]) -> float:
    return (row[0].top + row[0].bottom) / 2


# --- lines and tables of one column --------------------------------------------------------------


def _lines(band: _Band, rulings: Sequence[Ruling], em: float) -> Iterator[PieceLine | TableBlock]:
    """The rows of a band, those that make up a table with aligned columns as that table."""
    if len(band.rows) < _FEWEST_ROWS or not band.parting():
        yield from _plain(band.rows)
        return
    items = [item for row in band.rows for item in row]
    sides = (min(item.left for item in items), max(item.right for item in items))
    for part in _bands(band.rows, sides, (), em, strict=True):
        pieces = [[item for item in row if isinstance(item, Piece)] for row in part.rows]
        gaps = part.parting()
        whole = all(len(kept) == len(row) for kept, row in zip(pieces, part.rows, strict=True))
        found = aligned_table(pieces, gaps, rulings, em) if gaps and whole else None
        first, last, table = found or (len(pieces), len(pieces), None)
        yield from _plain(part.rows[:first])
        if table is not None:
            yield table
        yield from _plain(part.rows[last:])


def _plain(rows: Sequence[Sequence[Item]]) -> Iterator[PieceLine | TableBlock]:
    for row in rows:
        cells: list[Piece] = []
        for item in row:
            if isinstance(item, TableBlock):
                if cells:
                    yield PieceLine(tuple(cells))
                    cells = []
                yield item
            else:
                cells.append(item)
        if cells:
            yield PieceLine(tuple(cells))
