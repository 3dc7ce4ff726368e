"""Read the body of a Word document in order: paragraphs with their numbers, tables, boxes and notes where they belong."""

from __future__ import annotations

from typing import Any

from ingest.errors import LimitExceeded
from ingest.extracted import SourceLine
from ingest.progress import finished
from ingest.readers.docx.numbering import Numbering, read_numbering
from ingest.readers.docx.styles import Style, Styles, heading_level, is_shaded, stated_by
from ingest.readers.docx.tables import TableCell, children, lays_out, table_rows, with_depths
from ingest.readers.docx.words import Words, diagram_words
from ingest.readers.ooxml.package import Package
from ingest.readers.ooxml.word_names import VAL, W
from ingest.tables import MOST_ROWS, table_lines

_MOST_BLOCKS = 300_000  # paragraphs: a book of 8,000 pages
_MOST_CHARACTERS = 20_000_000
_DEEPEST = 60  # boxes and tables inside each other: as deep as the XML parser follows


class Blocks:
    """The blocks reader collects the lines of a document; numbers must be counted in its order.

    ``lines`` is what was read, ``title`` the words of the paragraph in the style of titles, ``cut`` whether
    the limits were reached.
    """

    def __init__(self, package: Package, main: str) -> None:
        self._package, self._main = package, main
        styles = package.related(main, "styles")
        self._styles = Styles(package.tree(styles[0]) if styles else None)
        numbers = package.related(main, "numbering")
        tree = package.tree(numbers[0]) if numbers else None
        self._numbering: Numbering = read_numbering(tree, self._styles.list_numbers())
        self._notes = {kind: self._notes_of(f"{kind}s") for kind in ("footnote", "endnote")}
        self._note = 0
        self._blocks = self._characters = 0
        self._unfinished = ""  # words of a paragraph whose end was deleted
        self.words = Words(self._styles)
        self.lines: list[SourceLine] = []
        self.title = ""
        self.cut = False

    def read(self, root) -> None:
        """Append the blocks below an element to ``lines``."""
        self.lines.extend(self._story(root, 0, False))

    def margin(self, root) -> list[str]:
        """Give the lines of a header or footer, which are no part of the text."""
        return [line.words for line in self._story(root, 1, True) if line.words.strip()]

    def _check_size(self) -> None:
        """A document read in part would answer “not found” for the rest of it, so one past the limits is refused."""
        if self._blocks >= _MOST_BLOCKS or self._characters >= _MOST_CHARACTERS:
            raise LimitExceeded(
                "文件过大，段落或文字超过上限", "the document has too many paragraphs or too much text"
            )

    def _story(self, root, depth: int, shaded: bool) -> list[SourceLine]:
        lines: list[SourceLine] = []
        for block in children(root, f"{W}p", f"{W}tbl"):
            self._check_size()
            finished()
            if block.tag == f"{W}tbl":
                rows = self._table(block, depth, shaded)
                if lines and rows and lines[-1].in_table and rows[0].in_table:
                    lines.append(SourceLine(""))  # parts two tables
                lines.extend(rows)
            else:
                lines.extend(self._paragraph(block, depth, shaded))
        return lines

    # --- paragraphs ----------------------------------------------------------------------------

    def _paragraph(self, node, depth: int, shaded: bool, in_cell: bool = False) -> list[SourceLine]:
        """A paragraph, and behind it what it anchors: boxes, diagrams, notes."""
        self._blocks += 1
        properties = node.find(f"{W}pPr")
        style, own, mark = self._properties(properties)
        words = self.words.of(node, style, shaded or is_shaded(properties))
        bold, boxes, notes, diagrams = (
            self.words.bold, self.words.boxes, self.words.notes, self.words.diagrams
        )  # fmt: skip
        ends_deleted = mark is not None and (
            mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
        )
        if ends_deleted:
            self._unfinished += words
            lines = []
        else:
            words, self._unfinished = self._unfinished + words, ""
            label = self._label(style, own)
            words = label + words if words or in_cell else words
            self._characters += len(words)
            lines = [self._line(words, style, own, bold)]
        if depth < _DEEPEST:
            for box in boxes:
                lines.extend(line for line in self._story(box, depth + 1, True) if line.words)
            for diagram in diagrams:
                lines.extend(self._diagram(diagram))
            for kind, note_id in notes:
                lines.extend(self._note_lines(kind, note_id))
        return lines

    def _properties(self, properties) -> tuple[Style, Style, Any]:
        if properties is None:
            return self._styles.of(None, paragraph=True), Style(), None
        named = properties.find(f"{W}pStyle")
        style = self._styles.of(named.get(VAL) if named is not None else None, paragraph=True)
        # The run properties inside a paragraph's are those of its mark, not of its words.
        return style, stated_by(properties, None), properties.find(f"{W}rPr")

    def _line(self, words: str, style: Style, own: Style, bold: bool) -> SourceLine:
        if style.name == "title" and words and not self.title:
            self.title = words.replace("\n", "")
        centred = own.centred if own.centred is not None else style.centred
        return SourceLine(words, heading_level(style, own), bool(bold or centred))

    def _label(self, style: Style, own: Style) -> str:
        """The automatic number of a paragraph: its own list wins over that of its style."""
        number_id = own.number_id if own.number_id is not None else style.number_id
        if number_id in (None, "0"):
            return ""
        depth = own.depth
        if depth is None and own.number_id is None:
            depth = self._numbering.depth_of_style(number_id or "", style.chain)
        if depth is None:
            depth = style.depth if own.number_id is None else 0
        return self._numbering.label(number_id or "", depth or 0)

    # --- notes and diagrams ----------------------------------------------------------------------

    def _notes_of(self, kind: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for part in self._package.related(self._main, kind):
            root = self._package.tree(part)
            for node in root if root is not None else ():
                if node.get(f"{W}type") in (None, "normal"):
                    found[node.get(f"{W}id") or ""] = node
        return found

    def _note_lines(self, kind: str, note_id: str) -> list[SourceLine]:
        """A note on lines of its own behind the paragraph that refers to it, once."""
        node = self._notes[kind].pop(note_id, None)
        if node is None:
            return []
        lines = [line.words for line in self._story(node, _DEEPEST, True) if line.words.strip()]
        if not lines:
            return []
        self._note += 1
        return [SourceLine(f"注{self._note}：{lines[0]}"), *map(SourceLine, lines[1:])]

    def _diagram(self, relationship: str) -> list[SourceLine]:
        related = self._package.relationships(self._main).get(relationship)
        root = self._package.tree(related.target) if related and not related.outside else None
        return [SourceLine(words) for words in diagram_words(root)] if root is not None else []

    # --- tables ----------------------------------------------------------------------------------

    def _table(self, table, depth: int, shaded: bool) -> list[SourceLine]:
        """A data table as pipe rows; a table that lays out the page as its lines."""
        rows, header, cut = table_rows(table, MOST_ROWS)
        self.cut |= cut
        if lays_out(rows):
            cells = [
                cell for row in rows for cell in row if cell.node is not None and cell.merge != "continue"
            ]
            if depth >= _DEEPEST:
                return [SourceLine(self._cell(cell, depth), in_table=True) for cell in cells]
            return [
                line
                for cell in cells
                for line in self._story(cell.node, depth + 1, shaded or cell.shaded)
                if line.words
            ]
        words = [[(self._cell(cell, depth), cell.columns, cell.merge) for cell in row] for row in rows]
        lines = table_lines(with_depths(words), header)
        return [SourceLine(line, in_table=True) for line in lines]

    def _cell(self, cell: TableCell, depth: int) -> str:
        """The words of a cell; a table inside it as “甲 乙；丙 丁”."""
        if cell.node is None:
            return ""
        words: list[str] = []
        for block in children(cell.node, f"{W}p", f"{W}tbl"):
            self._check_size()
            if block.tag == f"{W}p":
                words.extend(line.words for line in self._paragraph(block, depth + 1, cell.shaded, True))
            elif depth < _DEEPEST:
                rows, _, _ = table_rows(block, MOST_ROWS)
                inner = (" ".join(filter(None, (self._cell(c, depth + 1) for c in row))) for row in rows)
                words.append("；".join(filter(None, inner)))
        return "\n".join(word for word in words if word.strip())
