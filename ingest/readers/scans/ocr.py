"""Read the words on a picture of a page by RapidOCR (an optional extra): the only home of rapidocr and cv2.

The models come with the package; nothing is fetched. Pixels are the unit throughout.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from statistics import median
from typing import Any

from ingest.layout import PageContent, Piece, Ruling, chinese_marks

INSTALL = "pip install 'wence[ocr]'"
LONGEST_SIDE = 1_800  # pixels of a page's picture: 150 dots an inch on A4, enough for 8 point type
_DETECTED_SIDE = 1_600  # pixels of the picture in which lines are looked for
_LINES_AT_ONCE = 3  # more would take half a gigabyte for their scores
_THREADS = 2
_SURE = 0.5  # confidence below which words are left out
_TALL = 1.5  # height by width: most lines are like this on a page turned by 90°
_SAMPLE = 8  # lines that decide whether a page stands on its head
_SKEWED = 0.4  # degrees
_SAME_SIZE = 0.15
_MARGIN = 0.12  # em by which the detector draws its boxes too wide on each side


Line = tuple[str, float, float, float, float]  # words, left, top, right, bottom


@dataclass(frozen=True, slots=True)
class ReadPage:
    """This holds what was read on a page, and the mean confidence (0 to 1) over its characters.

    ``lines`` are its words where they stand on the picture as it was given, see ``ingest.document.PageWords``.
    """

    content: PageContent
    confidence: float
    lines: tuple[Line, ...] = ()


def is_installed() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None and find_spec("cv2") is not None


def read_picture(picture: Any) -> ReadPage:
    """Give the words of a picture, an array (height, width, 3) of bytes; it may lie on any of its four sides."""
    engine = _engine()
    picture = _fitted(picture)
    turns = _Turns()
    boxes = _detected(engine, picture)
    if boxes and median(_height(box) / max(1.0, _width(box)) for box in boxes) > _TALL:
        picture = _turned(picture, 1)
        turns.quarter = True
        boxes = _detected(engine, picture)
    skew = _skew(boxes)
    if abs(skew) > _SKEWED:
        picture = _straightened(picture, skew)
        turns.skew = skew
        boxes = _detected(engine, picture)
    crops = _crops(engine, picture, boxes)
    if _on_its_head(engine, crops):
        picture = _turned(picture, 2)
        turns.headlong = True
        height, width = picture.shape[:2]
        boxes = [[(width - x, height - y) for x, y in (*box[2:], *box[:2])] for box in boxes]
        crops = [_turned(crop, 2) for crop in crops]
    found = engine.recognize_txt(crops) if crops else None
    words = list(zip(boxes, found.txts, found.scores, strict=True)) if found else []
    read = _page(picture, [(box, text, float(score)) for box, text, score in words])
    return replace(read, lines=tuple(turns.line(piece, read.content) for piece in read.content.pieces))


@dataclass(slots=True)
class _Turns:
    """How a picture was turned until its text stood upright, to say where that stands on the picture as it came.

    In this order: by a quarter clockwise, by some degrees around its middle, by a half.
    """

    quarter: bool = False
    skew: float = 0.0
    headlong: bool = False

    def line(self, piece: Piece, content: PageContent) -> Line:
        width, height = content.width, content.height
        corners = [
            self._back(x, y, width, height)
            for x in (piece.left, piece.right)
            for y in (piece.top, piece.bottom)
        ]
        if self.quarter:
            width, height = height, width
        xs, ys = zip(*corners, strict=True)
        sides = min(xs) / width, min(ys) / height, max(xs) / width, max(ys) / height
        left, top, right, bottom = (round(min(1.0, max(0.0, side)), 4) for side in sides)
        return piece.text, left, top, right, bottom

    def _back(self, x: float, y: float, width: float, height: float) -> tuple[float, float]:
        if self.headlong:
            x, y = width - x, height - y
        if self.skew:
            sine, cosine = math.sin(math.radians(self.skew)), math.cos(math.radians(self.skew))
            across, down = x - width / 2, y - height / 2
            x, y = cosine * across - sine * down + width / 2, sine * across + cosine * down + height / 2
        return (y, width - x) if self.quarter else (x, y)


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 4_000,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED_SIDE,
            "Rec.rec_batch_num": _LINES_AT_ONCE,
        }
    )


Corners = list[tuple[float, float]]  # of a line: upper left, upper right, lower right, lower left


def _detected(engine: Any, picture: Any) -> list[Corners]:
    found = engine(picture, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    return [[(float(x), float(y)) for x, y in box] for box in found.boxes]


def _crops(engine: Any, picture: Any, boxes: Sequence[Corners]) -> list[Any]:
    import numpy as np

    return engine.crop_text_regions(picture, np.array(boxes, dtype=np.float32)) if boxes else []


def _on_its_head(engine: Any, crops: Sequence[Any]) -> bool:
    """Whether most of the longest lines stand upside down."""
    longest = sorted(crops, key=lambda crop: -crop.shape[1])[:_SAMPLE]
    if not longest:
        return False
    _, found = engine.cls_and_rotate([crop.copy() for crop in longest])
    return sum(label == "180" and score > 0.8 for label, score in found.cls_res) > len(longest) / 2


def _width(box: Corners) -> float:
    return math.dist(box[0], box[1])


def _height(box: Corners) -> float:
    return math.dist(box[1], box[2])


def _skew(boxes: Sequence[Corners]) -> float:
    """Degrees by which long lines fall to the right, 0 where there are too few to tell."""
    long = [box for box in boxes if _width(box) > 8 * _height(box)]
    if len(long) < 5:
        return 0.0
    return median(math.degrees(math.atan2(b[1][1] - b[0][1], b[1][0] - b[0][0])) for b in long)


# --- pictures ------------------------------------------------------------------------------------


def _fitted(picture: Any) -> Any:
    """The picture no larger than is read."""
    import cv2

    height, width = picture.shape[:2]
    scale = LONGEST_SIDE / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _turned(picture: Any, quarters: int) -> Any:
    """Turned by quarters of a circle, clockwise."""
    import numpy as np

    return np.ascontiguousarray(np.rot90(picture, -quarters))


def _straightened(picture: Any, degrees: float) -> Any:
    import cv2

    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), borderValue=(255, 255, 255))


def _rulings(picture: Any, em: float) -> list[Ruling]:
    """Straight lines along x and y, at least three ems long."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    length = max(20, round(3 * em))
    found: list[Ruling] = []
    for level, kernel in ((True, (length, 1)), (False, (1, length))):
        shape = cv2.getStructuringElement(cv2.MORPH_RECT, kernel)
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, shape)
        lines = cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        _, _, stats, _ = cv2.connectedComponentsWithStats(lines)
        for left, top, width, height, _ in stats[1:]:
            if level and height <= em:
                found.append(Ruling(True, top + height / 2, left, left + width))
            elif not level and width <= em:
                found.append(Ruling(False, left + width / 2, top, top + height))
    return found


