"""Turn pages of pieces into running text, in the same way for a PDF's characters and for words read by OCR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.extracted import MarkedLine
from ingest.layout.columns import Flow, reading_order, rows_of_items
from ingest.layout.footnotes import set_notes_apart
from ingest.layout.furniture import EdgeRow, edge_rows, furniture
from ingest.layout.lines import cells_of, rows_of
from ingest.layout.paragraphs import Block, Paragraph, blocks_of, carries_over, heading_levels, seam
from ingest.layout.pieces import PageContent, Piece, TableBlock
from ingest.layout.ruled_tables import merged_rulings, ruled_tables
from ingest.layout.table_joins import continued
from ingest.progress import finished
from ingest.tables import SpanningCell, is_sheet, pipe_table, titles_over
from ingest.tables.grid import grid

_MOST_MARGINS = 20
_FULL_LINES = 3  # that show where a column ends


@dataclass(frozen=True, slots=True)
class PageText:
    """This is the running text of pages: ``text``, the start of each page, its headings, what was set apart.

    What was set apart (furniture, notes) is listed once for each wording.
    """

    text: str
    starts: tuple[int, ...]
    headings: tuple[MarkedLine, ...]
    margins: tuple[str, ...]


@dataclass(slots=True)
class _Page:
    content: PageContent
    tables: list[TableBlock]
    cells: list[Piece]
    em: float


def page_text(contents: Sequence[PageContent]) -> PageText:
    """Turn all pages into one text."""
    pages = [_prepared(content) for content in contents]
    em = _body_size(pages)
    margins = _without_furniture(pages, em)
    blocks = _blocks(pages)
    return _written(_joined(blocks), len(pages), em, _is_bold(pages), margins)


def _prepared(content: PageContent) -> _Page:
    """A page with its ruled tables taken out and the other characters joined to cells."""
    em = _common_size([content]) or 10.0
    near = 3.0 if content.pieces and len(content.pieces[0].text) == 1 else max(3.0, 0.4 * em)
    rulings = merged_rulings(content.rulings, near)
    tables, rest = ruled_tables(content.pieces, rulings, near)
    cells = [cell for row in rows_of(rest) for cell in cells_of(row)]
    finished()
    ruled = PageContent(content.width, content.height, content.pieces, tuple(rulings))
    return _Page(ruled, tables, cells, em)


def _common_size(contents: Iterable[PageContent]) -> float:
    counts: Counter[float] = Counter()
    for content in contents:
        for piece in content.pieces:
            counts[round(piece.size * 2) / 2] += len(piece.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def _body_size(pages: Sequence[_Page]) -> float:
    """The type size of most of the running text (tables apart, where there is other text)."""
    counts: Counter[float] = Counter()
    for page in pages:
        for cell in page.cells:
            counts[round(cell.size * 2) / 2] += len(cell.text)
    if not counts:
        return _common_size(page.content for page in pages) or 10.0
    return counts.most_common(1)[0][0]


def _is_bold(pages: Sequence[_Page]) -> bool:
    """Whether most of the running text is bold."""
    weights = Counter[bool]()
    for page in pages:
        for cell in page.cells:
            weights[cell.bold] += len(cell.text)
    return weights[True] > weights[False]


# --- furniture -----------------------------------------------------------------------------------


def _without_furniture(pages: Sequence[_Page], em: float) -> list[str]:
    """Takes headers and footers out of the pages; their wordings, each once."""
    edges = [_edges(page) for page in pages]
    rulings = [page.content.rulings for page in pages]
    sheets = [(page.content.width, page.content.height) for page in pages]
    found = furniture(edges, rulings, sheets, em)
    words: dict[str, str] = {}
    for page, rows in zip(pages, found, strict=True):
        taken = {id(piece) for row in rows for piece in row.pieces}
        page.cells = [cell for cell in page.cells if id(cell) not in taken]
        for row in rows:
            words.setdefault(row.shape, row.words)
    return list(words.values())[:_MOST_MARGINS]


def _edges(page: _Page) -> list[EdgeRow]:
    rows = rows_of_items([*page.cells, *page.tables], page.em)
    plain = [[item for item in row if isinstance(item, Piece)] for row in rows]
    whole = [cells if len(cells) == len(row) else [] for cells, row in zip(plain, rows, strict=True)]
    return edge_rows(whole, page.content.height)


# --- blocks --------------------------------------------------------------------------------------


def _blocks(pages: Sequence[_Page]) -> list[tuple[int, Block]]:
    """Paragraphs and tables of all pages in reading order, with the index of their page."""
    flows: list[tuple[int, Flow]] = []
    for number, page in enumerate(pages):
        finished()
        items: list[Piece | TableBlock] = [*page.cells, *page.tables]
        flows += [(number, flow) for flow in reading_order(items, page.content.rulings, page.em)]
    blocks: list[tuple[int, Block]] = []
    for number, flow in flows:
        finished()
        right = _usual_right(flow, flows, pages[number].em)
        found = set_notes_apart(list(blocks_of(flow, number, right)), pages[number].content, pages[number].em)
        blocks += [(number, block) for block in found]
    return blocks


def _usual_right(flow: Flow, flows: Sequence[tuple[int, Flow]], em: float) -> float:
    """Where lines of such a column end on other pages: a column with short lines alone does not tell."""
    if sum(1 for item in flow.items if item.right > flow.right - em) >= _FULL_LINES:
        return flow.right
    alike = [other.right for _, other in flows if abs(other.left - flow.left) <= 2.5 * em]
    usual = median(sorted(alike)[len(alike) // 2 :])
    return max(flow.right, usual) if usual - flow.right < 0.6 * (usual - flow.left) else flow.right


def _joined(blocks: Sequence[tuple[int, Block]]) -> list[tuple[int, Block, list[tuple[int, int]]]]:
    """Paragraphs and tables that go on over the end of a column or page made one.

    With each, the places where another page begins inside: (page, offset in the words)
    for a paragraph, (page, number of the row) for a table.
    """
    joined: list[tuple[int, Block, list[tuple[int, int]]]] = []
    for page, block in blocks:
        before = _last_that_may_go_on(joined, block)
        if before is not None:
            first_page, above, turns = joined[before]
            if isinstance(above, Paragraph) and isinstance(block, Paragraph):
                last_page = turns[-1][0] if turns else first_page
                gap = seam(above.words, block.words)
                if page != last_page:
                    turns.append((page, len(above.words) + len(gap)))
                above.words += gap + block.words
                above.lines.extend(block.lines)
                continue
            if isinstance(above, TableBlock) and isinstance(block, TableBlock):
                whole = continued(above, block)
                if whole is not None:
                    turns.append((page, len(above.rows)))
                    joined[before] = (first_page, whole, turns)
                    continue
        joined.append((page, block, []))
    return joined


def _last_that_may_go_on(
    joined: Sequence[tuple[int, Block, list[tuple[int, int]]]], block: Block
) -> int | None:
    """The block before, notes below the text passed over, if this one may continue it."""
    place = len(joined) - 1
    while place >= 0:
        candidate = joined[place][1]
        if (
            isinstance(candidate, Paragraph)
            and candidate.note
            and not (isinstance(block, Paragraph) and block.note)
        ):
            place -= 1
            continue
        if isinstance(candidate, Paragraph) and isinstance(block, Paragraph):
            apart = candidate.lines[-1].right != block.lines[0].right or candidate.page != block.page
            return (
                place
                if apart and carries_over(candidate, block) and _other_column(candidate, block)
                else None
            )
        if isinstance(candidate, TableBlock) and isinstance(block, TableBlock):
            return place
        return None
    return None


def _other_column(before: Paragraph, after: Paragraph) -> bool:
    """Whether the text after begins in another column or on another page, not further down in the same."""
    last, first = before.lines[-1], after.lines[0]
    return before.page != after.page or first.top < last.top


# --- text ----------------------------------------------------------------------------------------


def _written(
    blocks: Sequence[tuple[int, Block, list[tuple[int, int]]]],
    pages: int,
    em: float,
    bold: bool,
    margins: Sequence[str],
) -> PageText:
    paragraphs = [block for _, block, _ in blocks if isinstance(block, Paragraph)]
    levels = heading_levels(paragraphs, em, bold)
    parts: list[str] = []
    starts: dict[int, int] = {}
    headings: list[MarkedLine] = []
    length = number = 0
    for page, block, turns in blocks:
        if isinstance(block, Paragraph):
            words, places = block.words, turns
        else:
            words, places = _table(block, turns)
        if parts:
            parts.append("\n")
            length += 1
        starts.setdefault(page, length)
        for turned, offset in places:
            starts.setdefault(turned, length + offset)
        if isinstance(block, Paragraph):
            if number in levels:
                headings.append(MarkedLine(length, length + len(words), levels[number]))
            number += 1
        parts.append(words)
        length += len(words)
    return PageText("".join(parts), _page_starts(starts, pages, length), tuple(headings), tuple(margins))


def _page_starts(starts: dict[int, int], pages: int, length: int) -> tuple[int, ...]:
    """The start of each page, that of the next one for a page without words; never falling."""
    found: list[int] = []
    following = length
    for page in reversed(range(pages)):
        following = min(following, starts.get(page, following))
        found.append(following)
    return tuple(reversed(found))


def _spread(rows: Sequence[Sequence[SpanningCell]]) -> list[list[SpanningCell]]:
    """A header of one row names each column below a cell that spans several, but no title over all of them."""
    first = list(rows[0]) if rows else []
    if len(first) < 2 or any(depth > 1 for _, _, depth in first) or is_sheet(rows):
        return [list(row) for row in rows]
    header = [(words, 1, 1) for words, columns, _ in first for _ in range(columns)]
    return [header, *map(list, rows[1:])]


def _without_strips(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows and columns without a word of their own left out: strips between lines drawn twice."""
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    header = full[0] if full else []
    kept = [
        n
        for n in range(width)
        if any(row[n].strip() for row in full[1:])
        or (header[n].strip() and header[n - 1 : n] != header[n : n + 1])
    ]
    columns = [[row[n] for n in kept] for row in full]
    return [row for n, row in enumerate(columns) if n == 0 or not _only_repeats(row, columns[n - 1 : n + 2])]


def _only_repeats(row: Sequence[str], around: Sequence[Sequence[str]]) -> bool:
    """Whether nothing but the first cell stands in a row, hanging into it from the row above or on below."""
    first, *others = row
    return not any(cell.strip() for cell in others) and any(
        other is not row and other[0] == first and any(other[1:]) for other in around
    )


def _table(block: TableBlock, turns: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """A table's pipe rows, and the offsets in them where another page begins."""
    titles = titles_over(block.rows)
    below = block.rows[len(titles) :]
    rows = _without_strips(grid(_spread(below)))
    lines = [*(" ".join(title.split()) for title in titles), *pipe_table(rows).split("\n")]
    missing = len(below) - len(rows)  # rows of the header made one, rows without words
    places = []
    for page, row in turns:
        line = min(max(0, row - len(titles) - missing) + 1 + len(titles), len(lines) - 1)
        places.append((page, sum(len(above) + 1 for above in lines[:line])))
    return "\n".join(lines), places
