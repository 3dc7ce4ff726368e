"""Draw a whole document for the reader: outline, clauses, tables, pages, and a quote marked in its place.

Pure functions of a ``Document``; every piece of text is escaped. The class names are those of
``chat/web/static/reader.css``, the ``data-`` attributes those of ``chat/web/static/reader.js``. Words are cut
at the offsets of the document, so that a mark covers exactly the words that an answer quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType

from chat.citations import BRIEF_NOTE, cited_name, cited_place
from chat.web.views.cards import BRIEF_BADGE, editors_notes, status_badge
from chat.web.views.known import known_html, sheet_html
from index.hits import DocumentInfo
from ingest.document import Clause, Document, Row, Span
from ingest.metadata import METADATA_LABELS
from ingest.text.normalise import CELL_BREAK
from ingest.text.safe_display import escape

Quote = tuple[int, int]  # half-open character range in ``Document.text``

_DATES = ("issued", "published", "effective", "expires")
_KINDS = {"contents": "仅见于目录", "signature": "落款", "title": "标题"}
# “第一章 总则”: one line of a text, without its break
_LINE = re.compile(r"[^\n]+")
_ENDS = tuple("。！？；：.!?;:”）)")  # a line that ends so ends its paragraph
_SHORT_LINE = 18  # characters; a shorter line of a page is not one that the layout broke


@dataclass(frozen=True, slots=True)
class Block:
    """A clause with the tables that stand in it; ``number`` counts from 0 and names its element."""

    number: int
    clause: Clause
    tables: tuple[tuple[Row, ...], ...] = ()

    @property
    def start(self) -> int:
        """Give the offset of the clause in the text."""
        return _start(self.clause)

    @property
    def identity(self) -> str:
        """Give the id of the clause's element on the page."""
        return f"wc-r-{self.number}"


