"""Read a PDF's pages by pdfium: characters with boxes, lines drawn, pictures. The only home of pypdfium2.

pdfium is C++ code that reads hostile files, so it runs in the worker only.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ingest.errors import EncryptedFile, UnreadableFile
from ingest.layout import PageContent, Piece, plain_letters
from ingest.readers.pdf.page_geometry import Box, Edge, Upright, is_thin, moved, overprinted, product

_MOST_OBJECTS = 50_000  # on a page; what comes behind is not looked at
_MOST_SEGMENTS = 4_000  # of a path: a drawing, no table
_MOST_CHARACTERS = 60_000  # on a page
_DEEPEST_FORM = 6
_DEEPEST_OUTLINE = 6
_MOST_MARKS = 2_000
_THINNEST = 0.8  # points: smaller type is not seen
_WHITE = 245  # of 255 in each colour
_LONGEST_PICTURE_SIDE = 8_000  # pixels, whatever scale is asked for
_ASLANT = 8  # degrees: a scan's layer lies less crooked, a watermark more
_BOLD = 600
_INVISIBLE, _CLIPPING = 3, 7  # text render modes of PDF


@dataclass(frozen=True, slots=True)
class _Style:
    """What all characters of a text object share."""

    size: float
    bold: bool
    angle: int  # degrees, 0 to 359
    unseen: bool
    white: bool


# A character, its box and style, whether white space stands before it.
PlacedCharacter = tuple[str, Box, _Style, bool]


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """Open a pdfium document. Raises :class:`EncryptedFile` where a password is needed, :class:`UnreadableFile`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise EncryptedFile(
                "文件已加密，需要密码", "the file is encrypted and needs a password"
            ) from error
        raise UnreadableFile("PDF 已损坏", "the PDF is damaged") from error
    try:
        yield document
    finally:
        document.close()


def page_content(document: Any, number: int) -> PageContent:
    """Give the page with index ``number`` (from 0), turned so that most of its text stands upright."""
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("PDF 的一页已损坏", f"page {number + 1} of the PDF is damaged") from error
    try:
        return _Reader(page).content()
    finally:
        page.close()


def rendered(document: Any, number: int, scale: float) -> Any:
    """Draw a page as an array (height, width, 3), RGB, ``scale`` pixels a point, turned as the file says."""
    page = document[number]
    try:
        longest = max(page.get_size())
        scale = min(scale, _LONGEST_PICTURE_SIDE / max(longest, 1.0))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        array = bitmap.to_numpy()[:, :, :3].copy()
        bitmap.close()
        return array
    finally:
        page.close()


def placed(document: Any, number: int) -> tuple[float, float, list[Piece]]:
    """Give a page's width and height as drawn, and its characters in their boxes there, in the file's order.

    Unlike those of :func:`page_content` they stand as the file turns the page. Raises :class:`UnreadableFile`.
    """
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("PDF 的一页已损坏", f"page {number + 1} of the PDF is damaged") from error
    try:
        return (*page.get_size(), _Reader(page).placed())
    finally:
        page.close()


def outline(document: Any) -> list[tuple[int, str, int]]:
    """Read the file's outline: level (from 1), title, index of the page; empty where it is damaged."""
    import pypdfium2

    found: list[tuple[int, str, int]] = []
    try:
        for mark in document.get_toc(max_depth=_DEEPEST_OUTLINE):
            target = mark.get_dest()
            page = target.get_index() if target else None
            if page is not None:
                found.append((mark.level + 1, mark.get_title(), page))
            if len(found) >= _MOST_MARKS:
                break
    except pypdfium2.PdfiumError:
        return found
    return found


