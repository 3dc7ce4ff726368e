"""Read the visible lines of an element of a page: blocks, headings, bold and centred lines, tables as rows.

Walks a tree of selectolax without recursion into blocks: pages nest deeply. Knows nothing of where on a
page its article stands.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.html.patterns import (
    HTML_BOLD,
    HTML_CENTRED,
    HTML_GROUND,
    HTML_HIDING,
    HTML_NOT_BOLD,
    HTML_SPACE,
    HTML_UNNUMBERED,
    HTML_WHITE,
)
from ingest.readers.html.tables import table_of
from ingest.text.list_numbers import given_number, written
from ingest.text.patterns import INVISIBLE, LABEL

_DROPPED = frozenset(
    ["script", "style", "noscript", "iframe", "object", "embed", "nav", "header", "footer", "form", "button", "select",
     "textarea", "svg", "canvas", "template", "head", "audio", "video", "rt", "rp"]
)  # fmt: skip
_BLOCKS = frozenset(
    ["p", "div", "section", "article", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "td", "th", "table",
     "blockquote", "dd", "dt", "dl", "pre", "center", "main", "address", "figure", "figcaption", "hr", "fieldset", "body",
     "tbody", "thead", "tfoot", "caption", "details", "summary"]
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TELLING = frozenset([*_HEADINGS, "b", "strong", "center", "a"])
# The types of <ol> by the names that Word gives them (:func:`ingest.text.list_numbers.written`).
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_JUNK = 200  # letters: an element hidden from screen readers that holds more is no ornament


@dataclass(frozen=True, slots=True)
class PageLine:
    """This is a line of a page; ``level`` is that of a heading element, ``stands_out`` says bold or centred text."""

    words: str
    level: int = 0
    stands_out: bool = False
    in_table: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """What an element hands down to its children."""

    level: int = 0
    bold: bool = False
    centred: bool = False
    grounded: bool = False
    linked: bool = False


@dataclass(slots=True)
class Walk:
    """A walk reads elements and counts what it leaves out.

    ``hidden`` counts letters that are not seen, ``linked`` those that stand in links; ``cut`` says that a table was
    longer than the limits. ``hiding`` are the classes (“.note”) and ids (“#note”) that the page's style sheets hide.
    """

    hiding: frozenset[str] = frozenset()
    hidden: int = 0
    invisible: int = 0
    linked: int = 0
    cut: bool = False
    _ordinals: dict[int, int] = field(default_factory=dict)  # number of the last item of each ordered list
    _label: str = ""  # of the item that has begun, until its first words
    _pieces: list[tuple[str, bool]] = field(default_factory=list)
    _lines: list[PageLine] = field(default_factory=list)

    def lines(self, root: Any) -> list[PageLine]:
        """Give the lines of an element in order."""
        outer = self._pieces, self._lines
        self._pieces, self._lines = [], []
        states = [_State(grounded=root.tag in ("td", "th") and _is_grounded(root))]
        node = root.child
        while node is not None:
            entered = self._enter(node, states[-1])
            if entered is not None and node.child is not None:
                states.append(entered)
                node = node.child
                continue
            node = self._next(node, root, states)
        self._end_line(states[0])
        found = self._lines
        self._pieces, self._lines = outer
        return found

    def take_counts(self, other: Walk) -> None:
        """Replace the counts of what this walk left out by those of another walk."""
        self.hidden, self.invisible, self.cut = other.hidden, other.invisible, other.cut

    def words(self, root: Any) -> str:
        """Give the words of an element, its lines separated by line feeds."""
        return "\n".join(line.words for line in self.lines(root))

    def _next(self, node: Any, root: Any, states: list[_State]) -> Any:
        """The next node in the order of the page, closing the blocks that end."""
        while node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return None
            if node.tag in _BLOCKS:
                self._end_line(states[-1])
            states.pop()
        return node.next

    def _enter(self, node: Any, state: _State) -> _State | None:
        """What a node adds; the state of its children, ``None`` where they are not to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._add(node.text(deep=False) or "", state)
            return None
        if tag in _DROPPED or tag.startswith(("-", "!")):
            return None
        attributes = node.attributes or {}
        style = (attributes.get("style") or "").replace(" ", "").lower() if attributes else ""
        if attributes and self._is_hidden(node, attributes, style):
            return None
        if tag in _BLOCKS:
            self._end_line(state)
        inside = _state(tag, attributes, style, state)
        if style and not inside.grounded and HTML_WHITE.search(style):
            self._hide(node)
            return None
        if tag == "li":
            self._label = self._numbered(node)
        if tag == "table":
            rows, cut = table_of(node, self.words)
            self.cut |= cut
            if rows is not None:
                if self._lines and self._lines[-1].in_table:
                    self._lines.append(PageLine(""))  # parts two tables
                self._lines.extend(PageLine(row, in_table=True) for row in rows)
                return None
        return inside

    def _numbered(self, node: Any) -> str:
        """The number that a browser draws before an item of an ordered list; empty where it draws none.

        An item that is numbered in its own words as well keeps those alone.
        """
        parent = node.parent
        if parent is None or parent.tag != "ol":
            return ""
        attributes = parent.attributes or {}
        style = (attributes.get("style") or "").replace(" ", "").lower()
        count = given_number(
            (node.attributes or {}).get("value"),
            self._ordinals.get(parent.mem_id, given_number(attributes.get("start"), 1) - 1) + 1,
        )
        self._ordinals[parent.mem_id] = count
        if HTML_UNNUMBERED.search(style) or LABEL.match((node.text() or "").lstrip()):
            return ""
        shown = written(count, _LIST_FORMATS.get(attributes.get("type") or "1", "decimal"), "")
        return f"{shown}. "

    def _is_hidden(self, node: Any, attributes: dict, style: str) -> bool:
        named = [f".{name}" for name in (attributes.get("class") or "").split()] if self.hiding else []
        if self.hiding and attributes.get("id"):
            named.append(f"#{attributes['id']}")
        hidden = (
            "hidden" in attributes
            or bool(style and HTML_HIDING.search(style))
            or any(name in self.hiding for name in named)
        )
        if hidden:
            self._hide(node)
        elif attributes.get("aria-hidden") == "true":
            return len((node.text() or "").strip()) <= _JUNK
        return hidden

    def _hide(self, node: Any) -> None:
        self.hidden += sum(1 for character in node.text() or "" if character.isalnum())

    def _add(self, raw: str, state: _State) -> None:
        words = HTML_SPACE.sub(" ", raw)
        if "&" in words and ";" in words:  # entities of entities: &amp;nbsp;
            words = HTML_SPACE.sub(" ", html.unescape(words))
        if not words.isascii():
            words, found = INVISIBLE.subn("", words)
            self.invisible += found
        if words:
            if self._label and words.strip():
                words, self._label = self._label + words.lstrip(), ""
            self._pieces.append((words, state.bold or not words.strip()))
            self.linked += len(words.strip()) if state.linked else 0

    def _end_line(self, state: _State) -> None:
        if not self._pieces:
            return
        words = " ".join("".join(piece for piece, _ in self._pieces).split())
        if words:
            bold = all(strong for _, strong in self._pieces)
            self._lines.append(PageLine(words, state.level, bold or state.centred))
        self._pieces.clear()


def _is_grounded(cell: Any) -> bool:
    """Whether a cell, its row or its table has a colour of its own; cells of a header mostly have one by their class."""
    node = cell
    while node is not None:
        attributes = node.attributes or {}
        style = (attributes.get("style") or "").replace(" ", "").lower()
        if node.tag == "th" or attributes.get("bgcolor") or HTML_GROUND.search(style):
            return True
        if node.tag == "table":
            return False
        node = node.parent
    return False


def _state(tag: str, attributes: dict, style: str, outer: _State) -> _State:
    if not attributes and tag not in _TELLING:
        return outer
    level = _HEADINGS.get(tag, outer.level)
    bold = outer.bold or tag in ("b", "strong")
    centred = outer.centred or tag == "center" or attributes.get("align") == "center"
    grounded = outer.grounded or bool(attributes and attributes.get("bgcolor"))
    if style:
        bold = (bold or bool(HTML_BOLD.search(style))) and not HTML_NOT_BOLD.search(style)
        centred = bool(HTML_CENTRED.search(style)) or (centred and "text-align" not in style)
        grounded = grounded or bool(HTML_GROUND.search(style))
    return _State(level, bold, centred, grounded, outer.linked or tag == "a")