# --- words ---------------------------------------------------------------------------------------


def _page(picture: Any, words: Sequence[tuple[Corners, str, float]]) -> ReadPage:
    kept = [(box, text.strip(), score) for box, text, score in words if score >= _SURE and text.strip()]
    sizes = _sizes([_size(box, text) for box, text, _ in kept])
    pieces = []
    for (box, text, _), size in zip(kept, sizes, strict=True):
        xs, ys = zip(*box, strict=True)
        middle, half = (min(ys) + max(ys)) / 2, min(max(ys) - min(ys), 1.3 * size) / 2
        left, right = min(xs) + _MARGIN * size, max(xs) - _MARGIN * size
        pieces.append(Piece(chinese_marks(text), left, middle - half, max(left, right), middle + half, size))
    characters = sum(len(text) for _, text, _ in kept)
    confidence = sum(score * len(text) for _, text, score in kept) / characters if characters else 0.0
    height, width = picture.shape[:2]
    rulings = _rulings(picture, median(sizes)) if sizes else []
    return ReadPage(PageContent(width, height, tuple(pieces), tuple(rulings), picture=1.0), confidence)


def _size(box: Corners, text: str) -> float:
    """The size of the type: a line's width over its characters, its height where it is short."""
    ems = sum(0.5 if character.isascii() else 1.0 for character in text)
    height = 0.8 * _height(box)
    if ems < 6:
        return height
    return min(max(_width(box) / ems, 0.7 * height), 1.25 * height)


def _sizes(sizes: Sequence[float]) -> list[float]:
    """Sizes that differ by the error of measurement made one, the most common first."""
    result = list(sizes)
    left = list(range(len(sizes)))
    while left:
        middle = median(sizes[n] for n in left)
        near = [n for n in left if abs(sizes[n] - middle) <= _SAME_SIZE * middle] or left
        for n in near:
            result[n] = middle
        chosen = set(near)
        left = [n for n in left if n not in chosen]
    return result
