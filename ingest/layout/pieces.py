"""Define what stands on a page, whichever reader found it: pieces of text with their boxes, and ruling lines.

Units are those of the page (points of a PDF, pixels of a picture); x grows to
the right, y downwards, and the text stands upright. Knows nothing of PDF or OCR.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece is a character, or words that stay together, in their box on the page.

    ``size`` is that of the type (em), ``spaced`` that the file writes white space before it.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    spaced: bool = False

    @property
    def middle(self) -> float:
        """Give the height half-way between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruling is a straight line, along x (``level``) or along y: at ``position``, from ``start`` to ``end``."""

    level: bool
    position: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """This is the content of an upright page.

    ``hidden`` is text nobody sees, ``aslant`` text across the page (a watermark).

    ``picture`` is the share of the page (0 to 1) that its pictures cover,
    ``unseen_layer`` that the text is an invisible layer over such a picture, ``unmapped``
    the share of characters for which the file names no letter.
    """

    width: float
    height: float
    pieces: tuple[Piece, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    hidden: str = ""
    aslant: str = ""
    picture: float = 0.0
    unseen_layer: bool = False
    unmapped: float = 0.0


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A line is pieces side by side, read from left to right; ``cells`` are its parts between wide gaps."""

    cells: tuple[Piece, ...]

    @property
    def left(self) -> float:
        """Give the x of its left end."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Give the x of its right end."""
        return self.cells[-1].right

    @property
    def top(self) -> float:
        """Give the y of its highest cell."""
        return min(cell.top for cell in self.cells)

    @property
    def bottom(self) -> float:
        """Give the y of its lowest cell."""
        return max(cell.bottom for cell in self.cells)

    @property
    def size(self) -> float:
        """Give the size of most of its characters."""
        return max(self.cells, key=lambda cell: len(cell.text)).size

    @property
    def bold(self) -> bool:
        """Whether all its cells are bold."""
        return all(cell.bold for cell in self.cells)


# A cell: its words, how many columns and how many rows it spans (as :data:`ingest.tables.grid.SpanningCell`).
@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table block is a table where it stands: ``rows`` hold cells with spans, ``edges`` the x of column borders."""

    left: float
    top: float
    right: float
    bottom: float
    rows: tuple[tuple[tuple[str, int, int], ...], ...]
    edges: tuple[float, ...] = field(default=())