def reader_html(
    document: Document,
    info: DocumentInfo,
    quote: Quote | None = None,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Draw the reader's contents. ``quote`` is marked, or names the clause to open at where it is empty.

    ``titles``: of the documents that ``info`` names as copies, see :func:`chat.web.views.known.known_html`.
    """
    blocks = blocks_of(document)
    drawing = _Drawing(document, quote if quote and quote[0] < quote[1] else None)
    body = "".join(drawing.block(block) for block in blocks)
    here = _block_at(blocks, quote[0]) if quote else None
    metadata = info.metadata
    pictured = info.pictured and bool(document.pages)
    return (
        f'<div class="wc-r" data-doc="{escape(info.doc_id)}" data-cite="{escape(cited_name(metadata))}"'
        f' data-tail="{BRIEF_NOTE if metadata.brief else ""}"'
        f' data-here="{here.identity if here else ""}" data-marked="{str(drawing.marked).lower()}"'
        f"{_quote_place(document, quote)}>{_head(info, titles)}{_bar(pictured)}"
        f'<div class="wc-r-body"><nav class="wc-r-outline" aria-label="大纲">{outline_html(blocks)}</nav>'
        f'<div class="wc-r-text" tabindex="0" aria-label="正文">{body}</div>'
        f"{sheet_html(info, len(document.pages)) if pictured else ''}</div></div>"
    )


def _quote_place(document: Document, quote: Quote | None) -> str:
    """Where the quote stands, for the picture of its page."""
    if quote is None or not document.pages:
        return ""
    start, end = quote
    first, last = document.page_at(start), document.page_at(max(start, end - 1))
    return f' data-start="{start}" data-end="{end}" data-page="{first}" data-last-page="{last}"'


# --- what stands where -----------------------------------------------------------------------------


def blocks_of(document: Document) -> list[Block]:
    """Give the clauses in their order of reading, each with the tables that stand in or behind it."""
    clauses = [clause for clause in document.clauses if clause.heading or clause.spans]
    if not clauses:
        clauses = [Clause((), 0, (Span(0, len(document.text)),))]
    tables = tables_of(document.rows)
    holders: dict[int, list[tuple[Row, ...]]] = {}
    for table in tables:
        holders.setdefault(_holder(clauses, table[0]), []).append(table)
    return [Block(n, clause, tuple(holders.get(n, ()))) for n, clause in enumerate(clauses)]


def tables_of(rows: Sequence[Row]) -> list[tuple[Row, ...]]:
    """Group rows into tables: neighbours under one path with the same columns."""

    def key(row: Row) -> tuple[object, ...]:
        return row.path, tuple(cell.header for cell in row.cells) if _names_columns(row) else ()

    return [tuple(group) for _, group in groupby(rows, key=key)]


def _names_columns(row: Row) -> bool:
    return any(cell.header for cell in row.cells)


def _holder(clauses: Sequence[Clause], row: Row) -> int:
    """The clause that a table stands in: the one whose words surround it, else the last that begins before it."""
    best, best_start = 0, -1
    for number, clause in enumerate(clauses):
        if any(span.start <= row.start < span.end for span in clause.spans):
            return number
        start = _start(clause)
        if best_start <= start <= row.start:
            best, best_start = number, start
    return best


def _start(clause: Clause) -> int:
    return clause.heading.start if clause.heading else clause.spans[0].start


def _block_at(blocks: Sequence[Block], offset: int) -> Block | None:
    """The block that holds a character, else the last one that begins before it."""
    for block in blocks:
        spans = (*block.clause.spans, *([block.clause.heading] if block.clause.heading else []))
        if any(span.start <= offset < span.end for span in spans):
            return block
        if any(table[0].start <= offset < table[-1].end for table in block.tables):
            return block
    before = [block for block in blocks if block.start <= offset]
    return max(before, key=lambda block: block.start, default=blocks[0] if blocks else None)


# --- head, toolbar, outline --------------------------------------------------------------------------


def _head(info: DocumentInfo, titles: Mapping[str, str]) -> str:
    metadata = info.metadata
    facts = ["、".join(metadata.issuers), metadata.number or "", metadata.region or "", metadata.kind or ""]
    facts += [
        f"{METADATA_LABELS[name]} {getattr(metadata, name)}" for name in _DATES if getattr(metadata, name)
    ]
    facts += [f"规划期 {metadata.period[0]}—{metadata.period[1]}年"] if metadata.period else []
    shown = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    return (
        '<header class="wc-r-head"><h2 class="wc-r-title" id="wc-r-title" tabindex="-1">'
        f"{escape(metadata.title)}</h2>"
        f'<div class="wc-badges">{status_badge(info.status)}{BRIEF_BADGE if metadata.brief else ""}</div>'
        f'<p class="wc-origin">{shown}</p>{known_html(info, titles)}</header>'
    )


def _bar(pictured: bool) -> str:
    def button(action: str, label: str, words: str, extra: str = "") -> str:
        return (
            f'<button type="button" class="wc-r-tool" data-reader="{action}" aria-label="{label}" '
            f'title="{label}"{extra}>{words}</button>'
        )

    return (
        '<div class="wc-r-bar" role="toolbar" aria-label="阅读工具">'
        + button("outline", "显示或收起大纲", "大纲", ' aria-expanded="true"')
        + button("previous", "上一条", "↑ 上一条")
        + button("next", "下一条", "下一条 ↓")
        + button("mark", "回到引用处", "引用处")
        + button("copy", "复制出处：正在读的条款", "复制出处")
        + button("about", "显示或收起文件信息", "信息", ' aria-expanded="false"')
        + button("pin", "并排：留在旁边，再开一份对照着看", "并排")
        + (button("sheet", "显示或收起原页图像", "原页", ' aria-pressed="false"') if pictured else "")
        + '<span class="wc-r-search"><input type="search" class="wc-r-find" aria-label="在文件里查找" '
        'placeholder="在文件里查找" autocomplete="off"><span class="wc-r-count" role="status"></span>'
        + button("find-previous", "上一处", "‹")
        + button("find-next", "下一处", "›")
        + "</span>"
        + button("close", "关闭", "✕")
        + "</div>"
    )


@dataclass(slots=True)
class _Node:
    block: Block
    children: list[_Node] = field(default_factory=list)


def outline_html(blocks: Iterable[Block]) -> str:
    """Draw the headings as a tree of buttons; a branch can be folded."""
    roots: list[_Node] = []
    open_nodes: list[_Node] = []
    for block in blocks:
        path = block.clause.path
        if not path:
            continue
        while open_nodes and not _is_below(path, open_nodes[-1].block.clause.path):
            open_nodes.pop()
        node = _Node(block)
        (open_nodes[-1].children if open_nodes else roots).append(node)
        open_nodes.append(node)
    return f"<ul>{''.join(map(_branch, roots))}</ul>" if roots else '<p class="wc-empty">没有标题。</p>'


def _is_below(path: tuple[str, ...], above: tuple[str, ...]) -> bool:
    return len(path) > len(above) and path[: len(above)] == above


def _branch(node: _Node) -> str:
    block = node.block
    name = escape(block.clause.path[-1])
    fold = (
        f'<button type="button" class="wc-r-fold" data-reader="fold" aria-expanded="true" aria-label="收起：{name}"></button>'
        if node.children
        else '<span class="wc-r-leaf"></span>'
    )
    below = f"<ul>{''.join(map(_branch, node.children))}</ul>" if node.children else ""
    return f'<li>{fold}<button type="button" class="wc-r-goto" data-goto="{block.identity}">{name}</button>{below}</li>'


# --- words -------------------------------------------------------------------------------------------


class _Drawing:
    """Draws the blocks of one document, one after the other; knows whether the quote has been marked."""

    def __init__(self, document: Document, quote: Quote | None) -> None:
        self._document, self._quote = document, quote
        self._pages = list(enumerate(document.pages, 1))
        self._page: int | None = None
        self._notes = editors_notes(document.text) if document.metadata.brief else []
        self.marked = False

    def block(self, block: Block) -> str:
        clause = block.clause
        name = clause.path[-1] if clause.path else "开头"
        tag = f'<span class="wc-r-tag">{_KINDS[clause.kind]}</span>' if clause.kind in _KINDS else ""
        place = cited_place(clause.path, clause.page)
        page = self._page_mark(clause.page)
        number = clause.page or self._document.page_at(block.start)
        on = f' data-page="{number}"' if number else ""
        return (
            f'<section class="wc-r-clause" id="{block.identity}" tabindex="-1" aria-label="{escape(name)}" '
            f'data-place="{escape(place)}"{on}>{page}{self._heading(clause, tag)}{self._content(block)}</section>'
        )

    def _heading(self, clause: Clause, tag: str) -> str:
        if not clause.path:
            return f'<div class="wc-r-first">{tag}</div>'
        level = min(6, 2 + len(clause.path))
        words = self._cut(clause.heading.start, clause.heading.end) if clause.heading else ""
        return f'<h{level} class="wc-r-h">{words or escape(clause.path[-1])}{tag}</h{level}>'

    def _content(self, block: Block) -> str:
        """The clause's words, cut where its tables stand."""
        tables = list(block.tables)
        parts = []
        heading = block.clause.heading
        for span in block.clause.spans:
            # A heading that runs into its paragraph has been drawn.
            position = max(span.start, heading.end) if heading and heading.start == span.start else span.start
            for table in [table for table in tables if span.start <= table[0].start < span.end]:
                tables.remove(table)
                parts.append(self._paragraphs(position, table[0].start))
                parts.append(self._table(table, block.clause.path))
                position = max(position, table[-1].end)
            parts.append(self._paragraphs(position, span.end))
        return "".join([*parts, *(self._table(table, block.clause.path) for table in tables)])

    def _paragraphs(self, start: int, end: int) -> str:
        return "".join(
            f"<p>{''.join(self._pieces(lines))}</p>" for lines in self._lines_of_paragraphs(start, end)
        )

    def _pieces(self, lines: Sequence[Quote]) -> Iterator[str]:
        """The lines of a paragraph as running text; where a page begins, its number."""
        text = self._document.text
        for number, (start, end) in enumerate(lines):
            if number and text[lines[number - 1][1] - 1].isascii() and text[start].isascii():
                yield " "
            yield self._page_mark(self._document.page_at(start)) if self._pages else ""
            yield self._cut(start, end)

    def _lines_of_paragraphs(self, start: int, end: int) -> Iterator[list[Quote]]:
        """Lines without the white space around them; those that the layout of a page broke belong together."""
        text = self._document.text
        paragraph: list[Quote] = []
        for match in _LINE.finditer(text, start, end):
            first, last = _stripped(text, match.start(), match.end())
            if first == last:
                continue
            if paragraph and not (self._pages and _runs_on(text[slice(*paragraph[-1])])):
                yield paragraph
                paragraph = []
            paragraph.append((first, last))
        if paragraph:
            yield paragraph

    def _page_mark(self, page: int | None) -> str:
        if page is None or page == self._page:
            return ""
        self._page = page
        return f'<span class="wc-r-page" data-page="{page}">第{page}页</span>'

    def _cut(self, start: int, end: int) -> str:
        """Words as HTML, those of the quote marked; notes of the editors apart, and never marked."""
        parts = []
        for first, last in self._notes:
            if start <= first < end:
                note = _broken(self._document.text[first : min(last, end)])
                parts.append(f'{self._marked(start, first)}<span class="wc-editor">{note}</span>')
                start = min(last, end)
        return "".join([*parts, self._marked(start, end)])

    def _marked(self, start: int, end: int) -> str:
        text = self._document.text
        if self._quote is None:
            return _broken(text[start:end])
        first, last = max(start, self._quote[0]), min(end, self._quote[1])
        if first >= last:
            return _broken(text[start:end])
        self.marked = True
        return (
            f"{_broken(text[start:first])}<mark>{_broken(text[first:last])}</mark>{_broken(text[last:end])}"
        )

    def _table(self, rows: Sequence[Row], above: tuple[str, ...]) -> str:
        headers = list(dict.fromkeys(cell.header for row in rows for cell in row.cells))
        path = rows[0].path
        name = path[-1] if path and path != above else ""
        caption = f"<caption>{escape(name)}</caption>" if name else ""
        head = "".join(f'<th scope="col">{escape(header) or "　"}</th>' for header in headers)
        head = f"<thead><tr>{head}</tr></thead>" if any(headers) else ""
        body = "".join(self._row(row, headers) for row in rows)
        label = escape(name or "表格")
        return (
            f'<div class="wc-r-table" tabindex="0" role="region" aria-label="{label}">'
            f"<table>{caption}{head}<tbody>{body}</tbody></table></div>"
        )

    def _row(self, row: Row, headers: Sequence[str]) -> str:
        cells: dict[str, list[str]] = {}
        for cell in row.cells:
            cells.setdefault(cell.header, []).append(self._cell(cell.start, cell.end, cell.text))
        drawn = "".join(f"<td>{'<br>'.join(cells.get(header, ()))}</td>" for header in headers)
        return f"<tr>{drawn}</tr>"

    def _cell(self, start: int, end: int, words: str) -> str:
        """A cell's words; with layout white space only where just a part of them is quoted, or they stand on lines."""
        if CELL_BREAK in self._document.text[start:end]:
            return self._cut(start, end)
        if self._quote is None or self._quote[1] <= start or end <= self._quote[0]:
            return escape(words)
        if self._quote[0] <= start and end <= self._quote[1]:
            self.marked = True
            return f"<mark>{escape(words)}</mark>" if words else ""
        return self._cut(start, end)


def _broken(text: str) -> str:
    """Words as HTML, the lines of a cell under each other."""
    return escape(text).replace(CELL_BREAK, "<br>")


def _stripped(text: str, start: int, end: int) -> Quote:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + max(
        len(line.rstrip()), len(line) - len(line.lstrip())
    )


def _runs_on(line: str) -> bool:
    """Whether a line of a page was broken by the layout and not by its writer."""
    return len(line) >= _SHORT_LINE and not line.endswith(_ENDS)