class _Reader:
    """Reads one page; holds pdfium's handles while it does."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as raw

        self.raw = raw
        self.page = page
        self.sheet: Box = page.get_bbox()
        self.styles: dict[int, _Style] = {}
        self.fills: list[Box] = []  # coloured areas and pictures that white text may stand on
        self.pictures = 0.0
        self.edges: list[Edge] = []

    def content(self) -> PageContent:
        self._walk(self.page.raw, None, 0)
        found = list(self._characters())
        turn = _most_common_turn(found)
        upright = Upright(self.sheet, turn)
        unseen_layer = self.pictures > 0.5 and _mostly([style.unseen for _, _, style, _ in found])
        pieces: list[Piece] = []
        hidden: list[str] = []
        aslant: list[str] = []
        placed: dict[str, list[tuple[float, float]]] = {}
        for character, box, style, spaced in found:
            if not self._is_seen(box, style, unseen_layer):
                hidden.append(character)
            elif _ASLANT < (style.angle - turn) % 90 < 90 - _ASLANT:
                aslant.append(character)
            elif not overprinted(placed, character, box, style.size):
                pieces.append(
                    Piece(plain_letters(character), *upright.box(box), style.size, style.bold, spaced)
                )
        return PageContent(
            *upright.size(),
            tuple(pieces),
            tuple(upright.rulings(self.edges)),
            "".join(hidden),
            "".join(aslant),
            min(1.0, self.pictures),
            unseen_layer,
            self.unmapped / max(1, len(found)),
        )

    def placed(self) -> list[Piece]:
        """What is seen of the text, in points from the upper left corner of the page as it is drawn."""
        self._walk(self.page.raw, None, 0)
        found = list(self._characters())
        unseen_layer = self.pictures > 0.5 and _mostly([style.unseen for _, _, style, _ in found])
        drawn = self._drawing()
        pieces = []
        printed: dict[str, list[tuple[float, float]]] = {}
        for character, box, style, _ in found:
            if self._is_seen(box, style, unseen_layer) and not overprinted(
                printed, character, box, style.size
            ):
                x1, y1 = moved(drawn, box[0], box[1])
                x2, y2 = moved(drawn, box[2], box[3])
                sides = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
                pieces.append(Piece(plain_letters(character), *sides, style.size))
        return pieces

    def _drawing(self) -> tuple[float, ...]:
        """The matrix from the file's coordinates to those of the page as it is drawn: turned, cropped, y downwards."""
        width, height = self.page.get_size()
        x, y = ctypes.c_int(), ctypes.c_int()

        def shown(left: float, top: float) -> tuple[float, float]:
            # pdfium gives whole pixels: those of a picture fine enough for a hundredth of a point.
            size = round(100 * width), round(100 * height)
            self.raw.FPDF_PageToDevice(self.page.raw, 0, 0, *size, 0, left, top, x, y)
            return x.value / 100, y.value / 100

        origin, along, up = shown(0, 0), shown(1000, 0), shown(0, 1000)
        return (
            (along[0] - origin[0]) / 1000, (along[1] - origin[1]) / 1000,
            (up[0] - origin[0]) / 1000, (up[1] - origin[1]) / 1000, *origin,
        )  # fmt: skip

    # --- text ---

    def _characters(self) -> Iterator[PlacedCharacter]:
        """Every character that the file itself writes, white space and pdfium's own additions left out."""
        raw = self.raw
        self.unmapped = 0
        textpage = self.page.get_textpage()
        rectangle = raw.FS_RECTF()
        by_reference = ctypes.byref(rectangle)
        handle = textpage.raw
        high = 0
        spaced = False
        for index in range(min(textpage.count_chars(), _MOST_CHARACTERS)):
            code = raw.FPDFText_GetUnicode(handle, index)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
            character = chr(code) if code <= 0x10FFFF else "\ufffd"
            if character.isspace():
                spaced = True
                continue
            if code < 32 or code in (0xFFFE, 0xFFFF, 0xAD):
                continue
            owner = raw.FPDFText_GetTextObject(handle, index)
            if not owner or not raw.FPDFText_GetLooseCharBox(handle, index, by_reference):
                continue
            key = ctypes.cast(owner, ctypes.c_void_p).value or 0
            style = self.styles.get(key)
            if style is None:
                style = self.styles[key] = self._style(handle, index, owner)
            if 0xE000 <= code < 0xF900 or character == "\ufffd":
                self.unmapped += 1
            box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
            if all(map(math.isfinite, box)):
                yield character, box, style, spaced
            spaced = False
        textpage.close()

    def _style(self, handle: Any, index: int, owner: Any) -> _Style:
        raw = self.raw
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(handle, index, matrix)
        size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        mode = raw.FPDFTextObj_GetTextRenderMode(owner)
        colour = self._colour(owner)
        unseen = mode in (_INVISIBLE, _CLIPPING) or colour[3] == 0
        white = mode in (0, 4) and min(colour[:3]) >= _WHITE
        bold = raw.FPDFText_GetFontWeight(handle, index) >= _BOLD or mode in (2, 6) or self._bold_name(owner)
        return _Style(abs(size), bold, angle, unseen, white)

    def _bold_name(self, owner: Any) -> bool:
        """Whether the font is a heavy one by its name: SimHei and its like carry headings in official documents."""
        raw = self.raw
        font = raw.FPDFTextObj_GetFont(owner)
        if not font:
            return False
        buffer = ctypes.create_string_buffer(128)
        raw.FPDFFont_GetBaseFontName(font, buffer, 128)
        name = buffer.value.lower()
        return any(word in name for word in (b"bold", b"black", b"heavy", b"hei", "黑".encode()))

    def _colour(self, owner: Any) -> tuple[int, int, int, int]:
        values = [ctypes.c_uint() for _ in range(4)]
        if not self.raw.FPDFPageObj_GetFillColor(owner, *map(ctypes.byref, values)):
            return 0, 0, 0, 255
        red, green, blue, alpha = (value.value for value in values)
        return red, green, blue, alpha

    def _is_seen(self, box: Box, style: _Style, unseen_layer: bool) -> bool:
        left, bottom, right, top = box
        x, y = (left + right) / 2, (bottom + top) / 2
        if not (self.sheet[0] <= x <= self.sheet[2] and self.sheet[1] <= y <= self.sheet[3]):
            return False
        if style.size < _THINNEST:
            return False
        if style.unseen and not unseen_layer:
            return False
        return not style.white or any(f[0] <= x <= f[2] and f[1] <= y <= f[3] for f in self.fills)

    # --- drawings and pictures ---

    def _walk(self, holder: Any, outer: Any, depth: int) -> None:
        """Look at all objects of a page or, nested, of a form; ``outer`` is the form's matrix."""
        raw = self.raw
        if depth:
            count, get = raw.FPDFFormObj_CountObjects(holder), raw.FPDFFormObj_GetObject
        else:
            count, get = raw.FPDFPage_CountObjects(holder), raw.FPDFPage_GetObject
        for index in range(min(count, _MOST_OBJECTS)):
            entry = get(holder, index)
            kind = raw.FPDFPageObj_GetType(entry)
            if kind == raw.FPDF_PAGEOBJ_PATH and len(self.edges) < _MOST_OBJECTS:
                self._path(entry, outer)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self._picture(entry, outer)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                self._walk(entry, product(self._matrix(entry), outer), depth + 1)

    def _matrix(self, entry: Any) -> tuple[float, ...]:
        matrix = self.raw.FS_MATRIX()
        if not self.raw.FPDFPageObj_GetMatrix(entry, matrix):
            return 1, 0, 0, 1, 0, 0
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def _bounds(self, entry: Any, outer: Any) -> Box | None:
        sides = [ctypes.c_float() for _ in range(4)]
        if not self.raw.FPDFPageObj_GetBounds(entry, *map(ctypes.byref, sides)):
            return None
        left, bottom, right, top = (side.value for side in sides)
        corners = [moved(outer, x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _picture(self, entry: Any, outer: Any) -> None:
        box = self._bounds(entry, outer)
        if box is None:
            return
        left, bottom = max(box[0], self.sheet[0]), max(box[1], self.sheet[1])
        right, top = min(box[2], self.sheet[2]), min(box[3], self.sheet[3])
        sheet = max(1.0, (self.sheet[2] - self.sheet[0]) * (self.sheet[3] - self.sheet[1]))
        share = max(0.0, right - left) * max(0.0, top - bottom) / sheet
        self.pictures += share
        self.fills.append(box)

    def _path(self, entry: Any, outer: Any) -> None:
        raw = self.raw
        fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
        raw.FPDFPath_GetDrawMode(entry, fill, stroke)
        count = raw.FPDFPath_CountSegments(entry)
        if (not fill.value and not stroke.value) or not 2 <= count <= _MOST_SEGMENTS:
            return
        if fill.value:
            colour = self._colour(entry)
            if min(colour[:3]) >= _WHITE or colour[3] < 16:
                if not stroke.value:
                    return
            elif box := self._bounds(entry, outer):
                self.fills.append(box)
        matrix = product(self._matrix(entry), outer)
        for edges in self._outlines(entry, count, matrix):
            if stroke.value or is_thin(edges):
                self.edges.extend(edges)

    def _outlines(self, path: Any, count: int, matrix: Any) -> Iterator[list[Edge]]:
        """The straight edges of a path, one outline after the other."""
        raw = self.raw
        x, y = ctypes.c_float(), ctypes.c_float()
        first = last = (0.0, 0.0)
        edges: list[Edge] = []
        for index in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = moved(matrix, x.value, y.value)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                yield edges
                edges = []
                first = point
            elif kind == raw.FPDF_SEGMENT_LINETO:
                edges.append((*last, *point))
            if raw.FPDFPathSegment_GetClose(segment) and kind == raw.FPDF_SEGMENT_LINETO:
                edges.append((*point, *first))
            last = point
        yield edges


def _mostly(flags: list[bool]) -> bool:
    return sum(flags) > 0.5 * len(flags)


def _most_common_turn(found: list[PlacedCharacter]) -> int:
    """The quarter (0, 90, 180, 270) by which most text is turned."""
    turns = Counter(style.angle for _, _, style, _ in found if style.angle % 90 == 0)
    return turns.most_common(1)[0][0] if turns else 0
